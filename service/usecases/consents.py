"""Silence is consent: a consulted step that nobody answers within its time completes itself, and is recorded as deemed.

When that is due is a row of the step's transaction; the worker takes what is due, each case by itself. An answer that
comes first leaves the row behind, which is then found to be of a closed step and dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import base, rows, step
from models import clock as clocks
from runner import outcome
from service import errors
from service.rules import clocks as rule
from service.usecases import calendars, clockrows, completion, limits, locked, published
from service.usecases import clocks as moving

DEEMED = "task.deemed"
_CONSENT = clocks.Consent.__table__.c
_STEP = step.Step.__table__.c


def due(session: Session, now: datetime, limit: int = 100, without: Collection[int] = ()) -> tuple[int, ...]:
    """Ids of cases with a step that has been silent for its time, the longest silent first."""
    query = select(_CONSENT.case_id).where(_CONSENT.due_at <= base.to_ms(now), _CONSENT.case_id.not_in(without))
    return tuple(dict.fromkeys(session.scalars(query.order_by(_CONSENT.due_at).limit(limit))))


def deem(
    session: Session, case_id: int, *, now: datetime, budget: limits.Budget = limits.USUAL
) -> errors.IncidentError | None:
    """Complete the steps of a case that have been silent for their time; a second call finds none.

    Returns:
        the incident where the engine couldn't take a step; it is written down, not raised.
    """
    case = locked.case(session, case_id)
    query = select(_CONSENT.seq, _CONSENT.due_at).where(_CONSENT.case_id == case_id, _CONSENT.due_at <= base.to_ms(now))
    waiting = session.execute(query.order_by(_CONSENT.due_at, _CONSENT.seq)).all()
    steps = locked.steps(session, case_id, [row.seq for row in waiting])
    error = None
    for row in waiting:
        found = steps.get(row.seq)
        if found is not None and found.completed_at is None and case.status == "running":
            # Each step writes the case's row: the next one is taken from it.
            case = locked.case(session, case_id)
            error = _deemed(session, locked.Found(case, found), base.to_datetime(row.due_at), now, budget) or error
        table = clocks.Consent
        session.execute(delete(table).where(table.case_id == case_id, table.seq == row.seq))
    return error


def _deemed(
    session: Session, found: locked.Found, due_at: datetime, now: datetime, budget: limits.Budget
) -> errors.IncidentError | None:
    one = published.get(session, found.case.version_id)
    consent = moving.terms_of(one).consents.get(found.step.element)
    answers = {} if consent is None else dict(consent.answers)
    try:
        completion.run(
            session, found, one, answers, person_id=None, now=now, budget=budget, kind=DEEMED, ended_at=due_at
        )
    except errors.IncidentError as told:
        return told
    except outcome.NotOpenError:
        return None  # an earlier one of them has ended it
    return None


def redate(session: Session, clock: clockrows.Clock, one: published.Published) -> None:
    """Tell anew when the silent steps of a lane's clock consent: what it doesn't count, silence doesn't either."""
    terms = moving.terms_of(one).consents
    if not terms:
        return
    query = (
        select(_CONSENT.seq, _CONSENT.due_at, _STEP.element, _STEP.enabled_at)
        .join(step.Step.__table__, (_STEP.case_id == _CONSENT.case_id) & (_STEP.seq == _CONSENT.seq))
        .where(_CONSENT.case_id == clock.case_id, _STEP.lane_key == clocks.lane_key(clock.subject))
    )
    calendar = calendars.by_id(session, clock.calendar_id)
    for row in session.execute(query).all():
        consent = terms.get(row.element)
        if consent is None:
            continue
        excluded = [one for one in clock.counter.excluded if one.why == clockrows.OUTAGE]
        end = rule.start(rule.Terms(consent.limit), base.to_datetime(row.enabled_at), calendar, excluded).due
        assert end is not None
        if base.to_ms(end) != row.due_at:
            named = {"case_id": clock.case_id, "seq": row.seq}
            rows.update(session, clocks.Consent, named, {"due_at": base.to_ms(end)})
