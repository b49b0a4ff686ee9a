"""Answers beside the diagram are laid over it as if they were drawn, and none is used or left out in silence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpmn import answers, study
from bpmn import settings as st
from bpmn.forms import task
from bpmn.lint import finding
from tests.bpmn.drawing import (
    catch,
    chain,
    end,
    event,
    file,
    flow,
    lanes,
    message,
    node,
    pools,
    process,
    start,
    sub,
    timer,
    user,
    xor,
)

MULTIPLE = "<multiInstanceLoopCharacteristics/>"
LOOP = "<standardLoopCharacteristics/>"


def answered(data: bytes, **of: Mapping[str, object]) -> study.Study:
    """A file with answers by element."""
    return study.study(data, settings=st.from_json({"answers": of}))


def rules(seen: study.Study, element: str) -> dict[str, finding.Finding]:
    return {one.rule: one for one in seen.findings if one.element == element}


def line(*parts: str, before: str = "") -> bytes:
    """A start, the element `x`, an end."""
    return file(process(before, start(), *parts, end(), chain("s", "x", "e")))


def two_ways(*flows: str, gateway: str = "") -> bytes:
    return file(process(start(), user("a"), gateway or xor("g"), end(), end("e2"), chain("s", "a", "g"), *flows))


WAYS = (flow("g", "e", "Đạt"), flow("g", "e2", "Không"))


@pytest.mark.parametrize(
    ("kind", "drawn", "text"),
    [
        ("duration", "timeDuration", "P3D"),
        ("date", "timeDate", "2026-12-01T08:00:00+07:00"),
        ("cycle", "timeCycle", "R3/PT1H"),
        ("duration", "timeDuration", '=duration("PT" + string(hours) + "H")'),
    ],
)
def test_an_answered_timer_is_prepared_like_a_drawn_one(kind: str, drawn: str, text: str):
    empty = line(catch("x", "<timerEventDefinition/>"))
    seen = answered(empty, x={"timer": {"kind": kind, "value": text}})
    assert seen.prepared.diagram == study.study(line(catch("x", timer(text, drawn)))).prepared.diagram
    assert seen.diagram == study.study(empty).diagram


@pytest.mark.parametrize("words", ["3 ngày", "3 days", "p3d"])
def test_a_length_of_time_may_be_said_in_words(words: str):
    """Who answers is no programmer; what was understood is told."""
    seen = answered(line(catch("x", "<timerEventDefinition/>")), x={"timer": {"kind": "duration", "value": words}})
    (event_,) = seen.prepared.diagram.nodes["x"].events
    assert event_.expression is not None
    assert event_.expression.body == "P3D"
    assert "P3D" in rules(seen, "x")["answered-beside"].message
    assert "timer-in-words" not in rules(seen, "x")


def test_an_answered_condition_is_prepared_like_a_drawn_one():
    seen = answered(
        two_ways(*WAYS),
        **{"g-e": {"condition": "=tien > 5"}, "g": {"decision": {"default": "g-e2"}}},
    )
    drawn = study.study(
        two_ways(flow("g", "e", "Đạt", "=tien > 5"), flow("g", "e2", "Không"), gateway=xor("g", default="g-e2"))
    )
    assert seen.prepared.diagram == drawn.prepared.diagram
    assert seen.prepared.decisions == {}


def test_an_answered_message_is_prepared_like_a_drawn_one():
    named = '<message id="m" name="Nộp tiền"/>'
    seen = answered(line(catch("x", message())), x={"message": "Nộp tiền"})
    (event_,) = seen.prepared.diagram.nodes["x"].events
    (drawn,) = study.study(file(named, process(start(), catch("x", message("m")), end(), chain("s", "x", "e")))
                           ).prepared.diagram.nodes["x"].events  # fmt: skip
    assert event_.name == drawn.name == "Nộp tiền"


EVENTS = (user("p"), user("q")), tuple(catch(one, "<timerEventDefinition/>", f"Hết hạn {one}") for one in "pq")


@pytest.mark.parametrize(
    ("kind", "behind"), [("complexGateway", EVENTS[0]), *(("eventBasedGateway", those) for those in EVENTS)]
)
def test_whatever_gateway_a_person_picks_at_may_say_how(kind: str, behind: tuple[str, str]):
    gateway = node(kind, "g")
    data = file(process(start(), gateway, *behind, end(), chain("s", "g", "p", "e"), chain("g", "q", "e")))
    assert rules(study.study(data), "g")["decision-by-person"].asks == "decision"
    seen = answered(data, g={"decision": {"question": "Việc nào xảy ra?"}})
    assert "decision-by-person" not in rules(seen, "g")
    assert seen.prepared.decisions["g"].question == "Việc nào xảy ra?"


def test_a_gateway_that_waits_for_events_takes_no_decision():
    behind = catch("p", timer("P1D")), catch("q", message())
    data = file(
        process(
            start(), node("eventBasedGateway", "g"), *behind, end(), chain("s", "g", "p", "e"), chain("g", "q", "e")
        )
    )
    assert "answer-decision" in rules(answered(data, g={"decision": {"question": "Việc nào xảy ra?"}}), "g")


@pytest.mark.parametrize(
    ("part", "kind", "value", "rule"),
    [
        (catch("x", "<timerEventDefinition/>"), "timer", {"kind": "duration", "value": "PT2H"}, "timer-empty"),
        (catch("x", timer("P7")), "timer", {"kind": "duration", "value": "P7D"}, "timer-unreadable"),
        (catch("x", event("conditional")), "condition", "=tien > 5", "conditional-without-condition"),
        (user("x", inside=MULTIPLE), "count", "3", "multi-instance-without-number"),
        (user("x", inside=LOOP), "condition", "=loopCounter < 3", "loop-without-condition"),
        (catch("x", message()), "message", "Nộp tiền", "message-unnamed"),
        (node("serviceTask", "x"), "service", "topic:tax", "task-without-implementation"),
        (node("scriptTask", "x"), "service", "topic:tax", "script-not-executed"),
        (node("businessRuleTask", "x"), "service", "decision:fee", "task-without-implementation"),
        (node("receiveTask", "x"), "message", "Nộp tiền", "task-without-implementation"),
        (node("callActivity", "x", calledElement="other"), "procedure", "1.004227", "call-of-nothing"),
    ],
)
def test_the_answer_that_a_finding_asks_for_settles_it(part: str, kind: str, value: object, rule: str):
    data = line(part)
    before = rules(study.study(data.replace(b' isExecutable="true"', b"")), "x")[rule]
    assert before.asks == kind
    after = rules(answered(data.replace(b' isExecutable="true"', b""), x={kind: value}), "x")
    assert rule not in after
    assert after["answered-beside"].level is finding.Level.NOTE


def test_a_step_bound_to_a_service_is_no_persons():
    seen = answered(line(node("scriptTask", "x", "Tính", "<script>1/0</script>")), x={"service": "topic:tax"})
    assert seen.prepared.tasks == {}
    step = seen.prepared.diagram.nodes["x"]
    assert (step.type, step.implementation, step.script) == ("serviceTask", "topic:tax", None)


def test_a_call_says_which_procedure_a_person_starts():
    seen = answered(line(node("callActivity", "x", "Cấp phép con")), x={"procedure": "1.004227"})
    assert seen.prepared.tasks["x"].procedure == "1.004227"
    for language in ("vi", "en"):
        shown = task.for_task(seen.prepared, "x", {}, language)
        assert any("1.004227" in str(field.source.get("text")) for field in shown.fields)


def test_an_answered_lane_takes_along_what_stands_in_it():
    data = file(
        process(
            lanes(A=("s", "x", "a", "b", "e"), B=()),
            start(),
            sub("x", start("s2"), user("a"), user("b"), end("e2"), chain("s2", "a", "b", "e2")),
            end(),
            chain("s", "x", "e"),
        )
    )
    seen = answered(data, x={"lane": "P/B"}, b={"lane": "P/A"})
    placed = seen.prepared.diagram.lane_of
    assert [placed[one] for one in ("s", "x", "a", "s2", "b", "e")] == ["P/A", "P/B", "P/B", "P/B", "P/A", "P/A"]
    assert {row.element: row.lane for row in seen.steps} == {"a": "P/B", "b": "P/A"}


def test_an_answered_lane_settles_what_the_reader_found():
    data = file(process(lanes(A=("s", "x"), B=("x", "e")), start(), user("x"), end(), chain("s", "x", "e")))
    assert rules(study.study(data), "x")["node-in-two-lanes"].asks == "lane"
    assert "node-in-two-lanes" not in rules(answered(data, x={"lane": "P/B"}), "x")


LABELLED = (
    start(), user("x", "Thẩm định"), user("b"), end(), chain("s", "x"), flow("x", "b", "Đạt"),
    flow("x", "e", "Không"), chain("b", "e"),
)  # fmt: skip


@pytest.mark.parametrize("typed", [False, True])
def test_labelled_ways_out_of_a_step_can_be_a_choice(typed: bool):
    """As drawn all of them are taken (13.3.2), which is seldom what labels mean."""
    data = file(process(*LABELLED))
    if typed:
        condition = '"><conditionExpression>Đạt</conditionExpression></sequenceFlow>'.encode()
        data = data.replace(b'targetRef="b"></sequenceFlow>', b'targetRef="b' + condition)
        assert b"conditionExpression" in data
    assert rules(study.study(data), "x")["split-labelled"].asks == "decision"
    seen = answered(data, x={"decision": {"question": "Đạt không?"}})
    assert "split-labelled" not in rules(seen, "x")
    (decision,) = seen.prepared.decisions.values()
    assert (decision.asked_by, decision.question) == ("x", "Đạt không?")
    assert [choice.flow for choice in decision.choices] == ["x-b", "x-e"]
    assert seen.prepared.diagram.nodes[decision.gateway].type == "exclusiveGateway"
    assert "answer-decision" in rules(answered(data, x={"decision": {"default": "x-b"}}), "x")


UNFIT = [
    (user("x"), "timer", {"kind": "duration", "value": "P3D"}),
    (catch("x", "<timerEventDefinition/>"), "timer", {"kind": "duration", "value": "tuần sau"}),
    (catch("x", "<timerEventDefinition/>"), "timer", {"kind": "date", "value": "P3D"}),
    (user("x"), "condition", "=a"),
    (catch("x", event("conditional")), "condition", "=a >> 5"),
    (user("x"), "decision", {"question": "?"}),
    (user("x", inside=LOOP), "count", "3"),
    (user("x", inside=MULTIPLE), "count", "=3 +"),
    (user("x"), "message", "m"),
    (user("x"), "service", "topic:tax"),
    (user("x"), "procedure", "1"),
    (user("x"), "lane", "P/Z"),
]


@pytest.mark.parametrize(("part", "kind", "value"), UNFIT)
def test_an_answer_that_does_not_fit_is_an_error_and_changes_nothing(part: str, kind: str, value: object):
    data = line(part)
    seen = answered(data, x={kind: value})
    told = rules(seen, "x")[f"answer-{kind}"]
    assert (told.level, told.asks) == (finding.Level.ERROR, kind)
    assert seen.prepared == study.study(data).prepared
    assert seen.effective.answers == {}
    assert "{" not in told.message + told.message_en


def test_a_syntax_error_is_told_with_its_column():
    seen = answered(line(catch("x", event("conditional"))), x={"condition": "=a >> 5"})
    assert rules(seen, "x")["answer-condition"].values["column"] == "5"


@pytest.mark.parametrize("wrong", [{"default": "a-g"}, {"labels": {"a-g": "?"}}, {"lane": "P/Z", "by": "apart"}])
def test_a_decision_names_only_its_own_ways_and_lanes(wrong: dict[str, object]):
    told = rules(answered(two_ways(*WAYS), g={"decision": {"question": "?", **wrong}}), "g")
    assert "answer-decision" in told
    assert "decision-by-person" in told


def test_no_lane_of_another_pool_is_taken():
    data = file(
        pools(("one", "P"), ("two", "Q")),
        process(start(), user("x"), end(), chain("s", "x", "e")),
        process(lanes(B=("s2",)), start("s2"), end("e2"), chain("s2", "e2"), of="Q"),
    )
    assert "answer-lane" in rules(answered(data, x={"lane": "two/B"}), "x")


def test_no_condition_is_laid_where_none_counts():
    data = file(
        process(
            start(), node("parallelGateway", "g"), end(), end("e2"), chain("s", "g"), flow("g", "e"), flow("g", "e2")
        )
    )
    assert "answer-condition" in rules(answered(data, **{"g-e": {"condition": "=a"}}), "g-e")
    default = answered(two_ways(*WAYS), **{"g-e": {"condition": "=a"}, "g": {"decision": {"default": "g-e"}}})
    assert "answer-condition" in rules(default, "g-e")


def test_an_answer_for_an_element_that_is_gone_is_left_over():
    seen = answered(line(user("x")), gone={"condition": "=a"})
    (told,) = rules(seen, "gone").values()
    assert (told.rule, told.level) == ("answer-left-over", finding.Level.NOTE)


def test_of_two_answers_for_one_element_the_one_that_fits_is_used():
    seen = answered(
        line(catch("x", "<timerEventDefinition/>")), x={"timer": {"kind": "duration", "value": "P1D"}, "count": "2"}
    )
    assert {"answered-beside", "answer-count"} <= set(rules(seen, "x"))
    assert seen.effective.answers == {
        "x": st.from_json({"answers": {"x": {"timer": {"kind": "duration", "value": "P1D"}}}}).answers["x"]
    }


ODD = file(
    pools(("one", "P"), ("black", None)),
    process(
        lanes(A=("s", "a", "t", "m"), B=("g", "v", "c", "e", "e2")),
        start(),
        user("a", inside=MULTIPLE),
        catch("t", "<timerEventDefinition/>"),
        catch("m", message()),
        node("serviceTask", "v"),
        node("callActivity", "c"),
        xor("g"),
        end(),
        end("e2"),
        chain("s", "a", "t", "m", "v", "c", "g"),
        *WAYS,
    ),
)
ELEMENTS = some.sampled_from(
    ["s", "a", "t", "m", "g", "v", "c", "e", "g-e", "g-e2", "s-a", "one", "A", "P", "gone", ""]
)
LANES = some.sampled_from(["one/A", "one/B", "one", "black", "gone"])
TEXTS = some.sampled_from(["=a", "a >", "Đạt", "=1", "3", "P3D", "${a}", "=" * 50, "(" * 400]) | some.text(
    min_size=1, max_size=20
)
ANSWERS = some.dictionaries(
    ELEMENTS,
    some.fixed_dictionaries(
        {},
        optional={
            "timer": some.fixed_dictionaries(
                {"kind": some.sampled_from(["date", "duration", "cycle"]), "value": TEXTS}
            ),
            "decision": some.fixed_dictionaries(
                {},
                optional={
                    "question": TEXTS,
                    "by": some.sampled_from(["", "before", "apart"]),
                    "lane": LANES,
                    "default": ELEMENTS,
                    "labels": some.dictionaries(ELEMENTS, TEXTS, max_size=3),
                },
            ),
            "condition": TEXTS,
            "count": TEXTS,
            "message": TEXTS,
            "service": some.sampled_from(["topic:a", "a:b c"]),
            "procedure": some.sampled_from(["1", "a.b"]),
            "lane": LANES,
        },
    ),
    max_size=6,
)


@given(raw=ANSWERS)
def test_no_answers_make_the_study_fail_and_each_is_told(raw: dict[str, object]):
    try:
        settings = st.from_json({"answers": raw})
    except st.SettingsError:
        return
    seen = study.study(ODD, settings=settings)
    assert set(seen.prepared.diagram.nodes) <= set(seen.prepared.diagram.lane_of)
    told = {one.element for one in seen.findings if one.rule.startswith(("answer-", "answered-"))}
    assert set(settings.answers) == told


@given(raw=ANSWERS)
def test_laying_what_was_laid_again_changes_nothing(raw: dict[str, object]):
    try:
        settings = st.from_json({"answers": raw})
    except st.SettingsError:
        return
    once = answers.apply(study.study(ODD).diagram, settings.answers)
    again = answers.apply(once.diagram, once.used)
    assert again.diagram == once.diagram
    assert again.used.keys() == once.used.keys()
