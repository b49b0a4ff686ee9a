"""Events with several definitions (10.5.5): any of them, or with parallelMultiple all of them."""

from __future__ import annotations

import pytest

from bpmn import diagram as dg
from runner import engine, outcome
from tests.runner import builder, driving
from tests.runner.builder import condition, event, timer

BOTH = (*event("message", "M"), *timer("P1D"))


def caught(parallel: bool) -> driving.Run:
    drawn = builder.Drawing().node("start", "s").node("catch", "c", events=BOTH, parallel_multiple=parallel)
    return driving.Run(drawn.node("user", "a").path("s", "c", "a"))


def test_any_of_several_events_is_enough() -> None:
    run = caught(False)
    assert [(wait.kind, wait.group, wait.visit) for wait in run.waits()] == [
        (outcome.WaitKind.MESSAGE, "c", 1),
        (outcome.WaitKind.TIMER, "c", 1),
    ]
    done = run.send("M")
    assert run.open() == ["a"]
    assert done.timers_off == (2,)
    assert done.passed == ("c", "c>a")
    run = caught(False)
    run.later(days=1)
    assert run.open() == ["a"]
    assert run.last.listening_off == (1,)


@pytest.mark.parametrize("parallel", [False, True])
def test_what_the_last_needed_event_brought_is_given_to_a_data_object(parallel: bool) -> None:
    copied = (dg.Association("amount", "paid"),)
    drawn = builder.Drawing().node("start", "s").data("paid").node("user", "a")
    drawn.node("catch", "c", events=BOTH, parallel_multiple=parallel, associations_out=copied)
    run = driving.Run(drawn.path("s", "c", "a"))
    if parallel:
        run.later(days=1)
    run.send("M", payload={"amount": 5})
    assert run.data(run.seq("a"))["paid"] == 5


def test_an_event_that_waits_for_several_rests_before_anything_else_moves() -> None:
    both = (*event("message", "M"), *event("signal", "S"))
    drawn = builder.Drawing().node("start", "s").node("and", "f").node("throw", "t", events=event("signal", "S"))
    drawn.node("catch", "c", events=both).nodes_of("user", "a", "b").path("s", "f", "t", "a").path("f", "c", "b")
    assert sorted(driving.Run(drawn).open()) == ["a", "b"]


def test_all_of_several_events_are_waited_for_in_any_order() -> None:
    run = caught(True)
    run.later(days=2)
    assert [wait.kind for wait in run.waits()] == [outcome.WaitKind.MESSAGE]
    run.send("M")
    assert run.open() == ["a"]


def test_one_token_stands_in_an_event_that_waits_for_several() -> None:
    run = caught(False)
    assert {token.element: token.count for token in driving.engine.tokens(run.program, run.state)} == {"c": 1}


def standing(parallel: bool, interrupting: bool) -> driving.Run:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "x").path("s", "a")
    events = (*event("message", "M"), *event("signal", "S"), *condition("alarm = true"))
    drawn.node(
        "boundary", "b", attached_to="a", interrupting=interrupting, events=events, parallel_multiple=parallel
    ).path("b", "x")
    return driving.Run(drawn)


@pytest.mark.parametrize("name", ["M", "S"])
def test_a_boundary_event_is_triggered_by_any_of_its_events(name: str) -> None:
    run = standing(False, True)
    run.send(name, signal=name == "S")
    assert run.open() == ["x"]
    assert not run.outcomes[-1].listening_on


def test_a_boundary_event_is_triggered_when_all_of_its_events_have_happened() -> None:
    run = standing(True, True)
    run.send("S", signal=True)
    run.send("M", payload={"n": 1})
    assert run.open() == ["a"]
    with pytest.raises(outcome.NotOpenError):
        run.send("M")
    drawn_again = standing(True, True)
    drawn_again.send("M", payload={"alarm": True})
    drawn_again.send("S", signal=True)
    assert drawn_again.open() == ["x"]


def test_a_boundary_event_that_needs_all_and_does_not_interrupt_happens_once() -> None:
    run = standing(True, False)
    run.send("M", payload={"alarm": False})
    run.send("S", signal=True, payload={"alarm": True})
    assert sorted(run.open()) == ["a", "x"]
    with pytest.raises(outcome.NotOpenError):
        run.send("M")


@pytest.mark.parametrize("parallel", [False, True])
def test_an_event_subprocess_may_begin_on_several_events(parallel: bool) -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a").path("s", "a")
    drawn.node("sub", "watch", event_subprocess=True).inside("watch")
    drawn.node("start", "w", events=BOTH, parallel_multiple=parallel).node("user", "handle").path("w", "handle")
    run = driving.Run(drawn)
    run.send("M")
    assert run.open() == (["a"] if parallel else ["handle"])
    if parallel:
        run.later(days=1)
        assert run.open() == ["handle"]


def test_a_throw_or_end_event_throws_each_of_its_events_in_the_order_of_the_file() -> None:
    both = (*event("message", "M"), *event("signal", "S"))
    drawn = builder.Drawing().node("start", "s").node("throw", "t", events=both).node("end", "e", events=both)
    run = driving.Run(drawn.path("s", "t", "e"))
    assert [(sent.name, sent.signal) for sent in run.last.sent] == [("M", False), ("S", True)] * 2
    assert run.ended


