"""What a step has to know of a case's clocks: the clocks, and where else the case rests. One statement.

Most steps needn't know: where work stays in its lane no clock begins or rests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session

from bpmn import clocking
from models import clock as clocks
from models import step
from runner import outcome
from service.rules import clockholds
from service.usecases import clockrows, locked, places, published

WORK = (outcome.WaitKind.TASK.value, outcome.WaitKind.CALL.value)


@dataclass(frozen=True, slots=True)
class Open:
    """An open step, as clocks see it."""

    seq: int
    element: str
    lane_key: str
    agency_id: int | None
    holder: str
    kind: str
    enabled_at: int


@dataclass(frozen=True, slots=True)
class View:
    """What is known: the case's clocks by kind and subject, and its steps that were open before this step."""

    kept: Mapping[tuple[str, str], clockrows.Clock] = field(default_factory=dict)
    rests: tuple[Open, ...] = ()


def _query() -> Any:
    """Built once: building it costs more than running it. An open step has the columns of a clock that fit."""
    own, wait = clocks.Clock.__table__.c, step.Step.__table__.c
    asked: Any = bindparam("asked")
    told: Mapping[str, Any] = {
        "id": wait.seq, "unit": wait.element, "subject": wait.lane_key, "agency_id": wait.agency_id,
        "paused_for": wait.holder, "kind": wait.kind, "since": wait.enabled_at,
    }  # fmt: skip
    padded = (told.get(column.name, null()).label(column.name) for column in clockrows.COLUMNS)
    return union_all(
        select(literal("clock").label("tag"), *clockrows.COLUMNS).where(own.case_id == asked),
        select(literal("step").label("tag"), *padded).where(wait.case_id == asked, wait.completed_at.is_(None)),
    )


_QUERY = _query()


def look(session: Session, case_id: int) -> View:
    """A case's clocks and open steps."""
    kept: dict[tuple[str, str], clockrows.Clock] = {}
    rests: list[Open] = []
    for row in session.execute(_QUERY, {"asked": case_id}):
        if row.tag == "clock":
            kept[row.kind, row.subject] = clockrows.of_row(row)
        else:
            rests.append(Open(row.id, row.unit, row.subject, row.agency_id, row.paused_for, row.kind, row.since))
    return View(kept, tuple(rests))


def of_row(row: Mapping[str, Any]) -> Open:
    """A step that is being opened."""
    return Open(
        row["seq"], row["element"], row["lane_key"], row["agency_id"], row["holder"], row["kind"], row["enabled_at"]
    )


def of_step(one: locked.Step) -> Open:
    """A step of the log."""
    return Open(one.seq, one.element, one.lane_key, one.agency_id, one.holder, one.kind, one.enabled_at)


def hold(one: published.Published, case: locked.Case, terms: clocking.Terms, rest: Open) -> clockholds.Hold:
    """A place where a case rests, as rules see it."""
    usual = places.of_lane(one, case, rest.lane_key, outcome.WaitKind.TASK)
    around, at = [rest.lane_key], one.prepared.diagram.lanes.get(rest.lane_key)
    while at is not None and at.parent is not None and at.parent not in around:
        if at.parent in terms.lanes:
            around.append(at.parent)
        at = one.prepared.diagram.lanes.get(at.parent)
    works = rest.kind in WORK
    return clockholds.Hold(
        rest.element, rest.lane_key, rest.holder, works, rest.agency_id, usual.agency_id, tuple(around)
    )


def moves_a_clock(
    one: published.Published,
    case: locked.Case,
    terms: clocking.Terms,
    closed: Sequence[locked.Step],
    opened: Sequence[Mapping[str, Any]],
) -> bool:
    """Whether a step may begin, pause or end a clock: unless the case rests as it did, as far as clocks see it."""
    if any(row["handed_over"] for row in opened) or any(
        step.handed_over and step.claimed_by is None for step in closed
    ):
        return True
    before = {clockholds.signature(hold(one, case, terms, of_step(step)), terms) for step in closed}
    after = {clockholds.signature(hold(one, case, terms, of_row(row)), terms) for row in opened}
    return before - {None} != after - {None}
