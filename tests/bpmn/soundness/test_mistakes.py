"""What is often drawn wrongly, each with its finding, and beside it the drawing that is meant, without one."""

from __future__ import annotations

import pytest

from bpmn import study
from bpmn.lint import finding
from bpmn.soundness import said
from tests.bpmn import drawing as dw

KINDS = {words.rule for words in said.EVERY}
SPLITS = ("exclusive", "parallel", "inclusive")


def gate(kind: str, of: str, **more: str) -> str:
    return dw.node(f"{kind}Gateway", of, f"Cổng {of}", **more)


def end(of: str, inside: str = "") -> str:
    return dw.node("endEvent", of, f"Kết thúc {of}", inside)


def of_file(*parts: str) -> list[finding.Finding]:
    return [one for one in study.study(dw.file(*parts)).findings if one.rule in KINDS]


def told(*parts: str) -> list[finding.Finding]:
    """What soundness says of a process with a start `s` and an end `e`."""
    return of_file(dw.process(dw.start(), *parts, dw.end()))


def kinds(found: list[finding.Finding]) -> list[tuple[str, str | None]]:
    return [(one.rule, one.element) for one in found]


def only(found: list[finding.Finding], rule: str, element: str, *trace: str) -> finding.Finding:
    """The one finding; what must stand on its trace."""
    assert kinds(found) == [(rule, element)]
    assert set(trace) <= set(found[0].trace)
    assert found[0].trace[0] == "s"
    return found[0]


def block(split: str, join: str) -> tuple[str, ...]:
    """A split into two tasks, a join, a task behind it."""
    parts = (gate(split, "g"), gate(join, "j"), dw.user("a"), dw.user("b"), dw.user("t"))
    return (*parts, dw.chain("s", "g", "a", "j", "t", "e"), dw.chain("g", "b", "j"))


# -- splits and joins -------------------------------------------------------------------------------------------------

MIXED = {
    ("exclusive", "parallel"): "deadlock",
    ("exclusive", "inclusive"): None,
    ("parallel", "exclusive"): "lack-of-synchronisation",
    ("parallel", "inclusive"): None,
    ("inclusive", "parallel"): "deadlock",
    ("inclusive", "exclusive"): "lack-of-synchronisation",
} | {(kind, kind): None for kind in SPLITS}


@pytest.mark.parametrize(("split", "join"), MIXED, ids=[f"{split}-{join}" for split, join in MIXED])
def test_a_join_fits_its_split_or_is_told(split: str, join: str):
    rule, found = MIXED[split, join], told(*block(split, join))
    if rule is None:
        assert found == []
        return
    one = only(found, rule, "j", "g")
    assert ("No case at all can end" in one.message_en) == ((split, join) == ("exclusive", "parallel"))


@pytest.mark.parametrize("kind", SPLITS)
def test_flows_that_meet_at_a_task_meet_as_at_an_exclusive_gateway(kind: str):
    found = told(gate(kind, "g"), dw.user("a"), dw.user("b"), dw.user("t"),
                 dw.chain("s", "g", "a", "t", "e"), dw.chain("g", "b", "t"))  # fmt: skip
    if kind == "exclusive":
        assert found == []
    else:
        only(found, "lack-of-synchronisation", "t", "a", "b", "a-t", "b-t")


def test_two_flows_out_of_a_task_both_run():
    parts = (dw.user("a"), dw.user("b"), dw.user("c"), dw.user("t"))
    flows = dw.chain("s", "a", "b", "j", "t", "e") + dw.chain("a", "c", "j")
    only(told(*parts, gate("exclusive", "j"), flows), "lack-of-synchronisation", "j", "a", "b", "c")
    assert told(*parts, gate("parallel", "j"), flows) == []


def test_two_flows_with_conditions_out_of_a_task_may_run_alone():
    parts = (dw.user("a"), dw.user("b"), dw.user("c"))
    flows = dw.chain("s", "a") + dw.flow("a", "b", condition="=x > 1") + dw.flow("a", "c", condition="=x < 5")
    flows += dw.chain("b", "j", "e") + dw.chain("c", "j")
    assert only(told(*parts, gate("parallel", "j"), flows), "deadlock", "j").level is finding.Level.WARNING
    assert told(*parts, gate("inclusive", "j"), flows) == []


