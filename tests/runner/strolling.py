"""What a tape makes of a random diagram: with which data its case begins and what is done next, until it has ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bpmn import prepared as pp
from runner import outcome
from tests.runner import parts, tape, walk

MOST = 18
"""Steps of one walk."""


def stroll(prepared: pp.Prepared, choices: tape.Tape) -> walk.Walk:
    """Walk through a case.

    Raises:
        EndlessError: it would never rest, or not within the moves that a test waits for.
    """
    given: dict[str, Any] = {name: choices.below(3) for name in parts.VARIABLES}
    given |= {"c": list(range(choices.below(4))), "limit": "PT3H"}
    case = walk.Walk(prepared, given)
    for _ in range(MOST):
        if case.ended or not step(case, choices):
            break
    return case


def step(case: walk.Walk, choices: tape.Tape) -> bool:
    """One step of those that are possible; False where there is none."""
    tasks = [wait for wait in case.waits.values() if wait.kind in (outcome.WaitKind.TASK, outcome.WaitKind.CALL)]
    possible = [_complete] * 4 * bool(tasks) + [_wake] * bool(case.timers)
    possible += [_deliver] * 2 * bool(case.listening) + [_post] * 2 * bool(case.post)
    if possible:
        choices.pick(possible)(case, choices)
    return bool(possible)


def _complete(case: walk.Walk, choices: tape.Tape) -> None:
    tasks = [wait for wait in case.waits.values() if wait.kind in (outcome.WaitKind.TASK, outcome.WaitKind.CALL)]
    wait = choices.pick(tasks)
    answers: dict[str, Any] = {name: choices.below(3) for name in parts.VARIABLES if choices.chance(60)}
    if choices.chance(20):
        answers["d0"] = choices.below(3)
    case.complete(wait, answers)


def _wake(case: walk.Walk, choices: tape.Tape) -> None:
    """To the next due time or some hours beyond, now and then not as far."""
    due = min(timer.due_at for timer in case.timers.values())
    hours = choices.pick((0, 0, 0, 1, 5, -1))
    case.wake(max(case.now, due + timedelta(hours=hours)))


def _deliver(case: walk.Walk, choices: tape.Tape) -> None:
    """A message or signal from outside that is listened for, sometimes with another key."""
    heard = choices.pick(list(case.listening.values()))
    payload = {"v1": choices.below(3)} if choices.chance(50) else {}
    key = heard.key if not choices.chance(10) else choices.pick((None, "2"))
    case.deliver(outcome.Message(heard.message, "", payload, key, None, heard.signal))


def _post(case: walk.Walk, choices: tape.Tape) -> None:
    """Something that the case has sent."""
    case.deliver(case.post.pop(choices.below(len(case.post))))
