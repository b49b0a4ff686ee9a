"""The limits of a step reach the engine from every door: none may be forgotten on the way."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from models import step, timer
from service import config
from service.usecases import deadlines, incidents, limits, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to

City = world.World
DOORS = ("service/api", "service/pages", "service/jobs", "service/cli/cases.py", "service/cli/operating.py")
BELOW = ("service/usecases",)
STEPS = {"start", "complete", "answer", "deliver", "wake", "cancel", "recall", "move", "skip"}
"""Functions of the engine that take a step."""


def _calls(*places: str) -> Iterator[tuple[str, str, str, ast.Call]]:
    """Where, module, function and call of each `module.function(…)`."""
    for place in places:
        path = config.ROOT / place
        for file in [path] if path.suffix else sorted(path.rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    of = call.func.value
                    if isinstance(of, ast.Name):
                        yield f"{file.name}:{call.lineno}", of.id, call.func.attr, call


def _limited(module: str, name: str) -> bool:
    """Whether a use case of that name takes limits."""
    if not (config.ROOT / "service" / "usecases" / f"{module}.py").exists():
        return False
    function = getattr(importlib.import_module(f"service.usecases.{module}"), name, None)
    return inspect.isfunction(function) and "budget" in inspect.signature(function).parameters


def _named(call: ast.Call) -> bool:
    return any(keyword.arg == "budget" for keyword in call.keywords)


def test_every_door_passes_the_limits_on() -> None:
    found = [(where, _named(call)) for where, module, name, call in _calls(*DOORS) if _limited(module, name)]
    assert len(found) >= 12
    assert [where for where, named in found if not named] == []


def test_every_use_case_passes_the_limits_on() -> None:
    found = [
        (where, _named(call))
        for where, module, name, call in _calls(*BELOW)
        if (module == "engine" and name in STEPS) or _limited(module, name)
    ]
    assert len(found) >= 10
    assert [where for where, named in found if not named] == []


def test_there_are_doors_to_look_at() -> None:
    assert all(Path(config.ROOT / place).exists() for place in (*DOORS, *BELOW))


class Stopwatch:
    """Goes on by a second each time that it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def test_timers_that_take_too_long_are_tried_one_a_transaction(city: City) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "a", "b")
    drawing.node("One", "parallelGateway", "split").path("s", "intake", "split")
    for number in range(3):
        pause, which = f"pause{number}", f"which{number}"
        drawing.node("Two", "intermediateCatchEvent", pause, world.timer("PT2H")).node("Two", "exclusiveGateway", which)
        drawing.path("split", pause, which).path(which, "a", condition="1 = 1").path(which, "b", condition="1 = 2")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")})
    city.start("P")
    with city.database.reading() as session:
        case_id, seq = session.execute(select(step.Step.case_id, step.Step.seq)).one()
    with city.database.transaction() as session:
        tasks.complete(session, city.people["staff H26.1"], case_id, seq, {}, now=city.now)
    city.later(hours=3)
    for held in (1, 2, 3):
        with city.database.transaction() as session:
            budget = limits.Budget(seconds=0.5, stopwatch=Stopwatch())
            error = deadlines.wake(session, case_id, now=city.now, budget=budget)
        assert error is not None
        assert error.values["what"] == "seconds"
        assert city.count(timer.Timer, timer.Timer.incident_id.is_not(None)) == held
    with city.database.transaction() as session:
        incidents.retry(session, city.people["administrator"], int(str(error.values["incident"])), now=city.now)
    assert city.count(step.Step, step.Step.element == "a", step.Step.completed_at.is_(None)) == 3
