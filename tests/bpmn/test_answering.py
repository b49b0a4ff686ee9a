"""Answers are read strictly, by the key that is wrong, and have one spelling."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpmn import answering, strict
from bpmn import settings as st

WHOLE: dict[str, object] = {
    "timer": {"kind": "duration", "value": "P3D"},
    "condition": "=so_tien > 5",
    "decision": {"question": "Duyệt?", "by": "apart", "lane": "P/A", "default": "f", "labels": {"f": "Có"}},
    "count": "3",
    "message": "Nộp tiền",
    "service": "topic:tax",
    "procedure": "1.004227",
    "lane": "P/A",
}


def read(answer: object) -> st.Settings:
    return st.from_json({"answers": {"x": answer}})


def test_an_answer_comes_back_as_it_was_given():
    settings = read(WHOLE)
    assert st.to_json(settings)["answers"] == {"x": WHOLE}
    assert st.from_json(json.loads(st.canonical(settings))) == settings


def test_settings_without_answers_keep_their_bytes():
    """The sha256 of versions that were frozen before there were answers is taken over these bytes."""
    old = b'{"accepted":["rule:g"],"format":1,"lanes":{},"limit":null,"steps":{}}'
    assert st.canonical(st.from_json(json.loads(old))) == old


@pytest.mark.parametrize("empty", [{}, {"timer": None}, {"decision": {}}, {"decision": {"labels": {"f": " "}}}])
def test_an_answer_that_says_nothing_is_none(empty: object):
    assert read(empty) == st.Settings()


@pytest.mark.parametrize(
    ("answer", "where", "code"),
    [
        ([], "answers.x", "wrong_type"),
        ({"color": "red"}, "answers.x.color", "unknown_key"),
        ({"timer": "P3D"}, "answers.x.timer", "wrong_type"),
        ({"timer": {"value": "P3D"}}, "answers.x.timer.kind", "missing"),
        ({"timer": {"kind": "month", "value": "P3D"}}, "answers.x.timer.kind", "not_allowed"),
        ({"timer": {"kind": ["date"], "value": "P3D"}}, "answers.x.timer.kind", "not_allowed"),
        ({"timer": {"kind": "date"}}, "answers.x.timer.value", "missing"),
        ({"timer": {"kind": "date", "value": "P3D", "zone": ""}}, "answers.x.timer.zone", "unknown_key"),
        ({"condition": ""}, "answers.x.condition", "missing"),
        ({"condition": 5}, "answers.x.condition", "wrong_type"),
        ({"condition": "a" * 2_001}, "answers.x.condition", "too_large"),
        ({"condition": "a\0"}, "answers.x.condition", "not_allowed"),
        ({"message": "\ud800"}, "answers.x.message", "not_allowed"),
        ({"decision": {"by": "chief"}}, "answers.x.decision.by", "not_allowed"),
        ({"decision": {"by": []}}, "answers.x.decision.by", "not_allowed"),
        ({"decision": {"by": "before", "lane": "P/A"}}, "answers.x.decision.lane", "not_allowed"),
        ({"decision": {"labels": {"f": 1}}}, "answers.x.decision.labels.f", "wrong_type"),
        ({"decision": {"labels": {str(n): "a" for n in range(201)}}}, "answers.x.decision.labels", "too_large"),
        ({"service": "tax"}, "answers.x.service", "not_allowed"),
        ({"service": "topic:"}, "answers.x.service", "not_allowed"),
        ({"procedure": "{{a}}"}, "answers.x.procedure", "not_allowed"),
        ({"lane": ""}, "answers.x.lane", "missing"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(answer: object, where: str, code: str):
    with pytest.raises(st.SettingsError) as refused:
        read(answer)
    assert (refused.value.where, refused.value.code) == (where, code)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        ({"lanes": {"x": {"bind": {"to": ["agency"]}}}}, "lanes.x.bind.to"),
        ({"steps": {"x": {"limit": {"amount": 1, "unit": {}}}}}, "steps.x.limit.unit"),
        ({"limit": "9" * 5_000 + " hour"}, "limit.amount"),
    ],
)
def test_what_is_no_word_or_number_at_all_is_refused_by_its_key(raw: object, where: str):
    with pytest.raises(st.SettingsError) as refused:
        st.from_json(raw)
    assert refused.value.where == where


@pytest.mark.parametrize("key", ["\0", "\udfff"])
def test_no_key_is_taken_that_no_database_keeps(key: str):
    with pytest.raises(st.SettingsError):
        st.from_json({"answers": {key: {"lane": "P"}}})


def test_ids_are_kept_letter_by_letter():
    """An id is compared with the file's: normalised it would be another one."""
    (answer,) = read({"lane": "P/S\u01a1\u0309"}).answers.values()
    assert answer.lane == "P/S\u01a1\u0309"


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
shapes = some.fixed_dictionaries(
    {},
    optional={
        "timer": json_values
        | some.fixed_dictionaries({"kind": some.sampled_from(answering.TIMERS), "value": json_values}),
        "decision": json_values
        | some.fixed_dictionaries({}, optional={"question": json_values, "labels": json_values, "by": json_values}),
        **dict.fromkeys(("condition", "count", "message", "service", "procedure", "lane"), json_values),
    },
)


@given(answer=shapes | json_values)
def test_any_json_is_read_once_and_for_all_or_refused(answer: object):
    try:
        settings = read(answer)
    except strict.SettingsError:
        return
    again = st.from_json(json.loads(st.canonical(settings)))
    assert again == settings
    assert st.canonical(again) == st.canonical(settings)


def test_the_example_of_the_documentation_is_read():
    text = (Path(__file__).parents[2] / "docs" / "answers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(st.from_json(json.loads(example)).answers) == 4
