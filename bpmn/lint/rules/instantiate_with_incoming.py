"""A receive task or an event-based gateway that begins its process has no incoming flow (10.3.3, 10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "instantiate-with-incoming",
    finding.Level.WARNING,
    "«{name}» được đánh dấu là bắt đầu quy trình (instantiate) nhưng có mũi tên đi vào; nó chờ như bình thường, "
    "không bắt đầu quy trình. Trong phần mềm vẽ: bỏ dấu, hoặc xóa mũi tên.",
    "“{name}” is marked as beginning its process (instantiate), but a flow leads to it; it waits as usual and "
    "begins nothing. In the modeler: take the mark off, or delete the flow.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Nodes with `instantiate`."""
    for node in judged.of({"receiveTask", "eventBasedGateway"}):
        if node.instantiate and judged.into(node.id):
            yield judged.tell(WORDS, node.id)
