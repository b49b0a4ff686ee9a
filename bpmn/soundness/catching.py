"""Who catches what is thrown (10.5.6), and what may come from outside while an activity or a process is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from bpmn import diagram as dg
from bpmn.soundness import drawn as dr
from bpmn.soundness import level as lv
from bpmn.soundness import net as nt

THROWN = frozenset({"error", "escalation", "cancel"})
"""What only comes out of work that is done, never from outside by itself."""


class Building(Protocol):
    """The net as far as it has been built."""

    drawing: dr.Drawing
    net: nt.Net
    targets: dict[tuple[int, lv.Edge], int]
    inner: dict[tuple[int, str], int]

    def place(self, kind: str, scope: int, element: str) -> int:
        """A new place."""

    def mail(self, mail: dr.Mail) -> int:
        """The place of a message."""

    def way(self, edge: lv.Edge) -> lv.Rope:
        """What is passed at once on an edge."""

    def ways(self, scope: int, vertex: lv.Vertex) -> Iterator[nt.Move]:
        """How a token goes on from a vertex."""


class Catching:
    """The events of a net that is being built."""

    def __init__(self, work: Building) -> None:
        self.work = work
        self.net = work.net
        self.caught: set[tuple[int, str]] = set()
        """Events that something in the file triggers, by the scope that they stand in."""
        self.armed: dict[tuple[int, str], int] = {}
        """Where those that may come from outside listen."""
        self.bounds: dict[int, list[tuple[dg.Node, lv.Edge]]] = {}
        """Boundary events of an activity, by the scope of its content."""
        for number, scope in enumerate(self.net.scopes):
            for vertex in scope.level.vertices:
                if vertex.kind == lv.INSIDE:
                    inner = work.inner[number, vertex.element]
                    by_event = {edge.tag: edge for edge in vertex.out if edge.tag}
                    around = work.drawing.boundaries.get(vertex.element, ())
                    self.bounds[inner] = [(node, by_event[node.id]) for node in around if node.id in by_event]
                    after = self.net.places[self.net.scopes[inner].after]
                    after.moves = [
                        nt.Move((work.targets[number, edge],), work.way(edge), holds=edge.holds)
                        for edge in vertex.out
                        if not edge.tag
                    ]

    # -- thrown -------------------------------------------------------------------------------------------------------

    def thrown(self, scope: int, vertex: lv.Vertex) -> list[nt.Move]:
        """What an event that throws does: several definitions one after the other, until one ends its thrower."""
        node = self.work.drawing.nodes[vertex.element]
        puts: list[int] = [self.work.mail(mail) for mail in vertex.sends]
        way = vertex.way
        held: list[lv.Rope] = []
        for number in vertex.thrown:
            move = self._throw(scope, node.events[number])
            if move is None or (move.free >= 0 and move.free in puts):
                continue
            way = lv.joined(way, move.way)
            if move.clears >= 0:
                outside = [put for put in puts if not self.net.within(put, move.clears)]
                held.append(move.holds)
                return [replace(move, puts=(*outside, *move.puts), way=way, free=-1, holds=lv.joined(*held))]
            puts += move.puts
            held.append(move.holds)
        if not vertex.out:
            return [nt.Move(tuple(puts), way, holds=lv.joined(*held))]
        caught = puts[len(vertex.sends) :]
        passed = lv.joined(*held)
        return [
            nt.Move((*one.puts, *caught), lv.joined(way, one.way), holds=lv.joined(passed, one.holds))
            for one in self.work.ways(scope, vertex)
        ]

    def _throw(self, scope: int, event: dg.EventDefinition) -> nt.Move | None:
        if event.kind == "terminate":
            return nt.Move(clears=scope, ends=True)
        if event.kind == "cancel":
            return self._cancel(scope)
        for around, node, move in self._around(scope):
            if any(one.kind == event.kind and _identity(one) == _identity(event) for one in node.events):
                self.caught.add((around, node.id))
                return move
        for around, node, move in self._around(scope):
            if any(one.kind == event.kind and _identity(one) is None for one in node.events):
                self.caught.add((around, node.id))
                return move
        if event.kind == "error":
            while self.net.scopes[scope].parent >= 0:
                scope = self.net.scopes[scope].parent
            return nt.Move(clears=scope, ends=True)
        return None

    def _around(self, scope: int) -> Iterator[tuple[int, dg.Node, nt.Move]]:
        """What could catch an event, from the inside out: its scope, its node, what it does."""
        passed = False
        while scope >= 0:
            around = self.net.scopes[scope]
            for watch in around.level.watching if not passed else ():
                start = self._start(watch)
                if start is not None:
                    yield scope, start, self._begin(scope, watch, start)
            for node, edge in self.bounds.get(scope, ()):
                yield scope, node, self._bound(scope, node, edge)
            passed, scope = around.watch, around.parent

    def _cancel(self, scope: int) -> nt.Move:
        nodes = self.work.drawing.nodes
        while nodes.get(self.net.scopes[scope].host, _NOTHING).type != "transaction":
            if self.net.scopes[scope].parent < 0:
                return nt.Move(clears=scope)
            scope = self.net.scopes[scope].parent
        for node, edge in self.bounds.get(scope, ()):
            if any(event.kind == "cancel" for event in node.events):
                self.caught.add((scope, node.id))
                return self._bound(scope, node, edge)
        return nt.Move(clears=scope, keeps=False)

    def _start(self, watch: str) -> dg.Node | None:
        inside = self.work.drawing.inside.get(watch, ())
        return next((node for node in inside if node.type == "startEvent"), None)

    # -- what they do -------------------------------------------------------------------------------------------------

    def _bound(self, scope: int, node: dg.Node, edge: lv.Edge, mail: int = -1) -> nt.Move:
        to = self.work.targets[self.net.scopes[scope].parent, edge]
        clears = scope if _interrupts(node) else -1
        return nt.Move((to,), self.work.way(edge), mail, clears=clears, keeps=False, holds=edge.holds)

    def _begin(self, scope: int, watch: str, start: dg.Node, mail: int = -1) -> nt.Move:
        inner = self.net.scopes[self.work.inner[scope, watch]]
        return nt.Move(inner.entered, watch, mail, inner.run, clears=scope if _interrupts(start) else -1)

    # -- listening ----------------------------------------------------------------------------------------------------

    def arm(self, throwing: Iterable[tuple[int, lv.Vertex]]) -> None:
        """Find what nothing in the file triggers: it may come at any time, once where it doesn't interrupt."""
        for number, vertex in throwing:
            self.thrown(number, vertex)
        for number, scope in enumerate(self.net.scopes):
            for watch in scope.level.watching:
                start = self._start(watch)
                if start is not None and (number, start.id) not in self.caught:
                    self.armed[number, start.id] = self._place(number, start)
            for node, _ in self.bounds.get(number, ()):
                if (number, node.id) not in self.caught:
                    self.armed[number, node.id] = scope.run if _interrupts(node) else self._place(number, node)

    def _place(self, scope: int, node: dg.Node) -> int:
        place = self.work.place(nt.ARMED, scope, node.id)
        self.net.scopes[scope].armed.append(place)
        return place

    def listen(self) -> None:
        """Say what happens when it comes."""
        for number, scope in enumerate(self.net.scopes):
            for watch in scope.level.watching:
                start = self._start(watch)
                if start is not None and (number, start.id) in self.armed:
                    moves = [self._begin(number, watch, start, mail) for mail in self._mails(start)]
                    self.net.places[self.armed[number, start.id]].moves += moves
            for node, edge in self.bounds.get(number, ()):
                if (number, node.id) in self.armed:
                    works = number if all(event.kind in THROWN for event in node.events) else -1
                    moves = [replace(self._bound(number, node, edge, mail), works=works) for mail in self._mails(node)]
                    self.net.places[self.armed[number, node.id]].moves += moves

    def _mails(self, node: dg.Node) -> list[int]:
        return [self.work.mail(mail) if mail is not None else -1 for mail in self.work.drawing.arrivals(node)]


_NOTHING = dg.Node("", "")


def _interrupts(node: dg.Node) -> bool:
    return node.interrupting or any(event.kind in ("error", "cancel") for event in node.events)


def _identity(event: dg.EventDefinition) -> str | None:
    """10.5.3: by its code, without one by what it refers to, else by its name."""
    return event.code or event.ref or event.name
