"""Incidents: a step that could not be taken, with what was to be done, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

UNRESOLVED = text("resolved_at IS NULL")


class Incident(base.Base):
    """An incident; `operation` is what is run again by a retry: complete, answer, wake or deliver."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_open", "case_id", "seq", sqlite_where=UNRESOLVED, postgresql_where=UNRESOLVED),
        Index("ix_incidents_list", "id", sqlite_where=UNRESOLVED, postgresql_where=UNRESOLVED),
    )

    id: Mapped[int] = base.key()
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int | None] = mapped_column(Integer)
    """The task at which it happened; null for timers and messages."""
    code: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(Text, default="")
    lane_key: Mapped[str] = mapped_column(Text, default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    values: Mapped[Any] = mapped_column(JSON, default=dict)
    operation: Mapped[Any] = mapped_column(JSON)
    tries: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[int]
    resolved_at: Mapped[int | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
