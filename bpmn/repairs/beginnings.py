"""How each level begins: a start event where none is drawn, one way in where several are (10.5.2, 13.3.4).

BPMN lets a process without a start event begin at its activities and gateways that nothing leads to; here that is
made explicit, so that the engine meets one case only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bpmn import diagram as dg
from bpmn import graph
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
    "«{name}» không có sự kiện bắt đầu, cũng không có bước nào để bắt đầu. Trong phần mềm vẽ: thêm sự kiện bắt đầu.",
    "“{name}” has no start event and nothing that could begin it. In the modeler: add a start event.",
)
ASSUMED = words.Words(
    "start-assumed",
    finding.Level.WARNING,
    "«{name}» không có sự kiện bắt đầu và bước nào cũng có mũi tên đi vào; bắt đầu từ «{first}», bước đứng đầu trên "
    "hình vẽ. Trong phần mềm vẽ: thêm sự kiện bắt đầu.",
    "“{name}” has no start event and a flow leads to every step; it begins at “{first}”, which comes first on the "
    "picture. In the modeler: add a start event.",
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
    "Quy trình «{name}» có nhiều sự kiện bắt đầu ({starts}); khi mở hồ sơ, một người chọn bắt đầu từ đâu. Trong phần "
    "mềm vẽ: chỉ để một sự kiện bắt đầu, sau đó là cổng.",
    "Process “{name}” has several start events ({starts}); when a case is opened a person picks one. In the modeler: "
    "keep one start event, with a gateway after it.",
)
TRIGGERED_INSIDE = words.Words(
    "start-trigger-inside",
    finding.Level.WARNING,
    "Sự kiện bắt đầu «{name}» nằm trong quy trình con thường nên loại của nó không có tác dụng; bắt đầu ngay.",
    "Start event “{name}” stands in an ordinary subprocess, so its trigger has no effect; it begins at once.",
)
NAMED = 10
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
            _together(work, process, parent, starts)


def _begins_otherwise(outer: dg.Node) -> bool:
    """Event subprocesses begin by their event, ad-hoc ones at all that nothing leads to (10.3.5)."""
    return outer.event_subprocess or outer.type == "adHocSubProcess"


def _plain(work: draft.Draft, start: dg.Node) -> dg.Node:
    if start.events:
        work.tell(TRIGGERED_INSIDE, start.id)
        start = replace(start, events=())
        work.put_node(start)
    return start


def _together(work: draft.Draft, process: str, parent: str, starts: list[dg.Node]) -> None:
    """One start event in front of several."""
    begin = dg.Node(id=work.fresh(f"{parent}_start"), type="startEvent", process=process, parent=parent)
    work.put_node(begin, work.lane(starts[0].id))
    for start in starts:
        work.put_node(replace(start, type="intermediateThrowEvent"))
        work.link(begin.id, start.id)


def _begin(work: draft.Draft, process: str, parent: str | None, nodes: tuple[dg.Node, ...]) -> None:
    """A start event in front of everything that nothing leads to."""
    first = heads(work, nodes)
    scope = parent or process
    if not first:
        first = _leading(work, nodes)
        if not first:
            work.tell(NOTHING_BEGINS, scope)
            return
        work.tell(ASSUMED, scope, first=first[0])
    elif any(_instantiates(n) for n in first):
        return
    else:
        work.tell(NO_START, scope)
    start = dg.Node(id=work.fresh(f"{scope}_start"), type="startEvent", process=process, parent=parent)
    work.put_node(start, work.lane(first[0].id))
    for node in first:
        work.link(start.id, node.id)


def _leading(work: draft.Draft, nodes: tuple[dg.Node, ...]) -> list[dg.Node]:
    """Of a level that is all circles, the node that a reader would begin with: the leftmost, else the file's first.

    What waits for several branches comes last: begun with one, it would wait for ever.
    """
    shapes = work.origin.shapes
    able = [(n, shapes.get(n.id)) for n in nodes if _able(n) and n.id not in work.cut]
    able.sort(key=lambda one: (_joins(work, one[0]), *((1, 0.0, 0.0) if one[1] is None else (0, one[1].x, one[1].y))))
    return [node for node, _ in able[:1]]


def _joins(work: draft.Draft, node: dg.Node) -> bool:
    return node.type == "parallelGateway" and len(work.incoming(node.id)) > 0


def heads(work: draft.Draft, nodes: Iterable[dg.Node]) -> list[dg.Node]:
    """Those that begin with their level because nothing leads to them."""
    return [node for node in nodes if _able(node) and node.id not in work.cut and not work.incoming(node.id)]


def _able(node: dg.Node) -> bool:
    """Whether a level can begin with a node: no event of another kind brings it to life."""
    if node.type in NOT_STARTED or node.event_subprocess or node.attributes.get("isForCompensation") == "true":
        return False
    return not (node.type == "intermediateCatchEvent" and graph.is_link(node))


def _instantiates(node: dg.Node) -> bool:
    return node.instantiate and node.type in {"receiveTask", "eventBasedGateway"}


def choose(work: draft.Draft, process: str, starts: list[dg.Node]) -> None:
    """Several starts of a process that begins with the case: a person picks one (10.5.2 starts by one only)."""
    tell_several(work, process, starts)
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
        work.put_node(replace(start, type="intermediateThrowEvent", events=(), parallel_multiple=False))
        work.put_flow(replace(work.link(gateway.id, start.id), name=start.name or _after(work, start)))


def tell_several(work: draft.Draft, process: str, starts: list[dg.Node]) -> None:
    """Say which beginnings a process has."""
    named = [start.name or _after(work, start) or start.id for start in starts]
    work.tell(SEVERAL, process, starts=words.listed(named, NAMED, "; "))


def _after(work: draft.Draft, start: dg.Node) -> str:
    out = work.outgoing(start.id)
    return work.nodes[out[0].target].name if out else ""
