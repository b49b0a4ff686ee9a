"""Timers in working time: the engine says how much counts from when, and the caller's calendar when it is over."""

from __future__ import annotations

from datetime import timedelta

from bpmn.expressions import temporal
from runner import engine
from tests.runner import builder, driving

timer = builder.timer


def hosted(**boundary: object) -> builder.Drawing:
    """A task with one boundary event, each with a task behind it."""
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "work", "then", "handled")
    drawn.node("boundary", "b", attached_to="work", **boundary)
    return drawn.path("s", "work", "then").path("b", "handled")


def test_working_time_is_over_when_the_caller_says_so_and_not_by_the_clock() -> None:
    """The engine knows no calendar: it says how much counts from when, and waits."""
    run = driving.Run(hosted(events=timer("3 ngày làm việc")))
    (told,) = run.last.timers_set
    assert (told.due_at, told.working) == (driving.BEGIN, temporal.Working(3, "working_day"))
    late = driving.BEGIN + timedelta(days=400)
    for others in ((), (told.seq + 1,), (run.seq("work"),)):
        out = engine.wake(run.program, run.last.state, now=late, over=others)
        assert (out.timers_off, out.opened) == ((), ())
    held = engine.wake(run.program, run.last.state, now=late, over=[told.seq], held=[told.seq])
    assert held.timers_off == ()
    over = engine.wake(run.program, run.last.state, now=driving.BEGIN, over=[told.seq])
    assert over.timers_off == (told.seq,)
    assert [one.element for one in over.opened] == ["handled"]


def test_saying_that_a_timer_is_over_does_not_make_the_clock_run_faster() -> None:
    run = driving.Run(hosted(events=timer("P2D")))
    (told,) = run.last.timers_set
    out = engine.wake(run.program, run.last.state, now=driving.BEGIN + timedelta(days=1), over=[told.seq])
    assert out.timers_off == ()


def test_working_time_may_be_given_by_a_variable_and_counts_on_after_a_recall() -> None:
    run = driving.Run(hosted(events=timer("${limit}")), {"limit": "4 working hours"})
    (first,) = run.last.timers_set
    assert first.working == temporal.Working(4, "working_hour")
    done = engine.complete(run.program, run.last.state, run.seq("work"), {}, now=driving.BEGIN + timedelta(hours=1))
    assert done.undo is not None
    back = engine.recall(run.program, done.state, done.undo, now=driving.BEGIN + timedelta(hours=2))
    (again,) = back.timers_set
    assert (again.due_at, again.working) == (first.due_at, first.working)
