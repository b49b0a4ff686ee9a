"""A gateway splits or joins."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "gateway-pointless",
    finding.Level.WARNING,
    "Cổng «{name}» có không quá một mũi tên vào và một mũi tên ra nên không có tác dụng. Trong phần mềm vẽ: xóa cổng, "
    "hoặc thêm nhánh còn thiếu.",
    "Gateway “{name}” has at most one flow in and one out, so it does nothing. In the modeler: delete it, or add the "
    "branch that is missing.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """One way in at most and one way out at most; event-based gateways have a rule of their own (10.6)."""
    for node in judged.of(vocabulary.GATEWAYS - {"complexGateway", "eventBasedGateway"}):
        if len(judged.into(node.id)) <= 1 and len(judged.out(node.id)) <= 1:
            yield judged.tell(WORDS, node.id)
