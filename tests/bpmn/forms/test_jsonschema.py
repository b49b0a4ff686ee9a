"""A JSON schema with its UI schema becomes the one form model; what can't be read is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bpmn.forms import check, form, jsonschema

PERSON = {
    "title": "Khai sinh",
    "type": "object",
    "required": ["name", "kind", "papers"],
    "properties": {
        "name": {"type": "string", "title": "Họ tên", "minLength": 2, "maxLength": 5, "pattern": "^[^0-9]*$"},
        "age": {"type": "integer", "minimum": 0, "exclusiveMaximum": 18, "default": 0},
        "weight": {"type": ["number", "null"], "multipleOf": 0.5},
        "born": {"type": "string", "format": "date", "title": "Ngày sinh"},
        "at": {"type": "string", "format": "date-time"},
        "mail": {"type": "string", "format": "email"},
        "kind": {"oneOf": [{"const": "a", "title": "Mới"}, {"const": "b", "title": "Lại"}]},
        "ward": {"type": "string", "enum": ["options_from_task_data_var:wards"]},
        "papers": {"type": "array", "items": {"enum": ["x", "y"]}, "uniqueItems": True},
        "twins": {"type": "boolean", "title": "Sinh đôi"},
        "mother": {"type": "object", "properties": {"name": {"type": "string"}}},
        "siblings": {"type": "array", "items": {"$ref": "#/definitions/child"}},
        "scan": {"type": "string", "format": "data-url"},
        "source": {"type": "string", "default": "một cửa"},
    },
    "definitions": {"child": {"type": "object", "properties": {"age": {"type": "number"}}, "required": ["age"]}},
    "if": {"properties": {"kind": {"const": "b"}}},
    "then": {"properties": {"before": {"type": "string"}}, "required": ["before"]},
}
LAYOUT = {
    "ui:order": ["kind", "*"],
    "name": {"ui:widget": "textarea", "ui:help": "Viết hoa"},
    "kind": {"ui:widget": "radio"},
    "source": {"ui:widget": "hidden"},
}
RIGHT = {"name": "An", "kind": "a", "papers": ["x"], "siblings": []}


def read(schema: Mapping[str, object], layout: Mapping[str, object] | None = None) -> form.Form:
    return jsonschema.parse("birth.json", schema, layout)


def problems(answers: Mapping[str, object], **known: object) -> list[tuple[str, str]]:
    return [(one.key, one.code) for one in check.check(read(PERSON, LAYOUT), answers, known).problems]


def test_every_kind_of_property_becomes_a_field() -> None:
    one = read(PERSON, LAYOUT)
    assert one.unread == ()
    assert {".".join(path): field.type for path, field in one.carriers()} == {
        "kind": "radio",
        "name": "textarea",
        "age": "number",
        "weight": "number",
        "born": "datetime",
        "at": "datetime",
        "mail": "textfield",
        "ward": "select",
        "papers": "checklist",
        "twins": "checkbox",
        "mother.name": "textfield",
        "siblings.[].age": "number",
        "scan": "filepicker",
        "source": "expression",
        "before": "textfield",
    }
    assert [option.label for option in next(f for _, f in one.carriers() if f.key == "kind").options] == ["Mới", "Lại"]


def test_what_the_schema_demands_is_checked() -> None:
    assert problems(RIGHT) == []
    assert problems({}) == [("kind", "required"), ("name", "required"), ("papers", "required")]
    assert problems({**RIGHT, "name": "A"}) == [("name", "too_short")]
    assert problems({**RIGHT, "name": "An 2"}) == [("name", "pattern")]
    assert problems({**RIGHT, "age": 18}) == [("age", "too_large")]
    assert problems({**RIGHT, "age": 1.5}) == [("age", "not_whole")]
    assert problems({**RIGHT, "weight": 1.25}) == [("weight", "increment")]
    assert problems({**RIGHT, "born": "2026-02-30"}) == [("born", "not_a_date")]
    assert problems({**RIGHT, "mail": "x"}) == [("mail", "email")]
    assert problems({**RIGHT, "papers": ["z"]}) == [("papers", "not_an_option")]
    assert problems({**RIGHT, "siblings": [{}]}) == [("siblings[0].age", "required")]
    assert problems({**RIGHT, "ward": "w"}, wards=[{"label": "W", "value": "w"}]) == []
    assert problems({**RIGHT, "other": 1}) == [("other", "unknown_key")]


def test_fields_under_a_condition_are_asked_where_it_holds() -> None:
    assert problems({**RIGHT, "kind": "b"}) == [("before", "required")]
    assert check.check(read(PERSON, LAYOUT), {**RIGHT, "before": "x"}).answers.keys() & {"before"} == set()


def test_a_hidden_default_is_kept_whatever_is_sent() -> None:
    assert check.check(read(PERSON, LAYOUT), {**RIGHT, "source": "khác"}).answers["source"] == "một cửa"


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"dependencies": {"a": ["b"]}}, "dependencies"),
        ({"properties": {"a": {"type": "array", "items": {"type": "string"}}}}, "a.items"),
        ({"properties": {"a": {"type": "array", "items": {"enum": [1]}, "maxItems": 3}}}, "a.maxItems"),
        ({"properties": {"a": {"type": "number", "exclusiveMinimum": 0}}}, "a.exclusiveMinimum"),
        ({"if": {"properties": {"a": {"minimum": 3}}}, "then": {}}, "if"),
    ],
)
def test_what_is_not_read_is_named(part: Mapping[str, object], told: str) -> None:
    assert read({"type": "object", **part}).unread == (told,)


def test_references_that_lead_nowhere_or_in_circles_are_refused() -> None:
    for schema in (
        {"properties": {"a": {"$ref": "#/definitions/none"}}},
        {"properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": {"a": {"$ref": "#/definitions/a"}}},
        {"type": "object", "properties": {"a": {"$ref": "#"}}},
    ):
        with pytest.raises(form.FormError):
            read(schema)


@pytest.mark.parametrize("raw", [None, [], 5, "x", {}, {"type": "string"}])
def test_what_is_no_schema_of_a_form_is_refused(raw: object) -> None:
    with pytest.raises(form.FormError):
        jsonschema.parse("x.json", raw)
