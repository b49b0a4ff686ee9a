"""A flow leaves each start event (10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "start-without-outgoing",
    finding.Level.WARNING,
    "Không có mũi tên nào đi ra từ sự kiện bắt đầu «{name}». Nếu là sự kiện bắt đầu duy nhất, nó được đọc như dẫn "
    "tới những bước không có mũi tên đi vào; nếu không, nó bị bỏ ra. Trong phần mềm vẽ: nối tới bước đầu tiên.",
    "No flow leaves start event “{name}”. If it is the only one it is read as leading to the steps that no flow leads "
    "to; else it is left out. In the modeler: connect it to the first step.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Start events of every level but those that an ad-hoc subprocess must not hold."""
    for node in judged.of({"startEvent"}):
        outer = judged.diagram.nodes.get(node.parent or "")
        if not judged.out(node.id) and (outer is None or outer.type != "adHocSubProcess"):
            yield judged.tell(WORDS, node.id)
