"""Two lanes of one pool belong to two agencies."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn import properties
from bpmn import settings as st
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "lane-agency-twice",
    finding.Level.NOTE,
    "Làn «{name}» và làn «{other}» cùng gắn với {agency}; việc giao giữa hai làn là trong cùng một nơi. Trong bảng "
    "bước: kiểm tra lại; nếu đúng, gộp làn hoặc vẽ thành làn con trong phần mềm vẽ.",
    "Lanes “{name}” and “{other}” are both bound to {agency}; what goes from one to the other stays in one place. On "
    "the step table: check both; if they are right, make them one lane, or child lanes of one, in the modeler.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """By a lane's own binding: what a child lane takes from its parent is meant."""
    seen: dict[tuple[str, st.BindTo, str], dg.Lane] = {}
    bound = properties.bindings(judged.prepared.diagram, judged.settings)
    for key, lane in judged.diagram.lanes.items():
        binding = bound.get(key)
        if binding is None or binding is bound.get(lane.parent or "") or lane.pool_itself:
            continue
        if binding.to not in {st.BindTo.AGENCY, st.BindTo.KIND}:
            continue
        first = seen.setdefault((lane.pool, binding.to, binding.value), lane)
        if first is not lane and first.key != lane.parent:
            yield judged.tell_lane(WORDS, lane, other=first.label, agency=binding.value)
