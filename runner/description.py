"""A state in the words of the diagram, for whoever has to see why a case stands where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runner import live, moving, outcome
from runner.specs import loop, timer


@dataclass(frozen=True, slots=True)
class Standing:
    """One live token or listener.

    `seq` is the number of what is waited for, None for what is only under way (a subprocess, a host of instances).
    `kind` is that of the wait, None for what is no wait: then `listens` tells a boundary event or event subprocess
    from a host. `host` is the element that it stands on, where it is a boundary event, an instance or one event behind
    a gateway. `due_at`, `message`, `key` and `signal` say what would wake it. `instances` and `done` count those of a
    loop; `data` is what it holds of its own, as an instance or by associations. `movable` says whether an operator can
    move the token.
    """

    element: str
    name: str
    type: str
    lane: str
    seq: int | None = None
    kind: outcome.WaitKind | None = None
    listens: bool = False
    visit: int = 1
    opened_by: int | None = None
    index: int | None = None
    item: outcome.Json = None
    host: str | None = None
    due_at: datetime | None = None
    left: int | None = 0
    message: str | None = None
    key: str | None = None
    signal: bool = False
    instances: int | None = None
    done: int | None = None
    data: Mapping[str, outcome.Json] = field(default_factory=dict)
    movable: bool = False


@dataclass(frozen=True, slots=True)
class Parked:
    """Tokens that wait on a flow into a join for those on its other flows."""

    flow: str
    join: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Scope:
    """A running process or subprocess, or the case itself (`element` empty): its data and what stands in it.

    `depth` is 0 for the case, 1 for its processes, and so on inwards. `places` are the ids of the nodes that a token
    of this scope can be moved to.
    """

    element: str
    name: str
    type: str
    depth: int
    data: Mapping[str, outcome.Json]
    tokens: tuple[Standing, ...] = ()
    parked: tuple[Parked, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A whole state: its format, its size in bytes as stored, the last number given, messages on their way that will
    begin a process, and its scopes from the outside in."""

    format: int
    size: int
    last_seq: int
    expected: int
    scopes: tuple[Scope, ...]


def of_case(case: live.Case, stored: bytes) -> Description:
    """What a state says."""
    inner = (case.subprocesses[task.id] for task in case.all_tasks() if task.id in case.subprocesses)
    outer = Scope("", "", "case", 0, dict(case.data))
    return Description(stored[0], len(stored), case.seq, case.expected, (outer, *map(_scope, inner)))


def _scope(scope: live.Scope) -> Scope:
    spec = scope.host_task.spec
    flows = scope.level.flows
    parked = tuple(
        Parked(flows[number].id, flows[number].target.node.id, flows[number].target.node.name, count)
        for number, count in sorted(scope.parked.items())
    )
    tokens = tuple(map(_standing, _tasks(scope)))
    return Scope(
        spec.node.id,
        spec.node.name,
        spec.node.type,
        scope.depth,
        dict(scope.data),
        tokens,
        parked,
        moving.places(scope),
    )


def _tasks(scope: live.Scope) -> Iterator[live.Task]:
    """The tasks of a scope, hosts before what they host, in the order in which they came."""
    waiting = list(reversed(scope.under_root()))
    while waiting:
        task = waiting.pop()
        yield task
        waiting += [scope.tasks[number] for number in reversed(task._children)]


def _standing(task: live.Task) -> Standing:
    spec, host = task.spec, task.host()
    definition: Any = getattr(spec, "event_definition", None)
    hears = getattr(definition, "kind", None) is outcome.WaitKind.MESSAGE and task.id > 0
    counted = task.loop is not None and task.loop[loop.TOTAL] is not None
    return Standing(
        element=spec.node.id,
        name=spec.node.name,
        type=spec.node.type,
        lane=spec.lane,
        seq=task.id if task.id > 0 else None,
        kind=spec.kind,
        listens=spec.kind is None and task.id > 0,
        visit=task.visit,
        opened_by=task.opened_by or None,
        index=task.index,
        item=task.item,
        host=None if host is None else host.spec.node.id,
        due_at=None if task.due is None or task.due < 0 else timer.instant(task.due),
        left=task.left,
        message=definition.name if hears else None,
        key=task.key,
        signal=bool(hears and definition.signal),
        instances=task.loop[loop.TOTAL] if task.loop is not None and counted else None,
        done=None if task.loop is None else task.loop[loop.DONE],
        data={} if task.loop is not None else dict(task.data),
        movable=moving.movable(task),
    )
