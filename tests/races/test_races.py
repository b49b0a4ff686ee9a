"""People who work at once: of one task one of them has it, of two tasks each has hers, and nothing happens twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from models import step
from service.usecases import views
from tests.service.usecases import world
from tests.support import books, clients, databases, installation, shares

CLIENTS = 8
ROUNDS = 1_000
MOST_TOLD = 6_000
"""Characters of a server's log that are shown where it failed."""
STAFF = tuple(f"clerk {number}" for number in range(CLIENTS))
Job = Callable[[], clients.Answer]


class Office:
    """Eight clerks of one agency, each with a program of her own, and two web processes that serve them."""

    def __init__(self, installed: installation.Installation) -> None:
        self.city = installed.city
        for name in STAFF:
            self.city.person(name, "H26.1", "staff")
        self.clerks = [installed.client(name) for name in STAFF]
        self.pool = ThreadPoolExecutor(CLIENTS)
        self.server = installed.serve("--processes", "2")

    def at_once(self, *jobs: Job) -> list[clients.Answer]:
        """Do several things, all begun at the same moment."""
        barrier = threading.Barrier(len(jobs))

        def begin(job: Job) -> clients.Answer:
            barrier.wait()
            return job()

        answers = [future.result() for future in [self.pool.submit(begin, job) for job in jobs]]
        failed = [answer.body for answer in answers if answer.status >= 500]
        assert not failed, (failed, self.server.said()[-MOST_TOLD:])
        return answers

    def start(self, code: str) -> views.CaseView:
        """A case at its first task."""
        return self.city.start(code)

    def open_tasks(self, case: views.CaseView) -> list[str]:
        """The ids of a case's open tasks."""
        table = step.Step
        with self.city.database.reading() as session:
            mine = select(table.seq).where(table.case_id == int(case.id), table.completed_at.is_(None))
            return [f"{case.id}-{seq}" for seq in session.scalars(mine.order_by(table.seq))]


def _completing(clerk: clients.Client, task: str, key: str | None = None) -> Job:
    return lambda: clerk.post(f"/tasks/{task}/complete", {"answers": {}}, key=key)


@pytest.fixture(scope="module", params=databases.DATABASES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office on each database."""
    folder: Path = tmp_path_factory.mktemp("races")
    with installation.fresh(request, folder) as url, installation.installed(url, folder) as installed:
        _publish(installed.city)
        made = Office(installed)
        yield made
        made.pool.shutdown()


def _publish(city: world.World) -> None:
    """One task and another after it; and two tasks beside each other with another after both."""
    lanes = {"P/One": world.to("agency", "H26.1")}
    chain = world.Drawing().node("One", "startEvent", "s").user("One", "a", "b").node("One", "endEvent", "e")
    city.publish("CHAIN", world.xml(chain.path("s", "a", "b", "e")), lanes)
    fork = world.Drawing().node("One", "startEvent", "s").user("One", "a", "b", "c").node("One", "endEvent", "e")
    fork.node("One", "parallelGateway", "split").node("One", "parallelGateway", "join")
    fork.path("s", "split", "a", "join", "c", "e").path("split", "b", "join")
    city.publish("FORK", world.xml(fork), lanes)


def test_of_eight_people_at_one_task_one_completes_it_and_the_rest_hear_who_was_first(office: Office) -> None:
    for _ in range(shares.soak_share(ROUNDS)):
        case = office.start("CHAIN")
        (task,) = office.open_tasks(case)
        answers = office.at_once(*(_completing(clerk, task) for clerk in office.clerks))
        assert Counter(answer.status for answer in answers) == {200: 1, 409: CLIENTS - 1}
        first = next(number for number, answer in enumerate(answers) if answer.status == 200)
        told = [answer.json for answer in answers if answer.status == 409]
        assert {(one["code"], one["values"]["who"]) for one in told} == {("task_done", STAFF[first])}
        assert {one["values"]["at"] for one in told} == {told[0]["values"]["at"]}
        assert len(office.open_tasks(case)) == 1
    assert books.faults(office.city.database) == []


def test_two_tasks_of_one_case_are_completed_at_once_by_two_people(office: Office) -> None:
    for number in range(shares.soak_share(ROUNDS)):
        case = office.start("FORK")
        one, other = office.open_tasks(case)
        pair = office.clerks[number % CLIENTS], office.clerks[(number + 1) % CLIENTS]
        answers = office.at_once(_completing(pair[0], one), _completing(pair[1], other))
        assert [answer.status for answer in answers] == [200, 200], [answer.body for answer in answers]
        # The join opens the task behind it once, by whoever came second.
        assert sorted(len(answer.json["opened"]) for answer in answers) == [0, 1]
        assert len(office.open_tasks(case)) == 1
    assert books.faults(office.city.database) == []


def test_eight_at_two_tasks_of_one_case_make_one_winner_each(office: Office) -> None:
    for _ in range(shares.soak_share(ROUNDS // 4)):
        case = office.start("FORK")
        tasks = office.open_tasks(case)
        jobs = [_completing(clerk, tasks[number % 2]) for number, clerk in enumerate(office.clerks)]
        answers = office.at_once(*jobs)
        for half in (answers[0::2], answers[1::2]):
            assert Counter(answer.status for answer in half) == {200: 1, 409: CLIENTS // 2 - 1}
        assert len(office.open_tasks(case)) == 1
    assert books.faults(office.city.database) == []


def test_one_request_sent_by_eight_retries_at_once_has_one_effect_and_one_answer(office: Office) -> None:
    for number in range(shares.soak_share(ROUNDS // 4)):
        case = office.start("CHAIN")
        (task,) = office.open_tasks(case)
        answers = office.at_once(*(_completing(clerk, task, f"k{number}") for clerk in _same(office)))
        assert [answer.status for answer in answers] == [200] * CLIENTS, [answer.body for answer in answers]
        assert len({answer.body for answer in answers}) == 1
        assert len(office.open_tasks(case)) == 1
    assert books.faults(office.city.database) == []


def _same(office: Office) -> list[clients.Client]:
    """Eight connections of the first clerk."""
    first = office.clerks[0]
    port, token = first.port, first.headers["Authorization"].removeprefix("Bearer ")
    return [first, *(clients.Client(port, token) for _ in range(CLIENTS - 1))]


def test_a_start_that_eight_retries_send_at_once_starts_one_case(office: Office) -> None:
    body = {"procedure": "CHAIN", "data": {}, "applicant": {"name": "Trần Thị Hà"}}
    jobs: list[Job] = [lambda clerk=clerk: clerk.post("/cases", body, key="start") for clerk in _same(office)]  # type: ignore[misc]
    answers = office.at_once(*jobs)
    assert [answer.status for answer in answers] == [201] * CLIENTS, [answer.body for answer in answers]
    assert len({answer.json["code"] for answer in answers}) == 1
    assert books.faults(office.city.database) == []
