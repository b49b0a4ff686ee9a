"""What the worker's loop does: wake cases whose timers are due, deliver messages, fold counters.

Each case is taken in its own transaction, so that one that fails holds up no other: it gets an
incident, and its timers or its message leave the list until somebody retries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.orm import Session

from models import base, step, timer
from models import case as cases
from runner import engine, outcome
from service import errors
from service.usecases import delivery, failed, limits, locked, published, record
from service.usecases import idempotency as replay

MOST_DELTAS = 5_000
POSTPONED_MS = 60_000
MOST_ALONE = 50
"""Timers of one case that are fired one by one in a transaction; the rest is still due."""

_TIMER = timer.Timer.__table__.c
pending_messages = delivery.pending
deliver = delivery.deliver
forget_keys = replay.forget


def first_due(session: Session, now: datetime, without: Collection[int] = ()) -> int | None:
    """The instant since which the timer is due that has been so longest, in ms UTC; None: no timer is due.

    Parameters:
        without: cases to leave out.
    """
    oldest: int | None = session.scalar(select(func.min(_TIMER.due_at)).where(*_is_due(now, without)))
    return oldest


def take(session: Session, now: datetime, since_ms: int = 0, without: Collection[int] = ()) -> locked.Case | None:
    """Lock the case whose timer has been due longest, of those that no other transaction has; None: there is none.

    Workers beside each other so take one case each, and none waits for another. Its timers may have been fired by
    another worker a moment ago: `wake_locked` looks.

    Parameters:
        since_ms: no timer is due before this instant, as `first_due` says. What was fired stands in the index until
            it is cleaned up, and each look would pass it anew.
        without: cases to leave out.
    """
    query = select(*locked.CASE_COLUMNS).join_from(timer.Timer, cases.Case, cases.Case.id == _TIMER.case_id)
    oldest = query.where(*_is_due(now, without), _TIMER.due_at >= since_ms).order_by(_TIMER.due_at).limit(1)
    found = session.execute(oldest.with_for_update(of=cases.Case.__table__, skip_locked=True))
    row: Row[*tuple[Any, ...]] | None = found.one_or_none()
    return None if row is None else locked.Case(*row)


def _is_due(now: datetime, without: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    # The test of the incident is written out, so that a prepared statement's plan can use the partial index.
    due = (_TIMER.due_at <= base.to_ms(now), _TIMER.incident_id.is_(None))
    return (*due, _TIMER.case_id.not_in(without)) if without else due


def wake(
    session: Session, case_id: int, *, now: datetime, budget: limits.Budget = limits.USUAL
) -> errors.IncidentError | None:
    """Fire the timers of a case that are due; a second call finds none and does nothing.

    Returns:
        the incident where the step failed; it is written down, not raised.
    """
    return wake_taken(session, locked.case(session, case_id), now=now, budget=budget)


def wake_taken(
    session: Session, case: locked.Case, *, now: datetime, budget: limits.Budget = limits.USUAL
) -> errors.IncidentError | None:
    """The same for a case that is locked."""
    due_timers, held = _due_timers(session, case.id, base.to_ms(now))
    if not due_timers:
        return None
    if case.status != "running":
        session.execute(delete(timer.Timer).where(timer.Timer.case_id == case.id))
        return None
    return _wake(session, case, due_timers, held, now, None, budget)


def wake_locked(
    session: Session,
    case: locked.Case,
    *,
    now: datetime,
    again: int | None = None,
    budget: limits.Budget = limits.USUAL,
) -> errors.IncidentError | None:
    """The same for a case that is locked and running.

    Parameters:
        again: the incident that is being retried.
    """
    due_timers, held = _due_timers(session, case.id, base.to_ms(now))
    return _wake(session, case, due_timers, held, now, again, budget)


def _wake(
    session: Session,
    case: locked.Case,
    due_timers: dict[int, int],
    held: list[int],
    now: datetime,
    again: int | None,
    budget: limits.Budget,
) -> errors.IncidentError | None:
    """Fire timers together. Should that fail, each is fired by itself, so that one that fails holds up none beside
    it."""
    try:
        _fire(session, case, due_timers, held, now, budget)
    except outcome.StepError as cause:
        if len(due_timers) < 2:
            return _failed(session, case, list(due_timers), cause.incident, now, again)
    else:
        return None
    error = None
    for seq, due_at in list(due_timers.items())[:MOST_ALONE]:
        case = locked.case(session, case.id)
        try:
            _fire(session, case, {seq: due_at}, [other for other in (*due_timers, *held) if other != seq], now, budget)
        except outcome.StepError as cause:
            error = _failed(session, case, [seq], cause.incident, now, again)
            if cause.incident.values.get("what") == "seconds":
                break  # the others are still due: the next transaction has time for them
    return error


def _fire(
    session: Session,
    case: locked.Case,
    due_timers: dict[int, int],
    held: list[int],
    now: datetime,
    budget: limits.Budget,
) -> None:
    """Fire those timers and write it. What they end has ended at their instant, not when the worker came.

    Raises:
        StepError: the engine could not; nothing has been written.
    """
    one = published.get(session, case.version_id)
    out = engine.wake(one.program, case.state, now=now, held=held, over=due_timers.keys(), budget=budget)
    if not out.timers_off and not out.passed:
        # Nothing was due for the engine: its clock counts finer than a row's milliseconds.
        _postpone(session, list(due_timers), case.id, base.to_ms(now))
        return
    act = record.Act("timer.fired", {"timers": sorted(set(out.timers_off) & due_timers.keys())})
    ended_at = base.to_datetime(max(due_timers.values()))
    record.outcome_of(session, case, one, out, act, now=now, ended_at=ended_at)


def _failed(
    session: Session, case: locked.Case, seqs: list[int], told: outcome.Incident, now: datetime, again: int | None
) -> errors.IncidentError:
    """Write the incident, one for all timers of a case, and take them off the list."""
    one = published.get(session, case.version_id)
    again = again or failed.of_worker(session, case.id, failed.WAKE)
    error = failed.keep(session, case, one, failed.Operation(failed.WAKE), told, now=now, again=again)
    _hold(session, seqs, case.id, int(str(error.values["incident"])))
    return error


def _due_timers(session: Session, case_id: int, now_ms: int) -> tuple[dict[int, int], list[int]]:
    """When the timers were due that are, by number, the longest due first; numbers of those that an incident holds."""
    table = timer.Timer
    query = select(table.seq, table.due_at, table.incident_id).where(table.case_id == case_id, table.due_at <= now_ms)
    found = session.execute(query.order_by(table.due_at, table.seq)).all()
    return (
        {row.seq: row.due_at for row in found if row.incident_id is None},
        [row.seq for row in found if row.incident_id is not None],
    )


def _hold(session: Session, seqs: list[int], case_id: int, incident_id: int) -> None:
    table = timer.Timer
    session.execute(
        update(table).where(table.case_id == case_id, table.seq.in_(seqs)).values(incident_id=incident_id),
        execution_options={"synchronize_session": False},
    )


def _postpone(session: Session, seqs: list[int], case_id: int, now_ms: int) -> None:
    """Look again soon, and only after a minute at a timer that should have fired long ago."""
    table = timer.Timer
    session.execute(
        update(table)
        .where(table.case_id == case_id, table.seq.in_(seqs), table.due_at < now_ms - 1)
        .values(due_at=now_ms + POSTPONED_MS),
        execution_options={"synchronize_session": False},
    )


def fold_counters(session: Session, most: int = MOST_DELTAS) -> int:
    """Add appended deltas to the counters; returns how many were folded."""
    table = step.CounterDelta
    oldest = select(table.id).order_by(table.id).limit(most).with_for_update(skip_locked=True)
    taken = list(session.scalars(oldest))
    if not taken:
        return 0
    gone = session.execute(delete(table).where(table.id.in_(taken)).returning(*table.__table__.c)).all()
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in gone:
        total = sums[tuple(getattr(row, name) for name in step.PLACE)]
        for at, name in enumerate(step.FIGURES):
            total[at] += getattr(row, name)
    lines = [
        dict(zip(step.PLACE + step.FIGURES, (*place, *total), strict=True)) for place, total in sorted(sums.items())
    ]
    session.execute(step.FOLD, lines)
    return len(gone)
