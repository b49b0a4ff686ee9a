"""The faults of the stock library, by name: what ours does, and where it is easily shown, that stock does not."""

from __future__ import annotations

import pathlib

import pytest
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, ParallelGateway, StartEvent, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bpmn import diagram as dg
from runner import budget, engine, loader, outcome
from tests.runner import builder, driving


class Stock:
    """The library as it is, on a diagram given as flows."""

    def __init__(self, kinds: dict[str, type], flows: list[tuple[str, str]]) -> None:
        spec = BpmnProcessSpec("p")
        nodes = {"s": StartEvent(spec, "s", NoneEventDefinition())}
        nodes.update({name: kind(spec, name) for name, kind in kinds.items()})
        spec.start.connect(nodes["s"])
        for source, target in flows:
            nodes[source].connect(spec.end if target == "END" else nodes[target])
        self.workflow = BpmnWorkflow(spec)
        self.workflow.do_engine_steps()

    def ready(self) -> list[str]:
        return [task.task_spec.name for task in self.workflow.get_tasks(state=TaskState.READY, manual=True)]

    def do(self, name: str) -> None:
        next(t for t in self.workflow.get_tasks(state=TaskState.READY, manual=True) if t.task_spec.name == name).run()
        self.workflow.do_engine_steps()


def test_01_a_loop_of_any_length_is_never_reported_as_completed() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("xor", "x").path("s", "x", "a").path("a", "x")
    run = driving.Run(drawn)
    for _ in range(1_200):
        run.do("a")
    assert run.open() == ["a"]
    assert not run.ended


def test_02_the_state_holds_only_what_is_alive() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("xor", "x").path("s", "x", "a").path("a", "x")
    run = driving.Run(drawn)
    run.do("a")
    early = len(run.state)
    for _ in range(200):
        run.do("a")
    assert len(run.state) <= early + 8
    stock = Stock({"x": ExclusiveGateway, "a": UserTask}, [("s", "x"), ("x", "a"), ("a", "x")])
    before = len(stock.workflow.tasks)
    for _ in range(10):
        stock.do("a")
    assert len(stock.workflow.tasks) > before + 15


def blocks(number: int) -> tuple[dict[str, type], list[tuple[str, str]]]:
    kinds: dict[str, type] = {}
    flows, last = [], "s"
    for n in range(number):
        kinds.update({f"f{n}": ParallelGateway, f"j{n}": ParallelGateway, f"a{n}": UserTask, f"b{n}": UserTask})
        flows += [(last, f"f{n}"), (f"f{n}", f"a{n}"), (f"f{n}", f"b{n}"), (f"a{n}", f"j{n}"), (f"b{n}", f"j{n}")]
        last = f"j{n}"
    return kinds, [*flows, (last, "END")]


def test_03_fork_and_join_blocks_cost_what_they_are_not_two_to_the_power_of_them() -> None:
    three, six = (len(Stock(*blocks(n)).workflow.tasks) for n in (3, 6))
    assert six > 5 * three
    drawn = builder.Drawing().node("start", "s")
    kinds, flows = blocks(20)
    for name, kind in kinds.items():
        drawn.node("user" if kind is UserTask else "and", name)
    for source, target in flows[:-1]:
        drawn.flow(source, target)
    assert len(driving.Run(drawn).state) < 200


def test_04_a_fork_through_an_exclusive_merge_gives_two_tokens_behind_a_parallel_gateway() -> None:
    flows = [("s", "f"), ("f", "a"), ("f", "b"), ("a", "m"), ("b", "m"), ("m", "g"), ("g", "c")]
    kinds: dict[str, type] = {"f": ParallelGateway, "m": ExclusiveGateway, "g": ParallelGateway}
    kinds |= {"a": UserTask, "b": UserTask, "c": UserTask}
    stock = Stock(kinds, [*flows, ("c", "END")])
    stock.do("a")
    stock.do("b")
    assert stock.ready() == ["c"]
    names = {ParallelGateway: "and", ExclusiveGateway: "xor", UserTask: "user"}
    drawn = builder.Drawing().node("start", "s")
    for name, kind in kinds.items():
        drawn.node(names[kind], name)
    for source, target in flows:
        drawn.flow(source, target)
    run = driving.Run(drawn)
    run.do("a")
    run.do("b")
    assert run.open() == ["c", "c"]


@pytest.mark.parametrize("kind", ["error", "escalation", "message", "signal"])
def test_05_an_event_subprocess_is_not_ready_by_itself(kind: str) -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").path("s", "a")
    drawn.node("sub", "w", event_subprocess=True).inside("w").node("start", "ws", events=builder.event(kind, "E"))
    drawn.node("user", "handle").path("ws", "handle")
    assert driving.Run(drawn).open() == ["a"]


