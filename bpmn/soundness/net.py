"""The places at which tokens stand and the moves between them: what is left of all levels, one inside the other.

A process that is called from two places stands here twice. A state is the sorted numbers of the places that hold a
token, each as often as it holds one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from bpmn.soundness import drawn as dr
from bpmn.soundness import level as lv

STEP, PARK, RUN, ARMED, MAIL = "step", "park", "run", "armed", "mail"
"""Kinds of places: a token at a vertex; on a flow into a join; an activity whose content runs; an event that may come
once; a message under way."""
MOST_WAYS = 6
"""Ways out of an inclusive split of which every set is tried; of more, each alone, each two and all together."""


@dataclass(eq=False, slots=True)
class Scope:
    """A running level. `run` is the place that says so, `after` where the token goes on, `until` the first scope number
    that isn't inside it; `watch` says that it is an event subprocess."""

    level: lv.Level
    parent: int
    host: str
    run: int = -1
    after: int = -1
    until: int = 0
    watch: bool = False
    armed: list[int] = field(default_factory=list)
    begin: list[int] = field(default_factory=list)

    @property
    def entered(self) -> tuple[int, ...]:
        """What gets a token when it begins without an event."""
        return (self.run, *self.armed, *self.begin)


@dataclass(frozen=True, slots=True)
class Move:
    """What a token may do. `mail` is a place that must hold a token, which is taken; `free` one that must hold none;
    `clears` a scope that is emptied, with its activity unless it `keeps` that; `ends` says that an end does it; `holds`
    is everything that may be passed, where `way` is the shortest; `works` is a scope in which something must be done
    meanwhile."""

    puts: tuple[int, ...] = ()
    way: lv.Rope = None
    mail: int = -1
    free: int = -1
    clears: int = -1
    keeps: bool = True
    ends: bool = False
    holds: lv.Rope = None
    works: int = -1


@dataclass(eq=False, slots=True)
class Place:
    """`element` is the node that it belongs to, `work` the first element at which a token rests here, empty where it
    goes on at once."""

    kind: str
    scope: int
    element: str
    work: str = ""
    holds: lv.Rope = None
    moves: list[Move] = field(default_factory=list)
    enters: int = -1
    """Of an activity with content the place that says that it runs: a second token waits here until it doesn't."""
    join: int = -1
    edge: lv.Edge | None = None


@dataclass(eq=False, slots=True)
class Join:
    """A parallel join (`every`) or an inclusive one: where its tokens are parked, where they go on as one."""

    scope: int
    every: bool
    to: int
    parks: list[int] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Net:
    """All places, and where a case begins. `dead` are places to which no token ever comes."""

    places: list[Place] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    begin: tuple[int, ...] = ()
    mail: dict[dr.Mail, int] = field(default_factory=dict)

    def within(self, place: int, scope: int) -> bool:
        """Whether a place is inside a scope, at whatever depth."""
        return scope <= self.places[place].scope < self.scopes[scope].until


def sets(vertex: lv.Vertex) -> Iterator[tuple[lv.Edge, ...]]:
    """Which edges out of a vertex get a token together (13.3.2, 13.4)."""
    edges = tuple(vertex.out)
    if vertex.split == lv.ALL or len(edges) == 1:
        yield edges
    elif vertex.split == lv.ONE:
        for edge in edges:
            yield (edge,)
    else:
        always = tuple(edge for edge in edges if edge.always)
        default = tuple(edge for edge in edges if edge.default and not edge.always)
        asked = tuple(edge for edge in edges if not (edge.always or edge.default))
        for chosen in _subsets(asked):
            yield (*always, *chosen)
        if default or always:
            yield (*always, *default)


def _subsets(edges: tuple[lv.Edge, ...]) -> Iterator[tuple[lv.Edge, ...]]:
    sizes = range(1, len(edges) + 1) if len(edges) <= MOST_WAYS else sorted({1, 2, len(edges)})
    for size in sizes:
        yield from itertools.combinations(edges, size)
