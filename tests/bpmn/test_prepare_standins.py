"""What the engine doesn't execute or nobody has told has a stand-in, which the analyst accepts or answers."""

from __future__ import annotations

import pytest

from bpmn import study
from bpmn.lint.finding import Level
from tests.bpmn.drawing import (
    chain,
    end,
    file,
    flow,
    message,
    node,
    pools,
    prepared,
    process,
    sends,
    start,
    timer,
    user,
)
from tests.runner import driving

EMPTY = (
    ("<timerEventDefinition/>", "timer-empty", "timer"),
    (
        "<conditionalEventDefinition/>",
        "conditional-without-condition",
        "condition",
    ),
)


@pytest.mark.parametrize(("definition", "rule", "asks"), EMPTY)
def test_of_an_event_that_says_nothing_a_person_says_when_it_has_come(definition: str, rule: str, asks: str):
    wait = node("intermediateCatchEvent", "t", "Chờ", definition)
    made, told = prepared(process(start(), wait, end(), chain("s", "t", "e")))
    (one,) = told[rule]
    assert (one.level, one.asks) == (Level.WARNING, asks)
    assert made.diagram.nodes["t"].type == "userTask"
    assert made.tasks["t"].was == "intermediateCatchEvent"


@pytest.mark.parametrize(("definition", "rule", "asks"), EMPTY)
def test_what_says_nothing_on_a_border_or_beside_others_never_happens_by_itself(definition: str, rule: str, asks: str):
    listening = node("startEvent", "s1", "", definition)
    parts = (
        user("a"),
        node("boundaryEvent", "b", "", definition, attachedToRef="a"),
        user("z"),
        node("subProcess", "h", "", listening + user("i") + flow("s1", "i"), triggeredByEvent="true"),
        node("eventBasedGateway", "g"),
        node("intermediateCatchEvent", "c", "", definition),
        node("intermediateCatchEvent", "d", "", message()),
    )
    ways = (chain("s", "a", "g", "d", "e"), chain("g", "c", "e"), flow("b", "z"))
    made, told = prepared(process(start(), *parts, end(), *ways))
    assert {one.element for one in told[rule]} == {"b", "s1", "c"}
    assert all(one.asks == asks for one in told[rule])
    assert not {"b", "h", "i", "s1", "c"} & made.diagram.nodes.keys()
    assert "z" in made.diagram.nodes


@pytest.mark.parametrize(("definition", "rule", "asks"), EMPTY)
def test_where_no_event_behind_a_gateway_says_anything_a_person_says_which_has_come(
    definition: str, rule: str, asks: str
):
    parts = (
        node("eventBasedGateway", "g"),
        node("intermediateCatchEvent", "c", "Hết hạn", definition),
        node("intermediateCatchEvent", "d", "Đủ điều kiện", definition),
    )
    made, told = prepared(process(start(), *parts, end(), chain("s", "g", "c", "e"), chain("g", "d", "e")))
    (decision,) = made.decisions.values()
    assert [one.label for one in decision.choices] == ["Hết hạn", "Đủ điều kiện"]
    assert {(one.element, one.asks) for one in told[rule]} == {("c", asks), ("d", asks)}
    assert list(made.tasks) == [decision.asked_by]  # asked once, not again behind the gateway


def test_compensation_is_a_persons_work_where_it_is_thrown():
    parts = (
        user("a"),
        node("boundaryEvent", "b", "", "<compensateEventDefinition/>", attachedToRef="a"),
        node("userTask", "h", "Thu hồi giấy phép", isForCompensation="true"),
        node("intermediateThrowEvent", "t", "", "<compensateEventDefinition/>"),
    )
    made, told = prepared(process(start(), *parts, end(), chain("s", "a", "t", "e")))
    assert {one.element for one in told["compensation-not-executed"]} == {"b", "h"}
    (one,) = told["compensation-by-person"]
    assert "Thu hồi giấy phép" in one.message
    (undo,) = made.tasks.keys() - {"a"}
    assert "Thu hồi giấy phép" in made.diagram.nodes[undo].documentation
    assert [flow.target for flow in made.diagram.outgoing(undo)] == ["t"]
    assert made.diagram.nodes["t"].events == ()


