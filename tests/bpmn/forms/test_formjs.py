"""Form files of form-js become the one form model; what is no form is refused by the field's name."""

from __future__ import annotations

import json

import pytest

from bpmn.forms import form, formjs

EVERYTHING = {
    "type": "default",
    "id": "birth",
    "components": [
        {"type": kind, **({"key": kind} if kind in form.CARRIERS else {}), "id": f"Field_{kind}"}
        for kind in sorted(form.CARRIERS | form.SHOWN_ONLY)
    ]
    + [
        {"type": "group", "components": [{"type": "textfield", "key": "inner"}]},
        {"type": "dynamiclist", "path": "rows", "components": [{"type": "textfield", "key": "inner"}]},
    ],
}


def refused(*components: object) -> form.FormError:
    with pytest.raises(form.FormError) as caught:
        formjs.parse(json.dumps({"components": components}).encode())
    return caught.value


def test_every_field_type_is_read() -> None:
    read = formjs.parse(json.dumps(EVERYTHING).encode())
    assert read.id == "birth"
    assert {".".join(path) for path, _ in read.carriers()} == form.CARRIERS | {"inner", "rows.[].inner"}


def test_the_browser_gets_what_was_written() -> None:
    one = {"type": "textfield", "key": "a", "label": "<b>Họ & tên</b>", "conditional": {"hide": "=x"}, "layout": {}}
    one["validate"] = {"required": True}
    shown = formjs.schema(formjs.parse(json.dumps({"id": "f", "components": [one]}).encode()))
    assert shown["components"] == [one]
    assert json.loads(json.dumps(shown)) == shown
    assert formjs.parse(json.dumps(shown).encode()).fields == formjs.fields([one])


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert formjs.parse(b"\xef\xbb\xbf" + json.dumps(EVERYTHING).encode()).id == "birth"


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"{}", b'{"components": {}}', b"\xff\xfe{\x00}\x00", b"[" * 100_000, b'{"components":[NaN]}'],
)
def test_what_is_no_form_is_refused(data: bytes) -> None:
    with pytest.raises(form.FormError):
        formjs.parse(data)


def test_a_field_that_is_wrong_is_named() -> None:
    assert refused({"type": "textfield"}).code == "missing_key"
    assert refused({"type": "holo", "key": "a"}).where == "a"
    assert refused({"type": "textfield", "key": "a"}, {"type": "number", "key": "a"}).code == "duplicate_key"
    assert refused({"type": "textfield", "key": "a"}, {"type": "number", "key": "a.b"}).code == "duplicate_key"
    assert refused({"type": "textfield", "key": "a.b"}, {"type": "number", "key": "a"}).code == "duplicate_key"
    assert refused({"type": "textfield", "key": "__proto__.x"}).code == "bad_key"
    assert refused({"type": "textfield", "key": "a..b"}).code == "bad_key"
    assert refused({"type": "textfield", "key": "a", "validate": {"pattern": "(a)\\1"}}).code == "bad_pattern"
    assert refused({"type": "number", "key": "a", "validate": {"min": []}}).code == "wrong_type"
    assert refused({"type": "datetime", "key": "a", "subtype": "year"}).code == "wrong_type"
    assert refused({"type": "dynamiclist", "components": []}).code == "missing_key"
    assert refused(5).code == "wrong_type"


def test_a_form_of_endless_depth_or_length_is_refused() -> None:
    deep: dict[str, object] = {"type": "group", "components": []}
    for _ in range(30):
        deep = {"type": "group", "components": [deep]}
    assert refused(deep).code == "too_deep"
    assert refused(*({"type": "textfield", "key": f"k{n}"} for n in range(1_001))).code == "too_large"


def test_rows_of_two_lists_may_have_fields_of_one_key() -> None:
    inner = [{"type": "textfield", "key": "name"}]
    fields = formjs.fields([{"type": "dynamiclist", "path": path, "components": inner} for path in ("one", "two")])
    assert [field.key for field in fields] == ["one", "two"]


def test_choices_are_taken_as_form_js_takes_them() -> None:
    raw = ["a", 1, False, "", None, {"label": "B", "value": "b"}, {"value": "c"}, {"label": "no value"}, []]
    assert formjs.options(raw) == (
        form.Option("a", "a"),
        form.Option(1, "1"),
        form.Option(False, "false"),
        form.Option("b", "B"),
        form.Option("c", "c"),
    )
