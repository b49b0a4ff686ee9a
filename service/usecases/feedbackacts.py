"""What becomes of feedback: assigned, answered, rejected, closed, opened again; each act is in its record."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import base, event
from models import feedback as tables
from service import errors
from service.rules import access, feedbackaccess
from service.rules import feedback as rules
from service.usecases import agencies, chain, feedbackviews

LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `agency` (by code) and `due_at` are of assigning; `text` is the answer, or why it was rejected, closed
    or opened again; `publish` lets everybody read the answer. `revision`: what the person saw; None doesn't ask."""

    kind: str
    text: str = ""
    agency: str = ""
    due_at: datetime | None = None
    publish: bool = False
    revision: int | None = None


def act(session: Session, actor: access.Actor, code: str, done: Act, *, now: datetime) -> feedbackviews.FeedbackView:
    """Do it and write it into the record.

    Raises:
        NotFoundError, ForbiddenError: not this person's to read, or to do.
        ConflictError: ``not_now``: it isn't in the state for it.
        StaleError: somebody else was first.
        InvalidError: an unknown agency, no text, no such act, an instant that has passed.
    """
    if done.kind not in rules.ACTS:
        raise errors.InvalidError(errors.Problem("act", "not_allowed"))
    seen = feedbackviews.readable(session, actor, code)
    allowed = feedbackaccess.may_answer_feedback if done.kind == "answer" else feedbackaccess.may_triage
    decision = allowed(actor, feedbackviews.facts(seen))
    if not decision:
        raise errors.ForbiddenError(decision.code)
    row = session.execute(select(tables.Feedback).where(tables.Feedback.id == seen.id).with_for_update()).scalar_one()
    if done.revision not in {None, row.revision}:
        raise errors.StaleError("feedback", row.revision)
    after = rules.after(row.state, done.kind)
    if after is None:
        raise errors.ConflictError("feedback_state", {"state": row.state})
    told = _changed(session, row, done, actor, now)
    row.state, row.revision = after, row.revision + 1
    chain.append(session, event.FEEDBACK, row, f"feedback_{done.kind}", told, actor=actor, now=now)
    session.flush()
    return feedbackviews.get(session, actor, code, now=now)


def _changed(session: Session, row: tables.Feedback, done: Act, actor: access.Actor, now: datetime) -> dict[str, Any]:
    """Write what the act brings; what the record tells of it."""
    text = unicodedata.normalize("NFC", done.text).strip()
    if len(text) > LONGEST_TEXT or "\x00" in text:
        raise errors.InvalidError(errors.Problem("text", "too_long" if "\x00" not in text else "unstorable_text"))
    if done.kind == "assign":
        return _assigned(session, row, done, now)
    if not text:
        raise errors.InvalidError(errors.Problem("text", "missing"))
    if done.kind == "answer":
        row.answer, row.published = text, done.publish
        row.answered_at, row.answered_by = base.to_ms(now), actor.person_id or None
        return {"published": done.publish, "text": text}
    return {"text": text}


def _assigned(session: Session, row: tables.Feedback, done: Act, now: datetime) -> dict[str, Any]:
    found = agencies.ids(session, [done.agency], now=now).get(done.agency)
    if found is None:
        raise errors.InvalidError(errors.Problem("agency", "unknown_agency", {"code": done.agency[:60]}))
    if done.due_at is not None and done.due_at <= now:
        raise errors.InvalidError(errors.Problem("due_at", "due_has_passed"))
    row.assigned_agency_id = found
    row.due_at = None if done.due_at is None else base.to_ms(done.due_at)
    return {"agency": done.agency, "due_at": None if done.due_at is None else done.due_at.isoformat()}
