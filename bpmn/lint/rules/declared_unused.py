"""What a file declares is used: messages, signals, errors, escalations."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "declared-unused",
    finding.Level.NOTE,
    "{kind_vi} «{name}» được khai báo mà không sự kiện, bước hay luồng thông điệp nào dùng. Trong phần mềm vẽ: chọn "
    "nó ở nơi cần, hoặc xóa.",
    "{kind} “{name}” is declared, and no event, task or message flow uses it. In the modeler: choose it where it is "
    "needed, or delete it.",
)
KINDS = {
    "message": ("Thông điệp", "Message"),
    "signal": ("Tín hiệu", "Signal"),
    "error": ("Lỗi", "Error"),
    "escalation": ("Leo thang", "Escalation"),
}
"""By type of item, in Vietnamese and English."""


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Named ones, as tools declare others for operations. Tasks are read with the name alone, so it counts too."""
    drawn = judged.diagram
    used: set[str | None] = {flow.message for flow in drawn.message_flows.values()}
    for node in drawn.nodes.values():
        thrown = node.loop.thrown if node.loop is not None else None
        used.add(node.message)
        for event in (*node.events, *((thrown,) if thrown is not None else ())):
            used |= {event.ref, event.name}
    for item in drawn.items.values():
        if item.type in KINDS and item.name and not used & {item.id, item.name}:
            vietnamese, english = KINDS[item.type]
            yield judged.tell(WORDS, item.id, kind=english, kind_vi=vietnamese)
