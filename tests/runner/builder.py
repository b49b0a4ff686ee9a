"""Draws diagrams in a line of code each, so that a test shows the whole procedure that it is about."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from bpmn import diagram as dg
from bpmn import prepared as pp

TYPES = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "task": "task",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "events": "eventBasedGateway",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
    "sub": "subProcess",
    "transaction": "transaction",
    "ad-hoc": "adHocSubProcess",
    "call": "callActivity",
}


class Drawing:
    """A diagram being drawn. Everything is added to the current process (`pool`) and subprocess (`inside`)."""

    def __init__(self) -> None:
        self.nodes: dict[str, dg.Node] = {}
        self.flows: dict[str, dg.Flow] = {}
        self.processes: dict[str, dg.Process] = {}
        self.pools: dict[str, dg.Pool] = {}
        self.message_flows: dict[str, dg.MessageFlow] = {}
        self.items: dict[str, dg.Item] = {}
        self.human: set[str] = set()
        self.starts: list[str] = []
        self.process = ""
        self.parent: str | None = None
        self.pool("P")

    def pool(self, process: str, *, starts: bool = True) -> Drawing:
        """Go on in another process."""
        if process not in self.processes:
            self.processes[process] = dg.Process(process, executable=True)
            self.pools[f"pool_{process}"] = dg.Pool(f"pool_{process}", process=process)
            if starts:
                self.starts.append(process)
        self.process, self.parent = process, None
        return self

    def inside(self, subprocess: str | None) -> Drawing:
        """Go on in a subprocess, or at the top of the process."""
        self.parent = subprocess
        return self

    def node(self, kind: str, id_: str, **more: Any) -> Drawing:
        """Add a node; `kind` as in TYPES."""
        human = more.pop("human", kind == "user")
        self.nodes[id_] = dg.Node(id_, TYPES.get(kind, kind), process=self.process, parent=self.parent, **more)
        if human:
            self.human.add(id_)
        return self

    def nodes_of(self, kind: str, *ids: str, **more: Any) -> Drawing:
        """Add several nodes of a kind."""
        for id_ in ids:
            self.node(kind, id_, **more)
        return self

    def flow(self, source: str, target: str, condition: str | None = None, *, default: bool = False) -> Drawing:
        """Draw a flow."""
        base = id_ = f"{source}>{target}"
        number = 1
        while id_ in self.flows:
            number += 1
            id_ = f"{base}:{number}"
        text = dg.Text(condition) if condition is not None else None
        process, parent = self.nodes[source].process, self.nodes[source].parent
        self.flows[id_] = dg.Flow(id_, source, target, "", process, parent, text, default)
        if default:
            self.nodes[source] = replace(self.nodes[source], default=id_)
        return self

    def path(self, *ids: str) -> Drawing:
        """Draw flows from each to the next."""
        for source, target in itertools.pairwise(ids):
            self.flow(source, target)
        return self

    def data(self, id_: str, name: str = "") -> Drawing:
        """Draw a data object."""
        self.items[id_] = dg.Item(id_, "dataObject", name, parent=self.parent or self.process)
        return self

    def messages(self, source: str, target: str) -> Drawing:
        """Draw a message flow."""
        id_ = f"{source}~{target}"
        self.message_flows[id_] = dg.MessageFlow(id_, source, target)
        return self

    def prepared(self) -> pp.Prepared:
        """What the engine is given."""
        drawn = dg.Diagram(
            processes=self.processes,
            pools=self.pools,
            nodes=self.nodes,
            flows=self.flows,
            message_flows=self.message_flows,
            items=self.items,
            lane_of={id_: f"pool_{node.process}" for id_, node in self.nodes.items()},
        )
        called = {node.called for node in self.nodes.values()}
        starts = tuple(process for process in self.starts if process not in called)
        return pp.Prepared(drawn, starts=starts, tasks={id_: pp.HumanTask(id_) for id_ in self.human})


def event(kind: str, name: str | None = None, **more: Any) -> tuple[dg.EventDefinition, ...]:
    """The definitions of an event with one: `event("message", "paid")`."""
    return (dg.EventDefinition(kind, name=name, **more),)


def condition(text: str) -> tuple[dg.EventDefinition, ...]:
    """The definition of a conditional event."""
    return (dg.EventDefinition("conditional", expression=dg.Text(text)),)


def timer(text: str, kind: str = "duration") -> tuple[dg.EventDefinition, ...]:
    """The definition of a timer event."""
    return (dg.EventDefinition("timer", timer=kind, expression=dg.Text(text)),)
