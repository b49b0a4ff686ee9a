"""Messages, signals and links: a name for each, one name at both ends of a message flow, and who throws it.

Tools draw a message flow and leave the message out of the file (8.4.11, 10.5.5). The engine pairs throw and catch by
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
    asks="message",
)
PAIRED = words.Words(
    "message-unnamed",
    finding.Level.NOTE,
    "«{name}» dùng thông điệp không có tên; hai đầu luồng thông điệp được gọi chung là «{message}». Trong phần mềm vẽ: "
    "đặt tên.",
    "“{name}” uses a message without a name; both ends of its message flow are called “{message}”. In the modeler: "
    "give it a name.",
    asks="message",
)
STARTED = words.Words(
    "start-by-message",
    finding.Level.WARNING,
    "Một luồng thông điệp đi tới sự kiện bắt đầu thường «{name}»; bể này bắt đầu khi thông điệp «{message}» đến, không "
    "bắt đầu cùng hồ sơ. Trong phần mềm vẽ: dùng sự kiện bắt đầu bằng thông điệp.",
    "A message flow leads to the plain start event “{name}”; its pool begins when message “{message}” arrives, not "
    "with the case. In the modeler: use a message start event.",
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
THROWN = words.Words(
    "message-sent-by-event",
    finding.Level.WARNING,
    "Luồng thông điệp đi ra từ sự kiện thường «{name}»; nó được đọc như sự kiện gửi thông điệp. Trong phần mềm vẽ: đổi "
    "thành sự kiện gửi thông điệp.",
    "A message flow leaves the plain event “{name}”; it is read as one that throws a message. In the modeler: make it "
    "a throwing message event.",
)
NOT_AWAITED = words.Words(
    "message-not-awaited",
    finding.Level.WARNING,
    "Luồng thông điệp «{name}» đi từ «{source}» tới bước «{target}» của bể khác; bước này không chờ thông điệp, nó bắt "
    "đầu theo mũi tên của bể đó, nên luồng chỉ để xem. Trong phần mềm vẽ: đặt sự kiện nhận thông điệp trước bước, hoặc "
    "cho bể đó bắt đầu bằng thông điệp này.",
    "Message flow “{name}” leads from “{source}” to step “{target}” of another pool, which waits for no message: it "
    "begins when its own pool comes there, and the flow is shown only. In the modeler: put a catching message event "
    "before the step, or let that pool begin by this message.",
)
NOBODY_SENDS = words.Words(
    "message-without-sender",
    finding.Level.WARNING,
    "«{name}» chờ thông điệp «{message}» mà không bước nào trong sơ đồ gửi; coi như thông điệp đến từ bên ngoài.",
    "“{name}” waits for message “{message}”, which nothing in the diagram sends; it is taken to come from outside.",
)
BY_NAME = words.Words(
    "message-by-name",
    finding.Level.NOTE,
    "«{name}» gửi thông điệp «{message}» mà không có luồng thông điệp; được gửi tới bể khác của sơ đồ đang chờ thông "
    "điệp cùng tên. Trong phần mềm vẽ: nối hai bên bằng luồng thông điệp.",
    "“{name}” sends message “{message}” and no message flow leaves it; it is sent to the other pool that waits for a "
    "message of this name. In the modeler: join both by a message flow.",
)
NAMED_KINDS = frozenset({"message", "signal", "link"})


Unnamed = dict[str, words.Words]
"""Node → what is to be said of the name that it was given."""


def repair(work: draft.Draft) -> Unnamed:
    """Name messages, signals and links; make person's tasks send what leaves them; note which messages stay inside.

    What was named is told by `tell_unnamed` once it is known which of them remain messages.
    """
    taken = frozenset(flow.target for flow in work.origin.message_flows.values())
    flows = tuple(_landed(work, flow, taken) for flow in work.origin.message_flows.values())
    unnamed: Unnamed = {}
    for flow in flows:
        _thrown_by(work, flow)
        _start_by(work, flow)
    for flow in flows:
        _join(work, flow, unnamed)
    for flow in flows:
        _name_outside(work, flow, unnamed)
    for node in tuple(work.nodes.values()):
        _name_alone(work, node, unnamed)
    for flow in flows:
        _send_after(work, flow)
    for flow in flows:
        _not_awaited(work, flow)
    _keep(work)
    _join_by_name(work)
    return unnamed


def tell_unnamed(work: draft.Draft, unnamed: Unnamed) -> None:
    """Tell the names that were made up, but not of tasks that a person does or that are bound to a service."""
    for node_id, said in unnamed.items():
        node = work.nodes[node_id]
        if node_id not in work.tasks and (node.implementation is None or node_id in work.kept_messages):
            name = message_name(node) or node.events[0].name or ""
            work.tell(said, node_id, message=name)


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
    process = work.joined.get(process or "", process)
    return process if process is not None and (process, None) in work.children else None


def _call(work: draft.Draft, node_id: str, name: str) -> None:
    node = work.nodes[node_id]
    if node.type in {"sendTask", "receiveTask"}:
        work.put_node(replace(node, message=name))
    else:
        work.put_node(replace(node, events=(replace(node.events[0], name=name),)))


def _landed(work: draft.Draft, flow: dg.MessageFlow, taken: frozenset[str]) -> dg.MessageFlow:
    """A flow from a node to another pool's edge, which begins by one message, leads to that beginning."""
    process = runs(work, flow.target) if flow.target in work.origin.pools and flow.source in work.nodes else None
    if process is None or process == work.nodes[flow.source].process:
        return flow
    starts = [node for node in work.in_scope(process, None) if node.type == "startEvent"]
    if len(starts) != 1 or message_name(starts[0]) is None:
        return flow
    return flow if starts[0].id in taken else replace(flow, target=starts[0].id)


