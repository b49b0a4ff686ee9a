"""Delivering messages: each in its target case's own transaction, exactly once.

A message's row changes in the transaction of the case that takes it, and only from "not delivered": who comes second
finds it taken. The target's row is locked before the message's, everywhere, and never two cases at once.

A message that nobody listens for waits; whoever begins to listen lets it be tried again (`record_waits`), so that the
worker looks at what is due alone. Should that be missed, it is tried again by itself, ever more seldom.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from models import base, message, rows, step, timer
from models import case as cases
from runner import engine, outcome
from service import errors
from service.rules import access
from service.usecases import completion, failed, limits, locked, published, record, tasks

FIRST_WAIT_MS, LONGEST_WAIT_MS = 2_000, 24 * 3_600_000
_MESSAGE, _LISTENING = message.Message, timer.Listening
_UNDELIVERED = message.undelivered()


def pending(session: Session, now: datetime, limit: int = 100, without: Collection[int] = ()) -> tuple[int, ...]:
    """Ids of messages to try now, the longest due first; `without` leaves some out."""
    due = (_UNDELIVERED, _MESSAGE.due_at <= base.to_ms(now), _MESSAGE.id.not_in(without))
    query = select(_MESSAGE.id).where(*due).order_by(_MESSAGE.due_at, _MESSAGE.id).limit(limit)
    return tuple(session.scalars(query))


def _fits() -> Any:
    """A listening that takes the message: of the case it is for, else of any other; same name; its key, or any."""
    same_case = or_(
        _LISTENING.case_id == _MESSAGE.to_case,
        and_(_MESSAGE.to_case.is_(None), _LISTENING.case_id != _MESSAGE.from_case),
    )
    same_key = or_(_LISTENING.key.is_(None), _LISTENING.key == _MESSAGE.key)
    return and_(_LISTENING.name == _MESSAGE.name, _LISTENING.signal == _MESSAGE.signal, same_case, same_key)


def deliver(
    session: Session, message_id: int, *, now: datetime, budget: limits.Budget = limits.USUAL
) -> errors.IncidentError | None:
    """Deliver one message, or say when to try again; a second call finds it delivered and does nothing.

    Returns:
        the incident where the step failed; it is written down, not raised.

    Raises:
        BusyError: another transaction has the case, perhaps to deliver the same.
    """
    row = session.execute(select(*_MESSAGE.__table__.c).where(_MESSAGE.id == message_id)).one_or_none()
    if row is None or row.state not in ("pending", "waiting"):
        return None
    if row.signal and row.to_case is None:
        _broadcast(session, row, now)
        return None
    target, seq = _target(session, row)
    if target is None:
        _unheard(session, row, base.to_ms(now))
        return None
    case = locked.case_if_free(session, target)
    return deliver_locked(session, case, row, seq, now=now, budget=budget)


def _target(session: Session, row: Any) -> tuple[int | None, int | None]:
    """The case that takes it, and the listening in another's case; the one that has waited longest."""
    if row.to_case is not None:
        return row.to_case, None
    query = select(_LISTENING.case_id, _LISTENING.seq).join(_MESSAGE, _fits()).where(_MESSAGE.id == row.id)
    found = session.execute(query.order_by(_LISTENING.since, _LISTENING.case_id).limit(1)).one_or_none()
    return (None, None) if found is None else (found.case_id, found.seq)


def deliver_locked(
    session: Session,
    case: locked.Case,
    row: Any,
    seq: int | None,
    *,
    now: datetime,
    again: int | None = None,
    budget: limits.Budget = limits.USUAL,
) -> errors.IncidentError | None:
    """Deliver to a case that is locked.

    Parameters:
        row: the message's row as it was read; taken only if it still isn't delivered.
        seq: the listening, where the target is another case.
        again: the incident that is being retried.
    """
    now_ms = base.to_ms(now)
    taken = _set(session, row.id, now_ms, state="delivered", delivered_at=now_ms, tries=_MESSAGE.tries + 1)
    if not taken:
        return None
    if case.status != "running":
        _not_here(session, case, row, now_ms)
        return None
    one = published.get(session, case.version_id)
    told = outcome.Message(row.name, row.from_element, row.payload, row.key, row.to_process, row.signal)
    try:
        out = engine.deliver(one.program, case.state, told, now=now, seq=seq, budget=budget)
    except outcome.NotOpenError:
        _back(session, case, one, row, now)
        return None
    except outcome.StepError as cause:
        _set(session, row.id, now_ms, _MESSAGE.state == "delivered", state="failed", delivered_at=None)
        operation = failed.Operation(failed.DELIVER, message_id=row.id)
        return failed.keep(session, case, one, operation, cause.incident, now=now, again=again)
    act = record.Act("message.delivered", {"message": str(row.id), "name": row.name})
    record.outcome_of(session, case, one, out, act, now=now)
    return None


def _set(session: Session, message_id: int, now_ms: int, only: Any = None, **values: Any) -> bool:
    """Change a message's row if it is still undelivered (or `only`); says whether it was."""
    changed = session.execute(
        update(_MESSAGE)
        .where(_MESSAGE.id == message_id, _UNDELIVERED if only is None else only)
        .values(tried_at=now_ms, **values),
        execution_options={"synchronize_session": False},
    )
    return cast("CursorResult[Any]", changed).rowcount == 1


