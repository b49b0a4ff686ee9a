"""Makes the levels of a prepared diagram: which vertices and edges each node is, in the engine's semantics.

What data decide is left open; what a person decides too. Events from outside may come at any time: timers, signals,
conditions, messages that nothing in the file sends, errors that nothing in the file throws. A message that a node of
the file sends comes after that node only.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn import graph, vocabulary
from bpmn import prepared as pp
from bpmn.soundness import level as lv

Mail = tuple[str, str]
"""A message, by its name and the process that it goes to."""
JOINS = {"exclusiveGateway": lv.ANY, "parallelGateway": lv.ALL, "inclusiveGateway": lv.SOME}
SPLITS = {"exclusiveGateway": lv.ONE, "parallelGateway": lv.ALL, "inclusiveGateway": lv.SOME}
THROWN = ("escalation", "error", "cancel", "terminate")
"""What is thrown, in the order of the engine: what may interrupt its thrower comes last."""
SIGNAL = "~"
"""In front of a signal's name, where it begins a process as a message does."""


class Drawing:
    """A prepared diagram, indexed by what the levels ask for."""

    def __init__(self, prepared: pp.Prepared) -> None:
        self.prepared = prepared
        self.nodes = prepared.diagram.nodes
        self.out = graph.flows_out(prepared.diagram)
        self.inside: dict[str, list[dg.Node]] = {process: [] for process in prepared.diagram.processes}
        self.boundaries: dict[str, list[dg.Node]] = {}
        self.landings: dict[tuple[str, str | None, str], str] = {}
        """Where a link leads to."""
        self.into = graph.flows_in(prepared.diagram)
        for node in self.nodes.values():
            self.inside.setdefault(node.parent or node.process, []).append(node)
            if node.attached_to is not None:
                self.boundaries.setdefault(node.attached_to, []).append(node)
            if node.type == "intermediateCatchEvent" and graph.is_link(node):
                self.landings.setdefault(graph.link(node), node.id)
        self._begun: dict[str, list[tuple[Mail, dg.Node]]] = {}
        self.sends: dict[str, tuple[Mail, ...]] = {}
        self.outside: set[str] = set()
        """Nodes whose message may come from outside the file, too."""
        self._mail()
        self.known = {mail for mails in self.sends.values() for mail in mails}

    def _mail(self) -> None:
        found: dict[str, dict[Mail, None]] = {}
        waiting = {(name, node.process) for node in self.nodes.values() for name in messages(node, caught=True)}
        for flow in self.prepared.diagram.message_flows.values():
            source, target = self.nodes.get(flow.source), self.nodes.get(flow.target)
            pool = self.prepared.diagram.pools.get(flow.target)
            process = target.process if target is not None else pool.process if pool is not None else None
            if source is None or not self._throws(source) or process is None or source.process == process:
                self.outside.add(flow.target)
                continue
            for name in messages(source, caught=False):
                if (name, process) in waiting:
                    found.setdefault(source.id, {})[name, process] = None
        begun = {
            (event.name or "", node.process)
            for node in self.nodes.values()
            for event in node.events
            if event.kind == "signal" and self._begins_pool(node)
        }
        for node in self.nodes.values():
            for event in node.events if node.type in ("intermediateThrowEvent", "endEvent") else ():
                for name, process in begun:
                    if event.kind == "signal" and event.name == name and process != node.process:
                        found.setdefault(node.id, {})[SIGNAL + name, process] = None
        self.sends = {node: tuple(mails) for node, mails in found.items()}

    def _begins_pool(self, node: dg.Node) -> bool:
        return node.type == "startEvent" and node.parent is None and node.process not in self.prepared.starts

    def _throws(self, node: dg.Node) -> bool:
        if node.type == "sendTask":
            bound = node.implementation is not None and not node.implementation.startswith("##")
            return node.id not in self.prepared.tasks and not bound
        return node.type in ("intermediateThrowEvent", "endEvent")

    def arrivals(self, node: dg.Node) -> tuple[Mail | None, ...]:
        """What lets an event happen: None where it may come at any time, else messages of the file, one of which."""
        if node.parallel_multiple or node.id in self.outside or node.id in self.prepared.tasks:
            return (None,)
        if node.type != "receiveTask" and any(event.kind != "message" for event in node.events):
            return (None,)
        mails = [(name, node.process) for name in messages(node, caught=True)]
        return tuple(mails) if mails and all(mail in self.known for mail in mails) else (None,)

    def beginnings(self, process: str) -> list[tuple[Mail, dg.Node]]:
        """Messages and signals of the file that begin a process, and the node whose event that is."""
        if process not in self._begun:
            self._begun[process] = list(self._beginnings(process))
        return self._begun[process]

    def _beginnings(self, process: str) -> Iterator[tuple[Mail, dg.Node]]:
        for node in self.inside.get(process, ()):
            found = [node] if node.type == "startEvent" or self._instantiates(node) else []
            if found and node.type == "eventBasedGateway":
                found = [self.nodes[flow.target] for flow in self.out.get(node.id, ())]
            for one in found:
                names = [(name, process) for name in messages(one, caught=True)]
                names += [(SIGNAL + (event.name or ""), process) for event in one.events if event.kind == "signal"]
                yield from ((mail, one) for mail in names if mail in self.known)

    def _instantiates(self, node: dg.Node) -> bool:
        marked = node.instantiate and node.type in ("receiveTask", "eventBasedGateway")
        return marked and node.id not in self.into

    def heads(self, level: str) -> list[dg.Node]:
        """Where a level begins without an event (10.5.2): its first none start event, else its first, else all that no
        flow leads to."""
        nodes = self.inside.get(level, [])
        starts = [node for node in nodes if node.type == "startEvent"]
        bare = [node for node in starts if not node.events]
        return bare[:1] or starts[:1] or [node for node in nodes if node.id not in self.into and not _apart(node)]

    def parts(self, level: str) -> list[str]:
        """Levels that a level runs: its subprocesses, and processes that it calls."""
        found = []
        for node in self.inside.get(level, ()):
            if node.type in vocabulary.SUBPROCESSES and node.type != "adHocSubProcess":
                found.append(node.id)
            elif node.type == "callActivity" and node.called in self.prepared.diagram.processes:
                found.append(node.called or "")
        return found


def messages(node: dg.Node, *, caught: bool) -> list[str]:
    """Names of the messages that a node waits for, or sends."""
    if node.type in ("sendTask", "receiveTask"):
        return [node.message or ""] if (node.type == "receiveTask") == caught else []
    if (node.type in ("startEvent", "intermediateCatchEvent", "boundaryEvent")) != caught:
        return []
    return [event.name or "" for event in node.events if event.kind == "message"]


def _apart(node: dg.Node) -> bool:
    return node.attached_to is not None or node.event_subprocess or graph.is_link(node) or node.type == "boundaryEvent"
