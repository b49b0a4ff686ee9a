"""No flow leaves a throwing link, none leads to a catching one (10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "link-with-flow",
    finding.Level.ERROR,
    "Sự kiện liên kết «{name}» có mũi tên ở phía không được có: nơi gửi thì không có mũi tên ra, nơi nhận thì không "
    "có mũi tên vào. Trong phần mềm vẽ: xóa mũi tên đó, hoặc dùng sự kiện trung gian thường.",
    "Link event “{name}” has a flow on the wrong side: none leaves the one that throws, none leads to the one that "
    "catches. In the modeler: delete that flow, or use a plain intermediate event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A link stands for the flow that is not drawn."""
    for node in judged.of({"intermediateThrowEvent", "intermediateCatchEvent"}):
        wrong = judged.out(node.id) if node.type == "intermediateThrowEvent" else judged.into(node.id)
        if wrong and any(event.kind == "link" for event in node.events):
            yield judged.tell(WORDS, node.id)
