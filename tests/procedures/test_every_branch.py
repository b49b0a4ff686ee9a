"""Promises about the whole house: the shipped procedures, brought in like an upload, end on every branch.

Each scenario is played through the use cases, by staff or a chief of the agency that holds the step, on both databases.
Which lane a step is drawn in is read from the file with lxml alone, so that no code of ours judges itself.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bpmn.expressions import temporal
from models import database as db
from models import incident, message, step, timer
from service.cli import demo_people, demo_procedures
from service.usecases import cases, deadlines, delivery, importer, people, published, tasks, versions, views
from tests.procedures import drawings
from tests.procedures.drawings import BPMN
from tests.service.usecases import world
from tests.support import databases

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DATES = (datetime(2026, 6, 1, tzinfo=HANOI), datetime(2026, 9, 1, tzinfo=HANOI))
"""When first and second versions come into force."""
NOW = datetime(2026, 11, 23, 9, tzinfo=HANOI)
MOMENT = timedelta(seconds=1)
CODES = {path: one.code for one in demo_procedures.shipped() for path in one.versions}


def lanes(path: Path) -> dict[str, str]:
    """Node id → label of the lane (or of the pool without lanes) in which it is drawn."""
    root = drawings.root(path)
    found = {}
    for pool in root.iter(f"{BPMN}participant"):
        process = next((p for p in root.iter(f"{BPMN}process") if p.get("id") == pool.get("processRef")), None)
        if process is not None:
            found |= {node.get("id"): pool.get("name") for node in process.iter(*drawings.NODES)}
    for lane in root.iter(f"{BPMN}lane"):
        if lane.find(f"{BPMN}childLaneSet") is None:
            found |= {reference.text: lane.get("name") for reference in lane.findall(f"{BPMN}flowNodeRef")}
    for inner in root.iter(f"{BPMN}subProcess"):
        found |= {node.get("id"): found[inner.get("id")] for node in inner.iter(*drawings.NODES) if node is not inner}
    return found


@dataclass
class City:
    """Agencies and people of Hà Nội with the shipped procedures in force."""

    database: db.Database

    def who(self, agency: str, role: str) -> Any:
        """Somebody who may do a step of that role there."""
        login = demo_people.logins(agency, role)[0]
        with self.database.reading() as session:
            return people.actor(session, login, now=NOW)


def filled(url: str) -> Iterator[City]:
    """A city over a database, which has the tables."""
    published.forget()
    city = City(db.Database(url))
    with city.database.transaction() as session:
        demo_procedures.add_agencies(session, now=NOW)
        demo_procedures.add_people(session, demo_people.accounts(), now=NOW)
    read = importer.Importer(seconds=60)
    try:
        for _ in demo_procedures.add_procedures(city.database, read, DATES, now=NOW):
            pass
    finally:
        read.close()
    yield city
    city.database.dispose()


@pytest.fixture(scope="module", params=databases.DATABASES)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One city per database for all scenarios: they are cases of their own."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("city") / "laneway.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield from filled(databases.sqlite_address(path))
        return
    cluster = request.getfixturevalue("postgresql_cluster")
    with databases.postgresql_database(cluster, request.getfixturevalue("postgresql_template")) as url:
        yield from filled(url)


class Played:
    """One case of a scenario; its clock moves only when the scenario waits, and by a minute a step."""

    def __init__(self, city: City, path: Path, scenario: dict[str, Any]) -> None:
        self.city, self.path = city, path
        self.lanes = lanes(path)
        self.ends = {node.get("id") for node in drawings.root(path).iter(f"{BPMN}endEvent")}
        self.now = DATES[int(path.stem[1:]) - 1] + timedelta(days=1, hours=9)
        self.intake = scenario["agencies"].get("mot-cua", "H26.1")
        filed = (scenario["data"], scenario["applicant"], scenario["agencies"])
        with city.database.transaction() as session:
            officer = city.who(self.intake, demo_people.STAFF)
            seen = cases.start(session, officer, CODES[path], *filed, now=self.now)
        self.code, self.case_id = seen.code, int(seen.id)
        assert seen.procedure.version == int(path.stem[1:])
        self.work()

    def work(self) -> None:
        """What the worker does until nothing is due."""
        for _ in range(50):
            with self.city.database.reading() as session:
                woken = [one for one in world.due(session, self.now) if one == self.case_id]
                posted = deadlines.pending_messages(session, self.now)
            for case_id in woken:
                with self.city.database.transaction() as session:
                    assert deadlines.wake(session, case_id, now=self.now) is None
            for number in posted:
                with self.city.database.transaction() as session:
                    assert deadlines.deliver(session, number, now=self.now) is None
            if not woken and not posted:
                return
        raise AssertionError("the worker finds no end")

    def holding(self) -> tuple[views.Holder, ...]:
        """Who holds the case; every place with the lane that it is drawn in."""
        with self.city.database.reading() as session:
            held = cases.holding(session, people.SYSTEM, self.code, now=self.now)
        for one in held:
            assert one.lane == self.lanes[one.element], one
            assert one.kind != "incident", one
        return held

    def step(self, told: dict[str, Any]) -> None:
        """Do one step of a scenario."""
        self.now += timedelta(minutes=1)
        if "task" in told:
            self.complete(told["task"], told["answers"])
        elif "message" in told:
            officer = self.city.who(self.intake, demo_people.STAFF)
            with self.city.database.transaction() as session:
                delivery.bring(session, officer, self.code, told["message"], told["payload"], now=self.now)
        else:
            self.wait(told["wait"])
        self.work()

    def complete(self, element: str, answers: dict[str, Any]) -> None:
        """Complete the task at an element, as one of the agency and role that it is for."""
        (held, *_) = [one for one in self.holding() if one.element == element and one.task]
        assert held.task is not None
        assert held.agency is not None
        case_id, seq = map(int, held.task.split("-"))
        with self.city.database.reading() as session:
            role = tasks.get(session, people.SYSTEM, case_id, seq, now=self.now).role
        actor = self.city.who(held.agency.code, role)
        with self.city.database.transaction() as session:
            tasks.claim(session, actor, case_id, seq, now=self.now)
        with self.city.database.transaction() as session:
            tasks.complete(session, actor, case_id, seq, answers, now=self.now)

    def wait(self, duration: str) -> None:
        """Let time pass, timer by timer, none before it is due."""
        end = temporal.add(self.now, temporal.parse_duration(duration))
        while due := self.next_timer():
            if due > end:
                break
            self.now = due - MOMENT
            before = self.holding()
            self.work()
            assert self.holding() == before, "a timer fired before it was due"
            self.now = due
            self.work()
        self.now = end

    def next_timer(self) -> datetime | None:
        """When the case's next timer is due."""
        with self.city.database.reading() as session:
            due = session.scalar(
                select(timer.Timer.due_at).where(timer.Timer.case_id == self.case_id).order_by(timer.Timer.due_at)
            )
        return None if due is None else datetime.fromtimestamp(due / 1000, HANOI)

    def left(self) -> list[str]:
        """What a case that has ended must not leave behind."""
        with self.city.database.reading() as session:
            counts = {
                "open step": select(step.Step.seq).where(
                    step.Step.case_id == self.case_id, step.Step.completed_at.is_(None)
                ),
                "timer": select(timer.Timer.seq).where(timer.Timer.case_id == self.case_id),
                "listening": select(timer.Listening.seq).where(timer.Listening.case_id == self.case_id),
                "message": select(message.Message.id).where(
                    message.Message.to_case == self.case_id, message.Message.state != "delivered"
                ),
                "incident": select(incident.Incident.id).where(incident.Incident.case_id == self.case_id),
            }
            return [name for name, query in counts.items() if session.execute(query).first()]


