"""A gateway either joins or splits."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, words
from bpmn.lint.subject import Subject

WORDS = words.Words(
    "gateway-join-and-split",
    finding.Level.NOTE,
    "Cổng «{name}» vừa gộp vừa rẽ nhánh nên khó đọc. Trong phần mềm vẽ: tách thành một cổng gộp và một cổng rẽ.",
    "Gateway “{name}” both joins and splits, which is hard to read. In the modeler: draw one gateway that joins and "
    "one that splits.",
)


def check(subject: Subject) -> Iterator[finding.Finding]:
    """Several ways in and several ways out."""
    for node in subject.of(vocabulary.GATEWAYS):
        if len(subject.into(node.id)) > 1 and len(subject.out(node.id)) > 1:
            yield subject.tell(WORDS, node.id)
