"""Promises about what Laneway makes of the shipped files, and that it reads what its element template writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import diagram, prepare, reader, settings
from bpmn.forms import form, formjs
from bpmn.lint import linter
from tests.procedures import drawings

TEMPLATE = Path(__file__).parents[2] / "docs" / "camunda" / "laneway-element-template.json"
every_version = pytest.mark.parametrize("path", drawings.versions(), ids=drawings.name_of)


def read(path: Path) -> diagram.Diagram:
    return reader.read(path.read_bytes()).diagram


def forms(path: Path) -> dict[str, form.Form]:
    return {file.stem: formjs.parse(file.read_bytes()) for file in path.parent.glob("*.form")}


MOST_NOT_PLANNED = {"limits-over-total", "timer-beyond-limit"}
"""Notes, and true: the longest way through a procedure takes each step's limit in full, which the law's total for the
whole doesn't allow; and a consultation is closed by its timer after its step's own limit. A limit is the most that a
step may take, not what is planned for it."""


@every_version
def test_a_shipped_procedure_needs_no_repair_and_breaks_no_rule(path: Path) -> None:
    beside = settings.from_json(drawings.read_json(path.with_suffix(".settings.json")))
    drawn = read(path)
    prepared, assumed = prepare.prepare(drawn, beside, forms(path))
    assert assumed == ()
    assert {one.rule for one in linter.lint(drawn, prepared, beside)} <= MOST_NOT_PLANNED


@every_version
def test_called_processes_and_pools_that_a_message_wakes_do_not_start_with_the_case(path: Path) -> None:
    beside = settings.from_json(drawings.read_json(path.with_suffix(".settings.json")))
    prepared, _ = prepare.prepare(read(path), beside, forms(path))
    assert len(prepared.starts) == 1


def test_limits_drawn_into_the_birth_procedure_are_those_of_its_settings() -> None:
    for path in sorted((drawings.FOLDER / "birth-registration").glob("v*.bpmn")):
        beside = settings.from_json(drawings.read_json(path.with_suffix(".settings.json")))
        drawn = read(path)
        for element, step in beside.steps.items():
            own = drawn.nodes[element].properties
            assert (settings.parse_limit(own["limit"]), own["role"], own["output"]) == (
                step.limit,
                step.role,
                step.output,
            )


@pytest.mark.parametrize(
    ("dialect", "namespace"),
    [("camunda", "http://camunda.org/schema/1.0/bpmn"), ("zeebe", "http://camunda.org/schema/zeebe/1.0")],
)
def test_what_the_element_template_writes_is_read(dialect: str, namespace: str) -> None:
    template = next(one for one in drawings.read_json(TEMPLATE) if one["id"] == f"laneway.step.{dialect}")
    names = [field["binding"]["name"] for field in template["properties"]]
    assert {field["binding"]["type"] for field in template["properties"]} == {f"{dialect}:property"}
    said = ("3 working_day", "chief", "Giấy khai sinh", "payment", "2 working_day", "Một cửa: 1 working_day")
    values = dict(zip(names, said, strict=True))
    written = "".join(f'<x:property name="{name}" value="{value}"/>' for name, value in values.items())
    text = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="{namespace}">
      <process id="P"><userTask id="Task_1"><extensionElements>
      <x:properties>{written}</x:properties>
      </extensionElements></userTask></process></definitions>"""
    properties = reader.read(text.encode()).diagram.nodes["Task_1"].properties
    assert {f"laneway:{key}": value for key, value in properties.items()} == values
