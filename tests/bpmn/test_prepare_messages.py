"""Pools of one file talk by messages with one name at both ends; what comes from outside starts the case."""

from __future__ import annotations

from bpmn.lint import finding
from tests.bpmn.drawing import chain, end, message, node, pools, prepared, process, sends, start, user

RECEIVER = process(start("s2", message()), user("b"), end("e2"), chain("s2", "b", "e2"), of="Q")


def test_a_black_boxs_message_into_a_start_is_how_the_case_starts():
    made, told = prepared(pools(("Citizen", None), ("Office", "Q"), flows=sends("Citizen", "s2", "Đơn")), RECEIVER)
    assert made.starts == ("Q",)
    assert made.start_message == {"Q": "Đơn"}
    assert told["message-unnamed"][0].element == "s2"


def test_a_process_begun_by_another_pool_does_not_begin_with_the_case():
    throw = node("endEvent", "t", "Gửi", message())
    made, _ = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "s2", "Giao")),
        process(start(), user("a"), throw, chain("s", "a", "t")),
        RECEIVER,
    )
    assert made.starts == ("P",)
    assert made.start_message == {}
    assert made.diagram.nodes["t"].events[0].name == made.diagram.nodes["s2"].events[0].name == "Giao"


def test_a_process_that_another_pool_begins_at_an_event_gateway_does_not_begin_with_the_case():
    catch = node("intermediateCatchEvent", "c", "", message(ref="m"))
    other = node("intermediateCatchEvent", "d", "", message(ref="n"))
    gateway = node("eventBasedGateway", "g", instantiate="true")
    made, _ = prepared(
        node("message", "m", "Giao") + node("message", "n", "Hủy"),
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "c")),
        process(start(), node("endEvent", "t", "", message(ref="m")), chain("s", "t")),
        process(gateway, catch, other, user("b"), end(), chain("g", "c", "b", "e"), chain("g", "d", "b"), of="Q"),
    )
    assert made.starts == ("P",)


def test_both_ends_get_the_name_that_one_has():
    throw = node("endEvent", "t", "Gửi", message(ref="m"))
    made, _ = prepared(
        node("message", "m", "Hồ sơ"),
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "s2")),
        process(start(), throw, chain("s", "t")),
        RECEIVER,
    )
    assert made.diagram.nodes["s2"].events[0].name == "Hồ sơ"


def test_the_message_of_a_message_flow_names_what_its_ends_leave_unnamed():
    joined = node("messageFlow", "f", "Nộp", sourceRef="Citizen", targetRef="s2", messageRef="m")
    made, _ = prepared(node("message", "m", "Đơn"), pools(("Citizen", None), ("Office", "Q"), flows=joined), RECEIVER)
    assert made.start_message == {"Q": "Đơn"}


def test_a_flow_from_a_persons_task_sends_when_the_task_is_done():
    made, told = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("a", "s2", "Giao")),
        process(start(), user("a"), end(), chain("s", "a", "e")),
        RECEIVER,
    )
    (after,) = made.diagram.outgoing("a")
    throw = made.diagram.nodes[after.target]
    assert throw.events[0].name == "Giao"
    assert made.diagram.lane_of[throw.id] == made.diagram.lane_of["a"]
    assert [f.target for f in made.diagram.outgoing(throw.id)] == ["e"]
    assert told["message-sent-after-task"][0].element == "a"
    assert made.starts == ("P",)


def test_send_and_receive_tasks_between_pools_that_run_stay_messages():
    made, _ = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "r", "Giao")),
        process(start(), node("sendTask", "t", "Gửi"), chain("s", "t")),
        process(start("s2"), node("receiveTask", "r", "Nhận"), chain("s2", "r"), of="Q"),
    )
    assert made.tasks == {}
    assert made.diagram.nodes["t"].message == made.diagram.nodes["r"].message == "Giao"
    assert made.starts == ("P", "Q")


def test_a_send_task_to_a_black_box_is_a_persons():
    made, _ = prepared(
        pools(("One", "P"), ("Citizen", None), flows=sends("t", "Citizen")),
        process(start(), node("sendTask", "t", "Gửi"), chain("s", "t")),
    )
    assert made.tasks["t"].was == "sendTask"


