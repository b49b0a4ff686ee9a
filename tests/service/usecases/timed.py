"""What tests of clocks share: instants in words, a procedure that asks the applicant for more, a case's clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from models import case as cases_table
from models import clock, step
from service.rules import worktime
from service.usecases import cases, clockrows, tasks
from tests.service.usecases import world

City = world.World
DAY = 28_800
"""Ticks of a working day."""


def wd(amount: int) -> dict[str, Any]:
    return {"amount": amount, "unit": "working_day"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=worktime.ZONE)


def clocks_of(city: City, code: str) -> dict[str, clockrows.Clock]:
    """The clocks of a case by kind and subject: ``case``, ``lane P/Two``."""
    with city.database.reading() as session:
        query = select(*clockrows.COLUMNS).join(cases_table.Case, cases_table.Case.id == clock.Clock.case_id)
        rows = session.execute(query.where(cases_table.Case.code == code)).all()
        found = {f"{row.kind} {row.subject}".strip(): clockrows.of_row(row) for row in rows}
        acts = clockrows.acts(session, [one.id for one in found.values()])
        for one in found.values():
            # Whatever happened: told again from its acts, a clock is what its row says, and its intervals sum up.
            reading = clockrows.told_again(session, one, acts[one.id], city.now)
            assert reading.counter == one.counter
            assert sum(part.ticks for part in reading.intervals) == reading.used
    return found


def due_of(city: City, code: str) -> datetime | None:
    with city.database.reading() as session:
        return cases.get(session, city.people["manager"], code, now=city.now).due_at


def task(city: City, code: str, element: str) -> tuple[int, int]:
    with city.database.reading() as session:
        found = session.execute(
            select(step.Step.case_id, step.Step.seq)
            .join(cases_table.Case, cases_table.Case.id == step.Step.case_id)
            .where(cases_table.Case.code == code, step.Step.element == element, step.Step.completed_at.is_(None))
        ).one()
    return found.case_id, found.seq


def complete(city: City, code: str, who: str, element: str, **answers: Any) -> None:
    with city.database.transaction() as session:
        tasks.complete(session, city.people[who], *task(city, code, element), answers, now=city.now)


def go(city: City, text: str) -> None:
    city.now = at(text)


def asked_for_more(**clocks: Any) -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    """check (H26.1) → more (the applicant) → decide (H26.2) → result (H26.1)."""
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "check", "result").node("One", "endEvent", "e")
    drawing.user("Two", "decide").user("Zero", "more").path("s", "check", "more", "decide", "result", "e")
    lanes = {
        "P/One": world.to("agency", "H26.1"),
        "P/Two": world.to("agency", "H26.2"),
        "P/Zero": world.to("applicant"),
    }
    return world.xml(drawing), lanes, {"limit": wd(3), "clocks": {"lanes": {"P/Two": wd(1)}} | clocks}
