"""Signs of life: what each worker last said, for whoever watches over the server."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models import base


class Heartbeat(base.Base):
    """When a process of this name last came round its loop."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[int]
