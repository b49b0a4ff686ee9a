"""Data objects and associations (10.4.1, 10.4.2), and the mapping of a call done in its place (10.3.6)."""

from __future__ import annotations

import pytest

from bpmn import diagram as dg
from runner import outcome
from tests.runner import builder, driving
from tests.runner.builder import event


def copied(source: str | None, target: str | None, text: str | None = None) -> tuple[dg.Association, ...]:
    return (dg.Association(source, target, dg.Text(text) if text else None),)


def test_an_activity_sees_its_data_input_under_the_name_it_gave_it() -> None:
    drawn = builder.Drawing().node("start", "s").data("order").nodes_of("user", "b")
    drawn.node("user", "a", associations_in=copied("order", "form")).path("s", "a", "b")
    run = driving.Run(drawn, {"order": {"n": 1}})
    assert run.data(run.seq("a"))["form"] == {"n": 1}
    run.do("a")
    assert run.data(run.seq("b")) == {"order": {"n": 1}}


def test_a_data_output_is_copied_to_its_object_when_the_activity_is_completed() -> None:
    drawn = builder.Drawing().node("start", "s").data("o", "Kết quả").nodes_of("user", "b")
    drawn.node("user", "a", associations_out=copied("result", "Kết quả")).path("s", "a", "b")
    run = driving.Run(drawn)
    run.do("a", result="đạt")
    assert run.data(run.seq("b"))["Kết quả"] == "đạt"


def test_a_transformation_and_assignments_give_what_is_copied() -> None:
    turned = dg.Association("n", "double", dg.Text("n * 2"))
    assigned = dg.Association(None, None, None, ((dg.Text("n + 1"), "next"),))
    drawn = builder.Drawing().node("start", "s").node("user", "a", associations_in=(turned, assigned)).path("s", "a")
    run = driving.Run(drawn, {"n": 3})
    assert run.data(run.seq("a")) == {"n": 3, "double": 6, "next": 4}


def test_what_is_not_there_is_not_copied() -> None:
    drawn = builder.Drawing().node("start", "s").data("o")
    drawn.node(
        "user", "a", associations_in=copied("o", "x"), associations_out=(*copied("y", "o"), *copied("y", "o", "y + 1"))
    )
    run = driving.Run(drawn.node("user", "b").path("s", "a", "b"))
    run.do("a")
    assert run.data(run.seq("b")) == {}


def test_an_association_that_fails_is_an_incident_of_its_activity() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "b")
    drawn.node("user", "a", associations_out=copied("n", "m", "n + [1]")).path("s", "a", "b")
    run = driving.Run(drawn)
    with pytest.raises(outcome.StepError) as failed:
        run.do("a", n="x")
    assert failed.value.incident.element == "a"
    assert run.open() == ["a"]


def inner() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("sub", "w").node("user", "after").path("s", "w", "after")
    drawn.inside("w").data("local").node("start", "ws").nodes_of("user", "a", "b").path("ws", "a", "b")
    return drawn


def test_a_data_object_of_a_subprocess_is_gone_when_it_ends() -> None:
    run = driving.Run(inner())
    run.do("a", local=1, shared=2)
    assert run.data(run.seq("b")) == {"local": 1, "shared": 2}
    run.do("b")
    assert run.data(run.seq("after")) == {"shared": 2}


def test_what_an_instance_says_stays_its_own_wherever_an_object_of_that_name_is_drawn() -> None:
    loop = dg.Loop("parallel", collection="c", item="i", output_collection="out", output_item="said")
    for objects_inside in (False, True):
        drawn = builder.Drawing().node("start", "s").data("said").node("sub", "m", loop=loop).node("user", "z")
        drawn.path("s", "m", "z").inside("m").node("start", "ms").nodes_of("user", "a", "b").path("ms", "a", "b")
        if objects_inside:
            drawn.data("other")
        run = driving.Run(drawn, {"c": ["x", "y"]})
        for wait in run.waits():
            run.complete(wait.seq, said=f"{wait.item}!")
        for wait in run.waits():
            run.complete(wait.seq)
        assert run.data(run.seq("z")) == {"c": ["x", "y"], "out": ["x!", "y!"]}


def test_a_called_process_with_a_mapping_keeps_its_data_objects() -> None:
    drawn = builder.Drawing().node("start", "s").node("call", "c", called="Q", called_inputs=(("n", "1"),))
    drawn.node("user", "z").path("s", "c", "z")
    drawn.pool("Q", starts=False).data("local").node("start", "q").node("user", "a").path("q", "a")
    run = driving.Run(drawn)
    run.do("a", local=1, shared=2)
    assert run.data(run.seq("z")) == {"n": 1, "shared": 2}


def test_conditions_behind_an_activity_do_not_see_its_data_inputs() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a", associations_in=copied("y", "x")).path("s", "a")
    drawn.nodes_of("user", "small", "large").flow("a", "large", "x > 1").flow("a", "small", default=True)
    run = driving.Run(drawn, {"x": 0, "y": 5})
    run.do("a")
    assert run.open() == ["small"]


def test_a_boundary_event_does_not_see_the_data_inputs_of_what_it_stands_on() -> None:
    for loop in (None, dg.Loop("parallel", cardinality=dg.Text("2"))):
        drawn = builder.Drawing().node("start", "s").node("user", "a", associations_in=copied("y", "x"), loop=loop)
        drawn.node("boundary", "b", attached_to="a", events=builder.condition("x = 5"), interrupting=False)
        drawn.node("user", "late").path("s", "a").path("b", "late")
        assert "late" not in driving.Run(drawn, {"x": 0, "y": 5}).open()


