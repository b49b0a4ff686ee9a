"""Where thrown events go inside a case: outwards to the scope that catches them, or to everybody who waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from runner import live, outcome


def broadcast(case: live.Case, name: str, payload: Mapping[str, outcome.Json]) -> int:
    """Tell a signal to all that wait for it now, in the order of their numbers, and begin pools that it starts.

    Returns:
        How many took it.
    """
    waiting = [task for task in case.all_tasks() if task.id > 0 and awaits(task, name, signal=True)]
    begun = [(pool, start) for pool in case.spec.pools.values() for start in starts_on(case, pool, name, signal=True)]
    for task in sorted(waiting, key=lambda task: task.id):
        if task.open:
            task.spec.fire(task, payload)
    for pool, start in begun:
        pool.enter(case, start, dict(payload))
    return len(waiting) + len(begun)


def take(
    case: live.Case, message: outcome.Message, payload: Mapping[str, outcome.Json], seq: int | None = None
) -> bool:
    """Hand a message to the wait that has listened longest, or begin the pool that starts with it.

    Returns:
        Whether it was taken.
    """
    waiting = [
        task
        for task in case.all_tasks()
        if task.id > 0
        and (seq is None or task.id == seq)
        and awaits(task, message.name, signal=message.signal)
        and (message.process is None or _process(task) == message.process)
        and (seq is not None or _correlated(task, message))
    ]
    beginning = [
        (pool, start)
        for pool in case.spec.pools.values()
        if message.process in (None, pool.node.id)
        for start in starts_on(case, pool, message.name, signal=message.signal)
    ]
    if message.process is not None and beginning:
        case.expected = max(case.expected - 1, 0)
    if waiting:
        task = min(waiting, key=lambda task: task.id)
        case.cause = cause(task)
        task.spec.fire(task, payload)
        return True
    if not beginning or seq is not None:
        return False
    pool, start = beginning[0]
    pool.enter(case, start, dict(payload))
    return True


def cause(task: live.Task) -> int:
    """The number that what follows an event bears as its opener: of the wait that a boundary event stands on, where
    that is a single one, else of what waited for the event."""
    host = task.host()
    return host.id if host is not None and host.id > 0 else task.id


def _process(task: live.Task) -> str:
    """Id of the pool's process that a task stands in."""
    scope: Any = task.workflow
    while scope.outer is not scope.case:
        scope = scope.outer
    found: str = scope.host_task.spec.node.id
    return found


def _correlated(task: live.Task, message: outcome.Message) -> bool:
    """Whether the keys agree; inside a case a message flow needs none."""
    if task.key is None or task.key == message.key:
        return True
    return message.key is None and message.process is not None


def awaits(task: live.Task, name: str, *, signal: bool) -> bool:
    """Whether a task waits for a message or signal of that name."""
    definition = getattr(task.spec, "event_definition", None)
    if task._state != TaskState.WAITING or definition is None:
        return False
    fitting = definition.kind is outcome.WaitKind.MESSAGE and definition.signal is signal
    return bool(fitting and definition.name == name)


def starts_on(case: live.Case, pool: Any, name: str, *, signal: bool) -> list[Any]:
    """Start events of a pool that doesn't begin with the case, which a message or signal triggers."""
    if pool.node.id in case.spec.starts:
        return []
    found = []
    for start in pool.level.triggered.values():
        fitting = (one for one in start.definitions if one.kind is outcome.WaitKind.MESSAGE and one.signal is signal)
        if any(one.name == name for one in fitting):
            found.append(start)
    return found[:1]


def throw(task: live.Task, kind: str, code: str | None) -> None:
    """Let an error or escalation be caught by the nearest scope outwards: its event subprocess, or a boundary event of
    the activity that hosts it. An uncaught error ends its process; an uncaught escalation is let go."""
    scope: Any = task.workflow
    inside = False
    while True:
        catcher = None if inside else _match(scope.level.listeners, kind, code)
        if catcher is not None:
            catcher.caught(scope)
            return
        host = scope.host_task
        holder = host.host() if host.index is not None else host
        boundary = _match(holder.spec.boundaries, kind, code)
        if boundary is not None:
            boundary.caught(holder)
            return
        if scope.outer is scope.case:
            break
        inside = host.spec.node.event_subprocess
        scope = scope.outer
    if kind == "error":
        scope.case.empty(scope)
        scope.case.settling.append(scope)


def _match(catchers: Any, kind: str, code: str | None) -> Any:
    """The catcher that names the code, else one that names none."""
    fitting = [c for c in catchers if (w := c.event_definition.written) is not None and w.kind == kind]
    named = [c for c in fitting if c.event_definition.code is not None and c.event_definition.code == code]
    return next(iter(named or [c for c in fitting if c.event_definition.code is None]), None)
