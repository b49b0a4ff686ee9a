"""A process or subprocess has an end event."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "end-missing",
    finding.Level.NOTE,
    "«{name}» không có sự kiện kết thúc; kết thúc khi không còn bước nào. Trong phần mềm vẽ: thêm sự kiện kết thúc.",
    "“{name}” has no end event; it ends when nothing is left to do. In the modeler: add an end event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Each level that holds nodes (10.5.3 makes the event optional, but then nobody sees where it ends)."""
    levels = {(n.process, n.parent): False for n in judged.diagram.nodes.values()}
    for node in judged.of({"endEvent"}):
        levels[node.process, node.parent] = True
    for (process, parent), ends in levels.items():
        if not ends:
            yield judged.tell(WORDS, parent or process)
