"""One process or subprocess as a graph of vertices and edges that can be folded: what the token game is played on.

A vertex joins tokens in one way and lets them out in one way; several vertices may stand for one node (a task with
boundary events is the task, the choice between them and its way out). What was folded into a vertex or edge stays with
it: `way` is the shortest way through, as a trace shows it, `holds` every element in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

ANY, ALL, SOME, ONE = "any", "all", "some", "one"
"""How tokens join (any, all, some: 13.4.3) and how they leave (one, all, some)."""
PLAIN, INSIDE, SEND, THROW, END, VOID = "plain", "inside", "send", "throw", "end", "void"
"""What happens at a vertex: nothing else, its content runs, messages leave, an event is thrown, tokens vanish, and no
token ever comes."""

Rope: TypeAlias = "str | tuple[Rope, ...] | None"
"""Ids in order, joined without copying."""


def joined(*parts: Rope) -> Rope:
    """One after the other."""
    kept = tuple(part for part in parts if part is not None)
    return kept[0] if len(kept) == 1 else kept or None


def flat(rope: Rope) -> list[str]:
    """The ids of a rope; without recursion."""
    found: list[str] = []
    waiting = [rope]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.append(part)
        elif part is not None:
            waiting.extend(reversed(part))
    return found


@dataclass(eq=False, slots=True)
class Edge:
    """A way from one vertex to the next. `work` is the first element on it at which a token rests, empty where it
    doesn't; `mail` the message of the file without which it isn't taken; `tag` the boundary event by which it leaves
    an activity with content."""

    source: Vertex
    target: Vertex
    way: Rope = None
    holds: Rope = None
    length: int = 0
    work: str = ""
    mail: tuple[str, str] | None = None
    default: bool = False
    always: bool = False
    tag: str = ""


@dataclass(eq=False, slots=True)
class Vertex:
    """Where tokens join, rest, split. `element` is the node that it belongs to; `work` is the first
    element in it at which a token rests, empty where none does."""

    element: str
    join: str = ANY
    split: str = ALL
    kind: str = PLAIN
    way: Rope = None
    holds: Rope = None
    length: int = 0
    work: str = ""
    sends: tuple[tuple[str, str], ...] = ()
    thrown: tuple[int, ...] = ()
    """Which of the node's events are thrown here, by number."""
    inside: Level | None = None
    """Its content, where that is played."""
    into: dict[Edge, None] = field(default_factory=dict)
    out: dict[Edge, None] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Level:
    """A process or subprocess. `watching` are its event subprocesses, `kills` whether something in it ends others'
    work; `simple` once folding has shown that what comes in goes out, whatever happens."""

    id: str
    vertices: dict[Vertex, None] = field(default_factory=dict)
    starts: dict[str, Vertex] = field(default_factory=dict)
    """Where it begins, by start node; those that an event begins among them."""
    begins: tuple[str, ...] = ()
    """Which of them begin it without an event."""
    sink: Vertex = field(default_factory=lambda: Vertex("", kind=END))
    watching: tuple[str, ...] = ()
    kills: bool = False
    escapes: bool = False
    """Whether what is thrown in it may end what is around it."""
    rescued: bool = False
    """Whether what watches can only end it by doing its own work."""
    simple: bool = False
    inclusive: bool = False
    """Whether an inclusive block was folded in it."""
    restless: bool = False
    """Whether no token ever rests in it."""
    hurried: bool = False
    """Whether a token may pass through it without resting anywhere, so that no event can come meanwhile."""

    def add(self, vertex: Vertex) -> Vertex:
        """A new vertex."""
        self.vertices[vertex] = None
        return vertex

    def link(self, edge: Edge) -> Edge:
        """A new edge."""
        edge.source.out[edge] = None
        edge.target.into[edge] = None
        return edge

    def cut(self, edge: Edge) -> None:
        """Take an edge out."""
        del edge.source.out[edge]
        del edge.target.into[edge]
