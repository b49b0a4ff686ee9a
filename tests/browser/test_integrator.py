"""An integrator does over REST, on a running server, what the others do in the browser: from the file to the result."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.usecases import people
from tests.browser import city as cities
from tests.support import clients

FOLDER = cities.PROCEDURES / cities.BIRTH
SCENARIOS = Path(__file__).resolve().parents[1] / "procedures" / "scenarios" / "birth-registration-v1.json"
CODE = "LT.REST"
DOERS = {"H26.1.12": "lan", "H26.101": "hanh", "CA.HN.101": "cong", "BHXH.HN.1": "mai"}
"""Agency → who works there; a chief's step is taken by `CHIEFS`."""
CHIEFS = {"H26.101": "son"}

Programs = Callable[[str], clients.Client]


@pytest.fixture
def program(city: cities.City, address: str) -> Programs:
    """A program that acts for somebody of the city, by a token of its own."""

    def made(login: str) -> clients.Client:
        with city.database.transaction() as session:
            actor = people.actor(session, login, now=city.now)
            token = people.create_token(session, actor, str(uuid.uuid4()), now=city.now)
        return clients.Client(int(address.rpartition(":")[2]), token.secret)

    return made


def _parts(files: dict[str, bytes]) -> tuple[bytes, dict[str, str]]:
    """Files as a multipart body, and its header."""
    mark = uuid.uuid4().hex
    lines = []
    for name, body in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        lines.append(head.encode() + body + b"\r\n")
    return b"".join(lines) + f"--{mark}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={mark}"}


def _brought(analyst: clients.Client) -> None:
    """Register the procedure, bring its diagram and forms, bind its lanes, publish it."""
    new = {"code": CODE, "name": "Khai sinh qua REST", "field": "Hộ tịch", "lead_agency": "H26"}
    assert analyst.post("/procedures", new).status == 201
    files = {path.name: path.read_bytes() for path in (FOLDER / "v1.bpmn", *sorted(FOLDER.glob("*.form")))}
    body, header = _parts(files)
    version = analyst.send("POST", f"{clients.API}/procedures/{CODE}/versions", body, header)
    assert (version.status, version.json["number"], version.json["state"]) == (201, 1, "draft")
    there = f"/procedures/{CODE}/versions/1"
    blocked = analyst.post(f"{there}/publish")
    assert (blocked.status, blocked.json["code"]) == (409, "publish_blocked")
    assert {found["rule"] for found in blocked.json["errors"]} == {"lane-unbound"}
    settings = (FOLDER / "v1.settings.json").read_bytes()
    put = analyst.send("PUT", f"{clients.API}{there}/settings", settings, {"Content-Type": "application/json"})
    assert put.status == 200, put.body
    published = analyst.post(f"{there}/publish")
    assert published.status == 200, published.body
    drawn = analyst.get(f"{there}/diagram.bpmn")
    assert drawn.body == files["v1.bpmn"]


def _doer(holder: dict[str, Any], program: Programs) -> clients.Client:
    agency = holder["agency"]["code"]
    seen = program(DOERS[agency])
    role = seen.get(f"/tasks/{holder['task']}").json["role"]
    return program(CHIEFS[agency]) if role == "chief" else seen


def test_an_integrator_brings_a_procedure_and_takes_a_case_to_its_end(program: Programs) -> None:
    _brought(program("analyst"))
    scenario = json.loads(SCENARIOS.read_text(encoding="utf-8"))[0]
    officer = program("lan")
    filed = {"procedure": CODE, **{key: scenario[key] for key in ("data", "applicant", "agencies")}}
    started = officer.post("/cases", filed, key="start-1")
    assert started.status == 201, started.body
    assert officer.post("/cases", filed, key="start-1").body == started.body
    code = started.json["code"]
    for step in scenario["steps"]:
        held = {one["element"]: one for one in officer.get(f"/cases/{code}/holding").json}
        holder = held[step["task"]]
        assert holder["kind"] in ("task", "applicant")
        doer, key = _doer(holder, program), str(uuid.uuid4())
        answers = {"answers": step.get("answers", {})}
        done = doer.post(f"/tasks/{holder['task']}/complete", answers, key=key)
        assert done.status == 200, (step, done.body)
        assert doer.post(f"/tasks/{holder['task']}/complete", answers, key=key).body == done.body
    assert officer.get(f"/cases/{code}/holding").json == []
    ended = officer.get(f"/cases/{code}").json
    assert ended["status"] == "ended"
    report = program("manager").get(f"/reports/bottlenecks?procedure={CODE}&version=1")
    assert {line["element"] for line in report.json["steps"]} >= {step["task"] for step in scenario["steps"]}
    assert program("nobody").get(f"/cases/{code}").status == 404
