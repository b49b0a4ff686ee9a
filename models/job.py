"""Long work: what is done after the commit, may take long or fail, and is tried again until it is done.

A row is written in the transaction of the step that wants the work. Who works on it holds a lease with a number that
grows each time (`fence`): a worker that was only slow finds another's number and can't write.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, Integer, String, Text, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

WAITING, RUNNING, DONE, DEAD, CANCELLED = "waiting", "running", "done", "dead", "cancelled"
STATES = (WAITING, RUNNING, DONE, DEAD, CANCELLED)
OPEN = text("state IN ('waiting', 'running')")
OVER = text("state IN ('done', 'cancelled')")
IS_DEAD = text("state = 'dead'")


class Job(base.Base):
    """One piece of long work.

    `due_at` is when to take it up next: of a waiting job when it may be tried, of a running one when its lease ends
    and others may take it over. `progress` is what the job has said it has done already.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_jobs_dead", "id", sqlite_where=IS_DEAD, postgresql_where=IS_DEAD),
        Index("ix_jobs_over", "ended_at", sqlite_where=OVER, postgresql_where=OVER),
    )

    id: Mapped[int] = base.key()
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    body: Mapped[Any] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12))
    tries: Mapped[int] = mapped_column(Integer)
    fence: Mapped[int] = mapped_column(Integer)
    worker: Mapped[str | None] = mapped_column(String(100))
    progress: Mapped[Any] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int]
    due_at: Mapped[int]
    ended_at: Mapped[int | None]


def unfinished() -> ColumnElement[bool]:
    """Waiting or running. Written out, not bound, so that a prepared statement's plan can use the partial index."""
    return Job.state.in_((literal_column("'waiting'"), literal_column("'running'")))


def over() -> ColumnElement[bool]:
    """Done or cancelled, written out in the same way."""
    return Job.state.in_((literal_column("'done'"), literal_column("'cancelled'")))


def is_dead() -> ColumnElement[bool]:
    """Dead, written out in the same way."""
    return Job.state == literal_column("'dead'")
