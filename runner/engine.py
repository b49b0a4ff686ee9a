"""The engine's door: state in, Outcome out. No clock, no I/O, no randomness; a failing step changes nothing.

A step runs on the case that is made of the state's bytes; only if it comes to rest is it written into new bytes.

The steps take `now`, an aware datetime, and raise:
    StepError: the step can't be taken; its incident says where and why. Bytes that are no state of this version are
        such a reason too (``engine_error``), so that a person sees the case and can repair it.

What only looks at a state (`waits`, `tokens`, `variables`) raises StateError where the bytes are none.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from runner import budget as budgets
from runner import data, deadlock, description, events, live, loader, moving, outcome, recalling, state, troubles
from runner.specs import timer

Budget = budgets.Budget
StateError = state.StateError
"""Raised by what looks at a state; named here because that is where it is met."""
DEFAULT = budgets.DEFAULT
ENOUGH = 0.5
"""The share of its time after which a wake fires no more timers: the last one needs its own."""


def start(
    program: loader.Program,
    given: Mapping[str, outcome.Json],
    *,
    now: datetime,
    processes: Sequence[str] | None = None,
    budget: Budget = DEFAULT,
) -> outcome.Outcome:
    """Begin a case.

    Parameters:
        given: data that all pools of the case see.
        processes: ids of the processes to begin; without them those that begin with the case.

    Raises:
        ValueError: a process that the version doesn't have.
    """
    case = live.Case(program.collaboration, _aware(now), budget)
    wanted = program.prepared.starts if processes is None else processes
    unknown = [process for process in wanted if process not in program.collaboration.pools]
    if unknown:
        raise ValueError(f"no process {unknown[0]!r} in this version")
    with _told(case):
        case.at = program.collaboration.pools[wanted[0]] if wanted else None
        case.data = data.checked(given, budget.data_bytes)
        for process in wanted:
            program.collaboration.pools[process].enter(case)
        return _rest(case)


def complete(
    program: loader.Program,
    stored: bytes,
    seq: int,
    answers: Mapping[str, outcome.Json],
    *,
    now: datetime,
    budget: Budget = DEFAULT,
) -> outcome.Outcome:
    """A person has completed a task; the Outcome's `undo` lets the hand-over be recalled.

    Raises:
        NotOpenError: no task of this number is open.
    """
    at = _aware(now)
    with _told():
        before = state.unpacked(stored)
        case = state.revive(program, before, at, budget)
    with _told(case):
        task = _open(case, seq, outcome.WaitKind.TASK)
        case.cause, case.at = seq, task.spec
        data.write(task, data.checked(answers, budget.data_bytes))
        task.run()
        return _rest(case, before)


def answer(
    program: loader.Program,
    stored: bytes,
    seq: int,
    result: Mapping[str, outcome.Json],
    *,
    now: datetime,
    budget: Budget = DEFAULT,
) -> outcome.Outcome:
    """Outside work has been done.

    Raises:
        NotOpenError: no call of this number is open.
    """
    case = _loaded(program, stored, now, budget)
    with _told(case):
        task = _open(case, seq, outcome.WaitKind.CALL)
        case.cause, case.at = seq, task.spec
        data.write(task, data.checked(result, budget.data_bytes))
        task.complete()
        return _rest(case)


def deliver(
    program: loader.Program,
    stored: bytes,
    message: outcome.Message,
    *,
    now: datetime,
    seq: int | None = None,
    budget: Budget = DEFAULT,
) -> outcome.Outcome:
    """A message or signal has come.

    A message is taken by the wait that has listened longest, of `message.process` if that is set and of the fitting
    correlation key; else it begins a pool that starts with it. A signal is taken by all that listen. The case that
    threw a signal has taken it already: deliver it to others only.

    Parameters:
        seq: the listener to take it, where the caller has chosen one.

    Raises:
        NotOpenError: nobody listens; a message should be kept until somebody does.
    """
    case = _loaded(program, stored, now, budget)
    with _told(case):
        payload = data.checked(message.payload, budget.data_bytes)
        if message.signal and seq is None:
            taken = events.broadcast(case, message.name, payload) > 0
        else:
            taken = events.take(case, message, payload, seq)
        if not taken:
            raise outcome.NotOpenError(seq or 0)
        return _rest(case)


def wake(
    program: loader.Program,
    stored: bytes,
    *,
    now: datetime,
    held: Collection[int] = (),
    over: Collection[int] = (),
    budget: Budget = DEFAULT,
) -> outcome.Outcome:
    """Fire every timer that is due, in the order of due times; those set meanwhile and due already fire too.

    At most `budget.fires` fire, and none any more when half of the time is used up; what is left over is still due,
    so that calling again goes on.

    Parameters:
        held: numbers of timers to leave alone, because they failed.
        over: numbers of timers whose working time is over by the caller's calendar.
    """
    case, limit = _loaded(program, stored, now, budget), timer.milliseconds(now)
    with _told(case):
        known, fired = set[int](), 0
        due = [*case.due(limit), *((limit, number) for number in over)]
        heapq.heapify(due)
        while due and fired < budget.fires and (not fired or case.watch.used() <= ENOUGH):
            _, number = heapq.heappop(due)
            task = case.find(number)
            if task is None or not _due(task, limit, held, over):
                continue
            case.cause, case.at = events.cause(task), task.spec
            task.spec.fire(task, {})
            case.run()
            fired += 1
            for fresh in case.report.timers.keys() - known:
                known.add(fresh)
                if (task := case.find(fresh)) is not None and _due(task, limit, held, ()):
                    heapq.heappush(due, (task.due or 0, fresh))
        return _rest(case)


def cancel(program: loader.Program, stored: bytes, *, now: datetime, budget: Budget = DEFAULT) -> outcome.Outcome:
    """End a case before its time: everything open is withdrawn."""
    case = _loaded(program, stored, now, budget)
    with _told(case):
        for task in case.under_root():
            case.withdraw(task)
        case.expected = 0
        return case.report.outcome(state.dump(case), ended=True, undo=None)


def recall(
    program: loader.Program, stored: bytes, undo: bytes, *, now: datetime, budget: Budget = DEFAULT
) -> outcome.Outcome:
    """Take a completion back: what it opened is withdrawn, its task is open again under its old number.

    Parameters:
        undo: of the Outcome of that completion.

    Raises:
        NotRecallableError: what it opened has moved on.
    """
    at = _aware(now)
    with _told():
        return _rest(recalling.recall(program, stored, undo, at, budget))


@contextlib.contextmanager
def _looked() -> Iterator[None]:
    """Whatever goes wrong in looking at a state is told of its bytes: no engine wrote them for this version."""
    try:
        yield
    except (StateError, outcome.NotOpenError):
        raise
    except Exception as cause:
        raise StateError(f"the state doesn't fit the version: {cause}") from cause


def move(
    program: loader.Program, stored: bytes, seq: int, element: str, *, now: datetime, budget: Budget = DEFAULT
) -> outcome.Outcome:
    """An operator puts the token that waits under a number elsewhere in its scope: see `moving.move`.

    Parameters:
        element: id of the node that begins with it, or of the sequence flow that it is put on.

    Raises:
        NotOpenError: no wait of this number is open.
        NotMovableError: it can't be put there.
    """
    case = _loaded(program, stored, now, budget)
    with _told(case):
        moving.move(case, _waiting(case, seq), element, program.table)
        done = _rest(case)
        moving.must_be_held(case)
        return done


def skip(
    program: loader.Program,
    stored: bytes,
    seq: int,
    answers: Mapping[str, outcome.Json] | None = None,
    *,
    now: datetime,
    budget: Budget = DEFAULT,
) -> outcome.Outcome:
    """An operator lets a token leave its wait as if what it waits for had been done.

    Parameters:
        answers: what the step is to say all the same, such as the decision that a gateway behind it asks for.

    Raises:
        NotOpenError: no wait of this number is open.
    """
    case = _loaded(program, stored, now, budget)
    with _told(case):
        task = _waiting(case, seq)
        moving.skip(case, task, data.checked(answers or {}, budget.data_bytes))
        return _rest(case)


@_looked()
def describe(program: loader.Program, stored: bytes) -> description.Description:
    """A state in the words of the diagram: its scopes with their data, tokens, parked tokens and listeners."""
    return description.of_case(_still(program, stored), stored)


@_looked()
def waits(program: loader.Program, stored: bytes) -> tuple[outcome.Wait, ...]:
    """Everything the case rests at, in the order of numbers."""
    tasks = [task for task in _still(program, stored).all_tasks() if task.spec.kind is not None]
    return tuple(task.spec.wait(task) for task in sorted(tasks, key=lambda task: task.id))


@_looked()
def tokens(program: loader.Program, stored: bytes) -> tuple[outcome.Token, ...]:
    """Where tokens stand: at waits, in activities that are under way, and on flows into joins."""
    counts: dict[tuple[str, bool], int] = {}
    case = _still(program, stored)
    for task in case.all_tasks():
        if task.spec.counted and task.workflow is not case and not _beside(task):
            key = (task.spec.node.id, task.spec.kind is not None or task.spec.groups)
            counts[key] = counts.get(key, 0) + 1
    for scope in case.subprocesses.values():
        for flow, number in scope.parked.items():
            key = (program.table[flow], False)
            counts[key] = counts.get(key, 0) + number
    return tuple(outcome.Token(element, count, waiting) for (element, waiting), count in counts.items())


@_looked()
def variables(program: loader.Program, stored: bytes, seq: int | None = None) -> dict[str, outcome.Json]:
    """The data that a wait sees; without one, that of the case and of all its processes.

    Raises:
        NotOpenError: no wait of this number is open.
    """
    case = _still(program, stored)
    if seq is not None:
        task = case.find(seq)
        if task is None:
            raise outcome.NotOpenError(seq)
        return dict(data.seen(task))
    found = dict(case.data)
    for number in sorted(case.task_tree._children, reverse=True):  # in the order in which the pools began
        found.update(case.subprocesses[number].data)
    return found


# -- inside -----------------------------------------------------------------------------------------------------------


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    return now


def _still(program: loader.Program, stored: bytes) -> live.Case:
    return state.load(program, stored, timer.EPOCH, DEFAULT)


def _loaded(program: loader.Program, stored: bytes, now: datetime, budget: Budget) -> live.Case:
    at = _aware(now)
    with _told():
        return state.load(program, stored, at, budget)


def _waiting(case: live.Case, seq: int) -> live.Task:
    task = case.find(seq) if seq > 0 else None
    if task is None or task.spec.kind is None:
        raise outcome.NotOpenError(seq)
    case.cause, case.at = seq, task.spec
    return task


def _open(case: live.Case, seq: int, kind: outcome.WaitKind) -> live.Task:
    task = case.find(seq) if seq > 0 else None
    if task is None or task.spec.kind is not kind:
        raise outcome.NotOpenError(seq)
    return task


def _due(task: live.Task, limit: int, held: Collection[int], over: Collection[int]) -> bool:
    waits = task.due is not None and task._state == TaskState.WAITING and task.id not in held
    return waits and (task.id in over if (task.due or 0) < 0 else (task.due or 0) <= limit)


def _beside(task: live.Task) -> bool:
    """Whether a task is no token: a boundary event that listens, the host of instances or events that are shown, or a
    part of an event that waits for several."""
    host = task.host()
    if host is not None and task.index is None:
        return not host.spec.groups or host.spec.index == task.spec.index
    return task.loop is not None or (task.spec.groups and not task.spec.parts)


@contextlib.contextmanager
def _told(case: live.Case | None = None) -> Iterator[None]:
    """Any fault inside a step becomes an incident: an unforeseen one must stop its case with a reason, not be lost.

    One that names no element is told of the node where the step was.
    """
    try:
        yield
    except (outcome.NotOpenError, outcome.NotRecallableError, outcome.NotMovableError):
        raise
    except outcome.StepError as failed:
        spec = None if case is None else case.at
        if failed.incident.element or spec is None:
            raise
        raise troubles.at(failed.incident, spec.node, spec.lane) from failed
    except Exception as cause:
        spec = None if case is None else case.at
        raise _unforeseen(cause, spec) from cause


def _unforeseen(cause: Exception, spec: Any) -> outcome.StepError:
    values = {"type": type(cause).__name__, "reason": str(cause)[:200]}
    node, lane = (None, "") if spec is None else (spec.node, spec.lane)
    return troubles.step_error("engine_error", f"the engine failed: {cause}", node, lane, values)


def _rest(case: live.Case, before: list[Any] | None = None) -> outcome.Outcome:
    """Run to the next waits and tell what was done."""
    case.run()
    case.expect()
    ended = not case.live and not case.expected
    if not ended:
        deadlock.refuse(case)
    shown = state.document(case)
    stored = state.packed(shown, case.budget)
    undo = None
    if before is not None and not ended:
        undo = recalling.undo(case, before, shown)
    return case.report.outcome(stored, ended, undo)
