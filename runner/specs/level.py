"""A process or subprocess as the engine runs it: its nodes, its flows, where its tokens begin (BPMN 2.0.2, 10.2)."""

from __future__ import annotations

import functools
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from runner import live
from runner.specs import event_subprocess, inclusive_gateway, node


class Level:
    """What is drawn inside one process or subprocess.

    Attributes:
        spec: SpiffWorkflow's spec of it.
        nodes: its nodes, in the file's order.
        flows: its flows by number.
        sources: per flow the numbers of the nodes from which a token can come on it.
        starts: nodes that get a token when it begins without an event.
        triggered: its start events by node id, for a beginning by message or signal.
        listeners: start events of the event subprocesses in it.
        objects: names of the data objects drawn in it.
    """

    def __init__(self, name: str) -> None:
        self.spec = BpmnProcessSpec(name)
        self.spec.start.associations = None  # the root of a scope sees data as its nodes do
        self.nodes: list[node.NodeMixin] = []
        self.flows: dict[int, node.Flow] = {}
        self.sources: dict[int, list[int]] = {}
        self.starts: tuple[node.NodeMixin, ...] = ()
        self.triggered: dict[str, Any] = {}
        self.listeners: tuple[event_subprocess.EventStart, ...] = ()
        self.inclusive: frozenset[inclusive_gateway.InclusiveGateway] = frozenset()
        self.links: list[tuple[int, int]] = []
        self.objects: frozenset[str] = frozenset()

    def begin(self, scope: live.Scope, start: Any = None) -> None:
        """Let its event subprocesses listen and put the first tokens in: at the start event that was triggered, else
        at its none start event, else at every node that no flow leads to (10.5.2)."""
        for listener in self.listeners:
            listener.listen(scope)
        if start is not None:
            for flow in start.incoming:  # behind an event-based gateway, which the token has passed too (10.6.6)
                sources = [node.node.id for node in self.nodes if node.index in self.sources[flow.index]]
                scope.case.report.passed += [*sources, flow.id]
            begun = start.parts[0] if start.groups else start
            scope.case.make(scope, begun, numbered=False)._ready()  # its event has come: it doesn't wait for it again
        for first in self.starts if start is None else ():
            first.arrive(scope, None)
        if not scope.live:
            scope.case.settling.append(scope)

    @functools.cached_property
    def before(self) -> dict[int, list[int]]:
        """Per node the nodes from which a token can come to it: by a flow, by a link, or from an activity by way of a
        boundary event on it."""
        found: dict[int, list[int]] = {}
        for flow in self.flows.values():
            found.setdefault(flow.target.index, []).extend(self.sources[flow.index])
        for source, target in self.links:
            found.setdefault(target, []).append(source)
        return found
