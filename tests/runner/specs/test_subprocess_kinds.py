"""Transactions and ad-hoc subprocesses (10.3.5, 13.3.4, 13.3.5)."""

from __future__ import annotations

import pytest

from bpmn import diagram as dg
from runner import outcome
from tests.runner import builder, driving
from tests.runner.builder import event, timer


def transaction(caught: bool = True, **more: object) -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("transaction", "t", **more).nodes_of("user", "after", "undo")
    drawn.node("end", "e").path("s", "t", "after", "e")
    if caught:
        drawn.node("boundary", "b", attached_to="t", events=event("cancel")).path("b", "undo")
    drawn.inside("t").node("start", "ts").node("and", "f").nodes_of("user", "pay", "check").node("xor", "x")
    drawn.node("end", "ok").node("end", "cancelled", events=event("cancel"))
    return (
        drawn.path("ts", "f", "pay")
        .path("f", "check", "x")
        .flow("x", "cancelled", "wrong")
        .flow("x", "ok", default=True)
    )


def test_a_transaction_that_is_not_cancelled_goes_on_as_a_subprocess_does() -> None:
    run = driving.Run(transaction(), {"wrong": False})
    run.do("check")
    run.do("pay")
    assert run.open() == ["after"]


def test_a_cancel_end_event_withdraws_the_transaction_and_its_boundary_event_goes_on() -> None:
    run = driving.Run(transaction(), {"wrong": True})
    done = run.do("check")
    assert run.open() == ["undo"]
    assert [(closed.element, closed.how) for closed in done.closed if closed.element == "pay"] == [
        ("pay", outcome.Closing.WITHDRAWN)
    ]
    assert done.ends == ("cancelled",)


def test_a_cancelled_transaction_that_nobody_catches_ends_there() -> None:
    run = driving.Run(transaction(caught=False), {"wrong": True})
    run.do("check")
    assert run.ended


def test_a_cancel_inside_a_nested_subprocess_cancels_the_transaction_around() -> None:
    drawn = builder.Drawing().node("start", "s").node("transaction", "t").node("user", "undo").path("s", "t")
    drawn.node("boundary", "b", attached_to="t", events=event("cancel")).path("b", "undo")
    drawn.inside("t").node("start", "ts").node("sub", "inner").path("ts", "inner").inside("inner").node("start", "i")
    run = driving.Run(drawn.node("end", "c", events=event("cancel")).path("i", "c"))
    assert run.open() == ["undo"]


def ad_hoc(condition: str | None = None, **attributes: str) -> builder.Drawing:
    text = dg.Text(condition) if condition else None
    drawn = builder.Drawing().node("start", "s").node("ad-hoc", "h", completion=text, attributes=attributes)
    drawn.node("user", "after").path("s", "h", "after").inside("h")
    return drawn.nodes_of("user", "a", "b", "c", "d").path("c", "d")


def test_without_a_completion_condition_each_activity_is_done_once() -> None:
    run = driving.Run(ad_hoc())
    assert run.open() == ["a", "b", "c"]
    for name in ("b", "c", "a"):
        run.do(name)
    assert run.open() == ["d"]
    run.do("d")
    assert run.open() == ["after"]


def test_an_activity_is_offered_again_until_the_condition_holds() -> None:
    run = driving.Run(ad_hoc("enough = true"), {"enough": False})
    run.do("a")
    run.do("a")
    assert sorted(run.open()) == ["a", "b", "c"]
    assert max(wait.visit for wait in run.waits() if wait.element == "a") == 3
    run.do("c")
    assert sorted(run.open()) == ["a", "b", "c", "d"]
    run.do("d", enough=True)
    assert run.open() == ["after"]


def test_what_is_begun_may_be_finished_where_the_remaining_instances_are_kept() -> None:
    run = driving.Run(ad_hoc("enough = true", cancelRemainingInstances="false"), {"enough": False})
    run.do("a", enough=True)
    assert run.open() == ["b", "c"]
    run.do("b", enough=False)
    assert run.open() == ["c"]
    run.do("c")
    run.do("d")
    assert run.open() == ["after"]


def test_a_boundary_event_interrupts_what_is_offered_ad_hoc() -> None:
    drawn = ad_hoc().inside(None).node("boundary", "t", attached_to="h", events=timer("P1D"))
    run = driving.Run(drawn.node("user", "late").path("t", "late"))
    run.later(days=1)
    assert run.open() == ["late"]


@pytest.mark.parametrize("kind", ["cancel", "error"])
def test_a_cancel_or_an_error_interrupts_however_its_boundary_event_is_drawn(kind: str) -> None:
    drawn = builder.Drawing().node("start", "s").node("transaction", "t").node("user", "undo").path("s", "t")
    drawn.node("boundary", "b", attached_to="t", interrupting=False, events=event(kind)).path("b", "undo").inside("t")
    drawn.node("start", "ts").nodes_of("user", "pay", "check").node("end", "c", events=event(kind))
    run = driving.Run(drawn.path("ts", "pay").path("ts", "check", "c"))
    run.do("check")
    assert run.open() == ["undo"]


def test_the_completion_condition_sees_the_data_objects_of_its_ad_hoc_subprocess() -> None:
    run = driving.Run(ad_hoc("done = true").data("d", "done"))
    run.do("a", done=False)
    assert "a" in run.open()
    run.do("b", done=True)
    assert run.open() == ["after"]


def test_an_ad_hoc_subprocess_whose_condition_does_not_hold_offers_its_activities_again() -> None:
    drawn = builder.Drawing().node("start", "s").node("ad-hoc", "h", completion=dg.Text("enough = true"))
    drawn.node("user", "after").path("s", "h", "after").inside("h").nodes_of("user", "a", "late")
    drawn.node("boundary", "t", attached_to="a", events=timer("P1D")).path("t", "late")
    run = driving.Run(drawn, {"enough": False})
    run.later(days=1)
    assert run.open() == ["late"]
    run.do("late")
    assert run.open() == ["a"]
    run.do("a", enough=True)
    assert run.open() == ["after"]


def test_a_subprocess_in_which_people_work_is_offered_again_too() -> None:
    drawn = builder.Drawing().node("start", "s").node("ad-hoc", "h", completion=dg.Text("enough = true"))
    drawn.node("user", "after").path("s", "h", "after").inside("h").node("sub", "w").inside("w").node("start", "ws")
    run = driving.Run(drawn.node("user", "a").path("ws", "a"), {"enough": False})
    run.do("a")
    run.do("a", enough=True)
    assert run.open() == ["after"]
