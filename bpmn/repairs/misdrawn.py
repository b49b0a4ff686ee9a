"""Events, gateways and message flows connected as the standard doesn't allow, where one reading suggests itself.

Hand-drawn models are full of them: an end event in the middle of the way, a flow back to the start, a message flow
between two lanes. Each is a warning to accept; where no reading suggests itself it stays an error of a lint rule.
"""

from __future__ import annotations

import collections
from collections.abc import Collection
from dataclasses import replace

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.lint import finding, words
from bpmn.repairs import beginnings, draft

BY_PERSON = words.Words(
    "event-gateway-by-person",
    finding.Level.WARNING,
    "Sau cổng sự kiện «{name}» có phần tử không phải sự kiện chờ ({others}), nên không biết chờ gì; một người chọn đi "
    "nhánh nào. Trong phần mềm vẽ: đặt một sự kiện chờ (thông điệp, đồng hồ…) ngay sau cổng ở mỗi nhánh, hoặc dùng "
    "cổng loại trừ.",
    "Behind event-based gateway “{name}” stands what isn't waited for ({others}), so nothing tells which way is taken; "
    "a person picks one. In the modeler: put a catching event (message, timer…) right behind the gateway on each "
    "branch, or use an exclusive gateway.",
)
NEVER = words.Words(
    "event-subprocess-without-trigger",
    finding.Level.WARNING,
    "Quy trình con sự kiện «{name}» không có sự kiện bắt đầu có loại (đồng hồ, thông điệp, lỗi…) nên không bao giờ bắt "
    "đầu; nó bị bỏ ra. Trong phần mềm vẽ: chọn loại cho sự kiện bắt đầu của nó.",
    "Event subprocess “{name}” has no start event with a trigger (timer, message, error…), so it never begins; it is "
    "left out. In the modeler: choose a trigger for its start event.",
)
PASSED = frozenset({"message", "signal", "escalation", "compensate"})
"""What an end event throws and an intermediate one can throw as well."""
AWAITED = frozenset({"message", "signal", "timer", "conditional"})
NAMED = 5
Level = tuple[str, str | None]
"""Process and subprocess (None at the top)."""


def repair(work: draft.Draft) -> None:
    """Give each of them its one reading; lint rules tell those that have no words here."""
    for node in work.of_type({"endEvent"}):
        if work.outgoing(node.id):
            _end(work, node)
    for node in work.of_type({"startEvent"}):
        if work.incoming(node.id):
            _start_reached(work, node)
        if not work.outgoing(node.id):
            _start_alone(work, node)
    for node in work.of_type({"eventBasedGateway"}):
        _event_gateway(work, node)
    for node in work.of_type(vocabulary.SUBPROCESSES):
        if node.id in work.nodes and node.event_subprocess:
            _event_subprocess(work, node)
    _message_flows(work)


def _end(work: draft.Draft, node: dg.Node) -> None:
    """An end event that the way leads on from is passed; one that ends more than its own way isn't."""
    if all(event.kind in PASSED for event in node.events):
        work.put_node(replace(node, type="intermediateThrowEvent"))
        return
    for flow in work.outgoing(node.id):
        work.cut.add(flow.target)
        work.drop_flow(flow.id)


def _start_reached(work: draft.Draft, node: dg.Node) -> None:
    """What leads back to the start goes on where the start leads to."""
    into, out = work.incoming(node.id), work.outgoing(node.id)
    again = dg.Node(
        id=work.fresh(f"{node.id}_again"), type="intermediateThrowEvent", process=node.process, parent=node.parent
    )
    work.put_node(again, work.lane(node.id))
    for flow in out:
        work.put_flow(replace(flow, source=again.id))
    for flow in into:
        work.put_flow(replace(flow, target=again.id))
    work.link(node.id, again.id)


def _start_alone(work: draft.Draft, node: dg.Node) -> None:
    """A start that leads nowhere begins what nothing leads to; where another start does, it begins nothing."""
    others = [n for n in work.in_scope(node.process, node.parent) if n.id != node.id and n.type != "boundaryEvent"]
    outer = work.nodes.get(node.parent or "")
    if not others or (outer is not None and outer.event_subprocess):
        return
    begun = beginnings.heads(work, others)
    if begun and not any(other.type == "startEvent" for other in others):
        for other in begun:
            work.link(node.id, other.id)
    else:
        work.drop_node(node.id)


