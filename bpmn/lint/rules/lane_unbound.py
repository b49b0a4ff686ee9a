"""A lane that holds steps must be bound to an agency, a kind of agency, the applicant or an outside system."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import properties
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "lane-unbound",
    finding.Level.ERROR,
    "Làn «{name}» chưa được gắn với cơ quan nào nên không ai nhận được việc ở đó. Hãy chọn cho làn: cơ quan, loại "
    "cơ quan, người nộp hồ sơ hoặc hệ thống ngoài.",
    "Lane “{name}” is bound to nobody, so nobody would get its tasks. Choose for it: an agency, a kind of "
    "agency, the applicant or an outside system.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A label is never authority: unbound means nobody's, and blocks publishing."""
    bound = properties.bindings(judged.prepared.diagram, judged.settings)
    for key in dict.fromkeys(judged.prepared.diagram.lane_of.values()):
        lane = judged.prepared.diagram.lanes.get(key)
        if lane is not None and key not in bound:
            yield judged.tell_lane(WORDS, lane)