def test_branches_that_end_by_themselves_need_no_join():
    flows = dw.chain("s", "g", "a", "e") + dw.chain("g", "b", "x")
    assert told(gate("parallel", "g"), dw.user("a"), dw.user("b"), end("x"), flows) == []


# -- loops ------------------------------------------------------------------------------------------------------------


def test_a_parallel_join_in_a_loop_waits_for_the_way_back():
    parts = (dw.user("a"), dw.xor("g"), dw.chain("s", "j", "a", "g", "e"), dw.chain("g", "j"))
    one = only(told(gate("parallel", "j"), *parts), "deadlock", "j", "s-j")
    assert "No case at all can end" in one.message_en
    assert told(gate("exclusive", "j"), *parts) == []


def test_a_branch_that_goes_back_before_its_split_leaves_the_other_waiting_at_the_join():
    parts = (gate("parallel", "g"), gate("parallel", "j"), dw.xor("m"), dw.xor("x"), dw.user("a"), dw.user("b"))
    flows = dw.chain("s", "m", "g", "a", "j", "e") + dw.chain("g", "b", "x", "j") + dw.flow("x", "m")
    only(told(*parts, flows), "deadlock", "j", "x-m", "a-j")


def test_what_each_round_of_a_loop_begins_may_run_beside_what_the_last_one_began():
    parts = (dw.user("a"), gate("parallel", "g"), dw.user("n"), end("x"), dw.xor("m"), dw.xor("w"), dw.user("c"))
    stop = end("k", dw.event("terminate"))
    flows = dw.chain("s", "m", "a", "g", "c", "w", "k") + dw.flow("w", "m") + dw.chain("g", "n", "x")
    assert kinds(of_file(dw.process(dw.start(), *parts, stop, flows))) == [("ends-with-work-left", "k")]


# -- events -----------------------------------------------------------------------------------------------------------


def reminder(join: str, **more: str) -> tuple[str, ...]:
    """A task with a timer on its border, whose way meets that of the task."""
    parts = (dw.user("a"), dw.border("x", "a", dw.timer("P1D"), **more), dw.user("n"), gate(join, "j"), dw.user("t"))
    return (*parts, dw.chain("s", "a", "j", "t", "e"), dw.chain("x", "n", "j"))


def test_a_join_behind_an_event_that_need_not_come_is_a_deadlock():
    only(told(*reminder("parallel", cancelActivity="false")), "deadlock", "j", "a", "a-j")
    only(told(*reminder("parallel")), "deadlock", "j")


def test_the_way_of_an_event_may_merge_with_that_of_its_task_if_it_interrupts():
    assert told(*reminder("exclusive")) == []
    only(told(*reminder("exclusive", cancelActivity="false")), "lack-of-synchronisation", "j", "x", "x-n", "n")


def test_an_inclusive_join_does_not_wait_for_a_task_whose_event_has_come():
    """The task leads to both flows, so it holds neither back (table 13.3)."""
    only(told(*reminder("inclusive", cancelActivity="false")), "lack-of-synchronisation", "j", "x", "x-n", "n")


def test_a_reminder_that_ends_by_itself_is_sound():
    late = dw.border("x", "a", dw.timer("P1D"), cancelActivity="false")
    parts = (dw.user("a"), late, dw.user("n"), dw.user("m"), end("y"))
    assert told(*parts, dw.chain("s", "a", "e"), dw.chain("x", "n", "m", "y")) == []


def test_an_event_gateway_goes_one_way_and_a_parallel_join_behind_it_waits_for_both():
    parts = (gate("eventBased", "g"), dw.catch("c", dw.timer("P3D")), dw.catch("d", dw.timer("P9D")))
    flows = dw.chain("s", "g", "c", "j", "e") + dw.chain("g", "d", "j")
    one = only(told(*parts, gate("parallel", "j"), flows), "deadlock", "j", "g")
    assert "No case at all can end" in one.message_en
    assert told(*parts, gate("exclusive", "j"), flows) == []


