"""A process or subprocess has one compensation event subprocess at most (10.7)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "compensation-subprocess-twice",
    finding.Level.WARNING,
    "«{name}» là quy trình con sự kiện bù trừ thứ hai ở cùng một cấp; mỗi cấp chỉ có một. Trong phần mềm vẽ: gộp "
    "hai quy trình con làm một.",
    "“{name}” is the second compensation event subprocess of its level, which may have one. In the modeler: make "
    "them one.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told of the second and each further one of a level."""
    seen: set[tuple[str, str | None]] = set()
    for start in judged.of({"startEvent"}):
        outer = judged.diagram.nodes.get(start.parent or "")
        if outer is None or not outer.event_subprocess or all(event.kind != "compensate" for event in start.events):
            continue
        if (outer.process, outer.parent) in seen:
            yield judged.tell(WORDS, outer.id)
        seen.add((outer.process, outer.parent))
