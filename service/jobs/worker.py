"""The worker: a plain loop that takes what is due, each case in its own transaction.

Timers, messages and counter deltas are rows, so a worker that dies leaves nothing behind but rows that are still
due. Any number of workers may run beside each other on PostgreSQL: the case's lock decides who does a thing, and who
comes second finds nothing to do.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

import sqlalchemy
from sqlalchemy import exc
from sqlalchemy.orm import Session

from models import blobs
from models import database as db
from service import errors
from service.jobs import handlers, hands, sweeps
from service.usecases import deadlines, documents, health, limits

POLL_SECONDS = 1.0
"""How long the worker sleeps when nothing is due."""
BATCH = 100
"""Cases and messages looked up at a time."""
SHUN = timedelta(minutes=1)
"""How long a thing that failed in an unforeseen way is left alone, so that it can't hold up the rest."""
TIDY = timedelta(hours=1)
"""How often documents that nobody handed in are dropped."""
STOP_SECONDS = 20
"""How long the long work at hand may take to come to its end when the worker is stopped."""

log = logging.getLogger(__name__)


class _Act(Protocol):
    def __call__(
        self, session: Session, number: int, /, *, now: datetime, budget: limits.Budget
    ) -> errors.IncidentError | None: ...


def _system_clock() -> datetime:
    return datetime.now(UTC)


class Worker:
    """One worker.

    Parameters:
        database: where the rows are.
        clock: gives the present instant, aware.
        name: its name in the table of signs of life.
        budget: bounds each step of the engine.
        store: where documents' bytes are; with None documents are left alone.
        swept: what the loop looks at beside timers and messages.
    """

    def __init__(
        self,
        database: db.Database,
        clock: Callable[[], datetime] = _system_clock,
        name: str = health.WORKER,
        budget: limits.Budget = limits.USUAL,
        store: blobs.Blobs | None = None,
        swept: Sequence[sweeps.Sweep] = sweeps.SWEEPS,
    ) -> None:
        self._store, self._sweeps = store, swept
        self._hands = hands.Hands(database, name, handlers.HANDLERS, clock)
        self._resting: dict[str, datetime] = {}
        self._database, self._clock, self._name, self._budget = database, clock, name, budget
        self._stopped = threading.Event()
        self._shunned: dict[tuple[str, int], datetime] = {}
        self._tidied: datetime | None = None

    def stop(self) -> None:
        """End `run` after the case it is at."""
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped. A database that is away is waited for."""
        begun = False
        while not self._stopped.is_set():
            try:
                if not begun:
                    self._hands.start()
                    begun = True
                busy = self.turn() > 0
            except exc.DBAPIError:
                log.exception("the database did not answer; trying again")
                busy = False
            if not busy:
                self._stopped.wait(POLL_SECONDS)
        if begun:
            self._hands.stop(STOP_SECONDS)

    def drain(self) -> int:
        """Do all that is due now, long work too; how many things were done."""
        total = 0
        while not self._stopped.is_set():
            self._resting.clear()
            done = self.turn() + self._hands.one()
            if not done:
                break
            total += done
        return total

    def turn(self) -> int:
        """Once round: at most a batch of each kind; how many things were done."""
        now = self._clock()
        with self._database.transaction() as session:
            health.beat(session, self._name, now=now)
        self._shunned = {what: until for what, until in self._shunned.items() if now < until <= now + SHUN}
        with self._database.reading() as session:
            cases = deadlines.due(session, now, BATCH, self._left_alone("case"))
            messages = deadlines.pending_messages(session, now, BATCH, self._left_alone("message"))
        done = sum(self._one("case", case, deadlines.wake, now) for case in cases)
        done += sum(self._one("message", message, deadlines.deliver, now) for message in messages)
        done += sum(self._swept(sweep, now) for sweep in self._sweeps)
        if not done:
            self._tidy(now)
        return done

    def _swept(self, sweep: sweeps.Sweep, now: datetime) -> int:
        """Run a sweep, unless it rests; one that fails rests too, and holds up no other."""
        # A rest longer than it was meant to be is that of a clock which has been set back.
        if self._stopped.is_set() or now < self._resting.get(sweep.name, now) <= now + max(sweep.every, SHUN):
            return 0
        done = 0
        try:
            with self._database.transaction() as session:
                done = sweep.run(session, now, sweep.batch)
        except exc.OperationalError:
            with self._database.reading() as session:
                session.execute(sqlalchemy.select(1))
            log.exception("sweep of %s failed in the database", sweep.name)
        except Exception:
            log.exception("sweep of %s failed", sweep.name)
            self._resting[sweep.name] = now + max(sweep.every, SHUN)
            return 0
        if done < sweep.batch:
            self._resting[sweep.name] = now + sweep.every
        return done

    def _one(self, kind: str, number: int, act: _Act, now: datetime) -> int:
        """One thing in its own transaction; 1 if it was done, 0 if it was left alone."""
        if self._stopped.is_set():
            return 0
        try:
            with self._database.transaction() as session:
                act(session, number, now=now, budget=self._budget)
        except errors.ServiceError as refused:
            # What was foreseen is written down by the use case (an incident); its row has left the list.
            log.warning("%s %s: %s", kind, number, refused)
            if not refused.keeps:
                self._shun(kind, number)
                return 0
        except exc.OperationalError:
            # Either the database is away, and all must wait, or this one thing asks too much of it.
            with self._database.reading() as session:
                session.execute(sqlalchemy.select(1))
            log.exception("%s %s failed in the database", kind, number)
            self._shun(kind, number)
            return 0
        except Exception:
            # A fault of ours in one case must not stop the other cases; it shows in the log and is tried again.
            log.exception("%s %s failed", kind, number)
            self._shun(kind, number)
            return 0
        return 1

    def _left_alone(self, kind: str) -> list[int]:
        return [number for (of, number) in self._shunned if of == kind]

    def _shun(self, kind: str, number: int) -> None:
        self._shunned[kind, number] = self._clock() + SHUN

    def _tidy(self, now: datetime) -> None:
        if self._tidied is None or now - self._tidied >= TIDY:
            self._tidied = now
            if self._store is not None:
                self._sweep(self._store, now)

    def _sweep(self, store: blobs.Blobs, now: datetime) -> None:
        """A disk that is away must not stop what is due."""
        try:
            documents.sweep(self._database, store, now=now)
        except OSError:
            log.exception("documents could not be swept")
