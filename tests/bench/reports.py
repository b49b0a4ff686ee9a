"""Measures report II.06a and its lists over millions of dossiers, on both databases: `make bench-reports`."""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from models import database
from service.rules import access
from service.usecases import dossierlists, figures
from tests.bench import http, manydossiers
from tests.support import databases, postgresql

CASES, UNCOUNTED, TIMES = 3_000_000, 1_000, 7
MANAGER = access.Actor(1, "", (access.Membership(1, "H26", "manager", frozenset({"oversee", "report"}), top=True),))
YEAR = (date(2025, 11, 26), date(2026, 11, 26))
ODD = (date(2026, 2, 17), date(2026, 8, 9))
COMMUNE = f"H26.{manydossiers.FIRST_COMMUNE}"
REPORTS = {
    "the city by field, a year until now": figures.Query(*YEAR),
    "the city by field, between two odd days": figures.Query(*ODD),
    "the city by procedure, supplement no excuse": figures.Query(*ODD, by="procedure", excused=False),
    "one field of the city": figures.Query(*ODD, field="Lĩnh vực 3"),
    "one commune by field": figures.Query(*ODD, COMMUNE),
    "every agency": figures.Query(*ODD, by="agency"),
}


def main() -> int:
    """Measure and print; the first argument is another number of cases, the second of uncounted ones."""
    cases, uncounted = ([int(one) for one in sys.argv[1:]] + [CASES, UNCOUNTED][len(sys.argv) - 1 :])[:2]
    with _sqlite() as url:
        _measure("SQLite", url, cases, uncounted)
    if postgresql.find() is not None:
        with http.durable_postgresql() as (url, _, _):
            _measure("PostgreSQL", url, cases, uncounted)
    return 0


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="laneway-reports-") as folder:
        yield databases.sqlite_address(Path(folder) / "laneway.sqlite")


def _measure(name: str, url: str, cases: int, uncounted: int) -> None:
    database.upgrade(url)
    made = database.Database(url)
    began = time.perf_counter()
    manydossiers.fill(made, cases, uncounted)
    print(
        f"\n{name}: {cases:,} cases, {uncounted:,} uncounted, made in {time.perf_counter() - began:.0f} s", flush=True
    )
    for told, asked in REPORTS.items():
        seconds = [_report(made, asked) for _ in range(TIMES)]
        wall, processor = (statistics.median(values) * 1_000 for values in zip(*seconds, strict=True))
        print(f"  {told}: {wall:.0f} ms (this process's processor {processor:.0f} ms)", flush=True)
    for column in (3, 8, 11, 13):
        seconds = [_list(made, figures.Query(*ODD), column) for _ in range(3)]
        print(f"  first page of column {column}: {statistics.median(seconds) * 1_000:.0f} ms", flush=True)
    made.dispose()


def _report(made: database.Database, asked: figures.Query) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    with made.snapshot() as session:
        figures.report(session, MANAGER, asked, now=manydossiers.NOW)
    return time.perf_counter() - wall, time.process_time() - processor


def _list(made: database.Database, asked: figures.Query, column: int) -> float:
    began = time.perf_counter()
    with made.snapshot() as session:
        dossierlists.page(session, MANAGER, asked, column, now=manydossiers.NOW)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
