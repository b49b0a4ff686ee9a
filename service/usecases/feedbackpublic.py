"""Feedback for who hasn't signed in: looking the answer up, what was published, and how often one address may ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import base, person
from models import feedback as tables
from service import errors
from service.rules import access
from service.usecases import cursors, feedbackviews, starting, views

USUAL = 50
WINDOW = timedelta(minutes=15)
MOST_PER_ADDRESS = 10
"""Pieces of feedback, and look-ups that fail, from one address within the window."""
NOBODY = access.Actor(0, "", via="public")
_ROW = tables.Feedback


def look_up(session: Session, code: str, secret: str, *, address: str, now: datetime) -> feedbackviews.FeedbackView:
    """What became of a piece of feedback, to who has its code and secret: without names and without its record.

    Raises:
        NotFoundError: code or secret is wrong; which of them isn't told. The attempt stays counted.
        TooManyError: too many attempts from this address.
    """
    limited(session, address, now)
    stored = session.scalar(select(_ROW.secret_hash).where(_ROW.code == code.strip().upper()))
    if stored is None or stored != starting.secret_hash(secret):
        count(session, address, now)
        raise errors.MissedError("feedback", code)
    row = feedbackviews.found(session, code.strip().upper())
    return replace(feedbackviews.view(row, NOBODY, now), contact="", reported_by="")


def answered(session: Session, *, cursor: str | None = None, now: datetime) -> views.Page[feedbackviews.FeedbackView]:
    """What was answered and published, the newest first, for everybody: question and answer, never who asked."""
    query = feedbackviews.rows().where(_ROW.published.is_(True), _ROW.state.in_(("answered", "closed")))
    if cursor is not None:
        query = query.where(_ROW.id < cursors.read(cursor, 1)[0])
    found = session.execute(query.order_by(_ROW.id.desc()).limit(USUAL + 1)).all()
    items = tuple(
        replace(feedbackviews.view(row, NOBODY, now), contact="", reported_by="", case=None, body="")
        for row in found[:USUAL]
    )
    return views.Page(items, cursors.write(found[USUAL - 1].id) if len(found) > USUAL else None)


def limited(session: Session, address: str, now: datetime) -> None:
    """Refuse an address that has asked too often.

    Raises:
        TooManyError: says when to try again.
    """
    table = person.SignInAttempt
    since = base.to_ms(now - WINDOW)
    found, first = session.execute(
        select(func.count(), func.min(table.at)).where(table.who == _who(address), table.at > since)
    ).one()
    if found >= MOST_PER_ADDRESS:
        raise errors.TooManyError("too_many_requests", base.to_datetime(first) + WINDOW)


def count(session: Session, address: str, now: datetime) -> None:
    """Count one more from an address; what is older than the window is dropped."""
    table, at = person.SignInAttempt, base.to_ms(now)
    session.execute(delete(table).where(table.who == _who(address), table.at < base.to_ms(now - WINDOW)))
    session.add(table(id=base.new_id(at), who=_who(address), at=at))
    session.flush()


def _who(address: str) -> str:
    return f"feedback:{address}"[:300]
