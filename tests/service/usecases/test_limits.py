"""The limits of a step reach the engine from every door: none may be forgotten on the way."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from service import config

DOORS = ("service/api", "service/pages", "service/jobs.py", "service/cli/cases.py", "service/cli/operating.py")
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
