"""Each step has a time limit."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "step-without-limit",
    finding.Level.NOTE,
    "Bước «{name}» chưa có thời hạn. Nhập ở bảng bước, hoặc trong phần mềm vẽ: thuộc tính laneway:limit.",
    "Step “{name}” has no time limit. Type it on the step table, or in the modeler: property laneway:limit.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Every step that a person completes, those put in for a decision too."""
    for element in judged.prepared.tasks:
        step = judged.settings.steps.get(element)
        if step is None or step.limit is None:
            yield judged.tell(WORDS, element)
