"""Feedback of citizens and reports of agencies about procedures, what they lead to, and overlaps that were found.

A piece of feedback needs nothing personal: who sends one without signing in keeps a code and a secret to look the
answer up. Where enough of them is open about one procedure, a review of that procedure is opened.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Select, String, Text, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

OPEN_STATES = ("received", "assigned")
IS_OPEN = text("state = 'open'")


class Feedback(base.Base):
    """One piece of feedback, or one report of an agency.

    `kind` is feedback, new, overlap or contradiction; `source` public or internal. `state` is received, assigned,
    answered, closed or rejected. `element` is a step of the version; `other_procedure_id` the second procedure of an
    overlap or a contradiction. `secret_hash` lets who sent it without signing in look the answer up. `revision` counts
    acts; they stand in its record (scope ``feedback``).
    """

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_state", "state", "id"),
        Index("ix_feedback_procedure", "procedure_id", "created_at"),
        Index("ix_feedback_assigned", "assigned_agency_id", "id"),
        Index("ix_feedback_reporter", "reporter_agency_id", "id"),
    )

    id: Mapped[int] = base.key()
    code: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="received")
    title: Mapped[str] = mapped_column(String(300))
    title_folded: Mapped[str] = mapped_column(Text, default="")
    """The title without accents, for searching."""
    body: Mapped[str] = mapped_column(Text)
    legal_text: Mapped[str] = mapped_column(String(1000), default="")
    contact: Mapped[str] = mapped_column(String(500), default="")
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedures.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("versions.id"))
    element: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    other_procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedures.id"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reporter_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    assigned_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    due_at: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[int | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    secret_hash: Mapped[bytes | None]
    created_at: Mapped[int]
    revision: Mapped[int] = mapped_column(Integer, default=1)
    event_seq: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[bytes] = mapped_column(default=b"")


class ProcedureReview(base.Base):
    """A procedure that somebody has to look at anew; at most one is open per procedure.

    `reason` is threshold (so many pieces of feedback, `count`, within so many `days`) or asked (by a person).
    """

    __tablename__ = "procedure_reviews"
    __table_args__ = (
        Index("ix_procedure_reviews_open", "procedure_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_procedure_reviews_state", "state", "id"),
    )

    id: Mapped[int] = base.key()
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    reason: Mapped[str] = mapped_column(String(20))
    count: Mapped[int] = mapped_column(Integer, default=0)
    days: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[int]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[int | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    conclusion: Mapped[str] = mapped_column(Text, default="")


class Overlap(base.Base):
    """Two lanes, of two procedures or of one, that seem to do the same step or ask for the same document.

    `evidence` lists what is alike: objects ``{kind, a, b, alike}`` with element and label of either side; `score` adds
    it up in thousandths. `state` is proposed, dismissed or reported; one that was dismissed isn't proposed again.
    """

    __tablename__ = "overlaps"
    __table_args__ = (
        UniqueConstraint("a_procedure_id", "a_lane", "b_procedure_id", "b_lane"),
        Index("ix_overlaps_state", "state", "score", "id"),
    )

    id: Mapped[int] = base.key()
    a_procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    a_version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    a_lane: Mapped[str] = mapped_column(Text)
    b_procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    b_version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    b_lane: Mapped[str] = mapped_column(Text)
    evidence: Mapped[Any] = mapped_column(JSON)
    score: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    found_at: Mapped[int]
    decided_at: Mapped[int | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"))


def open_since(procedure_id: int, since_ms: int) -> Select[int]:
    """How many are open about a procedure that came at or after an instant."""
    table = Feedback
    return select(func.count()).where(
        table.procedure_id == procedure_id, table.state.in_(OPEN_STATES), table.created_at >= since_ms
    )
