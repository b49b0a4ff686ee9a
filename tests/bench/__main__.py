"""Measure everything once and write the page; `--dry` prints it alone."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from tests.bench import drawings, engines, http, report, statements
from tests.support import databases, postgresql

SERVED = {"8 tasks": ((1, 30), (4, 60)), "30 tasks": ((1, 8), (4, 16))}
"""Per diagram: how many clients at once walk how many cases."""
ROUNDS = (1, 100)


def main() -> int:
    """Measure, print, write."""
    began, (load, *_) = time.perf_counter(), os.getloadavg()
    samples = [drawings.procedure(tasks) for tasks in (8, 30, 100)]
    alone = {one.name: (_alone(engines.ours, one), _alone(engines.stock, one)) for one in samples}
    ours, stock = (engines.looped(make(drawings.loop()), ROUNDS) for make in (engines.ours, engines.stock))
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
    loop = {number: (ours[number], stock[number]) for number in ROUNDS}
    page = report.page(report.Results(alone, loop, served, counted, left_out, time.perf_counter() - began, load))
    print(page)
    if "--dry" not in sys.argv[1:]:
        report.PAGE.write_text(page, encoding="utf-8")
    return 0


def _alone(make: engines.Make, sample: drawings.Sample) -> engines.Figures:
    _say(f"{make.__name__} alone, {sample.name}")
    return engines.measured(make(sample), sample)


def _served(url: str, folder: Path, sample: drawings.Sample, postgres: int = 0) -> http.Measured:
    _say(f"over HTTP on {'PostgreSQL' if postgres else 'SQLite'}, {sample.name}")
    return http.measured(url, folder, sample, SERVED[sample.name], postgres)


def _say(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
