"""Promises about the scenarios: they fit the forms, run to the ends they name, and together take every branch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.procedures import drawings, token_walk
from tests.procedures.drawings import BPMN

every_version = pytest.mark.parametrize("path", drawings.versions(), ids=drawings.name_of)


def scenarios(path: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = drawings.read_json(drawings.SCENARIOS / f"{drawings.name_of(path)}.json")
    return read


def every_scenario() -> list[Any]:
    return [
        pytest.param(path, scenario, id=f"{drawings.name_of(path)}: {scenario['name']}")
        for path in drawings.versions()
        for scenario in scenarios(path)
    ]


def walked(path: Path, scenario: dict[str, Any]) -> token_walk.Walk:
    walk = token_walk.Walk(path, scenario["data"])
    for step in scenario["steps"]:
        walk.step(step)
    return walk


@pytest.mark.parametrize(("path", "scenario"), every_scenario())
def test_a_scenario_runs_to_the_ends_it_names_and_leaves_nothing_behind(path: Path, scenario: dict[str, Any]) -> None:
    walk = walked(path, scenario)
    assert sorted(walk.ends) == sorted(scenario["ends"])
    assert [token.node for token in walk.tokens] == []


@pytest.mark.parametrize(("path", "scenario"), every_scenario())
def test_answers_of_a_scenario_are_what_the_forms_ask(path: Path, scenario: dict[str, Any]) -> None:
    linked = drawings.forms_of(path)
    starts = [key for key, node in drawings.nodes(path).items() if node.tag == f"{BPMN}startEvent" and key in linked]
    asked = [(starts[0], scenario["data"])]
    asked += [(step["task"], step["answers"]) for step in scenario["steps"] if "task" in step]
    for element, answers in asked:
        fields = drawings.form(path, linked[element])["components"] if element in linked else []
        known = {field["key"]: field for field in fields if "key" in field}
        required = {key for key, field in known.items() if field.get("validate", {}).get("required")}
        assert set(answers) <= set(known), element
        assert required <= set(answers), element
        for key, field in known.items():
            if "values" in field and field["type"] != "checklist" and key in answers:
                assert answers[key] in {choice["value"] for choice in field["values"]}, (element, key)


@every_version
def test_every_branch_of_a_drawing_is_taken_by_some_scenario(path: Path) -> None:
    taken: set[str] = set()
    for scenario in scenarios(path):
        taken |= walked(path, scenario).taken
    assert {flow.get("id") for flow in drawings.root(path).iter(f"{BPMN}sequenceFlow")} - taken == set()


@every_version
def test_scenarios_pick_an_agency_for_every_kind_that_a_lane_is_bound_to(path: Path) -> None:
    lanes = drawings.read_json(path.with_suffix(".settings.json"))["lanes"].values()
    kinds = {lane["bind"]["kind"] for lane in lanes if lane["bind"]["to"] == "kind"}
    kind_of = {agency["code"]: agency["kind"] for agency in drawings.read_json(drawings.FOLDER / "agencies.json")}
    for scenario in scenarios(path):
        assert {kind: kind_of[code] for kind, code in scenario["agencies"].items()} == {kind: kind for kind in kinds}
