"""Messages, signals and links: a name for each, one name at both ends of a message flow, and who throws it.

Tools draw a message flow and leave the message out of the file (8.4.12, 10.5.5). The engine pairs throw and catch by
name, so that both ends must bear one; and a flow that leaves a person's task needs something that throws.
"""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.lint import finding, words
from bpmn.repairs import draft

UNNAMED = words.Words(
    "message-unnamed",
    finding.Level.WARNING,
    "«{name}» dùng thông điệp hoặc tín hiệu không có tên; được gọi là «{message}». Trong phần mềm vẽ: đặt tên.",
    "“{name}” uses a message or signal without a name; it is called “{message}”. In the modeler: give it a name.",
)
RENAMED = words.Words(
    "message-names-differ",
    finding.Level.WARNING,
    "Luồng thông điệp «{name}» nối hai thông điệp khác tên («{one}», «{other}»); coi là một, tên «{other}». Trong phần "
    "mềm vẽ: dùng cùng một thông điệp ở hai đầu.",
    "Message flow “{name}” joins two messages of different names (“{one}”, “{other}”); they are read as one, "
    "“{other}”. In the modeler: use the same message at both ends.",
)
SEND_ADDED = words.Words(
    "message-sent-after-task",
    finding.Level.WARNING,
    "Luồng thông điệp đi ra từ bước «{name}»; thông điệp «{message}» được gửi ngay sau khi bước này xong. Trong phần "
    "mềm vẽ: dùng bước gửi (send task) hoặc sự kiện gửi.",
    "A message flow leaves “{name}”; message “{message}” is sent as soon as it is completed. In the modeler: use a "
    "send task or a throwing message event.",
)
NOBODY_SENDS = words.Words(
    "message-without-sender",
    finding.Level.WARNING,
    "«{name}» chờ thông điệp «{message}» mà không bước nào trong sơ đồ gửi; coi như thông điệp đến từ bên ngoài.",
    "“{name}” waits for message “{message}”, which nothing in the diagram sends; it is taken to come from outside.",
)
NAMED_KINDS = frozenset({"message", "signal", "link"})


def repair(work: draft.Draft) -> None:
    """Name messages, signals and links; make person's tasks send what leaves them; note which messages stay inside."""
    flows = tuple(work.origin.message_flows.values())
    for flow in flows:
        _join(work, flow)
    for flow in flows:
        _name_outside(work, flow)
    for node in tuple(work.nodes.values()):
        _name_alone(work, node)
    for flow in flows:
        _send_after(work, flow)
    _keep(work)


def message_name(node: dg.Node) -> str | None:
    """Name of the message that a node throws or catches, empty where it has none yet, None where it is no such node."""
    if node.type in {"sendTask", "receiveTask"}:
        return node.message or ""
    if len(node.events) == 1 and node.events[0].kind == "message":
        return node.events[0].name or ""
    return None


def receives(node: dg.Node) -> bool:
    """Whether a node of the file takes a message."""
    return message_name(node) is not None and (node.type == "receiveTask" or draft.catches(node))


def sends(node: dg.Node) -> bool:
    """Whether a node of the file throws a message."""
    return message_name(node) is not None and not receives(node)


def runs(work: draft.Draft, pool_or_process: str) -> str | None:
    """Id of the process behind a pool, where there is one with content."""
    pool = work.origin.pools.get(pool_or_process)
    process = pool.process if pool else pool_or_process
    return process if process is not None and (process, None) in work.children else None


def _call(work: draft.Draft, node_id: str, name: str) -> None:
    node = work.nodes[node_id]
    if node.type in {"sendTask", "receiveTask"}:
        work.put_node(replace(node, message=name))
    else:
        work.put_node(replace(node, events=(replace(node.events[0], name=name),)))


