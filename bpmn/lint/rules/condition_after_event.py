"""The flows out of an event have no conditions (8.4.13, 10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "condition-after-event",
    finding.Level.ERROR,
    "Mũi tên «{name}» đi ra từ sự kiện bắt đầu nhưng có điều kiện. Trong phần mềm vẽ: đặt một cổng sau sự kiện rồi "
    "ghi điều kiện ở đó.",
    "Flow “{name}” leaves a start event and has a condition. In the modeler: put a gateway after the event and the "
    "condition behind it.",
)
LATER = words.Words(
    "condition-after-event",
    finding.Level.WARNING,
    "Mũi tên «{name}» đi ra từ một sự kiện nhưng có điều kiện; điều kiện vẫn được xét, nếu không đúng thì không đi. "
    "Trong phần mềm vẽ: đặt một cổng sau sự kiện rồi ghi điều kiện ở đó.",
    "Flow “{name}” leaves an event and has a condition; it is evaluated, and the flow isn't taken unless it holds. "
    "In the modeler: put a gateway after the event and the condition behind it.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Start events must not; at other events it is no more than unusual. Labels are told elsewhere."""
    for flow in judged.conditional():
        kind = judged.diagram.nodes[flow.source].type
        if kind in vocabulary.EVENTS:
            yield judged.tell(WORDS if kind == "startEvent" else LATER, flow.id)
