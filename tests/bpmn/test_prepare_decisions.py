"""A gateway with labels and no conditions is decided by a person of its lane, in the right place."""

from __future__ import annotations

import pytest

from bpmn import settings as st
from bpmn.expressions import evaluate, parse
from bpmn.lint.finding import Level
from tests.bpmn.drawing import chain, end, flow, lanes, node, prepared, process, start, timer, user, xor

ENDS = end() + end("e2")
WAYS = flow("g", "e", "Đạt") + flow("g", "e2", "Không đạt")


def test_the_task_before_asks_if_it_is_in_the_gateways_lane_and_leads_only_there():
    made, told = prepared(process(start(), user("a"), xor("g", "Đạt?"), ENDS, chain("s", "a", "g"), WAYS))
    decision = made.decisions["g"]
    assert decision.asked_by == "a"
    assert decision.question == "Đạt?"
    assert [(c.label, c.flow) for c in decision.choices] == [("Đạt", "g-e"), ("Không đạt", "g-e2")]
    assert made.tasks["a"].decisions == ("g",)
    assert told["decision-by-person"][0].level is Level.WARNING


def test_another_lane_asks_by_a_step_of_its_own():
    made, _ = prepared(
        process(
            lanes(A=("s", "a"), B=("g", "e", "e2")),
            start(),
            user("a"),
            xor("g", "Đạt?"),
            ENDS,
            chain("s", "a", "g"),
            WAYS,
        )
    )
    asked_by = made.decisions["g"].asked_by
    assert asked_by == "g_decide"
    assert made.diagram.lane_of[asked_by] == made.diagram.lane_of["g"] != made.diagram.lane_of["a"]
    assert [f.source for f in made.diagram.incoming("g")] == [asked_by]
    assert [f.target for f in made.diagram.outgoing("a")] == [asked_by]


def test_a_task_that_leads_elsewhere_too_does_not_ask():
    made, _ = prepared(
        process(start(), user("a"), user("b"), xor("g"), ENDS, chain("s", "a", "g"), flow("a", "b"), WAYS)
    )
    assert made.decisions["g"].asked_by == "g_decide"


def test_a_repeated_task_does_not_ask():
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    made, _ = prepared(process(start(), user("a", inside=loop), xor("g"), ENDS, chain("s", "a", "g"), WAYS))
    assert made.decisions["g"].asked_by == "g_decide"


def test_a_gateway_that_several_ways_lead_to_asks_once_for_each_arrival():
    made, _ = prepared(
        process(
            start(), user("a"), user("b"), xor("g"), ENDS, chain("s", "a", "g"), flow("s", "b"), flow("b", "g"), WAYS
        )
    )
    assert made.decisions["g"].asked_by == "g_decide"
    assert sorted(f.source for f in made.diagram.incoming("g_decide")) == ["a", "b"]


def test_an_inclusive_join_still_waits_before_the_decision():
    gateway = node("inclusiveGateway", "g", "Những việc nào?")
    made, _ = prepared(
        process(
            start(), user("a"), user("b"), gateway, ENDS, chain("s", "a", "g"), flow("s", "b"), flow("b", "g"), WAYS
        )
    )
    (join,) = {f.target for task in "ab" for f in made.diagram.outgoing(task)}
    assert made.diagram.nodes[join].type == "inclusiveGateway"
    assert [f.target for f in made.diagram.outgoing(join)] == [made.decisions["g"].asked_by]
    assert made.decisions["g"].several


def test_the_inserted_step_never_takes_an_id_of_the_diagram():
    made, _ = prepared(
        process(start(), xor("g"), user("g_decide"), ENDS, chain("s", "g_decide", "e"), flow("s", "g"), WAYS)
    )
    assert made.decisions["g"].asked_by == "g_decide_2"


def test_unlabelled_ways_are_called_after_what_they_lead_to():
    made, _ = prepared(
        process(
            start(),
            xor("g"),
            user("a", "Thẩm định"),
            user("b", "Trả lại"),
            flow("s", "g"),
            flow("g", "a"),
            flow("g", "b"),
        )
    )
    assert [c.label for c in made.decisions["g"].choices] == ["Thẩm định", "Trả lại"]


