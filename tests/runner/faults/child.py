"""Tries one promise on one engine with little processor time and memory: the process that `promises.apart` starts."""

from __future__ import annotations

import resource
import sys

from tests.runner.faults import engines, promises, reading, steps, tokens

MEMORY = 1 << 30
MODULES = (tokens, reading, steps)


def main(engine: str, name: str, seconds: str) -> None:
    """Begin the limits, then try; what breaks the promise is the process's last words."""
    found = next(one for one in promises.REGISTER if one.name == name)
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(seconds), resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found.on({"Ours": engines.Ours, "Stock": engines.Stock}[engine])


if __name__ == "__main__":
    main(*sys.argv[1:])
