"""The frozen values that cross the floor between the engine and what keeps its results.

The engine takes a state and gives an Outcome; whoever calls it writes the Outcome into rows. Instants are
aware datetimes, data is plain JSON (None, bool, int, float, str, list, dict with str keys).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bpmn.expressions import temporal

Json: TypeAlias = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class WaitKind(StrEnum):
    """What a token waits for."""

    TASK = "task"
    """A person: user, manual, plain task, and every other task that has no implementation."""
    MESSAGE = "message"
    TIMER = "timer"
    CALL = "call"
    """Outside work (service task with an implementation)."""
    CONDITION = "condition"
    """Data that fulfil a condition (conditional event)."""


class Closing(StrEnum):
    """How a wait ended."""

    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    """Interrupted by a boundary event, a terminate end, another branch of an event gateway, a cancel."""
    RECALLED = "recalled"
    """Taken back by the sender before anybody had begun."""
    MOVED = "moved"
    """An operator put its token elsewhere."""
    SKIPPED = "skipped"
    """An operator let its token go on without the work."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A place where the case now rests, and which therefore holds it.

    `seq` is given by the engine, counts from 1 within the case and is never used twice: tasks, timers,
    message waits and calls share the count. `visit` counts how often this element has been reached in this
    case, from 1. `lane` is the lane key of the element. `opened_by` is the seq of the wait whose completion
    (or firing) led here, None at the start. `item` is the element of the collection in a multi-instance and
    `index` its number from 0. An event-based gateway is one Wait per event behind it, with `group` its
    gateway's id. Boundary events are not Waits: what they stand on is.
    """

    seq: int
    kind: WaitKind
    element: str
    name: str
    lane: str
    visit: int = 1
    opened_by: int | None = None
    item: Json = None
    index: int | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A wait that this step ended."""

    seq: int
    how: Closing
    element: str


@dataclass(frozen=True, slots=True)
class Timer:
    """When to call `wake`: intermediate, boundary, event-subprocess and event-gateway timers alike.

    `seq` is its own number; of an intermediate timer it equals its Wait's. `host` is the seq of the Wait
    that a boundary timer stands on, where it is a single one.

    With `working`, so much working time counts from `due_at` on, by the calendar of whoever is at work (`lane` is that
    of its element): the caller knows it, and tells `wake` when the time is over.
    """

    seq: int
    element: str
    due_at: datetime
    host: int | None = None
    lane: str = ""
    working: temporal.Working | None = None


@dataclass(frozen=True, slots=True)
class Listening:
    """A message or signal that this case can take now. `key` is its correlation key, None for any."""

    seq: int
    element: str
    message: str
    key: str | None = None
    signal: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message thrown by the case, to be stored and delivered: to a pool of the same case (`process` set),
    else to other cases that listen, else to the outside.

    A signal has been taken by all that listen in the case that threw it: it is delivered to other cases only.
    `payload` is the data of the sender's process, not that which the case was started with.
    """

    name: str
    element: str
    payload: Mapping[str, Json] = field(default_factory=dict)
    key: str | None = None
    process: str | None = None
    signal: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Outside work to be done after the commit; its result comes back through `engine.answer`."""

    seq: int
    element: str
    implementation: str
    payload: Mapping[str, Json] = field(default_factory=dict)


INCIDENT_CODES = (
    "over_budget",
    "condition_error",
    "no_flow_taken",
    "timer_error",
    "unknown_variable",
    "loop_error",
    "data_error",
    "deadlock",
    "unsupported",
    "engine_error",
)
"""Every code that an incident can have."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Why a step could not be taken. Nothing of the step has happened.

    `code` is stable, one of INCIDENT_CODES: ``loop_error`` is a number or collection of instances that is none,
    ``data_error`` data that aren't plain JSON, ``deadlock`` that nothing could ever move the case again,
    ``engine_error`` a fault of the engine or a state that can't be read. `message` is English and says what to do;
    pages translate `code` with `values`.
    """

    code: str
    message: str
    element: str = ""
    name: str = ""
    lane: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token stands, waits included: for the picture. `count` ≥ 1."""

    element: str
    count: int = 1
    waiting: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one step of the engine did."""

    state: bytes
    ended: bool = False
    opened: tuple[Wait, ...] = ()
    closed: tuple[Closed, ...] = ()
    timers_set: tuple[Timer, ...] = ()
    timers_off: tuple[int, ...] = ()
    """Timers fired or no longer wanted."""
    listening_on: tuple[Listening, ...] = ()
    listening_off: tuple[int, ...] = ()
    sent: tuple[Message, ...] = ()
    calls: tuple[Call, ...] = ()
    passed: tuple[str, ...] = ()
    """Ids of nodes and flows that tokens passed in this step, in order, with repeats."""
    ends: tuple[str, ...] = ()
    """End events reached in this step."""
    undo: bytes | None = None
    """What `engine.recall` needs to take this step back; None where it can't be (something left the case)."""


class StepError(Exception):
    """The step was not taken, the state is as it was.

    Attributes:
        incident: what to show and keep.
    """

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        super().__init__(incident.message)


class NotOpenError(Exception):
    """The wait named is not open: completed, withdrawn, or never was.

    Attributes:
        seq: the number asked for.
    """

    def __init__(self, seq: int) -> None:
        self.seq = seq
        super().__init__(f"wait {seq} is not open")


class NotRecallableError(Exception):
    """The step can't be taken back: what it opened has moved on, or something left the case."""


class NotMovableError(Exception):
    """A token can't be put there.

    Attributes:
        code: ``unknown_element`` · ``other_scope`` · ``not_begun_by_a_token`` · ``an_instance``.
        element: where it was to go.
    """

    def __init__(self, code: str, element: str, message: str) -> None:
        self.code, self.element = code, element
        super().__init__(message)
