"""Many cases that stand where one stands, for tests and figures that need thousands: rows are copied, and the record
chained anew, so that the books of each are as right as the first one's."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import base, case, clock, event, step, timer

PART = 500
"""Cases written in a transaction's statements at a time."""
APART = 1_000
"""Between the ids of what two copies own: those of one case stand beside each other."""
OWNED: tuple[type[base.Base], ...] = (
    case.CaseAgency,
    step.Step,
    step.Answers,
    timer.Timer,
    timer.Listening,
    clock.Clock,
)
"""What belongs to a case by its `case_id`."""
ALL: tuple[type[base.Base], ...] = (case.Case, *OWNED, clock.ClockAct, event.Event)
PERSONAL = ("task", "call")


def of_case(session: Session, case_id: int, count: int, due: Callable[[int], int] | None = None) -> list[int]:
    """Copy a case.

    Parameters:
        due: from a copy's number, from 0, when its timers are due (ms UTC); None: when the first one's are.

    Returns:
        the ids of the copies.
    """
    first = _rows(session, case.Case, case.Case.id == case_id)[0]
    owned = {table: _rows(session, table, table.__table__.c.case_id == case_id) for table in OWNED}
    acts = _rows(session, clock.ClockAct, clock.ClockAct.clock_id.in_([row["id"] for row in owned[clock.Clock]]))
    record = list(session.scalars(select(event.Event).where(event.Event.scope_id == case_id).order_by(event.Event.seq)))
    ids = [case_id + number for number in range(1, count + 1)]
    for start in range(0, count, PART):
        made: dict[type[base.Base], list[dict[str, Any]]] = {case.Case: [], event.Event: [], clock.ClockAct: []}
        for id_ in ids[start : start + PART]:
            by = id_ - case_id
            lines = list(_chained(record, id_))
            code = f"{first['code']}-{by}"
            made[case.Case].append({**first, "id": id_, "code": code, "event_head": lines[-1]["hash"]})
            made[event.Event] += lines
            made[clock.ClockAct] += [{**row, "clock_id": row["clock_id"] + by * APART} for row in acts]
            for table, rows in owned.items():
                made.setdefault(table, []).extend(_moved(row, id_, by) for row in rows)
            if due is not None:
                for row in made[timer.Timer][-len(owned[timer.Timer]) :]:
                    row["due_at"] = due(by - 1)
        for model in ALL:
            if made[model]:
                session.execute(insert(model), made[model])
    _count(session, owned[step.Step], count)
    return ids


def _rows(session: Session, table: type[base.Base], where: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(select(*table.__table__.c).where(where))]


def _moved(row: dict[str, Any], case_id: int, by: int) -> dict[str, Any]:
    return {**row, "case_id": case_id} | ({"id": row["id"] + by * APART} if "id" in row else {})


def _chained(record: list[event.Event], case_id: int) -> Iterator[dict[str, Any]]:
    head = b""
    for one in record:
        salt = secrets.token_bytes(16)
        entry = event.Entry(event.CASE, case_id, one.seq, one.at, one.kind, one.actor_id, one.agency_id)
        digest = event.digest(salt, one.payload or "")
        head = event.chained(head, entry, digest)
        known = {"scope": one.scope, "scope_id": case_id, "seq": one.seq, "at": one.at, "month": one.month}
        told = {"actor_id": one.actor_id, "agency_id": one.agency_id, "kind": one.kind, "payload": one.payload}
        yield {**known, **told, "salt": salt, "digest": digest, "hash": head}


def _count(session: Session, log: list[dict[str, Any]], count: int) -> None:
    """The counters of what the copies hold."""
    for number, row in enumerate(one for one in log if one["completed_at"] is None):
        session.add(
            step.CounterDelta(
                id=row["case_id"] + number,
                procedure_id=row["procedure_id"],
                version_id=row["version_id"],
                lane_key=row["lane_key"],
                element=row["element"],
                agency_id=row["agency_id"] or 0,
                held=count,
                tasks=count * (row["kind"] in PERSONAL),
                claimed=count * (row["claimed_at"] is not None),
            )
        )
    session.flush()