def test_each_run_of_a_subprocess_has_data_objects_of_its_own() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").path("s", "f")
    for name in ("one", "two"):
        drawn.inside(None).node("call", name, called="Q").path("f", name)
    drawn.pool("Q", starts=False).data("local").node("start", "q").nodes_of("user", "a", "b").path("q", "a", "b")
    run = driving.Run(drawn)
    first, second = (wait.seq for wait in run.waits())
    run.complete(first, local=1)
    run.complete(second, local=2)
    assert [run.data(wait.seq)["local"] for wait in run.waits()] == [1, 2]


def test_a_multi_instance_runs_over_the_object_that_its_input_names_and_gives_its_output_to_another() -> None:
    loop = dg.Loop("parallel", collection="offices", item="office", output_collection="said", output_item=None)
    drawn = builder.Drawing().node("start", "s").data("list").data("answers")
    drawn.node(
        "user",
        "ask",
        loop=dg.Loop(loop.kind, collection="offices", item="office", output_collection="said", output_item="opinion"),
        associations_in=copied("list", "offices"),
        associations_out=copied("said", "answers"),
    )
    run = driving.Run(drawn.node("user", "z").path("s", "ask", "z"), {"list": ["A", "B"]})
    assert [wait.item for wait in run.waits()] == ["A", "B"]
    for wait in run.waits():
        run.complete(wait.seq, opinion=f"{wait.item}!")
    assert run.data(run.seq("z"))["answers"] == ["A!", "B!"]


def test_a_catch_event_gives_what_its_message_brought_to_an_object() -> None:
    drawn = builder.Drawing().node("start", "s").data("paid").node("user", "a")
    drawn.node("catch", "c", events=event("message", "M"), associations_out=copied("amount", "paid"))
    run = driving.Run(drawn.path("s", "c", "a"))
    run.send("M", payload={"amount": 5})
    assert run.data(run.seq("a"))["paid"] == 5


def test_a_message_carries_the_inputs_of_its_sender() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a")
    drawn.node("throw", "t", events=event("message", "M"), associations_in=copied("order", "content")).path(
        "s", "a", "t"
    )
    run = driving.Run(drawn)
    run.do("a", order=7)
    assert run.last.sent[0].payload["content"] == 7


def test_a_task_in_the_place_of_a_call_has_the_calls_mapping() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "b")
    drawn.node("user", "g", called_inputs=(("n", "x + 1"),), called_outputs=(("z", "y * n"),)).path("s", "g", "b")
    run = driving.Run(drawn, {"x": 1})
    assert run.data(run.seq("g")) == {"x": 1, "n": 2}
    run.do("g", y=5)
    assert run.data(run.seq("b")) == {"x": 1, "y": 5, "z": 10}


def test_what_was_copied_outlives_the_state_and_comes_back_when_a_step_is_recalled() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "b")
    drawn.node("user", "a", associations_in=copied("x", "y")).path("s", "a", "b")
    run = driving.Run(drawn, {"x": 1})
    done = run.do("a")
    assert done.undo is not None
    run.recall(done.undo)
    assert run.data(run.seq("a")) == {"x": 1, "y": 1}


def test_what_is_answered_under_the_name_of_an_input_is_what_goes_out() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "b")
    drawn.node("user", "a", associations_in=copied("amount", "x"), associations_out=copied("x", "result"))
    run = driving.Run(drawn.path("s", "a", "b"), {"amount": 1})
    run.do("a", x=9)
    assert run.data(run.seq("b"))["result"] == 9


def test_instances_answer_over_the_input_of_their_host() -> None:
    loop = dg.Loop("parallel", cardinality=dg.Text("2"))
    drawn = builder.Drawing().node("start", "s").node("user", "b")
    drawn.node("user", "a", loop=loop, associations_in=copied("v", "w"), associations_out=copied("w", "o"))
    run = driving.Run(drawn.path("s", "a", "b"), {"v": 1})
    for wait in run.waits():
        run.complete(wait.seq, w=8)
    assert run.data(run.seq("b"))["o"] == 8


def test_a_receive_task_behind_an_event_gateway_has_its_inputs() -> None:
    drawn = builder.Drawing().node("start", "s").node("events", "g").nodes_of("user", "x", "y")
    drawn.node("receive", "r", message="M", associations_in=copied("v", "w"), associations_out=copied("w", "o"))
    drawn.node("catch", "c", events=event("message", "N")).path("s", "g", "r", "x").path("g", "c", "y")
    run = driving.Run(drawn, {"v": 1})
    run.send("M")
    assert run.data(run.seq("x"))["o"] == 1


def test_each_run_of_an_event_subprocess_keeps_what_came_for_its_own_data_objects() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").path("s", "a")
    drawn.node("sub", "watch", event_subprocess=True).inside("watch").data("note")
    drawn.node("start", "w", interrupting=False, events=event("message", "M")).node("user", "h").path("w", "h")
    run = driving.Run(drawn)
    for note in (1, 2):
        run.send("M", payload={"note": note})
    assert [run.data(wait.seq)["note"] for wait in run.waits() if wait.element == "h"] == [1, 2]
    assert "note" not in run.data(run.seq("a"))


def test_a_data_object_inside_a_subprocess_is_not_its_input_of_the_same_name() -> None:
    drawn = (
        builder.Drawing().node("start", "s").node("sub", "outer", associations_in=copied("v", "d")).path("s", "outer")
    )
    drawn.inside("outer").node("start", "os").node("sub", "inner").node("user", "after").path("os", "inner", "after")
    drawn.inside("inner").data("o", "d").node("start", "is").node("user", "a").path("is", "a")
    run = driving.Run(drawn, {"v": 0})
    run.do("a", d=1)
    assert run.data(run.seq("after"))["d"] == 0
