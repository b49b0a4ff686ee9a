"""What catches an error, a cancellation or a compensation interrupts (10.5.2, 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "error-not-interrupting",
    finding.Level.ERROR,
    "«{name}» bắt lỗi, hủy hoặc bù trừ nhưng được vẽ là không ngắt (nét đứt); loại này luôn ngắt việc đang làm. "
    "Trong phần mềm vẽ: đổi thành sự kiện ngắt (nét liền).",
    "“{name}” catches an error, a cancellation or a compensation and is drawn as non-interrupting (dashed); this "
    "kind always interrupts. In the modeler: make it interrupting (solid).",
)
ALWAYS = {"boundaryEvent": frozenset({"error", "cancel"}), "startEvent": frozenset({"error", "compensate"})}
"""Kinds that always interrupt, by type of event."""


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A start event's mark counts in an event subprocess only."""
    nodes = judged.diagram.nodes
    for node in judged.of(ALWAYS):
        outer = nodes.get(node.parent or "")
        listening = node.type == "boundaryEvent" or (outer is not None and outer.event_subprocess)
        if listening and not node.interrupting and any(event.kind in ALWAYS[node.type] for event in node.events):
            yield judged.tell(WORDS, node.id)