def test_07_signals_and_links_at_ends_and_throws_are_executed() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").node("user", "b")
    drawn.node("end", "e", events=builder.event("signal", "S")).node("catch", "c", events=builder.event("signal", "S"))
    drawn.node("user", "a").path("s", "f", "a", "e").path("f", "c", "b")
    run = driving.Run(drawn)
    run.do("a")
    assert run.open() == ["b"]


def test_08_a_message_or_signal_without_a_name_is_accepted() -> None:
    drawn = builder.Drawing().node("start", "s").node("catch", "m", events=builder.event("message")).path("s", "m")
    run = driving.Run(drawn.node("catch", "g", events=builder.event("signal")).path("m", "g"))
    run.send(run.last.listening_on[0].message)
    run.send(run.last.listening_on[0].message, signal=True)
    assert run.ended


def test_10_a_message_thrown_to_another_pool_is_kept_until_it_is_delivered() -> None:
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
def test_11_any_legal_id_works(id_: str) -> None:
    drawn = builder.Drawing().node("start", "s").node("user", id_).node("end", "e").path("s", id_, "e")
    run = driving.Run(drawn)
    run.do(id_)
    assert run.ended


def test_12_no_python_of_a_diagram_is_executed(tmp_path: pathlib.Path) -> None:
    effect = f"__import__('pathlib').Path('{tmp_path}/x').write_text('x')"
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").node("xor", "x").path("s", "x")
    drawn.flow("x", "a", effect).flow("x", "b", default=True)
    with pytest.raises(loader.UnsupportedError):
        driving.Run(drawn)
    script = builder.Drawing().node("start", "s").node("scriptTask", "t", script=dg.Script(effect)).path("s", "t")
    assert driving.Run(script).open() == ["t"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        {"f": {"typename": "datetime", "value": "zz"}},
        {"__class__": "os.system", "py/object": "x"},
        {"i": 3, "d": {"l": [1]}, "": None, "lớn": 2**53},
    ],
)
def test_13_data_are_data_whatever_their_keys_are_called(data: dict[str, outcome.Json]) -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a", "b")
    run = driving.Run(drawn, data)
    run.do("a", answers=data)
    assert run.data(run.seq("b")) == {**data, "answers": data}


@pytest.mark.parametrize("key", ["__builtins__", "len", "True", "count"])
def test_14_no_key_breaks_the_gateway_behind(key: str) -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b", "c").node("xor", "x").path("s", "a", "x")
    drawn.flow("x", "b", "count([1, 2]) = 2").flow("x", "c", default=True)
    run = driving.Run(drawn)
    run.do("a", **{key: "x"})
    assert run.open() == ["b"]


def test_15_a_failing_step_changes_nothing_and_can_be_taken_after_repair() -> None:
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
def test_16_what_never_rests_is_an_incident_that_names_the_element(kind: str) -> None:
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(endless(kind), budget=budget.Budget(steps=2_000, live=1_000))
    assert failed.value.incident.code == "over_budget"
    assert failed.value.incident.element


@pytest.mark.parametrize("text", ["R/PT0S", "P999999999999M"])
def test_16_an_impossible_timer_is_refused(text: str) -> None:
    kind = "cycle" if text.startswith("R") else "duration"
    drawn = builder.Drawing().node("start", "s").node("catch", "t", events=builder.timer(text, kind)).path("s", "t")
    with pytest.raises(loader.UnsupportedError, match=r"repeats|1 to 9999"):
        driving.Run(drawn)


def test_17_a_completed_task_can_not_be_completed_again() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a", "b")
    run = driving.Run(drawn)
    run.complete(1)
    with pytest.raises(outcome.NotOpenError):
        run.complete(1)


def test_19_a_long_chain_of_tasks_recurses_nowhere() -> None:
    names = [f"a{n}" for n in range(1_500)]
    drawn = builder.Drawing().node("start", "s").nodes_of("user", *names).path("s", *names)
    run = driving.Run(drawn)
    run.do("a0")
    assert run.open() == ["a1"]


def test_20_what_parallel_branches_write_is_all_there_behind_the_join() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "f", "j").nodes_of("user", "a", "b", "z")
    run = driving.Run(drawn.path("s", "f", "a", "j", "z").path("f", "b", "j"), {"x": 0, "y": 0})
    run.do("a", x=1)
    assert run.data(run.seq("b"))["x"] == 1
    run.do("b", y=2)
    assert run.data(run.seq("z")) == {"x": 1, "y": 2}
