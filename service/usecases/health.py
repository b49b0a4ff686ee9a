"""Whether this server can do its work: what an operator's monitor asks every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exc, func, select, text
from sqlalchemy.orm import Session

from models import base, heartbeat, rows
from models import database as db

WORKER = "worker"
KEPT = timedelta(days=1)
"""How long the last sign of life of a worker that is gone is shown."""


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is ok or failing; `worker_seconds` since the worker's last sign of life, None if there was none."""

    status: str
    database: str
    schema_at_head: bool = False
    worker_seconds: float | None = None


def check(database: db.Database, *, now: datetime) -> Health:
    """What works. A worker that is away doesn't make a web server fail: it shows by `worker_seconds`."""
    try:
        with database.reading() as session:
            current = frozenset(session.execute(text("SELECT version_num FROM alembic_version")).scalars())
            if current != db.heads():
                return Health("failing", "ok")
            last = session.scalar(select(func.max(heartbeat.Heartbeat.at)))
    except exc.SQLAlchemyError:
        return Health("failing", "away")
    return Health("ok", "ok", True, None if last is None else (base.to_ms(now) - last) / 1000)


def beat(session: Session, name: str = WORKER, *, now: datetime) -> None:
    """A worker's sign of life; it gives one each time round its loop."""
    rows.insert(session, heartbeat.Heartbeat, [{"name": name, "at": base.to_ms(now)}], update=("at",))


def forget(session: Session, now: datetime, _batch: int) -> int:
    """Drop the signs of life of workers that have been gone for long; how many."""
    table = heartbeat.Heartbeat
    gone = delete(table).where(table.at < base.to_ms(now - KEPT)).returning(table.name)
    return len(session.execute(gone).all())
