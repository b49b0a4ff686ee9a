"""Terms of clocks: read strictly, drawn or beside the file, and carried over where the drawing matches."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bpmn import clocking, strict, study
from bpmn import settings as st
from tests.bpmn.drawing import chain, end, file, lanes, process, start, user

WHOLE: dict[str, Any] = {
    "start": {"when": "agency", "cut_off": "15:00", "last": 60, "ends": "day_end"},
    "lanes": {"process/A": {"amount": 3, "unit": "working_day"}},
    "budgets": [{"name": "Chung", "steps": ["x", "y"], "limit": {"amount": 1, "unit": "working_day"}}],
    "pauses": [{"at": ["x"], "reason": "payment", "clocks": ["case", "lane"]}],
    "supplement": "restart",
    "extension": {"amount": 2, "unit": "working_day"},
    "consents": {"y": {"limit": {"amount": 2, "unit": "working_day"}, "answers": {"ok": True}}},
    "acknowledgement": {"amount": 2, "unit": "working_hour"},
}


def drawn(*ids: str, attributes: str = "") -> bytes:
    """Steps in a row, in lane A."""
    tasks = "".join(user(one) for one in ids)
    steps = ("s", *ids, "e")
    return file(process(lanes(A=steps, B=()), start(), tasks, end(), chain(*steps))).replace(
        b"<process ", b'<process xmlns:l="urn:laneway:bpmn:1" ' + attributes.encode() + b" ", 1
    )


def lane_of(found: study.Study) -> str:
    return next(key for key, lane in found.diagram.lanes.items() if lane.label == "A")


def test_terms_are_read_and_spelled_alike() -> None:
    assert clocking.to_json(clocking.from_json(WHOLE)) == WHOLE


def test_a_version_that_says_nothing_of_clocks_is_spelled_as_before() -> None:
    assert b"clocks" not in st.canonical(st.from_json({"limit": {"amount": 3, "unit": "working_day"}}))
    assert json.loads(st.canonical(st.from_json({"clocks": WHOLE})))["clocks"] == WHOLE


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        ({"begin": {}}, "clocks.begin"),
        ({"start": {"when": "never"}}, "clocks.start.when"),
        ({"start": {"cut_off": "3 pm"}}, "clocks.start.cut_off"),
        ({"start": {"last": 481}}, "clocks.start.last"),
        ({"lanes": {"a": None}}, "clocks.lanes.a"),
        ({"budgets": [{"name": "", "steps": ["a"], "limit": "1 hour"}]}, "clocks.budgets[0].name"),
        ({"budgets": [{"name": "a", "steps": [], "limit": "1 hour"}]}, "clocks.budgets[0].steps"),
        ({"budgets": [{"name": "a", "steps": ["a"], "limit": "1 hour"}] * 2}, "clocks.budgets"),
        ({"pauses": [{"at": ["a"], "reason": "outage"}]}, "clocks.pauses[0].reason"),
        ({"pauses": [{"at": ["a"], "clocks": ["ack"]}]}, "clocks.pauses[0].clocks"),
        ({"supplement": ["restart"]}, "clocks.supplement"),
        ({"extension": "twice"}, "clocks.extension.unit"),
        ({"consents": {"a": {"limit": "1 hour", "answers": {"b": []}}}}, "clocks.consents.a.answers.b"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(raw: object, where: str) -> None:
    with pytest.raises(strict.SettingsError) as told:
        clocking.from_json(raw)
    assert told.value.where.startswith(where.removesuffix(".unit"))


def test_what_nobody_has_said_is_inherited_value_by_value() -> None:
    own = clocking.from_json({"start": {"when": "agency"}, "acknowledgement": "none"})
    found = clocking.over(own, clocking.over(clocking.from_json({"supplement": "restart"}), clocking.USUAL))
    assert (found.start.when, found.start.cut_off, found.supplement) == ("agency", "", "restart")
    assert found.acknowledgement == clocking.Acknowledgement(None)


def test_the_diagram_says_them_too_and_what_stands_beside_the_file_wins() -> None:
    data = drawn("x", "y", attributes='l:cutOff="15:00" l:supplement="restart" l:extension="open"')
    data = data.replace(b'id="x"', b'id="x" l:pauses="payment" l:budget="Chung: 1 working_day"')
    data = data.replace(b'id="y"', b'id="y" l:consent="2 working_day" l:budget="Chung: 1 working_day"')
    told = study.study(data, settings=st.from_json({"clocks": {"supplement": "go_on"}})).effective.clocks
    assert (told.start.cut_off, told.supplement, told.extension) == ("15:00", "go_on", clocking.Extension())
    assert told.pauses == (clocking.Pause(("x",), "payment"),)
    assert [(one.name, one.steps) for one in told.budgets] == [("Chung", ("x", "y"))]
    assert told.consents["y"].limit == st.Limit(2, st.Unit.WORKING_DAY)


def test_they_go_on_with_the_next_file_where_its_elements_and_lanes_match() -> None:
    first = study.study(drawn("x", "y"))
    terms = WHOLE | {"lanes": {lane_of(first): WHOLE["lanes"]["process/A"]}}
    first = study.study(drawn("x", "y"), settings=st.from_json({"clocks": terms}))
    before = study.Previous(first.diagram, first.prepared, first.settings)
    assert study.study(drawn("x", "y"), previous=before).settings.clocks == first.settings.clocks
    without = study.study(drawn("y"), previous=before).settings.clocks
    assert ([one.steps for one in without.budgets], without.pauses) == ([("y",)], ())
    assert (without.consents, without.lanes) == (first.settings.clocks.consents, first.settings.clocks.lanes)


@pytest.mark.parametrize(
    ("terms", "rule"),
    [
        ({"budgets": [{"name": "a", "steps": ["gone"], "limit": "1 working_day"}]}, "clock-place-missing"),
        ({"pauses": [{"at": ["nowhere"], "reason": "tax"}]}, "clock-place-missing"),
        ({"budgets": [{"name": "a", "steps": ["x"], "limit": "3 working_day"}]}, "clock-limit-over-total"),
        ({"budgets": [{"name": "a", "steps": ["x"], "limit": "17 working_hour"}]}, "clock-limit-over-total"),
        ({"budgets": [{"name": "a", "steps": ["x"], "limit": "16 working_hour"}]}, None),
        ({"pauses": [{"at": ["x"], "reason": "tax"}]}, None),
    ],
)
def test_places_that_are_not_there_and_shares_over_the_whole_are_told(terms: object, rule: str | None) -> None:
    settings = st.from_json({"limit": "2 working_day", "clocks": terms})
    rules = [one.rule for one in study.study(drawn("x", "y"), settings=settings).findings if "clock" in one.rule]
    assert rules == ([] if rule is None else [rule])


def test_a_lanes_share_is_held_against_the_whole_unless_the_case_rests_there() -> None:
    lane = lane_of(study.study(drawn("x")))
    terms: dict[str, Any] = {"lanes": {lane: "3 working_day"}}
    for pauses, told in ([], 1), ([{"at": [lane], "reason": "tax"}], 0):
        settings = st.from_json({"limit": "2 working_day", "clocks": {**terms, "pauses": pauses}})
        found = study.study(drawn("x"), settings=settings).findings
        assert [one.rule for one in found].count("clock-limit-over-total") == told
