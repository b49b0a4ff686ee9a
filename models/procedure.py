"""Procedures and their versions. A published version is frozen: nothing of it is written again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from models import base


class Procedure(base.Base):
    """What several agencies settle together for one applicant."""

    __tablename__ = "procedures"

    id: Mapped[int] = base.key()
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name_vi: Mapped[str] = mapped_column(String(500))
    name_en: Mapped[str] = mapped_column(String(500), default="")
    field: Mapped[str] = mapped_column(String(200), default="")
    lead_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    status: Mapped[str] = mapped_column(String(20), default="drafting")
    created_at: Mapped[int]


class Version(base.Base):
    """Diagram, forms and settings under one sha256; `state` draft or published.

    `diagram` is the analyst's file as it came, `settings` canonical JSON, `prepared` the JSON of
    `bpmn.prepared.dump` (lineage ids stand in it), `spec_names` the engine's table of names, `findings` JSON.
    `revision` counts changes of a draft (ETag). `effective_from` is when a published one comes into force.
    """

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("procedure_id", "number"),
        Index("ix_versions_in_force", "procedure_id", "state", "effective_from"),
    )

    id: Mapped[int] = base.key()
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    file_name: Mapped[str] = mapped_column(String(300), default="")
    diagram: Mapped[bytes]
    settings: Mapped[bytes]
    prepared: Mapped[bytes | None]
    spec_names: Mapped[Any] = mapped_column(JSON, default=list)
    findings: Mapped[Any] = mapped_column(JSON, default=list)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    effective_from: Mapped[int | None]
    created_at: Mapped[int]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[int | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    event_seq: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[bytes] = mapped_column(default=b"")


class VersionForm(base.Base):
    """A form file of a version."""

    __tablename__ = "version_forms"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    body: Mapped[bytes]


class Binding(base.Base):
    """Who a lane of a published version belongs to, the agency's code resolved; written at publish.

    `bind_to` is agency, kind, applicant, system or inherit; `value` the kind or the system's name.
    """

    __tablename__ = "bindings"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    lane_key: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(String(500), default="")
    bind_to: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    value: Mapped[str] = mapped_column(String(200), default="")


def in_force(procedure_code: str, now_ms: int) -> Select[int]:
    """The id of the version that a case starting now runs by: the latest `effective_from` that has come."""
    return (
        select(Version.id)
        .join(Procedure, Procedure.id == Version.procedure_id)
        .where(Procedure.code == procedure_code, Version.state == "published", Version.effective_from <= now_ms)
        .order_by(Version.effective_from.desc(), Version.number.desc())
        .limit(1)
    )
