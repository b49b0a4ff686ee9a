"""A task that a person completes has a name."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import describing
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "task-unnamed",
    finding.Level.WARNING,
    "«{name}» ({type}) không có tên; người làm sẽ không biết phải làm gì. Trong phần mềm vẽ: đặt tên dạng động từ + "
    "việc, ví dụ «Thẩm định hồ sơ».",
    "“{name}” ({type}) has no name; whoever gets it won't know what to do. In the modeler: name it verb + object, for "
    "instance “Appraise dossier”.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Tasks as drawn; a name of white space is none."""
    for element in judged.prepared.tasks:
        node = judged.diagram.nodes.get(element)
        if node is not None and not node.name.strip():
            yield judged.tell(WORDS, element, type=describing.kind(node.type))
