"""An event says what happened, and of several ends each says which one it is."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import describing, vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-unnamed",
    finding.Level.NOTE,
    "Một sự kiện ({type}) không có tên; sơ đồ và hồ sơ không nói được điều gì đã xảy ra. Trong phần mềm vẽ: đặt tên "
    "bằng điều đã xảy ra, ví dụ «Hồ sơ đã nộp», «Quá hạn bổ sung».",
    "An event ({type}) has no name; neither the picture nor the case can say what happened. In the modeler: name it "
    "after what has happened, for instance “Dossier filed”, “Supplement overdue”.",
)
PLAIN = frozenset({"startEvent", "endEvent"})


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A plain start and a single plain end need no name, and a link bears one of its own."""
    ends: dict[tuple[str, str | None], int] = {}
    for node in judged.of({"endEvent"}):
        ends[node.process, node.parent] = ends.get((node.process, node.parent), 0) + 1
    for node in judged.of(vocabulary.EVENTS):
        if node.name.strip() or any(event.kind == "link" for event in node.events):
            continue
        one_of_several = node.type == "endEvent" and ends[node.process, node.parent] > 1
        if node.events or node.type not in PLAIN or one_of_several:
            yield judged.tell(WORDS, node.id, type=describing.kind(node.type))
