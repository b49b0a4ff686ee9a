"""Which processes of a file are one: sequence flows join their pools.

A sequence flow never leaves its process (7.6.1). Drawn from pool to pool it shows that these are no participants of a
collaboration but the lanes of one process: so it is read, wherever the processes are looked at as what runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bpmn import diagram as dg
from bpmn import graph


def called(nodes: Iterable[dg.Node]) -> frozenset[str]:
    """The processes that call activities name: such a one begins and ends with its call, so that nothing joins it."""
    return frozenset(node.called for node in nodes if node.called)


def joins(source: dg.Node, target: dg.Node, apart: Collection[str]) -> bool:
    """Whether a flow between two nodes makes their processes one.

    Parameters:
        apart: the processes that are `called`.
    """
    if source.process == target.process or source.parent is not None or target.parent is not None:
        return False
    return source.process not in apart and target.process not in apart


def crossing(diagram: dg.Diagram) -> list[dg.Flow]:
    """The flows that join processes, in the file's order."""
    nodes = diagram.nodes
    ends = ((flow, nodes.get(flow.source), nodes.get(flow.target)) for flow in diagram.flows.values())
    apart = [(flow, one, other) for flow, one, other in ends if one and other and one.process != other.process]
    away = called(nodes.values()) if apart else frozenset()
    known = diagram.processes
    return [
        flow
        for flow, one, other in apart
        if joins(one, other, away) and one.process in known and other.process in known
    ]


def groups(diagram: dg.Diagram) -> dict[str, str]:
    """Process → the first of those that it is one with, in the file's order; only of processes that are joined."""
    ways: dict[str, list[str]] = {}
    for flow in crossing(diagram):
        one, other = diagram.nodes[flow.source].process, diagram.nodes[flow.target].process
        ways.setdefault(one, []).append(other)
        ways.setdefault(other, []).append(one)
    seen: set[str] = set()
    found: dict[str, str] = {}
    for process in diagram.processes if ways else ():
        if process in ways and process not in seen:
            found.update(dict.fromkeys(graph.spread(ways, process, seen), process))
    return found
