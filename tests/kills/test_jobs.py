"""Workers end or are put to sleep in the middle of long work: a peer takes it up, and who was only slow can't write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import exc, select, update

from models import agency, job
from models import database as db
from service.jobs import hands
from service.usecases import deadlines, longwork, workers
from tests.service.usecases import world
from tests.support import books, databases, servers

PATIENCE_SECONDS = 60.0
SLOW = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from models import database as db
from service.jobs import hands
from service.usecases import longwork
from tests.kills import test_jobs

url, name, folder = sys.argv[1:]

def slow(task):
    (Path(folder) / "began").write_text(name)
    while not (Path(folder) / "go").exists():
        time.sleep(0.01)
    test_jobs.append(task)

handlers = {"append": longwork.Handler(slow)}
done = hands.Hands(db.Database(url), name, handlers, lambda: datetime.now(UTC)).one()
(Path(folder) / "ended").write_text(str(done))
"""


def append(task: longwork.Task) -> None:
    """An effect that shows how often it happened."""
    with task.transaction() as session:
        session.get_one(agency.Agency, 1).name_en += "!"
        session.flush()
        task.finish(session)


@dataclass
class Place:
    """A city with one job that a slow worker, a process of its own, is in the middle of."""

    city: world.World
    folder: Path
    process: subprocess.Popen[bytes]

    def times(self) -> int:
        """How often the effect happened."""
        with self.city.database.reading() as session:
            return session.get_one(agency.Agency, 1).name_en.count("!")

    def job(self) -> job.Job:
        """The job as it stands."""
        with self.city.database.reading() as session:
            return session.scalars(select(job.Job)).one()

    def peer(self) -> hands.Hands:
        """Another worker, which is quick."""
        handlers = {"append": longwork.Handler(append)}
        return hands.Hands(self.city.database, "peer", handlers, lambda: datetime.now(UTC))

    def lapse(self) -> None:
        """The lease of whoever has the job ends, as if its time had passed."""
        with self.city.database.transaction() as session:
            session.execute(update(job.Job).values(due_at=0))

    def until(self, reached: Callable[[], bool]) -> None:
        """Wait."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            assert time.monotonic() < end
            time.sleep(0.01)


@pytest.fixture(params=databases.DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    url = request.getfixturevalue(f"{request.param}_url")
    city = world.World(url)
    with city.database.transaction() as session:
        longwork.enqueue(session, "append", {}, "k", datetime.now(UTC))
    command = [sys.executable, "-c", SLOW, url, "slow", str(tmp_path)]
    process = subprocess.Popen(command, cwd=servers.ROOT, env=servers.environment())
    made = Place(city, tmp_path, process)
    made.until((tmp_path / "began").exists)
    yield made
    process.kill()
    process.wait()
    city.database.dispose()


def test_a_worker_that_slept_past_its_lease_cannot_write(place: Place) -> None:
    os.kill(place.process.pid, signal.SIGSTOP)
    assert not place.peer().one(), "the lease holds"
    place.lapse()
    assert place.peer().one()
    (place.folder / "go").touch()
    os.kill(place.process.pid, signal.SIGCONT)
    place.until((place.folder / "ended").exists)
    assert (place.times(), place.job().state, place.job().worker) == (1, "done", "peer")


def test_a_peer_takes_up_what_a_killed_worker_left(place: Place) -> None:
    place.process.kill()
    place.process.wait()
    assert not place.peer().one()
    place.lapse()
    assert place.peer().one()
    assert (place.times(), place.job().state, place.job().tries) == (1, "done", 2)


def test_a_cancelled_job_is_not_done_by_who_is_in_the_middle_of_it(place: Place) -> None:
    with place.city.database.transaction() as session:
        workers.cancel(session, place.city.people["administrator"], place.job().id, now=place.city.now)
    (place.folder / "go").touch()
    place.until((place.folder / "ended").exists)
    assert (place.times(), place.job().state) == (0, "cancelled")


@pytest.mark.postgresql
def test_postgresql_frees_the_case_of_a_worker_that_sleeps_in_the_middle_of_it(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction is undone by the server, and what it does on waking fails: it can't write."""
    peer = db.Database(postgresql_url)
    with peer.reading() as session:
        session.execute(select(1))
    city = world.World(postgresql_url)
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "endEvent", "e").user("One", "after")
    drawing.node("One", "intermediateCatchEvent", "wait", world.timer("PT1S")).path("s", "wait", "after", "e")
    city.publish("WAIT", world.xml(drawing), {"P/One": world.to("agency", "H26.1")})
    city.start("WAIT")
    city.later(seconds=5)
    monkeypatch.setattr(db, "IDLE_MS", 1_000)
    sleeper, free = db.Database(postgresql_url), threading.Event()

    def asleep() -> None:
        with sleeper.transaction() as session:
            case = deadlines.take(session, city.now)
            assert case is not None
            while not free.wait(0.05):
                with peer.transaction() as other:
                    if deadlines.take(other, city.now) is not None:
                        free.set()
            deadlines.wake_taken(session, case, now=city.now)

    with pytest.raises(exc.DBAPIError):
        asleep()
    sleeper.dispose()
    with peer.transaction() as session:
        case = deadlines.take(session, city.now)
        assert case is not None
        deadlines.wake_taken(session, case, now=city.now)
    assert books.faults(peer) == []
    peer.dispose()
    city.database.dispose()
