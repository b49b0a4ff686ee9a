"""Measure everything once and write the page; `--dry` prints it alone, `--engine` leaves web and database out."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from tests.bench import drawings, engines, http, memory, report, statements, targets
from tests.support import databases, postgresql

SERVED = {"8 tasks": ((1, 30), (4, 60)), "30 tasks": ((1, 8), (4, 16))}
"""Per diagram: how many clients at once walk how many cases."""
ROUNDS = (1, 100)


def main() -> int:
    """Measure, print, write."""
    began, (load, *_) = time.perf_counter(), os.getloadavg()
    samples = [drawings.procedure(tasks) for tasks in (8, 30, 100)]
    alone = {one.name: _alone(one) for one in samples}
    ours, stock = (engines.looped(make(drawings.loop()), ROUNDS) for make in (engines.ours, engines.stock))
    loop = {number: (ours[number], stock[number]) for number in ROUNDS}
    _say("what is promised")
    promised = list(targets.rows(alone, _used(samples)))
    if "--engine" in sys.argv[1:]:
        seconds = time.perf_counter() - began
        print(report.engine_alone(report.Results(promised, alone, loop, [], {}, [], seconds, load)))
        return 0
    served, counted, left_out = _over_http(samples)
    seconds = time.perf_counter() - began
    page = report.page(report.Results(promised, alone, loop, served, counted, left_out, seconds, load))
    print(page)
    if "--dry" not in sys.argv[1:]:
        report.write(page)
    return 0


def _over_http(
    samples: list[drawings.Sample],
) -> tuple[list[http.Measured], dict[str, statements.Counts], list[str]]:
    served, counted, left_out = [], {}, []
    with http.sqlite() as (url, folder):
        counted["SQLite"] = statements.counted(url, folder, samples[0])
    for sample in samples[:2]:
        with http.sqlite() as (url, folder):
            served.append(_served(url, folder, sample))
    if postgresql.find() is None:
        left_out.append(databases.NO_SERVER)
    else:
        with http.durable_postgresql() as (url, folder, _):
            counted["PostgreSQL"] = statements.counted(url, folder, samples[0])
        for sample in samples[:2]:
            with http.durable_postgresql() as (url, folder, pid):
                served.append(_served(url, folder, sample, pid))
    return served, counted, left_out


def _alone(sample: drawings.Sample) -> tuple[engines.Figures, engines.Figures, engines.Figures]:
    _say(f"both engines alone, {sample.name}")
    makes: tuple[engines.Make, ...] = (engines.ours, engines.stock, engines.stock_apart)
    ours, stock, apart = (engines.measured(make(sample), sample) for make in makes)
    return ours, stock, apart


def _used(samples: list[drawings.Sample]) -> dict[str, memory.Figures]:
    """What versions in use take: of each diagram in turn, and of the largest alone."""
    found = {}
    for name, kept in ((f"{len(samples)} diagrams in turn", samples), (f"all of {samples[-1].name}", samples[-1:])):
        _say(f"memory, {name}")
        with http.sqlite() as (url, _):
            found[name] = memory.measured(url, kept)
    return found


def _served(url: str, folder: Path, sample: drawings.Sample, postgres: int = 0) -> http.Measured:
    _say(f"over HTTP on {'PostgreSQL' if postgres else 'SQLite'}, {sample.name}")
    return http.measured(url, folder, sample, SERVED[sample.name], postgres)


def _say(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
