"""No two messages, signals, errors or escalations bear one name."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "declared-twice",
    finding.Level.NOTE,
    "«{name}» được khai báo hai lần; khi chạy, hai bên cùng tên được coi là một. Trong phần mềm vẽ: chỉ giữ một, hoặc "
    "đặt tên khác.",
    "“{name}” is declared twice; when running, both are taken for one, by their name. In the modeler: keep one, or "
    "name them differently.",
)
KINDS = frozenset({"message", "signal", "error", "escalation"})


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told of the second and each further one; errors and escalations are told apart by their codes."""
    seen: set[tuple[str, str, str]] = set()
    for item in judged.diagram.items.values():
        if item.type not in KINDS or not item.name.strip():
            continue
        what = (item.type, naming.folded(item.name), item.code or "")
        if what in seen:
            yield judged.tell(WORDS, item.id)
        seen.add(what)
