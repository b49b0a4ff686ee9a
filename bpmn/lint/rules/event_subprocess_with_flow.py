"""No sequence flow leads to an event subprocess or out of it (10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-subprocess-with-flow",
    finding.Level.ERROR,
    "Có mũi tên nối với quy trình con sự kiện «{name}»; nó chỉ bắt đầu khi sự kiện của nó xảy ra. Trong phần mềm "
    "vẽ: xóa mũi tên, hoặc đổi thành quy trình con thường.",
    "A flow is connected to event subprocess “{name}”, which begins by its event only. In the modeler: delete the "
    "flow, or make it an ordinary subprocess.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Event subprocesses of every level."""
    for node in judged.of(vocabulary.SUBPROCESSES):
        if node.event_subprocess and (judged.into(node.id) or judged.out(node.id)):
            yield judged.tell(WORDS, node.id)
