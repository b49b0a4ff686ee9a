"""Each step says which role does it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "step-without-role",
    finding.Level.NOTE,
    "Bước «{name}» chưa có vai trò người làm. Nhập ở bảng bước, hoặc trong phần mềm vẽ: thuộc tính laneway:role.",
    "Step “{name}” has no role. Type it on the step table, or in the modeler: property laneway:role.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Every step that a person completes, those put in for a decision too."""
    for element in judged.prepared.tasks:
        step = judged.settings.steps.get(element)
        if step is None or step.role is None:
            yield judged.tell(WORDS, element)
