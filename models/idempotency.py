"""First answers, kept so that a retry of the same request gets the same one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models import base


class IdempotencyKey(base.Base):
    """A person's key; `body_hash` is the SHA-256 of the request that used it first, `body` the answer's value."""

    __tablename__ = "idempotency_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    operation: Mapped[str] = mapped_column(String(40))
    body_hash: Mapped[bytes]
    body: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[int] = mapped_column(index=True)
