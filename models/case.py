"""Cases: one run of a version, with the engine's state and what people look it up by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

CHANNELS = ("direct", "online", "post")
"""How dossiers are handed in: at the counter, by the portal or another system, by post."""


class Case(base.Base):
    """A case. `revision` counts writes: a late writer that read an older one is refused.

    `status` is running, ended or cancelled; `dossier_status` one of the ten of the national code list.
    `agency_choices` says which agency the case picked per kind ({kind: agency id}). `intake_agency_id` is the
    one-stop unit that took it in, and `channel` how: one of `CHANNELS`. `event_seq` and `event_head` are the end of its
    record's hash chain.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_intake", "intake_agency_id", "id"),
        Index("ix_cases_procedure", "procedure_id", "id"),
        Index("ix_cases_running", "status", "id", sqlite_where=text("status='running'"),
              postgresql_where=text("status='running'")),
    )  # fmt: skip

    id: Mapped[int] = base.key()
    code: Mapped[str] = mapped_column(String(80), unique=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[bytes]
    status: Mapped[str] = mapped_column(String(20), default="running")
    dossier_status: Mapped[str] = mapped_column(String(30), default="NEW_SUBMITTED")
    opened_at: Mapped[int]
    ended_at: Mapped[int | None]
    due_at: Mapped[int | None]
    calendar_id: Mapped[int | None]
    """The calendar by which `due_at` was counted; null: the plain one."""
    applicant: Mapped[Any] = mapped_column(JSON, default=dict)
    applicant_folded: Mapped[str] = mapped_column(Text, default="")
    """The applicant's name and contacts without accents, for searching."""
    intake_agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    channel: Mapped[str] = mapped_column(String(10), default="direct")
    agency_choices: Mapped[Any] = mapped_column(JSON, default=dict)
    secret_hash: Mapped[bytes]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    event_seq: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[bytes] = mapped_column(default=b"")


class CaseAgency(base.Base):
    """An agency with a lane in the case: it may read the case before and after its turn."""

    __tablename__ = "case_agencies"
    __table_args__ = (Index("ix_case_agencies_case", "case_id"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)


class OutsideCode(base.Base):
    """The case's code in another system: the national portal, a ministry's."""

    __tablename__ = "outside_codes"
    __table_args__ = (Index("ix_outside_codes_code", "code"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    system: Mapped[str] = mapped_column(String(60), primary_key=True)
    code: Mapped[str] = mapped_column(String(120))


class DossierCounter(base.Base):
    """The last number given to a dossier, per agency and day (YYMMDD, Việt Nam's time)."""

    __tablename__ = "dossier_counters"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


NEXT_NUMBER = text(
    "INSERT INTO dossier_counters (agency_id, day, last) VALUES (:agency_id, :day, 1) "
    "ON CONFLICT (agency_id, day) DO UPDATE SET last = dossier_counters.last + 1 RETURNING last"
)
"""Takes the next number: one statement, so that two starts never get the same one. Same words on both databases."""
