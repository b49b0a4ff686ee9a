"""Timers that don't say when and conditions that aren't written: a question to the analyst, and an assumption until it
is answered (10.5.5).

Many tools let such an event be drawn. Nobody but the analyst knows the time, so none is made up: where a case would
wait for ever, a person in the lane says that it has come; everything else never happens by itself.
"""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn.lint import finding, words
from bpmn.repairs import draft

_TIMER_VI = "Đồng hồ «{name}» chưa nói chờ bao lâu hoặc đến khi nào."
_TIMER_EN = "Timer “{name}” does not say how long or until when."
_TIMER_MEND_VI = "Trả lời bên cạnh sơ đồ, hoặc trong phần mềm vẽ đặt thời lượng, ví dụ P3D (3 ngày), PT2H (2 giờ)."
_TIMER_MEND_EN = "Answer beside the diagram, or set a duration in the modeler, such as P3D (3 days) or PT2H (2 hours)."
_CONDITION_VI = "Sự kiện điều kiện «{name}» không ghi điều kiện."
_CONDITION_EN = "Conditional event “{name}” has no condition."
_CONDITION_MEND_VI = "Trả lời bên cạnh sơ đồ, hoặc trong phần mềm vẽ ghi điều kiện, ví dụ =so_tien > 0."
_CONDITION_MEND_EN = "Answer beside the diagram, or write the condition in the modeler, for instance =amount > 0."

_ASSUMED = {
    "wait": (
        "Cho đến khi có câu trả lời, người trong làn của nó xác nhận là đã đến lúc.",
        "Until it is answered, a person in its lane says that it has come.",
    ),
    "start": (
        "Cho đến khi có câu trả lời, hồ sơ do người mở.",
        "Until it is answered, a person opens the case.",
    ),
    "never": (
        "Cho đến khi có câu trả lời, nó không tự xảy ra.",
        "Until it is answered, it never happens by itself.",
    ),
    "choice": (
        "Cho đến khi có câu trả lời, một người nói sự kiện nào sau cổng đã xảy ra.",
        "Until it is answered, a person says which of the events behind the gateway has happened.",
    ),
}


_PARTS = {
    "timer": ("timer-empty", "timer", (_TIMER_VI, _TIMER_MEND_VI), (_TIMER_EN, _TIMER_MEND_EN)),
    "conditional": (
        "conditional-without-condition",
        "condition",
        (_CONDITION_VI, _CONDITION_MEND_VI),
        (_CONDITION_EN, _CONDITION_MEND_EN),
    ),
}
SAID = {
    (kind, place): words.Words(
        rule, finding.Level.WARNING, f"{vi[0]} {assumed_vi} {vi[1]}", f"{en[0]} {assumed_en} {en[1]}", asks
    )
    for kind, (rule, asks, vi, en) in _PARTS.items()
    for place, (assumed_vi, assumed_en) in _ASSUMED.items()
}
"""What is said, by kind of event and what becomes of it."""
WAITING = "Xác nhận đã đến lúc"
TIMERS = frozenset({"date", "duration", "cycle"})


def repair(work: draft.Draft) -> None:
    """Tell each of them and put the assumption in its place."""
    for node_id in tuple(work.nodes):
        node = work.nodes.get(node_id)
        if node is None:
            continue  # gone with the event subprocess around it
        untold = [event for event in node.events if is_untold(event)]
        if not untold or not draft.catches(node):
            continue
        if len(node.events) > len(untold):
            _tell(work, node, "never")
            work.put_node(replace(node, events=tuple(event for event in node.events if event not in untold)))
        else:
            _replace(work, node)


def is_untold(event: dg.EventDefinition) -> bool:
    """Whether a definition leaves open when it happens."""
    written = event.expression is not None and bool(event.expression.body.strip())
    if event.kind == "timer":
        return not written or event.timer not in TIMERS
    return event.kind == "conditional" and not written


def _tell(work: draft.Draft, node: dg.Node, place: str) -> None:
    for event in node.events:
        if is_untold(event):
            work.tell(SAID[event.kind, place], node.id)


def _replace(work: draft.Draft, node: dg.Node) -> None:
    """Put something that runs in the place of an event of which nothing is told."""
    outer = work.nodes.get(node.parent or "")
    if node.type == "boundaryEvent":
        _tell(work, node, "never")
        work.drop_tree(node.id)
    elif node.type == "startEvent" and outer is not None and outer.event_subprocess:
        _tell(work, node, "never")
        work.drop_tree(outer.id)
    elif node.type == "startEvent":
        _tell(work, node, "start")
        work.put_node(replace(node, events=()))
    elif gateways := [g for f in work.incoming(node.id) if (g := work.nodes[f.source]).type == "eventBasedGateway"]:
        _behind_gateway(work, node, gateways[0])
    else:
        _tell(work, node, "wait")
        work.put_node(replace(node, type="userTask", name=node.name or WAITING, events=(), parallel_multiple=False))


def _behind_gateway(work: draft.Draft, node: dg.Node, gateway: dg.Node) -> None:
    """Leave the way out where another event can go on; where none can, a person says what has happened."""
    targets = [work.nodes[flow.target] for flow in work.outgoing(gateway.id)]
    if any(not one.events or not all(map(is_untold, one.events)) for one in targets):
        _tell(work, node, "never")
        work.drop_tree(node.id)
        return
    work.put_node(replace(gateway, type="exclusiveGateway", event_gateway_type=None, instantiate=False))
    for one in targets:
        _tell(work, one, "choice")
        work.put_node(replace(one, type="intermediateThrowEvent", events=()))