def _not_here(session: Session, case: locked.Case, row: Any, now_ms: int) -> None:
    """The case has ended: what was sent to it fails, what it would have taken from another waits for the next."""
    taken = _MESSAGE.state == "delivered"
    if row.to_case == case.id:
        _set(session, row.id, now_ms, taken, state="failed", delivered_at=None)
    else:
        _wait(session, row, now_ms, taken)


def _back(session: Session, case: locked.Case, one: published.Published, row: Any, now: datetime) -> None:
    """Nobody listens in the case now: the message waits, unless the case had nothing else left to do; a signal is
    over, because it is for those who listen when it is given (BPMN 2.0.2, 10.5.1)."""
    now_ms, taken = base.to_ms(now), _MESSAGE.state == "delivered"
    if row.signal or (row.to_case == case.id and not engine.waits(one.program, case.state)):
        _set(session, row.id, now_ms, taken, state="failed", delivered_at=None)
        if row.to_process is not None and not _awaited(session, case.id):
            record.only_act(session, case, record.Act("case.ended", {"ends": []}), now=now, status="ended")
        return
    _wait(session, row, now_ms, taken)


def _awaited(session: Session, case_id: int) -> bool:
    query = select(_MESSAGE.id).where(_MESSAGE.to_case == case_id, _UNDELIVERED).limit(1)
    return session.scalar(query) is not None


def _unheard(session: Session, row: Any, now_ms: int) -> None:
    """Nobody listens: what is drawn for an outside system has left the house; anything else waits for a listener."""
    if _drawn_outside(session, row):
        _set(session, row.id, now_ms, state="outside", tries=_MESSAGE.tries + 1)
    elif _wait(session, row, now_ms, tries=_MESSAGE.tries + 1) and _target(session, row)[0] is not None:
        # Somebody began to listen between the look and the lock, and could not see that it waits.
        _set(session, row.id, now_ms, due_at=now_ms)


def _wait(session: Session, row: Any, now_ms: int, only: Any = None, **more: Any) -> bool:
    """Let a message wait for a listener; says whether it was there to wait."""
    due_at = now_ms + int(min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** min(row.tries, 20)))
    return _set(session, row.id, now_ms, only, state="waiting", delivered_at=None, due_at=due_at, **more)


def _drawn_outside(session: Session, row: Any) -> bool:
    """Whether a message flow leads from the thrower to a pool without a process."""
    version_id = session.scalar(select(cases.Case.version_id).where(cases.Case.id == row.from_case))
    if version_id is None:
        return False
    drawn = published.get(session, version_id).prepared.diagram
    targets = {flow.target for flow in drawn.message_flows.values() if flow.source == row.from_element}
    return any(target in drawn.pools and not drawn.pools[target].process for target in targets)


def _broadcast(session: Session, row: Any, now: datetime) -> None:
    """A signal goes to everybody who listens now: one message for each, delivered in its case's own transaction."""
    now_ms = base.to_ms(now)
    query = select(_LISTENING.case_id).join(_MESSAGE, _fits()).where(_MESSAGE.id == row.id).distinct()
    listeners = sorted(session.scalars(query))
    if not _set(session, row.id, now_ms, state="delivered", delivered_at=now_ms):
        return
    copies = [_copy(row, case_id, now_ms) for case_id in listeners]
    rows.insert(session, _MESSAGE, copies)


def _copy(row: Any, case_id: int, now_ms: int) -> dict[str, Any]:
    return {
        "id": base.new_id(now_ms),
        "name": row.name,
        "key": row.key,
        "payload": row.payload,
        "signal": row.signal,
        "from_case": row.from_case,
        "from_element": row.from_element,
        "to_case": case_id,
        "to_process": None,
        "state": "pending",
        "tries": 0,
        "created_at": now_ms,
        "due_at": now_ms,
        "tried_at": 0,
    }


def bring(
    session: Session,
    actor: access.Actor,
    code: str,
    name: str,
    payload: Mapping[str, object],
    *,
    now: datetime,
    key: str | None = None,
    budget: limits.Budget = limits.USUAL,
) -> None:
    """A person brings a message from outside to a case: the bank says that the fee was paid.

    Raises:
        NotFoundError, ForbiddenError: the person's agency is neither the one-stop unit nor holds a step of the case.
        InvalidError: the payload is no plain JSON.
        ConflictError: ``nobody_listens``, ``case_closed``.
        IncidentError: the engine couldn't take the step; the message is kept.
    """
    case = locked.case_by_code(session, code)
    holders = select(step.Step.agency_id).where(step.Step.case_id == case.id, step.Step.completed_at.is_(None))
    at = {case.intake_agency_id, *(one for one in session.scalars(holders) if one is not None)}
    tasks.refuse(access.may_bring_message(actor, locked.agencies(session, case.id), at), "case", code)
    if case.status != "running":
        raise errors.ConflictError("case_closed", {"status": case.status})
    now_ms, told = base.to_ms(now), completion.plain(payload, "payload")
    row = message.Message(
        id=base.new_id(now_ms), name=name, key=key, payload=told, signal=False, to_case=case.id, created_at=now_ms,
        due_at=now_ms, state="pending", tries=0, tried_at=0, from_element="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.expunge(row)
    error = deliver_locked(session, case, row, None, now=now, budget=budget)
    if error is not None:
        raise error
    state = session.scalar(select(_MESSAGE.state).where(_MESSAGE.id == row.id))
    if state != "delivered":
        raise errors.ConflictError("nobody_listens", {"name": name})
