"""What is typed into a form may be made to break the case: each is refused or taken, and the case goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attacks import corpus, watch
from tests.service.usecases import world
from tests.support import books, clients, databases, installation

MOST_SECONDS = 15.0
MOST_KB = 256 * 1024
FORM = "intake"
TEXTS = ("name", "f", "tz", "filename", "filename2", "filename3", "filename4", "lane", "assignee")
PARTS: list[dict[str, str]] = [
    *({"type": "textfield", "id": key, "key": key, "label": key} for key in TEXTS),
    {"type": "number", "id": "g", "key": "g", "label": "g"},
    {"type": "number", "id": "len", "key": "len", "label": "len"},
    {"type": "checkbox", "id": "approved", "key": "approved", "label": "approved"},
    {"type": "datetime", "id": "d", "key": "d", "subtype": "date", "dateLabel": "d"},
    {"type": "datetime", "id": "t", "key": "t", "subtype": "time", "timeLabel": "t"},
]
"""Fields under the names that the submissions use, so that their values meet a form that asks for them."""

INNER = (
    '<extensionElements><formDefinition xmlns="http://camunda.org/schema/zeebe/1.0" formId="intake"/>'
    "</extensionElements>"
)


@dataclass(frozen=True, slots=True)
class Tried:
    """How the server took one submission, and how its case fared afterwards. `taken_kb` is memory over idle."""

    name: str
    procedure: str
    answer: clients.Answer
    taken_kb: int
    shown: int
    went_on: tuple[int, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Attack:
    """All submissions, each to a case of its own."""

    tried: tuple[Tried, ...]
    left: tuple[str, ...]
    faults: tuple[str, ...]
    said: str


@pytest.fixture(scope="module", params=databases.DATABASES)
def attack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    """Send every hostile submission to a real server, as the answers of a task; once per database."""
    folder = tmp_path_factory.mktemp("submissions")
    with (
        installation.fresh(request, folder) as url,
        corpus.written() as files,
        installation.installed(url, folder) as installed,
    ):
        _publish(installed.city)
        server = installed.serve()
        clerk = installed.client("staff H26.1")
        _finish(clerk, _started(clerk, "NOTE"))
        memory = watch.Memory(server.process.pid)
        idle_kb = memory.peak_kb()
        tried = tuple(
            _tried(clerk, path, procedure, memory, idle_kb)
            for procedure in ("NOTE", "FORM")
            for path in files.submissions
        )
        memory.close()
        worst = max(tried, key=lambda one: one.taken_kb)
        print(f"\nidle {idle_kb / 1024:.0f} MB; most over idle {worst.taken_kb / 1024:.0f} MB ({worst.name})")
        print("slowest", max((one.answer.seconds, one.name) for one in tried))
        for procedure in ("NOTE", "FORM"):
            print(procedure, {one.name: one.answer.status for one in tried if one.procedure == procedure})
        faults = tuple(books.faults(installed.city.database))
        yield Attack(tried, tuple(files.left()), faults, server.said())


def _publish(city: world.World) -> None:
    """A procedure whose task asks for a note, and one whose task has a form; the second has a gateway behind it."""
    lanes = {"P/One": world.to("agency", "H26.1")}
    noted = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "result").node("One", "endEvent", "e")
    city.publish("NOTE", world.xml(noted.path("s", "intake", "result", "e")), lanes)
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "userTask", "intake", INNER)
    drawing.node("One", "exclusiveGateway", "g", default="g_result").user("One", "result", "more")
    drawing.node("One", "endEvent", "e").path("s", "intake", "g", "result", "e").path("more", "e")
    form = {"id": FORM, "type": "default", "components": PARTS}
    drawn = world.xml(drawing.path("g", "more", condition="approved = true"))
    city.publish("FORM", drawn, lanes, forms={"intake.form": form})


def _started(clerk: clients.Client, procedure: str) -> clients.Answer:
    case = clerk.post("/cases", {"procedure": procedure, "data": {}, "applicant": {"name": "Trần Thị Hà"}})
    assert case.status == 201, case.body
    return case


def _tried(clerk: clients.Client, path: Path, procedure: str, memory: watch.Memory, idle_kb: int) -> Tried:
    case = _started(clerk, procedure)
    task = _open(clerk, case)[0]
    body = b'{"answers": ' + path.read_bytes() + b"}"
    memory.peak_kb()
    address = f"{clients.API}/tasks/{task}/complete"
    answer = clerk.send("POST", address, body, {"Content-Type": "application/json"})
    taken_kb = memory.peak_kb() - idle_kb
    shown = clerk.get(f"/tasks/{task}").status
    went_on = _finish(clerk, case)
    status = clerk.get(f"/cases/{case.json['code']}").json["status"]
    return Tried(path.name, procedure, answer, taken_kb, shown, went_on, status)


def _open(clerk: clients.Client, case: clients.Answer) -> list[str]:
    found = clerk.get(f"/tasks?case={case.json['code']}")
    assert found.status == 200, found.body
    return [task["id"] for task in found.json["items"]]


def _finish(clerk: clients.Client, case: clients.Answer) -> tuple[int, ...]:
    """Complete a case's tasks with nothing typed until there are none; the statuses."""
    statuses: list[int] = []
    while (tasks := _open(clerk, case)) and len(statuses) < 5:
        statuses += [clerk.post(f"/tasks/{task}/complete", {"answers": {}}).status for task in tasks]
    return tuple(statuses)


def test_all_hostile_submissions_are_tried(attack: Attack) -> None:
    assert len(attack.tried) == 2 * corpus.SUBMISSIONS


def test_what_a_form_does_not_ask_for_is_refused(attack: Attack) -> None:
    noted = [one for one in attack.tried if one.procedure == "NOTE"]
    assert [(one.name, one.answer.status) for one in noted if not 400 <= one.answer.status < 500] == []
    assert [one.name for one in noted if not one.answer.json["detail"]] == []


def test_no_hostile_submission_is_answered_with_a_failure(attack: Attack) -> None:
    assert [(one.name, one.answer.status) for one in attack.tried if one.answer.status >= 500] == []
    assert "Traceback" not in attack.said


def test_after_each_hostile_submission_the_case_loads_and_can_be_completed(attack: Attack) -> None:
    for one in attack.tried:
        assert one.shown == 200, one
        assert one.status == "ended", one
        assert set(one.went_on) == {200}, one


def test_after_all_hostile_submissions_the_books_are_right(attack: Attack) -> None:
    assert attack.faults == ()


def test_no_hostile_submission_leaves_a_file_or_has_one_read(attack: Attack) -> None:
    assert attack.left == ()
    assert [one.name for one in attack.tried if corpus.CANARY in one.answer.body] == []


def test_each_hostile_submission_is_answered_in_time_and_memory(attack: Attack) -> None:
    assert [(one.name, one.answer.seconds) for one in attack.tried if one.answer.seconds > MOST_SECONDS] == []
    assert [(one.name, one.taken_kb) for one in attack.tried if one.taken_kb > MOST_KB] == []
