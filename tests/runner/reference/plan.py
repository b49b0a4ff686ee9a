"""A diagram, indexed by what the rules ask for."""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn import prepared as pp

STARTING = {"receiveTask", "eventBasedGateway"}
"""What may begin a process besides start events (10.3.3, 10.6.6)."""


class Plan:
    """Levels, flows and events of a diagram. A level is the id of a process or of a subprocess."""

    def __init__(self, prepared: pp.Prepared) -> None:
        drawn = prepared.diagram
        self.prepared = prepared
        self.nodes = drawn.nodes
        self.flows = drawn.flows
        self.persons = set(prepared.tasks)
        self.into: dict[str, list[dg.Flow]] = {node: [] for node in drawn.nodes}
        self.out: dict[str, list[dg.Flow]] = {node: [] for node in drawn.nodes}
        self.inside: dict[str, list[dg.Node]] = {level: [] for level in (*drawn.processes, *drawn.nodes)}
        self.boundaries: dict[str, list[dg.Node]] = {node: [] for node in drawn.nodes}
        self.sent_to: dict[str, list[str]] = {}
        self.objects: dict[str, set[str]] = {level: set() for level in self.inside}
        for item in drawn.items.values():
            if item.type == "dataObject":
                self.objects[item.parent or ""].add(item.name or item.id)
        for flow in drawn.flows.values():
            self.into[flow.target].append(flow)
            self.out[flow.source].append(flow)
        for node in drawn.nodes.values():
            self.inside[node.parent or node.process].append(node)
            if node.attached_to is not None:
                self.boundaries[node.attached_to].append(node)
        for message in drawn.message_flows.values():
            process = drawn.nodes[message.target].process if message.target in drawn.nodes else self._of(message.target)
            self.sent_to.setdefault(message.source, []).append(process)

    def _of(self, pool: str) -> str:
        return self.prepared.diagram.pools[pool].process or ""

    def event_subprocesses(self, level: str) -> list[tuple[dg.Node, dg.Node]]:
        """Those of a level, each with its start event (10.3.5)."""
        found = [node for node in self.inside[level] if node.event_subprocess]
        return [(node, start) for node in found for start in self.inside[node.id] if start.type == "startEvent"]

    def begins(self, level: str) -> list[dg.Node]:
        """Where a level begins: a none start event, else all that no flow leads to (10.3.5, 10.5.2)."""
        starts = [node for node in self.inside[level] if node.type == "startEvent"]
        if starts:
            return starts
        return [node for node in self.inside[level] if self._free(node)]

    def _free(self, node: dg.Node) -> bool:
        caught = node.type == "boundaryEvent" or node.event_subprocess or link(node) is not None
        return not self.into[node.id] and not caught

    def started_by(self, process: str) -> list[tuple[dg.Node, dg.Node]]:
        """Events that begin a process that doesn't begin with the case: (what begins, the node whose event it is)."""
        if process in self.prepared.starts:
            return []
        found = [(node, node) for node in self.inside[process] if node.type == "startEvent" and node.events]
        for node in self.inside[process]:
            if node.instantiate and node.type == "receiveTask":
                found.append((node, node))
            if node.instantiate and node.type == "eventBasedGateway":
                found += [(node, self.nodes[flow.target]) for flow in self.out[node.id]]
        return found

    def linked(self, throwing: dg.Node) -> dg.Node:
        """The other end of a link (10.5.4)."""
        level = throwing.parent or throwing.process
        caught = (n for n in self.inside[level] if n.type == "intermediateCatchEvent" and link(n) == link(throwing))
        return next(caught)

    def next_places(self, node: dg.Node) -> list[str]:
        """Nodes that a token at a node can come to by one sequence flow."""
        return [flow.target for flow in self.out[node.id]]


def link(node: dg.Node) -> str | None:
    """The name of a link event."""
    return next((event.name for event in node.events if event.kind == "link"), None)


def messages_of(node: dg.Node) -> list[str | None]:
    """The messages that a node sends or receives."""
    if node.type in ("sendTask", "receiveTask"):
        return [node.message]
    return [event.name for event in node.events if event.kind == "message"]
