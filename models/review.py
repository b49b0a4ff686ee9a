"""Reviews of responsibility: who answers for a step that was late or wrong. Only those concerned read them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models import base


class Review(base.Base):
    """A review of an agency's part in a case; `ground`, `state` and `conclusion` are of `service.rules.reviews`.

    `clock_id`, `fault_id` or `seq` is what it is about, `lane_key` its lane. `sha256` is of what was concluded, with
    the explanations; a closed review is not written again.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        Index("ix_reviews_agency", "agency_id", "state", "id"),
        Index("ix_reviews_case", "case_id", "id"),
        Index("ix_reviews_closed", "closed_at"),
        Index("uq_reviews_subject", "subject", unique=True),
    )

    id: Mapped[int] = base.key()
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    ground: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(80))
    """``clock:<id>``, ``fault:<id>`` or ``step:<case id>:<seq>``: of one thing there is one review."""
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clocks.id"))
    fault_id: Mapped[int | None] = mapped_column(ForeignKey("faults.id"))
    seq: Mapped[int | None] = mapped_column(Integer)
    """The step that it is about, where it is about one alone."""
    lane_key: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    reason: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[int]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Null: by rule."""
    conclusion: Mapped[str] = mapped_column(String(20), default="")
    findings: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[int | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sha256: Mapped[str] = mapped_column(String(64), default="")


class ReviewPerson(base.Base):
    """Somebody whom a review concerns, and her explanation in her own words."""

    __tablename__ = "review_people"
    __table_args__ = (Index("ix_review_people_person", "person_id", "review_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    seqs: Mapped[str] = mapped_column(String(400), default="")
    """Numbers of the steps that she held, joined by commas."""
    asked_at: Mapped[int]
    explanation: Mapped[str] = mapped_column(Text, default="")
    explained_at: Mapped[int | None]
    answers_for: Mapped[int] = mapped_column(Integer, default=0)
    """1: found responsible, alone or with others."""
