"""Timers that are due together: how long workers take to fire them, how late each is, and what users feel meanwhile.

Workers and web server are processes of their own on a durable database; the cases are copies of one that waits.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy
from sqlalchemy import select, update

from models import base, event, timer
from service.usecases import tasks
from tests.bench import drawings, http, report
from tests.service.usecases import world
from tests.support import clients, copies, databases, installation, postgresql, processes

MINUTE_MS = 60_000
POLL_SECONDS = 0.5
TOO_LONG_SECONDS = 1_800.0
QUIET_SECONDS = 20.0
"""How long completions are measured before the timers come due."""
REST_SECONDS = 0.25
"""Between a completion and the next of the client that feels how the server is."""
FELT_CASES = 400
IDLE_TIMERS, IDLE_MS = 20, 1_370
MANY, FEW = 100_000, 1_000


@dataclass(frozen=True, slots=True)
class Fired:
    """What was measured. Lateness is from the instant a timer was due to that at which its case's step is recorded;
    `worker_ms` and `database_ms` are of the processor, for each timer; `seconds` from the first that was due."""

    database: str
    workers: int
    timers: int
    seconds: float
    p50_s: float
    p99_s: float
    worst_s: float
    worker_ms: float
    database_ms: float
    once: bool


@dataclass(frozen=True, slots=True)
class Felt:
    """What completions took a client, in milliseconds, and how many there were."""

    completions: int
    p50_ms: float
    p95_ms: float


class City:
    """Cases that wait for a timer, one of which is due every `apart_ms` once `begin` has said from when on."""

    def __init__(self, made: installation.Installation, count: int, apart_ms: float) -> None:
        self.made, self.count, self._first_ms, self._apart_ms = made, count, 0, apart_ms
        drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "result")
        drawing.node("One", "endEvent", "e").node("One", "intermediateCatchEvent", "pause", world.timer("PT1S"))
        drawing.path("s", "intake", "pause", "result", "e")
        made.city.publish("WAIT", world.xml(drawing), {"P/One": world.to("agency", "H26.1")})
        case = made.city.start("WAIT")
        self._first = int(case.id)
        with made.city.database.transaction() as session:
            tasks.complete(session, made.city.people[http.STAFF], self._first, 1, {}, now=made.city.now)
        far = base.FAR
        with made.city.database.transaction() as session:
            session.execute(update(timer.Timer).values(due_at=far))
            self._ids = copies.of_case(session, self._first, count, lambda number: far)

    def begin(self, first_ms: int) -> None:
        """Say when the timers are due."""
        self._first_ms = first_ms
        table = timer.Timer
        place = table.case_id - self._first - 1
        due = first_ms + sqlalchemy.cast(place * self._apart_ms, sqlalchemy.BigInteger)
        with self.made.city.database.transaction() as session:
            session.execute(update(table).where(table.case_id != self._first).values(due_at=due))
        with self.made.city.database.reading() as session:
            self.due_at = {row.case_id: row.due_at for row in session.execute(select(table.case_id, table.due_at))}
        if self.made.city.database.dialect == "postgresql":
            with self.made.city.database.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")

    def left(self) -> int:
        """How many timers there are, one or many: that of the first case stays."""
        with self.made.city.database.reading() as session:
            return len(session.execute(select(timer.Timer.case_id).limit(2)).all())

    def lateness(self) -> tuple[list[float], float, bool]:
        """Seconds from due to fired, sorted; seconds from the first due to the last fired; and whether each was fired
        once."""
        query = select(event.Event.scope_id, event.Event.at).where(event.Event.kind == "timer.fired")
        with self.made.city.database.reading() as session:
            found = session.execute(query).all()
        late = sorted((row.at - self.due_at[row.scope_id]) / 1e3 for row in found)
        last = (max(row.at for row in found) - self._first_ms) / 1e3
        return late, last, len(found) == self.count and len({row.scope_id for row in found}) == self.count


def fired(city: City, workers: int, postgres: int = 0) -> Fired:
    """Let workers fire what is due, and read from the record how late each was."""
    theirs = http.postgres_seconds(postgres)
    started = [city.made.work() for _ in range(workers)]
    until = time.monotonic() + TOO_LONG_SECONDS
    while city.left() > 1:
        if time.monotonic() > until:
            raise RuntimeError("the workers did not come to an end")
        time.sleep(POLL_SECONDS)
    cpu = sum(processes.cpu_seconds(processes.of_session(one.process.pid)) for one in started)
    database_cpu = http.postgres_seconds(postgres) - theirs
    late, last_s, once = city.lateness()
    for one in started:
        one.stop()
    return Fired(
        database="PostgreSQL" if postgres else "SQLite",
        workers=workers,
        timers=city.count,
        seconds=last_s,
        p50_s=_at(late, 0.5),
        p99_s=_at(late, 0.99),
        worst_s=late[-1],
        worker_ms=cpu / city.count * 1e3,
        database_ms=database_cpu / city.count * 1e3,
        once=once,
    )


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


class Clerk(threading.Thread):
    """Completes tasks, resting between, until told to stop; what each took is told by `felt`."""

    def __init__(self, client: clients.Client, first_tasks: list[str]) -> None:
        super().__init__(daemon=True)
        self._client, self._tasks, self._seconds = client, first_tasks, list[float]()
        self._stopped = threading.Event()

    def run(self) -> None:
        """Work."""
        while self._tasks and not self._stopped.wait(REST_SECONDS):
            task = self._tasks.pop(0)
            answer = self._client.post(f"/tasks/{task}/complete", {"answers": drawings.VALUE}, key=task)
            assert answer.status == 200, answer.body
            self._seconds.append(answer.seconds)
            self._tasks += [str(one["id"]) for one in answer.json["opened"]]

    def felt(self) -> Felt:
        """What it took since this was asked last."""
        taken, self._seconds = sorted(self._seconds), []
        return Felt(len(taken), _at(taken, 0.5) * 1e3, _at(taken, 0.95) * 1e3) if taken else Felt(0, 0.0, 0.0)

    def stop(self) -> None:
        """Stop after the task at hand."""
        self._stopped.set()
        self.join()


def minute(url: str, folder: Path, count: int, workers: int, postgres: int = 0) -> tuple[Fired, Felt, Felt]:
    """All timers are due within a minute: how they were fired, and what a client felt before and meanwhile."""
    with installation.installed(url, folder) as made:
        sample = drawings.procedure(8)
        made.city.publish("BENCH", sample.data, sample.lanes, forms=drawings.FORMS)
        city = City(made, count, MINUTE_MS / count)
        made.serve()
        client = made.client(http.STAFF)
        clerk = Clerk(client, http.started(client, FELT_CASES))
        clerk.start()
        city.begin(base.to_ms(datetime.now(UTC)) + int(QUIET_SECONDS * 2e3))
        clerk.felt()
        time.sleep(QUIET_SECONDS)
        quiet = clerk.felt()
        done = fired(city, workers, postgres)
        busy = clerk.felt()
        clerk.stop()
        return done, quiet, busy


def idle(url: str, folder: Path) -> Fired:
    """Few timers, one after another, and a worker that has nothing else to do: how late it wakes."""
    with installation.installed(url, folder) as made:
        city = City(made, IDLE_TIMERS, IDLE_MS)
        city.begin(base.to_ms(datetime.now(UTC)) + 5_000)
        return fired(city, 1)


def at_once(url: str, folder: Path, count: int) -> Fired:
    """All timers are due at one instant, and one worker is there, which starts then."""
    with installation.installed(url, folder) as made:
        city = City(made, count, 0)
        city.begin(base.to_ms(datetime.now(UTC)))
        return fired(city, 1)


HEAD = """\
## Timers due together

