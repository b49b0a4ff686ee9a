"""No sequence flow leads to a boundary event (10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "boundary-with-incoming",
    finding.Level.WARNING,
    "Có mũi tên đi vào sự kiện biên «{name}»; hồ sơ đến theo mũi tên đó thì đi qua ngay, không chờ sự kiện. Trong "
    "phần mềm vẽ: nối mũi tên tới bước xử lý sau nó.",
    "A flow leads to boundary event “{name}”; what comes by that flow passes at once and waits for nothing. In the "
    "modeler: connect the flow to the step that follows the event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Boundary events of every level."""
    for node in judged.of({"boundaryEvent"}):
        if judged.into(node.id):
            yield judged.tell(WORDS, node.id)
