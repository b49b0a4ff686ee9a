"""The web server is killed while people complete tasks: what it has acknowledged is there, and nothing is twice.

Each client walks cases to their ends and names every request with a key. Where the server dies it sends the same
request again, as the API's users are told to, until somebody answers.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import base, step
from models import case as cases
from service.usecases import people, procedures
from tests.service.usecases import world
from tests.support import books, clients, databases, installation, processes, servers, shares

COMPLETIONS, KILLS, CLIENTS = 1_000, 40, 4
COMPLETIONS_SHARE, KILLS_SHARE = 0.2, 0.125
TASKS = 4
"""Tasks of a case, one after another."""
TRIES = 2_000
MOST_DELAY_SECONDS = 0.03
"""Between the answer after which a server is to be killed and its end: somewhere within the next requests."""


@dataclass
class Book:
    """What the clients were told, shared between them."""

    to_start: list[int] = field(default_factory=list)
    started: dict[str, str] = field(default_factory=dict)
    """Key of a start → code of its case."""
    acknowledged: dict[str, clients.Answer] = field(default_factory=dict)
    """Key of a completion → the first answer to it."""
    retried: int = 0
    problems: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Clerk(threading.Thread):
    """Takes numbers of cases until there are none, and walks each case to its end."""

    def __init__(self, installed: installation.Installation, book: Book) -> None:
        super().__init__(daemon=True)
        self._client, self._book = installed.client("staff H26.1"), book

    def run(self) -> None:
        """Work; what goes wrong is told in the book."""
        try:
            while (number := self._next()) is not None:
                self._walk(number)
        except Exception as error:  # noqa: BLE001 -- a thread's error would be lost, and the test would hang
            self._book.problems.append(repr(error))

    def _next(self) -> int | None:
        with self._book.lock:
            return self._book.to_start.pop() if self._book.to_start else None

    def _walk(self, number: int) -> None:
        body = {"procedure": "CHAIN", "data": {}, "applicant": {"name": f"Người {number}"}}
        case = self._sent("/cases", body, f"start {number}", 201).json
        with self._book.lock:
            self._book.started[f"start {number}"] = case["code"]
        task = case["holding"][0]["task"]
        for place in range(TASKS):
            key = f"complete {number}.{place}"
            answer = self._sent(f"/tasks/{task}/complete", {"answers": {}}, key, 200)
            with self._book.lock:
                self._book.acknowledged[key] = answer
            opened = answer.json["opened"]
            task = opened[0]["id"] if opened else ""

    def _sent(self, path: str, body: object, key: str, wanted: int) -> clients.Answer:
        """Send a request again and again under one key, until a server answers."""
        for _ in range(TRIES):
            try:
                answer = self._client.post(path, body, key=key)
            except clients.LOST:
                self._book.retried += 1
                time.sleep(0.02)
                continue
            if answer.status != wanted:
                raise AssertionError(f"{path}: {answer.status} {answer.body!r}")
            return answer
        raise AssertionError(f"{path}: nobody answered")


@pytest.fixture(params=databases.DATABASES)
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[installation.Installation]:
    """A city with a procedure of four tasks in two lanes of one agency, and nothing running yet."""
    with installation.fresh(request, tmp_path) as url, installation.installed(url, tmp_path) as made:
        drawing = world.Drawing().node("One", "startEvent", "s").user("One", "a", "c").user("Two", "b", "d")
        drawing.node("Two", "endEvent", "e").path("s", "a", "b", "c", "d", "e")
        lanes = {"P/One": world.to("agency", "H26.1"), "P/Two": world.to("agency", "H26.1")}
        made.city.publish("CHAIN", world.xml(drawing), lanes)
        yield made


def test_what_a_killed_web_server_has_acknowledged_is_there_and_nothing_is_twice(
    installed: installation.Installation,
) -> None:
    cases_wanted, kills = (
        shares.soak_share(COMPLETIONS, COMPLETIONS_SHARE) // TASKS,
        shares.soak_share(KILLS, KILLS_SHARE),
    )
    book = Book(to_start=list(range(cases_wanted)))
    clerks = [Clerk(installed, book) for _ in range(CLIENTS)]
    _killed_while_working(installed, book, clerks, cases_wanted * TASKS, kills)
    assert book.problems == [], installed.said()
    assert book.retried > 0, "no request was lost: the kills prove nothing"
    assert len(book.acknowledged) == cases_wanted * TASKS
    assert books.faults(installed.city.database) == []
    _nothing_twice(installed, book, cases_wanted)
    _retries_get_the_first_answer(installed, book)
    assert books.faults(installed.city.database) == []
    _nothing_twice(installed, book, cases_wanted)
    print(f"\n{len(book.acknowledged)} completions, {kills} kills, {book.retried} requests lost and sent again")


def _killed_while_working(
    installed: installation.Installation, book: Book, clerks: list[Clerk], wanted: int, kills: int
) -> None:
    """Let the clerks work; at moments spread over it kill the server, and start another."""
    at_random = random.Random(f"{wanted} {kills}")  # noqa: S311 -- moments, no secret
    moments = sorted(at_random.sample(range(wanted - CLIENTS), kills))
    installed.serve()
    for clerk in clerks:
        clerk.start()
    for moment in moments:
        while len(book.acknowledged) < moment and not book.problems:
            time.sleep(0.001)
        time.sleep(at_random.uniform(0, MOST_DELAY_SECONDS))
        installed.kill()
        _acknowledged_is_there(installed, book)
        installed.serve()
    for clerk in clerks:
        clerk.join()


def _acknowledged_is_there(installed: installation.Installation, book: Book) -> None:
    """With no server running, what clients have been told must be in the database."""
    with book.lock:
        told = len(book.acknowledged)
    table = step.Step
    with installed.city.database.reading() as session:
        kept = session.scalar(select(func.count()).where(table.outcome == "completed")) or 0
    assert kept >= told


def _nothing_twice(installed: installation.Installation, book: Book, wanted: int) -> None:
    table = step.Step
    with installed.city.database.reading() as session:
        found = {row.code: row.status for row in session.scalars(select(cases.Case))}
        completed = session.execute(select(table.case_id, table.seq, table.completed_at)).all()
    assert found == dict.fromkeys(book.started.values(), "ended")
    assert len(found) == wanted
    told = {answer.json["task"]: answer.json["completed_at"] for answer in book.acknowledged.values()}
    assert len(told) == len(completed) == wanted * TASKS
    for row in completed:
        at = base.to_datetime(row.completed_at).isoformat(timespec="milliseconds")
        assert told[f"{row.case_id}-{row.seq}"][:23] == at[:23]


def _retries_get_the_first_answer(installed: installation.Installation, book: Book) -> None:
    """A server that never saw the first request answers its retry with the same bytes."""
    client = installed.client("staff H26.1")
    for key, first in sorted(book.acknowledged.items()):
        again = client.post(f"/tasks/{first.json['task']}/complete", {"answers": {}}, key=key)
        assert (again.status, again.body) == (200, first.body), key
        other = client.post(f"/tasks/{first.json['task']}/complete", {"answers": {"x": 1}}, key=key)
        assert other.status == 422, key


def test_a_browsers_session_outlives_a_killed_web_server(installed: installation.Installation) -> None:
    city = installed.city
    with city.database.transaction() as session:
        member = people.Membership("H26.1", "staff")
        people.add(session, people.SYSTEM, "hoa", "Hoa", "mat-khau-dai", [member], now=city.now)
    installed.serve()
    browser = clients.Client(installed.port)
    cookie = _signed_in(browser)
    browser.headers["Cookie"] = cookie
    before = browser.get("/me")
    assert (before.status, before.json["name"]) == (200, "Hoa")
    installed.kill()
    installed.serve()
    browser.close()
    after = browser.get("/me")
    assert (after.status, after.body) == (200, before.body)
    assert browser.send("GET", "/tasks", headers={"Accept": "text/html"}).status == 200


def _signed_in(browser: clients.Client) -> str:
    """Sign in by the page, as a browser does; its cookies."""
    page = browser.send("GET", "/sign-in", headers={"Accept": "text/html"})
    csrf = page.body.decode().partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    visitor = page.headers["Set-Cookie"].partition(";")[0]
    body = f"csrf_token={csrf}&login=hoa&password=mat-khau-dai".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": visitor}
    answer = browser.send("POST", "/sign-in", body, headers)
    assert answer.status in (302, 303), answer.body
    return answer.headers["Set-Cookie"].partition(";")[0]


def test_a_server_whose_web_process_alone_is_killed_starts_another(installed: installation.Installation) -> None:
    server = installed.serve()
    client = installed.client("staff H26.1")
    assert client.get("/me").status == 200
    for pid in processes.children(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    client.close()
    servers.wait_for(server, f"http://127.0.0.1:{installed.port}{clients.API}/health")
    assert client.get("/me").status == 200


def test_a_server_killed_alone_leaves_nothing_behind_that_holds_its_port(
    installed: installation.Installation,
) -> None:
    city = installed.city
    with city.database.transaction() as session:
        procedures.create(session, city.people["analyst"], "P", "Thủ tục", lead_agency="H26", now=city.now)
    server = installed.serve("--worker")
    analyst = installed.client("analyst")
    headers = {"Content-Type": "application/xml"}
    drawn = world.chain()[0]
    assert analyst.send("POST", f"{clients.API}/procedures/P/versions", drawn, headers).status == 201
    started = processes.of_session(server.process.pid)
    assert len(started) >= 4, "a web process, a worker and the reader of diagrams beside the server"
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    until = time.monotonic() + servers.UNHURRIED_SECONDS
    while (left := processes.of_session(server.process.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == [], [processes.command(pid) for pid in left]
    analyst.close()
    installed.serve()
    assert analyst.get("/procedures/P").status == 200