def test_ways_of_one_label_are_told_apart():
    made, _ = prepared(
        process(
            start(),
            xor("g"),
            user("a", "X"),
            user("b", "Y"),
            flow("s", "g"),
            flow("g", "a", "Có"),
            flow("g", "b", "Có"),
        )
    )
    labels = [c.label for c in made.decisions["g"].choices]
    assert len(set(labels)) == 2


def test_the_conditions_are_true_for_the_choice_and_for_no_other():
    made, _ = prepared(process(start(), user("a"), xor("g"), ENDS, chain("s", "a", "g"), WAYS))
    key = made.decisions["g"].key
    for chosen in ("g-e", "g-e2"):
        for way in made.diagram.outgoing("g"):
            assert way.condition is not None
            expression = parse.parse(way.condition.body, way.condition.language)
            assert evaluate.truth(expression, {key: chosen}) is (way.id == chosen)


def test_an_inclusive_choice_takes_every_way_that_was_ticked():
    gateway = node("inclusiveGateway", "g", "Những việc nào?")
    made, _ = prepared(process(start(), user("a"), gateway, ENDS, chain("s", "a", "g"), WAYS))
    key = made.decisions["g"].key
    for way in made.diagram.outgoing("g"):
        assert way.condition is not None
        expression = parse.parse(way.condition.body, way.condition.language)
        assert evaluate.truth(expression, {key: ["g-e", "g-e2"]})
        assert not evaluate.truth(expression, {key: []})


def test_keys_are_names_that_feel_takes_and_no_two_are_the_same():
    made, _ = prepared(
        process(start(), xor("g-1.á"), xor("g_1_á"), ENDS, end("e3"), end("e4"), flow("s", "g-1.á"), flow("s", "g_1_á"),
                flow("g-1.á", "e"), flow("g-1.á", "e2"), flow("g_1_á", "e3"), flow("g_1_á", "e4"))
    )  # fmt: skip
    keys = [decision.key for decision in made.decisions.values()]
    assert len(set(keys)) == 2
    assert all(key.isascii() and key.isidentifier() for key in keys)


def test_a_lone_way_without_condition_is_the_default():
    made, told = prepared(
        process(
            start(), xor("g"), ENDS, flow("s", "g"), flow("g", "e", condition="= ok = true"), flow("g", "e2", "Không")
        )
    )
    assert made.decisions == {}
    assert made.diagram.nodes["g"].default == "g-e2"
    assert told["default-assumed"][0].level is Level.WARNING


def test_conditions_and_a_default_are_left_alone():
    made, told = prepared(
        process(
            start(),
            xor("g", default="g-e2"),
            ENDS,
            flow("s", "g"),
            flow("g", "e", condition="= ok = true"),
            flow("g", "e2"),
        )
    )
    assert made.decisions == {}
    assert set(told) == {"variable-not-asked"}


def test_an_empty_condition_is_none():
    made, told = prepared(
        process(
            start(),
            user("a"),
            xor("g"),
            ENDS,
            chain("s", "a", "g"),
            flow("g", "e", "Có", ""),
            flow("g", "e2", "Không", " "),
        )
    )
    assert made.decisions["g"].asked_by == "a"
    assert "decision-by-person" in told


def test_a_label_typed_as_condition_is_a_label():
    made, told = prepared(
        process(
            start(),
            user("a"),
            xor("g"),
            ENDS,
            chain("s", "a", "g"),
            flow("g", "e", "Yes", "Yes"),
            flow("g", "e2", "No", "No"),
        )
    )
    assert [c.label for c in made.decisions["g"].choices] == ["Yes", "No"]
    assert "condition-is-label" in told


def test_the_same_drawing_prepares_the_same():
    parts = process(start(), user("a"), xor("g"), ENDS, chain("s", "a", "g"), WAYS)
    assert prepared(parts) == prepared(parts)


MIXED = (
    flow("g", "e", "Đủ", condition="=diem > 5"),
    flow("g", "e2", "Thiếu"),
    flow("g", "e3", "Trả lại"),
)


