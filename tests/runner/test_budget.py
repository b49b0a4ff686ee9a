"""A step has limits: over any of them nothing of it happens, and its incident says which, where, and what to do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bpmn import diagram as dg
from runner import budget, engine, outcome, troubles
from tests.runner import builder, driving


class Stopwatch:
    """Goes on by a second each time that it is looked at."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds, self.now = seconds, 0.0

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


def chain(tasks: int) -> builder.Drawing:
    """A task, then as many nodes that nobody waits at, then a task."""
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").node("end", "e")
    passed = [f"t{number}" for number in range(tasks)]
    return drawn.nodes_of("task", *passed).path("s", "a", *passed, "b", "e")


def test_a_step_that_takes_too_long_is_undone_and_names_where_it_was() -> None:
    run = driving.Run(chain(1_000))
    limits = budget.Budget(seconds=3, stopwatch=Stopwatch())
    with pytest.raises(outcome.StepError) as told:
        engine.complete(run.program, run.state, 1, {}, now=run.now, budget=limits)
    incident = told.value.incident
    assert (incident.code, incident.values) == ("over_budget", {"what": "seconds", "limit": "3"})
    assert incident.element.startswith("t")
    assert "more than 3 seconds are needed for one step" in incident.message
    assert "raise the limit “seconds”" in incident.message
    assert run.open() == ["a"]
    assert engine.complete(run.program, run.state, 1, {}, now=run.now).passed[-1] == "t999>b"


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_budget_without_time_is_refused_when_it_is_made(seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds"):
        budget.Budget(seconds=seconds, stopwatch=Stopwatch())


def test_time_counts_from_the_beginning_of_each_step() -> None:
    run = driving.Run(chain(100))
    limits = budget.Budget(seconds=3, stopwatch=Stopwatch())
    for _ in range(20):
        engine.complete(run.program, run.state, 1, {}, now=run.now, budget=limits)


def test_conditions_of_one_gateway_can_not_take_longer_together() -> None:
    drawn = builder.Drawing().node("start", "s").node("xor", "x").nodes_of("user", "a", "b").path("s", "x")
    for _ in range(50):
        drawn.flow("x", "a", "n = 1")
    with pytest.raises(outcome.StepError) as told:
        driving.Run(drawn.flow("x", "b", default=True), {"n": 0}, budget=budget.Budget(stopwatch=Stopwatch()))
    assert (told.value.incident.element, told.value.incident.values["what"]) == ("x", "seconds")


def test_making_many_instances_can_not_take_longer_either() -> None:
    drawn = builder.Drawing().node("start", "s").node("end", "e")
    drawn.node("user", "t", loop=dg.Loop("parallel", cardinality=dg.Text("1500"))).path("s", "t", "e")
    with pytest.raises(outcome.StepError) as told:
        driving.Run(drawn, budget=budget.Budget(stopwatch=Stopwatch()))
    assert (told.value.incident.element, told.value.incident.values["what"]) == ("t", "seconds")


def test_a_wake_that_has_used_half_of_its_time_leaves_the_rest_of_the_timers_due() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").path("s", "f")
    for number in range(6):
        drawn.node("catch", f"c{number}", events=builder.timer("PT1H")).node("user", f"u{number}")
        drawn.path("f", f"c{number}", f"u{number}")
    run = driving.Run(drawn)
    run.more = {"budget": budget.Budget(seconds=4, stopwatch=Stopwatch())}
    assert len(run.later(hours=2).timers_off) == 3
    assert len(run.later(hours=0).timers_off) == 3
    assert sorted(run.open()) == [f"u{number}" for number in range(6)]


@pytest.mark.parametrize(
    ("limits", "data", "what"),
    [
        (budget.Budget(steps=50), {}, "steps"),
        (budget.Budget(live=0), {}, "live"),
        (budget.Budget(data_bytes=300), {"x": "y" * 200}, "data_bytes"),
        (budget.Budget(data_bytes=300), {"x": "y" * 400}, "data_bytes"),
    ],
)
def test_whatever_limit_is_passed_the_incident_names_it_and_an_element(
    limits: budget.Budget, data: dict[str, str], what: str
) -> None:
    run = driving.Run(chain(100), {"z": "w" * 200})
    with pytest.raises(outcome.StepError) as told:
        engine.complete(run.program, run.state, 1, data, now=run.now, budget=limits)
    incident = told.value.incident
    assert (incident.code, incident.values["what"]) == ("over_budget", what)
    assert incident.element in run.program.table
    assert incident.lane == "pool_P"
    assert f"raise the limit “{what}”" in incident.message


def test_data_that_can_not_be_kept_are_told_of_the_step_that_they_were_given_to() -> None:
    run = driving.Run(chain(1))
    with pytest.raises(outcome.StepError) as told:
        run.do("a", x=float)
    assert (told.value.incident.code, told.value.incident.element) == ("data_error", "a")
    with pytest.raises(outcome.StepError) as told:
        driving.Run(chain(1), {"x": float})
    assert (told.value.incident.code, told.value.incident.element) == ("data_error", "P")


def test_every_incident_says_what_to_do_and_bears_a_known_code() -> None:
    assert set(troubles.ADVICE) == set(outcome.INCIDENT_CODES)
    for code in outcome.INCIDENT_CODES:
        told = troubles.step_error(code, "it went wrong", values={"what": "steps"}).incident.message
        assert told.startswith("it went wrong; ")
        assert len(told.split("; ", 1)[1].split()) >= 3


def test_the_engine_raises_no_other_codes() -> None:
    found: set[str] = set()
    for file in Path(troubles.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
                name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
                first = call.args[0] if call.args else None
                if name == "step_error" and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    assert {"no_flow_taken", "deadlock"} < found <= set(outcome.INCIDENT_CODES)
