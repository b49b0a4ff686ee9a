"""What becomes of one exchanged file: read, judged, started, and played on until it ends or has shown that it runs.

It is played as people would who accept what was assumed: whoever is waited for answers, messages come, time passes.
A decision takes each of its ways in turn, so that loops are left.
"""

from __future__ import annotations

import collections
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bpmn import prepared as pp
from bpmn import study
from bpmn.lint import finding
from runner import loader, outcome
from tests.runner import driving

OF_SETTINGS = frozenset({"lane-unbound"})
"""Errors of what stands beside a file: an agency is bound by a person."""
OF_DATA = frozenset({"unknown_variable", "no_flow_taken", "timer_error", "type_error", "mapping_error"})
"""Incidents of a case without the data that its expressions read."""
MOST_STEPS = 120
_MODEL = re.compile(r"[A-Z]\.\d+\.\d+")


@dataclass(frozen=True)
class File:
    """One file. `model` is that of the suite it redraws; `warnings` wait for acceptance; `ended` and `stopped` tell how
    playing came out: at its end, or with the code of an incident."""

    tool: str
    model: str
    content: bool
    errors: tuple[str, ...] = ()
    warnings: int = 0
    started: bool = False
    ended: bool = False
    stopped: str = ""


def file(path: Path, corpus: Path) -> File:
    """Read, start and play a file."""
    tool = path.relative_to(corpus).parts[0]
    found = _MODEL.search(path.stem)
    seen = study.study(path.read_bytes())
    errors = {one.rule for one in seen.findings if one.level is finding.Level.ERROR} - OF_SETTINGS
    warnings = sum(one.level is finding.Level.WARNING for one in seen.findings)
    content = bool(seen.diagram.nodes)
    told = File(tool, found.group() if found else "other", content, tuple(sorted(errors)), warnings)
    if errors:
        return told
    started, ended, stopped = play(seen.prepared)
    return File(told.tool, told.model, content, (), warnings, started, ended, stopped)


def play(prepared: pp.Prepared) -> tuple[bool, bool, str]:
    """Whether a case starts, whether it comes to its end, and why it stopped."""
    try:
        run = driving.Run(prepared)
    except loader.UnsupportedError as refused:
        return False, False, str(refused)
    except outcome.StepError as stopped:
        return stopped.incident.code in OF_DATA, False, stopped.incident.code
    visits: collections.Counter[str] = collections.Counter()
    for _ in range(MOST_STEPS):
        if run.ended:
            return True, True, ""
        if _delivered(run):
            continue
        wait = min(run.waits(), key=lambda one: (visits[one.element], one.seq), default=None)
        if wait is None:
            return True, False, "nothing is waited for"
        visits[wait.element] += 1
        try:
            _go_on(run, prepared, wait, visits[wait.element])
        except outcome.StepError as stopped:
            return True, False, stopped.incident.code
    return True, False, ""


def _go_on(run: driving.Run, prepared: pp.Prepared, wait: outcome.Wait, visit: int) -> None:
    match wait.kind:
        case outcome.WaitKind.TASK:
            run.complete(wait.seq, **_answers(prepared, wait.element, visit))
        case outcome.WaitKind.CALL:
            run.answer(wait.element)
        case outcome.WaitKind.MESSAGE:
            name, signal = _awaited(prepared, wait.element)
            run.send(name, signal=signal)
        case _:
            run.later(days=400)


def _delivered(run: driving.Run) -> bool:
    """Whether somebody has taken a message that the case had sent; those that nobody waits for yet are kept."""
    for _ in range(len(run.post)):
        first = run.post[0]
        try:
            run.deliver()
        except outcome.NotOpenError:
            run.post.append(first)
        else:
            return True
    return False


def _awaited(prepared: pp.Prepared, element: str) -> tuple[str, bool]:
    """Name of what is waited for, and whether it is a signal."""
    node = prepared.diagram.nodes[element]
    if node.message is not None:
        return node.message, False
    event = next(event for event in node.events if event.kind in {"message", "signal"})
    return event.name or "", event.kind == "signal"


def _answers(prepared: pp.Prepared, element: str, visit: int) -> dict[str, Any]:
    task = prepared.tasks[element]
    answers: dict[str, Any] = {}
    for one in task.questions:
        answers[one.key] = {"boolean": visit % 2 == 1, "number": visit}.get(one.kind, [*one.values, "other"][0])
    for gateway in task.decisions:
        decision = prepared.decisions[gateway]
        chosen = decision.choices[(visit - 1) % len(decision.choices)].value
        answers[decision.key] = [chosen] if decision.several else chosen
    return answers
