"""The worker's loop: one thing that can't be done holds up no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import exc, select, update
from sqlalchemy.orm import Session

from models import case as cases_table
from models import step, timer
from service.jobs import worker
from service.usecases import cases, deadlines, incidents, limits, locked, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to

City = world.World
CASES, BAD = 60, 10


@pytest.fixture
def pausing(database_url: str) -> Iterator[City]:
    """A city whose procedure is intake, a pause of two hours, result; with cases that pause."""
    yield from _pausing(database_url)


def _pausing(url: str) -> Iterator[City]:
    city = world.World(url)
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "result")
    drawing.node("One", "endEvent", "e").node("One", "intermediateCatchEvent", "pause", world.timer("PT2H"))
    drawing.path("s", "intake", "pause", "result", "e")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1")})
    for _ in range(CASES):
        case = city.start("P")
        with city.database.transaction() as session:
            tasks.complete(session, city.people["staff H26.1"], int(case.id), 1, {}, now=city.now)
    city.later(hours=3)
    yield city
    city.database.dispose()


def _ids(city: City) -> list[int]:
    with city.database.reading() as session:
        return list(session.scalars(select(cases_table.Case.id).order_by(cases_table.Case.id)))


def _results(city: City) -> int:
    return city.count(step.Step, step.Step.element == "result")


def test_states_that_cannot_be_read_are_incidents_and_the_others_go_on(pausing: City) -> None:
    bad = _ids(pausing)[:BAD]
    with pausing.database.transaction() as session:
        session.execute(update(cases_table.Case).where(cases_table.Case.id.in_(bad)).values(state=b"\x09?"))
    worker.Worker(pausing.database, lambda: pausing.now).drain()
    assert _results(pausing) == CASES - BAD
    assert pausing.count(timer.Timer, timer.Timer.incident_id.is_not(None)) == BAD
    with pausing.database.reading() as session:
        page = incidents.page(session, pausing.people["administrator"], incidents.IncidentQuery(), now=pausing.now)
        assert [(one.code, one.operation) for one in page.items] == [("engine_error", "wake")] * BAD
        code = page.items[0].case
        assert cases.tokens(session, pausing.people["staff H26.1"], code).live == ()
    with pausing.database.transaction() as session:
        cases.cancel(session, pausing.people["staff H26.1"], code, "unreadable", now=pausing.now)
    with pausing.database.reading() as session:
        assert cases.holding(session, pausing.people["staff H26.1"], code, now=pausing.now) == ()


@pytest.mark.parametrize("fault", [RuntimeError("unforeseen"), exc.OperationalError("too much", {}, Exception())])
def test_more_faults_than_fit_into_a_batch_hold_up_nobody(
    pausing: City, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr(worker, "BATCH", BAD // 2)
    bad, wake = set(_ids(pausing)[:BAD]), deadlines.wake_taken

    def failing(session: Session, case: locked.Case, *, now: datetime, budget: limits.Budget) -> object:
        if case.id in bad:
            raise fault
        return wake(session, case, now=now, budget=budget)

    monkeypatch.setattr(deadlines, "wake_taken", failing)
    loop = worker.Worker(pausing.database, lambda: pausing.now)
    for _ in range(CASES):
        loop.turn()
    assert _results(pausing) == CASES - BAD
    monkeypatch.undo()
    pausing.later(minutes=2)
    loop.drain()
    assert _results(pausing) == CASES


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[City]:
    """The same where writers can be beside each other."""
    yield from _pausing(postgresql_url)


@pytest.mark.postgresql
def test_a_worker_takes_the_next_case_while_its_peer_is_in_the_middle_of_one(on_postgresql: City) -> None:
    city = on_postgresql
    with city.database.transaction() as session:
        mine = deadlines.take(session, city.now)
        assert mine is not None
        peer = worker.Worker(city.database, lambda: city.now)
        assert peer.drain() >= CASES - 1
        assert _results(city) == CASES - 1
        deadlines.wake_taken(session, mine, now=city.now)
    peer.drain()
    assert _results(city) == CASES


@pytest.mark.postgresql
def test_what_a_peer_has_woken_since_one_looked_is_not_woken_again(on_postgresql: City) -> None:
    city = on_postgresql
    with city.database.transaction() as session:
        seen = deadlines.take(session, city.now)
    worker.Worker(city.database, lambda: city.now).drain()
    with city.database.transaction() as session:
        assert seen is not None
        deadlines.wake(session, seen.id, now=city.now)
    assert _results(city) == CASES


def test_those_who_have_been_due_longest_are_woken_first(pausing: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that was away catches up in the order in which it should have been there."""
    ids, woken, wake = _ids(pausing), list[int](), deadlines.wake_taken
    with pausing.database.transaction() as session:
        for number, case_id in enumerate(reversed(ids)):
            session.execute(update(timer.Timer).where(timer.Timer.case_id == case_id).values(due_at=number))

    def noting(session: Session, case: locked.Case, *, now: datetime, budget: limits.Budget) -> object:
        woken.append(case.id)
        return wake(session, case, now=now, budget=budget)

    monkeypatch.setattr(deadlines, "wake_taken", noting)
    monkeypatch.setattr(worker, "BATCH", CASES // 4)
    worker.Worker(pausing.database, lambda: pausing.now).drain()
    assert woken == list(reversed(ids))
