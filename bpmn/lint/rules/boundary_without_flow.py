"""Something follows a boundary event."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "boundary-without-flow",
    finding.Level.WARNING,
    "Sự kiện biên «{name}» không dẫn đến bước nào: khi xảy ra, không ai phải làm gì. Trong phần mềm vẽ: vẽ bước xử lý "
    "sau nó.",
    "Boundary event “{name}” leads to nothing: when it occurs, nobody has anything to do. In the modeler: draw the "
    "step that follows.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Compensation has no flow of its own (10.7.1) and is left out."""
    for node in judged.of({"boundaryEvent"}):
        compensating = any(event.kind == "compensate" for event in node.events)
        if not compensating and not judged.out(node.id):
            yield judged.tell(WORDS, node.id)
