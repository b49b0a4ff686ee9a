"""What was said beside a file goes on with the next one where it still fits, and never stands for something new."""

from __future__ import annotations

import pytest

from bpmn import settings as st
from bpmn import study
from bpmn.lint import finding
from tests.bpmn.drawing import catch, chain, end, event, file, flow, lanes, node, process, start, timer, user, xor

EMPTY = "<timerEventDefinition/>"
MULTIPLE = "<multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics>"


def again(before: bytes, after: bytes, raw: dict[str, object]) -> study.Study:
    """The study of the next file, after answers to the one before."""
    first = study.study(before, settings=st.from_json({"answers": raw}))
    return study.study(after, previous=study.Previous(first.diagram, first.prepared, first.settings))


def kept(seen: study.Study) -> object:
    return st.to_json(seen.settings).get("answers", {})


def told(seen: study.Study, rule: str) -> list[str | None]:
    return [one.element for one in seen.findings if one.rule == rule]


def line(part: str) -> bytes:
    return file(process(lanes(A=("s", "x", "e"), B=()), start(), part, end(), chain("s", "x", "e")))


@pytest.mark.parametrize(
    ("before", "after", "kind", "value"),
    [
        (catch("x", EMPTY), catch("x", timer("P9D")), "timer", {"kind": "duration", "value": "P3D"}),
        (catch("x", EMPTY), user("x"), "timer", {"kind": "duration", "value": "P3D"}),
        (
            catch("x", event("conditional")),
            catch("x", event("conditional", "<condition>=b</condition>")),
            "condition",
            "=a",
        ),
        (
            user("x", inside=MULTIPLE.format("")),
            user("x", inside=MULTIPLE.format("<loopCardinality>2</loopCardinality>")),
            "count",
            "3",
        ),
        (node("serviceTask", "x"), node("userTask", "x"), "service", "topic:tax"),
        (node("callActivity", "x"), node("callActivity", "x", calledElement="P2"), "procedure", "1"),
    ],
)
def test_an_answer_goes_where_the_drawing_says_otherwise(before: str, after: str, kind: str, value: object):
    raw: dict[str, object] = {"x": {kind: value}}
    same = again(line(before), line(before), raw)
    assert kept(same) == raw
    assert told(same, "answer-dropped") == []
    drawn = again(line(before), line(after), raw)
    assert kept(drawn) == {}
    assert told(drawn, "answer-dropped") == ["x"]


def ways(
    one: str = "f1", other: str = "f2", gateway: str = "g", *, name: str = "Đạt", condition: str | None = None
) -> bytes:
    return file(
        process(
            lanes(A=("s", gateway), B=("b", "e")),
            start(), xor(gateway, "Đạt?"), user("b", "Thẩm định"), end(), chain("s", gateway),
            flow(gateway, "b", name, condition, of=one), flow(gateway, "e", "Không", of=other), chain("b", "e"),
        )
    )  # fmt: skip


DECIDED: dict[str, object] = {
    "g": {"decision": {"question": "?", "lane": "P/B", "default": "f2", "labels": {"f1": "Được", "f2": "Chưa"}}},
    "f1": {"condition": "=diem > 5"},
}


def test_answers_go_on_under_the_ids_that_a_redrawn_file_has():
    seen = again(ways(), ways("n1", "n2", "n"), DECIDED)
    assert kept(seen) == {
        "n": {"decision": {"question": "?", "lane": "P/B", "default": "n2", "labels": {"n1": "Được", "n2": "Chưa"}}},
        "n1": {"condition": "=diem > 5"},
    }
    assert told(seen, "answer-dropped") == []


def test_a_way_with_another_label_is_asked_anew():
    seen = again(ways(), ways(name="Thiếu"), DECIDED)
    answers = seen.settings.answers
    assert "f1" not in answers
    assert answers["g"].decision is not None
    assert answers["g"].decision.labels == {"f2": "Chưa"}
    assert told(seen, "answer-dropped") == ["g", "f1"]
    assert "(tên gọi của nhánh)" in next(one.message for one in seen.findings if one.element == "g")


def test_a_gateway_that_data_decides_now_asks_nobody():
    seen = again(ways(), ways(condition="=diem > 7"), DECIDED)
    assert kept(seen) == {}
    assert sorted(filter(None, told(seen, "answer-dropped"))) == ["f1", "g"]


def test_an_answer_that_never_fitted_is_left_behind():
    parts = (start(), user("a"), xor("x"), end(), chain("s", "a", "x"), flow("x", "e", of="f"), flow("x", "a", of="g"))
    assert kept(again(file(process(*parts)), file(process(*parts)), {"f": {"decision": {"question": "Đạt?"}}})) == {}


