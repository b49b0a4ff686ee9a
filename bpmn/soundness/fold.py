"""Folding: what surely lets a token through becomes one edge, so that only what may go wrong is played.

Each rule keeps the answers: a part is folded only if one token into it always comes out as one, whatever is chosen, or
if tokens in it vanish without effect. A parallel block, an exclusive one, an inclusive one and a loop with a way out
fold whole; a mixture of them doesn't. The work grows with the graph: each rule takes a vertex or an edge away, and
moves few others.
"""

from __future__ import annotations

from bpmn.soundness import level as lv

FEW = 32
"""Edges that are moved to fold one vertex into another."""


def fold(level: lv.Level, *, inclusive: bool = True) -> None:
    """Fold a level as far as the rules go, and say whether it is simple.

    Parameters:
        inclusive: False leaves inclusive blocks, which are as good as one edge only while one token at a time is in
            them: of two their join may make one.
    """
    Folding(level, inclusive).run()


def prune(level: lv.Level) -> None:
    """Take out what no token comes to; a join that waits for it keeps an edge that never brings one."""
    seen = {*level.starts.values()}
    waiting = list(seen)
    while waiting:
        for edge in waiting.pop().out:
            if edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    gone = [vertex for vertex in level.vertices if vertex not in seen and vertex is not level.sink]
    void: lv.Vertex | None = None
    for vertex in gone:
        for edge in tuple(vertex.out):
            level.cut(edge)
            if edge.target in seen and edge.target.join == lv.ALL:
                void = void or level.add(lv.Vertex("", kind=lv.VOID))
                level.link(lv.Edge(void, edge.target, edge.way))
    for vertex in gone:
        del level.vertices[vertex]
    level.restless = all(map(_passed, level.vertices))


