"""Names of lanes differ by more than marks, spaces or signs."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "lane-names-near",
    finding.Level.NOTE,
    "Tên làn «{name}» chỉ khác «{other}» ở dấu, khoảng trắng hoặc ký hiệu; có thể là cùng một cơ quan gõ sai. Trong "
    "phần mềm vẽ: gõ lại cho giống hệt, hoặc đặt tên khác hẳn.",
    "Lane “{name}” differs from “{other}” in marks, spaces or signs alone; it may be one agency mistyped. In the "
    "modeler: type both alike, or name them quite differently.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """All lanes and pools that hold nodes; names that are the same, or deceive the eye, the reader tells (UTS 39)."""
    seen: dict[str, dg.Lane] = {}
    for lane in judged.diagram.lanes.values():
        bare = naming.bare(lane.name)
        if not bare:
            continue
        first = seen.setdefault(bare, lane)
        if naming.seen(first.name) != naming.seen(lane.name):
            yield judged.tell_lane(WORDS, lane, other=first.name)
