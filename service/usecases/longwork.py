"""Long work: wanted in a step's transaction, done after the commit, tried again until it is done or dead.

What may take long or fail by others' fault (mail, web hooks, outside calls, work in bulk) is a row of `jobs`, written
in the transaction that wants it: no commit, no work. A worker takes it with a lease and a number that grows each time
it is taken, the fence. All that the work writes into our tables it writes through `Task.transaction`, which first makes
sure that the fence is still its own: a worker that slept past its lease can't write. So effects in our tables happen
once; what goes out of the house (a mail, a request) goes at least once, with the key of the job for the receiver to
tell a repetition by.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from models import base, job, rows
from models import database as db

LEASE = timedelta(seconds=60)
"""How long a job is a worker's without a sign of life of it."""
TRIES = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
"""Between a try and the next; it doubles. Ten tries are about three hours."""
KEPT = timedelta(days=30)
"""How long a job that is done is remembered, and its key with it."""
LONGEST_KEY, LONGEST_ERROR = 200, 2_000
DIED = "the worker ended in the middle of it"
"""What the job says of a try of which nobody came back."""
_JOB = job.Job


class GiveUpError(Exception):
    """Trying again would not help: the job is dead at once. The text says why."""


class LostError(Exception):
    """The job is no longer this worker's: it was too slow and another has it, or somebody has cancelled it."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job that has been taken. `key` names its effect to others; `tries` counts this one; `progress` is what the
    tries before have noted."""

    id: int
    kind: str
    key: str
    body: Mapping[str, Any]
    tries: int
    fence: int
    progress: Mapping[str, Any]


class Task:
    """A job as its handler sees it.

    Parameters:
        database: where the rows are.
        work: what was taken.
        clock: gives the present instant, aware.
    """

    def __init__(self, database: db.Database, work: Work, clock: Callable[[], datetime]) -> None:
        self.database, self.work, self._clock = database, work, clock
        self.progress = dict(work.progress)

    @property
    def body(self) -> Mapping[str, Any]:
        """What is to be done."""
        return self.work.body

    @property
    def key(self) -> str:
        """Names the effect, the same at each try: for a mail's Message-ID, a request's Idempotency-Key."""
        return self.work.key

    def now(self) -> datetime:
        """The present instant."""
        return self._clock()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session for effects in our tables, committed only while the job is this worker's.

        Raises:
            LostError: it no longer is; nothing is written.
        """
        with self.database.transaction() as session:
            if not extend(session, self.work, self.now()):
                raise LostError
            yield session

    def note(self, session: Session, **progress: object) -> None:
        """Say in a `transaction` what is done now, so that the next try needn't do it: both are kept or neither."""
        self.progress |= progress
        session.execute(update(_JOB).where(_JOB.id == self.work.id).values(progress=self.progress))

    def finish(self, session: Session) -> None:
        """Say in a `transaction` that this is the last of it. A handler that only returns is finished right after."""
        done(session, self.work, self.now())


@dataclass(frozen=True, slots=True)
class Handler:
    """How jobs of a kind are done: `run` raises to be tried again, and `GiveUpError` where that would not help."""

    run: Callable[[Task], None]
    tries: int = TRIES


