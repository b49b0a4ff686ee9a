"""The check that races and kills end with: a check that never finds anything would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import case as cases
from models import event, step
from service.usecases import tasks
from tests.service.usecases import world
from tests.support import books

FAULTS: dict[str, Callable[[Session], Any]] = {
    "an event is gone": lambda session: session.execute(delete(event.Event).where(event.Event.seq == 2)),
    "an event says something else": lambda session: session.execute(
        update(event.Event).where(event.Event.seq == 2).values(payload='{"seq":9}')
    ),
    "a completion is not in the step log": lambda session: session.execute(
        update(step.Step).where(step.Step.seq == 1).values(completed_at=None, outcome=None)
    ),
    "a step is open twice": lambda session: _twice(session),
    "an answer is gone": lambda session: session.execute(delete(step.Answers).where(step.Answers.seq == 1)),
    "a counter was counted twice": lambda session: session.execute(
        update(step.CounterDelta).values(held=step.CounterDelta.held * 2)
    ),
    "the state is an older one": lambda session: _older(session),
}


def _twice(session: Session) -> None:
    row = session.execute(select(*step.Step.__table__.c).where(step.Step.seq == 2)).one()._asdict()
    session.execute(insert(step.Step).values(**{**row, "seq": 7}))


def _older(session: Session) -> None:
    newest = select(cases.Case.id).order_by(cases.Case.id.desc()).limit(1).scalar_subquery()
    other = session.scalars(select(cases.Case.state).where(cases.Case.id == newest)).one()
    session.execute(update(cases.Case).values(state=other))


@pytest.fixture
def city(sqlite_url: str) -> Iterator[world.World]:
    """A case that has gone a step, and one that hasn't."""
    made = world.World(sqlite_url)
    made.publish("CHAIN", *world.chain())
    case = made.start("CHAIN")
    with made.database.transaction() as session:
        tasks.complete(session, made.people["staff H26.1"], int(case.id), 1, {}, now=made.now)
    made.start("CHAIN")
    yield made
    made.database.dispose()


def test_books_that_are_right_have_no_fault(city: world.World) -> None:
    assert books.faults(city.database) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_is_lost_or_doubled_is_found(city: world.World, fault: str) -> None:
    with city.database.transaction() as session:
        FAULTS[fault](session)
    assert books.faults(city.database) != []