def _start_by(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """A message flow between pools of the file is a trigger of the start event that it leads to (10.5.2)."""
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None or target.type != "startEvent" or target.events or target.parent is not None:
        return
    if source.process == target.process or not (sends(source) or source.type in vocabulary.ACTIVITIES):
        return
    name = message_name(source) or _flow_name(work, flow)
    work.tell(STARTED, target.id, message=name)
    work.put_node(replace(target, events=(dg.EventDefinition("message", name=name),)))


def _thrown_by(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """A plain event that a message flow leaves for another pool's beginning or waiting throws the message (10.5.4)."""
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None or source.process == target.process or source.events:
        return
    begins = target.type == "startEvent" and not target.events and target.parent is None
    if source.type in {"intermediateThrowEvent", "endEvent"} and (begins or receives(target)):
        work.tell(THROWN, source.id)
        work.put_node(replace(source, events=(dg.EventDefinition("message"),)))


def _join(work: draft.Draft, flow: dg.MessageFlow, unnamed: Unnamed) -> None:
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
        unnamed[target.id] = PAIRED
    if one != name:
        _call(work, source.id, name)
    if other != name:
        _call(work, target.id, name)


def _flow_name(work: draft.Draft, flow: dg.MessageFlow) -> str:
    unnamed = work.origin.items.get(flow.message or "")  # the reader gives the id where the message has no name
    return (flow.message if unnamed is None else unnamed.name) or flow.name or flow.id


def _name_outside(work: draft.Draft, flow: dg.MessageFlow, unnamed: Unnamed) -> None:
    """A message that comes from a pool's edge or a plain task, or goes there, is named after its flow."""
    for node_id in (flow.source, flow.target):
        node = work.nodes.get(node_id)
        if node is not None and message_name(node) == "":
            both = flow.source in work.nodes and flow.target in work.nodes
            unnamed[node.id] = PAIRED if both else UNNAMED
            _call(work, node.id, _flow_name(work, flow))


def _name_alone(work: draft.Draft, node: dg.Node, unnamed: Unnamed) -> None:
    """What is left: a message or signal of the file that bears no name is called by its id, all others after their
    node."""
    event = node.events[0] if len(node.events) == 1 else None
    if message_name(node) == "":
        if event is None or event.ref is None:
            unnamed[node.id] = UNNAMED
        _call(work, node.id, (event.ref if event is not None else None) or node.name or node.id)
    elif event is not None and event.kind in NAMED_KINDS and not event.name:
        if event.kind == "signal" and event.ref is None:
            unnamed[node.id] = UNNAMED
        called = event.ref if event.kind == "signal" else None
        work.put_node(replace(node, events=(replace(event, name=called or node.name or node.id),)))


def _send_after(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """A flow from a person's task to something that waits: the message is thrown when the task is completed."""
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None or not receives(target) or flow.id not in work.message_flows:
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
    work.message_flows[flow.id] = replace(flow, source=throw.id)


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


def _not_awaited(work: draft.Draft, flow: dg.MessageFlow) -> None:
    """Two pools of which one doesn't wait for the other, though a message flow leads from step to step."""
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None or source.process == target.process or receives(target):
        return
    if target.type in vocabulary.ACTIVITIES:
        work.tell(NOT_AWAITED, flow.id, source=source, target=target)


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
        there = runs(work, far) if far in work.origin.pools and far is not None and not receives(node) else None
        if others or there not in {None, node.process}:
            work.kept_messages.add(node.id)
        elif draft.catches(node) and node.type != "startEvent" and far is None and not thrown.get(name):
            work.tell(NOBODY_SENDS, node.id, message=name)


def _join_by_name(work: draft.Draft) -> None:
    """What is thrown without a flow and waited for in another pool of the file stays in the case; one pool takes it."""
    joined = {flow.source for flow in work.message_flows.values()}
    waiting: dict[str, dict[str, str]] = {}
    for node in work.nodes.values():
        if receives(node):
            waiting.setdefault(message_name(node) or "", {}).setdefault(node.process, node.id)
    for node in work.nodes.values():
        name = message_name(node)
        if not name or node.id in joined or not sends(node):
            continue
        taker = next((one for process, one in waiting.get(name, {}).items() if process != node.process), None)
        if taker is not None:
            work.tell(BY_NAME, node.id, message=name)
            flow = dg.MessageFlow(work.fresh(f"{node.id}_to_{taker}"), node.id, taker, name)
            work.message_flows[flow.id] = flow


def _by_name(work: draft.Draft, thrown: bool) -> dict[str, frozenset[str]]:
    """Message name → processes in which a node sends (or receives) it."""
    found: dict[str, set[str]] = {}
    for node in work.nodes.values():
        name = message_name(node)
        if name and (sends(node) if thrown else receives(node)):
            found.setdefault(name, set()).add(node.process)
    return {name: frozenset(processes) for name, processes in found.items()}
