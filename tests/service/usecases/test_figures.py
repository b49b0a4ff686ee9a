"""Report II.06a: random histories of clocks give the figures that counting every case gives, of any day.

The histories are written straight into the tables of cases and clocks (`pasts`), with limits in plain hours: how clocks
come to their due dates is tested elsewhere.
"""

from __future__ import annotations

import random
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import base, rollup, rows, step
from service import errors
from service.measures import dossiers
from service.usecases import dossierlists, figures, tallies
from tests.service.usecases import world
from tests.service.usecases.pasts import AGENCIES, FIELDS, HOUR, NOW, Book, History, Past
from tests.support import shares


def read(book: Book, asked: figures.Query, now: datetime = NOW) -> figures.Report:
    """The report, as the manager gets it."""
    with book.city.database.snapshot() as session:
        return figures.report(session, book.city.people["manager"], asked, now=now)


def queries(rand: random.Random, count: int) -> list[figures.Query]:
    """Periods of all kinds: of one day, across months and years, of days to come."""
    found = []
    for _ in range(count):
        first = date(2025, 12, 10) + timedelta(days=rand.randrange(100))
        length = rand.choice([0, 0, 1, 6, 30, 90])
        agency = rand.choice([None, *AGENCIES])
        of_field = rand.choice([None, None, "Hộ tịch"])
        found.append(
            figures.Query(first, first + timedelta(days=length), agency, of_field, excused=rand.random() < 0.5)
        )
    return found


def wrong(book: Book, count: int) -> list[object]:
    """Queries whose figures, or whose lists, aren't what counting by hand gives."""
    found: list[object] = []
    for asked in queries(book.rand, count):
        total = read(book, asked).total
        assert total is not None
        by_hand = book.by_hand(asked)
        if {n: v for n, v in total.columns().items() if v} != dict(by_hand):
            found.append((asked, total.columns(), by_hand))
        column = book.rand.choice([*range(3, 14), dossierlists.REGISTER])
        listed = everything(book, asked, column)
        expected = by_hand[4] + by_hand[5] if column == dossierlists.REGISTER else by_hand[column]
        if len(listed) != expected or len(set(listed)) != expected:
            found.append((asked, column, listed, expected))
    return found


def everything(book: Book, asked: figures.Query, column: int, limit: int = 5) -> list[str]:
    """The codes of a list, over all of its pages."""
    codes: list[str] = []
    cursor = None
    while True:
        with book.city.database.snapshot() as session:
            manager = book.city.people["manager"]
            page = dossierlists.page(session, manager, asked, column, now=NOW, cursor=cursor, limit=limit)
        codes += [one.code for one in page.items]
        if (cursor := page.next) is None:
            return codes


SEEDS = range(shares.soak_share(60, 0.02))


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_and_lists_are_those_of_counting_every_case_counted_half_counted_or_not(
    city: world.World, seed: int
) -> None:
    book = Book(city, seed)
    book.take_in(25)
    assert wrong(book, 12) == []
    book.fold(times=4)
    assert wrong(book, 12) == []
    book.fold()
    assert wrong(book, 12) == []
    for _ in range(30):
        book.act()
    book.take_in(5)
    assert wrong(book, 12) == []
    book.fold(times=2)
    for _ in range(10):
        book.act()
    assert wrong(book, 12) == []
    book.fold()
    assert book.fold() == 0
    assert wrong(book, 12) == []
    with city.database.transaction() as session:
        assert tallies.faults(session) == []
        kept = sums(session)
        tallies.sum_anew(session)
        assert tallies.faults(session) == []
        assert sums(session) == kept
        tallies.count_anew(session)
    assert wrong(book, 4) == []
    book.fold(batch=1_000)
    with city.database.transaction() as session:
        assert sums(session) == kept


def sums(session: Any) -> set[tuple[int, ...]]:
    """The rollups that say something."""
    found = session.execute(select(*rollup.Rollup.__table__.c))
    return {tuple(row) for row in found if any(tuple(row)[4:])}


def test_sums_that_went_wrong_are_told_and_not_printed(city: world.World) -> None:
    book = Book(city, 1)
    book.take_in(12)
    book.fold()
    asked = figures.Query(date(2025, 12, 1), date(2026, 3, 1))
    with city.database.transaction() as session:
        row = session.execute(select(rollup.Rollup).where(rollup.Rollup.scope == 0, rollup.Rollup.grain == 0)).scalars()
        row.first().early += 1  # type: ignore[union-attr]
        session.flush()
        assert tallies.faults(session)
    with pytest.raises(errors.ConflictError) as refused:
        read(book, asked)
    assert refused.value.code == "figures_differ"
    assert refused.value.values["where"] in FIELDS.values()
    assert refused.value.values["rule"] == "3 = 7 + 11"


