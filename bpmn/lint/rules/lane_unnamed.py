"""A lane has a name, so that people can tell whose work it holds."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "lane-unnamed",
    finding.Level.WARNING,
    "Có một làn không tên; nó được gọi là «{name}» theo làn ngoài hoặc bể. Trong phần mềm vẽ: đặt tên cơ quan hoặc bộ "
    "phận cho làn.",
    "A lane has no name; it is called “{name}” after the lane or pool around it. In the modeler: name the lane after "
    "its agency or unit.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Lanes drawn in the file; a pool without lanes is none."""
    for lane in judged.diagram.lanes.values():
        if not lane.name.strip() and not lane.pool_itself:
            yield judged.tell_lane(WORDS, lane)
