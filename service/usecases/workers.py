"""What operators of the server see of its workers, and what they do about jobs: try one again, or cancel it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from models import base, event, heartbeat, job, message, person, timer
from service import errors
from service.rules import access
from service.usecases import chain, cursors, tasks, views

ALIVE = timedelta(seconds=15)
"""A worker gives a sign of life each time round its loop; one that has been silent for longer is away or stuck."""
MOST_COUNTED = 10_000
"""Where more wait, this is told: counting on would cost what is needed for working."""
MOST, USUAL = 200, 50
_JOB, _TIMER, _MESSAGE = job.Job, timer.Timer, message.Message

log = logging.getLogger("laneway")


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker by its name, and its last sign of life."""

    name: str
    at: datetime
    alive: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """What of a kind is due and not done: `count` is at most `MOST_COUNTED`, `oldest` when the first was due."""

    kind: str
    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """How the workers are doing. `backlog`: timers, messages, jobs. `held` timers wait for the retry of an incident;
    `dead` jobs for an operator."""

    workers: tuple[WorkerView, ...]
    backlog: tuple[Backlog, ...]
    held: int
    dead: int


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it is shown: what it is about stands in its key; its body may name people and isn't shown."""

    id: str
    kind: str
    key: str
    state: str
    tries: int
    error: str
    worker: str | None
    created_at: datetime
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which jobs: of a state and a kind."""

    state: str | None = job.DEAD
    kind: str | None = None
    cursor: str | None = None
    limit: int = USUAL


def state(session: Session, actor: access.Actor, *, now: datetime) -> State:
    """How the workers are doing.

    Raises:
        ForbiddenError: this person doesn't operate the server.
    """
    _admit(actor)
    now_ms = base.to_ms(now)
    signs = session.execute(select(heartbeat.Heartbeat.name, heartbeat.Heartbeat.at).order_by(heartbeat.Heartbeat.name))
    alive = base.to_ms(now - ALIVE)
    return State(
        workers=tuple(WorkerView(row.name, base.to_datetime(row.at), row.at >= alive) for row in signs),
        backlog=(
            _backlog(session, "timers", _TIMER.due_at, _TIMER.due_at <= now_ms, _TIMER.incident_id.is_(None)),
            _backlog(session, "messages", _MESSAGE.due_at, _MESSAGE.due_at <= now_ms, message.undelivered()),
            _backlog(session, "jobs", _JOB.due_at, _JOB.due_at <= now_ms, job.unfinished()),
        ),
        held=_count(session, select(_TIMER.case_id).where(_TIMER.incident_id.is_not(None))),
        dead=_count(session, select(_JOB.id).where(job.is_dead())),
    )


def _backlog(session: Session, kind: str, due_at: Any, *where: Any) -> Backlog:
    oldest = session.scalar(select(func.min(due_at)).where(*where))
    if oldest is None:
        return Backlog(kind, 0, None)
    return Backlog(kind, _count(session, select(due_at).where(*where)), base.to_datetime(oldest))


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.limit(MOST_COUNTED).subquery())) or 0


def jobs(session: Session, actor: access.Actor, asked: JobQuery) -> views.Page[JobView]:
    """Jobs, newest first.

    Raises:
        ForbiddenError: this person doesn't operate the server.
        InvalidError: a limit or cursor that is none.
    """
    _admit(actor)
    query = select(*_JOB.__table__.c)
    if asked.state is not None:
        # Written out for the index of the dead, which are what is looked for.
        query = query.where(job.is_dead() if asked.state == job.DEAD else _JOB.state == asked.state)
    if asked.kind is not None:
        query = query.where(_JOB.kind == asked.kind)
    if asked.cursor is not None:
        query = query.where(_JOB.id < cursors.read(asked.cursor, 1)[0])
    limit = cursors.limit(asked.limit, MOST)
    found = session.execute(query.order_by(_JOB.id.desc()).limit(limit + 1)).all()
    items = tuple(_view(row) for row in found[:limit])
    return views.Page(items, cursors.write(found[limit - 1].id) if len(found) > limit else None)


def retry(session: Session, actor: access.Actor, job_id: int, *, now: datetime) -> JobView:
    """Let a dead or cancelled job be tried again, with all its tries, under its own key.

    Raises:
        ForbiddenError: this person doesn't operate the server.
        NotFoundError: there is no such job.
        ConflictError: ``job_not_dead``.
    """
    fresh = {"state": job.WAITING, "tries": 0, "due_at": base.to_ms(now), "ended_at": None, "worker": None}
    return _change(session, actor, job_id, (job.DEAD, job.CANCELLED), fresh, "retried", "job_not_dead", now)


def cancel(session: Session, actor: access.Actor, job_id: int, *, now: datetime) -> JobView:
    """Let a job be done no more. Who is in the middle of it can't write any more; what has left the house has left.

    Raises:
        ForbiddenError: this person doesn't operate the server.
        NotFoundError: there is no such job.
        ConflictError: ``job_is_over``.
    """
    over = {"state": job.CANCELLED, "ended_at": base.to_ms(now)}
    return _change(session, actor, job_id, (job.WAITING, job.RUNNING, job.DEAD), over, "cancelled", "job_is_over", now)


def _change(
    session: Session,
    actor: access.Actor,
    job_id: int,
    only: tuple[str, ...],
    values: Mapping[str, object],
    act: str,
    otherwise: str,
    now: datetime,
) -> JobView:
    _admit(actor)
    locked = select(*_JOB.__table__.c).where(_JOB.id == job_id).with_for_update()
    row = session.execute(locked).one_or_none() if 0 <= job_id <= base.MOST_ID else None
    if row is None:
        raise errors.NotFoundError("job", job_id)
    if row.state not in only:
        raise errors.ConflictError(otherwise, {"state": row.state})
    session.execute(update(_JOB).where(_JOB.id == job_id).values(**values, fence=_JOB.fence + 1))
    log.info("job %s %s %s by %s", row.kind, row.key, act, actor.name)
    if actor.person_id:
        owner = session.get_one(person.Person, actor.person_id, with_for_update=True)
        told = {"job": str(job_id), "kind": row.kind, "key": row.key}
        chain.append(session, event.PERSON, owner, f"job_{act}", told, actor=actor, now=now)
        session.flush()
    return _view(session.execute(select(*_JOB.__table__.c).where(_JOB.id == job_id)).one())


def _admit(actor: access.Actor) -> None:
    tasks.refuse(access.may_operate_server(actor), "worker")


def _view(row: Any) -> JobView:
    waits = row.state in (job.WAITING, job.RUNNING)
    return JobView(
        id=str(row.id),
        kind=row.kind,
        key=row.key,
        state=row.state,
        tries=row.tries,
        error=row.error,
        worker=row.worker,
        created_at=base.to_datetime(row.created_at),
        due_at=base.to_datetime(row.due_at) if waits else None,
        ended_at=None if row.ended_at is None else base.to_datetime(row.ended_at),
    )
