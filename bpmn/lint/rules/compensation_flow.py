"""Compensation has no sequence flows: none at its handler, none out of its boundary event (10.7)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "compensation-flow",
    finding.Level.WARNING,
    "Có mũi tên tuần tự ở «{name}»; bước bù trừ và sự kiện biên bù trừ không nằm trong luồng thường. Bước được làm như "
    "bước thường, sự kiện biên bị bỏ ra. Trong phần mềm vẽ: nối sự kiện biên bù trừ với bước bù trừ bằng đường liên "
    "kết (association), xóa mũi tên.",
    "A sequence flow is connected to “{name}”; a compensation handler and its boundary event are outside of the normal "
    "flow. The handler is done as an ordinary step, the event is left out. In the modeler: join the event to its "
    "handler by an association and delete the flow.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """The boundary event's handler is joined to it by an association."""
    for node in judged.diagram.nodes.values():
        out = judged.out(node.id)
        handler = node.attributes.get("isForCompensation") == "true"
        border = node.type == "boundaryEvent" and any(event.kind == "compensate" for event in node.events)
        if (handler and (out or judged.into(node.id))) or (border and out):
            yield judged.tell(WORDS, node.id)