def mixed(default: str = "", **answer: object):
    ends = end() + end("e2") + end("e3")
    decided = {"g": {"decision": answer}} if answer else {}
    return prepared(
        process(start(), user("a"), xor("g", "Đạt?", default), ends, chain("s", "a", "g"), *MIXED),
        settings=st.from_json({"answers": decided}),
    )


@pytest.mark.parametrize("default", ["", "g-e3"])
def test_conditions_go_on_deciding_where_other_ways_have_none(default: str):
    made, told = mixed(default)
    ways = {flow.target: flow for flow in made.diagram.outgoing("g")}
    assert made.diagram.flows["g-e"].condition.body == "=diem > 5"
    assert made.diagram.nodes["g"].default == ways["g_decide"].id
    assert set(ways) == {"e", "g_decide"}
    assert [flow.target for flow in made.diagram.outgoing("g_decide")] == ["g_rest"]
    assert {flow.target for flow in made.diagram.outgoing("g_rest")} == {"e2", "e3"}
    (decision,) = made.decisions.values()
    assert (decision.gateway, decision.asked_by, decision.drawn) == ("g_rest", "g_decide", "g")
    assert [choice.label for choice in decision.choices] == ["Thiếu", "Trả lại"]
    assert made.diagram.nodes["g_rest"].default is None
    assert told["decision-mixed"][0].level is Level.WARNING
    assert "expression-syntax" not in told


def test_who_decides_where_no_condition_holds_can_be_said():
    made, told = mixed(question="Làm gì tiếp?", by="apart", labels={"g-e2": "Bổ sung"})
    (decision,) = made.decisions.values()
    assert decision.question == made.diagram.nodes["g_decide"].name == "Làm gì tiếp?"
    assert [choice.label for choice in decision.choices] == ["Bổ sung", "Trả lại"]
    assert "decision-mixed" not in told
    assert "decision-not-before" in mixed(by="before")[1]


def decided(answer: dict[str, object], *, before: str = ""):
    """A gateway of lane B behind a task of lane A."""
    return prepared(
        process(
            lanes(A=("s", "a"), B=("g", "e", "e2")), start(), before or user("a"), xor("g", "Đạt?"), ENDS,
            chain("s", "a", "g"), WAYS,
        ),
        settings=st.from_json({"answers": {"g": {"decision": answer}}}),
    )  # fmt: skip


def test_the_question_and_the_choices_can_be_said():
    made, told = decided({"question": "Hồ sơ đạt chưa?", "labels": {"g-e": "Đạt rồi"}})
    decision = made.decisions["g"]
    assert decision.question == made.diagram.nodes["g_decide"].name == "Hồ sơ đạt chưa?"
    assert [choice.label for choice in decision.choices] == ["Đạt rồi", "Không đạt"]
    assert "decision-by-person" not in told


def test_the_task_before_asks_whatever_its_lane_if_an_answer_says_so():
    made, told = decided({"by": "before"})
    assert made.decisions["g"].asked_by == "a"
    assert made.diagram.nodes.keys() == {"s", "a", "g", "e", "e2"}
    assert "decision-by-person" not in told


def test_where_no_task_stands_before_a_step_is_added_and_told():
    made, told = decided({"by": "before"}, before=node("intermediateCatchEvent", "a", inside=timer("P1D")))
    assert made.decisions["g"].asked_by == "g_decide"
    assert told["decision-not-before"][0].level is Level.WARNING


def test_another_lane_can_decide():
    made, _ = decided({"lane": "P/A"})
    assert made.decisions["g"].asked_by == "g_decide"
    assert made.diagram.lane_of["g_decide"] == "P/A"
    assert made.diagram.lane_of["g"] == "P/B"


def test_a_default_alone_says_nothing_of_who_decides():
    made, told = decided({"default": "g-e"})
    assert made.decisions["g"].asked_by == "g_decide"
    assert "decision-by-person" in told


def test_a_way_to_an_end_without_a_name_is_called_the_end():
    made, _ = prepared(
        process(start(), user("b", "Thẩm định"), xor("g"), end(), flow("s", "g"), flow("g", "b"), flow("g", "e"))
    )
    assert [choice.label for choice in made.decisions["g"].choices] == ["Thẩm định", "Kết thúc"]
