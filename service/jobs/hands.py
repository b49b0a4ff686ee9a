"""Doing long work: threads of the worker that take jobs, each in turn, and one that keeps their leases."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import exc

from models import database as db
from service.usecases import longwork

POLL_SECONDS = 1.0
"""How long a thread sleeps when there is no job."""
KEEP_SECONDS = longwork.LEASE.total_seconds() / 4
"""How often the leases of the jobs at hand are extended."""

log = logging.getLogger(__name__)


class Hands:
    """What does the long work of one worker.

    Parameters:
        worker: its name.
        threads: jobs at a time.
    """

    def __init__(
        self,
        database: db.Database,
        worker: str,
        handlers: Mapping[str, longwork.Handler],
        clock: Callable[[], datetime],
        threads: int = 2,
    ) -> None:
        self._database, self._worker, self._handlers, self._clock = database, worker, handlers, clock
        self._stopped, self._lock = threading.Event(), threading.Lock()
        self._held: dict[int, longwork.Work] = {}
        keeper = threading.Thread(target=self._keep, name="leases", daemon=True)
        self._threads = [keeper, *(self._thread(number) for number in range(threads))]

    def _thread(self, number: int) -> threading.Thread:
        return threading.Thread(target=self._work, name=f"long-work-{number}", daemon=True)

    def start(self) -> None:
        """Take up what a worker of this name left, and begin."""
        with self._database.transaction() as session:
            longwork.resume(session, self._worker, self._clock())
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> None:
        """Take no more, and wait for the jobs at hand; what isn't done in time is taken up by another worker."""
        self._stopped.set()
        for thread in self._threads[1:]:
            thread.join(seconds)

    def one(self) -> bool:
        """Do the job that has been due longest; False when there is none."""
        # Looking takes no write lock: mostly there is nothing.
        with self._database.reading() as session:
            if not longwork.is_due(session, self._handlers, self._clock()):
                return False
        with self._database.transaction() as session:
            work = longwork.take(session, self._worker, self._handlers, self._clock())
        if work is None:
            return False
        with self._lock:
            self._held[work.id] = work
        try:
            self._do(work)
        finally:
            with self._lock:
                del self._held[work.id]
        return True

    def _do(self, work: longwork.Work) -> None:
        handler = self._handlers[work.kind]
        try:
            handler.run(longwork.Task(self._database, work, self._clock))
        except longwork.LostError:
            log.warning("job %s %s is no longer this worker's", work.kind, work.key)
        except longwork.GiveUpError as error:
            self._failed(work, str(error), 0)
        except Exception as error:
            # Whatever a handler raises is a try that came to nothing: kept with the job, where operators see it.
            log.exception("job %s %s failed", work.kind, work.key)
            self._failed(work, f"{type(error).__name__}: {error}", handler.tries)
        else:
            with self._database.transaction() as session:
                longwork.done(session, work, self._clock())

    def _failed(self, work: longwork.Work, error: str, tries: int) -> None:
        with self._database.transaction() as session:
            longwork.failed(session, work, error, self._clock(), tries=tries)

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                busy = self.one()
            except exc.DBAPIError:
                # Who was in the middle of a job will be taken for dead: another takes it up, with its fence.
                log.exception("the database did not answer; trying again")
                busy = False
            if not busy:
                self._stopped.wait(POLL_SECONDS)

    def _keep(self) -> None:
        """Long work is no sign of death: hold on to what is at hand, for as long as this process lives."""
        while not self._stopped.wait(KEEP_SECONDS) or self._held:
            with self._lock:
                held = list(self._held.values())
            try:
                for work in held:
                    with self._database.transaction() as session:
                        longwork.extend(session, work, self._clock())
            except exc.DBAPIError:
                log.exception("leases could not be extended")
            if self._stopped.is_set():
                return
