"""A gateway either joins or splits."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "gateway-join-and-split",
    finding.Level.NOTE,
    "Cổng «{name}» vừa gộp vừa rẽ nhánh nên khó đọc. Trong phần mềm vẽ: tách thành một cổng gộp và một cổng rẽ.",
    "Gateway “{name}” both joins and splits, which is hard to read. In the modeler: draw one gateway that joins and "
    "one that splits.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Several ways in and several ways out."""
    for node in judged.of(vocabulary.GATEWAYS):
        if len(judged.into(node.id)) > 1 and len(judged.out(node.id)) > 1:
            yield judged.tell(WORDS, node.id)
