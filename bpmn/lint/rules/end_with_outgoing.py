"""No sequence flow leaves an end event (10.5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "end-with-outgoing",
    finding.Level.ERROR,
    "Có mũi tên đi ra từ sự kiện kết thúc «{name}»; nó không bao giờ được đi. Trong phần mềm vẽ: dùng sự kiện trung "
    "gian, hoặc xóa mũi tên.",
    "A flow leaves end event “{name}”; it is never taken. In the modeler: use an intermediate event, or delete the "
    "flow.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """End events of every level."""
    for node in judged.of({"endEvent"}):
        if judged.out(node.id):
            yield judged.tell(WORDS, node.id)
