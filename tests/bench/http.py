"""Completions over HTTP: a real server on a real database, and clients that walk cases to their ends.

The processor's time is the server's alone, read from /proc before and after; PostgreSQL's own processes are counted
apart. Only completions run between the two readings: the cases have been started before.
"""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from models import database
from tests.bench import drawings
from tests.support import clients, databases, installation, postgresql, processes

STAFF = "staff H26.1"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of completions by some clients at once.

    Milliseconds each; `cpu_ms` is the server's processor time, `database_ms` that of the processes of PostgreSQL.
    """

    clients: int
    completions: int
    cpu_ms: float
    database_ms: float
    p50_ms: float
    p99_ms: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one diagram on one database. `start_ms` is the server's processor time for starting a case."""

    sample: str
    database: str
    start_ms: float
    runs: tuple[Figures, ...]
    stored_bytes: int
    """Of a finished case with everything that is written about it."""


@contextlib.contextmanager
def sqlite() -> Iterator[tuple[str, Path]]:
    """An SQLite database with the newest schema, and a folder."""
    with tempfile.TemporaryDirectory(prefix="laneway-bench-") as name:
        folder = Path(name)
        url = databases.sqlite_address(folder / "laneway.sqlite")
        database.upgrade(url)
        yield url, folder


@contextlib.contextmanager
def durable_postgresql() -> Iterator[tuple[str, Path, int]]:
    """A PostgreSQL database that waits for the disk as in earnest, a folder, and the server's process."""
    programs = postgresql.find()
    assert programs is not None
    cluster = postgresql.start(programs, settings=())
    try:
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE laneway")
        url = cluster.url("laneway")
        database.upgrade(url)
        with tempfile.TemporaryDirectory(prefix="laneway-bench-") as name:
            yield url, Path(name), cluster.pid
    finally:
        cluster.stop()


def measured(
    url: str, folder: Path, sample: drawings.Sample, cases: Sequence[tuple[int, int]], postgres: int = 0
) -> Measured:
    """Measure one diagram.

    Parameters:
        cases: how many clients at once, and how many cases they walk.
        postgres: the process of PostgreSQL's server, where that is the database.
    """
    with installation.installed(url, folder) as installed:
        installed.city.publish("BENCH", sample.data, sample.lanes, forms=drawings.FORMS)
        server = installed.serve()
        session = server.process.pid
        client = installed.client(STAFF)
        walk([client], started(client, 2))  # the first ones load what is loaded once
        before, start_ms = _size(installed), 0.0
        runs = []
        for number, count in cases:
            began = processes.cpu_seconds(processes.of_session(session))
            first = started(client, count)
            start_ms = (processes.cpu_seconds(processes.of_session(session)) - began) / count * 1e3
            runs.append(_run(installed, session, postgres, number, first))
        stored = (_size(installed) - before) // sum(count for _, count in cases)
    name = "PostgreSQL" if postgres else "SQLite"
    return Measured(sample.name, name, start_ms, tuple(runs), stored)


def started(client: clients.Client, count: int) -> list[str]:
    """Start cases; the first task of each."""
    body = {"procedure": "BENCH", "data": {}, "applicant": {"name": "Trần Thị Hà"}}
    answers = [client.post("/cases", body) for _ in range(count)]
    assert all(answer.status == 201 for answer in answers), answers[0].body
    return [str(answer.json["holding"][0]["task"]) for answer in answers]


def _run(
    installed: installation.Installation, session: int, postgres: int, number: int, first_tasks: list[str]
) -> Figures:
    each = [installed.client(STAFF) for _ in range(number)]
    for client in each:
        assert client.get("/me").status == 200
    own = processes.cpu_seconds(processes.of_session(session))
    theirs = postgres_seconds(postgres)
    began = time.perf_counter()
    seconds = walk(each, first_tasks)
    wall = time.perf_counter() - began
    count = len(seconds)
    seconds.sort()
    return Figures(
        clients=number,
        completions=count,
        cpu_ms=(processes.cpu_seconds(processes.of_session(session)) - own) / count * 1e3,
        database_ms=(postgres_seconds(postgres) - theirs) / count * 1e3,
        p50_ms=statistics.median(seconds) * 1e3,
        p99_ms=seconds[min(count - 1, int(count * 0.99))] * 1e3,
        per_second=count / wall,
    )


def postgres_seconds(postgres: int) -> float:
    """The processor time of PostgreSQL's processes; 0 where another database is used."""
    return processes.cpu_seconds(processes.children(postgres)) if postgres else 0.0


def walk(each: Sequence[clients.Client], first_tasks: Sequence[str]) -> list[float]:
    """Walk cases to their ends, each by one client; the seconds of every completion."""
    waiting, seconds, wrong = deque(first_tasks), list[float](), list[bytes]()

    def work(client: clients.Client) -> None:
        while waiting and not wrong:
            with contextlib.suppress(IndexError):
                open_tasks = [waiting.popleft()]
                while open_tasks:
                    task = open_tasks.pop(0)
                    answer = client.post(f"/tasks/{task}/complete", {"answers": drawings.VALUE}, key=task)
                    if answer.status != 200:
                        wrong.append(answer.body)
                        return
                    seconds.append(answer.seconds)
                    open_tasks += [str(one["id"]) for one in answer.json["opened"]]

    threads = [threading.Thread(target=work, args=(client,)) for client in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[0]
    return seconds


def _size(installed: installation.Installation) -> int:
    """What the database takes on the disk, in bytes."""
    engine = installed.city.database.engine
    if engine.url.get_backend_name() == "sqlite":
        with contextlib.closing(sqlite3.connect(str(engine.url.database))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            pages, free, size = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
            return int((pages - free) * size)
    with installed.city.database.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
