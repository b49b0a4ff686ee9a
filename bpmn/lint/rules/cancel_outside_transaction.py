"""Cancel events belong to a transaction: its end events inside, its boundary event on its border (10.5.3, 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "cancel-outside-transaction",
    finding.Level.ERROR,
    "Sự kiện hủy «{name}» không thuộc giao dịch nào: sự kiện kết thúc hủy phải nằm trong giao dịch "
    "(transaction), sự kiện biên hủy phải gắn vào giao dịch. Trong phần mềm vẽ: dùng sự kiện lỗi, hoặc đổi quy "
    "trình con thành giao dịch.",
    "Cancel event “{name}” belongs to no transaction: a cancel end event stands inside one, a cancel "
    "boundary event on its border. In the modeler: use an error event, or make the subprocess a transaction.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Cancel elsewhere, in a start or intermediate event, is told as misplaced."""
    nodes = judged.diagram.nodes
    for node in judged.of({"endEvent", "boundaryEvent"}):
        if any(event.kind == "cancel" for event in node.events):
            border = node.type == "boundaryEvent"
            around = nodes.get((node.attached_to if border else node.parent) or "")
            while around is not None and around.type != "transaction" and not border:
                around = nodes.get(around.parent or "")
            if around is None or around.type != "transaction":
                yield judged.tell(WORDS, node.id)