def test_an_error_among_several_is_caught_by_the_boundary_event() -> None:
    drawn = builder.Drawing().node("start", "s").node("sub", "w").node("user", "x").path("s", "w")
    drawn.node("boundary", "b", attached_to="w", events=(*event("message", "M"), *event("error", code="E")))
    drawn.path("b", "x").inside("w").node("start", "ws").node("user", "a").node(
        "end", "we", events=event("error", code="E")
    )
    run = driving.Run(drawn.path("ws", "a", "we"))
    run.do("a")
    assert run.open() == ["x"]
    assert run.last.listening_off


def test_a_pool_may_begin_on_one_of_several_messages() -> None:
    drawn = builder.Drawing().node("start", "s").node("send", "t", message="late").path("s", "t")
    drawn.pool("Q", starts=False)
    drawn.node("start", "q", events=(*event("message", "early"), *event("message", "late"))).node("user", "work")
    run = driving.Run(drawn.path("q", "work").messages("t", "q"))
    run.deliver()
    assert run.open() == ["work"]


@pytest.mark.parametrize("parallel", [False, True])
def test_behind_an_event_gateway_it_is_one_of_the_events_that_exclude_each_other(parallel: bool) -> None:
    drawn = builder.Drawing().node("start", "s").node("events", "g").nodes_of("user", "x", "y")
    drawn.node("catch", "m", events=(*event("message", "A"), *event("message", "B")), parallel_multiple=parallel)
    drawn.node("catch", "t", events=event("message", "C")).path("s", "g", "m", "x").path("g", "t", "y")
    run = driving.Run(drawn)
    assert {wait.group for wait in run.waits()} == {"g"}
    run.send("A")
    if parallel:
        assert run.open() == ["m", "t"]
        run.send("B")
    assert run.open() == ["x"]
    run = driving.Run(drawn)
    run.send("C")
    assert run.open() == ["y"]


def test_a_move_takes_all_that_waits_behind_the_gateway_along() -> None:
    drawn = builder.Drawing().node("start", "s").node("events", "g").nodes_of("user", "x", "y")
    drawn.node("catch", "m", events=(*event("message", "A"), *event("message", "B")))
    drawn.node("catch", "t", events=event("message", "C")).path("s", "g", "m", "x").path("g", "t", "y")
    run = driving.Run(drawn)
    moved = engine.move(run.program, run.state, 1, "x", now=run.now)
    assert [wait.element for wait in engine.waits(run.program, moved.state)] == ["x"]


def test_a_message_is_not_lost_beside_an_error_that_ends_its_thrower() -> None:
    both = (*event("error", code="E"), *event("message", "M"))
    drawn = builder.Drawing().node("start", "s").node("sub", "w").node("user", "x").path("s", "w")
    drawn.node("boundary", "b", attached_to="w", events=event("error", code="E")).path("b", "x").inside("w")
    run = driving.Run(drawn.node("start", "ws").node("end", "we", events=both).path("ws", "we"))
    assert [sent.name for sent in run.last.sent] == ["M"]
    assert run.open() == ["x"]


@pytest.mark.parametrize("name", ["M", "N"])
def test_each_of_several_events_on_a_border_gives_what_it_brought_to_its_object(name: str) -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "x").path("s", "a")
    drawn.node(
        "boundary",
        "b",
        attached_to="a",
        events=(*event("message", "M"), *event("message", "N")),
        associations_out=(dg.Association("pay", "object"),),
    )
    run = driving.Run(drawn.path("b", "x"))
    run.send(name, payload={"pay": 5})
    assert run.data(run.seq("x"))["object"] == 5


def test_an_instantiating_gateway_begins_on_any_event_of_several_behind_it() -> None:
    drawn = builder.Drawing().node("start", "s").node("send", "t", message="N").path("s", "t").pool("Q", starts=False)
    drawn.node("events", "g", instantiate=True).node("catch", "o", events=event("message", "O"))
    drawn.node("catch", "m", events=(*event("message", "M"), *event("message", "N"))).nodes_of("user", "x", "y")
    run = driving.Run(drawn.path("g", "m", "x").path("g", "o", "y").messages("t", "m"))
    run.deliver()
    assert run.open() == ["x"]


def test_conditions_that_are_all_true_do_not_happen_for_ever() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "b", "x")
    both = (*condition("p = true"), *condition("q = true"))
    drawn.node("boundary", "c", attached_to="b", interrupting=False, parallel_multiple=True, events=both)
    run = driving.Run(drawn.path("s", "f", "a").path("f", "b").path("c", "x"))
    run.do("a", p=True, q=True)
    assert run.open() == ["b", "x"]


def test_dates_that_are_past_do_not_happen_for_ever() -> None:
    past = (*timer("2020-01-01T00:00:00Z", "date"), *timer("2020-01-02T00:00:00Z", "date"))
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "x").path("s", "a")
    drawn.node("boundary", "c", attached_to="a", interrupting=False, parallel_multiple=True, events=past)
    run = driving.Run(drawn.path("c", "x"))
    for _ in range(2):
        run.later(hours=1)
    assert run.open() == ["a", "x"]
