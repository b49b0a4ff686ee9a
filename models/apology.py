"""Apologies, the mistakes that some of them are about, and how an agency apologises.

An apology that is owed and not given yet is a row too: so what each agency owed on any day is counted from the rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Select, String, Text, UniqueConstraint, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models import agency, base

IS_OPEN = text("state IN ('draft', 'submitted', 'approved', 'signed')")
IS_PUBLIC = text("published_at IS NOT NULL")
IS_OWED = text("settled_at IS NULL")


class Apology(base.Base):
    """An apology of an agency for a case; `state` and `ground` are of `service.rules.apologies`.

    `clock_id` is the clock that was or will be late (null: an error, see `fault_id`), `lane_key` its lane ("" for the
    whole case). `due_at` is the date that was broken, `case_due_at` the one on the applicant's slip then; `new_due_at`
    the one promised. `second`: a new date had been promised before. `owed_from` is when it was owed, `settled_at` when
    it was given or found not to be owed. `number` counts per agency and `year`. `letter` is what the signed letter
    says, `document_id` the letter itself; neither is written again. The register is searched by `register_folded`.
    """

    __tablename__ = "apologies"
    __table_args__ = (
        UniqueConstraint("agency_id", "year", "number"),
        Index("ix_apologies_case", "case_id", "id"),
        Index("ix_apologies_desk", "agency_id", "state", "owed_from", "id"),
        Index("ix_apologies_clock", "clock_id", "id"),
        Index("uq_apologies_open_clock", "clock_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_apologies_register", "published_at", "id", sqlite_where=IS_PUBLIC, postgresql_where=IS_PUBLIC),
        Index("ix_apologies_owed", "agency_id", "owed_from", sqlite_where=IS_OWED, postgresql_where=IS_OWED),
        Index("ix_apologies_settled", "settled_at", "agency_id", "owed_from"),
    )

    id: Mapped[int] = base.key()
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    ground: Mapped[str] = mapped_column(String(10))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clocks.id"))
    lane_key: Mapped[str] = mapped_column(Text, default="")
    fault_id: Mapped[int | None] = mapped_column(ForeignKey("faults.id"))
    second: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    due_at: Mapped[int | None]
    case_due_at: Mapped[int | None]
    new_due_at: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    owed_from: Mapped[int]
    settled_at: Mapped[int | None]
    created_at: Mapped[int]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Null: the worker."""
    written_by: Mapped[Any] = mapped_column(JSON, default=list)
    """Ids of all who have written in it."""
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[int | None]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[int | None]
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    symbol: Mapped[str] = mapped_column(String(40), default="")
    letter: Mapped[Any] = mapped_column(JSON, nullable=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    sent_at: Mapped[int | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_how: Mapped[str] = mapped_column(String(20), default="")
    published_at: Mapped[int | None]
    register_folded: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[int | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was dropped or withdrawn, as the register shows it."""


class Fault(base.Base):
    """A mistake that somebody recorded on a case: what was wrong, and whose it was."""

    __tablename__ = "faults"
    __table_args__ = (Index("ix_faults_case", "case_id", "id"),)

    id: Mapped[int] = base.key()
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    seq: Mapped[int | None] = mapped_column(Integer)
    """The step at which it was made, where one is named."""
    what: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[int]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class ApologyCounter(base.Base):
    """The last number that an agency gave in a year; it is taken in the transaction of the signature, so that none is
    left out."""

    __tablename__ = "apology_counters"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class ApologyPolicy(base.Base):
    """How an agency apologises, as `service.rules.apologypolicy` reads it; the city's own holds for all others."""

    __tablename__ = "apology_policies"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True, autoincrement=False)
    body: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[int]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


NEXT_NUMBER = text(
    "INSERT INTO apology_counters (agency_id, year, last) VALUES (:agency_id, :year, 1) "
    "ON CONFLICT (agency_id, year) DO UPDATE SET last = apology_counters.last + 1 RETURNING last"
)
"""Takes the next number: one statement, so that two signatures never get the same one. Same words on both databases."""


def policies(agency_id: int) -> Select[int, Any]:
    """The policies that could hold for an agency: its own, and the city's."""
    city = select(agency.Agency.id).where(agency.Agency.parent_id.is_(None), agency.Agency.kind == agency.CITY)
    table = ApologyPolicy
    return select(table.agency_id, table.body).where(or_(table.agency_id == agency_id, table.agency_id.in_(city)))
