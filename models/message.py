"""Messages thrown by cases and delivered by the worker, each in its target's own transaction; outside calls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Integer, String, Text, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

UNDELIVERED = text("state IN ('pending', 'waiting')")


class Message(base.Base):
    """A message. `state`: pending, waiting (nobody listens yet), delivered, outside (drawn for a pool without a
    process, and no case listened), failed (an incident, or its target is gone). With `to_process` it is for another
    pool of the case that threw it."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_undelivered", "due_at", "id", sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED),
        Index("ix_messages_name", "name", "id", sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED),
        Index("ix_messages_to_case", "to_case", sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED),
    )

    id: Mapped[int] = base.key()
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[Any] = mapped_column(JSON, default=dict)
    signal: Mapped[bool] = mapped_column(default=False)
    from_case: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    from_element: Mapped[str] = mapped_column(Text, default="")
    to_case: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    to_process: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default="pending")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[int]
    due_at: Mapped[int]
    """When to try next."""
    tried_at: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[int | None]


def undelivered() -> ColumnElement[bool]:
    """Pending or waiting. Written out, not bound, so that a prepared statement's plan can use the partial indexes."""
    return Message.state.in_((literal_column("'pending'"), literal_column("'waiting'")))


class Call(base.Base):
    """Outside work that a step waits for; its answer closes the step."""

    __tablename__ = "calls"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    element: Mapped[str] = mapped_column(Text)
    implementation: Mapped[str] = mapped_column(Text)
    payload: Mapped[Any] = mapped_column(JSON, default=dict)
    created_at: Mapped[int]
