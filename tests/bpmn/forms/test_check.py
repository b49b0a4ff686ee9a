"""Answers are what the form's browser page would have submitted, and nothing else."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms import check, form, formjs


def made(*components: Mapping[str, object]) -> form.Form:
    return formjs.parse(json.dumps({"id": "f", "components": list(components)}).encode())


def field(kind: str, **more: object) -> Mapping[str, object]:
    return {"type": kind, "key": "a", "label": "A", **more}


def codes(one: form.Form, answers: object, **variables: object) -> list[tuple[str, str]]:
    return [(problem.key, problem.code) for problem in check.check(one, answers, variables).problems]


CHOICES = [{"label": "Có", "value": "yes"}, {"label": "Không", "value": "no"}]

TAKEN = [
    (field("textfield"), "Nguyễn Văn A", "Nguyễn Văn A"),
    (field("textfield"), "a\nb", "a b"),
    (field("textfield"), "", ""),
    (field("textfield"), None, ""),
    (field("textfield", validate={"minLength": 2, "maxLength": 3}), "  abc ", "  abc "),
    (field("textfield", validate={"minLength": 2}), "", ""),
    (field("textfield", validate={"pattern": "^[0-9]{12}$"}), "001099012345", "001099012345"),
    (field("textfield", validate={"validationType": "email"}), "a.b@hanoi.gov.vn", "a.b@hanoi.gov.vn"),
    (field("textfield", validate={"validationType": "phone"}), "+84912345678", "+84912345678"),
    (field("textarea"), "một\nhai", "một\nhai"),
    (field("textarea"), "x" * 20_000, "x" * 20_000),
    (field("number"), 3, 3),
    (field("number"), -2.5, -2.5),
    (field("number"), None, None),
    (field("number", decimalDigits=2), 0.25, 0.25),
    (field("number", decimalDigits=0), 3.0, 3.0),
    (field("number", increment=0.1), 0.3, 0.3),
    (field("number", validate={"min": 0, "max": 10}), 0, 0),
    (field("number", serializeToString=True), "12345678901234567890.5", "12345678901234567890.5"),
    (field("checkbox"), True, True),
    (field("checkbox"), False, False),
    (field("checkbox", validate={"required": True}), True, True),
    (field("radio", values=CHOICES), "yes", "yes"),
    (field("radio", values=CHOICES), None, None),
    (field("select", values=[1, 2]), 2, 2),
    (field("select", values=CHOICES), "", None),
    (field("checklist", values=CHOICES), ["no", "yes"], ["no", "yes"]),
    (field("checklist", values=CHOICES), [], []),
    (field("taglist", values=CHOICES), ["no"], ["no"]),
    (field("datetime", subtype="date"), "2024-02-29", "2024-02-29"),
    (field("datetime", subtype="time", timeInterval=1), "23:59", "23:59"),
    (field("datetime", subtype="time", timeSerializingFormat="utc_offset"), "07:30+07:00", "07:30+07:00"),
    (
        field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized"),
        "2026-11-23T08:00Z",
        "2026-11-23T08:00Z",
    ),
    (field("datetime", subtype="date"), None, None),
    (field("filepicker"), None, None),
]

REFUSED = [
    (field("textfield"), 5, "wrong_type"),
    (field("textfield"), ["a"], "wrong_type"),
    (field("textfield"), "a\0b", "not_text"),
    (field("textfield"), "\ud800", "not_text"),
    (field("textarea"), "x" * 20_001, "too_long"),
    (field("textfield", validate={"required": True}), "", "required"),
    (field("textfield", validate={"minLength": 2}), " a ", "too_short"),
    (field("textfield", validate={"maxLength": 3}), "abcd", "too_long"),
    (field("textfield", validate={"maxLength": 3}), "😀😀", "too_long"),
    (field("textfield", validate={"pattern": "^[0-9]{12}$"}), "00109901234x", "pattern"),
    (field("textfield", validate={"validationType": "email"}), "a@b@c", "email"),
    (field("textfield", validate={"validationType": "phone"}), "0912345678", "phone"),
    (field("number"), "3", "wrong_type"),
    (field("number"), True, "wrong_type"),
    (field("number"), float("nan"), "wrong_type"),
    (field("number"), float("inf"), "wrong_type"),
    (field("number"), 10**5000, "too_large"),
    (field("number", decimalDigits=0), 1.5, "not_whole"),
    (field("number", decimalDigits=2), 0.125, "decimal_digits"),
    (field("number", increment=0.1), 0.25, "increment"),
    (field("number", validate={"min": 1}), 0, "too_small"),
    (field("number", validate={"max": 10}), 10.01, "too_large"),
    (field("number", validate={"required": True}), None, "required"),
    (field("number", serializeToString=True), "1e5", "wrong_type"),
    (field("number", serializeToString=True), 1, "wrong_type"),
    (field("checkbox"), 1, "wrong_type"),
    (field("checkbox"), "true", "wrong_type"),
    (field("checkbox", validate={"required": True}), False, "required"),
    (field("radio", values=CHOICES), "maybe", "not_an_option"),
    (field("radio", values=[1]), True, "not_an_option"),
    (field("select", values=[1]), "1", "not_an_option"),
    (field("select", values=CHOICES, validate={"required": True}), None, "required"),
    (field("select", values=CHOICES), {"a": {"b": []}}, "not_an_option"),
    (field("checklist", values=CHOICES), "yes", "wrong_type"),
    (field("checklist", values=CHOICES), ["yes", "yes"], "duplicate"),
    (field("checklist", values=CHOICES), ["yes", "x"], "not_an_option"),
    (field("checklist", values=CHOICES, validate={"required": True}), [], "required"),
    (field("taglist", values=CHOICES), ["yes"] * 1001, "too_many"),
    (field("datetime", subtype="date"), "2026-02-30", "not_a_date"),
    (field("datetime", subtype="date"), "2026-2-3", "not_a_date"),
    (field("datetime", subtype="date"), "2026-11-23T08:00", "not_a_date"),
    (field("datetime", subtype="time"), "25:61", "not_a_time"),
    (field("datetime", subtype="datetime"), "2026-11-23", "not_a_datetime"),
    (field("datetime", subtype="datetime"), "2026-02-29T08:00", "not_a_datetime"),
    (field("datetime", subtype="datetime"), "2026-11-23T08:00Z", "not_a_datetime"),
    (field("datetime", subtype="time"), "08:07", "interval"),
    (field("datetime", subtype="date"), "1899-12-31", "too_early"),
    (field("number", validate={"min": '="x"'}), 1, "wrong_bound"),
    (field("textfield", validate={"pattern": "^.$"}), "😀", "pattern"),
    (field("textfield", validate={"pattern": "^a", "patternErrorMessage": "Bắt đầu bằng a."}), "b", "pattern_said"),
    (field("textfield", validate={"validationType": "phone"}), "+999123456789", "phone"),
    (field("datetime", subtype="date"), 20260101, "wrong_type"),
    (field("filepicker"), "files::1", "no_documents"),
    (field("filepicker"), [{"id": "a", "name": "x.pdf", "size": 1, "type": "application/pdf"}], "no_documents"),
]


@pytest.mark.parametrize(("component", "answer", "kept"), TAKEN, ids=[str(n) for n in range(len(TAKEN))])
def test_what_a_field_takes_is_kept(component: Mapping[str, object], answer: object, kept: object) -> None:
    checked = check.check(made(component), {"a": answer})
    assert checked.problems == ()
    assert checked.answers == {"a": kept}
    assert type(checked.answers["a"]) is type(kept)


@pytest.mark.parametrize(("component", "answer", "code"), REFUSED, ids=[one[2] for one in REFUSED])
def test_what_a_field_does_not_take_is_refused_by_name(
    component: Mapping[str, object], answer: object, code: str
) -> None:
    assert codes(made(component), {"a": answer}) == [("a", code)]


@pytest.mark.parametrize("kind", sorted(form.CARRIERS - {"expression", "filepicker"}))
def test_each_required_field_must_be_answered(kind: str) -> None:
    component = field(kind, values=CHOICES, validate={"required": True})
    assert codes(made(component), {}) == [("a", "required")]
    assert codes(made(field(kind, values=CHOICES)), {}) == []


def test_keys_that_the_form_does_not_have_are_refused_by_name() -> None:
    answers = {"a": "x", "approved": True, "lane": "Admin", "__class__": "x", "len": 5}
    assert codes(made(field("textfield")), answers) == [
        ("approved", "unknown_key"),
        ("lane", "unknown_key"),
        ("__class__", "unknown_key"),
        ("len", "unknown_key"),
    ]


def test_a_flood_of_unknown_keys_ends_soon() -> None:
    problems = check.check(made(field("textfield")), {f"k{n}": n for n in range(200_000)}).problems
    assert len(problems) == check.MOST_PROBLEMS


def test_a_key_with_a_lone_surrogate_can_be_told() -> None:
    (problem,) = check.check(made(field("textfield")), {"\ud800": 1}).problems
    assert problem.key.encode() == b"\\ud800"


@pytest.mark.parametrize("answers", [None, [], "x", 5])
def test_answers_are_an_object(answers: object) -> None:
    assert codes(made(field("textfield")), answers) == [("", "wrong_type")]


def test_texts_are_kept_in_nfc() -> None:
    name = "Nguyễn Văn Đức"
    checked = check.check(made(field("textfield")), {"a": unicodedata.normalize("NFD", name)})
    assert checked.answers == {"a": name}


def test_a_choice_is_found_in_whatever_normal_form_it_is_sent() -> None:
    one = made(field("radio", values=["Đồng ý"]))
    assert check.check(one, {"a": unicodedata.normalize("NFD", "Đồng ý")}).answers == {"a": "Đồng ý"}


def test_dotted_keys_and_paths_of_groups_nest() -> None:
    one = made(
        {"type": "group", "path": "child", "components": [field("textfield", key="name.given")]},
        {"type": "group", "components": [field("number", key="child.age")]},
    )
    answers = {"child": {"name": {"given": "An"}, "age": 3}}
    assert check.check(one, answers) == check.Checked(answers)
    assert codes(one, {"child": {"name": {"family": "x"}}}) == [("child.name.family", "unknown_key")]
    assert codes(one, {"child": "x"}) == [("child", "wrong_type")]


def test_rows_of_a_list_are_checked_each_with_its_place() -> None:
    one = made({"type": "dynamiclist", "path": "docs", "components": [field("textfield", validate={"required": True})]})
    assert check.check(one, {"docs": [{"a": "x"}, {"a": "y"}]}).answers == {"docs": [{"a": "x"}, {"a": "y"}]}
    assert codes(one, {"docs": [{"a": "x"}, {}]}) == [("docs[1].a", "required")]
    assert codes(one, {"docs": [{"a": "x", "b": 1}]}) == [("docs[0].b", "unknown_key")]
    assert codes(one, {"docs": [5]}) == [("docs[0]", "wrong_type")]
    assert codes(one, {"docs": {}}) == [("docs", "wrong_type")]
    assert codes(one, {"docs": [{"a": "x"}] * 1001}) == [("docs", "too_many")]


def test_a_hidden_field_is_neither_asked_nor_kept() -> None:
    one = made(
        field("checkbox", key="other"),
        field("textfield", key="why", validate={"required": True}, conditional={"hide": "=other = false"}),
    )
    assert check.check(one, {"other": False, "why": "x"}) == check.Checked({"other": False})
    assert codes(one, {"other": True}) == [("why", "required")]
    assert codes(one, {"why": "x"}, other=False) == []


def test_a_field_in_a_hidden_group_is_hidden() -> None:
    inner = field("textfield", validate={"required": True})
    one = made({"type": "group", "components": [inner], "conditional": {"hide": "=true"}})
    assert check.check(one, {"a": "x"}) == check.Checked({})


def test_a_field_that_depends_on_a_hidden_one_sees_no_value_of_it() -> None:
    one = made(
        field("checkbox", key="first"),
        field("checkbox", key="second", conditional={"hide": "=first = false"}),
        field("textfield", key="third", conditional={"hide": "=second = null or second = false"}),
    )
    assert check.check(one, {"first": False, "second": True, "third": "x"}).answers == {"first": False}


def test_a_condition_inside_a_list_sees_its_own_row() -> None:
    inner = field("textfield", key="b", validate={"required": True}, conditional={"hide": '=this.kind != "other"'})
    one = made({"type": "dynamiclist", "path": "rows", "components": [field("textfield", key="kind"), inner]})
    assert codes(one, {"rows": [{"kind": "other"}, {"kind": "plain"}]}) == [("rows[0].b", "required")]


def test_a_condition_that_cannot_be_evaluated_hides_nothing() -> None:
    assert codes(made(field("textfield", conditional={"hide": "=)("})), {"a": "x"}) == []


def test_bounds_may_be_computed_from_the_data_of_the_case() -> None:
    one = made(field("number", validate={"max": "=limit * 2"}))
    assert codes(one, {"a": 7}, limit=3) == [("a", "too_large")]
    assert codes(one, {"a": 6}, limit=3) == []


def test_choices_may_come_from_the_data_of_the_case() -> None:
    keyed = made(field("select", valuesKey="units"))
    assert codes(keyed, {"a": "H26.1"}, units=[{"label": "UBND", "value": "H26.1"}]) == []
    assert codes(keyed, {"a": "H26.2"}, units=[{"label": "UBND", "value": "H26.1"}]) == [("a", "not_an_option")]
    computed = made(field("select", valuesExpression="=concatenate(base, [3])"))
    assert codes(computed, {"a": 3}, base=[1, 2]) == []
    assert codes(computed, {"a": 4}, base=[1, 2]) == [("a", "not_an_option")]


def test_a_computed_field_is_computed_here_whatever_came_with_the_answers() -> None:
    one = made(field("number"), {"type": "expression", "key": "total", "expression": "=a + fee"})
    assert check.check(one, {"a": 2, "total": 1_000_000}, {"fee": 5}).answers == {"a": 2, "total": 7}


def test_a_read_only_field_keeps_its_value() -> None:
    one = made(field("textfield", readonly=True))
    assert codes(one, {"a": "mới"}, a="cũ") == [("a", "readonly")]
    assert check.check(one, {"a": "cũ"}, {"a": "cũ"}) == check.Checked({})
    assert check.check(made(field("textfield", readonly=True, defaultValue="Hà Nội")), {}).answers == {"a": "Hà Nội"}


def test_a_disabled_field_is_not_submitted() -> None:
    one = made(field("textfield", disabled=True, validate={"required": True}))
    assert check.check(one, {"a": ""}) == check.Checked({})
    assert codes(one, {"a": "x"}) == [("a", "readonly")]


def test_data_of_the_case_is_not_changed_by_a_check() -> None:
    variables = {"child": {"name": "An"}}
    one = made(field("textfield", key="child.age", conditional={"hide": "=child.name = null"}))
    check.check(one, {"child": {"age": "3"}}, variables)
    assert variables == {"child": {"name": "An"}}


def test_deeply_nested_answers_are_refused_without_walking_down() -> None:
    deep: object = 1
    for _ in range(900):
        deep = {"a": deep}
    assert codes(made(field("textfield")), {"a": deep}) == [("a", "wrong_type")]
    assert codes(made(field("select", values=CHOICES)), {"a": deep}) == [("a", "not_an_option")]


EVERY = made(
    *(field(kind, key=kind, values=CHOICES, multiple=True) for kind in sorted(form.CARRIERS - {"expression"})),
    {"type": "group", "path": "g", "components": [field("textfield"), field("number", key="n.m")]},
    {"type": "dynamiclist", "path": "rows", "components": [field("textfield"), field("checkbox", key="c")]},
    field("textfield", key="hidden", conditional={"hide": "=checkbox = true"}),
    {"type": "expression", "key": "sum", "expression": "=if number = null then 0 else number + 1"},
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=4) | st.sampled_from(["yes", "no"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "c", "n", "m"]), inner),
    max_leaves=6,
)
KEYS = st.sampled_from([path[0] for path, _ in EVERY.carriers()] + ["rows", "g", "other"])


@given(st.dictionaries(KEYS, VALUES))
def test_what_is_accepted_has_only_declared_keys_and_is_accepted_again_unchanged(answers: dict[str, object]) -> None:
    checked = check.check(EVERY, answers)
    assert set(checked.answers) <= {path[0] for path, _ in EVERY.carriers()} | {"rows", "g"}
    if checked.problems == ():
        assert check.check(EVERY, checked.answers) == checked
        json.dumps(checked.answers, allow_nan=False).encode()