@pytest.mark.parametrize(("quantity", "rule"), [("2", "token-quantity-one"), ("0", "token-quantity-wrong")])
def test_a_token_quantity_is_read_as_one_and_none_is_wrong(quantity: str, rule: str):
    task = node("userTask", "a", "A", startQuantity=quantity)
    made, told = prepared(process(start(), task, end(), chain("s", "a", "e")))
    (one,) = told[rule]
    assert (one.level is Level.ERROR, one.values["quantity"]) == (quantity == "0", quantity)
    assert "startQuantity" not in made.diagram.nodes["a"].attributes


@pytest.mark.parametrize(
    ("kind", "text", "rule", "read"),
    [
        ("timeDuration", "3 ngày", "timer-in-words", ("duration", "P3D")),
        ("timeDate", "2 weeks", "timer-in-words", ("duration", "P2W")),
        ("timeDuration", "p3d", "", ("duration", "P3D")),
        ("timeDuration", "PT1.5H", "timer-in-words", ("duration", "PT1H30M")),
        ("timeDuration", "15 ngày làm việc", "", ("duration", "15 ngày làm việc")),
        ("timeDuration", '"2 working days"', "", ("duration", '"2 working days"')),
        ("timeDate", "sau 3 ngày làm việc", "timer-kind-turned", ("duration", "sau 3 ngày làm việc")),
        ("timeDate", "P3D", "timer-kind-turned", ("duration", "P3D")),
        ("timeCycle", "PT1H", "timer-kind-turned", ("duration", "PT1H")),
        ("timeDuration", "2027-01-01T08:00:00Z", "timer-kind-turned", ("date", "2027-01-01T08:00:00Z")),
        ("timeDuration", "R3/PT1H", "timer-kind-turned", ("cycle", "R3/PT1H")),
    ],
)
def test_a_timer_is_read_as_it_was_meant(kind: str, text: str, rule: str, read: tuple[str, str]):
    made, told = prepared(
        process(start(), node("intermediateCatchEvent", "t", "Chờ", timer(text, kind)), end(), chain("s", "t", "e"))
    )
    (event,) = made.diagram.nodes["t"].events
    assert event.expression is not None
    assert (event.timer, event.expression.body) == read
    assert {one for one in told if one.startswith("timer")} == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("number", "wrong"),
    [("-1", True), ("2.5", True), ("true", True), ('"vài"', True), ("3", False), ('"3"', False), ("n", False)],
)
def test_a_number_of_instances_that_is_none_is_an_error(number: str, wrong: bool):
    said = f"<loopCardinality>{number}</loopCardinality>"
    loop = f"<multiInstanceLoopCharacteristics>{said}</multiInstanceLoopCharacteristics>"
    _, told = prepared(process(start(), user("a", inside=loop), chain("s", "a")))
    assert ("multi-instance-number-wrong" in told) == wrong


def test_what_leads_back_to_the_start_begins_again_at_the_first_step():
    made, _ = prepared(process(start(), user("a"), user("b"), end(), chain("s", "a", "b", "e"), flow("b", "s")))
    again = made.diagram.outgoing("s")[0].target
    assert made.diagram.incoming("s") == ()
    assert {one.source for one in made.diagram.incoming(again)} == {"s", "b"}
    assert [one.target for one in made.diagram.outgoing(again)] == ["a"]


def test_a_lone_start_that_leads_nowhere_begins_what_nothing_leads_to():
    """Its pool waits for the message that is drawn to it, and begins no sooner."""
    first = process(start(), user("a"), chain("s", "a"))
    then = process(start("s2", message()), user("b"), user("c"), chain("b", "c"), of="Q")
    made, told = prepared(pools(("Dân", "P"), ("Sở", "Q"), flows=sends("a", "s2", of="f")), first, then)
    assert [one.target for one in made.diagram.outgoing("s2")] == ["b"]
    assert made.starts == ("P",)
    assert "start-missing" not in told


def test_message_flows_of_what_is_left_out_are_left_out_too():
    border = node("boundaryEvent", "b", "", "<timerEventDefinition/>", attachedToRef="a")
    parts = process(start(), user("a"), border, end(), chain("s", "a", "e"))
    made, _ = prepared(pools(("Dân", None), ("Sở", "P"), flows=sends("Dân", "b", of="f")), parts)
    assert "b" not in made.diagram.nodes
    assert not made.diagram.message_flows


