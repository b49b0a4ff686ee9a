"""Conditional events (10.5.5): what happens when data fulfil a condition."""

from __future__ import annotations

import pytest

from runner import budget, outcome
from tests.runner import builder, driving
from tests.runner.builder import condition, event, timer


def test_a_catch_event_whose_condition_holds_already_lets_the_token_pass() -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "c", events=condition("paid")).node("user", "a")
    run = driving.Run(drawn.path("s", "c", "a"), {"paid": True})
    assert run.open() == ["a"]
    assert not [wait for wait in run.last.opened if wait.element == "c"]


def waiting(text: str = "paid = true") -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "f").nodes_of("user", "a", "b", "z")
    return drawn.node("catch", "c", events=condition(text)).path("s", "f", "a", "b").path("f", "c", "z")


def test_a_catch_event_waits_until_another_branch_fulfils_its_condition() -> None:
    run = driving.Run(waiting())
    assert [(wait.element, wait.kind) for wait in run.waits()] == [
        ("a", outcome.WaitKind.TASK),
        ("c", outcome.WaitKind.CONDITION),
    ]
    done = run.do("a", paid=True)
    assert run.open() == ["b", "z"]
    assert [(closed.element, closed.how) for closed in done.closed] == [
        ("a", outcome.Closing.COMPLETED),
        ("c", outcome.Closing.COMPLETED),
    ]


def test_a_condition_about_what_is_not_known_yet_is_not_fulfilled() -> None:
    run = driving.Run(waiting("amount > 5"))
    run.do("a", other=1)
    assert run.open() == ["c", "b"]
    run.do("b", amount=6)
    assert run.open() == ["z"]


def test_a_condition_about_what_was_left_empty_is_not_fulfilled() -> None:
    run = driving.Run(waiting("amount > 5"), {"amount": None})
    run.do("a")
    assert run.open() == ["c", "b"]


def test_a_condition_that_can_not_be_told_is_an_incident_of_the_event() -> None:
    run = driving.Run(waiting("amount > 5"))
    with pytest.raises(outcome.StepError) as failed:
        run.do("a", amount=[1])
    assert failed.value.incident.element == "c"


def test_a_condition_that_nothing_can_fulfil_any_more_is_a_deadlock_and_not_silence() -> None:
    run = driving.Run(waiting())
    run.do("a")
    with pytest.raises(outcome.StepError) as failed:
        run.do("b")
    assert (failed.value.incident.code, failed.value.incident.element) == ("deadlock", "c")


def boundary(interrupting: bool) -> driving.Run:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "f").nodes_of("user", "a", "b", "x", "y")
    drawn.node("boundary", "c", attached_to="b", interrupting=interrupting, events=condition("alarm = true"))
    drawn.path("s", "f", "a", "y").path("f", "b").path("c", "x")
    return driving.Run(drawn)


def test_a_boundary_condition_interrupts_its_activity() -> None:
    run = boundary(True)
    run.do("a", alarm=True)
    assert sorted(run.open()) == ["x", "y"]


def test_a_boundary_condition_that_does_not_interrupt_happens_each_time_it_turns_true() -> None:
    run = boundary(False)
    run.do("a", alarm=True)
    assert sorted(run.open()) == ["b", "x", "y"]
    run.do("x", note=1)
    assert sorted(run.open()) == ["b", "y"]
    run.do("y", alarm=False)
    assert run.open() == ["b"]


def test_a_boundary_condition_happens_again_only_after_it_has_been_false() -> None:
    drawn = builder.Drawing().node("start", "s").node("xor", "m").nodes_of("and", "f").nodes_of("user", "a", "b", "x")
    drawn.node("boundary", "c", attached_to="b", interrupting=False, events=condition("alarm = true"))
    drawn.path("s", "f", "m", "a", "m").path("f", "b").path("c", "x")
    run = driving.Run(drawn)
    for alarm, offered in ((True, 1), (True, 1), (False, 1), (True, 2)):
        run.do("a", alarm=alarm)
        assert run.open().count("x") == offered


