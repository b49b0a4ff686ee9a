"""An intermediate event that catches says what it waits for (10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "catch-without-trigger",
    finding.Level.WARNING,
    "Sự kiện chờ «{name}» không có loại (thông điệp, đồng hồ…) nên không chờ gì: hồ sơ đi qua ngay. Trong phần mềm "
    "vẽ: chọn loại, hoặc dùng sự kiện trung gian thường.",
    "Catching event “{name}” has no trigger (message, timer…), so it waits for nothing: the case passes at once. In "
    "the modeler: choose a trigger, or use a plain intermediate event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Behind an event-based gateway it is told with the gateway."""
    nodes = judged.diagram.nodes
    for node in judged.of({"intermediateCatchEvent"}):
        chosen = any(nodes[flow.source].type == "eventBasedGateway" for flow in judged.into(node.id))
        if not node.events and not chosen:
            yield judged.tell(WORDS, node.id)
