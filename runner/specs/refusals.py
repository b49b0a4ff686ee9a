"""What the engine doesn't execute, by element and reason; each comes in a file of its own here when it is."""

from __future__ import annotations

from bpmn import diagram, vocabulary
from runner import troubles

TYPES = {"complexGateway": "complex gateways are not executed yet"}
HOSTS = vocabulary.ACTIVITIES


def refuse(drawn: diagram.Diagram) -> None:
    """Refuse a diagram that holds something which isn't executed, or that is no graph at all.

    Raises:
        UnsupportedError: names the first such element.
    """
    for node in drawn.nodes.values():
        type_, reason = node.type, _node(node)
        if reason is None and node.type == "boundaryEvent":
            reason = _boundary(drawn, node)
        if reason is None and any(written.kind == "cancel" for written in node.events):
            type_, reason = "cancelEventDefinition", _cancel(drawn, node)
        if reason is not None:
            raise troubles.UnsupportedError(node.id, node.name, type_, reason)
    for flow in drawn.flows.values():
        reason = _flow(drawn, flow)
        if reason is not None:
            raise troubles.UnsupportedError(flow.id, flow.name, "sequenceFlow", reason)


def _node(node: diagram.Node) -> str | None:
    if node.type in TYPES:
        return TYPES[node.type]
    if node.type not in vocabulary.FLOW_NODES:
        return "it is no flow node of BPMN 2.0"
    if node.type == "adHocSubProcess" and node.attributes.get("ordering") == "Sequential":
        return "ad-hoc subprocesses in sequence are not executed yet"
    for name in ("startQuantity", "completionQuantity"):
        if node.attributes.get(name, "1") != "1":
            return f"{name} other than 1 is not executed yet"
    if node.type == "startEvent" and node.parent is None and node.parallel_multiple and len(node.events) > 1:
        return "a process can't begin when all of several events have happened (parallelMultiple)"
    if node.attributes.get("isForCompensation") == "true":
        return "compensation is not executed yet"
    if node.type == "eventBasedGateway" and (node.event_gateway_type or "").casefold() == "parallel":
        return "parallel event-based gateways are not executed yet"
    return None


def _cancel(drawn: diagram.Diagram, node: diagram.Node) -> str | None:
    """Cancel events belong to transactions (10.5.3, 10.5.4)."""
    if node.type == "boundaryEvent":
        host = drawn.nodes.get(node.attached_to or "")
        return None if host is not None and host.type == "transaction" else "it stands on no transaction"
    outer = drawn.nodes.get(node.parent or "")
    while outer is not None and outer.type != "transaction":
        outer = drawn.nodes.get(outer.parent or "")
    return None if outer is not None and node.type == "endEvent" else "it is no end event of a transaction"


def _boundary(drawn: diagram.Diagram, node: diagram.Node) -> str | None:
    host = drawn.nodes.get(node.attached_to or "")
    if host is None or host.type not in HOSTS:
        return "it stands on no activity"
    if (host.process, host.parent) != (node.process, node.parent):
        return "the activity that it stands on is in another process"
    return None


def _flow(drawn: diagram.Diagram, flow: diagram.Flow) -> str | None:
    source, target = drawn.nodes.get(flow.source), drawn.nodes.get(flow.target)
    if source is None or target is None:
        return "it leads from or to nothing"
    if (source.process, source.parent) != (target.process, target.parent):
        return "it crosses the border of its process or subprocess"
    waiting = target.type in ("intermediateCatchEvent", "receiveTask")
    if source.type == "eventBasedGateway" and not waiting:
        return "only catch events and receive tasks may follow an event-based gateway (10.6.6)"
    return None