def _event_gateway(work: draft.Draft, node: dg.Node) -> None:
    out = work.outgoing(node.id)
    targets = [work.nodes[flow.target] for flow in out]
    others = [target for target in targets if not _waits(target)]
    if others:
        work.tell(BY_PERSON, node.id, others=words.listed([one.name or one.id for one in others], NAMED))
    if others or len(out) < 2:
        work.put_node(replace(node, type="exclusiveGateway", event_gateway_type=None, instantiate=False))


def _waits(node: dg.Node) -> bool:
    """Whether an event-based gateway can wait for a node (10.6.6)."""
    if node.type == "receiveTask":
        return True
    return node.type == "intermediateCatchEvent" and any(event.kind in AWAITED for event in node.events)


def _event_subprocess(work: draft.Draft, node: dg.Node) -> None:
    starts = [n for n in work.in_scope(node.process, node.id) if n.type == "startEvent"]
    if not any(start.events for start in starts):
        work.tell(NEVER, node.id)
        work.drop_tree(node.id)


def _message_flows(work: draft.Draft) -> None:
    """Within a pool a message flow is the way from one step to the next where no other way leads there; else it counts
    only where an event waits for its message."""
    within = [flow for flow in work.message_flows.values() if _within(work, flow)]
    led_to = {flow.target for flow in within if work.incoming(flow.target)}
    begun = {flow.target for flow in within}
    beginning = {(n.process, n.parent) for n in work.of_type({"startEvent"}) if n.id not in begun}
    led_to |= {flow.target for flow in work.message_flows.values() if not _within(work, flow)}
    leaving = collections.Counter(flow.source for flow in work.message_flows.values())
    for flow in within:
        source, target = work.nodes[flow.source], work.nodes[flow.target]
        if target.id not in led_to and _is_way(work, source, target, beginning):
            _end_passed(work, source, sends=leaving[source.id] > 1)
            _reached(work, target)
            del work.message_flows[flow.id]
            ends = (flow.source, flow.target, flow.name)
            work.put_flow(dg.Flow(flow.id, *ends, process=source.process, parent=source.parent, place=flow.place))
        elif not _talks(source) and not _talks(target):
            del work.message_flows[flow.id]


def _within(work: draft.Draft, flow: dg.MessageFlow) -> bool:
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    return source is not None and target is not None and source.process == target.process


def _talks(node: dg.Node) -> bool:
    return any(event.kind == "message" for event in node.events)


def _is_way(work: draft.Draft, source: dg.Node, target: dg.Node, beginning: Collection[Level]) -> bool:
    """Whether a token can go from one to the other, to which no way leads as drawn; `beginning` are the levels that
    have a start besides those that message flows lead to."""
    if source.parent != target.parent or source.id == target.id or target.type == "boundaryEvent":
        return False
    if source.type == "endEvent" and not all(event.kind in PASSED for event in source.events):
        return False
    if target.type == "startEvent":
        outer = work.nodes.get(target.parent or "")
        if (outer is not None and outer.event_subprocess) or (target.process, target.parent) not in beginning:
            return False  # else nothing would be left to begin with
    else_awaited = any(event.kind != "message" for event in target.events)
    return not (else_awaited and (target.type == "startEvent" or (draft.catches(target) and _talks(target))))


def _end_passed(work: draft.Draft, source: dg.Node, *, sends: bool) -> None:
    """The end of one lane's part leads on to the next; its message is the way, unless it goes elsewhere too."""
    if source.type in {"endEvent", "intermediateThrowEvent"}:
        events = source.events if sends else tuple(event for event in source.events if event.kind != "message")
        work.put_node(replace(source, type="intermediateThrowEvent", events=events))


def _reached(work: draft.Draft, target: dg.Node) -> None:
    """What was drawn as waiting for the message, or as begun by it, is passed."""
    if target.type == "startEvent" or (target.type == "intermediateCatchEvent" and _talks(target)):
        work.put_node(replace(target, type="intermediateThrowEvent", events=()))
