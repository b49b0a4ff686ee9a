"""Agencies: who lanes are bound to and who has staff."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models import base

CITY = "tinh"
"""The kind of the province or centrally run city itself. Vertical services (police, tax) have no parent here either."""


class Agency(base.Base):
    """An office. `code` is its national identifier (``H26.1.12``), `kind` what it is one of (``ubnd_xa``)."""

    __tablename__ = "agencies"

    id: Mapped[int] = base.key()
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name_vi: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(60), default="", index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    valid_from: Mapped[int] = mapped_column(default=0)
    valid_to: Mapped[int | None]
    calendar_id: Mapped[int | None]
    """The calendar that it keeps, what comes of all versions above it; null: the plain one."""
    event_seq: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[bytes] = mapped_column(default=b"")
