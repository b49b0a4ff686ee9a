"""Tasks, subprocesses, calls, loops."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn import diagram as dg
from runner import budget, loader, outcome
from tests.runner import builder, driving


def alone(kind: str, **more: Any) -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node(kind, "t", **more).node("user", "next").node("end", "e")
    return drawn.path("s", "t", "next", "e")


@pytest.mark.parametrize("kind", ["userTask", "serviceTask", "scriptTask", "businessRuleTask"])
def test_a_task_without_implementation_waits_for_a_person(kind: str) -> None:
    run = driving.Run(alone(kind))
    assert [(w.element, w.kind) for w in run.waits()] == [("t", outcome.WaitKind.TASK)]


@pytest.mark.parametrize("kind", ["task", "manualTask"])
def test_an_abstract_task_waits_if_a_person_completes_it_and_else_passes(kind: str) -> None:
    assert driving.Run(alone(kind, human=True)).open() == ["t"]
    assert driving.Run(alone(kind)).open() == ["next"]


@pytest.mark.parametrize("kind", ["serviceTask", "scriptTask", "businessRuleTask", "sendTask"])
def test_a_bound_task_is_a_call_whose_answer_completes_it(kind: str) -> None:
    run = driving.Run(alone(kind, implementation="topic:tax"), {"code": 1})
    assert run.last.calls == (outcome.Call(1, "t", "topic:tax", {"code": 1}),)
    with pytest.raises(outcome.NotOpenError):
        run.complete(1)
    run.answer("t", tax=5)
    assert run.open() == ["next"]
    assert run.data() == {"code": 1, "tax": 5}


def test_a_call_that_a_terminate_end_takes_away_in_its_step_has_never_been_open() -> None:
    drawn = builder.Drawing().node("start", "s").node("service", "t", implementation="topic:tax")
    drawn.node("end", "x", events=builder.event("terminate")).node("user", "a").path("s", "a", "x").path("a", "t")
    run = driving.Run(drawn)
    run.do("a")
    assert (run.last.opened, run.last.calls) == ((), ())
    assert [closed.element for closed in run.last.closed] == ["a"]


def test_a_completed_task_can_not_be_completed_again() -> None:
    run = driving.Run(alone("user"))
    run.complete(1)
    with pytest.raises(outcome.NotOpenError):
        run.complete(1)


def test_a_wait_tells_its_visit_and_what_opened_it() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").node("xor", "x").path("s", "x", "a", "b")
    run = driving.Run(drawn.path("b", "x"))
    for _ in range(3):
        run.do("a")
        run.do("b")
    wait = run.waits()[0]
    assert (wait.seq, wait.visit, wait.opened_by) == (7, 4, 6)


def nested(depth: int) -> builder.Drawing:
    drawn = builder.Drawing()
    for level in range(depth):
        drawn.node("start", f"s{level}").node("sub", f"sub{level}").node("end", f"e{level}")
        drawn.path(f"s{level}", f"sub{level}", f"e{level}").inside(f"sub{level}")
    return drawn.node("start", "i").node("user", "a").node("end", "e").path("i", "a", "e")


def test_a_subprocess_shares_the_data_around_it_and_ends_with_its_last_token() -> None:
    run = driving.Run(nested(1), {"x": 1})
    run.do("a", y=2)
    assert run.ended
    assert run.last.passed == ("a", "a>e", "e", "sub0", "sub0>e0", "e0")


def test_a_hundred_subprocesses_inside_each_other_run() -> None:
    run = driving.Run(nested(100))
    run.do("a")
    assert run.ended


def test_a_subprocess_without_start_events_begins_all_that_no_flow_leads_to() -> None:
    drawn = builder.Drawing().node("start", "s").node("sub", "sub").node("user", "next").path("s", "sub", "next")
    drawn.inside("sub").nodes_of("user", "a", "b")
    run = driving.Run(drawn)
    assert run.open() == ["a", "b"]
    run.do("a")
    run.do("b")
    assert run.open() == ["next"]


def calling(**mapping: Any) -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("call", "c", called="Q", **mapping).node("user", "next")
    drawn.path("s", "c", "next").pool("Q", starts=False)
    return drawn.node("start", "q").node("user", "inner").node("end", "qe").path("q", "inner", "qe")


def test_a_called_process_without_mapping_uses_the_callers_data() -> None:
    run = driving.Run(calling(), {"x": 1})
    assert run.data(run.seq("inner")) == {"x": 1}
    run.do("inner", y=2)
    assert run.data(run.seq("next")) == {"x": 1, "y": 2}


def test_a_called_process_with_a_mapping_sees_its_inputs_and_gives_its_outputs() -> None:
    run = driving.Run(calling(called_inputs=(("n", "x + 1"),), called_outputs=(("z", "y * 2"),)), {"x": 1, "secret": 9})
    assert run.data(run.seq("inner")) == {"n": 2}
    run.do("inner", y=5, other=1)
    assert run.data(run.seq("next")) == {"x": 1, "secret": 9, "z": 10}


def test_a_call_of_a_process_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(loader.UnsupportedError) as refused:
        loader.program(alone("call", called="Nowhere").prepared())
    assert "Nowhere" in refused.value.reason


def test_a_process_that_calls_itself_for_ever_is_an_incident() -> None:
    drawn = builder.Drawing().node("start", "s").node("call", "c", called="P").path("s", "c")
    drawn.starts = []
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn, processes=["P"])
    assert (failed.value.incident.code, failed.value.incident.values["what"]) == ("over_budget", "depth")


def looped(kind: str, node: str = "user", **loop: Any) -> builder.Drawing:
    return alone(node, loop=dg.Loop(kind, **loop))


def test_a_standard_loop_goes_on_while_its_condition_holds() -> None:
    run = driving.Run(looped("standard", condition=dg.Text("more")))
    for more in (True, True, False):
        assert run.open() == ["t"]
        run.do("t", more=more)
    assert run.open() == ["next"]


def test_a_standard_loop_may_test_first_and_stops_at_its_maximum() -> None:
    assert driving.Run(looped("standard", condition=dg.Text("more"), test_before=True), {"more": False}).open() == [
        "next"
    ]
    run = driving.Run(looped("standard", condition=dg.Text("true"), maximum=2))
    run.do("t")
    run.do("t")
    assert run.open() == ["next"]


DEPARTMENTS = {"departments": ["thuế", "công an", "y tế"]}
CONSULT = {
    "collection": "departments",
    "item": "department",
    "output_collection": "opinions",
    "output_item": "opinion",
}


def test_parallel_instances_have_their_item_and_their_own_data() -> None:
    run = driving.Run(looped("parallel", **CONSULT), DEPARTMENTS)
    assert [(w.item, w.index, w.visit) for w in run.waits()] == [("thuế", 0, 1), ("công an", 1, 1), ("y tế", 2, 1)]
    seqs = [w.seq for w in run.waits()]
    assert run.data(seqs[1])["department"] == "công an"
    run.complete(seqs[2], opinion="c")
    run.complete(seqs[0], opinion="a")
    assert "opinion" not in run.data(seqs[1])
    run.complete(seqs[1], opinion="b")
    assert run.open() == ["next"]
    assert run.data()["opinions"] == ["a", "b", "c"]


def test_sequential_instances_come_one_after_the_other() -> None:
    run = driving.Run(looped("sequential", **CONSULT), DEPARTMENTS)
    for item in DEPARTMENTS["departments"]:
        assert [w.item for w in run.waits()] == [item]
        run.do("t", opinion=item.upper())
    assert run.data()["opinions"] == ["THUẾ", "CÔNG AN", "Y TẾ"]


def test_a_completion_condition_ends_the_instances_that_are_left() -> None:
    done = dg.Text("nrOfCompletedInstances / nrOfInstances >= 0.5 or opinion = 'no'")
    run = driving.Run(looped("parallel", completion=done, **CONSULT), DEPARTMENTS)
    run.do("t", opinion="yes")
    assert len(run.open()) == 2
    closed = run.do("t", opinion="yes").closed
    assert sorted(c.how for c in closed) == [outcome.Closing.COMPLETED, outcome.Closing.WITHDRAWN]
    assert run.open() == ["next"]


def test_instances_of_a_subprocess_keep_their_data_apart() -> None:
    drawn = looped("parallel", "sub", **CONSULT).inside("t")
    drawn.node("start", "i").nodes_of("user", "ask", "sum").node("end", "ie").path("i", "ask", "sum", "ie")
    run = driving.Run(drawn, DEPARTMENTS)
    assert [(w.element, w.item) for w in run.waits()] == [("ask", d) for d in DEPARTMENTS["departments"]]
    for answer in "abc":
        run.do("ask", opinion=answer)
    for _ in "abc":
        run.do("sum")
    assert run.data()["opinions"] == ["a", "b", "c"]


def test_a_cardinality_of_none_passes_and_one_too_many_is_an_incident() -> None:
    drawn = looped("parallel", cardinality=dg.Text("n"))
    assert driving.Run(drawn, {"n": 0}).open() == ["next"]
    assert len(driving.Run(drawn, {"n": 3}).open()) == 3
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn, {"n": 10**9})
    assert (failed.value.incident.code, failed.value.incident.element) == ("over_budget", "t")
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn, {"n": "many"})
    assert failed.value.incident.code == "loop_error"


def test_a_boundary_event_stands_on_all_instances_together() -> None:
    drawn = looped("parallel", **CONSULT).node("user", "late")
    drawn.node("boundary", "b", attached_to="t", events=builder.timer("P2D")).path("b", "late")
    run = driving.Run(drawn, DEPARTMENTS)
    assert len(run.last.timers_set) == 1
    run.do("t")
    run.later(days=2)
    assert run.open() == ["late"]


def test_live_tokens_are_bounded() -> None:
    drawn = looped("parallel", cardinality=dg.Text("50"))
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn, budget=budget.Budget(live=20))
    assert failed.value.incident.values["what"] == "live"
