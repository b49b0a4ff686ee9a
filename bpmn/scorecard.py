"""Figures of one version: steps, lanes, hand-overs, decisions, documents. What a comparison sets side by side."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn import diagram as dg
from bpmn import graph

MOST_WALKS = 1_000_000
"""Ways walked while counting hand-overs; beyond any drawing, so that a hostile mesh of gateways ends too."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`lanes` are those with a step; a hand-over is a way from a step to the next step in another lane."""

    steps: int
    lanes: int
    hand_overs: int
    decisions: int = 0
    documents: int = 0


def score(diagram: dg.Diagram) -> Scorecard:
    """The figures of a diagram as drawn."""
    ways = graph.Graph(diagram, messages=True)
    steps = [node for node in diagram.nodes if ways.is_step(node)]
    out: dict[str, int] = {}
    for flow in diagram.flows.values():
        out[flow.source] = out.get(flow.source, 0) + 1
    choosing = {"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
    return Scorecard(
        steps=len(steps),
        lanes=len({diagram.lane_of.get(step, "") for step in steps}),
        hand_overs=len(hand_overs(diagram, ways)),
        decisions=sum(1 for n in diagram.nodes.values() if n.type in choosing and out.get(n.id, 0) > 1),
        documents=_documents(diagram),
    )


def hand_overs(diagram: dg.Diagram, ways: graph.Graph) -> frozenset[tuple[str, str]]:
    """Pairs of steps of different lanes, the second next after the first, gateways and events between."""
    found: set[tuple[str, str]] = set()
    walks = 0
    for step in diagram.nodes:
        if not ways.is_step(step):
            continue
        lane = diagram.lane_of.get(step, "")
        seen = {step}
        waiting = [step]
        while waiting and walks < MOST_WALKS:
            for target in ways.ways[waiting.pop()]:
                walks += 1
                if target in seen:
                    continue
                seen.add(target)
                if not ways.is_step(target):
                    waiting.append(target)
                elif diagram.lane_of.get(target, "") != lane:
                    found.add((step, target))
    return frozenset(found)


def _documents(diagram: dg.Diagram) -> int:
    """Data objects, each counted once however often it is drawn."""
    references = [item for item in diagram.items.values() if item.type == "dataObjectReference"]
    objects = {item.ref or item.id for item in references}
    return len(objects | {item.id for item in diagram.items.values() if item.type == "dataObject"})
