"""What an element without a name is called in a finding: what it is and what it stands beside, not its id.

Modelers give ids that nobody reads (``sid-5FBB6CB3…``), and most gateways and events bear no name.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from bpmn import diagram as dg
from bpmn import graph

KINDS: Mapping[str, tuple[str, str]] = {
    "startEvent": ("sự kiện bắt đầu", "start event"),
    "endEvent": ("sự kiện kết thúc", "end event"),
    "intermediateCatchEvent": ("sự kiện chờ", "catching event"),
    "intermediateThrowEvent": ("sự kiện trung gian", "intermediate event"),
    "boundaryEvent": ("sự kiện biên", "boundary event"),
    "exclusiveGateway": ("cổng loại trừ", "exclusive gateway"),
    "inclusiveGateway": ("cổng bao gồm", "inclusive gateway"),
    "parallelGateway": ("cổng song song", "parallel gateway"),
    "eventBasedGateway": ("cổng sự kiện", "event-based gateway"),
    "complexGateway": ("cổng phức hợp", "complex gateway"),
    "subProcess": ("quy trình con", "subprocess"),
    "adHocSubProcess": ("quy trình con tự do", "ad-hoc subprocess"),
    "transaction": ("giao dịch", "transaction"),
    "callActivity": ("bước gọi quy trình", "call activity"),
    "sequenceFlow": ("mũi tên", "flow"),
    "messageFlow": ("luồng thông điệp", "message flow"),
}
STEP = ("bước", "step")
TASKS: Mapping[str, tuple[str, str]] = {
    "task": ("bước", "task"),
    "userTask": ("bước của người", "user task"),
    "manualTask": ("bước làm tay", "manual task"),
    "serviceTask": ("bước dịch vụ", "service task"),
    "sendTask": ("bước gửi", "send task"),
    "receiveTask": ("bước nhận", "receive task"),
    "scriptTask": ("bước kịch bản", "script task"),
    "businessRuleTask": ("bước quy tắc", "business rule task"),
}
"""What modelers call the types of task."""
EVENTS: Mapping[str, tuple[str, str]] = {
    "message": ("thông điệp", "message"),
    "timer": ("đồng hồ", "timer"),
    "conditional": ("điều kiện", "condition"),
    "signal": ("tín hiệu", "signal"),
    "error": ("lỗi", "error"),
    "escalation": ("leo thang", "escalation"),
    "compensate": ("bù trừ", "compensation"),
    "cancel": ("hủy giao dịch", "cancel"),
    "link": ("liên kết", "link"),
    "terminate": ("kết thúc ngay", "terminate"),
}
"""What the kinds of events are called (10.5.5)."""
FARTHEST = 4
"""How many unnamed elements are gone over to find a named one."""
LONGEST = 60
Said = tuple[str, str]
"""The same in Vietnamese and English."""


class Names:
    """Descriptions of a diagram's elements; what leads where is looked up once, when first asked for."""

    def __init__(self, diagram: dg.Diagram) -> None:
        self._diagram = diagram
        self._known: dict[str, Said | None] = {}

    def of(self, element: str) -> Said | None:
        """What an element is called that has no name; None where it has one, or nothing is better than its id."""
        if element not in self._known:
            self._known[element] = self._described(element)
        return self._known[element]

    def _described(self, element: str) -> Said | None:
        node = self._diagram.nodes.get(element)
        if node is not None:
            return None if node.name else self._node(node)
        flow = self._diagram.flows.get(element) or self._diagram.message_flows.get(element)
        if flow is None or flow.name:
            return None
        one, other = self._end(flow.source), self._end(flow.target)
        vi, en = KINDS["sequenceFlow" if isinstance(flow, dg.Flow) else "messageFlow"]
        return f"{vi} {one[0]} → {other[0]}", f"{en} {one[1]} → {other[1]}"

    def _node(self, node: dg.Node) -> Said:
        vi, en = KINDS.get(node.type, STEP)
        host = self._diagram.nodes.get(node.attached_to or "")
        if host is not None and host.name:
            return f"{vi} trên ‘{_short(host.name)}’", f"{en} on ‘{_short(host.name)}’"
        before, after = self._named(node.id, 0), self._named(node.id, 1)
        if before:
            return f"{vi} sau ‘{before}’", f"{en} after ‘{before}’"
        if after:
            return f"{vi} trước ‘{after}’", f"{en} before ‘{after}’"
        return f"{vi} {node.id}", f"{en} {node.id}"

    @functools.cached_property
    def _ways(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The nodes before each node, and those after it."""
        into, out = graph.flows_in(self._diagram), graph.flows_out(self._diagram)
        return (
            {node: [flow.source for flow in flows] for node, flows in into.items()},
            {node: [flow.target for flow in flows] for node, flows in out.items()},
        )

    def _end(self, element: str) -> Said:
        """One end of a flow: its name, else what it is."""
        node = self._diagram.nodes.get(element)
        pool = self._diagram.pools.get(element)
        name = node.name if node is not None else pool.name if pool is not None else ""
        if name:
            return f"‘{_short(name)}’", f"‘{_short(name)}’"
        return KINDS.get(node.type, STEP) if node is not None else (element, element)

    def _named(self, node: str, direction: int) -> str:
        """Name of the nearest element on the ways in (0) or out (1)."""
        layer, seen = [node], {node}
        for _ in range(FARTHEST):
            layer = [to for one in layer for to in self._ways[direction].get(one, ())[:FARTHEST] if to not in seen]
            for one in layer:
                if name := self._diagram.nodes[one].name:
                    return _short(name)
            layer = layer[:FARTHEST]
            seen.update(layer)
        return ""


def kind(element_type: str) -> Said:
    """What people call a type of element."""
    return KINDS.get(element_type) or TASKS.get(element_type) or (element_type, element_type)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