def play(city: City, path: Path, scenario: dict[str, Any]) -> Played:
    played = Played(city, path, scenario)
    for told in scenario["steps"]:
        assert played.holding(), "a running case is held by somebody"
        played.step(told)
    return played


def check(city: City, played: Played, scenario: dict[str, Any]) -> set[str]:
    """Judge a case that has been played; the nodes and flows that it passed."""
    with city.database.reading() as session:
        case = cases.get(session, people.SYSTEM, played.code, now=played.now)
        picture = cases.tokens(session, people.SYSTEM, played.code)
        history = cases.history(session, people.SYSTEM, played.code, now=played.now)
    assert (case.status, case.holding, played.left()) == ("ended", (), [])
    assert history.intact
    assert {end for end in picture.visited if end in played.ends} >= set(scenario["ends"])
    done = [line for line in history.steps if line.outcome == "completed" and line.kind == "task"]
    done.sort(key=lambda line: line.completed_at or played.now)
    assert [line.element for line in done] == [told["task"] for told in scenario["steps"] if "task" in told]
    assert all(line.claimed_by == line.completed_by for line in done)
    return set(picture.visited)


@pytest.mark.parametrize("path", drawings.versions(), ids=drawings.name_of)
def test_every_scenario_goes_through_its_lanes_to_its_ends_and_all_pass_every_flow(city: City, path: Path) -> None:
    passed: set[str] = set()
    for scenario in drawings.read_json(drawings.SCENARIOS / f"{drawings.name_of(path)}.json"):
        try:
            passed |= check(city, play(city, path, scenario), scenario)
        except Exception as wrong:  # any: told again below, with the scenario's name
            wrong.add_note(f"in the scenario {scenario['name']!r}")
            raise
    assert {flow.get("id") for flow in drawings.root(path).iter(f"{BPMN}sequenceFlow")} - passed == set()


def test_what_is_published_is_what_ships(city: City) -> None:
    for path, code in CODES.items():
        with city.database.reading() as session:
            seen = versions.get(session, people.SYSTEM, code, int(path.stem[1:]), now=NOW)
            file = versions.diagram(session, people.SYSTEM, code, int(path.stem[1:]))
        assert file.body == path.read_bytes()
        assert seen.state == versions.PUBLISHED
        assert {one.level.value for one in seen.findings} <= {"note"}, list(itertools.islice(seen.findings, 5))