def enqueue(
    session: Session, kind: str, body: Mapping[str, Any], key: str, now: datetime, *, due: datetime | None = None
) -> bool:
    """Want work, in the transaction of what wants it.

    Parameters:
        body: what the handler of this kind needs; plain JSON.
        key: names the effect. A second job of the same key is not written, whatever its body.
        due: not before this instant.

    Returns:
        whether it was new.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(f"a key has 1 to {LONGEST_KEY} characters: {key[:40]!r}")
    now_ms = base.to_ms(now)
    row = {
        "id": base.new_id(now_ms),
        "kind": kind,
        "key": key,
        "body": dict(body),
        "state": job.WAITING,
        "tries": 0,
        "fence": 0,
        "progress": {},
        "error": "",
        "created_at": now_ms,
        "due_at": now_ms if due is None else base.to_ms(due),
    }
    return rows.insert(session, _JOB, [row], update=(), unique=("key",)) == 1


def is_due(session: Session, kinds: Collection[str], now: datetime) -> bool:
    """Whether there is a job to take."""
    return session.scalar(_due(kinds, now).with_only_columns(_JOB.id).limit(1)) is not None


def _due(kinds: Collection[str], now: datetime) -> Select[Any]:
    due = (job.unfinished(), _JOB.due_at <= base.to_ms(now), _JOB.kind.in_(sorted(kinds)))
    return select(*_JOB.__table__.c).where(*due)


def take(session: Session, worker: str, kinds: Mapping[str, Handler], now: datetime) -> Work | None:
    """Take the job that has been due longest, or None. One whose worker gave no sign of life is due again; where that
    was its last try, it is dead: it may be what ends workers."""
    now_ms = base.to_ms(now)
    oldest = _due(kinds, now).order_by(_JOB.due_at, _JOB.id).limit(1).with_for_update(skip_locked=True)
    while (row := session.execute(oldest).one_or_none()) is not None:
        mine = update(_JOB).where(_JOB.id == row.id)
        died = row.state == job.RUNNING
        if died and row.tries >= kinds[row.kind].tries:
            session.execute(mine.values(state=job.DEAD, fence=row.fence + 1, error=DIED, ended_at=now_ms))
            continue
        work = Work(row.id, row.kind, row.key, row.body, row.tries + 1, row.fence + 1, row.progress)
        session.execute(
            mine.values(
                state=job.RUNNING,
                worker=worker,
                tries=work.tries,
                fence=work.fence,
                due_at=base.to_ms(now + LEASE),
                error=DIED if died else row.error,
            )
        )
        return work
    return None


def extend(session: Session, work: Work, now: datetime) -> bool:
    """Hold a job for another lease; False when it is no longer this worker's. Its row is locked from here on."""
    held = {"id": work.id, "fence": work.fence, "state": job.RUNNING}
    return rows.update(session, _JOB, held, {"due_at": base.to_ms(now + LEASE)}) == 1


def done(session: Session, work: Work, now: datetime) -> bool:
    """The job is done; False when it was not this worker's to say so."""
    held = {"id": work.id, "fence": work.fence, "state": job.RUNNING}
    return rows.update(session, _JOB, held, {"state": job.DONE, "ended_at": base.to_ms(now), "error": ""}) == 1


def failed(session: Session, work: Work, error: str, now: datetime, *, tries: int) -> bool:
    """A try came to nothing: the next comes later, or the job is dead.

    Parameters:
        tries: how many it has; 0 where trying again would not help.
    """
    now_ms = base.to_ms(now)
    values: dict[str, object] = {"error": error[:LONGEST_ERROR]}
    if work.tries >= tries:
        values |= {"state": job.DEAD, "ended_at": now_ms}
    else:
        values |= {"state": job.WAITING, "due_at": now_ms + wait_ms(work.tries)}
    return rows.update(session, _JOB, {"id": work.id, "fence": work.fence, "state": job.RUNNING}, values) == 1


def wait_ms(tries: int) -> int:
    """How long to wait after so many tries, in milliseconds."""
    return int(min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT) / timedelta(milliseconds=1))


def resume(session: Session, worker: str, now: datetime) -> int:
    """Let what a worker of this name left unfinished be taken at once: it has been started again. How many."""
    left = (_JOB.state == job.RUNNING, _JOB.worker == worker)
    changed = update(_JOB).where(*left).values(due_at=base.to_ms(now), fence=_JOB.fence + 1)
    return len(session.execute(changed.returning(_JOB.id)).all())


def forget(session: Session, now: datetime, batch: int) -> int:
    """Drop what was done or cancelled long ago; how many."""
    before = base.to_ms(now - KEPT)
    old = select(_JOB.id).where(job.over(), _JOB.ended_at < before).order_by(_JOB.ended_at).limit(batch)
    return len(session.execute(delete(_JOB).where(_JOB.id.in_(old)).returning(_JOB.id)).all())
