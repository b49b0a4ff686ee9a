"""After an event-based gateway stand events that wait for a message, signal, timer or condition (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-gateway-target-kind",
    finding.Level.ERROR,
    "«{name}» đứng sau cổng sự kiện nhưng không chờ thông điệp, tín hiệu, đồng hồ hay điều kiện nào. Trong phần mềm "
    "vẽ: chọn loại cho sự kiện.",
    "“{name}” stands after an event-based gateway and waits for no message, signal, timer or condition. In the "
    "modeler: choose a trigger.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Events of kinds that no catching event may have are told as misplaced, other elements when preparing."""
    for gateway in judged.of({"eventBasedGateway"}):
        for flow in judged.out(gateway.id):
            target = judged.diagram.nodes[flow.target]
            plain = not target.events or any(event.kind == "link" for event in target.events)
            if target.type == "intermediateCatchEvent" and plain:
                yield judged.tell(WORDS, target.id)
