"""After an event-based gateway messages are awaited by events or by receive tasks, not by both (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-gateway-mixed-receivers",
    finding.Level.ERROR,
    "Sau cổng sự kiện «{name}» vừa có sự kiện chờ thông điệp vừa có bước nhận (receive task). Trong phần mềm vẽ: "
    "chỉ dùng một loại.",
    "After event-based gateway “{name}” stand both message events and receive tasks. In the modeler: use one of "
    "them only.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Multiple events that include a message count as message events."""
    for gateway in judged.event_gateways():
        targets = [judged.diagram.nodes[flow.target] for flow in judged.out(gateway.id)]
        caught = any(event.kind == "message" for target in targets for event in target.events)
        if caught and any(target.type == "receiveTask" for target in targets):
            yield judged.tell(WORDS, gateway.id)
