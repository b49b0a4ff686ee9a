"""The part of recording that concerns timers, messages and outside calls: no statement where there are none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from models import base, incident, message, rows, timer
from runner import outcome
from service.usecases import locked

ROUSED = 20
"""Messages that have waited and are tried again when somebody begins to listen, besides one for each listener."""


def write(session: Session, case: locked.Case, out: outcome.Outcome, now_ms: int) -> None:
    """Write what the case waits for, no longer waits for, and has sent."""
    _timers_off(session, case.id, out.timers_off, now_ms)
    if out.listening_off:
        table = timer.Listening
        session.execute(
            delete(table).where(table.case_id == case.id, table.seq.in_(out.listening_off)),
            execution_options={"synchronize_session": False},
        )
    timers = [
        {"case_id": case.id, "seq": one.seq, "element": one.element, "due_at": base.to_ms(one.due_at)}
        for one in out.timers_set
    ]
    rows.insert(session, timer.Timer, timers, update=("element", "due_at"))
    rows.insert(
        session,
        timer.Listening,
        [_listening(case.id, one, now_ms) for one in out.listening_on],
        update=("element", "name", "key", "signal", "since"),
    )
    _rouse(session, case.id, [one for one in out.listening_on if not one.signal])
    rows.insert(session, message.Message, [_message(case.id, one, now_ms) for one in out.sent])
    rows.insert(session, message.Call, [_call(case.id, one, now_ms) for one in out.calls], update=("payload",))


def _timers_off(session: Session, case_id: int, seqs: tuple[int, ...], now_ms: int) -> None:
    """Take timers off the list, and settle an incident whose last timer that was: it holds the case no longer."""
    if not seqs:
        return
    table, failure = timer.Timer, incident.Incident
    gone = delete(table).where(table.case_id == case_id, table.seq.in_(seqs)).returning(table.incident_id)
    held = {one for one in session.scalars(gone) if one is not None}
    if held:
        others = exists().where(table.incident_id == failure.id, table.case_id == case_id)
        settled = update(failure).where(failure.id.in_(held), failure.resolved_at.is_(None), ~others)
        session.execute(settled.values(resolved_at=now_ms), execution_options={"synchronize_session": False})


def _rouse(session: Session, case_id: int, listening: Sequence[outcome.Listening]) -> None:
    """Let waiting messages that these may take be tried at once, those sent first in front.

    So the worker looks at what is due alone, however many messages wait for nobody. Messages that are being tried at
    this moment are locked and waited for: they may be about to wait. They are locked in one order, by id.
    """
    if not listening:
        return
    table, keys = message.Message, dict[str, set[str] | None]()
    for one in listening:
        known = keys.setdefault(one.message, set())
        keys[one.message] = None if known is None or one.key is None else known | {one.key}
    fitting = (
        select(table.id)
        .where(message.undelivered(), table.signal.is_(False), or_(*(_fits(case_id, *one) for one in keys.items())))
        .order_by(table.id)
        .limit(ROUSED + len(listening))
        .with_for_update()
    )
    session.execute(
        update(table).where(table.id.in_(fitting)).values(due_at=table.created_at),
        execution_options={"synchronize_session": False},
    )


def _fits(case_id: int, name: str, keys: set[str] | None) -> ColumnElement[bool]:
    """A message of that name to this case or to any, and of one of the keys; inside a case it needs none."""
    table = message.Message
    here, anywhere = table.to_case == case_id, table.to_case.is_(None)
    if keys is None:
        return and_(table.name == name, here | anywhere)
    same = table.key.in_(sorted(keys))
    return and_(table.name == name, (here & (same | table.key.is_(None))) | (anywhere & same))


def _listening(case_id: int, one: outcome.Listening, now_ms: int) -> dict[str, object]:
    return {
        "case_id": case_id,
        "seq": one.seq,
        "element": one.element,
        "name": one.message,
        "key": one.key,
        "signal": one.signal,
        "since": now_ms,
    }


def _message(case_id: int, one: outcome.Message, now_ms: int) -> dict[str, object]:
    return {
        "id": base.new_id(now_ms),
        "name": one.name,
        "key": one.key,
        "payload": dict(one.payload),
        "signal": one.signal,
        "from_case": case_id,
        "from_element": one.element,
        "to_case": None if one.process is None else case_id,
        "to_process": one.process,
        "state": "pending",
        "tries": 0,
        "created_at": now_ms,
        "due_at": now_ms,
        "tried_at": 0,
    }


def _call(case_id: int, one: outcome.Call, now_ms: int) -> dict[str, object]:
    return {
        "case_id": case_id,
        "seq": one.seq,
        "element": one.element,
        "implementation": one.implementation,
        "payload": dict(one.payload),
        "created_at": now_ms,
    }
