"""The files that come with a diagram are found by what its steps call them."""

from __future__ import annotations

import json

from bpmn import formfiles, study
from bpmn.forms import task
from tests.bpmn import files

FORM = json.dumps({"id": "Form_1", "components": [{"type": "textfield", "key": "name"}]}).encode()
SCHEMA = json.dumps({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"}}}).encode()
LAYOUT = json.dumps({"ui:order": ["b", "a"], "a": {"ui:widget": "textarea"}}).encode()


def spiff(schema: str, layout: str = "") -> bytes:
    """A file with one task whose form is a JSON schema."""
    said = {"formJsonSchemaFilename": schema, "formUiSchemaFilename": layout}
    properties = "".join(f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in said.items())
    inner = f"<bpmn:extensionElements><spiffworkflow:properties>{properties}</spiffworkflow:properties>"
    return files.process(
        f'<bpmn:startEvent id="s"/><bpmn:userTask id="t" name="Nhập">{inner}</bpmn:extensionElements></bpmn:userTask>'
        '<bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    )


def rules(told: study.Study) -> list[str]:
    return [one.rule for one in told.findings if one.rule.startswith("form")]


def test_a_form_goes_by_its_id_and_by_the_name_of_its_file() -> None:
    by_name, told = formfiles.read({"birth.form": FORM}, [("birth", None)])
    assert by_name["birth"] is by_name["Form_1"]
    assert told == []
    by_id, told = formfiles.read({"birth.form": FORM}, [("Form_1", None)])
    assert set(by_id) == {"Form_1"}
    assert told == []


def test_a_json_schema_is_shown_as_its_ui_schema_says() -> None:
    seen = study.study(
        spiff("birth-schema.json", "birth-ui.json"), {"birth-schema.json": SCHEMA, "birth-ui.json": LAYOUT}
    )
    assert rules(seen) == []
    asked = task.for_task(seen.prepared, "t", seen.forms)
    assert [(one.key, one.type) for one in asked.fields] == [("b", "number"), ("a", "textarea")]


def test_a_json_schema_needs_no_ui_schema() -> None:
    seen = study.study(spiff("forms/birth.json"), {"birth.json": SCHEMA})
    assert [one.key for one in task.for_task(seen.prepared, "t", seen.forms).fields] == ["a", "b"]


def test_a_schema_that_is_missing_broken_or_read_in_part_is_told() -> None:
    partly = json.dumps({"type": "object", "properties": {"a": {"type": "array"}}}).encode()
    assert rules(study.study(spiff("x.json"))) == ["form-missing"]
    assert rules(study.study(spiff("x.json"), {"x.json": b"{"})) == ["form-file-unreadable", "form-missing"]
    assert rules(study.study(spiff("x.json"), {"x.json": partly})) == ["form-part-unread"]
    assert rules(study.study(spiff("x.json"), {"x.json": SCHEMA, "tsconfig.json": b"5"})) == ["form-unused"]


def test_of_the_json_beside_a_diagram_only_what_it_names_belongs_to_it() -> None:
    names = ["a.form", "birth.json", "package.json", "birth.settings.json", "birth.bpmn"]
    assert formfiles.wanted(spiff("birth.json"), names) == ["a.form", "birth.json"]


def test_what_is_wrong_with_a_file_is_said_in_both_languages() -> None:
    twice = json.dumps({"components": [{"type": "textfield", "key": "a"}, {"type": "number", "key": "a"}]}).encode()
    _, (told,) = formfiles.read({"x.form": twice}, [("x", None)])
    assert "hai trường cùng dùng khóa «a»" in told.message
    assert "two fields use the key “a”" in told.message_en
