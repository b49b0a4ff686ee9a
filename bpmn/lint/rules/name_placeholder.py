"""A name is chosen by somebody, not put in by the modeler."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "name-placeholder",
    finding.Level.NOTE,
    "«{name}» là tên tạm của phần mềm vẽ; người nhận việc không biết phải làm gì. Trong phần mềm vẽ: đặt tên thật.",
    "“{name}” is a placeholder of the modeler; whoever gets it can't tell what to do. In the modeler: give it a real "
    "name.",
)
LANE = words.Words(
    "name-placeholder",
    finding.Level.NOTE,
    "«{name}» là tên tạm của phần mềm vẽ; không rõ làn của ai. Trong phần mềm vẽ: đặt tên cơ quan hoặc bộ phận.",
    "“{name}” is a placeholder of the modeler; nobody can tell whose lane it is. In the modeler: name the "
    "agency or unit.",
)
NAMED = vocabulary.ACTIVITIES | vocabulary.GATEWAYS | {"intermediateCatchEvent", "intermediateThrowEvent"}


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Steps, gateways, intermediate events and lanes; “Start” and “End” are names that people mean."""
    for node in judged.of(NAMED):
        if naming.is_placeholder(node.name):
            yield judged.tell(WORDS, node.id)
    for lane in judged.diagram.lanes.values():
        if lane.name and not lane.pool_itself and naming.is_placeholder(lane.name):
            yield judged.tell_lane(LANE, lane)
