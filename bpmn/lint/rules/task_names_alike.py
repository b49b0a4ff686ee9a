"""No two tasks of one lane bear the same name."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import matching, vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "task-names-alike",
    finding.Level.NOTE,
    "Hai bước trong cùng một làn đều tên «{name}»; danh sách việc không phân biệt được. Trong phần mềm vẽ: đặt tên "
    "khác nhau.",
    "Two steps of one lane are both named “{name}”; a list of tasks can't tell them apart. In the modeler: name them "
    "differently.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told of the second and each further one."""
    seen: set[tuple[str, str]] = set()
    for node in judged.of(vocabulary.TASKS | {"callActivity"}):
        what = (judged.diagram.lane_of.get(node.id, ""), matching.folded(node.name))
        if what[1] and what in seen:
            yield judged.tell(WORDS, node.id)
        seen.add(what)
