"""A step, a gateway and an event are named differently."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "name-of-two-kinds",
    finding.Level.NOTE,
    "«{name}» là tên của cả một {kind_vi} lẫn một {other_vi}; danh sách việc và lịch sử hồ sơ không phân biệt được. "
    "Trong phần mềm vẽ: bước đặt tên bằng việc làm, cổng bằng câu hỏi, sự kiện bằng điều đã xảy ra.",
    "“{name}” is the name of both {kind} and {other}; lists of tasks and the history of a case can't tell them apart. "
    "In the modeler: name steps by what is done, gateways by a question, events by what has happened.",
)
KINDS = (
    (vocabulary.ACTIVITIES, "bước", "a step"),
    (vocabulary.GATEWAYS, "cổng", "a gateway"),
    (vocabulary.EVENTS, "sự kiện", "an event"),
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Within one process, told of the later one; messages and links bear names of their own."""
    seen: dict[tuple[str, str], int] = {}
    for node in judged.diagram.nodes.values():
        name = naming.folded(node.name)
        kind = next((at for at, (types, _, _) in enumerate(KINDS) if node.type in types), None)
        if not name or kind is None or node.events:
            continue
        first = seen.setdefault((node.process, name), kind)
        if first != kind:
            (_, vietnamese, english), (_, other_vi, other) = KINDS[kind], KINDS[first]
            yield judged.tell(WORDS, node.id, kind=english, kind_vi=vietnamese, other=other, other_vi=other_vi)
