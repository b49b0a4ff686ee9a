"""Events: what is waited for, what is thrown, and who catches it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bpmn import diagram as dg
from bpmn.expressions import temporal
from runner import engine, loader, outcome
from tests.runner import builder, driving

event, timer = builder.event, builder.timer


def hosted(**boundary: object) -> builder.Drawing:
    """A task with one boundary event, each with a task behind it."""
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "work", "then", "handled")
    drawn.node("boundary", "b", attached_to="work", **boundary)
    return drawn.path("s", "work", "then").path("b", "handled")


def test_a_timer_rests_until_its_due_time_and_not_a_moment_less() -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "t", events=timer("PT2H")).node("user", "a")
    run = driving.Run(drawn.path("s", "t", "a"))
    assert run.last.timers_set == (outcome.Timer(1, "t", driving.BEGIN + timedelta(hours=2)),)
    run.later(hours=1, minutes=59)
    assert run.open() == ["t"]
    run.later(minutes=1)
    assert run.open() == ["a"]
    assert run.last.timers_off == (1,)


def test_a_date_without_a_zone_is_one_of_the_agencies_zone() -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "t", events=timer("2026-12-01T08:00:00", "date"))
    run = driving.Run(drawn.path("s", "t"))
    assert run.last.timers_set[0].due_at.isoformat() == "2026-12-01T01:00:00+00:00"


def test_a_timer_may_be_given_by_a_variable() -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "t", events=timer("${limit}")).path("s", "t")
    run = driving.Run(drawn, {"limit": "P1D"})
    assert run.last.timers_set[0].due_at == driving.BEGIN + timedelta(days=1)
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn, {"limit": "soon"})
    assert (failed.value.incident.code, failed.value.incident.element) == ("timer_error", "t")


def test_an_interrupting_boundary_timer_takes_the_task_away() -> None:
    run = driving.Run(hosted(events=timer("P2D")))
    assert run.last.timers_set[0].host == run.seq("work")
    run.later(days=2)
    assert run.open() == ["handled"]
    assert run.last.closed == (outcome.Closed(1, outcome.Closing.WITHDRAWN, "work"),)
    assert run.last.opened[0].opened_by == 1


def test_a_boundary_timer_is_off_when_its_task_is_done() -> None:
    run = driving.Run(hosted(events=timer("P2D")))
    assert run.do("work").timers_off == (2,)
    run.later(days=3)
    assert run.open() == ["then"]


def test_a_cycle_on_a_boundary_reminds_as_often_as_it_says_and_leaves_the_task() -> None:
    run = driving.Run(hosted(events=timer("R3/PT1H", "cycle"), interrupting=False))
    for _ in range(5):
        run.later(hours=1)
    assert run.open() == ["work", "handled", "handled", "handled"]


def test_waking_late_makes_up_for_every_occurrence_and_shifts_none() -> None:
    run = driving.Run(hosted(events=timer("R/PT1H", "cycle"), interrupting=False))
    run.later(hours=2, minutes=30)
    assert run.open() == ["work", "handled", "handled"]
    assert run.last.timers_set[-1].due_at == driving.BEGIN + timedelta(hours=3)


def test_a_cron_on_a_boundary_reminds_each_weekday_and_late_waking_shifts_nothing() -> None:
    run = driving.Run(hosted(events=timer("0 0 9 * * MON-FRI", "cycle"), interrupting=False))
    dues = [run.last.timers_set[0].due_at]
    for _ in range(3):
        run.now = dues[-1] + timedelta(hours=3)
        dues.append(run.later().timers_set[0].due_at)
    assert [due.astimezone(temporal.zone()).strftime("%a %d %H:%M") for due in dues] == [
        "Mon 23 09:00",
        "Tue 24 09:00",
        "Wed 25 09:00",
        "Thu 26 09:00",
    ]


def test_a_cycle_that_was_forgotten_for_years_is_made_up_for_in_portions() -> None:
    run = driving.Run(hosted(events=timer("R/PT1M", "cycle"), interrupting=False))
    run.later(hours=24)
    assert len(run.open()) == 1 + engine.DEFAULT.fires
    assert run.last.timers_set[-1].due_at < run.now


def test_a_message_wakes_the_wait_of_its_name_and_key_and_brings_data() -> None:
    drawn = builder.Drawing().node("start", "s").node("receive", "m", message="tax notice", correlation="code")
    run = driving.Run(drawn.node("user", "a").path("s", "m", "a"), {"code": "H26"})
    assert run.last.listening_on == (outcome.Listening(1, "m", "tax notice", "H26"),)
    for wrong in ({"name": "other"}, {"name": "tax notice", "key": "H27"}):
        with pytest.raises(outcome.NotOpenError):
            run.send(**wrong)
    run.send("tax notice", key="H26", payload={"tax": 7})
    assert run.open() == ["a"]
    assert run.last.listening_off == (1,)
    assert run.data()["tax"] == 7


def two_pools() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("user", "ask").node("send", "call", message="order")
    drawn.node("catch", "reply", events=event("message", "result")).node("end", "e")
    drawn.path("s", "ask", "call", "reply", "e")
    drawn.pool("Q", starts=False).node("start", "q", events=event("message", "order")).node("user", "work")
    drawn.node("end", "done", events=event("message", "result")).path("q", "work", "done")
    return drawn.messages("call", "q").messages("done", "reply")


def test_a_message_between_pools_is_stored_and_then_begins_the_other_pool() -> None:
    run = driving.Run(two_pools())
    run.do("ask", subject="đất")
    assert [(m.name, m.process, m.payload) for m in run.post] == [("order", "Q", {"subject": "đất"})]
    assert run.open() == ["reply"]
    run.deliver()
    assert run.open() == ["reply", "work"]
    run.do("work", result=1)
    run.deliver()
    assert run.ended


def test_a_case_has_not_ended_while_a_message_is_on_its_way_to_begin_a_pool() -> None:
    drawn = builder.Drawing().node("start", "s").node("end", "e", events=event("message", "order")).path("s", "e")
    drawn.pool("Q", starts=False).node("start", "q", events=event("message", "order")).node("user", "work")
    run = driving.Run(drawn.path("q", "work").messages("e", "q"))
    assert not run.ended
    run.deliver()
    assert run.open() == ["work"]
    run.do("work")
    assert run.ended


def test_a_signal_is_taken_by_all_that_wait_in_the_case_and_told_outside() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").node("throw", "t", events=event("signal", "law"))
    drawn.nodes_of("catch", "c1", "c2", events=event("signal", "law")).nodes_of("user", "a", "a1", "a2")
    drawn.path("s", "f", "a", "t").path("f", "c1", "a1").path("f", "c2", "a2")
    run = driving.Run(drawn)
    run.do("a")
    assert run.open() == ["a1", "a2"]
    assert [(m.name, m.signal) for m in run.last.sent] == [("law", True)]
    with pytest.raises(outcome.NotOpenError):
        run.send("law", signal=True)


def test_a_signal_may_interrupt_the_subprocess_that_throws_it() -> None:
    drawn = builder.Drawing().node("start", "s").node("sub", "p").nodes_of("user", "then", "handled")
    drawn.path("s", "p", "then").node("boundary", "b", attached_to="p", events=event("signal", "S")).path(
        "b", "handled"
    )
    drawn.inside("p").node("start", "i").nodes_of("user", "a", "z").node("throw", "t", events=event("signal", "S"))
    run = driving.Run(drawn.path("i", "a", "t", "z"))
    run.do("a")
    assert run.open() == ["handled"]
    assert run.last.passed == ("a", "a>t", "t", "b", "b>handled")


def test_only_what_listened_is_told_to_listen_no_more() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "work").path("s", "work")
    drawn.node("boundary", "b", attached_to="work", events=event("signal", "S"), interrupting=False)
    drawn.node("and", "f").node("throw", "t", events=event("signal", "S"))
    drawn.node("end", "x", events=event("terminate")).path("b", "f", "t").path("f", "x")
    run = driving.Run(drawn)
    armed = run.last.listening_on[0].seq
    assert run.send("S", signal=True).listening_off == (armed,)


def test_what_began_and_ended_in_one_step_is_told_neither_as_on_nor_as_off() -> None:
    drawn = (
        builder.Drawing().node("start", "s").nodes_of("user", "a", "work").node("and", "f").path("s", "a", "f", "work")
    )
    drawn.node("boundary", "b", attached_to="work", events=event("signal", "S")).node("user", "x").path("b", "x")
    throws = (*event("signal", "S"), *event("error", code="E"))
    run = driving.Run(drawn.node("throw", "t", events=throws).path("f", "t"))
    done = run.do("a")
    assert run.ended
    assert (done.opened, done.listening_on, done.listening_off) == ((), (), ())
    assert [closed.element for closed in done.closed] == ["a"]


def test_what_a_loop_counts_does_not_leave_with_a_message() -> None:
    loop = dg.Loop("parallel", collection="c", item="i")
    drawn = builder.Drawing().node("start", "s").node("send", "t", message="M", loop=loop).path("s", "t")
    run = driving.Run(drawn, {"c": ["x"]})
    assert [dict(message.payload) for message in run.post] == [{"i": "x"}]


def test_a_message_on_a_boundary_that_does_not_interrupt_may_come_again() -> None:
    run = driving.Run(hosted(events=event("message", "hint"), interrupting=False))
    run.send("hint")
    run.send("hint")
    assert run.open() == ["work", "handled", "handled"]


def failing(*codes: str | None, thrown: str = "E1", kind: str = "error", **more: object) -> builder.Drawing:
    """A subprocess that throws, with a boundary event per code on it."""
    drawn = builder.Drawing().node("start", "s").node("sub", "sub").node("user", "then").path("s", "sub", "then")
    for number, code in enumerate(codes):
        definition = event(kind, code=code)
        drawn.node("boundary", f"b{number}", attached_to="sub", events=definition, **more)
        drawn.node("user", f"handled{number}").path(f"b{number}", f"handled{number}")
    drawn.inside("sub").node("start", "i").node("and", "f").nodes_of("user", "a", "other")
    return drawn.node("end", "x", events=event(kind, code=thrown)).path("i", "f", "a", "x").path("f", "other")


def test_an_error_is_caught_by_the_boundary_event_of_its_code_and_ends_the_subprocess() -> None:
    run = driving.Run(failing(None, "E1"))
    run.do("a")
    assert run.open() == ["handled1"]
    assert {c.element for c in run.last.closed} == {"a", "other"}


def test_an_error_of_another_code_is_caught_by_what_catches_all() -> None:
    run = driving.Run(failing("E2", None))
    run.do("a")
    assert run.open() == ["handled1"]


def test_an_uncaught_error_ends_its_process() -> None:
    run = driving.Run(failing("E2"))
    run.do("a")
    assert run.ended


def test_an_escalation_leaves_the_subprocess_alone_unless_it_interrupts() -> None:
    run = driving.Run(failing("E1", kind="escalation", interrupting=False))
    run.do("a")
    assert run.open() == ["other", "handled0"]
    run = driving.Run(failing("E1", kind="escalation"))
    run.do("a")
    assert run.open() == ["handled0"]
    run = driving.Run(failing(kind="escalation"))
    run.do("a")
    assert run.open() == ["other"]


def test_a_link_jumps_to_its_other_end() -> None:
    drawn = builder.Drawing().node("start", "s").node("throw", "out", events=event("link", "L"))
    drawn.node("catch", "in", events=event("link", "L")).node("user", "a").path("s", "out").path("in", "a")
    run = driving.Run(drawn)
    assert run.open() == ["a"]
    assert run.last.passed == ("s", "s>out", "out", "in", "in>a")


def test_a_terminate_end_ends_everything_in_its_scope_and_nothing_around_it() -> None:
    drawn = builder.Drawing().node("start", "s").node("sub", "sub").node("user", "then").path("s", "sub", "then")
    drawn.inside("sub").node("start", "i").node("and", "f").nodes_of("user", "a", "other")
    drawn.node("end", "x", events=event("terminate")).path("i", "f", "a", "x").path("f", "other")
    run = driving.Run(drawn)
    run.do("a")
    assert run.open() == ["then"]
    assert "x" in run.last.ends


def watched(definition: tuple[dg.EventDefinition, ...], *, interrupting: bool = True) -> builder.Drawing:
    """A process with an event subprocess in it."""
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a", "b")
    drawn.node("sub", "watch", event_subprocess=True).inside("watch")
    drawn.node("start", "w", events=definition, interrupting=interrupting).node("user", "handle")
    return drawn.node("end", "we").path("w", "handle", "we")


def test_an_event_subprocess_begins_on_its_event_only() -> None:
    run = driving.Run(watched(event("message", "withdrawn")))
    assert run.open() == ["a"]
    run.send("withdrawn", payload={"why": "moved"})
    assert run.open() == ["handle"]
    assert run.data()["why"] == "moved"
    run.do("handle")
    assert run.ended


def test_an_event_subprocess_that_does_not_interrupt_runs_beside_and_may_begin_again() -> None:
    run = driving.Run(watched(event("message", "question"), interrupting=False))
    run.send("question")
    run.send("question")
    assert run.open() == ["a", "handle", "handle"]
    run.do("a")
    run.do("b")
    assert not run.ended
    run.do("handle")
    run.do("handle")
    assert run.ended
    assert run.last.listening_off == (1,)


def test_an_error_event_subprocess_handles_the_error_of_its_scope() -> None:
    drawn = watched(event("error", code="E1")).inside(None)
    drawn.node("end", "x", events=event("error", code="E1")).path("b", "x")
    run = driving.Run(drawn)
    run.do("a")
    run.do("b")
    assert run.open() == ["handle"]


def test_a_timer_event_subprocess_repeats_as_its_cycle_says() -> None:
    run = driving.Run(watched(timer("R2/P1D", "cycle"), interrupting=False))
    run.later(days=10)
    assert run.open() == ["a", "handle", "handle"]


@pytest.mark.parametrize("kind", ["compensate", "cancel"])
def test_an_event_that_is_not_executed_is_refused_by_name(kind: str) -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "c", name="Khi đủ", events=event(kind)).path("s", "c")
    with pytest.raises(loader.UnsupportedError) as refused:
        loader.program(drawn.prepared())
    assert (refused.value.element, refused.value.name) == ("c", "Khi đủ")
    assert kind in refused.value.type


def test_a_timer_that_does_not_say_when_stops_the_case_only_when_it_is_reached() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a")
    drawn.node("catch", "t", events=(dg.EventDefinition("timer"),)).node("end", "e")
    run = driving.Run(drawn.path("s", "a", "t", "e"))
    assert run.open() == ["a"]
    with pytest.raises(outcome.StepError) as failed:
        run.do("a")
    assert (failed.value.incident.code, failed.value.incident.element) == ("timer_error", "t")
    assert run.open() == ["a"]


def test_a_pool_may_begin_with_a_receive_task_or_an_event_gateway() -> None:
    for head in ("receive", "gateway"):
        drawn = builder.Drawing().node("start", "s").node("send", "t", message="order").path("s", "t")
        drawn.pool("Q", starts=False).node("user", "work")
        if head == "receive":
            drawn.node("receive", "r", message="order", instantiate=True).path("r", "work").messages("t", "r")
        else:
            drawn.node("events", "g", instantiate=True).node("catch", "c", events=event("message", "order"))
            drawn.path("g", "c", "work").messages("t", "c")
        run = driving.Run(drawn, {"x": 1})
        run.deliver()
        assert run.open() == ["work"]
        assert run.last.passed == (("r", "r>work") if head == "receive" else ("g", "g>c", "c", "c>work"))


def test_a_pool_begun_by_a_message_has_its_data_from_the_first_moment() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("send", "t", message="order")
    drawn.path("s", "a", "t").pool("Q", starts=False).node("start", "q", events=event("message", "order"))
    drawn.node("user", "work").path("q", "work").messages("t", "q")
    drawn.node("sub", "watch", event_subprocess=True).inside("watch").node("start", "w", events=timer("${limit}"))
    run = driving.Run(drawn)
    run.do("a", limit="P1D")
    run.deliver()
    assert run.last.timers_set[0].due_at == driving.BEGIN + timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("complexGateway", {}, "complex"),
        ("adHocSubProcess", {"attributes": {"ordering": "Sequential"}}, "ad-hoc"),
        ("catch", {"events": event("conditional")}, "no condition"),
        ("task", {"attributes": {"isForCompensation": "true"}}, "compensation"),
        ("task", {"attributes": {"startQuantity": "2"}}, "startQuantity"),
        ("events", {"event_gateway_type": "Parallel"}, "parallel"),
        ("boundary", {"attached_to": "s", "events": event("message", "M")}, "no activity"),
        ("choreographyTask", {}, "no flow node"),
        ("end", {"events": (*event("message", "M"), *event("terminate"))}, "share"),
        ("start", {"events": (*event("message", "M"), *event("signal", "S")), "parallel_multiple": True}, "all of"),
        ("catch", {"events": timer("=1 +")}, "expression"),
        ("throw", {"events": event("link", "nowhere")}, "link"),
    ],
)
def test_what_is_not_executed_is_refused_by_element_and_reason(kind: str, more: dict[str, object], reason: str) -> None:
    drawn = builder.Drawing().node("start", "s").node(kind, "x", name="Bước", **more)
    with pytest.raises(loader.UnsupportedError, match="Bước") as refused:
        loader.program(drawn.prepared())
    assert refused.value.element == "x"
    assert reason in refused.value.reason


def test_a_flow_over_the_border_of_a_subprocess_is_refused() -> None:
    drawn = builder.Drawing().node("start", "s").node("sub", "p").inside("p").node("user", "a")
    with pytest.raises(loader.UnsupportedError, match="border"):
        loader.program(drawn.flow("s", "a").prepared())