@pytest.mark.parametrize(
    ("definition", "ways"), [("", ["b"]), ("<messageEventDefinition/>", ["b"]), ("<terminateEventDefinition/>", [])]
)
def test_an_end_in_the_middle_is_passed_unless_it_ends_everything(definition: str, ways: list[str]):
    drawn = process(start(), node("endEvent", "m", "", definition), user("b"), end(), chain("s", "m", "b", "e"))
    made, _ = prepared(drawn)
    assert [one.target for one in made.diagram.outgoing("m")] == ways


def test_a_message_flow_within_a_pool_is_the_way_where_no_other_leads_there():
    drawn = process(start(), user("a"), user("b"), user("c"), end(), chain("s", "a", "c", "e"), flow("b", "e"))
    pool = '<collaboration id="C"><participant id="One" processRef="P"/>{}</collaboration>'
    talk = '<messageFlow id="{0}-{1}" sourceRef="{0}" targetRef="{1}"/>'
    made, _ = prepared(pool.format(talk.format("a", "b") + talk.format("a", "c")) + drawn)
    assert [one.source for one in made.diagram.incoming("b")] == ["a"]
    assert [one.source for one in made.diagram.incoming("c")] == ["a"]
    assert not made.diagram.message_flows


LANES = (
    ("startEvent", "", "userTask", ""),
    ("startEvent", message(), "userTask", ""),
    ("startEvent", message(), "endEvent", message()),
    ("intermediateCatchEvent", message(), "userTask", ""),
    ("intermediateCatchEvent", message(), "endEvent", ""),
    ("intermediateCatchEvent", message(), "intermediateThrowEvent", message()),
)


@pytest.mark.parametrize(("waits", "definition", "sends_", "sent"), LANES)
def test_lanes_that_talk_by_message_flows_hand_the_work_on(waits: str, definition: str, sends_: str, sent: str):
    """Drawn as if each lane were a pool: what begins or waits in the next lane is reached, and waits for nothing."""
    first = start(), user("a"), node(sends_, "m", "Gửi", sent), chain("s", "a", "m")
    then = node(waits, "n", "Nhận", definition), user("b"), end(), chain("n", "b", "e")
    data = file(pools(("Sở", "P"), flows=sends("m", "n", of="f")), process(*first, *then))
    seen = study.study(data)
    case = driving.Run(seen.prepared)
    while case.open() != ["b"]:
        (task,) = case.open()
        case.do(task)
    case.do("b")
    assert case.ended
    assert not case.post
    told = {one.rule for one in seen.findings}
    assert "message-flow-within-pool" in told
    assert not told & {"unreachable", "no-dead-end", "message-flow-end", "start-several"}


def test_an_event_that_waits_in_another_lane_gets_the_message_of_the_step_before():
    parts = start(), node("parallelGateway", "g"), user("a"), node("parallelGateway", "j"), end()
    wait = node("intermediateCatchEvent", "c", "Nhận", message())
    ways = chain("s", "g", "a", "j", "e"), chain("g", "c", "j")
    seen = study.study(file(pools(("Sở", "P"), flows=sends("a", "c", of="f")), process(*parts, wait, *ways)))
    case = driving.Run(seen.prepared)
    case.do("a")
    case.deliver()
    assert case.ended


def test_pools_that_are_joined_from_a_plain_end_to_a_plain_start_follow_each_other():
    first = process(start(), user("a"), end(), chain("s", "a", "e"))
    then = process(start("s2"), user("b"), end("e2"), chain("s2", "b", "e2"), of="Q")
    made, told = prepared(pools(("Dân", "P"), ("Sở", "Q"), flows=sends("e", "s2")), first, then)
    assert made.starts == ("P",)
    assert told["message-sent-by-event"][0].element == "e"
    assert told["start-by-message"][0].element == "s2"


def test_a_step_that_does_not_wait_for_the_message_that_leads_to_it_is_told():
    first = process(start(), user("a"), chain("s", "a"))
    then = process(start("s2"), user("b"), chain("s2", "b"), of="Q")
    _, told = prepared(pools(("Dân", "P"), ("Sở", "Q"), flows=sends("a", "b", of="f")), first, then)
    assert told["message-not-awaited"][0].element == "f"
    _, told = prepared(pools(("Dân", None), ("Sở", "P"), flows=sends("Dân", "a", of="f")), first)
    assert "message-not-awaited" not in told