def _join(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """One name at both ends."""
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None or not sends(source) or not receives(target):
        return
    one, other = message_name(source) or "", message_name(target) or ""
    if one == other and one:
        return
    name = other or one or _flow_name(work, flow)
    if one and other:
        work.tell(RENAMED, flow.id, one=one, other=other)
    elif not one and not other:
        work.tell(UNNAMED, target.id, message=name)
    if one != name:
        _call(work, source.id, name)
    if other != name:
        _call(work, target.id, name)


def _flow_name(work: draft.Draft, flow: dg.MessageFlow) -> str:
    item = work.origin.items.get(flow.message or "")
    return (item.name if item else "") or flow.name or flow.id


def _name_outside(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """A message that comes from a pool's edge or a plain task, or goes there, is named after its flow."""
    for node_id in (flow.source, flow.target):
        node = work.nodes.get(node_id)
        if node is not None and message_name(node) == "":
            name = _flow_name(work, flow)
            work.tell(UNNAMED, node.id, message=name)
            _call(work, node.id, name)


def _name_alone(work: draft.Draft, node: dg.Node) -> None:
    if message_name(node) == "":
        work.tell(UNNAMED, node.id, message=node.name or node.id)
        _call(work, node.id, node.name or node.id)
    elif len(node.events) == 1 and node.events[0].kind in NAMED_KINDS and not node.events[0].name:
        if node.events[0].kind == "signal":
            work.tell(UNNAMED, node.id, message=node.name or node.id)
        work.put_node(replace(node, events=(replace(node.events[0], name=node.name or node.id),)))


def _send_after(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """A flow from a person's task to something that waits: the message is thrown when the task is completed."""
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None or not receives(target) or source.process == target.process:
        return
    if source.type not in vocabulary.ACTIVITIES or source.type == "sendTask":
        return
    name = message_name(target) or target.id
    work.tell(SEND_ADDED, source.id, message=name)
    throw = dg.Node(
        id=work.fresh(f"{source.id}_send"),
        type="intermediateThrowEvent",
        name=name,
        process=source.process,
        parent=source.parent,
        events=(dg.EventDefinition("message", name=name),),
    )
    _insert_after(work, source, throw)


def _insert_after(work: draft.Draft, source: dg.Node, new: dg.Node) -> None:
    """Put a node on the way out of an activity; where ways out carry conditions, behind an inclusive gateway's back."""
    out = work.outgoing(source.id)
    work.put_node(new, work.lane(source.id))
    leaving = new.id
    if any(f.condition is not None for f in out):
        gateway = dg.Node(
            id=work.fresh(f"{source.id}_split"),
            type="inclusiveGateway",
            process=source.process,
            parent=source.parent,
            default=source.default,
        )
        work.put_node(gateway, work.lane(source.id))
        leaving = gateway.id
    for flow in out:
        work.put_flow(replace(flow, source=leaving))
    if source.default is not None:
        work.put_node(replace(source, default=None))
    work.link(source.id, new.id)
    if leaving != new.id:
        work.link(new.id, leaving)


def _keep(work: draft.Draft) -> None:
    """Send and receive tasks whose other side runs in this file stay messages."""
    thrown, caught = _by_name(work, True), _by_name(work, False)
    targets = {f.source: f.target for f in work.origin.message_flows.values()}
    sources = {f.target: f.source for f in work.origin.message_flows.values()}
    for node in work.nodes.values():
        name = message_name(node)
        if name is None:
            continue
        others = (thrown if receives(node) else caught).get(name, frozenset()) - {node.process}
        far = (sources if receives(node) else targets).get(node.id)
        if others or (far is not None and far in work.origin.pools and runs(work, far) and not receives(node)):
            work.kept_messages.add(node.id)
        elif draft.catches(node) and node.type != "startEvent" and far is None and not thrown.get(name):
            work.tell(NOBODY_SENDS, node.id, message=name)


def _by_name(work: draft.Draft, thrown: bool) -> dict[str, frozenset[str]]:
    """Message name → processes in which a node sends (or receives) it."""
    found: dict[str, set[str]] = {}
    for node in work.nodes.values():
        name = message_name(node)
        if name and (sends(node) if thrown else receives(node)):
            found.setdefault(name, set()).add(node.process)
    return {name: frozenset(processes) for name, processes in found.items()}
