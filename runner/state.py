"""A case's state as bytes: what is alive, and nothing that the version's program says already.

`runner.codec` makes bytes of plain JSON in this layout:
[seq, hosts, visits, start data, tasks, scopes, messages expected to begin a pool]. A task is
[id, element number (its complement for an instance), scope, parent, opened by, visit, what only some have];
a scope is [id of its host, data, parked tokens]. Elements are numbers of the program's table. Data are JSON values
and are never looked at: no name in them can make a type.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from runner import budget as budgets
from runner import codec, live, loader, outcome, troubles

LAYOUT = 1
"""Number of this layout, see `codec.Format`: a state in another one is no state of this release."""


class StateError(Exception):
    """The bytes are no state of this release, or not of this version."""


def dump(case: live.Case) -> bytes:
    """The state of a case.

    Raises:
        StepError: over_budget, where its data has grown too large.
    """
    return packed(document(case), case.budget)


def document(case: live.Case) -> list[Any]:
    """The state as plain JSON values. What no step has touched stands in it as it was read, the very same values."""
    tasks: list[list[Any]] = []
    scopes: list[list[Any]] = []
    frozen, kin = case.frozen, case.kin
    levels: list[tuple[Any, Iterator[int]]] = [(case, iter(case.task_tree._children))]
    while levels:
        scope, numbers = levels[-1]
        for number in numbers:
            record = frozen.get(number)
            if record is not None:
                tasks.append(record)
                if number in kin:
                    levels.append((scope, iter(kin[number])))
                    break
                continue
            task = scope.tasks[number]
            tasks.append(_task(task))
            inner = case.subprocesses.get(number)
            if task._children:
                levels.append((scope, iter(task._children)))
            if inner is not None:
                parked = [n for pair in sorted(inner.parked.items()) for n in pair]
                scopes.append([number, inner.data or 0, parked or 0])
                levels.append((inner, iter(inner.task_tree._children)))
            if inner is not None or task._children:
                break
        else:
            levels.pop()
    visits = [n for pair in case.visits.items() for n in pair]
    return [case.seq, case.hosts, visits, case.data, tasks, scopes, *([case.expected] if case.expected else [])]


def packed(shown: list[Any], budget: budgets.Budget = budgets.DEFAULT) -> bytes:
    """A document as bytes.

    Raises:
        StepError: over_budget, data_error.
    """
    try:
        raw = orjson.dumps(shown)
    except (TypeError, ValueError) as cause:
        raise troubles.not_json(cause) from cause
    if len(raw) > budget.data_bytes:
        raise troubles.over_budget("data_bytes", budget.data_bytes, "bytes of data are in one case")
    return codec.pack(raw)


def unpacked(state: bytes) -> list[Any]:
    """The document of a state.

    Raises:
        StateError: it is none.
    """
    try:
        layout, raw = codec.unpack(state)
        shown = orjson.loads(raw)
    except (codec.CodecError, orjson.JSONDecodeError) as cause:
        raise StateError(f"no state: {cause}") from cause
    if layout != LAYOUT or not isinstance(shown, list):
        raise StateError("no state: its document has another layout")
    return shown


def _task(task: live.Task) -> list[Any]:
    index = task.spec.index
    more: dict[str, Any] = {}
    if task.index is not None:
        index = ~index
        more["i"] = task.index
        more["d"] = task.data
        if task.item is not None:
            more["x"] = task.item
    elif task.loop is not None:
        more["l"] = task.loop
    if task.due is not None:
        more["t"] = task.due
        if task.left != 0:
            more["n"] = task.left
    if task.key is not None:
        more["k"] = task.key
    if task.met:
        more["c"] = 1
    if task.spec.part:
        more["e"] = task.spec.part
    if task.index is None and task.spec.associations is not None and task.data:
        more["d"] = task.data
    host = task.workflow.host_task
    record: list[Any] = [task.id, index, 0 if host is None else host.id, task._parent, task.opened_by, task.visit]
    return [*record, more] if more else record


def load(program: loader.Program, state: bytes, now: datetime, budget: budgets.Budget) -> live.Case:
    """The case of a state, ready for a step.

    Raises:
        StateError: the bytes are no state of this version.
    """
    return revive(program, unpacked(state), now, budget)


def revive(program: loader.Program, shown: list[Any], now: datetime, budget: budgets.Budget) -> live.Case:
    """The case of a document.

    Raises:
        StateError: it doesn't fit the version.
    """
    case = live.Case(program.collaboration, now, budget)
    case.resting = program.resting
    case.melt = functools.partial(_melted, case)
    try:
        case.seq, case.hosts, visits, given, tasks, scopes = shown[:6]
        # Copied, because the document is compared with that of the step's end.
        case.data = dict(given)
        case.expected = shown[6] if len(shown) > 6 else 0
        case.visits = dict(zip(visits[::2], visits[1::2], strict=True))
        _lay_out(case, tasks, {scope[0]: scope for scope in scopes})
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as cause:
        raise StateError(f"the state doesn't fit the version: {cause}") from cause
    return case


def _lay_out(case: live.Case, tasks: list[list[Any]], kept: dict[int, list[Any]]) -> None:
    """Put each record in its place, and make the tasks that host scopes or must be looked at in every step."""
    frozen, kin, resting = case.frozen, case.kin, case.resting
    watches = case.spec.watches
    holders: dict[int, Any] = {0: case}
    for record in tasks:
        number, index, within, parent = record[:4]
        spec = resting[index if index >= 0 else ~index]
        scope = holders[within]
        if not number or number in frozen:
            raise ValueError(f"task {number} stands there twice")
        if parent == live.ROOT:
            scope.task_tree._children[number] = None
            scope.live += spec.counted
        elif parent in frozen:
            kin.setdefault(parent, {})[number] = None
        else:
            scope.tasks[parent]._children[number] = None
        frozen[number] = record
        if number in kept:
            holders[number] = _opened(case, number, kept[number])
        elif watches and spec.watches:
            _watch(case, number)
    case.alive = len(tasks)


def _watch(case: live.Case, number: int) -> None:
    task = case.thaw(number)
    if task.spec.event_definition.watches:
        task.spec.event_definition.arm(task)


def _opened(case: live.Case, number: int, shown: list[Any]) -> live.Scope:
    scope = live.Scope(case, case.thaw(number))
    scope.data = dict(shown[1] or {})
    parked = shown[2] or []
    scope.parked = dict(zip(parked[::2], parked[1::2], strict=True))
    case.subprocesses[number] = scope
    return scope


def _melted(case: live.Case, record: list[Any]) -> live.Task:
    """The task of a record.

    Raises:
        StateError: it doesn't fit the version.
    """
    try:
        number, index, within, parent, opened_by, visit = record[:6]
        spec = case.resting[index] if index >= 0 else case.resting[~index].inner
        if len(record) > 6 and "e" in record[6]:
            spec = spec.parts[record[6]["e"] - 1]
        task = live.Task(case.holder(within), spec, None, number, spec.resting)
        task._parent, task.opened_by, task.visit = parent, opened_by, visit
        task._children = case.kin.pop(number, {})
        if len(record) > 6:
            _revive_more(task, record[6])
        if task.loop is not None:
            spec.restore(task)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as cause:
        raise StateError(f"the state doesn't fit the version: {cause}") from cause
    return task


def _revive_more(task: live.Task, more: dict[str, outcome.Json]) -> None:
    index, loop, due, left, key = more.get("i"), more.get("l"), more.get("t"), more.get("n", 0), more.get("k")
    if isinstance(index, int):
        task.index = index
        task.item = more.get("x")
    data = more.get("d")
    task.data = dict(data) if isinstance(data, dict) else {}
    if "c" in more:
        task.met = True
    if isinstance(loop, list):
        task.loop = [dict(part) if isinstance(part, dict) else part for part in loop]
    task.due = due if isinstance(due, int) else None
    task.left = left if isinstance(left, int) else None
    task.key = key if isinstance(key, str) else None