class Folding:
    """The work on one level: vertices whose surroundings have changed are looked at again."""

    def __init__(self, level: lv.Level, inclusive: bool) -> None:
        self.level = level
        self.inclusive = inclusive
        self.fixed = {*level.starts.values(), level.sink}
        self.waiting = dict.fromkeys(level.vertices)
        self.between: dict[tuple[lv.Vertex, lv.Vertex], lv.Edge] = {}
        """An edge that joins two vertices."""

    def run(self) -> None:
        """Until nothing folds any more."""
        prune(self.level)
        for edge in [edge for vertex in self.level.vertices for edge in vertex.out]:
            self._cut(edge)
            self._put(edge)
        while self.waiting:
            vertex, _ = self.waiting.popitem()
            if vertex in self.level.vertices:
                self._look(vertex)
        self.level.simple = self._simple()
        self.level.hurried = self._hurried()

    def _look(self, vertex: lv.Vertex) -> None:
        if vertex.kind != lv.PLAIN or vertex in self.fixed:
            return
        if len(vertex.into) == 1 and len(vertex.out) == 1:
            self._contract(vertex)
        elif len(vertex.out) == 1:
            self._forward(vertex)
        elif len(vertex.into) == 1:
            self._backward(vertex)

    def _contract(self, vertex: lv.Vertex) -> None:
        """One way in, one way out: the vertex becomes an edge."""
        (into,), (out,) = vertex.into, vertex.out
        if into is out or out.mail is not None:
            return
        self._cut(into)
        self._cut(out)
        del self.level.vertices[vertex]
        work = into.work or vertex.work or out.work
        edge = lv.Edge(into.source, out.target, work=work, mail=into.mail, default=into.default, always=into.always)
        edge.tag = into.tag
        edge.way = lv.joined(into.way, vertex.way, out.way)
        edge.holds = lv.joined(into.holds, vertex.holds, out.holds)
        edge.length = into.length + vertex.length + out.length
        self._put(edge)

    def _forward(self, vertex: lv.Vertex) -> None:
        """A merge before a merge, or before a choice."""
        (out,) = vertex.out
        target = out.target
        if vertex.join != lv.ANY or target is vertex or out.mail is not None or target in self.level.starts.values():
            return
        if target.kind == lv.PLAIN and len(target.into) == 1 and target.split == lv.ONE:
            self._swallow(vertex, out, target)
        elif target.join == lv.ANY and not (vertex.work or out.work) and len(vertex.into) <= FEW:
            for edge in tuple(vertex.into):
                self._cut(edge)
                edge.target = target
                self._prolong(edge, vertex, out)
            self._drop(vertex)

    def _backward(self, vertex: lv.Vertex) -> None:
        """A choice behind a choice."""
        (into,) = vertex.into
        source = into.source
        plain = not (vertex.work or into.work or into.mail or into.tag or into.default)
        if source is vertex or source.kind != lv.PLAIN or not plain or len(vertex.out) > FEW or not vertex.out:
            return
        if vertex.split != lv.ONE or (source.split != lv.ONE and len(source.out) > 1):
            return
        source.split = lv.ONE
        outs = tuple(vertex.out)
        for edge in outs:
            self._cut(edge)
        self._drop(vertex)
        for edge in outs:
            edge.source = source
            edge.way = lv.joined(into.way, vertex.way, edge.way)
            edge.holds = lv.joined(into.holds, vertex.holds, edge.holds)
            edge.length += into.length + vertex.length
            self._put(edge)

    def _swallow(self, vertex: lv.Vertex, out: lv.Edge, choice: lv.Vertex) -> None:
        """A merge, the work behind it and the choice behind that are one vertex: a loop begins and ends in it."""
        if any(edge.mail for edge in choice.out):
            return
        self._cut(out)
        outs = tuple(choice.out)
        for edge in outs:
            self._cut(edge)
        vertex.work = vertex.work or out.work or choice.work
        vertex.way = lv.joined(vertex.way, out.way, choice.way)
        vertex.holds = lv.joined(vertex.holds, out.holds, choice.holds)
        vertex.length += out.length + choice.length
        vertex.split = lv.ONE
        self._drop(choice)
        for edge in outs:
            edge.source = vertex
            self._put(edge)

    def _prolong(self, edge: lv.Edge, vertex: lv.Vertex, out: lv.Edge) -> None:
        edge.way = lv.joined(edge.way, vertex.way, out.way)
        edge.holds = lv.joined(edge.holds, vertex.holds, out.holds)
        edge.length += vertex.length + out.length
        self._put(edge)

    def _drop(self, vertex: lv.Vertex) -> None:
        for edge in (*vertex.into, *vertex.out):
            self._cut(edge)
            self._again(edge.source, edge.target)
        self.level.vertices.pop(vertex, None)

    def _cut(self, edge: lv.Edge) -> None:
        self.level.cut(edge)
        if self.between.get((edge.source, edge.target)) is edge:
            del self.between[edge.source, edge.target]

    def _again(self, *vertices: lv.Vertex) -> None:
        for vertex in vertices:
            if vertex in self.level.vertices:
                self.waiting[vertex] = None

    def _put(self, edge: lv.Edge) -> None:
        """Link an edge, or fold it into one that joins the same two."""
        source, target = edge.source, edge.target
        self._again(source, target)
        beside = self.between.get((source, target))
        if beside is not None and self._together(beside, edge):
            _merge(beside, edge)
            return
        if self._vanishes(edge):
            source.holds = lv.joined(source.holds, edge.holds)
            return
        self.level.link(edge)
        self.between[source, target] = edge
        if source is target and self._circles(edge):
            self._cut(edge)
            source.holds = lv.joined(source.holds, edge.holds)

    def _together(self, beside: lv.Edge, edge: lv.Edge) -> bool:
        if not _alike(beside, edge):
            return False
        if self.level.kills and bool(beside.work) != bool(edge.work):
            return False  # what rests comes after what ends others' work, what passes comes before it
        if edge.target.join == lv.SOME and self.level.kills and not (beside.work or edge.work):
            return False  # an inclusive join is asked after what ends others' work
        if edge.source.split == lv.SOME and edge.target.join == lv.SOME:
            self.level.inclusive = self.inclusive
            return self.inclusive
        return True

    def _vanishes(self, edge: lv.Edge) -> bool:
        """A branch that ends by itself, where nothing can end it before."""
        if edge.target is not self.level.sink or self.level.kills or edge.mail or edge.tag:
            return False
        return edge.source.split == lv.ALL and edge.source.kind != lv.INSIDE and len(edge.source.out) > 0

    def _circles(self, edge: lv.Edge) -> bool:
        """A way back to where it came from, beside another way out."""
        vertex = edge.source
        plain = vertex.kind == lv.PLAIN and vertex.join == lv.ANY and not edge.mail
        return plain and vertex.split == lv.ONE and len(vertex.out) > 1

    def _hurried(self) -> bool:
        seen = {vertex for vertex in self.level.starts.values() if not vertex.work}
        waiting = list(seen)
        while waiting:
            for edge in waiting.pop().out:
                if not edge.work and not edge.target.work and edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return self.level.sink in seen

    def _simple(self) -> bool:
        """What is left are choices and merges alone, and from each a token can come to the end."""
        if len(self.level.begins) != 1 or len(self.level.starts) != 1:
            return False
        if self.level.watching and not self.level.rescued:
            return False
        for vertex in self.level.vertices:
            merges = len(vertex.into) < 2 or vertex.join == lv.ANY
            chooses = len(vertex.out) < 2 or vertex.split == lv.ONE
            if vertex.kind not in (lv.PLAIN, lv.END) or not merges or not chooses:
                return False
            if any(edge.mail for edge in vertex.out) or (not vertex.out and vertex is not self.level.sink):
                return False
        seen = {self.level.sink}
        waiting = [self.level.sink]
        while waiting:
            for edge in waiting.pop().into:
                if edge.source not in seen:
                    seen.add(edge.source)
                    waiting.append(edge.source)
        return len(seen) == len(self.level.vertices)


def _passed(vertex: lv.Vertex) -> bool:
    """Whether no token rests at a vertex or behind it."""
    rests = vertex.work or any(edge.work for edge in vertex.out)
    return not rests and (vertex.inside is None or vertex.inside.restless)


def _alike(one: lv.Edge, other: lv.Edge) -> bool:
    """Whether two edges between the same vertices are as good as one."""
    if one.source is not other.source or one.target is not other.target or one.source is one.target:
        return False
    if one.mail or other.mail or one.tag or other.tag or one.source.kind in (lv.INSIDE, lv.VOID):
        return False
    if one.target.kind == lv.END and not one.target.out:
        return one.target.element == ""
    split, join = one.source.split, one.target.join
    if split == lv.SOME and one.default != other.default:
        default, asked = (one, other) if one.default else (other, one)
        if default.work and not asked.work:
            return False  # the default is taken alone: as one with what doesn't rest, it would rest beside others
    if split == lv.ONE:
        return join != lv.ALL
    return join != lv.ANY and not (split == lv.SOME and join == lv.ALL)


def _merge(kept: lv.Edge, other: lv.Edge) -> None:
    """Both as one: the shorter way of a choice, both ways one after the other of branches."""
    if kept.source.split == lv.ALL:
        kept.way, kept.length = lv.joined(kept.way, other.way), kept.length + other.length
    elif (other.length, bool(other.work)) < (kept.length, bool(kept.work)):
        kept.way, kept.length = other.way, other.length
    kept.work = kept.work or other.work
    kept.holds = lv.joined(kept.holds, other.holds)
    kept.default = kept.default and other.default
    kept.always = kept.always or other.always
