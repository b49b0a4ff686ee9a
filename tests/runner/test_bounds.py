"""Large files and long histories in the engine: what a step costs grows with what it does, and nothing recurses."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from bpmn import diagram as dg
from bpmn import study
from runner import budget, engine, loader, outcome
from tests.bpmn import large, large_pools
from tests.runner import builder, driving
from tests.support import effort, shares

FEW = 200 if not shares.soaking() else 1_000
ROOM = budget.Budget(steps=10**6, live=10**6, nesting=10**4, data_bytes=10**8)
LOADED = {
    name: make
    for name, make in large_pools.SHAPES.items()
    if name not in ("flows to nowhere", "elements of another world")
}


def prepared(make: large.Shape, size: int) -> Any:
    return study.study(make(size)).prepared


def loaded(make: large.Shape, size: int) -> loader.Program:
    return loader.program(prepared(make, size))


@pytest.mark.parametrize("name", LOADED)
def test_loading_a_version_costs_what_it_is_long(name: str) -> None:
    assert effort.grows(loader.program, functools.partial(prepared, LOADED[name]), FEW) <= effort.MOST


@pytest.mark.parametrize("name", LOADED)
def test_a_start_costs_no_more_than_what_it_begins(name: str) -> None:
    def start(program: loader.Program) -> None:
        try:
            engine.start(program, {"v": 1}, now=driving.BEGIN, budget=ROOM)
        except outcome.StepError:
            return

    assert effort.grows(start, functools.partial(loaded, LOADED[name]), FEW) <= effort.MOST


@pytest.mark.parametrize("name", ["a chain of tasks", "subprocesses", "called processes", "lanes", "data objects"])
def test_a_step_costs_the_same_however_large_the_version_is(name: str) -> None:
    def begun(size: int) -> driving.Run:
        return driving.Run(prepared(LOADED[name], size))

    def step(run: driving.Run) -> None:
        run.complete(run.waits()[0].seq)

    assert effort.grows(step, begun, FEW) <= 1.1


def circle() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("xor", "x").nodes_of("user", "a", "b").node("end", "e")
    return drawn.path("s", "x", "a", "b").flow("b", "x", "again").flow("b", "e", default=True)


def test_a_round_of_a_loop_costs_the_same_however_many_there_were() -> None:
    run = driving.Run(circle())
    rounds, early = shares.soak_share(100_000, 0.01), 0
    seq, size = run.waits()[0].seq, 0
    for number in range(1, rounds + 1):
        for _ in "ab":
            seq = run.complete(seq, again=True).opened[0].seq
        del run.outcomes[:-1]
        if number == 10:
            early, size = effort.statements(lambda: run.waits()), len(run.state)
    assert len(run.state) <= size + 12  # numbers of more digits
    assert effort.statements(lambda: run.waits()) <= early
    done = effort.statements(lambda: run.complete(seq, again=True))
    fresh = driving.Run(circle())
    assert done <= effort.statements(lambda: fresh.complete(1, again=True))


def test_a_chain_of_five_thousand_tasks_is_loaded_and_walked() -> None:
    run = driving.Run(prepared(large.a_chain_of_tasks, 10_000))
    seq, early = run.waits()[0].seq, effort.statements(lambda: run.waits())
    for _ in range(shares.soak_share(4_999, 0.1)):
        done = run.complete(seq)
        seq = done.opened[0].seq
        del run.outcomes[:-1]
    assert effort.statements(lambda: run.waits()) <= early


@pytest.mark.parametrize("split", ["parallelGateway", "inclusiveGateway"])
def test_a_fan_of_many_branches_opens_joins_and_ends(split: str) -> None:
    number = shares.soak_share(1_000, 0.2)
    condition = {"condition": "1 = 1"} if split == "inclusiveGateway" else {}
    run = driving.Run(study.study(large.fan(split, number, **condition)).prepared)
    seqs = [wait.seq for wait in run.waits()]
    assert len(seqs) == number
    for seq in seqs:
        assert not run.ended
        run.complete(seq)
        del run.outcomes[:-1]
    assert run.ended


def test_inclusive_blocks_in_series_are_passed_in_one_step() -> None:
    number = shares.soak_share(5_000, 0.1)
    drawn, last = builder.Drawing().node("start", "s"), "s"
    for n in range(number):
        drawn.nodes_of("or", f"f{n}", f"j{n}").nodes_of("task", f"a{n}", f"b{n}").flow(last, f"f{n}")
        drawn.flow(f"f{n}", f"a{n}", "true").flow(f"f{n}", f"b{n}", default=True)
        drawn.path(f"a{n}", f"j{n}").path(f"b{n}", f"j{n}")
        last = f"j{n}"
    assert driving.Run(drawn.node("user", "z").path(last, "z")).open() == ["z"]


def test_joins_that_would_look_through_a_large_level_again_and_again_are_over_the_budget() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "w").path("s", "w")
    last = "s"
    for n in range(1_000):
        drawn.nodes_of("or", f"f{n}", f"j{n}").nodes_of("task", f"a{n}", f"b{n}").flow(last, f"f{n}")
        drawn.flow(f"f{n}", f"a{n}", "true").flow(f"f{n}", f"b{n}", default=True)
        drawn.path(f"a{n}", f"j{n}").path(f"b{n}", f"j{n}")
        last = f"j{n}"
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn)
    assert failed.value.incident.code == "over_budget"
    assert failed.value.incident.element.startswith("j")


def test_a_hundred_subprocesses_in_each_other_are_read_run_and_left() -> None:
    data = large.nested(100)
    driving.Run(study.study(large.nested(2)).prepared)
    with effort.shallow():
        run = driving.Run(study.study(data).prepared)
        assert run.open() == ["t"]
        run.do("t")
        assert run.ended


def calls(depth: int) -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("call", "c0", called="Q0").path("s", "c0")
    for n in range(depth):
        inner = f"c{n + 1}"
        drawn.pool(f"Q{n}", starts=False).node("start", f"s{n}")
        if n + 1 < depth:
            drawn.node("call", inner, called=f"Q{n + 1}")
        else:
            drawn.node("user", inner)
        drawn.path(f"s{n}", inner)
    return drawn


def test_calls_within_calls_are_run_as_deep_as_the_budget_says() -> None:
    deepest = budget.DEFAULT.depth
    run = driving.Run(calls(deepest))
    run.do(f"c{deepest}")
    assert run.ended
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(calls(deepest + 1))
    assert failed.value.incident.code == "over_budget"
    assert failed.value.incident.element == f"c{deepest}"


def test_a_border_of_more_events_than_may_be_alive_is_over_the_budget() -> None:
    version = prepared(large.boundary_events, shares.soak_share(80_000, 0.25))
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(version)
    assert failed.value.incident.code == "over_budget"
    assert failed.value.incident.element.startswith("b")


def deep_and_wide() -> dict[str, builder.Drawing]:
    names = [f"t{n}" for n in range(3_000)]
    chain = builder.Drawing().node("start", "s").node("user", "a").nodes_of("task", *names).node("user", "z")
    fan = builder.Drawing().node("start", "s").node("user", "a").node("and", "f").path("s", "a", "f")
    for n in range(1_000):
        fan.node("user", f"u{n}").flow("f", f"u{n}")
    many = builder.Drawing().node("start", "s").node("user", "a")
    loop = dg.Loop("parallel", cardinality=dg.Text("1000"))
    one = dg.Loop("sequential", cardinality=dg.Text("1500"))
    many.node("user", "m", loop=loop).path("s", "a", "m")
    after = builder.Drawing().node("start", "s").node("user", "a").node("task", "m", loop=one).node("user", "z")
    return {
        "a chain": chain.path("s", "a", *names, "z"),
        "a fan": fan,
        "instances at once": many,
        "instances one by one": after.path("s", "a", "m", "z"),
        "calls": calls(25),
    }


@pytest.mark.parametrize("name", deep_and_wide())
def test_no_step_recurses_on_the_size_of_what_it_does(name: str) -> None:
    drawn = deep_and_wide()[name].prepared()
    first = driving.Run(drawn)  # once without, for what is imported at first use
    with effort.shallow():
        run = driving.Run(drawn)
        done = run.complete(first.waits()[0].seq)
        engine.tokens(run.program, run.state)
        engine.variables(run.program, run.state)
        if done.undo is not None and not done.ended:
            run.recall(done.undo)
            assert run.open() == first.open()
        engine.cancel(run.program, run.state, now=run.now)
