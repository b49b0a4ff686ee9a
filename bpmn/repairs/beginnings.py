"""How each level begins: a start event where none is drawn, one way in where several are (10.5.2, 13.3.4).

BPMN lets a process without a start event begin at its activities and gateways that nothing leads to; here that is
made explicit, so that the engine meets one case only.
"""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn import graph, vocabulary
from bpmn import prepared as pp
from bpmn.lint import finding, words
from bpmn.repairs import draft

NO_START = words.Words(
    "start-missing",
    finding.Level.WARNING,
    "«{name}» không có sự kiện bắt đầu; bắt đầu từ những bước không có mũi tên đi vào. Trong phần mềm vẽ: thêm sự kiện "
    "bắt đầu.",
    "“{name}” has no start event; it begins at the steps that no flow leads to. In the modeler: add a start event.",
)
NOTHING_BEGINS = words.Words(
    "start-impossible",
    finding.Level.ERROR,
    "«{name}» không có sự kiện bắt đầu và bước nào cũng có mũi tên đi vào, nên không biết bắt đầu từ đâu. Trong phần "
    "mềm vẽ: thêm sự kiện bắt đầu.",
    "“{name}” has no start event and a flow leads to every step, so nothing tells where it begins. In the modeler: add "
    "a start event.",
)
SEVERAL_IN_SUBPROCESS = words.Words(
    "start-several-inside",
    finding.Level.WARNING,
    "Quy trình con «{name}» có nhiều sự kiện bắt đầu; tất cả cùng bắt đầu. Trong phần mềm vẽ: chỉ để một sự kiện bắt "
    "đầu, sau đó là cổng.",
    "Subprocess “{name}” has several start events; all of them begin. In the modeler: keep one start event, with a "
    "gateway after it.",
)
SEVERAL = words.Words(
    "start-several",
    finding.Level.WARNING,
    "Quy trình «{name}» có nhiều sự kiện bắt đầu; khi mở hồ sơ, một người chọn bắt đầu từ đâu. Trong phần mềm vẽ: chỉ "
    "để một sự kiện bắt đầu, sau đó là cổng.",
    "Process “{name}” has several start events; when a case is opened a person picks one. In the modeler: keep one "
    "start event, with a gateway after it.",
)
TRIGGERED_INSIDE = words.Words(
    "start-trigger-inside",
    finding.Level.WARNING,
    "Sự kiện bắt đầu «{name}» nằm trong quy trình con thường nên loại của nó không có tác dụng; bắt đầu ngay.",
    "Start event “{name}” stands in an ordinary subprocess, so its trigger has no effect; it begins at once.",
)
NOT_STARTED = frozenset({"startEvent", "boundaryEvent", "endEvent"})


def repair(work: draft.Draft) -> None:
    """Give each level exactly the start events that the engine needs."""
    for process, parent in work.scopes():
        nodes = work.in_scope(process, parent)
        outer = work.nodes.get(parent or "")
        if (outer is not None and _begins_otherwise(outer)) or (parent is not None and outer is None):
            continue
        starts = [n for n in nodes if n.type == "startEvent"]
        if parent is not None:
            starts = [_plain(work, start) for start in starts]
        if not starts:
            _begin(work, process, parent, nodes)
        elif parent is not None and len(starts) > 1:
            work.tell(SEVERAL_IN_SUBPROCESS, parent)


def _begins_otherwise(outer: dg.Node) -> bool:
    """Event subprocesses begin by their event, ad-hoc ones at all that nothing leads to (10.3.5)."""
    return outer.event_subprocess or outer.type == "adHocSubProcess"


def _plain(work: draft.Draft, start: dg.Node) -> dg.Node:
    if start.events:
        work.tell(TRIGGERED_INSIDE, start.id)
        start = replace(start, events=())
        work.put_node(start)
    return start


def _begin(work: draft.Draft, process: str, parent: str | None, nodes: tuple[dg.Node, ...]) -> None:
    """A start event in front of everything that nothing leads to."""
    first = [n for n in nodes if _begins(work, n)]
    scope = parent or process
    if not first:
        work.tell(NOTHING_BEGINS, scope)
        return
    if any(_instantiates(n) for n in first):
        return
    work.tell(NO_START, scope)
    start = dg.Node(id=work.fresh(f"{scope}_start"), type="startEvent", process=process, parent=parent)
    work.put_node(start, work.lane(first[0].id))
    for node in first:
        work.link(start.id, node.id)


def _begins(work: draft.Draft, node: dg.Node) -> bool:
    """Whether a node without a way in begins with its level: no event of another kind brings it to life."""
    if node.type in NOT_STARTED or node.event_subprocess or node.attributes.get("isForCompensation") == "true":
        return False
    if node.type == "intermediateCatchEvent" and graph.is_link(node):
        return False
    return node.id not in work.cut and not work.incoming(node.id)


def _instantiates(node: dg.Node) -> bool:
    return node.instantiate and node.type in {"receiveTask", "eventBasedGateway"}


def choose(work: draft.Draft, process: str, starts: list[dg.Node]) -> None:
    """Several plain starts of a process that begins with the case: a person picks one (10.5.2 starts by one only)."""
    work.tell(SEVERAL, process)
    lane = work.lane(starts[0].id)
    begin = dg.Node(id=work.fresh(f"{process}_start"), type="startEvent", process=process)
    task = dg.Node(id=work.fresh(f"{process}_decide"), type="userTask", name="Chọn cách bắt đầu", process=process)
    gateway = dg.Node(id=work.fresh(f"{process}_ways"), type="exclusiveGateway", process=process)
    for node in (begin, task, gateway):
        work.put_node(node, lane)
    work.link(begin.id, task.id)
    work.link(task.id, gateway.id)
    work.tasks[task.id] = pp.HumanTask(task.id, was="")
    for start in starts:
        work.put_node(replace(start, type="intermediateThrowEvent"))
        work.put_flow(replace(work.link(gateway.id, start.id), name=start.name or _after(work, start)))


def _after(work: draft.Draft, start: dg.Node) -> str:
    out = work.outgoing(start.id)
    return work.nodes[out[0].target].name if out else ""


def is_gateway(node: dg.Node) -> bool:
    """Whether a node is a gateway, of whatever type (10.6)."""
    return node.type in vocabulary.GATEWAYS
