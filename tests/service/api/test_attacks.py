"""Hostile files and bodies: no effect outside, no answer of 500 and above, and the case can still be completed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.schemas import request as requests
from tests.attacks import watch
from tests.service.api import drawings
from tests.service.api.test_tasks import INTAKE, complete
from tests.service.api.world import World
from tests.support import needs, shares

ATTACKS = Path(__file__).resolve().parents[4] / "shared" / "attacks"
SECONDS = 5
IDLE_AND_MORE = 256 * 2**20


def _made(script: str, folder: Path) -> None:
    path = ATTACKS / script
    if not path.exists():
        needs.missing(f"the attacks are not beside the checkout ({path.name})")
    subprocess.run([sys.executable, path, folder], check=True, capture_output=True)


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The hostile bodies."""
    folder = tmp_path_factory.mktemp("forms")
    _made("make_forms.py", folder)
    return sorted((folder / "forms").iterdir())


def test_no_hostile_submission_breaks_a_task_or_its_case(world: World, submissions: list[Path]) -> None:
    case = world.started()["code"]
    task = world.task(case)
    for file in submissions:
        body = file.read_bytes()
        for sent in (body, b'{"answers": ' + body + b"}"):
            answer = world.post("officer", f"tasks/{task}/complete", data=sent, content_type="application/json")
            assert 400 <= answer.status_code < 500, (file.name, answer.status_code)
            assert answer.content_type == "application/problem+json", file.name
            assert set(answer.get_json()) >= {"type", "title", "status", "detail", "code"}, file.name
        assert world.task(case) == task
    assert complete(world, "officer", task, INTAKE).status_code == 200


def test_no_hostile_submission_starts_a_case_by_halves(world: World, submissions: list[Path]) -> None:
    code = world.published()
    for file in submissions:
        sent = b'{"procedure": "%s", "applicant": {"name": "A"}, "data": %s}' % (code.encode(), file.read_bytes())
        answer = world.post("officer", "cases", data=sent, content_type="application/json")
        assert answer.status_code < 500, (file.name, answer.text)
        if answer.status_code == 201:
            assert world.get("officer", f"cases/{answer.get_json()['code']}/history").get_json()["intact"]
            assert complete(world, "officer", world.task(answer.get_json()["code"]), INTAKE).status_code == 200


def test_hostile_settings_and_queries_are_refused(world: World, submissions: list[Path]) -> None:
    code = world.drafted()
    for file in submissions:
        path = f"procedures/{code}/versions/1/settings"
        answer = world.call("analyst", "PUT", path, data=file.read_bytes(), content_type="application/json")
        assert 400 <= answer.status_code < 500, (file.name, answer.status_code)
    for query in (
        "q=%00",
        "q=%ff%fe",
        "limit=1e9",
        "limit=" + "9" * 5000,
        "cursor=%F0%9F%92%A9",
        "overdue=maybe",
        "q=%",
    ):
        assert world.get("officer", f"tasks?{query}").status_code < 500
        assert world.get("officer", f"cases?{query}").status_code < 500
    for name in ("%00", "%ff", "..%2f..%2fetc", "x" * 3000, "' OR 1=1 --"):
        for path in ("procedures/{}", "cases/{}", "tasks/{}", "procedures/{}/versions/1/steps", "cases/{}/holding"):
            assert world.get("officer", path.format(name)).status_code == 404
    assert world.get("analyst", f"procedures/{code}/versions/{'9' * 400}").status_code == 404


@pytest.fixture(scope="module")
def diagrams(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the hostile diagrams."""
    folder = tmp_path_factory.mktemp("diagrams")
    _made("make_diagrams.py", folder)
    return folder


@pytest.fixture(scope="module")
def callers() -> Iterator[list[int]]:
    """Who has connected to the ports that a diagram may call."""
    with watch.listeners() as listening:
        yield listening.seen


def test_no_hostile_diagram_has_an_effect(world: World, diagrams: Path, callers: list[int]) -> None:
    files = sorted(diagrams.glob("*.bpmn"))
    # All of them are tried on a real server in tests/attacks.
    chosen = files[:: 1 if shares.soaking() else 12]
    code = world.drafted()
    importer = world.app.extensions[requests.EXTENSION].importer
    idle = _peak(importer.pid())
    canary = (diagrams / "effects" / "canary.txt").read_text() if (diagrams / "effects" / "canary.txt").exists() else ""
    before = sorted((diagrams / "effects").iterdir())
    for file in chosen:
        began = time.monotonic()
        answer = world.post(
            "analyst", f"procedures/{code}/versions", data=file.read_bytes(), content_type="application/xml"
        )
        took = time.monotonic() - began
        assert answer.status_code in {201, 413, 422}, (file.name, answer.text[:300])
        assert answer.get_json().get("code") != "import_failed", file.name
        assert took <= SECONDS, (file.name, took)
        assert _peak(importer.pid()) - idle <= IDLE_AND_MORE, file.name
        assert not canary or canary.strip() not in answer.text, file.name
    assert sorted((diagrams / "effects").iterdir()) == before
    assert callers == []
    made = world.post("analyst", f"procedures/{code}/versions", data=drawings.diagram(), content_type="text/xml")
    assert made.status_code == 201


def _peak(pid: int | None) -> int:
    """The most memory that a process has had, in bytes; 0 where nothing says."""
    status = Path(f"/proc/{pid}/status")
    if pid is None or not status.exists():
        return 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) * 1024


def test_a_hostile_form_file_is_a_finding_and_nothing_more(world: World) -> None:
    code = world.drafted()
    for body in (b"", b"\x00", b"[" * 100_000, b'{"components": {"a": 1}}', b'{"id": NaN}', os.urandom(2000), b"{}"):
        sent = {"file": [(io.BytesIO(drawings.diagram()), "a.bpmn"), (io.BytesIO(body), "intake.form")]}
        answer = world.post("analyst", f"procedures/{code}/versions", data=sent)
        assert answer.status_code in {201, 422}, answer.text
        assert answer.get_json().get("code") != "import_failed", body[:30]
    for name in ("../../etc/passwd.form", "C:\\x\\y.form", "a\x00b.form"):
        sent = {"file": [(io.BytesIO(drawings.diagram()), "a.bpmn"), (io.BytesIO(drawings.FORM), name)]}
        answer = world.post("analyst", f"procedures/{code}/versions", data=sent)
        assert answer.status_code in {201, 422}
        if answer.status_code == 201:
            assert all("/" not in form and "\\" not in form for form in answer.get_json()["forms"])


@pytest.mark.parametrize(
    "settings", ["[]", "{", '{"lanes": 1}', '{"a": NaN}', json.dumps({"steps": {"x": {"limit": 9}}})]
)
def test_settings_sent_along_with_a_file_are_read_as_strictly(world: World, settings: str) -> None:
    code = world.drafted()
    sent = {"file": [(io.BytesIO(drawings.diagram()), "a.bpmn")], "settings": settings}
    assert world.post("analyst", f"procedures/{code}/versions", data=sent).status_code in {400, 422}
