"""A case's state as bytes: what is alive, and nothing that the version's program says already.

The first byte is the format number, the rest zstd over plain JSON:
[seq, hosts, visits, start data, tasks, scopes, messages expected to begin a pool]. A task is
[id, element number (its complement for an instance), scope, parent, opened by, visit, what only some have];
a scope is [id of its host, data, parked tokens]. Elements are numbers of the program's table. Data are JSON values
and are never looked at: no name in them can make a type.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import orjson
import zstandard

from runner import budget as budgets
from runner import live, loader, outcome, troubles

FORMAT = 1
LARGEST = 64_000_000
"""Bytes that a state may have when it is unpacked; far above what a budget lets one become."""
_LEVEL = 3


class StateError(Exception):
    """The bytes are no state of this release, or not of this version."""


class _Codecs(threading.local):
    """zstd contexts: costly to make, and each usable by one thread at a time."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=False)
        self.unpack = zstandard.ZstdDecompressor()


_codecs = _Codecs()


def dump(case: live.Case) -> bytes:
    """The state of a case.

    Raises:
        StepError: over_budget, where its data has grown too large.
    """
    return packed(document(case), case.budget)


def document(case: live.Case) -> list[Any]:
    """The state as plain JSON values."""
    tasks, scopes = [], []
    for task in case.all_tasks():
        tasks.append(_task(task))
        scope = case.subprocesses.get(task.id)
        if scope is not None:
            parked = [n for pair in sorted(scope.parked.items()) for n in pair]
            scopes.append([task.id, scope.data or 0, parked or 0])
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
        raise troubles.step_error("data_error", f"the data can't be kept as JSON: {cause}") from cause
    if len(raw) > budget.data_bytes:
        values = {"what": "data_bytes", "limit": str(budget.data_bytes)}
        raise troubles.step_error("over_budget", f"the data has more than {budget.data_bytes} bytes", values=values)
    return bytes((FORMAT,)) + _codecs.pack.compress(raw)


def unpacked(state: bytes) -> list[Any]:
    """The document of a state.

    Raises:
        StateError: it is none.
    """
    if not state or state[0] != FORMAT:
        raise StateError(f"state of unknown format {state[:1]!r}")
    try:
        if zstandard.frame_content_size(state[1:]) > LARGEST:
            raise StateError("the state is too large")
        shown = orjson.loads(_codecs.unpack.decompress(state[1:]))
    except (zstandard.ZstdError, orjson.JSONDecodeError) as cause:
        raise StateError(f"the state can't be read: {cause}") from cause
    if not isinstance(shown, list):
        raise StateError("the state can't be read")
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
    try:
        case.seq, case.hosts, visits, given, tasks, scopes = shown[:6]
        # Copied, because the document is compared with that of the step's end.
        case.data = dict(given)
        case.expected = shown[6] if len(shown) > 6 else 0
        case.visits = dict(zip(visits[::2], visits[1::2], strict=True))
        kept = {scope[0]: scope for scope in scopes}
        for record in tasks:
            _revive_task(program, case, kept, record)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as cause:
        raise StateError(f"the state doesn't fit the version: {cause}") from cause
    for host in case.all_tasks():
        if host.loop is not None:
            host.spec.restore(host)
    return case


def _revive_task(program: loader.Program, case: live.Case, kept: dict[int, Any], record: list[Any]) -> None:
    number, index, within, parent, opened_by, visit = record[:6]
    scope: Any = case.subprocesses[within] if within else case
    spec = program.resting[index] if index >= 0 else program.resting[~index].inner
    task = live.Task(scope, spec, scope.tasks[parent], number, spec.resting)
    task.opened_by, task.visit = opened_by, visit
    case.alive += 1
    if parent == live.ROOT and spec.counted:
        scope.live += 1
    if len(record) > 6:
        _revive_more(task, record[6])
    inner = kept.get(number)
    if inner is not None:
        opened = live.Scope(case, task)
        opened.data = dict(inner[1] or {})
        parked = inner[2] or []
        opened.parked = dict(zip(parked[::2], parked[1::2], strict=True))
        case.subprocesses[number] = opened


def _revive_more(task: live.Task, more: dict[str, outcome.Json]) -> None:
    index, loop, due, left, key = more.get("i"), more.get("l"), more.get("t"), more.get("n", 0), more.get("k")
    if isinstance(index, int):
        task.index = index
        data = more["d"]
        task.data = dict(data) if isinstance(data, dict) else {}
        task.item = more.get("x")
    if isinstance(loop, list):
        task.loop = [dict(part) if isinstance(part, dict) else part for part in loop]
    task.due = due if isinstance(due, int) else None
    task.left = left if isinstance(left, int) else None
    task.key = key if isinstance(key, str) else None
