"""The shipped procedures, every branch, by the people and agencies that their lanes are bound to, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bpmn import settings as st
from bpmn.expressions import temporal
from service import errors
from service.usecases import cases, delivery, tasks
from tests.procedures import drawings
from tests.service.usecases import timed, world


@pytest.fixture
def hanoi(database_url: str) -> world.World:
    """The agencies of Hà Nội, with staff and a chief in each."""
    told = drawings.read_json(drawings.FOLDER / "agencies.json")
    return world.World(database_url, [(one["code"], one["kind"], one["parent"]) for one in told])


def _publish(city: world.World, path: Path) -> str:
    settings = st.from_json(drawings.read_json(path.with_suffix(".settings.json")))
    forms = {form.name: drawings.read_json(form) for form in path.parent.glob("*.form")}
    code = f"{path.parent.name} {path.stem}"
    city.publish_with(code, path.read_bytes(), settings, forms)
    return code


def _start(city: world.World, procedure: str, scenario: Mapping[str, Any]) -> str:
    """Start as whichever unit takes it in."""
    intakes = [agency for agency in city.agencies if agency in scenario["agencies"].values()] + list(city.agencies)
    for agency in intakes:
        try:
            asked = {key: scenario[key] for key in ("data", "applicant", "agencies")}
            return city.start(procedure, by=f"chief {agency}", **asked).code
        except errors.ForbiddenError:
            continue
    raise AssertionError("no agency may start it")


def _step(city: world.World, code: str, step: Mapping[str, Any]) -> None:
    if "wait" in step:
        duration = temporal.parse_duration(step["wait"])
        city.now = temporal.add(city.now, duration)
        return
    with city.database.reading() as session:
        case = cases.get(session, city.people["manager"], code, now=city.now)
    if "message" in step:
        with city.database.transaction() as session:
            chief = city.people[f"chief {case.intake.code}"]
            delivery.bring(session, chief, code, step["message"], step["payload"], now=city.now)
        return
    holder = next(one for one in case.holding if one.element == step["task"])
    assert holder.agency is not None
    case_id, _, seq = str(holder.task).rpartition("-")
    with city.database.transaction() as session:
        chief = city.people[f"chief {holder.agency.code}"]
        tasks.complete(session, chief, int(case_id), int(seq), step["answers"], now=city.now)


@pytest.mark.parametrize("path", drawings.versions(), ids=drawings.name_of)
def test_every_scenario_of_a_shipped_procedure_runs_to_its_ends(hanoi: world.World, path: Path) -> None:
    procedure = _publish(hanoi, path)
    for scenario in drawings.read_json(drawings.SCENARIOS / f"{drawings.name_of(path)}.json"):
        code = _start(hanoi, procedure, scenario)
        for step in scenario["steps"]:
            hanoi.work()
            with hanoi.database.reading() as session:
                assert cases.holding(session, hanoi.people["manager"], code, now=hanoi.now), (scenario["name"], step)
            _step(hanoi, code, step)
        assert hanoi.work() == 0
        with hanoi.database.reading() as session:
            case = cases.get(session, hanoi.people["manager"], code, now=hanoi.now)
            picture = cases.tokens(session, hanoi.people["manager"], code)
            history = cases.history(session, hanoi.people["manager"], code, now=hanoi.now)
        assert (case.status, case.holding) == ("ended", ()), scenario["name"]
        assert set(scenario["ends"]) <= set(picture.visited), scenario["name"]
        assert history.intact


def test_tax_and_payment_stop_the_clock_of_a_change_in_land(hanoi: world.World) -> None:
    path = drawings.FOLDER / "land-change" / "v2.bpmn"
    procedure = _publish(hanoi, path)
    scenario = next(
        one
        for one in drawings.read_json(drawings.SCENARIOS / "land-change-v2.json")
        if any("message" in step for step in one["steps"]) and not any("wait" in step for step in one["steps"])
    )
    code = _start(hanoi, procedure, scenario)
    reasons = []
    for step in scenario["steps"]:
        hanoi.later(hours=1)
        hanoi.work()
        reasons.append(timed.clocks_of(hanoi, code)["case"].counter.paused_for)
        _step(hanoi, code, step)
        hanoi.work()
    case = timed.clocks_of(hanoi, code)["case"]
    assert {"tax", "payment"} <= set(reasons)
    assert case.stopped
    running = sum(not reason for reason in reasons)
    assert 0 < case.counter.used <= running * 3_600 < len(reasons) * 3_600


def test_a_consulted_agency_that_is_silent_consents_to_a_building(hanoi: world.World) -> None:
    path = drawings.FOLDER / "construction-permit" / "v1.bpmn"
    procedure = _publish(hanoi, path)
    scenario = drawings.read_json(drawings.SCENARIOS / "construction-permit-v1.json")[0]
    code = _start(hanoi, procedure, scenario)
    for step in scenario["steps"]:
        if str(step.get("task", "")).startswith("Task_Consult"):
            break
        _step(hanoi, code, step)
    hanoi.later(days=3, hours=1)  # two working days and an hour: Tuesday is a holiday; the drawn timer fires on Friday
    hanoi.work()
    with hanoi.database.reading() as session:
        case = cases.get(session, hanoi.people["manager"], code, now=hanoi.now)
        history = cases.history(session, hanoi.people["manager"], code, now=hanoi.now)
    assert [one.element for one in case.holding] == ["Task_Conclude"]
    assert [one.kind for one in history.events].count("task.deemed") == 3
    consulted = [
        one for name, one in timed.clocks_of(hanoi, code).items() if name.startswith("lane") and not one.running
    ]
    assert all(not one.counter.breached for one in consulted)
