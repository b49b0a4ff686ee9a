"""Where a case stands: scopes, the activities in them, and what listens."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bpmn import diagram as dg
from tests.runner.reference import layer as layers
from tests.runner.reference import plan as plans

WAITS = ("task", "call", "message", "timer", "condition")


class EndlessError(Exception):
    """More moves than any test wants to see."""


@dataclass(eq=False, slots=True)
class Scope:
    """One instance of a level: a process, a called process, a subprocess, an event subprocess.

    `moving` are tokens on their way to a node, `parked` those on flows into a join. `emptied` counts how often
    everything in it was withdrawn.
    """

    level: str
    layer: layers.Layer
    host: Performance | None = None
    tokens: list[Activity] = field(default_factory=list)
    parked: Counter[str] = field(default_factory=Counter)
    moving: int = 0
    emptied: int = 0
    satisfied: bool = False
    """Of an ad-hoc subprocess: its completion condition has held."""
    alive: bool = True
    opened: int = field(default_factory=itertools.count().__next__)
    """Its place among scopes, in the order in which they were opened."""

    @property
    def empty(self) -> bool:
        """No token is in it or on its flows (13.2.2)."""
        return self.alive and not self.tokens and not self.moving and not self.parked

    @property
    def root(self) -> Scope:
        """The scope of the pool."""
        return self if self.host is None else self.host.activity.scope.root


@dataclass(eq=False, slots=True)
class Activity:
    """A token in a node: an activity under way, a catch event, an event-based gateway."""

    node: dg.Node
    scope: Scope
    layer: layers.Layer
    performances: list[Performance] = field(default_factory=list)
    loop: Loop | None = None
    alive: bool = True


@dataclass(eq=False, slots=True)
class Performance:
    """One time that an activity is done; a loop has several. `kind` is a kind of wait, ``inside``, ``send`` or
    ``pass``; ``over`` when what was waited for has come."""

    number: int
    activity: Activity
    node: dg.Node
    kind: str
    layer: layers.Layer
    index: int | None = None
    item: Any = None
    inner: Scope | None = None
    group: str | None = None

    def instance(self) -> tuple[int | None, Any]:
        """Number and item of the innermost instance of a loop that it is or stands in."""
        if self.index is not None:
            return self.index, self.item
        host = self.activity.scope.host
        return host.instance() if host is not None else (None, None)


@dataclass(eq=False, slots=True)
class Loop:
    """How far the loop of an activity is (13.3.6, 13.3.7)."""

    total: int = 0
    items: list[Any] | None = None
    begun: int = 0
    completed: int = 0
    results: dict[int, Any] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Listener:
    """An event that may come. `owner` is whose life it shares, `scope` where the token goes on.

    `role` is ``catch``, ``choice`` (behind an event-based gateway), ``boundary`` or ``begin`` (of an event
    subprocess). `left` counts further occurrences of a timer, None for any number.
    """

    number: int
    role: str
    node: dg.Node
    kind: str
    definition: dg.EventDefinition | None
    scope: Scope
    owner: Activity | Scope
    name: str | None = None
    key: Any = None
    due: datetime | None = None
    interval: timedelta | None = None
    left: int | None = 0
    met: bool = False
    """Whether its condition held when it was last looked at."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message or signal that left."""

    name: str | None
    element: str
    payload: dict[str, Any]
    key: Any = None
    process: str | None = None
    signal: bool = False


@dataclass(eq=False, slots=True)
class Move:
    """A token that moves to a node; or `done`, one performance of an activity that begins or is over."""

    scope: Scope
    node: dg.Node
    layer: layers.Layer
    done: Performance | None = None


class Position:
    """All of a case. `moves` holds what moves, in the order in which it was set in motion; `emptied` the scopes that
    hold no token any more, in the order in which they lost it."""

    def __init__(self, plan: plans.Plan, given: dict[str, Any], now: datetime, most: int) -> None:
        self.plan = plan
        self.case = layers.Layer(given, given=True)
        self.now = now
        self.most = most
        self.count = 0
        self.roots: list[Scope] = []
        self.moves: deque[Move] = deque()
        self.emptied: deque[Scope] = deque()
        self.listeners: list[Listener] = []
        self.looked = 0
        self.expected = 0
        self.begin_step(now)

    def begin_step(self, now: datetime) -> None:
        """Forget what the last step told."""
        self.now = now
        self.made = 0
        self.ends: list[str] = []
        self.sent: list[Sent] = []
        self.calls: list[Performance] = []
        self.passed: Counter[str] = Counter()

    def number(self) -> int:
        """The next number of a wait or listener."""
        self.count += 1
        return self.count

    def move(self, scope: Scope, node: dg.Node, layer: layers.Layer | None = None) -> None:
        """Set a token in motion towards a node; `layer` is what it will see there, if not what the scope holds."""
        scope.moving += 1
        self._add(Move(scope, node, layer or scope.layer))

    def go_on(self, done: Performance) -> None:
        """Let a performance begin, or be over, when its turn comes."""
        self._add(Move(done.activity.scope, done.node, done.layer, done))

    def _add(self, move: Move) -> None:
        self.count_move()
        self.moves.append(move)

    def count_move(self) -> None:
        """One more in this step.

        Raises:
            EndlessError: too many.
        """
        self.made += 1
        if self.made > self.most:
            raise EndlessError

    def forget(self, scope: Scope | None, activity: Activity | None = None) -> None:
        """What moves in a scope, or of an activity, moves no more."""
        gone = [m for m in self.moves if m.scope is scope or (m.done is not None and m.done.activity is activity)]
        for move in gone:
            self.moves.remove(move)

    def scopes(self) -> list[Scope]:
        """All scopes, outer before inner."""
        found = list(self.roots)
        for scope in found:
            found += [p.inner for a in scope.tokens for p in a.performances if p.inner is not None]
        return found

    def waits(self) -> list[Performance]:
        """All that the case rests at, in the order of numbers."""
        found = [p for s in self.scopes() for a in s.tokens for p in a.performances if p.kind in WAITS]
        return sorted(found, key=lambda p: p.number)
