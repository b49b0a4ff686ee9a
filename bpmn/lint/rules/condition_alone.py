"""An activity with a conditional flow has another way out (8.4.13)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "condition-alone",
    finding.Level.WARNING,
    "«{flow}» là mũi tên duy nhất đi ra từ «{name}» mà lại có điều kiện: nếu điều kiện không đúng, hồ sơ bị dừng vì "
    "sự cố. Trong phần mềm vẽ: xóa điều kiện, hoặc thêm nhánh mặc định.",
    "“{flow}” is the only flow out of “{name}” and has a condition: if it doesn't hold, the case stops with an "
    "incident. In the modeler: delete the condition, or add a default flow.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A condition that is only a label is told elsewhere."""
    for flow in judged.conditional():
        source = judged.diagram.nodes[flow.source]
        if source.type in vocabulary.ACTIVITIES and len(judged.out(source.id)) == 1:
            yield judged.tell(WORDS, source.id, flow=flow)
