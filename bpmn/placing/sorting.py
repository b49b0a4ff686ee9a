"""What stands in each level of a diagram: the first step of a layout."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.placing import measures

Level = tuple[str, str | None]
"""A process, or a subprocess in it."""


@dataclass(slots=True)
class Contents:
    """Nodes, flows, items and lanes by the level that they stand in.

    `boundaries` are the boundary events of each activity, `near` the node (or other end) that an item belongs to.
    """

    diagram: dg.Diagram
    nodes: dict[Level, list[dg.Node]] = field(default_factory=dict)
    flows: dict[Level, list[dg.Flow]] = field(default_factory=dict)
    boundaries: dict[str, list[dg.Node]] = field(default_factory=dict)
    items: dict[Level, list[dg.Item]] = field(default_factory=dict)
    lanes: dict[Level, list[dg.Lane]] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)

    def is_filled(self, node: dg.Node) -> bool:
        """Whether something stands in a node."""
        return bool(self.nodes.get((node.process, node.id)) or self.items.get((node.process, node.id)))

    def inner_first(self) -> list[Level]:
        """Every level, a subprocess before what it stands in."""
        found: list[Level] = [(process, None) for process in self.diagram.processes]
        for level in found:
            inner = (node for node in self.nodes.get(level, ()) if node.type in vocabulary.SUBPROCESSES)
            found += [(node.process, node.id) for node in inner if self.is_filled(node)]
        return found[::-1]

    def host(self, node: str) -> str:
        """The activity that a boundary event stands on; any other node itself."""
        one = self.diagram.nodes.get(node)
        if one is None or one.type != "boundaryEvent" or one.attached_to not in self.diagram.nodes:
            return node
        return one.attached_to or node


def contents(diagram: dg.Diagram) -> Contents:
    """The contents of a diagram by level."""
    made = Contents(diagram)
    for node in diagram.nodes.values():
        host = made.host(node.id)
        if host != node.id:
            made.boundaries.setdefault(host, []).append(node)
        else:
            made.nodes.setdefault((node.process, node.parent), []).append(node)
        for item in (*node.data_in, *node.data_out):
            made.near.setdefault(item, host)
    for flow in diagram.flows.values():
        if flow.source in diagram.nodes and flow.target in diagram.nodes:
            made.flows.setdefault((flow.process, flow.parent), []).append(flow)
    for lane in diagram.lanes.values():
        if not lane.pool_itself:
            made.lanes.setdefault((lane.process, lane.container), []).append(lane)
    _items(made)
    return made


def _items(made: Contents) -> None:
    for item in made.diagram.items.values():
        if item.type == "association" and item.source and item.ref:
            for one, other in ((item.source, item.ref), (item.ref, item.source)):
                if other in made.diagram.nodes:
                    made.near.setdefault(one, made.host(other))
    for item in made.diagram.items.values():
        if item.type in measures.ITEMS and (level := _level(made, item)) is not None:
            made.items.setdefault(level, []).append(item)


def _level(made: Contents, item: dg.Item) -> Level | None:
    """Where an item is drawn: with the step that it belongs to, else where it is written."""
    near = made.diagram.nodes.get(made.near.get(item.id, ""))
    if near is not None:
        return near.process, near.parent
    outer = made.diagram.nodes.get(item.parent or "")
    if outer is not None:
        return (outer.process, outer.id) if outer.type in vocabulary.SUBPROCESSES else (outer.process, outer.parent)
    process = item.parent if item.parent in made.diagram.processes else next(iter(made.diagram.processes), None)
    return None if process is None else (process, None)