def test_what_falls_due_later_today_is_not_overdue_yet(city: world.World) -> None:
    book = Book(city, 1)
    at = base.to_ms(NOW) - 2 * HOUR
    book.cases.append(Past(1, "TT.A", "online", at, [History("case", "", "H26.1", 3, [(at, "start", "", 0)])]))
    book.write(book.cases[0], new=True)
    today = NOW.astimezone(dossiers.HANOI).date()
    asked = figures.Query(today, today + timedelta(days=400))
    for _ in range(2):
        for hours, overdue in ((0, 0), (1, 1)):
            total = read(book, asked, NOW + timedelta(hours=hours)).total
            assert total is not None
            assert (total.online, total.open, total.overdue) == (1, 1, overdue)
        book.fold()


def test_each_agency_counts_what_its_lanes_received_and_the_city_counts_each_case_once(city: world.World) -> None:
    book = Book(city, 3)
    book.take_in(20)
    book.fold(times=2)
    asked = figures.Query(date(2025, 12, 1), date(2026, 3, 9), by="agency")
    report = read(book, asked)
    assert report.total is None
    assert {row.code for row in report.rows} == set(AGENCIES)
    for row in report.rows:
        own = read(book, figures.Query(asked.first, asked.last, row.code)).total
        assert own == row.figures
    by_procedure = read(book, figures.Query(asked.first, asked.last, by="procedure"))
    assert by_procedure.total is not None
    assert by_procedure.total.received == len(book.cases)
    assert [row.code for row in by_procedure.rows] == sorted(FIELDS)


def test_an_agency_sees_its_own_figures_and_lists_and_the_city_all(city: world.World) -> None:
    book = Book(city, 2)
    book.take_in(10)
    period = (date(2025, 12, 1), date(2026, 3, 1))
    officer, chief = city.people["staff TAX.1"], city.people["chief TAX.1"]
    with city.database.snapshot() as session:
        for who in (officer, chief):
            figures.report(session, who, figures.Query(*period, "TAX.1"), now=NOW)
            dossierlists.page(session, who, figures.Query(*period, "TAX.1"), dossierlists.REGISTER, now=NOW)
            rows = figures.report(session, who, figures.Query(*period, by="agency"), now=NOW).rows
            assert {row.code for row in rows} <= {"TAX.1"}
            for agency in (None, "H26.1"):
                with pytest.raises(errors.ForbiddenError):
                    figures.report(session, who, figures.Query(*period, agency), now=NOW)
                with pytest.raises(errors.ForbiddenError):
                    dossierlists.page(session, who, figures.Query(*period, agency), 3, now=NOW)
        with pytest.raises(errors.NotFoundError):
            figures.report(session, city.people["manager"], figures.Query(*period, "none"), now=NOW)
        for wrong_query in (figures.Query(period[1], period[0]), figures.Query(*period, "H26.1", by="agency")):
            with pytest.raises(errors.InvalidError):
                figures.report(session, city.people["manager"], wrong_query, now=NOW)


def test_what_was_taken_back_untouched_was_not_received(city: world.World) -> None:
    book = Book(city, 4)
    at = base.to_ms(NOW) - 5 * HOUR
    lanes = [History("lane", f"L{n}", office, None, [(at, "start", "", 0)]) for n, office in enumerate(AGENCIES)]
    book.cases.append(Past(1, "TT.A", "direct", at, [History("case", "", "H26.1", 9, [(at, "start", "", 0)]), *lanes]))
    book.write(book.cases[0], new=True)
    today = NOW.astimezone(dossiers.HANOI).date()
    for outcome, received in (("recalled", 0), ("completed", 1)):
        with city.database.transaction() as session:
            rows.insert(session, step.Step, [_step(outcome, at, city.agencies["TAX.1"])], update=("outcome",))
        total = read(book, figures.Query(today, today, "TAX.1")).total
        assert total is not None
        assert total.received == received


def _step(outcome: str, at: int, agency_id: int) -> dict[str, Any]:
    """The only step of a lane."""
    return {
        "case_id": 1, "seq": 1, "month": 202603, "procedure_id": 1, "version_id": 1, "element": "x", "lineage": "x",
        "lane_key": "L2", "agency_id": agency_id, "holder": "agency", "kind": "task", "role": "staff", "visit": 1,
        "enabled_at": at, "completed_at": at + HOUR, "order_at": at, "outcome": outcome, "handed_over": False,
    }  # fmt: skip


def test_several_that_count_at_once_count_nothing_twice(city: world.World) -> None:
    book = Book(city, 5)
    book.take_in(30)

    def count() -> None:
        for _ in range(200):
            book.fold(times=3, batch=4)
            with city.database.reading() as session:
                if not tallies.uncounted(session):
                    return

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with city.database.snapshot() as session:
        assert tallies.uncounted(session) == ()
        assert tallies.faults(session) == []
    assert wrong(book, 5) == []
