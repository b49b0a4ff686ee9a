"""Nothing grows with what has happened before, and nothing recurses on the size of a diagram."""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn import study
from runner import engine, loader
from tests.bench import drawings
from tests.runner import builder, driving
from tests.runner.states import kept


def rounds() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").nodes_of("xor", "x", "y")
    drawn.nodes_of("and", "f", "j").nodes_of("user", "c", "d").node("end", "e")
    drawn.path("s", "x", "a", "f", "b", "j", "d", "y").path("f", "c", "j").flow("y", "x", "more")
    return drawn.flow("y", "e", default=True)


def test_a_thousand_rounds_leave_the_state_as_small_as_it_was_and_the_case_right() -> None:
    run = driving.Run(rounds())
    sizes = []
    for number in range(1_000):
        for element in "abcd":
            run.do(element, more=True)
        assert run.open() == ["a"]
        if number in (1, 999):
            sizes.append(len(run.state))
    assert sizes[1] <= sizes[0] + 24
    for element in "abcd":
        run.do(element, more=False)
    assert run.ended


def test_twenty_fork_and_join_blocks_in_a_row_are_run() -> None:
    drawn = builder.Drawing().node("start", "s").node("end", "e")
    last = "s"
    for n in range(20):
        drawn.nodes_of("and", f"f{n}", f"j{n}").nodes_of("user", f"a{n}", f"b{n}")
        drawn.path(last, f"f{n}", f"a{n}", f"j{n}").path(f"f{n}", f"b{n}", f"j{n}")
        last = f"j{n}"
    run = driving.Run(drawn.path(last, "e"))
    for n in range(20):
        assert run.open() == [f"a{n}", f"b{n}"]
        run.do(f"b{n}")
        run.do(f"a{n}")
    assert run.ended


def test_a_thousand_branches_open_and_join() -> None:
    drawn = (
        builder.Drawing().node("start", "s").nodes_of("and", "f", "j").node("user", "z").path("s", "f").path("j", "z")
    )
    for n in range(1_000):
        drawn.node("user", f"a{n}").path("f", f"a{n}", "j")
    run = driving.Run(drawn)
    seqs = [wait.seq for wait in run.waits()]
    assert len(seqs) == 1_000
    for seq in seqs:
        run.complete(seq)
    assert run.open() == ["z"]


def test_a_chain_of_five_thousand_tasks_runs_in_one_step() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("user", "z")
    names = [f"t{n}" for n in range(5_000)]
    drawn.nodes_of("task", *names).path("s", "a", *names, "z")
    run = driving.Run(drawn)
    run.do("a")
    assert run.open() == ["z"]


def test_a_parallel_multi_instance_of_a_thousand_runs_to_its_end() -> None:
    loop = dg.Loop("parallel", cardinality=dg.Text("1000"))
    drawn = builder.Drawing().node("start", "s").node("task", "t", loop=loop).node("user", "z").path("s", "t", "z")
    assert driving.Run(drawn).open() == ["z"]


def test_a_sequential_loop_of_passing_tasks_does_not_recurse() -> None:
    loop = dg.Loop("sequential", cardinality=dg.Text("2000"))
    drawn = builder.Drawing().node("start", "s").node("task", "t", loop=loop).node("user", "z").path("s", "t", "z")
    assert driving.Run(drawn).open() == ["z"]


def test_an_open_case_takes_less_than_a_printed_line_and_with_twenty_answers_less_than_a_screen() -> None:
    program = loader.program(study.study(drawings.procedure(8).data).prepared)
    begun = engine.start(program, {}, now=driving.BEGIN).state
    assert len(begun) <= 80
    answered = engine.complete(program, begun, 1, {**drawings.ANSWERS, **drawings.VALUE}, now=driving.BEGIN).state
    assert len(answered) <= 700


def test_an_ended_case_keeps_next_to_nothing() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("end", "e").path("s", "a", "e")
    run = driving.Run(drawn)
    run.do("a", long="x" * 10_000)
    assert len(run.state) < 60
    assert engine.tokens(run.program, run.state) == ()


def test_specs_bear_no_more_attributes_than_python_keeps_together() -> None:
    # Objects of a class share the keys of up to thirty attributes (CPython's SHARED_KEYS_MAX_SIZE); beyond, each has a
    # dictionary of its own, and a version takes twice the memory.
    for path in kept.FOLDER.glob("*/*.json"):
        program = loader.program(kept.read(path).prepared)
        for spec in (*program.specs, *program.resting):
            assert spec is None or len(vars(spec)) <= 30, type(spec)
