"""Plays a file by a line of script, the way that its users would: studied, loaded, run step by step from stored bytes.

A script's parts are separated by semicolons: ``a`` completes the task at ``a``, ``a x=1`` with answers, ``+2d`` lets
time pass (``d`` or ``h``), ``>M`` brings a message, ``>M #7 x=1`` one with a correlation key and data, ``*`` delivers
what has been sent, ``=a x=1`` answers a call, ``?x`` tells a variable and ``?x@a`` what the wait at ``a`` sees, ``@``
tells the lanes of the waits. A first part ``<x=1`` is the data that the case is started with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from bpmn import study
from bpmn.lint import finding
from runner import outcome
from tests.runner import driving

BESIDE = frozenset({"lane-unbound"})
"""Errors that say nothing of the diagram itself: lanes are bound by a person."""
UNITS = {"d": "days", "h": "hours"}


def errors(seen: study.Study) -> tuple[finding.Finding, ...]:
    """What would keep a file from being published whatever is bound or accepted."""
    return tuple(one for one in seen.findings if one.level is finding.Level.ERROR and one.rule not in BESIDE)


@dataclass
class Play:
    """One run. `told` are the texts of the script's questions, then the waits that are open at the end."""

    run: driving.Run | None = None
    told: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """What the run came to, in a line."""
        return " ".join([*self.told, *self._open()])

    @property
    def trace(self) -> list[object]:
        """All that the run did, for comparing it with another."""
        steps = self.run.outcomes if self.run is not None else []
        return [
            self.shown,
            *((_unnamed(one), one.closed, one.passed, one.ends, one.sent, one.timers_set, one.calls) for one in steps),
        ]

    def _open(self) -> list[str]:
        if self.run is None:
            return []
        if self.run.ended:
            return ["ended"]
        return [_wait(one) for one in self.run.waits()]


def _unnamed(one: outcome.Outcome) -> list[outcome.Wait]:
    """The waits that a step opened, without their labels, which are for people."""
    return [replace(wait, name="") for wait in one.opened]


def _wait(one: outcome.Wait) -> str:
    return one.element if one.kind is outcome.WaitKind.TASK else f"{one.element}:{one.kind}"


def play(seen: study.Study, script: str = "") -> Play:
    """Run a studied file by a script; a part that can't be taken is told as ``no`` and passed over."""
    steps = [part for part in (step.strip() for step in script.split(";")) if part]
    given = _data(steps.pop(0)[1:].split()) if steps and steps[0].startswith("<") else {}
    made = Play()
    try:
        made.run = driving.Run(seen.prepared, given)
        for step in steps:
            _step(made, made.run, step)
    except outcome.StepError as failure:
        made.told.append(f"incident {failure.incident.code} {failure.incident.element}".strip())
    return made


def _step(made: Play, run: driving.Run, step: str) -> None:
    try:
        told = _taken(run, step)
    except (outcome.NotOpenError, StopIteration, IndexError):
        told = f"no {step.split()[0]}"
    if told:
        made.told.append(told)


def _taken(run: driving.Run, step: str) -> str:
    mark, rest = step[0], step[1:].split()
    if mark == "+":
        run.later(**{UNITS[step[-1]]: float(step[1:-1])})
    elif mark == ">":
        key = next((part[1:] for part in rest[1:] if part.startswith("#")), None)
        run.send(rest[0], key=key, payload=_data(rest[1:]))
    elif mark == "*":
        run.deliver()
    elif mark == "=":
        run.answer(rest[0], **_data(rest[1:]))
    elif mark == "@":
        return " ".join(f"{one.element}@{one.lane}" for one in run.waits())
    elif mark == "?":
        name, _, at = rest[0].partition("@")
        found = run.data(run.seq(at) if at else None).get(name)
        return f"{name}={json.dumps(found, ensure_ascii=False)}"
    else:
        element, *answers = step.split()
        run.do(element, **_data(answers))
    return ""


def _data(parts: list[str]) -> dict[str, Any]:
    pairs = (part.partition("=") for part in parts if "=" in part)
    return {name: _value(text) for name, _, text in pairs}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
