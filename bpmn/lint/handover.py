"""Where work that is handed to another lane comes to before anybody there does something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.lint import finding, subject, words

FARTHEST = 60
"""Gateways and events that are looked at behind one hand-over; who draws more in a row is believed to mean it."""


@dataclass(frozen=True, slots=True)
class Idle:
    """A flow into a lane where nothing is done: `lanes` are the keys of those it comes to, `ends` whether it ends."""

    flow: dg.Flow
    sender: str
    receiver: str
    lanes: frozenset[str]
    ends: bool


def idle(judged: subject.Subject) -> Iterator[Idle]:
    """The hand-overs behind which nobody does anything before the work leaves the lane again or ends."""
    lane_of = judged.diagram.lane_of
    for flow in judged.diagram.flows.values():
        sender, receiver = lane_of.get(flow.source), lane_of.get(flow.target)
        if sender is None or receiver is None or sender == receiver:
            continue
        found = _passed(judged, flow.target, receiver)
        if found is not None:
            yield Idle(flow, sender, receiver, frozenset(found) - {""}, "" in found)


def tell(judged: subject.Subject, said: words.Words, one: Idle) -> finding.Finding:
    """The finding that `said` makes about a hand-over, at the node that it comes to."""
    source = judged.diagram.nodes[one.flow.source]
    return judged.tell(
        said,
        one.flow.target,
        source=source,
        sender=judged.diagram.lanes[one.sender].label,
        receiver=judged.diagram.lanes[one.receiver].label,
    )


def _passed(judged: subject.Subject, first: str, lane: str) -> set[str] | None:
    """Lanes that are come to without work, an empty one for an end; None where somebody does something."""
    found: set[str] = set()
    seen, waiting = {first}, [first]
    while waiting:
        at = waiting.pop()
        node = judged.diagram.nodes.get(at)
        if node is None or not _rests(judged, node) or len(seen) > FARTHEST:
            return None
        ways = judged.graph.ways[at]
        if not ways:
            found.add("")
        for way in ways:
            there = judged.diagram.lane_of.get(way)
            if there is not None and there != lane:
                found.add(there)
            elif way not in seen:
                seen.add(way)
                waiting.append(way)
    return found


def _rests(judged: subject.Subject, node: dg.Node) -> bool:
    """Whether nothing is done at a node: it passes tokens on or ends them, and neither asks, waits, joins nor sends."""
    if node.type in vocabulary.GATEWAYS:
        asked = judged.prepared.decisions.get(node.id)
        by_its_own_task = asked is not None and asked.asked_by not in judged.diagram.nodes
        meets = len(judged.into(node.id)) > 1
        return node.type != "eventBasedGateway" and not by_its_own_task and not meets
    if node.type in {"intermediateThrowEvent", "endEvent", "intermediateCatchEvent"}:
        return all(event.kind in {"link", "terminate"} for event in node.events)
    return False
