"""What the engine does not run is refused by name: one table of element and reason, nothing dropped in silence."""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn import graph, vocabulary
from bpmn.lint import finding, words
from bpmn.repairs import draft


def _refused(rule: str, vi: str, en: str) -> words.Words:
    return words.Words(rule, finding.Level.ERROR, f"«{{name}}»: {vi}", f"“{{name}}”: {en}")


MULTIPLE = _refused(
    "unsupported-multiple-event",
    "chỉ sự kiện chờ được gộp nhiều loại, và «tất cả» (parallelMultiple) chỉ gồm thông điệp, tín hiệu, đồng hồ, điều "
    "kiện. Trong phần mềm vẽ: tách thành từng sự kiện.",
    "several definitions in one event run only where each of them is thrown or waited for; all of them together "
    "(parallelMultiple) only as messages, signals, timers and conditions. In the modeler: draw one event for each.",
)
AWAITED = frozenset({"message", "signal", "timer", "conditional"})
"""What `parallelMultiple` can wait for: errors and escalations are not remembered."""
ALONE = frozenset({"link", "terminate", "cancel"})
"""What stands in an event alone: it decides where the token goes."""
BOUNDARY_HOST = _refused(
    "boundary-without-host",
    "sự kiện biên không gắn vào bước nào. Trong phần mềm vẽ: đặt nó lên cạnh của một bước.",
    "this boundary event stands on no activity. In the modeler: place it on the border of an activity.",
)
BOUNDARY_PLAIN = words.Words(
    "boundary-without-trigger",
    finding.Level.WARNING,
    "Sự kiện biên «{name}» không có loại (đồng hồ, thông điệp, lỗi…) nên không bao giờ xảy ra. Trong phần mềm vẽ: chọn "
    "loại cho nó.",
    "Boundary event “{name}” has no trigger (timer, message, error…), so it never occurs. In the modeler: choose one.",
)
EVENT_SUBPROCESS_START = _refused(
    "event-subprocess-several-starts",
    "quy trình con sự kiện phải có đúng một sự kiện bắt đầu có loại (đồng hồ, thông điệp, lỗi…).",
    "an event subprocess must have exactly one start event with a trigger (timer, message, error…).",
)
LINK_TARGET = _refused(
    "link-without-target",
    "sự kiện liên kết không có điểm đến cùng tên trong cùng quy trình.",
    "this link event has no catching link of the same name in its process.",
)


def repair(work: draft.Draft) -> None:
    """Tell every element that can't run, and why."""
    landings = {graph.link(n) for n in work.of_type({"intermediateCatchEvent"}) if graph.is_link(n)}
    for node in tuple(work.nodes.values()):
        said = _reason(work, node)
        throws = node.type == "intermediateThrowEvent" and graph.is_link(node)
        if said is None and throws and graph.link(node) not in landings:
            said = LINK_TARGET
        if said is not None:
            work.tell(said, node.id)
        if said is BOUNDARY_PLAIN:
            work.drop_node(node.id)


def _reason(work: draft.Draft, node: dg.Node) -> words.Words | None:
    if node.type in vocabulary.EVENTS:
        return _event(work, node)
    if node.event_subprocess:
        starts = [n for n in work.in_scope(node.process, node.id) if n.type == "startEvent"]
        if len(starts) != 1:
            return EVENT_SUBPROCESS_START
    return None


def _event(work: draft.Draft, node: dg.Node) -> words.Words | None:
    kinds = {event.kind for event in node.events}
    if len(node.events) > 1 and not _together(node, kinds):
        return MULTIPLE
    if node.type == "boundaryEvent":
        host = work.nodes.get(node.attached_to or "")
        if host is None or host.type not in vocabulary.ACTIVITIES:
            return BOUNDARY_HOST
        return None if kinds else BOUNDARY_PLAIN
    return None


def _together(node: dg.Node, kinds: set[str]) -> bool:
    """Whether several definitions in one event are executed (10.5.5)."""
    if draft.catches(node) and node.parallel_multiple:
        return kinds <= AWAITED
    return not kinds & ALONE
