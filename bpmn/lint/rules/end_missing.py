"""A process or subprocess has an end event."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "end-missing",
    finding.Level.WARNING,
    "«{name}» có sự kiện bắt đầu mà không có sự kiện kết thúc; kết thúc khi không còn bước nào. Trong phần mềm vẽ: "
    "thêm sự kiện kết thúc.",
    "“{name}” has a start event and no end event; it ends when nothing is left to do. In the modeler: add an end "
    "event.",
)
NEITHER = words.Words(
    "end-missing",
    finding.Level.NOTE,
    "«{name}» không có sự kiện kết thúc; kết thúc khi không còn bước nào. Trong phần mềm vẽ: thêm sự kiện kết thúc.",
    "“{name}” has no end event; it ends when nothing is left to do. In the modeler: add an end event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Each level that holds nodes; only where it has a start event must it have an end event (10.5.3).

    An ad-hoc subprocess has neither (10.3.5).
    """
    levels: dict[tuple[str, str | None], set[str]] = {}
    for node in judged.diagram.nodes.values():
        levels.setdefault(judged.level(node), set()).add(node.type)
    for (process, parent), types in levels.items():
        outer = judged.diagram.nodes.get(parent or "")
        if "endEvent" not in types and (outer is None or outer.type != "adHocSubProcess"):
            yield judged.tell(WORDS if "startEvent" in types else NEITHER, parent or process)