def test_an_error_that_is_caught_goes_on_at_the_border_and_not_behind_the_subprocess():
    inside = (dw.start("s1"), dw.xor("g"), dw.user("a"), end("e1"), end("x1", dw.event("error", errorRef="E")))
    flows = dw.chain("s1", "a", "g", "e1") + dw.flow("g", "x1")
    part = dw.sub("u", *inside, flows) + dw.border("x", "u", dw.event("error", errorRef="E"))
    rest = (dw.user("b"), dw.user("c"), dw.chain("s", "u", "b", "j", "e"), dw.chain("x", "c", "j"))
    error = dw.node("error", "E", "Sai hồ sơ", errorCode="1")
    wrong = of_file(error, dw.process(dw.start(), part, *rest, gate("parallel", "j"), dw.end()))
    assert "No case at all can end" in only(wrong, "deadlock", "j", "u").message_en
    assert of_file(error, dw.process(dw.start(), part, *rest, gate("exclusive", "j"), dw.end())) == []


# -- ends -------------------------------------------------------------------------------------------------------------


def test_a_terminate_end_in_a_parallel_branch_drops_the_other():
    flows = dw.chain("s", "g", "a", "x") + dw.chain("g", "b", "e")
    parts = (gate("parallel", "g"), dw.user("a"), dw.user("b"))
    one = only(told(*parts, end("x", dw.event("terminate")), flows), "ends-with-work-left", "x", "g", "a", "a-x")
    assert one.level is finding.Level.NOTE
    assert "“Bước b”" in one.message_en


def test_a_terminate_end_behind_a_join_drops_nothing():
    flows = dw.chain("s", "g", "a", "j", "x") + dw.chain("g", "b", "j")
    parts = (gate("parallel", "g"), gate("parallel", "j"), dw.user("a"), dw.user("b"))
    stop = end("x", dw.event("terminate"))
    assert of_file(dw.process(dw.start(), *parts, stop, flows)) == []


def test_a_step_without_a_way_on_ends_its_branch_and_so_starves_a_join():
    parts = (gate("parallel", "g"), gate("parallel", "j"), dw.user("a"), dw.user("b"), dw.xor("x"), dw.user("c"))
    found = told(*parts, dw.chain("s", "g", "a", "j", "e"), dw.chain("g", "b", "x", "j"), dw.flow("x", "c"))
    only(found, "deadlock", "j", "x", "x-c")


# -- subprocesses -----------------------------------------------------------------------------------------------------


def test_a_subprocess_that_gets_stuck_inside_is_told_inside():
    inside = (dw.start("s1"), gate("exclusive", "g"), gate("parallel", "j"), dw.user("a"), dw.user("b"), end("e1"))
    flows = dw.chain("s1", "g", "a", "j", "e1") + dw.chain("g", "b", "j")
    one = only(told(dw.sub("u", *inside, flows), dw.chain("s", "u", "e")), "deadlock", "j", "s-u", "u", "s1", "g")
    assert "No case at all can end" in one.message_en


@pytest.mark.parametrize("kind", ["user", "subprocess"])
def test_a_multi_instance_is_one_step_for_what_surrounds_it(kind: str):
    many = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    inside = (dw.start("s1"), dw.user("a"), dw.end("e1"), dw.chain("s1", "a", "e1"))
    step = dw.user("u", inside=many) if kind == "user" else dw.sub("u", many, *inside)
    parts = (gate("parallel", "g"), gate("parallel", "j"), step, dw.user("b"))
    assert told(*parts, dw.chain("s", "g", "u", "j", "e"), dw.chain("g", "b", "j")) == []


def test_parallel_work_inside_a_subprocess_is_joined_by_its_end():
    inside = (dw.start("s1"), gate("parallel", "g"), dw.user("a"), dw.user("b"), end("e1"), end("e2"))
    flows = dw.chain("s1", "g", "a", "e1") + dw.chain("g", "b", "e2")
    assert told(dw.sub("u", *inside, flows), dw.user("t"), dw.chain("s", "u", "t", "e")) == []


# -- pools ------------------------------------------------------------------------------------------------------------


def two(first: str, second: str, *flows: tuple[str, str, str]) -> list[finding.Finding]:
    """Two pools that both begin with the case, and message flows between them."""
    between = "".join(dw.sends(*one) for one in flows)
    pools = dw.pools(("A", "P"), ("B", "Q"), flows=between)
    return of_file(pools, dw.process(dw.start(), first), dw.process(dw.start("s2"), second, of="Q"))


