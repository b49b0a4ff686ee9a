"""Timers in working time: due by the calendar of the office that holds the step, and woken like others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models import base, step, timer
from service.jobs import worker
from service.usecases import calendaredits, people, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to
from tests.support import books

City = world.World
FRIDAY = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
"""10:00 in Hà Nội."""


@pytest.fixture
def city(database_url: str) -> Iterator[City]:
    made = world.World(database_url)
    made.now = FRIDAY
    yield made
    made.database.dispose()


def _publish(city: City, inside: str) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake").user("Two", "result", "late")
    drawing.node("Two", "intermediateCatchEvent", "pause", world.timer(inside)).node("Two", "endEvent", "e")
    drawing.path("s", "intake", "pause", "result", "e")
    drawing.node("Two", "boundaryEvent", "warn", world.timer(inside), attachedToRef="result", cancelActivity="false")
    drawing.node("Two", "endEvent", "f").path("warn", "late", "f")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")})


def _due(city: City) -> list[datetime]:
    with city.database.reading() as session:
        return [base.to_datetime(at) for at in session.scalars(select(timer.Timer.due_at))]


def _open(city: City) -> list[str]:
    with city.database.reading() as session:
        table = step.Step
        return list(session.scalars(select(table.element).where(table.completed_at.is_(None)).order_by(table.seq)))


def _work(city: City) -> None:
    worker.Worker(city.database, lambda: city.now).drain()


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("3 ngày làm việc", datetime(2026, 12, 2, 3, 0, tzinfo=UTC)),
        ("4 working hours", datetime(2026, 11, 27, 8, 0, tzinfo=UTC)),
        ("P3D", datetime(2026, 11, 30, 3, 0, tzinfo=UTC)),
    ],
)
def test_a_timer_passes_over_the_weekend_where_it_says_working_days(city: City, told: str, due: datetime) -> None:
    _publish(city, told)
    case = city.start("P")
    with city.database.transaction() as session:
        tasks.complete(session, city.people["staff H26.1"], int(case.id), 1, {}, now=city.now)
    assert _due(city) == [due]
    city.now = due
    city.later(seconds=-1)
    _work(city)
    assert _open(city) == ["pause"]
    city.later(seconds=1)
    _work(city)
    assert _open(city) == ["result"]
    assert books.faults(city.database) == []


def test_the_calendar_of_the_office_that_holds_the_step_counts(city: City) -> None:
    """The boundary timer stands on a task of H26.2, whose office is closed on Monday by its own order."""
    off = {"days": {"2026-11-30": {"work": False, "note": "Mất điện"}}}
    with city.database.transaction() as session:
        actor = people.SYSTEM
        calendaredits.edit(session, actor, "H26.2", off, document="12/QĐ", now=city.now)
    drawing = world.Drawing().node("One", "startEvent", "s").user("Two", "assess", "late")
    drawing.node("Two", "endEvent", "e").path("s", "assess", "e").node("Two", "endEvent", "f")
    drawing.node("Two", "boundaryEvent", "warn", world.timer("1 ngày làm việc"), attachedToRef="assess").path(
        "warn", "late", "f"
    )
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")})
    city.start("P", by="staff H26.2")
    assert _due(city) == [datetime(2026, 12, 1, 3, 0, tzinfo=UTC)]
    city.now = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    _work(city)
    assert _open(city) == ["late"]
    assert books.faults(city.database) == []
