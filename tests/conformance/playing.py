"""Plays a file through the whole chain by a script, and says what differs from it.

A script is steps between `;`. An element's id completes its open task, with data as JSON behind it; the others are:

`? a b` these are waited at, in any order · `.` the case has ended · `ends e e2` the end events reached up to here ·
`msg NAME {…}`, `sig NAME {…}` a message or signal comes (`msg NAME #KEY`: with a correlation key) · `wait PT1H` time
passes · `post` what the case sent to itself is delivered · `sent NAME` names sent to others up to here ·
`data {…}` variables · `calls a` work asked for · `answer a {…}` its answer. `!CODE@ELEMENT` at the end of a step: it
can't be taken, and the incident says that (`@*`: of any element; `!`: nobody waits for it); alone as the first step:
the case can't be started.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bpmn import study
from bpmn.expressions import temporal
from bpmn.lint import finding, linter
from bpmn.soundness import said
from runner import outcome
from tests.conformance import sketch
from tests.runner import driving

PLAYED = frozenset(words.rule for words in said.EVERY)
"""What soundness tells of a case that is meant to get stuck, or to do work twice."""
CHANGES_NOTHING = frozenset({"variable-asked", "message-without-sender"})
"""Warnings about what forms ask and where messages come from; those of lint rules change nothing either."""
BESIDE = frozenset({"lane-unbound"})
"""Errors about what stands beside a file: one without agencies can't meet them."""


@dataclass(frozen=True)
class Case:
    """A file and what must happen when it runs.

    `clause` is where the standard says so; `start` the data that the case begins with; `assumes` the warnings that
    reading and preparing may give. Without any the file is executable as drawn, and must be run so.
    """

    name: str
    clause: str
    drawn: str
    script: str
    start: Mapping[str, Any] = field(default_factory=dict)
    assumes: frozenset[str] = frozenset()


def cases(*those: Case) -> list[Any]:
    """What a test is parametrized with: each case in each dialect."""
    import pytest

    return [
        pytest.param(case, dialect, id=f"{case.name}-{dialect}")
        for case in those
        for dialect in sketch.speaks(case.drawn)
    ]


def grouped(groups: Mapping[str, Sequence[Case]]) -> list[Any]:
    """As `cases`, each named after its group too."""
    return cases(*(replace(case, name=f"{group}: {case.name}") for group, those in groups.items() for case in those))


def studied(case: Case, dialect: str) -> study.Study:
    """The file, which must need no more assumptions than the case allows and be prepared as it was drawn."""
    found = study.study(sketch.spelled(case.drawn, dialect))
    linted = linter.modules().keys() | CHANGES_NOTHING
    told = {
        one.rule: one.message_en
        for one in found.findings
        if one.level is finding.Level.ERROR or (one.level is finding.Level.WARNING and one.rule not in linted)
        if one.rule not in BESIDE | PLAYED
    }
    assert set(told) == set(case.assumes), told
    if not case.assumes:
        assert set(found.prepared.diagram.nodes) == set(found.diagram.nodes)
        assert set(found.prepared.diagram.flows) == set(found.diagram.flows)
        assert not found.prepared.decisions
    return found


def play(case: Case, dialect: str) -> None:
    """Run the script."""
    prepared = studied(case, dialect).prepared
    steps = [step.strip() for step in re.split(r";(?![^{]*\})", case.script)]
    if steps[0].startswith("!"):
        with _refused(steps[0][1:]):
            driving.Run(prepared, dict(case.start))
        return
    run = driving.Run(prepared, dict(case.start))
    for step in steps:
        what, mark, refused = step.partition(" !")
        with _refused(refused) if mark else contextlib.nullcontext():
            _step(run, what.strip(), step)


@contextlib.contextmanager
def _refused(told: str) -> Iterator[None]:
    code, _, element = told.partition("@")
    try:
        yield
    except outcome.StepError as refusal:
        incident = refusal.incident
        assert incident.code == code, incident
        assert element in (incident.element, "*"), incident
        return
    except outcome.NotOpenError:
        assert not told
        return
    raise AssertionError(f"the step was taken, though {told}")


def _step(run: driving.Run, written: str, step: str) -> None:
    word, _, rest = written.partition(" ")
    found = re.fullmatch(r"(.*?)\s*(\{.*\})?", rest, re.DOTALL)
    assert found is not None
    names, data = found[1].split(), json.loads(found[2] or "{}")
    if word in _CHECKS:
        seen, wanted = _CHECKS[word](run, names, data)
        assert seen == wanted, (step, seen, wanted)
    elif word in _ACTS:
        _ACTS[word](run, names, data)
    else:
        run.do(word, **data)


def _message(run: driving.Run, names: list[str], data: dict[str, Any]) -> None:
    keys = [name[1:] for name in names if name.startswith("#")]
    run.send(" ".join(name for name in names if not name.startswith("#")), payload=data, key=keys[0] if keys else None)


def _pass(run: driving.Run, names: list[str], data: dict[str, Any]) -> None:
    length = temporal.parse_duration(names[0])
    run.later(seconds=timedelta(days=length.days, seconds=length.seconds).total_seconds())


def _post(run: driving.Run, names: list[str], data: dict[str, Any]) -> None:
    for _ in range(20):
        inner = [message for message in run.post if message.process is not None]
        if not inner:
            return
        run.post.remove(inner[0])
        run.post.insert(0, inner[0])
        run.deliver()


def _sent(run: driving.Run) -> list[str]:
    return sorted(message.name for one in run.outcomes for message in one.sent if message.process is None)


def _ends(run: driving.Run) -> list[str]:
    return sorted(end for one in run.outcomes for end in one.ends)


def _calls(run: driving.Run) -> list[str]:
    return sorted(wait.element for wait in run.waits() if wait.kind is outcome.WaitKind.CALL)


Act = Callable[[driving.Run, list[str], dict[str, Any]], object]
Check = Callable[[driving.Run, list[str], dict[str, Any]], tuple[object, object]]
_ACTS: Mapping[str, Act] = {
    "msg": _message,
    "sig": lambda run, names, data: run.send(" ".join(names), payload=data, signal=True),
    "wait": _pass,
    "post": _post,
    "answer": lambda run, names, data: run.answer(names[0], **data),
}
_CHECKS: Mapping[str, Check] = {
    "?": lambda run, names, data: (sorted(run.open()), sorted(names)),
    ".": lambda run, names, data: ((run.ended, run.open()), (True, [])),
    "ends": lambda run, names, data: (_ends(run), sorted(names)),
    "sent": lambda run, names, data: (_sent(run), sorted(names)),
    "calls": lambda run, names, data: (_calls(run), sorted(names)),
    "data": lambda run, names, data: ({key: run.data().get(key) for key in data}, data),
}
