"""Report II.06a over cases that are really worked on: whoever moves a case needs to know nothing of the report."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models import step
from service.measures import dossiers
from service.rules import clockholds
from service.usecases import cases, figures, tallies, tasks
from tests.service.usecases import world

CITY, INTAKE, OTHER = None, "H26.1", "H26.2"


def test_the_reports_words_for_rests_are_those_of_clocks() -> None:
    assert (dossiers.ELSEWHERE, dossiers.SUPPLEMENT) == (clockholds.ELSEWHERE, clockholds.SUPPLEMENT)


def complete(city: world.World, element: str, who: str) -> tuple[int, int]:
    """Complete the open step; case and number."""
    with city.database.transaction() as session:
        query = select(step.Step.case_id, step.Step.seq).where(step.Step.element == element)
        found = session.execute(query.where(step.Step.completed_at.is_(None))).one()
        tasks.complete(session, city.people[who], found.case_id, found.seq, {}, now=city.now)
    return found.case_id, found.seq


def columns(city: world.World, agency: str | None) -> set[int]:
    """The columns of the last month that count something, for the one case."""
    today = city.now.astimezone(dossiers.HANOI).date()
    asked = figures.Query(today - timedelta(days=30), today, agency)
    with city.database.snapshot() as session:
        total = figures.report(session, city.people["manager"], asked, now=city.now).total
    assert total is not None
    return {number for number, value in total.columns().items() if value}


def test_a_case_is_counted_as_it_goes_from_lane_to_lane(city: world.World) -> None:
    drawing, lanes = world.chain()
    city.publish("TT", drawing, lanes, limit={"amount": 2, "unit": "working_day"})
    city.start("TT", channel="online")
    assert columns(city, CITY) == columns(city, INTAKE) == {3, 4, 11, 12}
    assert columns(city, OTHER) == set()
    city.later(hours=1)
    handed = complete(city, "intake", "staff H26.1")
    assert columns(city, INTAKE) == columns(city, OTHER) == {3, 4, 11, 12}
    with city.database.transaction() as session:
        tasks.recall(session, city.people["staff H26.1"], *handed, now=city.now)
    assert columns(city, OTHER) == set()
    complete(city, "intake", "staff H26.1")
    fold(city)
    city.later(days=1)
    complete(city, "check", "staff H26.2")
    assert columns(city, OTHER) == {3, 4, 7, 9}
    assert columns(city, INTAKE) == {3, 4, 11, 12}
    city.later(days=4)
    # The case is late, and no lane of H26.1 had a limit.
    assert columns(city, CITY) == {3, 4, 11, 13}
    assert columns(city, INTAKE) == {3, 4, 11, 12}
    complete(city, "result", "staff H26.1")
    for _ in range(2):
        assert columns(city, CITY) == {3, 4, 7, 10}
        assert columns(city, INTAKE) == {3, 4, 7, 9}
        fold(city)


def fold(city: world.World) -> None:
    """The worker counts all that changed."""
    with city.database.transaction() as session:
        while tallies.fold(session, city.now):
            pass
        assert tallies.faults(session) == []


def test_a_case_that_is_cancelled_is_settled_that_day(city: world.World) -> None:
    city.publish("TT", *world.chain())
    code = city.start("TT").code
    city.later(hours=2)
    with city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.1"], code, "Rút", now=city.now)
    assert columns(city, CITY) == columns(city, INTAKE) == {3, 5, 7, 9}
