"""Two flows or more leave an event-based gateway (10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-gateway-one-way",
    finding.Level.WARNING,
    "Cổng sự kiện «{name}» có ít hơn hai nhánh ra nên không có gì để chọn; cổng chỉ được đi qua. Trong phần mềm "
    "vẽ: thêm nhánh, hoặc thay cổng bằng chính sự kiện chờ.",
    "Fewer than two flows leave event-based gateway “{name}”, so there is nothing to choose from; it is passed. In "
    "the modeler: add a branch, or draw the event without a gateway.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Event-based gateways of every level."""
    for node in judged.of({"eventBasedGateway"}):
        if len(judged.out(node.id)) < 2:
            yield judged.tell(WORDS, node.id)
