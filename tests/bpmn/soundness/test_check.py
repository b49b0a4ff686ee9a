"""Soundness: what a bounded token game tells of small diagrams, and that it tells nothing of sound ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import study
from bpmn.lint import finding
from bpmn.soundness import check, said
from tests.bpmn import drawing as dw

KINDS = {words.rule for words in said.EVERY}
SHIPPED = sorted((Path(__file__).parents[3] / "bpmn" / "procedures").glob("*/v*.bpmn"))


def gate(kind: str, of: str) -> str:
    return dw.node(f"{kind}Gateway", of, f"Cổng {of}")


def told(*parts: str) -> list[finding.Finding]:
    """What soundness says of a file with a start `s` and an end `e`."""
    return of_file(dw.file(dw.process(dw.start(), *parts, dw.end())))


def of_file(data: bytes) -> list[finding.Finding]:
    return [one for one in study.study(data).findings if one.rule in KINDS]


def block(split: str, join: str, after: str = "e") -> tuple[str, ...]:
    """A split into two tasks and a join, and what follows."""
    return (
        gate(split, "g"),
        gate(join, "j"),
        dw.user("a"),
        dw.user("b"),
        dw.chain("s", "g", "a", "j"),
        dw.chain("g", "b", "j", after),
    )


@pytest.mark.parametrize("path", SHIPPED, ids=[f"{path.parent.name}-{path.stem}" for path in SHIPPED])
def test_the_shipped_procedures_are_sound(path: Path):
    assert of_file(path.read_bytes()) == []


@pytest.mark.parametrize("kind", ["exclusive", "parallel", "inclusive"])
def test_a_block_whose_gateways_match_is_sound(kind: str):
    assert told(*block(kind, kind)) == []


def test_a_parallel_join_behind_a_choice_is_a_deadlock_that_no_case_survives():
    (one,) = told(*block("exclusive", "parallel"))
    assert (one.rule, one.element, one.level) == ("deadlock", "j", finding.Level.WARNING)
    assert "No case at all can end" in one.message_en
    assert one.trace in (("s", "s-g", "g", "g-a", "a", "a-j", "j"), ("s", "s-g", "g", "g-b", "b", "b-j", "j"))
    assert "“Bước b”" in one.message_en or "“Bước a”" in one.message_en
    assert "bế tắc" in one.message


def test_a_deadlock_that_a_case_may_avoid_is_to_be_accepted():
    (one,) = told(*block("inclusive", "parallel"))
    assert (one.rule, one.element, one.level) == ("deadlock", "j", finding.Level.WARNING)


@pytest.mark.parametrize("split", ["parallel", "inclusive"])
def test_work_behind_a_merge_of_parallel_branches_is_done_twice(split: str):
    found = told(*block(split, "exclusive", "t"), dw.user("t"), dw.chain("t", "e"))
    assert [(one.rule, one.element) for one in found] == [("lack-of-synchronisation", "j")]
    assert set(found[0].trace) >= {"g", "g-a", "a", "a-j", "g-b", "b", "b-j", "j"}
    assert "“Cổng g”" in found[0].message_en


def test_parallel_branches_that_come_to_one_end_do_nothing_twice():
    assert told(*block("parallel", "exclusive")) == []


def test_an_end_that_ends_the_others_work_is_told():
    stop = dw.node("endEvent", "x", "Dừng", dw.event("terminate"))
    (one,) = told(
        gate("parallel", "g"), dw.user("a"), stop, dw.user("b"), dw.chain("s", "g", "a", "x"), dw.chain("g", "b", "e")
    )
    assert (one.rule, one.element, one.level) == ("ends-with-work-left", "x", finding.Level.NOTE)
    assert "“Bước b”" in one.message_en


def test_a_message_that_is_sent_on_one_branch_only_may_be_waited_for_in_vain():
    send = dw.node("endEvent", "m", "Gửi", dw.message())
    one = dw.process(
        dw.start(), dw.xor("g"), dw.user("a"), send, dw.end(), dw.chain("s", "g", "a", "m"), dw.flow("g", "e")
    )
    wait = dw.catch("c", dw.message(), "Chờ")
    other = dw.process(dw.start("s2"), wait, dw.end("e2"), dw.chain("s2", "c", "e2"), of="Q")
    (found,) = of_file(dw.file(dw.pools(("A", "P"), ("B", "Q"), flows=dw.sends("m", "c", "Trả lời")), one, other))
    assert (found.rule, found.element, found.level) == ("deadlock", "c", finding.Level.WARNING)
    assert "“Gửi”" in found.message_en
    assert {"g", "g-e"} <= set(found.trace)


def test_a_circle_that_no_branch_leaves_is_told_once():
    found = study.study(
        dw.file(dw.process(dw.start(), dw.xor("g"), dw.user("a"), dw.user("b"), dw.end(),
                dw.chain("s", "g", "e"), dw.chain("g", "a", "b", "a"))),
    ).findings  # fmt: skip
    rules = [one.rule for one in found if one.rule in KINDS | {"no-way-to-end"}]
    assert rules == ["no-way-to-end"]


def test_a_deadlock_that_a_timer_ends_is_none():
    inside = (dw.start("s1"), gate("exclusive", "g"), gate("parallel", "j"), dw.user("a"), dw.user("b"), dw.end("e1"))
    flows = dw.chain("s1", "g", "a", "j", "e1") + dw.chain("g", "b", "j")
    late = dw.border("late", "u", dw.timer("P3D"))
    found = told(dw.sub("u", *inside, flows), late, dw.chain("s", "u", "e"), dw.flow("late", "e"))
    assert "deadlock" not in {one.rule for one in found}


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_what_only_work_inside_can_throw_ends_no_deadlock(kind: str):
    """Where all that is left waits at a join, nobody is left who could throw it."""
    inside = (dw.start("s1"), gate("exclusive", "g"), gate("parallel", "j"), dw.user("a"), dw.user("b"), dw.end("e1"))
    flows = dw.chain("s1", "g", "a", "j", "e1") + dw.chain("g", "b", "j")
    caught = dw.border("x", "u", dw.event(kind))
    found = told(dw.sub("u", *inside, flows), caught, dw.chain("s", "u", "e"), dw.flow("x", "e"))
    assert ("deadlock", "j") in {(one.rule, one.element) for one in found}


def test_an_event_beside_a_step_that_comes_back_into_its_way_does_work_twice():
    beside = dw.border("x", "a", dw.timer("P1D"), cancelActivity="false")
    (one,) = told(
        dw.user("a"),
        beside,
        dw.user("n"),
        dw.xor("m"),
        dw.user("t"),
        dw.chain("s", "a", "m", "t", "e"),
        dw.chain("x", "n", "m"),
    )
    assert (one.rule, one.element) == ("lack-of-synchronisation", "m")


def branches(number: int, tasks: int, join: str) -> tuple[str, ...]:
    """Parallel branches of some tasks; a timer beside the first task of each leads to a reminder."""
    parts = [gate("parallel", "g"), gate(join, "j"), dw.chain("s", "g"), dw.chain("j", "e")]
    for n in range(number):
        ids = [f"t{n}_{k}" for k in range(tasks)]
        parts += [*map(dw.user, ids), dw.chain("g", *ids, "j"), dw.node("endEvent", f"e{n}", "", dw.event("terminate"))]
        parts += [dw.border(f"x{n}", ids[0], dw.timer("P1D")), dw.user(f"r{n}"), dw.chain(f"x{n}", f"r{n}", f"e{n}")]
    return tuple(parts)


def test_twenty_parallel_branches_of_five_tasks_are_settled():
    parts = [gate("parallel", "g"), gate("parallel", "j"), dw.chain("s", "g"), dw.chain("j", "e")]
    for n in range(20):
        ids = [f"t{n}_{k}" for k in range(5)]
        parts += [*map(dw.user, ids), dw.chain("g", *ids, "j")]
    assert told(*parts) == []


def test_what_is_too_much_is_said_with_how_much_was_looked_at():
    data = dw.file(dw.process(dw.start(), *branches(14, 2, "parallel"), dw.end()))
    read = study.study(data)
    few = check.check(read.diagram, read.prepared, (), check.Bound(work=20_000, states=200))
    bounded = [one for one in few if one.rule == "soundness-bound"]
    assert [one.element for one in bounded] == ["P"]
    assert int(bounded[0].values["count"]) >= 200
    none = check.check(read.diagram, read.prepared, (), check.Bound(places=5))
    assert [one.rule for one in none] == ["soundness-bound"]


def test_every_kind_is_said_in_both_languages():
    for words in said.EVERY:
        assert words.vi
        assert words.en
        assert words.vi != words.en
