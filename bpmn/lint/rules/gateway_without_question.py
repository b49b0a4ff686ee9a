"""A gateway that chooses bears its question."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import describing
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "gateway-without-question",
    finding.Level.NOTE,
    "Cổng rẽ nhánh ({type}) không có tên nên không ai đọc được đang quyết định điều gì. Trong phần mềm vẽ: đặt tên "
    "bằng câu hỏi, ví dụ «Hồ sơ hợp lệ?».",
    "A gateway that chooses ({type}) has no name, so nobody can read what is decided. In the modeler: name it by its "
    "question, for instance “Dossier complete?”.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Exclusive and inclusive gateways with several ways out; those that only join ask nothing."""
    for node in judged.of({"exclusiveGateway", "inclusiveGateway"}):
        if not node.name.strip() and len(judged.out(node.id)) > 1:
            yield judged.tell(WORDS, node.id, type=describing.kind(node.type))
