"""Ways meet at a gateway, so that the picture says whether one or all of them are waited for."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "join-implicit",
    finding.Level.NOTE,
    "{count} mũi tên cùng đi vào «{name}» mà không qua cổng: mỗi nhánh tới nơi là bước này chạy một lần. Trong phần "
    "mềm vẽ: thêm cổng gộp (loại trừ nếu chỉ một nhánh tới, song song nếu phải chờ đủ).",
    "{count} flows lead to “{name}” without a gateway: it runs once for each branch that arrives. In the modeler: "
    "join them by a gateway (exclusive if one arrives, parallel if all are waited for).",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Activities and intermediate events; that several ways lead to one end is plain (13.3.2)."""
    for node in judged.of(vocabulary.ACTIVITIES | {"intermediateThrowEvent", "intermediateCatchEvent"}):
        into = [flow for flow in judged.into(node.id) if flow.source in judged.prepared.diagram.nodes]
        if len(into) > 1:
            yield judged.tell(WORDS, node.id, count=str(len(into)))
