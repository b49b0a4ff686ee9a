"""A terminate end event ends something besides its own way."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "terminate-alone",
    finding.Level.NOTE,
    "Sự kiện «{name}» kết thúc tất cả (terminate) nhưng ở cấp này không có gì khác chạy cùng lúc; sự kiện kết thúc "
    "thường là đủ. Trong phần mềm vẽ: đổi thành sự kiện kết thúc thường.",
    "“{name}” terminates everything, and nothing else can run at the same time on its level; a plain end event does "
    "the same. In the modeler: make it a plain end event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Levels in which nothing splits: no gateway, task or event with several ways, no second start, nothing beside."""
    ending = [n for n in judged.of({"endEvent"}) if any(event.kind == "terminate" for event in n.events)]
    if not ending:
        return
    busy: set[tuple[str, str | None]] = set()
    starts: dict[tuple[str, str | None], int] = {}
    for node in judged.diagram.nodes.values():
        level = judged.level(node)
        starts[level] = starts.get(level, 0) + (not judged.into(node.id) and node.type not in PASSIVE)
        if _splits(judged, node) or node.event_subprocess or starts[level] > 1:
            busy.add(level)
    for node in ending:
        if judged.level(node) not in busy:
            yield judged.tell(WORDS, node.id)


PASSIVE = frozenset({"boundaryEvent"})
"""What begins nothing though no flow leads to it."""


def _splits(judged: subject.Subject, node: dg.Node) -> bool:
    if node.type == "boundaryEvent":
        return not node.interrupting
    return node.type not in {"exclusiveGateway", "eventBasedGateway"} and len(judged.out(node.id)) > 1