def test_a_receive_task_of_an_executable_process_that_names_its_message_waits_for_it():
    parts = (start(), node("receiveTask", "r", "Nhận", messageRef="m"), chain("s", "r"))
    made, _ = prepared(node("message", "m", "Mã số thuế"), process(*parts))
    assert "r" not in made.tasks
    made, _ = prepared(node("message", "m", "Mã số thuế"), process(*parts, executable="false"))
    assert made.tasks["r"].was == "receiveTask"


def test_pools_that_start_each_other_begin_with_the_first_and_a_warning():
    made, told = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "s2", "A") + sends("t2", "s", "B")),
        process(start("s", message()), node("endEvent", "t", "", message()), chain("s", "t")),
        process(start("s2", message()), node("endEvent", "t2", "", message()), chain("s2", "t2"), of="Q"),
    )
    assert made.starts == ("P",)
    assert "start-circular" in told


def test_two_pools_that_nothing_joins_both_begin():
    made, _ = prepared(
        pools(("One", "P"), ("Two", "Q")),
        process(start(), user("a"), chain("s", "a")),
        process(start("s2"), user("b"), chain("s2", "b"), of="Q"),
    )
    assert made.starts == ("P", "Q")


def test_a_message_that_nothing_sends_comes_from_outside_with_a_warning():
    wait = node("intermediateCatchEvent", "w", "Chờ", message())
    _, told = prepared(process(start(), wait, end(), chain("s", "w", "e")))
    assert told["message-without-sender"][0].element == "w"


def test_a_message_flow_to_a_plain_start_is_what_begins_its_pool():
    made, told = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "s2", "Giao")),
        process(start(), node("sendTask", "t", "Gửi"), chain("s", "t")),
        process(start("s2"), user("b"), chain("s2", "b"), of="Q"),
    )
    assert made.starts == ("P",)
    assert made.diagram.nodes["s2"].events[0].name == made.diagram.nodes["t"].message == "Giao"
    assert [one.element for one in told["start-by-message"]] == ["s2"]


def test_a_message_to_the_edge_of_a_pool_reaches_its_message_start():
    made, _ = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "Two", "Giao")),
        process(start(), node("endEvent", "t", "", message()), chain("s", "t")),
        RECEIVER,
    )
    assert made.starts == ("P",)
    assert made.diagram.nodes["s2"].events[0].name == made.diagram.nodes["t"].events[0].name


def test_a_pool_whose_message_nothing_throws_begins_with_the_case():
    made, _ = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("One", "s2", "Giao")),
        process(start(), user("a"), chain("s", "a")),
        RECEIVER,
    )
    assert made.starts == ("P", "Q")


def test_the_message_flow_of_a_task_leaves_what_throws_its_message():
    made, _ = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("a", "s2", "Giao", of="m")),
        process(start(), user("a"), end(), chain("s", "a", "e")),
        RECEIVER,
    )
    assert made.diagram.nodes[made.diagram.message_flows["m"].source].type == "intermediateThrowEvent"


def test_pools_that_share_a_messages_name_are_joined_with_a_note():
    throw = node("endEvent", "t", "Gửi", message(ref="m"))
    made, told = prepared(
        node("message", "m", "Hồ sơ"),
        pools(("One", "P"), ("Two", "Q")),
        process(start(), throw, chain("s", "t")),
        process(start("s2", message("m")), user("b"), chain("s2", "b"), of="Q"),
    )
    assert [(flow.source, flow.target) for flow in made.diagram.message_flows.values()] == [("t", "s2")]
    assert told["message-by-name"][0].element == "t"


def test_one_cause_is_told_once():
    _, told = prepared(
        pools(("One", "P"), ("Citizen", None), flows=sends("t", "Citizen")),
        process(start(), node("sendTask", "t", "Gửi"), chain("s", "t")),
    )
    assert set(told) == {"task-without-implementation"}


def test_names_made_up_for_both_ends_of_a_flow_need_no_acceptance():
    throw = node("endEvent", "t", "Gửi", message())
    _, told = prepared(
        pools(("One", "P"), ("Two", "Q"), flows=sends("t", "s2")),
        process(start(), throw, chain("s", "t")),
        RECEIVER,
    )
    assert [one.level for one in told["message-unnamed"]] == [finding.Level.NOTE]
