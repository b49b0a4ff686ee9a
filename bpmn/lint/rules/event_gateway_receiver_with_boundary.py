"""A receive task after an event-based gateway has no boundary events (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-gateway-receiver-with-boundary",
    finding.Level.ERROR,
    "Bước nhận «{name}» đứng sau cổng sự kiện mà có sự kiện biên. Trong phần mềm vẽ: vẽ sự kiện đó thành một nhánh "
    "của cổng.",
    "Receive task “{name}” stands after an event-based gateway and has a boundary event. In the modeler: make that "
    "event a branch of the gateway.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told of the receive task."""
    hosts = {node.attached_to for node in judged.of({"boundaryEvent"})}
    for gateway in judged.event_gateways():
        for flow in judged.out(gateway.id):
            if judged.diagram.nodes[flow.target].type == "receiveTask" and flow.target in hosts:
                yield judged.tell(WORDS, flow.target)
