"""An ad-hoc subprocess holds at least one activity (10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "ad-hoc-without-activity",
    finding.Level.ERROR,
    "Quy trình con tự do (ad-hoc) «{name}» không có bước nào để làm. Trong phần mềm vẽ: vẽ ít nhất một bước bên trong.",
    "The ad-hoc subprocess “{name}” holds no step to do. In the modeler: draw at least one step inside.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """One without any content is a step that a person confirms, which preparing tells."""
    filled = {node.parent for node in judged.diagram.nodes.values()}
    busy = {node.parent for node in judged.of(vocabulary.ACTIVITIES) if not node.event_subprocess}
    for node in judged.of({"adHocSubProcess"}):
        if node.id in filled and node.id not in busy:
            yield judged.tell(WORDS, node.id)
