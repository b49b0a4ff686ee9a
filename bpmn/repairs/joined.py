"""Pools that sequence flows join run as one process, each of them a lane of it (7.6.1, 10.8).

A drawer who gives each agency a pool and connects the steps with solid arrows means one process over several lanes.
What is left to decide is where it begins: most pools have a start event of their own, often out of habit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bpmn import diagram as dg
from bpmn import graph, joining
from bpmn.lint import finding, words
from bpmn.repairs import beginnings, draft, messages

JOINED = words.Words(
    "flow-joins-pools",
    finding.Level.WARNING,
    "Mũi tên «{name}» đi từ «{sender}» sang «{receiver}», hai bể khác nhau. Các bể nối với nhau bằng mũi tên tuần tự "
    "được đọc là một quy trình, mỗi bể là một làn. Trong phần mềm vẽ: vẽ một bể, mỗi cơ quan một làn; nếu đúng là hai "
    "quy trình riêng thì dùng luồng thông điệp.",
    "Flow “{name}” leads from “{sender}” to “{receiver}”, two pools. Pools that sequence flows join are read as one "
    "process, each pool a lane of it. In the modeler: draw one pool with a lane for each agency; where these are two "
    "processes, use a message flow.",
)
NOT_BEGUN = words.Words(
    "start-of-joined-pool",
    finding.Level.WARNING,
    "Mũi tên từ bể khác đã dẫn tới chỗ mà sự kiện bắt đầu «{name}» của «{pool}» dẫn tới, nên sự kiện này không bắt "
    "đầu gì cùng hồ sơ. Trong phần mềm vẽ: xóa sự kiện bắt đầu này.",
    "Flows from another pool lead where start event “{name}” of “{pool}” leads, so it begins nothing with the case. In "
    "the modeler: delete this start event.",
)
PASSED = words.Words(
    "start-of-joined-pool",
    finding.Level.WARNING,
    "Mũi tên từ bể khác đi vào sự kiện bắt đầu «{name}» của «{pool}»; hồ sơ đi qua đó, sự kiện này không bắt đầu gì. "
    "Trong phần mềm vẽ: xóa sự kiện bắt đầu này và nối mũi tên tới bước sau nó.",
    "A flow from another pool leads to start event “{name}” of “{pool}”; the case passes it, and it begins nothing. In "
    "the modeler: delete this start event and connect the flow to the step that follows it.",
)
TOGETHER = words.Words(
    "starts-of-joined-pools",
    finding.Level.WARNING,
    "Các bể được đọc là một quy trình có nhiều sự kiện bắt đầu ({starts}), và có bước phải chờ hơn một nhánh trong số "
    "đó; tất cả cùng bắt đầu khi mở hồ sơ. Trong phần mềm vẽ: chỉ để một sự kiện bắt đầu, sau đó là cổng song song.",
    "The pools are read as one process with several start events ({starts}), and something in it waits for more than "
    "one of their branches; all of them begin with the case. In the modeler: keep one start event, with a parallel "
    "gateway after it.",
)
NAMED = 10
MOST_TOGETHER = 20
"""How many start events may begin together; beyond that a person picks one."""


@dataclass(slots=True)
class _Whole:
    """Processes that are read as one: where their nodes lead, by message flows between them too.

    `entered` are the processes that another of them leads to, `mail` the message flows between them by their target.
    """

    work: draft.Draft
    into: str
    members: list[str]
    ways: dict[str, list[str]] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    mail: dict[str, list[str]] = field(default_factory=dict)

    def starts(self) -> list[dg.Node]:
        """Their start events."""
        return [n for one in self.members for n in self.work.in_scope(one, None) if n.type == "startEvent"]


def repair(work: draft.Draft) -> None:
    """Tell each flow that joins pools, make one process of them, and settle where it begins."""
    into = joining.groups(work.origin)
    if not into:
        return
    owners = _owners(work)
    for flow in joining.crossing(work.origin):
        sender, receiver = (owners[work.nodes[end].process] for end in (flow.source, flow.target))
        work.tell(JOINED, flow.id, sender=sender, receiver=receiver)
    members: dict[str, list[str]] = {}
    for process in work.origin.processes:
        if process in into:
            members.setdefault(into[process], []).append(process)
    wholes = [_Whole(work, first, those) for first, those in members.items()]
    for whole in wholes:
        _begin_entering(whole)
    _send_by_name(work, into)
    _find_ways(work, wholes, into)
    for whole in wholes:
        _leave_out(whole, owners)
    _part_links(work, into)
    together = [_begun_together(whole) for whole in wholes]
    work.join({process: first for process, first in into.items() if process != first})
    for starts in together:
        _begin_together(work, starts)


def _owners(work: draft.Draft) -> dict[str, dg.Process | dg.Pool]:
    """Process → its pool, itself where it has none: what people know it by."""
    owners: dict[str, dg.Process | dg.Pool] = dict(work.origin.processes)
    for pool in work.origin.pools.values():
        process = pool.process or ""
        if pool.name and isinstance(owners.get(process), dg.Process):
            owners[process] = pool
    return owners


def _begin_entering(whole: _Whole) -> None:
    """A pool begins at what nothing leads to where its start event leads nowhere, and, as soon as another pool has a
    start event, where it has none and no other pool leads to it."""
    work = whole.work
    if not whole.starts():
        return  # then the whole begins where nothing leads to, as every process does
    for process in whole.members:
        nodes = work.in_scope(process, None)
        entered = any(work.nodes[flow.source].process != process for node in nodes for flow in work.incoming(node.id))
        starts = [node for node in nodes if node.type == "startEvent"]
        alone = bool(starts) and not any(start.events or work.outgoing(start.id) for start in starts)
        first = beginnings.heads(work, nodes)
        if first and (alone or not (starts or entered)):
            _begin_at(work, starts[0].id if starts else "", first)


def _begin_at(work: draft.Draft, begin: str, first: list[dg.Node]) -> str:
    """Lead to the first nodes of a pool from its start event, one that is made where it has none."""
    process = first[0].process
    if not begin:
        work.tell(beginnings.NO_START, process)
        begin = work.fresh(f"{process}_start")
        work.put_node(dg.Node(begin, "startEvent", process=process), work.lane(first[0].id))
    for node in first:
        work.link(begin, node.id)
    return begin


def _send_by_name(work: draft.Draft, into: Mapping[str, str]) -> None:
    """What one pool throws without a message flow, and another waits for without one, goes there: `messages` looks for
    the taker in other processes only."""
    sending = {flow.source for flow in work.message_flows.values()}
    taking = {flow.target for flow in work.message_flows.values()}
    waiting: dict[tuple[str, str], dict[str, str]] = {}
    for node in work.nodes.values():
        if node.process in into and messages.receives(node) and node.id not in taking:
            name = messages.message_name(node) or ""
            waiting.setdefault((into[node.process], name), {}).setdefault(node.process, node.id)
    for node in tuple(work.nodes.values()) if waiting else ():
        name = messages.message_name(node) or ""
        if not name or node.id in sending or node.process not in into or not messages.sends(node):
            continue
        takers = waiting.get((into[node.process], name), {})
        taker = next((one for process, one in takers.items() if process != node.process), None)
        if taker is not None:
            work.tell(messages.BY_NAME, node.id, message=name)
            flow = dg.MessageFlow(work.fresh(f"{node.id}_to_{taker}"), node.id, taker, name)
            work.message_flows[flow.id] = flow


def _find_ways(work: draft.Draft, wholes: list[_Whole], into: Mapping[str, str]) -> None:
    by_process = {process: whole for whole in wholes for process in whole.members}
    landings: dict[tuple[str, str], str] = {}
    for node in work.nodes.values():
        if node.type == "intermediateCatchEvent" and node.parent is None and graph.is_link(node):
            for process in (node.process, ""):
                landings[process, graph.link(node)[2]] = node.id
    for node in work.nodes.values():
        whole = by_process.get(node.process)
        if whole is None or node.parent is not None:
            continue
        ways = whole.ways.setdefault(node.id, [])
        for flow in work.outgoing(node.id):
            ways.append(flow.target)
            if work.nodes[flow.target].process != node.process:
                whole.entered.add(work.nodes[flow.target].process)
        ways += [one for one in work.borders.get(node.id, ()) if one in work.nodes]
        if node.type == "intermediateThrowEvent" and graph.is_link(node):
            name = graph.link(node)[2]
            ways += [landings[key] for key in ((node.process, name), ("", name)) if key in landings][:1]
    for mail in work.message_flows.values():
        source, target = _outermost(work, mail.source), _outermost(work, mail.target)
        if source is None or target is None or source.process == target.process:
            continue
        if into.get(source.process, "") == into.get(target.process):
            whole = by_process[source.process]
            whole.ways[source.id].append(target.id)
            whole.mail.setdefault(target.id, []).append(source.id)
            whole.entered.add(target.process)
    for whole in wholes:
        whole.ways = {node: [to for to in ways if to in whole.ways] for node, ways in whole.ways.items()}


def _outermost(work: draft.Draft, node_id: str) -> dg.Node | None:
    """The node at the top of its process that a node is or stands in."""
    node = work.nodes.get(node_id)
    while node is not None and node.parent is not None:
        node = work.nodes.get(node.parent)
    return node


def _leave_out(whole: _Whole, owners: Mapping[str, dg.Process | dg.Pool]) -> None:
    """Start events of pools that another one leads to begin nothing where all that they lead to is begun without them.

    Of several that stand for each other, on a circle through the pools, the one that is nearest to where people begin
    to read is left.
    """
    work, rank = whole.work, {}
    for number, part in enumerate(graph.components(whole.ways)):
        rank.update(dict.fromkeys(part, number))
    open_: list[tuple[int, float, dg.Node, list[str]]] = []
    sure: list[str] = []
    for start in whole.starts():
        flows = work.incoming(start.id)
        from_others = any(work.nodes[flow.source].process != start.process for flow in flows)
        plain = not start.events or (from_others and all(event.kind == "message" for event in start.events))
        if not flows and start.id in whole.mail:
            continue  # begun by the message
        if plain and start.process in whole.entered:
            leads = [start.id] if flows else whole.ways[start.id]
            first = min((rank[one] for one in leads), default=0)
            open_.append((first, _distance(work, start.id), start, leads))
        else:
            sure.append(start.id)
    if not sure:
        sure = _headed(whole, [leads for _, _, _, leads in open_])
    begun: set[str] = set()
    for one in sure:
        graph.spread(whole.ways, one, begun)
    for _, _, start, leads in sorted(open_, key=lambda one: one[:2]):
        if begun.issuperset(leads) and begun:
            passed = leads == [start.id]
            work.tell(PASSED if passed else NOT_BEGUN, start.id, pool=owners[start.process])
            if passed:
                work.put_node(replace(start, type="intermediateThrowEvent", events=()))
            else:
                work.drop_node(start.id)
                whole.ways.pop(start.id)
        elif start.id not in begun:
            graph.spread(whole.ways, start.id, begun)


def _headed(whole: _Whole, led: list[list[str]]) -> list[str]:
    """Start events made for pools without any, where from what nothing leads to there all is come to that the start
    events of the others lead to."""
    work = whole.work
    levels = [work.in_scope(process, None) for process in whole.members]
    without = [nodes for nodes in levels if not any(node.type == "startEvent" for node in nodes)]
    firsts = [first for first in (beginnings.heads(work, nodes) for nodes in without) if first]
    reached = graph.closure(whole.ways, [node.id for first in firsts for node in first])
    if not led or not all(reached.issuperset(one) for one in led):
        return []
    made = {_begin_at(work, "", first): [node.id for node in first] for first in firsts}
    whole.ways.update(made)
    return list(made)


def _distance(work: draft.Draft, node: str) -> float:
    """How far down and right a node is drawn; what is drawn nowhere comes last."""
    shape = work.origin.shapes.get(node)
    return float("inf") if shape is None else shape.x + shape.y


def _part_links(work: draft.Draft, into: Mapping[str, str]) -> None:
    """Links of two pools that happen to bear one name stay links within their pools (10.5.5)."""
    pairs: dict[tuple[str, str], list[dg.Node]] = {}
    for node in work.nodes.values():
        if node.process in into and node.parent is None and graph.is_link(node):
            pairs.setdefault((into[node.process], graph.link(node)[2]), []).append(node)
    for (_, name), those in pairs.items():
        caught = {node.process for node in those if node.type == "intermediateCatchEvent"}
        for node in those if len(caught) > 1 else ():
            if node.process in caught:
                work.put_node(replace(node, events=(replace(node.events[0], name=f"{name} ({node.process})"),)))


def _begun_together(whole: _Whole) -> list[dg.Node]:
    """Start events of several pools that begin together: something waits for more than one of them, and each way that
    it waits for is come to from some of them, but from none all."""
    starts = [start for start in whole.starts() if start.id not in whole.mail]
    several = len({start.process for start in starts}) > 1 and len(starts) <= MOST_TOGETHER
    if not several or any(start.events for start in starts):
        return []
    reached = [graph.closure(whole.ways, [start.id]) for start in starts]
    whole_reach = frozenset().union(*reached)
    for node in whole.ways:
        needed = _waited_for(whole, whole.work.nodes[node])
        if len(needed) > 1 and needed <= whole_reach and not any(needed <= one for one in reached):
            return starts
    return []


def _waited_for(whole: _Whole, node: dg.Node) -> frozenset[str]:
    """The nodes that a node waits for, all of them: a parallel join for its ways in, a receiver for its message too."""
    into = [flow.source for flow in whole.work.incoming(node.id)]
    if node.type == "parallelGateway":
        return frozenset(into)
    receives = node.type == "receiveTask" or (node.type == "intermediateCatchEvent" and node.id in whole.mail)
    return frozenset([*into[:1], *whole.mail.get(node.id, ())]) if receives else frozenset()


def _begin_together(work: draft.Draft, starts: list[dg.Node]) -> None:
    if not starts:
        return
    named = [start.name or _first_step(work, start) or start.id for start in starts]
    work.tell(TOGETHER, starts[0].id, starts=words.listed(named, NAMED, "; "))
    process = work.nodes[starts[0].id].process
    begin = dg.Node(work.fresh(f"{process}_start"), "startEvent", process=process)
    work.put_node(begin, work.lane(starts[0].id))
    for start in starts:
        work.put_node(replace(work.nodes[start.id], type="intermediateThrowEvent"))
        work.link(begin.id, start.id)


def _first_step(work: draft.Draft, start: dg.Node) -> str:
    out = work.outgoing(start.id)
    return work.nodes[out[0].target].name if out else ""
