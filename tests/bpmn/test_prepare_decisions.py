"""A gateway with labels and no conditions is decided by a person of its lane, in the right place."""

from __future__ import annotations

from bpmn.expressions import evaluate, parse
from bpmn.lint.finding import Level
from tests.bpmn.drawing import chain, end, flow, lanes, node, prepared, process, start, user, xor

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
