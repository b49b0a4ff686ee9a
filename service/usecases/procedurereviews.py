"""Reviews of procedures: opened by so much feedback or by a person, worked on by analysts, closed with a conclusion."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import base, procedure
from models import feedback as tables
from service import errors
from service.rules import access, feedbackaccess
from service.usecases import cursors, procedures, views, worklist

MOST, USUAL = 200, 50
LONGEST_TEXT = 20_000
_ROW, _OWNER = tables.ProcedureReview, procedure.Procedure


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review of a procedure; `open_feedback` counts what is open about the procedure now."""

    id: str
    procedure: views.ProcedureRef
    reason: str
    count: int
    days: int
    state: str
    opened_at: datetime
    open_feedback: int = 0
    closed_at: datetime | None = None
    conclusion: str = ""
    may_close: bool = False


def page(
    session: Session, actor: access.Actor, *, closed: bool = False, cursor: str | None = None, limit: int = USUAL
) -> views.Page[ReviewView]:
    """Open reviews, or closed ones, newest first: those of procedures that the person's agency leads; the city's all.

    Raises:
        InvalidError: a cursor that no page gave.
    """
    query = _rows().where(_ROW.state == ("closed" if closed else "open"))
    scope = feedbackaccess.reads_feedback(actor)
    if scope is not None:
        query = query.where(_OWNER.lead_agency_id.in_(sorted(scope)))
    if cursor is not None:
        query = query.where(_ROW.id < cursors.read(cursor, 1)[0])
    most = cursors.limit(limit, MOST)
    found = session.execute(query.order_by(_ROW.id.desc()).limit(most + 1)).all()
    return views.Page(
        tuple(_view(row, actor) for row in found[:most]),
        cursors.write(found[most - 1].id) if len(found) > most else None,
    )


def open_one(session: Session, actor: access.Actor, procedure_code: str, *, now: datetime) -> ReviewView:
    """Ask for a procedure to be looked at; the one that is open already, where there is one.

    Raises:
        NotFoundError, ForbiddenError: no such procedure, or not the person's to draw.
    """
    owner = procedures.find(session, procedure_code, lock=True)
    if not access.may_lead(actor, "draw", owner.lead_agency_id):
        raise errors.ForbiddenError("no_right")
    known = session.scalar(select(_ROW.id).where(_ROW.procedure_id == owner.id, _ROW.state == "open"))
    if known is None:
        at = base.to_ms(now)
        known = base.new_id(at)
        session.add(
            _ROW(id=known, procedure_id=owner.id, reason="asked", count=0, days=0, state="open", opened_at=at,
                 opened_by=actor.person_id or None, conclusion="")
        )  # fmt: skip
        session.flush()
    return _view(session.execute(_rows().where(_ROW.id == known)).one(), actor)


def close(session: Session, actor: access.Actor, review_id: int, conclusion: str, *, now: datetime) -> ReviewView:
    """Close a review with what came of it.

    Raises:
        NotFoundError, ForbiddenError: there is none, or it isn't the person's.
        ConflictError: ``review_closed``.
        InvalidError: no conclusion.
    """
    found = session.execute(_rows().where(_ROW.id == review_id)).one_or_none()
    if found is None or not access.may_lead(actor, "draw", found.lead_agency_id):
        scope = feedbackaccess.reads_feedback(actor)
        if found is None or (scope is not None and found.lead_agency_id not in scope):
            raise errors.NotFoundError("review", review_id)
        raise errors.ForbiddenError("no_right")
    text = unicodedata.normalize("NFC", conclusion).strip()
    if not text or len(text) > LONGEST_TEXT or "\x00" in text:
        raise errors.InvalidError(errors.Problem("conclusion", "missing" if not text else "too_long"))
    row = session.execute(select(_ROW).where(_ROW.id == review_id).with_for_update()).scalar_one()
    if row.state != "open":
        raise errors.ConflictError("review_closed")
    row.state, row.conclusion = "closed", text
    row.closed_at, row.closed_by = base.to_ms(now), actor.person_id or None
    session.flush()
    return _view(session.execute(_rows().where(_ROW.id == review_id)).one(), actor)


def _rows() -> Select[*tuple[Any, ...]]:
    about = tables.Feedback
    open_now = (
        select(func.count())
        .where(about.procedure_id == _ROW.procedure_id, about.state.in_(tables.OPEN_STATES))
        .scalar_subquery()
    )
    return select(
        *_ROW.__table__.c,
        _OWNER.code,
        _OWNER.name_vi,
        _OWNER.name_en,
        _OWNER.lead_agency_id,
        open_now.label("open_now"),
    ).join(_OWNER, _OWNER.id == _ROW.procedure_id)


def _view(row: Any, actor: access.Actor) -> ReviewView:
    return ReviewView(
        id=str(row.id),
        procedure=views.ProcedureRef(row.code, row.name_vi, row.name_en, 0),
        reason=row.reason,
        count=row._mapping["count"],
        days=row.days,
        state=row.state,
        opened_at=base.to_datetime(row.opened_at),
        open_feedback=row.open_now,
        closed_at=worklist.instant(row.closed_at),
        conclusion=row.conclusion,
        may_close=row.state == "open" and bool(access.may_lead(actor, "draw", row.lead_agency_id)),
    )