def test_a_condition_stays_on_its_way_when_a_step_comes_between():
    after = file(
        process(
            lanes(A=("s", "g", "c"), B=("b", "e")),
            start(), xor("g", "Đạt?"), user("b", "Thẩm định"), user("c", "Trình"), end(), chain("s", "g"),
            flow("g", "c", "Đạt", of="f1"), flow("g", "e", "Không", of="f2"), chain("c", "b", "e"),
        )
    )  # fmt: skip
    assert "f1" in again(ways(), after, DECIDED).settings.answers


def test_an_answer_for_what_is_gone_is_told():
    seen = again(line(catch("x", EMPTY)), file(process(start(), end(), chain("s", "e"))),
                 {"x": {"timer": {"kind": "duration", "value": "P3D"}}})  # fmt: skip
    assert kept(seen) == {}
    assert told(seen, "answer-dropped") == ["x"]
    assert "không còn phần tử này" in next(one.message for one in seen.findings if one.rule == "answer-dropped")


@pytest.mark.parametrize(
    ("after", "stays"),
    [
        (line(user("x")), True),
        (line(user("x")).replace(b'name="B"', b'name="C"'), False),
        (line(user("x")).replace(b'"B"', b'"Z"'), False),
        (file(process(lanes(A=("s", "e"), B=("x",)), start(), user("x"), end(), chain("s", "x", "e"))), False),
    ],
)
def test_a_lane_is_taken_over_only_under_its_label(after: bytes, stays: bool):
    """A label is never authority, and a step drawn into another lane has said so itself."""
    seen = again(line(user("x")), after, {"x": {"lane": "P/B"}})
    assert kept(seen) == ({"x": {"lane": "P/B"}} if stays else {})
    assert told(seen, "answer-dropped") == ([] if stays else ["x"])


def accepted(data: bytes, *rules: str) -> study.Study:
    """A file whose warnings under some rules are accepted."""
    seen = study.study(data)
    keys = frozenset(one.key for one in seen.findings if one.rule in rules)
    return study.study(data, settings=st.Settings(accepted=keys))


def blocking(seen: study.Study) -> set[str]:
    return {one.rule for one in seen.blocking if one.level is finding.Level.WARNING}


def carried_on(first: study.Study, data: bytes) -> study.Study:
    return study.study(data, previous=study.Previous(first.diagram, first.prepared, first.settings))


def test_an_accepted_warning_stays_accepted_as_long_as_it_says_the_same():
    first = accepted(ways(), "decision-by-person")
    assert blocking(first) == set()
    for same in (ways(), ways("n1", "n2", "n")):
        seen = carried_on(first, same)
        assert blocking(seen) == set()
        assert told(seen, "acceptance-lapsed") == []


def test_an_accepted_decision_does_not_hold_for_other_choices():
    seen = carried_on(accepted(ways(), "decision-by-person"), ways(name="Đạt một phần"))
    assert blocking(seen) == {"decision-by-person"}
    assert told(seen, "acceptance-lapsed") == ["g"]
    once_more = study.study(ways(name="Đạt một phần"), settings=seen.settings)
    assert blocking(once_more) == {"decision-by-person"}


def test_an_acceptance_that_does_not_say_what_it_saw_holds_and_learns_it():
    """Versions of before there were digests."""
    old = st.Settings(accepted=frozenset({"decision-by-person:g"}))
    first = study.study(ways())
    seen = study.study(ways(), previous=study.Previous(first.diagram, first.prepared, old))
    assert blocking(seen) == set()
    assert set(seen.settings.accepted_as) == {"decision-by-person:g"}


def test_an_acceptance_that_is_taken_back_leaves_no_digest():
    first = accepted(ways(), "decision-by-person")
    taken = st.from_json({**st.to_json(first.settings), "accepted": []})
    assert study.study(ways(), settings=taken).settings == st.Settings()


def test_a_decision_step_behind_conditions_keeps_its_settings():
    parts = (
        start(), user("a"), xor("g"), *(user(of) for of in "bcd"), chain("s", "a", "g"),
        flow("g", "b", "", "=diem > 5"), flow("g", "c"), flow("g", "d"),
    )  # fmt: skip
    data = file(process(*parts))
    first = study.study(data, settings=st.Settings(steps={"g_decide": st.Step(role="chief")}))
    assert carried_on(first, data).settings.steps == {"g_decide": st.Step(role="chief")}
