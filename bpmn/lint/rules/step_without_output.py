"""Each step says what comes out of it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "step-without-output",
    finding.Level.NOTE,
    "Bước «{name}» chưa có kết quả. Nhập ở bảng bước, hoặc trong phần mềm vẽ: thuộc tính laneway:output.",
    "Step “{name}” has no output. Type it on the step table, or in the modeler: property laneway:output.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Every step that a person completes, those put in for a decision too."""
    for element in judged.prepared.tasks:
        step = judged.settings.steps.get(element)
        if step is None or step.output is None:
            yield judged.tell(WORDS, element)