def test_two_pools_that_each_wait_first_for_the_other_are_stuck():
    mine = dw.catch("c", dw.message(), "Chờ 1") + dw.throw("m", dw.message(), "Gửi 1") + end("e")
    theirs = dw.catch("d", dw.message(), "Chờ 2") + dw.throw("n", dw.message(), "Gửi 2") + end("e2")
    flows = (("m", "d", "Một"), ("n", "c", "Hai"))
    found = two(mine + dw.chain("s", "c", "m", "e"), theirs + dw.chain("s2", "d", "n", "e2"), *flows)
    assert {one.rule for one in found} == {"deadlock"}
    assert {one.element for one in found} <= {"c", "d"}
    assert all("No case at all can end" in one.message_en for one in found)
    assert two(mine + dw.chain("s", "m", "c", "e"), theirs + dw.chain("s2", "d", "n", "e2"), *flows) == []


def test_a_message_that_only_one_way_sends_is_waited_for_in_vain_on_the_other():
    mine = dw.xor("g") + dw.user("a") + dw.throw("m", dw.message(), "Gửi") + end("e") + end("x")
    ways = dw.chain("s", "g", "m", "e") + dw.chain("g", "a", "x")
    theirs = dw.catch("c", dw.message(), "Chờ") + end("e2") + dw.chain("s2", "c", "e2")
    (one,) = two(mine + ways, theirs, ("m", "c", "Trả lời"))
    assert (one.rule, one.element) == ("deadlock", "c")
    assert "“Trả lời”" in one.message_en
    assert "“Gửi”" in one.message_en
    assert "No case at all" not in one.message_en
    assert {"g", "g-a"} <= set(one.trace)


def test_who_waits_for_a_message_with_a_timer_beside_it_gets_on():
    mine = dw.xor("g") + dw.user("a") + dw.throw("m", dw.message(), "Gửi") + end("e") + end("x")
    ways = dw.chain("s", "g", "m", "e") + dw.chain("g", "a", "x")
    theirs = gate("eventBased", "w") + dw.catch("c", dw.message(), "Chờ") + dw.catch("l", dw.timer("P5D")) + end("e2")
    theirs += dw.chain("s2", "w", "c", "e2") + dw.chain("w", "l", "e2")
    assert two(mine + ways, theirs, ("m", "c", "Trả lời")) == []


def test_a_message_from_outside_the_file_is_waited_for_in_patience():
    assert told(dw.catch("c", dw.message(), "Chờ"), dw.chain("s", "c", "e")) == []


def test_a_reply_that_a_reminder_brings_about_is_no_deadlock():
    wait = dw.node("receiveTask", "r", "Chờ trả lời") + dw.border("x", "r", dw.timer("P1D"), cancelActivity="false")
    mine = wait + dw.throw("m", dw.message(), "Nhắc") + end("e") + end("y")
    mine += dw.chain("s", "r", "e") + dw.chain("x", "m", "y")
    theirs = dw.catch("c", dw.message(), "Được nhắc") + dw.throw("n", dw.message(), "Trả lời") + end("e2")
    assert two(mine, theirs + dw.chain("s2", "c", "n", "e2"), ("m", "c", "Nhắc"), ("n", "r", "Trả lời")) == []


def test_that_no_case_can_end_is_said_where_the_pool_gets_stuck_that_always_does():
    stuck = gate("exclusive", "g") + gate("parallel", "j") + dw.user("a") + dw.user("b") + end("e")
    stuck += dw.chain("s", "g", "a", "j", "e") + dw.chain("g", "b", "j")
    often = gate("inclusive", "h") + gate("parallel", "k") + dw.user("c") + dw.user("d") + end("e2")
    often += dw.chain("s2", "h", "c", "k", "e2") + dw.chain("h", "d", "k")
    found = two(stuck, often)
    assert sorted(kinds(found)) == [("deadlock", "j"), ("deadlock", "k")]
    assert {one.element for one in found if "No case at all can end" in one.message_en} == {"j"}


def test_a_step_beside_what_waits_is_reached_though_it_folds_away():
    mine = gate("parallel", "g") + dw.user("a") + end("x") + dw.throw("m", dw.message(), "Gửi") + end("e")
    mine += dw.chain("s", "g", "m", "e") + dw.chain("g", "a", "x")
    theirs = dw.catch("c", dw.message(), "Chờ") + end("e2") + dw.chain("s2", "c", "e2")
    assert two(mine, theirs, ("m", "c", "Một")) == []
