"""A conditional event has a condition (10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "conditional-without-condition",
    finding.Level.ERROR,
    "Sự kiện điều kiện «{name}» không ghi điều kiện nên không bao giờ xảy ra. Trong phần mềm vẽ: ghi điều kiện, ví "
    "dụ =so_tien > 0.",
    "Conditional event “{name}” has no condition, so it never occurs. In the modeler: write one, for instance "
    "=amount > 0.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Conditional events of every kind."""
    for node in judged.of(vocabulary.EVENTS):
        if any(event.kind == "conditional" and event.expression is None for event in node.events):
            yield judged.tell(WORDS, node.id)
