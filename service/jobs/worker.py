"""The worker: a plain loop that takes what is due, each case in its own transaction.

Timers, messages and counter deltas are rows, so a worker that dies leaves nothing behind but rows that are still
due. Any number of workers may run beside each other: each takes what no other has, and who comes second all the same
finds nothing to do.
"""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy
from sqlalchemy import exc
from sqlalchemy.orm import Session

from models import blobs
from models import database as db
from service import errors
from service.jobs import handlers, hands, sweeps
from service.usecases import consents, deadlines, documents, health, limits, locked, longwork

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


Act = Callable[[Session], int | None]
"""One thing: returns which it was, by its number, or None when there was none."""


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
        work: who does which kind of long work.
    """

    def __init__(
        self,
        database: db.Database,
        clock: Callable[[], datetime] = _system_clock,
        name: str = health.WORKER,
        budget: limits.Budget = limits.USUAL,
        store: blobs.Blobs | None = None,
        swept: Sequence[sweeps.Sweep] = sweeps.SWEEPS,
        work: Mapping[str, longwork.Handler] = handlers.HANDLERS,
    ) -> None:
        self._store, self._sweeps = store, swept
        self._hands = hands.Hands(database, name, work, clock)
        self._resting: dict[str, datetime] = {}
        self._database, self._clock, self._name, self._budget = database, clock, name, budget
        self._stopped = threading.Event()
        self._shunned: dict[tuple[str, int], datetime] = {}
        self._tidied: datetime | None = None
        self._at: int | None = None

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
        done = self._wake(now) + self._deliver(now) + self._deem(now)
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
            # A fault of ours in one sweep must not stop the others; it shows in the log and is tried again later.
            log.exception("sweep of %s failed", sweep.name)
            self._resting[sweep.name] = now + max(sweep.every, SHUN)
            return 0
        if done < sweep.batch:
            self._resting[sweep.name] = now + sweep.every
        return done

    def _wake(self, now: datetime) -> int:
        """Wake at most a batch of cases, those that have been due longest first; how many."""
        with self._database.reading() as session:
            since = deadlines.first_due(session, now, self._left_alone("case"))
        done = 0
        for _ in range(BATCH if since is not None else 0):
            woken = self._one("case", lambda session: self._wake_next(session, now, since or 0))
            if woken is None:
                break
            done += woken
        return done

    def _wake_next(self, session: Session, now: datetime, since: int) -> int | None:
        case = deadlines.take(session, now, since, self._left_alone("case"))
        if case is None:
            return None
        self._at = case.id
        deadlines.wake_taken(session, case, now=now, budget=self._budget)
        return case.id

    def _deliver(self, now: datetime) -> int:
        """Deliver at most a batch of messages; how many."""
        with self._database.reading() as session:
            found = deadlines.pending_messages(session, now, BATCH, self._left_alone("message"))

        def deliver(session: Session, number: int) -> int:
            self._at = number
            deadlines.deliver(session, number, now=now, budget=self._budget)
            return number

        return sum(self._one("message", functools.partial(deliver, number=number)) or 0 for number in found)

    def _deem(self, now: datetime) -> int:
        """Let at most a batch of cases consent by silence; how many."""
        with self._database.reading() as session:
            found = consents.due(session, now, BATCH, self._left_alone("consent"))

        def deem(session: Session, number: int) -> int:
            self._at = number
            consents.deem(session, number, now=now, budget=self._budget)
            return number

        return sum(self._one("consent", functools.partial(deem, number=number)) or 0 for number in found)

    def _one(self, kind: str, act: Act) -> int | None:
        """One thing in its own transaction: 1 if it was done, 0 if it was left alone, None if there is none."""
        if self._stopped.is_set():
            return None
        self._at = None
        try:
            with self._database.transaction() as session:
                return None if act(session) is None else 1
        except locked.BusyError:
            return 0
        except errors.ServiceError as refused:
            # What was foreseen is written down by the use case (an incident); its row has left the list.
            log.warning("%s %s: %s", kind, self._at, refused)
            if refused.keeps:
                return 1
        except exc.OperationalError:
            # Either the database is away, and all must wait, or this one thing asks too much of it.
            with self._database.reading() as session:
                session.execute(sqlalchemy.select(1))
            log.exception("%s %s failed in the database", kind, self._at)
        except Exception:
            # A fault of ours in one case must not stop the other cases; it shows in the log and is tried again.
            log.exception("%s %s failed", kind, self._at)
        if self._at is None:
            return None
        self._shunned[kind, self._at] = self._clock() + SHUN
        return 0

    def _left_alone(self, kind: str) -> list[int]:
        return [number for (of, number) in self._shunned if of == kind]

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
