"""Makes the net of a diagram from its folded levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.soundness import catching
from bpmn.soundness import drawn as dr
from bpmn.soundness import level as lv
from bpmn.soundness import net as nt


class TooLargeError(Exception):
    """More places than are looked at."""


class Building:
    """The work on one net: scopes and their places first, then the moves between them, then the events."""

    def __init__(self, drawing: dr.Drawing, levels: Mapping[str, lv.Level], most: int) -> None:
        self.drawing = drawing
        self.levels = levels
        self.most = most
        self.net = nt.Net()
        self.at: dict[tuple[int, lv.Vertex], int] = {}
        self.targets: dict[tuple[int, lv.Edge], int] = {}
        self.inner: dict[tuple[int, str], int] = {}
        """The scope of an activity with content, or of an event subprocess, in a scope."""
        roots = [process for process in drawing.prepared.diagram.processes if self._runs(process)]
        for process in roots:
            self._open(process)
        for number in reversed(range(len(self.net.scopes))):
            scope = self.net.scopes[number]
            scope.until = max(scope.until, number + 1)
            if scope.parent >= 0:
                around = self.net.scopes[scope.parent]
                around.until = max(around.until, scope.until)
        events = catching.Catching(self)
        events.arm(
            (number, vertex)
            for number, scope in enumerate(self.net.scopes)
            for vertex in scope.level.vertices
            if vertex.thrown
        )
        for number, scope in enumerate(self.net.scopes):
            for vertex in scope.level.vertices:
                place = self.net.places[self.at[number, vertex]]
                if vertex.kind == lv.INSIDE:
                    begun = self.net.scopes[self.inner[number, vertex.element]]
                    place.moves = [nt.Move(begun.entered, vertex.way, free=begun.run)]
                    place.work, place.enters = "" if begun.level.restless else vertex.element, begun.run
                elif vertex.thrown:
                    place.moves = events.thrown(number, vertex)
                else:
                    place.moves = list(self.ways(number, vertex))
        events.listen()
        self._begin(roots)

    def _runs(self, process: str) -> bool:
        begun = process in self.drawing.prepared.starts or bool(self.drawing.beginnings(process))
        return begun and process in self.levels

    def place(self, kind: str, scope: int, element: str) -> int:
        """A new place.

        Raises:
            TooLargeError: there are too many.
        """
        if len(self.net.places) >= self.most:
            raise TooLargeError
        self.net.places.append(nt.Place(kind, scope, element))
        return len(self.net.places) - 1

    def mail(self, mail: dr.Mail) -> int:
        """The place of a message."""
        if mail not in self.net.mail:
            self.net.mail[mail] = self.place(nt.MAIL, -1, mail[0])
        return self.net.mail[mail]

    def _open(self, process: str) -> None:
        """A level and all inside it; each scope is followed by those inside it."""
        waiting = [(self.levels[process], -1, process, False)]
        while waiting:
            level, parent, host, watch = waiting.pop()
            number = len(self.net.scopes)
            scope = nt.Scope(level, parent, host, watch=watch)
            self.net.scopes.append(scope)
            scope.run = self.place(nt.RUN, number, host)
            if parent >= 0:
                self.inner[parent, host] = number
            if parent >= 0 and not watch:
                scope.after = self.place(nt.STEP, parent, host)
            self._fill(number, level)
            scope.begin = [self.at[number, level.starts[start]] for start in level.begins]
            waiting += [(self.levels[one], number, one, True) for one in level.watching]
            for vertex in level.vertices:
                if vertex.inside is not None:
                    waiting.append((vertex.inside, number, vertex.element, False))

    def _fill(self, scope: int, level: lv.Level) -> None:
        for vertex in level.vertices:
            self.at[scope, vertex] = at = self.place(nt.STEP, scope, vertex.element)
            place = self.net.places[at]
            place.work, place.holds = vertex.work, vertex.holds
        for vertex in level.vertices:
            at = self.at[scope, vertex]
            join = nt.Join(scope, vertex.join == lv.ALL, at)
            if vertex.join != lv.ANY and len(vertex.into) > 1:
                self.net.joins.append(join)
            for edge in vertex.into:
                to = at
                if vertex.join != lv.ANY and len(vertex.into) > 1:
                    to = self.place(nt.PARK, scope, vertex.element)
                    self.net.places[to].join, self.net.places[to].edge = len(self.net.joins) - 1, edge
                    join.parks.append(to)
                self.targets[scope, edge] = self._middle(scope, edge, to) if edge.work else to

    def _middle(self, scope: int, edge: lv.Edge, to: int) -> int:
        """A place for the work on an edge."""
        middle = self.place(nt.STEP, scope, edge.work)
        place = self.net.places[middle]
        place.work, place.holds, place.edge = edge.work, edge.holds, edge
        place.moves.append(nt.Move((to,), tuple(_parts(edge)[1])))
        return middle

    def ways(self, scope: int, vertex: lv.Vertex) -> Iterator[nt.Move]:
        """How a token goes on from a vertex at which nothing is thrown."""
        sent = tuple(self.mail(mail) for mail in vertex.sends)
        if not vertex.out:
            yield nt.Move(sent, vertex.way)
            return
        for edges in nt.sets(vertex):
            way = lv.joined(vertex.way, *(self.way(edge) for edge in edges))
            puts = tuple(self.targets[scope, edge] for edge in edges)
            mail = self.mail(edges[0].mail) if edges[0].mail is not None else -1
            yield nt.Move((*puts, *sent), way, mail, holds=lv.joined(*(edge.holds for edge in edges if not edge.work)))

    def way(self, edge: lv.Edge) -> lv.Rope:
        """What is passed at once on an edge: all of it, or what stands before the work on it."""
        return tuple(_parts(edge)[0]) if edge.work else edge.way

    def _begin(self, roots: list[str]) -> None:
        first: list[int] = []
        number = 0
        for process in roots:
            scope = self.net.scopes[number]
            if process in self.drawing.prepared.starts:
                first += scope.entered
            else:
                for mail, node in self.drawing.beginnings(process):
                    if node.id in scope.level.starts:
                        begun = self.at[number, scope.level.starts[node.id]]
                        move = nt.Move((scope.run, *scope.armed, begun), free=scope.run)
                        self.net.places[self.mail(mail)].moves.append(move)
            number = scope.until
        self.net.begin = tuple(sorted(first))


def _parts(edge: lv.Edge) -> tuple[list[str], list[str]]:
    """What is passed on an edge before its work, and with it; at least its first flow is before."""
    way = lv.flat(edge.way)
    before = way.index(edge.work) if edge.work in way else 1
    return way[:before], way[before:]
