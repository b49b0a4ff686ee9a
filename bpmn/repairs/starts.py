"""Which processes begin with the case, and by which outside message.

A process begins with the case unless a call activity of the file calls it or another pool that runs begins it by its
message. A black-box pool's message into a start event is how the case starts: the applicant files, the case opens.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bpmn import describing
from bpmn import diagram as dg
from bpmn.lint import finding, words
from bpmn.repairs import beginnings, draft, messages

BY_HAND = words.Words(
    "start-by-hand",
    finding.Level.WARNING,
    "Sự kiện bắt đầu «{name}» ({kind_vi}) không tự mở hồ sơ; hồ sơ do người mở. Trong phần mềm vẽ: dùng sự kiện bắt "
    "đầu thường nếu đúng ý.",
    "Start event “{name}” ({kind}) does not open cases by itself; a person opens them. In the modeler: use a plain "
    "start event if that is what you mean.",
)
NONE_BEGINS = words.Words(
    "start-circular",
    finding.Level.WARNING,
    "Mọi quy trình trong tệp đều chờ quy trình khác gọi hoặc gửi thông điệp; coi như «{name}» bắt đầu cùng hồ sơ.",
    "Every process of the file waits to be called or for a message of another; “{name}” is taken to begin with the "
    "case.",
)
NO_CONTENT = words.Words(
    "nothing-to-run",
    finding.Level.ERROR,
    "Sơ đồ không có quy trình nào có bước để chạy. Trong phần mềm vẽ: vẽ các bước trong bể hoặc làn.",
    "The diagram holds no process with steps to run. In the modeler: draw steps in a pool or lane.",
)
KINDS = frozenset({"timer", "signal", "conditional"})
"""What may begin a process by itself (10.5.2); other kinds are misplaced there, which a lint rule tells."""


def repair(work: draft.Draft) -> None:
    """Fill `work.starts` and `work.start_message`, and make each of those processes begin in one way."""
    processes = [p for p in work.origin.processes if (p, None) in work.children]
    if not processes:
        if work.origin.processes:  # of a file without any the reader has told
            work.tell(NO_CONTENT, next(iter(work.origin.processes)))
        return
    called = {n.called for n in work.nodes.values() if n.type == "callActivity" and n.called}
    inside = _begun_inside(work)
    first = [p for p in processes if p not in called and _from_outside(work, p, inside)]
    if not first:
        first = [next((p for p in processes if p not in called), processes[0])]
        work.tell(NONE_BEGINS, first[0])
    for process in first:
        _one_way(work, process, inside)
    work.starts = tuple(first)


def _begun_inside(work: draft.Draft) -> frozenset[str]:
    """Start nodes whose message or signal another process of the file throws."""
    thrown: dict[tuple[str, str], set[str]] = {}
    for node in work.nodes.values():
        if messages.sends(node):
            thrown.setdefault(("message", messages.message_name(node) or ""), set()).add(node.process)
        elif node.events and node.events[0].kind == "signal" and not draft.catches(node):
            thrown.setdefault(("signal", node.events[0].name or ""), set()).add(node.process)
    found = set()
    for start in _start_nodes(work):
        ways = [start]
        if start.type == "eventBasedGateway":
            ways = [work.nodes[flow.target] for flow in work.outgoing(start.id)]
        if any(thrown.get(_trigger(way), set()) - {start.process} for way in ways):
            found.add(start.id)
    return frozenset(found)


def _trigger(node: dg.Node) -> tuple[str, str]:
    """Kind and name of what a node waits for."""
    kind = node.events[0].kind if node.events else "message"
    return kind, messages.message_name(node) or (node.events[0].name if node.events else "") or ""


def _start_nodes(work: draft.Draft) -> list[dg.Node]:
    """Nodes that may begin a process, at the top level."""
    return [node for node in work.nodes.values() if node.parent is None and _begins_by_event(work, node)]


def _begins_by_event(work: draft.Draft, node: dg.Node) -> bool:
    """A start event with a trigger, or what is marked as beginning its process (10.3.3, 10.6.6)."""
    if node.type == "startEvent":
        return bool(node.events)
    marked = node.instantiate and not work.incoming(node.id)
    return marked and node.type in {"receiveTask", "eventBasedGateway"} and node.id not in work.tasks


def _of_process(work: draft.Draft, process: str) -> list[dg.Node]:
    return [n for n in work.in_scope(process, None) if n.type == "startEvent"]


def _from_outside(work: draft.Draft, process: str, inside: frozenset[str]) -> bool:
    nodes = work.in_scope(process, None)
    if any(n.type == "startEvent" and n.id not in inside for n in nodes):
        return True
    instantiating = [n for n in nodes if n.instantiate and not work.incoming(n.id)]
    if instantiating:
        return any(n.id not in inside for n in instantiating)
    return not any(n.type == "startEvent" for n in nodes)


def _one_way(work: draft.Draft, process: str, inside: frozenset[str]) -> None:
    """Of several ways in from outside a person picks one; one that waits for a message is how the case starts."""
    starts = [n for n in _of_process(work, process) if n.id not in inside]
    awaited = [n for n in work.in_scope(process, None) if n.id not in inside and _by_message(work, n)]
    plain = [n for n in starts if not n.events]
    first = {flow.target for one in plain for flow in work.outgoing(one.id)}
    picked = [n for n in starts if not n.events or not plain or _leads_elsewhere(work, n, first)]
    for start in starts:
        kind = start.events[0].kind if len(start.events) == 1 else ""
        if kind in KINDS or (kind == "message" and plain and start not in picked):
            work.tell(BY_HAND, start.id, kind=kind, kind_vi=describing.EVENTS[kind][0])
    if len(picked) > 1:
        beginnings.choose(work, process, picked)
    elif not plain and awaited:
        if len(awaited) > 1:
            beginnings.tell_several(work, process, awaited)
        work.start_message[process] = messages.message_name(awaited[0]) or awaited[0].id
    elif picked and len(picked[0].events) == 1:
        work.put_node(replace(picked[0], events=()))


def _leads_elsewhere(work: draft.Draft, start: dg.Node, first: Collection[str]) -> bool:
    """Whether a start is the way to something that is none of those nodes."""
    return any(flow.target not in first for flow in work.outgoing(start.id))


def _by_message(work: draft.Draft, node: dg.Node) -> bool:
    if node.id in work.tasks:
        return False
    begins = node.type == "startEvent" or (node.instantiate and not work.incoming(node.id))
    return begins and messages.message_name(node) is not None
