"""One level of the drawing as vertices and edges, its parts folded before it."""

from __future__ import annotations

import collections
from collections.abc import Mapping

from bpmn import diagram as dg
from bpmn import graph, vocabulary
from bpmn.soundness import drawn as dr
from bpmn.soundness import fold
from bpmn.soundness import level as lv


def of(drawing: dr.Drawing, *, folded: bool = True, inclusive: bool = True) -> dict[str, lv.Level]:
    """All levels, the parts of each before it. A process that calls itself is a step there.

    Parameters:
        folded: False leaves them as drawn, to compare.
        inclusive: whether inclusive blocks are folded.
    """
    made: dict[str, lv.Level] = {}
    under: set[str] = set()
    for first in drawing.inside:
        stack = [first]
        while stack:
            level = stack[-1]
            if level in made:
                stack.pop()
            elif level in under:
                made[level] = Making(drawing, level, made).level
                if folded:
                    fold.fold(made[level], inclusive=inclusive)
                else:
                    fold.prune(made[level])
                stack.pop()
            else:
                under.add(level)
                stack += [part for part in drawing.parts(level) if part not in made and part not in under]
    return made


class Making:
    """The work on one level. `enter` and `leave` are the vertices at which tokens come to a node and go from it."""

    def __init__(self, drawing: dr.Drawing, level: str, made: Mapping[str, lv.Level]) -> None:
        self.drawing = drawing
        self.made = made
        self.level = lv.Level(level)
        self.level.add(self.level.sink)
        inner = [made[part] for part in drawing.parts(level) if part in made]
        self.level.escapes = self.level.kills = any(one.escapes for one in inner)
        self._meeting: frozenset[str] | None = None
        self._throwing: frozenset[str] | None = None
        self._drawn: dict[str, list[str]] | None = None
        self.enter: dict[str, lv.Vertex] = {}
        self.leave: dict[str, lv.Vertex] = {}
        nodes = [node for node in drawing.inside.get(level, ()) if not node.event_subprocess]
        behind = {
            flow.target for node in nodes if node.type == "eventBasedGateway" for flow in drawing.out.get(node.id, ())
        }
        for node in nodes:
            self._place(node, node.id in behind)
        for node in nodes:
            self._flows(node)
        for node in nodes:
            for boundary in drawing.boundaries.get(node.id, ()):
                if boundary.id in self.enter:
                    self._bound(node, boundary)
        self._begin(nodes)

    # -- nodes --------------------------------------------------------------------------------------------------------

    def _place(self, node: dg.Node, behind: bool) -> None:
        vertex = self.level.add(lv.Vertex(node.id, way=node.id, holds=node.id, length=1))
        self.enter[node.id] = self.leave[node.id] = vertex
        vertex.split = self._split(node)
        if node.type in vocabulary.GATEWAYS:
            vertex.join = dr.JOINS.get(node.type, lv.ANY)
            vertex.work = node.id if node.type == "eventBasedGateway" else ""
        elif node.type in vocabulary.ACTIVITIES:
            self._activity(node, vertex)
        elif node.type == "intermediateCatchEvent" and node.events and not graph.is_link(node):
            self._wait(node, vertex, behind)
        elif node.type in ("intermediateThrowEvent", "endEvent"):
            self._throw(node, vertex)

    def _split(self, node: dg.Node) -> str:
        if node.type == "eventBasedGateway":
            return lv.ONE
        if node.type in dr.SPLITS:
            return dr.SPLITS[node.type]
        flows = self.drawing.out.get(node.id, ())
        return lv.SOME if any(flow.condition is not None or flow.default for flow in flows) else lv.ALL

    def _after(self, vertex: lv.Vertex, split: str) -> lv.Vertex:
        """A vertex behind a node's, at which its token goes on."""
        return self.level.add(lv.Vertex(vertex.element, split=split))

    def _activity(self, node: dg.Node, vertex: lv.Vertex) -> None:
        vertex.work = node.id
        inner = self._inner(node)
        bounds = self.drawing.boundaries.get(node.id, ())
        stays = self._stays_open(node)
        if inner is not None and inner.simple and not (inner.hurried and bounds) and not stays:
            vertex.holds = lv.joined(node.id, *(v.holds for v in inner.vertices), *_held(inner))
            vertex.work = "" if inner.restless else node.id
        elif inner is not None or stays:
            self.leave[node.id] = self._after(vertex, vertex.split)
            vertex.inside = inner or self._step(node)
            vertex.kind, vertex.work, vertex.split = lv.INSIDE, "", lv.ONE
            self.level.link(lv.Edge(vertex, self.leave[node.id]))
            return
        if node.type == "sendTask" and node.id in self.drawing.sends:
            vertex.kind, vertex.sends = lv.SEND, self.drawing.sends[node.id]
        arrivals = self.drawing.arrivals(node) if node.type == "receiveTask" else (None,)
        if bounds or arrivals != (None,):
            self.leave[node.id] = self._after(vertex, vertex.split)
            vertex.split = lv.ONE
            for mail in arrivals:
                self.level.link(lv.Edge(vertex, self.leave[node.id], mail=mail))

    def _inner(self, node: dg.Node) -> lv.Level | None:
        if node.type == "callActivity":
            return self.made.get(node.called or "")
        return self.made.get(node.id) if node.type != "adHocSubProcess" else None

    def _wait(self, node: dg.Node, vertex: lv.Vertex, behind: bool) -> None:
        if behind:
            return  # the gateway in front waits in its place
        vertex.work = node.id
        arrivals = self.drawing.arrivals(node)
        if arrivals != (None,):
            self.leave[node.id] = self._after(vertex, vertex.split)
            vertex.split = lv.ONE
            for mail in arrivals:
                self.level.link(lv.Edge(vertex, self.leave[node.id], mail=mail))

    def _throw(self, node: dg.Node, vertex: lv.Vertex) -> None:
        if node.id in self.drawing.sends:
            vertex.kind, vertex.sends = lv.SEND, self.drawing.sends[node.id]
        thrown = [number for number, event in enumerate(node.events) if event.kind in dr.THROWN]
        if thrown:
            thrown.sort(key=lambda number: dr.THROWN.index(node.events[number].kind))
            vertex.kind, vertex.thrown = lv.THROW, tuple(thrown)
            self.level.kills = self.level.kills or any(event.kind != "escalation" for event in node.events)
            self.level.escapes = self.level.escapes or any(event.kind in ("error", "cancel") for event in node.events)

    # -- ways ---------------------------------------------------------------------------------------------------------

    def _flows(self, node: dg.Node) -> None:
        leaving = self.leave[node.id]
        out = self.drawing.out.get(node.id, ())
        if graph.is_link(node) and node.type == "intermediateThrowEvent":
            self._link(node, leaving)
        elif not out:
            self.level.link(lv.Edge(leaving, self.level.sink))
        for flow in out:
            default = flow.default or node.default == flow.id
            always = leaving.split == lv.SOME and flow.condition is None and not default
            if flow.target not in self.enter:
                continue
            if node.type != "eventBasedGateway":
                edge = lv.Edge(leaving, self.enter[flow.target], flow.id, flow.id, 1, default=default, always=always)
                self.level.link(edge)
                continue
            target = self.drawing.nodes[flow.target]
            for mail in self.drawing.arrivals(target):
                edge = lv.Edge(leaving, self.leave[flow.target], mail=mail, length=2)
                edge.way = edge.holds = (flow.id, flow.target)
                self.level.link(edge)

    def _link(self, node: dg.Node, leaving: lv.Vertex) -> None:
        landing = self.drawing.landings.get(graph.link(node))
        if landing is not None and landing in self.enter:
            self.level.link(lv.Edge(leaving, self.enter[landing]))

    def _bound(self, host: dg.Node, boundary: dg.Node) -> None:
        """13.5.3: an interrupting event instead of the completion, another one beside it."""
        vertex, target = self.enter[host.id], self.enter[boundary.id]
        if vertex.kind == lv.INSIDE:
            self.level.link(lv.Edge(vertex, target, tag=boundary.id))
            return
        mails = self.drawing.arrivals(boundary)
        if _interrupts(boundary):
            for mail in mails:
                self.level.link(lv.Edge(vertex, target, mail=mail))
        else:
            self._after_it(host, boundary, target, mails)

    def _after_it(self, host: dg.Node, boundary: dg.Node, target: lv.Vertex, mails: tuple[dr.Mail | None, ...]) -> None:
        """The activity is passed first: what could be done while it is open can be done after it, too."""
        beside = self.level.add(lv.Vertex(host.id, split=lv.ALL))
        perhaps = self.level.add(lv.Vertex(boundary.id, split=lv.ONE))
        leaving = self.leave[host.id]
        for edge in tuple(leaving.into):
            self.level.cut(edge)
            edge.target = beside
            self.level.link(edge)
        self.level.link(lv.Edge(beside, leaving))
        self.level.link(lv.Edge(beside, perhaps))
        for mail in mails:
            self.level.link(lv.Edge(perhaps, target, mail=mail))
        self.level.link(lv.Edge(perhaps, self.level.sink))

    # -- events beside an activity -------------------------------------------------------------------------------------

    def _stays_open(self, node: dg.Node) -> bool:
        """Whether it matters that an activity is still open when an event beside it goes its way: that may lead back to
        it, to a join that waits for it, to what ends it, or bring about the message that it waits for."""
        beside = [one for one in self.drawing.boundaries.get(node.id, ()) if not _interrupts(one)]
        if not beside:
            return False
        waits = node.type == "receiveTask" and self.drawing.arrivals(node) != (None,)
        return waits or node.id in self._ending() or any(one.id in self._close() for one in beside)

    def _close(self) -> frozenset[str]:
        """Nodes whose way may lead round, to a join, or to where messages leave."""
        if self._meeting is None:
            ways = self._ways()
            came = collections.Counter(target for targets in ways.values() for target in targets)
            gates = [one for one in ways if self.drawing.nodes[one].type in ("parallelGateway", "inclusiveGateway")]
            joins = [one for one in gates if came[one] > 1]
            sends = [one for one in ways if one in self.drawing.sends]
            around = [node for circle in graph.circles(ways) for node in circle]
            self._meeting = frozenset(graph.closure(graph.backwards(ways), (*joins, *sends))) | frozenset(around)
        return self._meeting

    def _ending(self) -> frozenset[str]:
        """Nodes from which, or from whose boundary events, a way leads to where something may be thrown."""
        if self._throwing is None:
            ways = self._ways()
            nodes = self.drawing.nodes
            thrown = [one for one in ways if _throws(nodes[one]) or nodes[one].type in vocabulary.SUBPROCESSES]
            self._throwing = frozenset(graph.closure(graph.backwards(ways), thrown))
        return self._throwing

    def _ways(self) -> dict[str, list[str]]:
        """Ways from node to node, from an activity to its boundary events too."""
        if self._drawn is not None:
            return self._drawn
        drawing = self.drawing
        here = [node for node in drawing.inside.get(self.level.id, ()) if not node.event_subprocess]
        ways: dict[str, list[str]] = {node.id: [] for node in here}
        for node in here:
            targets = [flow.target for flow in drawing.out.get(node.id, ())]
            targets += [one.id for one in drawing.boundaries.get(node.id, ())]
            if graph.is_link(node) and node.type == "intermediateThrowEvent":
                targets.append(drawing.landings.get(graph.link(node), ""))
            ways[node.id] = [target for target in targets if target in ways]
        self._drawn = ways
        return ways

    def _step(self, node: dg.Node) -> lv.Level:
        """An activity without content as a level with one vertex."""
        level = lv.Level(node.id)
        level.add(level.sink)
        vertex = level.add(lv.Vertex(node.id, split=lv.ONE, work=node.id))
        level.starts[node.id] = vertex
        level.begins = (node.id,)
        if node.type == "sendTask" and node.id in self.drawing.sends:
            vertex.kind, vertex.sends = lv.SEND, self.drawing.sends[node.id]
        for mail in self.drawing.arrivals(node) if node.type == "receiveTask" else (None,):
            level.link(lv.Edge(vertex, level.sink, mail=mail))
        return level

    # -- beginning ----------------------------------------------------------------------------------------------------

    def _begin(self, nodes: list[dg.Node]) -> None:
        drawing, level = self.drawing, self.level
        outer = drawing.nodes.get(level.id)
        if level.id not in drawing.prepared.starts and outer is None:
            for _, node in drawing.beginnings(level.id):
                if node.id in self.leave:
                    self._starts(node.id, self.leave[node.id])
        heads = drawing.heads(level.id)
        if outer is not None and outer.event_subprocess:
            heads = [node for node in nodes if node.type == "startEvent"][:1]
        if level.id in drawing.prepared.starts or outer is not None or not level.starts:
            for node in heads:
                if node.id in self.enter:
                    self._starts(node.id, self.enter[node.id])
            level.begins = tuple(level.starts)
        self._watch()

    def _watch(self) -> None:
        """Event subprocesses. One that only does its work changes nothing, unless it ends what else would stand."""
        level, kept = self.level, []
        for node in self.drawing.inside.get(level.id, ()):
            if not node.event_subprocess or node.id not in self.made:
                continue
            inner = self.made[node.id]
            starts = [self.drawing.nodes[start] for start in inner.begins]
            if not inner.simple or any(self.drawing.arrivals(start) != (None,) for start in starts) or level.kills:
                kept.append(node.id)
                continue
            held = (vertex.holds for vertex in inner.vertices)
            level.sink.holds = lv.joined(level.sink.holds, node.id, *held, *_held(inner))
            if any(start.interrupting for start in starts):
                kept.append(node.id)
                level.rescued = True
        level.watching = tuple(kept)
        level.rescued = level.rescued and len(kept) == len([n for n in kept if self.made[n].simple])

    def _starts(self, node: str, vertex: lv.Vertex) -> None:
        """A vertex of its own in front: one that is begun at may be led to as well."""
        begin = self.level.add(lv.Vertex(node))
        self.level.link(lv.Edge(begin, vertex))
        self.level.starts[node] = begin


def _interrupts(boundary: dg.Node) -> bool:
    return boundary.interrupting or any(event.kind in ("error", "cancel") for event in boundary.events)


def _throws(node: dg.Node) -> bool:
    throws = node.type in ("intermediateThrowEvent", "endEvent")
    return throws and any(event.kind in dr.THROWN for event in node.events)


def _held(level: lv.Level) -> list[lv.Rope]:
    return [edge.holds for vertex in level.vertices for edge in vertex.out]
