"""A label stands where a way is chosen."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "flow-label-idle",
    finding.Level.NOTE,
    "Mũi tên «{name}» có nhãn nhưng là đường đi duy nhất từ «{source}», nên nhãn không nói điều gì được chọn. Trong "
    "phần mềm vẽ: bỏ nhãn, hoặc thêm cổng nếu đây là một lựa chọn.",
    "Flow “{name}” has a label and is the only way on from “{source}”, so the label chooses nothing. In the modeler: "
    "take the label off, or add a gateway if it is a choice.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Flows without condition; what leaves a border event is told by that event."""
    for node, out in judged.outgoing.items():
        flow = out[0]
        if len(out) == 1 and flow.name.strip() and flow.condition is None:
            source = judged.diagram.nodes[node]
            yield judged.tell(WORDS, flow.id, source=source)
