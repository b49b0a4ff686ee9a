"""What no diagram and no data can do to a case: beside `tests/runner/faults`, on drawings that stock can't be given."""

from __future__ import annotations

import pytest

from bpmn import diagram as dg
from runner import budget, engine, loader, outcome
from tests.runner import builder, driving


@pytest.mark.parametrize("kind", ["error", "escalation", "message", "signal"])
def test_an_event_subprocess_is_not_ready_by_itself(kind: str) -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").path("s", "a")
    drawn.node("sub", "w", event_subprocess=True).inside("w").node("start", "ws", events=builder.event(kind, "E"))
    drawn.node("user", "handle").path("ws", "handle")
    assert driving.Run(drawn).open() == ["a"]


def test_a_message_or_signal_without_a_name_is_accepted() -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "m", events=builder.event("message")).path("s", "m")
    run = driving.Run(drawn.node("catch", "g", events=builder.event("signal")).path("m", "g"))
    run.send(run.last.listening_on[0].message)
    run.send(run.last.listening_on[0].message, signal=True)
    assert run.ended


def test_a_message_thrown_to_another_pool_is_kept_until_it_is_delivered() -> None:
    drawn = (
        builder.Drawing().node("start", "s").node("throw", "t", events=builder.event("message", "M")).node("end", "e")
    )
    drawn.path("s", "t", "e").pool("Q").node("start", "q").node("user", "first")
    drawn.node("catch", "c", events=builder.event("message", "M")).node("user", "then").path("q", "first", "c", "then")
    run = driving.Run(drawn.messages("t", "c"))
    with pytest.raises(outcome.NotOpenError):
        engine.deliver(run.program, run.state, run.post[0], now=run.now)
    run.do("first")
    run.deliver()
    assert run.open() == ["then"]


@pytest.mark.parametrize("id_", ["Start", "End", "P.EndJoin", "Root", "#0", "0"])
def test_any_legal_id_works(id_: str) -> None:
    drawn = builder.Drawing().node("start", "s").node("user", id_).node("end", "e").path("s", id_, "e")
    run = driving.Run(drawn)
    run.do(id_)
    assert run.ended


@pytest.mark.parametrize(
    "data",
    [
        {"f": {"typename": "datetime", "value": "zz"}},
        {"__class__": "os.system", "py/object": "x"},
        {"i": 3, "d": {"l": [1]}, "": None, "lớn": 2**53},
    ],
)
def test_data_are_data_whatever_their_keys_are_called(data: dict[str, outcome.Json]) -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a", "b")
    run = driving.Run(drawn, data)
    run.do("a", answers=data)
    assert run.data(run.seq("b")) == {**data, "answers": data}


@pytest.mark.parametrize("key", ["__builtins__", "len", "True", "count"])
def test_no_key_breaks_the_gateway_behind(key: str) -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b", "c").node("xor", "x").path("s", "a", "x")
    drawn.flow("x", "b", "count([1, 2]) = 2").flow("x", "c", default=True)
    run = driving.Run(drawn)
    run.do("a", **{key: "x"})
    assert run.open() == ["b"]


def test_a_failing_step_changes_nothing_and_can_be_taken_after_repair() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").node("and", "f").node("xor", "x")
    drawn.nodes_of("user", "c").path("s", "a", "f", "b").path("f", "x").flow("x", "c", "ok")
    run = driving.Run(drawn)
    before = run.state
    with pytest.raises(outcome.StepError) as failed:
        run.do("a")
    assert failed.value.incident.element == "x"
    assert run.state == before
    run.do("a", ok=True)
    assert run.open() == ["b", "c"]


def endless(kind: str) -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("xor", "x", "y").node("task", "t")
    if kind == "circle":
        return drawn.path("s", "x", "t", "y", "x")
    if kind == "instances":
        return drawn.node("user", "m", loop=dg.Loop("parallel", cardinality=dg.Text("10**9"))).path("s", "m")
    if kind == "fan-out":
        drawn.node("and", "f").path("s", "f")
        for number in range(5_000):
            drawn.node("user", f"a{number}").flow("f", f"a{number}")
        return drawn
    return drawn.node("and", "f").path("s", "x", "f").flow("f", "x").flow("f", "x")


@pytest.mark.parametrize("kind", ["circle", "instances", "fan-out", "doubling"])
def test_what_never_rests_is_an_incident_that_names_the_element(kind: str) -> None:
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(endless(kind), budget=budget.Budget(steps=2_000, live=1_000))
    assert failed.value.incident.code == "over_budget"
    assert failed.value.incident.element


@pytest.mark.parametrize("text", ["R/PT0S", "P999999999999M"])
def test_an_impossible_timer_is_refused(text: str) -> None:
    kind = "cycle" if text.startswith("R") else "duration"
    drawn = builder.Drawing().node("start", "s").node("catch", "t", events=builder.timer(text, kind)).path("s", "t")
    with pytest.raises(loader.UnsupportedError, match=r"repeats|1 to 9999"):
        driving.Run(drawn)


def test_what_parallel_branches_write_is_all_there_behind_the_join() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "f", "j").nodes_of("user", "a", "b", "z")
    run = driving.Run(drawn.path("s", "f", "a", "j", "z").path("f", "b", "j"), {"x": 0, "y": 0})
    run.do("a", x=1)
    assert run.data(run.seq("b"))["x"] == 1
    run.do("b", y=2)
    assert run.data(run.seq("z")) == {"x": 1, "y": 2}
