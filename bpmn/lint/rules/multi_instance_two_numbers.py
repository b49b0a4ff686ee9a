"""A multi-instance runs over a list or for a number, not both (10.3.8)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "multi-instance-two-numbers",
    finding.Level.WARNING,
    "«{name}» được lặp theo danh sách và đồng thời ghi số lần ({number}); danh sách được dùng. Trong phần mềm vẽ: để "
    "lại một trong hai.",
    "“{name}” is done for each item of a list and says a number too ({number}); the list is used. In the modeler: "
    "leave one of them.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """The number of items and a cardinality of its own would contradict each other."""
    for node in judged.diagram.nodes.values():
        loop = node.loop
        if loop is not None and loop.collection and loop.cardinality is not None and loop.cardinality.body.strip():
            yield judged.tell(WORDS, node.id, number=loop.cardinality.body)
