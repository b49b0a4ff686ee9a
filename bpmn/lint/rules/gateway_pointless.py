"""A gateway splits or joins."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, words
from bpmn.lint.subject import Subject

WORDS = words.Words(
    "gateway-pointless",
    finding.Level.NOTE,
    "Cổng «{name}» chỉ có một mũi tên vào và một mũi tên ra nên không có tác dụng. Trong phần mềm vẽ: xóa cổng, hoặc "
    "thêm nhánh còn thiếu.",
    "Gateway “{name}” has one flow in and one out, so it does nothing. In the modeler: delete it, or add the branch "
    "that is missing.",
)


def check(subject: Subject) -> Iterator[finding.Finding]:
    """One way in at most and one way out at most."""
    for node in subject.of(vocabulary.GATEWAYS):
        if len(subject.into(node.id)) <= 1 and len(subject.out(node.id)) <= 1:
            yield subject.tell(WORDS, node.id)
