"""The engine's state of a case as an operator sees it: frozen values for the page, the API and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.usecases import views


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """An element of the diagram, as it is named; `type` as the standard writes it."""

    element: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """One live token or listener.

    `role`: wait (somebody or something is waited for), active (a subprocess or the host of instances, under way),
    listener (a boundary event or event subprocess that would fire). `seq` numbers waits and listeners within the case;
    `kind` is that of the wait. `since` is known of waits alone. `host` is the element that it stands on. `due_at`,
    `message`, `key` and `signal` say what would wake it; `instances` and `done` count those of a loop.
    """

    role: str
    element: str
    name: str
    type: str
    lane_key: str
    lane: str
    seq: int | None = None
    kind: str | None = None
    since: datetime | None = None
    visit: int = 1
    opened_by: int | None = None
    index: int | None = None
    item: object = None
    host: str | None = None
    due_at: datetime | None = None
    message: str | None = None
    key: str | None = None
    signal: bool = False
    instances: int | None = None
    done: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    incident: str | None = None
    may_move: bool = False
    may_skip: bool = False


@dataclass(frozen=True, slots=True)
class ParkedView:
    """Tokens that wait on a flow into a join."""

    flow: str
    join: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ScopeView:
    """A running process or subprocess, or the case itself (`type` ``case``): its data, what stands in it, and the
    elements that its tokens can be moved to."""

    element: str
    name: str
    type: str
    depth: int
    data: Mapping[str, object]
    tokens: tuple[TokenView, ...] = ()
    parked: tuple[ParkedView, ...] = ()
    places: tuple[PlaceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class StateView:
    """The state of a case. `unreadable` says why there are no scopes, where the bytes can't be read: it names the
    format, and `procedure` the version. `size` is in bytes as stored; `last_seq` is the last number given."""

    case: str
    id: str
    procedure: views.ProcedureRef
    status: str
    revision: int
    format: int | None
    size: int
    last_seq: int = 0
    expected: int = 0
    scopes: tuple[ScopeView, ...] = ()
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class Operated:
    """What an operator's act did: `step` is the wait that it closed, `how` moved or skipped."""

    case: str
    status: str
    step: str
    how: str
    at: datetime
    opened: tuple[views.Opened, ...] = ()
