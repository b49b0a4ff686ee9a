"""Handing a letter over: its new date goes to the clocks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import apology, base, clock
from service.rules import access
from service.usecases import apologyviews, clockacts, clockrows

_CLOCK = clock.Clock


def appoint(session: Session, actor: access.Actor, row: apology.Apology, *, now: datetime) -> None:
    """Give the new date to the clock that was late, and to the case's where the applicant's own date moves with it."""
    if row.new_due_at is None:
        return
    of_case = (_CLOCK.case_id == row.case_id) & (_CLOCK.kind == clock.CASE) & (_CLOCK.due_at < row.new_due_at)
    wanted = (_CLOCK.id == row.clock_id) | of_case
    for clock_id in session.scalars(select(_CLOCK.id).where(wanted, _CLOCK.stopped_at.is_(None))).all():
        _extended(session, clock_id, row, actor, now)


def _extended(session: Session, clock_id: int, row: apology.Apology, actor: access.Actor, now: datetime) -> None:
    """The one extension of a clock, by this letter."""
    assert row.new_due_at is not None
    found = clockrows.by_id(session, clock_id)
    if found.extended or found.stopped or found.counter.due is None:
        return
    number, until = apologyviews.number(row.number, row.symbol), base.to_datetime(row.new_due_at)
    if until <= found.counter.due:
        return
    clockacts.prolong(session, found, until, row.reason, number, actor.person_id or None, now=now)
