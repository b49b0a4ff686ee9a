"""A lane holds at least one step or a lane that does."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "lane-empty",
    finding.Level.NOTE,
    "Làn «{name}» không có bước nào. Trong phần mềm vẽ: kéo các bước vào làn, hoặc xóa làn.",
    "Lane “{name}” holds no step. In the modeler: drag its steps into it, or delete it.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Lanes around a lane with steps count as holding them."""
    used: set[str] = set()
    for key in judged.diagram.lane_of.values():
        at: str | None = key
        while at is not None and at not in used:
            used.add(at)
            at = judged.diagram.lanes[at].parent if at in judged.diagram.lanes else None
    for key, lane in judged.diagram.lanes.items():
        if key not in used and not lane.pool_itself:
            yield judged.tell_lane(WORDS, lane)
