"""Pools that sequence flows join are one process: where it begins, who does its steps, what stays apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpmn import diagram as dg
from bpmn import matching, prepare, study
from bpmn import prepared as pp
from bpmn import settings as st
from tests.bpmn import drawing
from tests.bpmn.drawing import (
    border,
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
    prepared,
    process,
    sends,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

TWO = pools(("UBND", "P"), ("CA", "Q"))
FIRST = start() + user("a1") + user("a2") + end() + chain("s", "a1") + chain("a2", "e")
"""A pool that begins the case and ends it, with a gap in the middle."""
THERE, BACK = flow("a1", "b1"), flow("b1", "a2")
JOIN = node("parallelGateway", "j")


def ways(made: pp.Prepared) -> set[tuple[str, str]]:
    return {(one.source, one.target) for one in made.diagram.flows.values()}


def begun(made: pp.Prepared) -> set[str]:
    """Where the start events of the case lead."""
    starts = {n.id for n in made.diagram.nodes.values() if n.type == "startEvent" and n.parent is None}
    return {target for source, target in ways(made) if source in starts}


def test_steps_of_two_pools_are_one_process_and_stay_with_their_agencies():
    made, told = prepared(TWO, process(FIRST, THERE), process(user("b1"), BACK, of="Q"))
    assert (made.starts, set(made.diagram.processes)) == (("P",), {"P"})
    assert {"P"} == {one.process for one in (*made.diagram.nodes.values(), *made.diagram.flows.values())}
    assert (made.diagram.lane_of["b1"], made.diagram.lanes["CA"].label) == ("CA", "CA")
    assert made.diagram.pools["CA"].process == "P"
    assert [one.element for one in told["flow-joins-pools"]] == ["a1-b1", "b1-a2"]
    assert "“UBND” to “CA”" in told["flow-joins-pools"][0].message_en


def test_the_diagram_as_read_keeps_both_processes():
    drawn = drawing.read(TWO, process(FIRST, THERE), process(user("b1"), BACK, of="Q"))
    assert set(drawn.processes) == {"P", "Q"}
    assert (drawn.nodes["b1"].process, drawn.flows["a1-b1"].process) == ("Q", "P")


def test_lanes_inside_of_the_pools_stay_what_they_are():
    first = lanes(Một_cửa=("s", "a1"), Chủ_tịch=("a2", "e"))
    made, _ = prepared(TWO, process(first, FIRST, THERE), process(user("b1"), BACK, of="Q"))
    assert made.diagram.lane_of == {
        **dict.fromkeys(("s", "a1"), "UBND/Một_cửa"),
        **dict.fromkeys(("a2", "e"), "UBND/Chủ_tịch"),
        "b1": "CA",
    }


HABIT = process(start("s2"), user("b1"), end("e2"), chain("s2", "b1", "e2"), BACK, of="Q")
OWN_STEP = (user("b0"), user("b1"), chain("s2", "b0", "b1"), BACK)
WAITING = (user("b0"), JOIN, chain("s2", "b0", "j"), flow("j", "a2"))
CAUGHT = catch("m", message()) + user("b1") + BACK


@pytest.mark.parametrize(
    ("parts", "first", "rules"),
    [
        ((process(FIRST, THERE), HABIT), {"a1"}, {"start-of-joined-pool"}),
        ((process(FIRST, flow("a1", "s2")), HABIT), {"a1"}, {"start-of-joined-pool"}),
        ((process(user("a1"), user("a2"), THERE), HABIT), {"a1"}, {"start-missing", "start-of-joined-pool"}),
        ((process(start(), user("a1"), user("a2"), THERE), HABIT), {"a1"}, {"start-of-joined-pool"}),
        ((process(user("a1"), user("a2"), THERE), process(user("b1"), BACK, of="Q")), {"a1"}, {"start-missing"}),
        ((process(FIRST, THERE), process(start("s2"), *OWN_STEP, of="Q")), {"P_decide"}, {"start-several"}),
        (
            (process(FIRST, flow("a1", "j")), process(start("s2"), *WAITING, of="Q")),
            {"s", "s2"},
            {"starts-of-joined-pools"},
        ),
    ],
    ids=["habit", "into-start", "no-start", "lone-start", "no-start-at-all", "second-way-in", "waited-for"],
)
def test_the_case_begins_where_the_drawing_begins(parts: tuple[str, ...], first: set[str], rules: set[str]):
    made, told = prepared(TWO, *parts)
    assert (made.starts, begun(made)) == (("P",), first)
    assert {rule for rule in told if rule.startswith("start")} == rules


def test_a_start_that_only_waits_for_the_others_message_begins_nothing_of_its_own():
    two = pools(("UBND", "P"), ("CA", "Q"), flows=sends("a1", "m"))
    made, _ = prepared(two, process(FIRST), process(start("s2"), CAUGHT, chain("s2", "m", "b1"), of="Q"))
    assert begun(made) == {"a1"}
    assert ("a1", "m") in ways(made)


def test_a_pool_that_works_before_it_waits_for_a_message_begins_with_the_other():
    two = pools(("UBND", "P"), ("CA", "Q"), flows=sends("a1", "m"))
    second = process(start("s2"), user("b0"), CAUGHT, chain("s2", "b0", "m", "b1"), of="Q")
    made, told = prepared(two, process(FIRST), second)
    assert begun(made) == {"s", "s2"}
    assert told["starts-of-joined-pools"][0].element == "s"


def test_a_message_that_another_joined_pool_waits_for_by_its_name_is_the_way_there():
    sent = node("message", "M", "Giao") + TWO
    first = process(FIRST, throw("t", message("M")), chain("a1", "t"))
    second = process(start("s2", message("M")), user("b1"), chain("s2", "b1"), BACK, of="Q")
    made, told = prepared(sent, first, second)
    assert (begun(made), ("t", "s2") in ways(made)) == ({"a1"}, True)
    assert told["message-by-name"][0].element == "t"


def test_a_message_flow_between_joined_pools_is_told():
    two = pools(("UBND", "P"), ("CA", "Q"), flows=sends("b1", "a2"))
    told = found(two, process(FIRST, flow("a1", "a2"), THERE), process(user("b1"), of="Q"))
    assert "message-flow-within-pool" in told


@pytest.mark.parametrize("nearer", ["s", "s2"])
def test_of_two_starts_on_one_circle_the_one_where_reading_begins_counts(nearer: str):
    loop = process(start("s2"), user("b1"), xor("x"), end("e2"), chain("s2", "b1", "x", "e2"), flow("x", "a1"), of="Q")
    drawn = drawing.read(TWO, process(start(), user("a1"), flow("s", "a1"), THERE), loop)
    shapes = {one: dg.Shape(one, 100, 80 if one == nearer else 400, 36, 36) for one in ("s", "s2")}
    made = prepare.prepare(replace(drawn, shapes=shapes), st.Settings())[0]
    assert begun(made) == {"a1" if nearer == "s" else "b1"}


def test_three_pools_in_a_row_begin_once():
    made, told = prepared(
        pools(("A", "P"), ("B", "Q"), ("D", "R")),
        process(start(), user("a1"), flow("s", "a1"), THERE),
        process(start("s2"), user("b1"), flow("s2", "b1"), flow("b1", "c1"), of="Q"),
        process(start("s3"), user("c1"), end(), chain("s3", "c1", "e"), of="R"),
    )
    assert (set(made.diagram.processes), begun(made)) == ({"P"}, {"a1"})
    assert [one.element for one in told["start-of-joined-pool"]] == ["s2", "s3"]


def test_pools_that_only_talk_by_messages_stay_two_processes():
    other = process(start("s2", message()), user("b"), end("e2"), chain("s2", "b", "e2"), of="Q")
    made, told = prepared(pools(("UBND", "P"), ("CA", "Q"), flows=sends("a1", "s2")), process(FIRST), other)
    assert set(made.diagram.processes) == {"P", "Q"}
    assert "flow-joins-pools" not in told


def test_a_process_that_is_called_is_joined_by_nothing():
    caller = process(start("s3"), node("callActivity", "c", "Gọi", calledElement="Q"), chain("s3", "c"), of="R")
    made, told = prepared(TWO, process(FIRST, THERE), process(user("b1"), BACK, of="Q"), caller)
    assert {"P", "Q", "R"} == set(made.diagram.processes)
    assert not {"flow-joins-pools", "flow-crosses-level"} & set(told)
    assert not {("a1", "b1"), ("b1", "a2")} & ways(made)


def test_a_message_to_the_edge_of_a_joined_pool_is_a_persons_to_send():
    two = pools(("UBND", "P"), ("CA", "Q"), flows=sends("a1", "CA"))
    first = FIRST.replace(user("a1"), node("sendTask", "a1", "Gửi"))
    made, _ = prepared(two, process(first, THERE), process(user("b1"), BACK, of="Q"))
    assert made.tasks["a1"].was == "sendTask"


def test_links_of_two_pools_with_one_name_stay_apart():
    link = event("link", name="X")
    hop = "".join((throw("t", link), catch("l", link), chain("a1", "t"), flow("l", "a3"), user("a3"), flow("a3", "b1")))
    other = "".join(
        (user("b1"), throw("t2", link), catch("l2", link), user("b2"), chain("b1", "t2"), chain("l2", "b2"))
    )
    made, told = prepared(TWO, process(FIRST, hop), process(other, of="Q"))
    named = {one: made.diagram.nodes[one].events[0].name for one in ("t", "l", "t2", "l2")}
    assert named["t"] == named["l"] != named["t2"] == named["l2"]
    assert "link-target-twice" not in told


def test_a_way_into_a_subprocess_of_another_pool_is_the_way_to_the_subprocess():
    inside = sub("S", start("is"), user("i"), end("ie"), chain("is", "i", "ie"))
    made, _ = prepared(TWO, process(FIRST, flow("a1", "is")), process(inside, flow("S", "a2"), of="Q"))
    assert {("a1", "S"), ("S", "a2")} <= ways(made)
    assert made.diagram.nodes["i"].process == "P"


def test_a_boundary_event_leads_into_another_pool():
    late = border("late", "a1", timer("P3D"))
    made, _ = prepared(
        TWO, process(FIRST, late, flow("a1", "a2"), flow("late", "b1")), process(user("b1"), BACK, of="Q")
    )
    assert (("late", "b1") in ways(made), begun(made)) == (True, {"a1"})


def found(*parts: str) -> list[str]:
    judged = study.study(file(*parts), settings=st.Settings())
    beside = {"lane-unbound", "case-without-limit", "name-placeholder"}
    return [one.rule for one in judged.findings if one.rule not in beside and not one.rule.startswith("step-without")]


def test_joined_pools_are_judged_as_one_process():
    assert found(TWO, process(FIRST, THERE), process(user("b1"), BACK, of="Q")) == ["flow-joins-pools"] * 2


def test_a_step_that_only_its_own_pool_led_to_is_told_as_never_reached():
    second = process(user("b0"), user("b1"), flow("b0", "b1"), BACK, of="Q")
    assert "unreachable" in found(TWO, process(FIRST, THERE), second)


def test_a_deadlock_across_pools_is_found():
    fork = FIRST + xor("x", "Đủ?") + flow("a1", "x")
    second = process(user("b1"), user("b2"), JOIN, chain("b1", "j"), chain("b2", "j"), flow("j", "a2"), of="Q")
    ways_out = flow("x", "b1", "đủ") + flow("x", "b2", "thiếu")
    assert "deadlock" in found(TWO, process(fork, ways_out), second)


def test_a_step_may_be_given_to_a_lane_of_a_joined_pool():
    told = st.from_json({"answers": {"a1": {"lane": "CA"}}})
    seen = study.study(file(TWO, process(FIRST, THERE), process(user("b1"), BACK, of="Q")), settings=told)
    assert seen.prepared.diagram.lane_of["a1"] == "CA"
    assert "answer-lane" not in {one.rule for one in seen.findings}


def test_joined_pools_redrawn_as_lanes_are_the_same_steps_of_the_same_agencies():
    old = drawing.read(TWO, process(FIRST, THERE), process(user("b1"), BACK, of="Q"))
    nodes = ("s", "a1", "a2", "e")
    body = "".join((lanes(UBND=tuple(f"x{one}" for one in nodes), CA=("xb1",)), FIRST, user("b1"), THERE, BACK))
    for one in (*nodes, "b1"):
        for quoted in (f'id="{one}"', f'Ref="{one}"'):
            body = body.replace(quoted, quoted.replace(f'"{one}"', f'"x{one}"'))
    new = drawing.read(process(body))
    assert matching.match(old, new) == {f"x{one}": one for one in (*nodes, "b1")}
    assert matching.match_lanes(old, new)["P/CA"] == "CA"
