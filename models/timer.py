"""What a case waits for besides people: instants, and messages that it can take now."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

UNHELD = text("incident_id IS NULL")


class Timer(base.Base):
    """When the worker wakes a case. One that failed is off the list while its incident is open."""

    __tablename__ = "timers"
    __table_args__ = (Index("ix_timers_due", "due_at", sqlite_where=UNHELD, postgresql_where=UNHELD),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    element: Mapped[str] = mapped_column(Text)
    due_at: Mapped[int]
    incident_id: Mapped[int | None]


class Listening(base.Base):
    """A message or signal that a case can take; `key` is its correlation key, null for any."""

    __tablename__ = "listenings"
    __table_args__ = (Index("ix_listenings_name", "name", "key"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    element: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    signal: Mapped[bool] = mapped_column(default=False)
    since: Mapped[int]