def test_an_event_subprocess_begins_when_its_condition_is_fulfilled() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a", "b")
    drawn.node("sub", "watch", event_subprocess=True).inside("watch").node(
        "start", "w", events=condition("stop = true")
    )
    run = driving.Run(drawn.node("user", "handle").path("w", "handle"))
    run.do("a", stop=True)
    assert run.open() == ["handle"]


def test_behind_an_event_gateway_a_condition_decides_like_any_other_event() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").node("user", "a").node("events", "g")
    drawn.node("catch", "c", events=condition("paid = true")).node("catch", "t", events=timer("P1D"))
    drawn.nodes_of("user", "x", "y").path("s", "f", "a").path("f", "g", "c", "x").path("g", "t", "y")
    run = driving.Run(drawn)
    run.do("a", paid=True)
    assert run.open() == ["x"]
    assert run.last.timers_off == (3,) or run.last.timers_off


def test_every_condition_of_a_diagram_is_looked_at() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "x", "y")
    drawn.node("catch", "one", events=condition("n = 1")).node("catch", "two", events=condition("n = 2"))
    run = driving.Run(drawn.path("s", "f", "a").path("f", "one", "x").path("f", "two", "y"))
    run.do("a", n=2)
    assert sorted(run.open()) == ["one", "y"]


def test_a_message_that_fulfils_a_condition_wakes_who_waits_for_it() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "x", "y")
    drawn.node("catch", "m", events=event("message", "M")).node("catch", "c", events=condition("paid = true"))
    run = driving.Run(drawn.path("s", "f", "m", "x").path("f", "c", "y"))
    run.send("M", payload={"paid": True})
    assert sorted(run.open()) == ["x", "y"]


def watched(number: int) -> builder.Drawing:
    """Two tasks, one of them with so many conditions on its border that all turn true at once."""
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a").path("s", "b")
    for n in range(number):
        drawn.node("boundary", f"c{n}", attached_to="a", interrupting=False, events=condition("paid = true"))
        drawn.node("user", f"h{n}").path(f"c{n}", f"h{n}")
    return drawn


def test_every_event_whose_condition_turns_true_happens() -> None:
    run = driving.Run(watched(3))
    run.do("b", paid=True)
    assert run.open() == ["a", "h0", "h1", "h2"]


def test_hundreds_of_conditions_may_turn_true_at_once() -> None:
    run = driving.Run(watched(500))
    run.do("b", paid=True)
    assert run.open() == ["a", *(f"h{n}" for n in range(500))]


def test_so_many_conditions_that_looking_at_them_takes_long_are_over_the_budget() -> None:
    run = driving.Run(watched(300), budget=budget.Budget(steps=500))
    with pytest.raises(outcome.StepError) as failed:
        run.do("b", paid=True)
    assert failed.value.incident.code == "over_budget"
    assert failed.value.incident.element.startswith("c")


def test_a_condition_that_holds_again_when_a_step_is_taken_back_is_not_missed() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "a2", "b", "k")
    drawn.node("catch", "c", events=condition("paid = true")).path("s", "f", "a", "a2").path("f", "b", "c", "k")
    run = driving.Run(drawn, {"paid": True})
    taken = run.do("a", paid=False)
    run.do("b")
    assert run.open() == ["a2", "c"]
    assert taken.undo is not None
    run.recall(taken.undo)
    assert sorted(run.open()) == ["a", "k"]


def test_what_was_last_seen_of_a_condition_elsewhere_does_not_keep_a_step_from_being_taken_back() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "a2", "b", "b2", "w", "x")
    drawn.node("boundary", "c", attached_to="w", interrupting=False, events=condition("n > 5")).path("c", "x")
    run = driving.Run(drawn.path("s", "f", "a", "a2").path("f", "b", "b2").path("f", "w"), {"n": 9})
    taken = run.do("a", n=1)
    run.do("b", n=7)
    assert taken.undo is not None
    run.recall(taken.undo)
    assert "a" in run.open()
