"""What stands after an event-based gateway has no other incoming flow (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-gateway-target-shared",
    finding.Level.ERROR,
    "«{name}» đứng sau cổng sự kiện mà còn mũi tên khác đi vào. Trong phần mềm vẽ: chỉ để một mũi tên vào, gộp các "
    "nhánh sau sự kiện.",
    "“{name}” stands after an event-based gateway and another flow leads to it too. In the modeler: leave one "
    "incoming flow, and merge the branches behind the event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Events and receive tasks right after the gateway."""
    told: set[str] = set()
    for gateway in judged.event_gateways():
        for flow in judged.out(gateway.id):
            if len(judged.into(flow.target)) > 1 and flow.target not in told:
                told.add(flow.target)
                yield judged.tell(WORDS, flow.target)
