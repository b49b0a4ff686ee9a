"""No sequence flow leaves an end event (10.5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, words
from bpmn.lint.subject import Subject

WORDS = words.Words(
    "end-with-outgoing",
    finding.Level.WARNING,
    "Có mũi tên đi ra từ sự kiện kết thúc «{name}»; nó không bao giờ được đi. Trong phần mềm vẽ: dùng sự kiện trung "
    "gian, hoặc xóa mũi tên.",
    "A flow leaves end event “{name}”; it is never taken. In the modeler: use an intermediate event, or delete the "
    "flow.",
)


def check(subject: Subject) -> Iterator[finding.Finding]:
    """End events of every level."""
    for node in subject.of({"endEvent"}):
        if subject.out(node.id):
            yield subject.tell(WORDS, node.id)