Copies of a case that waits, whose timers are all due within one minute; workers, web server and PostgreSQL are
processes of their own on this machine, durable as in earnest. Lateness is from the instant a timer was due to that at
which its case's next step is recorded: where more are due than can be done at once, it is the queue. The thousand on
SQLite are all due at one instant; the few are due one after another, and find a worker with nothing else to do. A
client completes tasks one after another with {rest:.2f} s between; what it feels is told of the {quiet:.0f} s before
the first timer is due, and of the time until the last has fired. CPU is per timer: the workers', and beside it the
database's.
"""


def main(arguments: Sequence[str]) -> int:
    """Measure and write the part of the page; `--dry` prints it alone, a number takes the place of 100,000."""
    load = os.getloadavg()[0]
    many = next((int(one) for one in arguments if one.isdigit()), MANY)
    began, rows, felt, left_out = time.perf_counter(), list[Fired](), list[str](), list[str]()
    with http.sqlite() as (url, folder):
        rows.append(idle(url, folder))
    with http.sqlite() as (url, folder):
        rows.append(at_once(url, folder, FEW))
    if postgresql.find() is None:
        left_out.append(databases.NO_SERVER)
    else:
        with http.durable_postgresql() as (url, folder, pid):
            done, quiet, busy = minute(url, folder, many, 2, pid)
        rows.append(done)
        told = "{0.completions} completions, p50 {0.p50_ms:.0f} ms, p95 {0.p95_ms:.0f} ms"
        times = busy.p95_ms / quiet.p95_ms
        felt.append(f"A client before: {told.format(quiet)}. Meanwhile: {told.format(busy)} ({times:.1f}×).")
    asked = "make bench-timers" if many == MANY else f"python -m tests.bench.timers {many}"
    command = f"`{asked}` ({time.perf_counter() - began:.0f} s)"
    part = "\n".join(
        [
            HEAD.format(rest=REST_SECONDS, quiet=QUIET_SECONDS),
            report.machine(command, load, left_out),
            report.table(HEADS, map(_row, rows)),
            *felt,
            "",
        ]
    )
    print(part)
    if "--dry" not in arguments:
        report.put("## Timers due together", part)
    return 0


HEADS = (
    "database",
    "workers",
    "timers",
    "fired within",
    "late p50",
    "p99",
    "worst",
    "each once",
    "CPU ms",
    "database CPU ms",
)


def _row(one: Fired) -> tuple[str, ...]:
    late = (f"{value:.2f} s" for value in (one.p50_s, one.p99_s, one.worst_s))
    database = f"{one.database_ms:.1f}" if one.database_ms else "within"
    once, within = "yes" if one.once else "**no**", f"{one.seconds:.0f} s"
    counted = (one.database, str(one.workers), f"{one.timers:,}", within)
    return (*counted, *late, once, f"{one.worker_ms:.1f}", database)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
