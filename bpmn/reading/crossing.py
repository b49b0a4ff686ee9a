"""What a sequence flow means that crosses the border of a pool or of a subprocess, which none may (7.6.1).

From pool to pool it stays as it is drawn: `bpmn.joining`. At a subprocess two drawings have one meaning each: a way to
its only start event enters the subprocess, a way from where it has nothing left to do leaves it.
"""

from __future__ import annotations

import collections
import functools
from collections.abc import Mapping

from bpmn import diagram, joining

Ends = tuple[str, str]
"""Source and target."""
INTO, OUT = "flow-into-subprocess", "flow-out-of-subprocess"


class Crossings:
    """What flows mean that cross a border; what is needed for that is looked up when the first is met."""

    def __init__(self, nodes: Mapping[str, diagram.Node], ends: Mapping[str, Ends]) -> None:
        self.nodes, self.ends = nodes, ends

    def meant(self, source: diagram.Node, target: diagram.Node) -> tuple[str, Ends | None] | None:
        """The finding that tells it, empty where there is none, and the ends of the flow that is meant, None where the
        subprocess's own flow says it already; None where nothing suggests itself."""
        if joining.joins(source, target, self._called):
            return "", (source.id, target.id)
        outer, inner = self.nodes.get(target.parent or ""), self.nodes.get(source.parent or "")
        if outer is not None and self._enters(source, target, outer):
            return INTO, (source.id, outer.id)
        if inner is not None and self._leaves(source, target, inner):
            out = self._out[inner.id]
            if out == [target.id]:
                return OUT, None
            if not out and self._sinks[inner.id] == [source.id]:
                return OUT, (inner.id, target.id)
        return None

    def _enters(self, source: diagram.Node, target: diagram.Node, outer: diagram.Node) -> bool:
        alone = target.type == "startEvent" and self._starts[outer.id] == 1
        return alone and not outer.event_subprocess and source.id != outer.id and self._beside(source, outer)

    def _leaves(self, source: diagram.Node, target: diagram.Node, inner: diagram.Node) -> bool:
        ends = len(self._out[source.id]) == 1 and not (source.type == "endEvent" and source.events)
        return ends and not inner.event_subprocess and target.id != inner.id and self._beside(inner, target)

    def _beside(self, source: diagram.Node, target: diagram.Node) -> bool:
        """Whether a flow may lead from one to the other, or joins their pools."""
        together = (source.process, source.parent) == (target.process, target.parent)
        return together or joining.joins(source, target, self._called)

    @functools.cached_property
    def _called(self) -> frozenset[str]:
        return joining.called(self.nodes.values())

    @functools.cached_property
    def _starts(self) -> collections.Counter[str]:
        """How many start events a subprocess has."""
        return collections.Counter(one.parent or "" for one in self.nodes.values() if one.type == "startEvent")

    @functools.cached_property
    def _out(self) -> Mapping[str, list[str]]:
        """Node → where its flows lead, whatever they cross."""
        found: dict[str, list[str]] = {node: [] for node in self.nodes}
        for source, target in self.ends.values():
            found[source].append(target)
        return found

    @functools.cached_property
    def _sinks(self) -> Mapping[str, list[str]]:
        """Subprocess → those of its nodes from which nothing leads to another one inside."""
        going = {one for one, other in self.ends.values() if self.nodes[one].parent == self.nodes[other].parent}
        found: dict[str, list[str]] = {node: [] for node in self.nodes}
        for node in self.nodes.values():
            if node.parent in found and node.id not in going and not node.event_subprocess:
                found[node.parent].append(node.id)
        return found
