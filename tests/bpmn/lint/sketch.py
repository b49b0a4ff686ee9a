"""Places for the shapes of a small drawing that has none, so that the pages of the rules can show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bpmn import diagram as dg
from bpmn import graph, vocabulary

GAP, ROW = 36.0, 24.0
SIZES = {"event": (36.0, 36.0), "gateway": (50.0, 50.0), "task": (110.0, 64.0), "item": (40.0, 50.0)}
TITLE = 30.0
"""Width of the band that bears the name of a pool or lane."""
BLACK_BOX = 56.0


@dataclass(slots=True)
class Plan:
    """What is placed: shapes by element, and the size of what stands inside each subprocess."""

    drawn: dg.Diagram
    shapes: dict[str, dg.Shape] = field(default_factory=dict)
    ways: dict[str, list[str]] = field(default_factory=dict)

    def put(self, element: str, x: float, y: float, width: float, height: float) -> None:
        self.shapes[element] = dg.Shape(element, x, y, width, height, True, True)

    def move(self, elements: Iterable[str], x: float, y: float) -> None:
        for element in elements:
            shape = self.shapes[element]
            self.shapes[element] = replace(shape, x=shape.x + x, y=shape.y + y)


def placed(drawn: dg.Diagram) -> dg.Diagram:
    """The drawing with shapes and edges; its own, where it has any."""
    if drawn.shapes:
        return drawn
    plan = Plan(drawn, ways=_ways(drawn))
    top, width = 0.0, 0.0
    heights: list[tuple[dg.Process, float, float]] = []
    for process in drawn.processes.values():
        wide, high = _process(plan, process, top)
        heights.append((process, top, high))
        top += high + 2 * GAP
        width = max(width, wide)
    _frames(plan, heights, width, top)
    edges = {flow.id: dg.Edge(flow.id, _bent(plan, flow.source, flow.target)) for flow in drawn.flows.values()}
    for sent in drawn.message_flows.values():
        edges[sent.id] = dg.Edge(sent.id, _straight(plan, sent.source, sent.target))
    for item in drawn.items.values():
        if item.type == "association" and item.source in plan.shapes and item.ref in plan.shapes:
            edges[item.id] = dg.Edge(item.id, _straight(plan, item.source or "", item.ref or ""))
    return replace(drawn, shapes=plan.shapes, edges={key: edge for key, edge in edges.items() if edge.points})


def _ways(drawn: dg.Diagram) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {node: [] for node in drawn.nodes}
    for flow in drawn.flows.values():
        if flow.source in ways and flow.target in ways:
            ways[flow.source].append(flow.target)
    for node in drawn.nodes.values():
        if node.attached_to in ways:
            ways[node.attached_to or ""] += ways[node.id]
    return ways


def _process(plan: Plan, process: dg.Process, top: float) -> tuple[float, float]:
    """Place the nodes of a process lane by lane; its width and height."""
    own = [n for n in plan.drawn.nodes.values() if n.process == process.id and n.parent is None]
    lanes = [key for key, lane in plan.drawn.lanes.items() if lane.process == process.id and lane.container is None]
    leaves = [key for key in lanes if not any(plan.drawn.lanes[one].parent == key for one in lanes)]
    columns = _columns(plan, own)
    y, wide = top, 0.0
    for key in leaves or [""]:
        members = [n for n in own if not leaves or plan.drawn.lane_of.get(n.id) == key]
        right, high = _rows(plan, members, columns, 2 * TITLE + GAP / 2, y + ROW)
        y += max(high + 2 * ROW, 90.0)
        wide = max(wide, right)
    rest = [n for n in own if n.id not in plan.shapes and n.attached_to is None]
    if rest:
        right, high = _rows(plan, rest, columns, 2 * TITLE + GAP / 2, y + ROW)
        y, wide = y + high + 2 * ROW, max(wide, right)
    y = _items(plan, process.id, 2 * TITLE + GAP / 2, y)
    _borders(plan, own)
    return wide + GAP, y - top


def _columns(plan: Plan, nodes: list[dg.Node]) -> dict[str, float]:
    """Left edge of each node, by how far along the ways it comes."""
    inside = {node.id for node in nodes if node.attached_to is None}
    ways = {one: [to for to in plan.ways[one] if to in inside] for one in inside}
    led_to = {to for some in ways.values() for to in some}
    order = graph.ordered(ways, [*(n.id for n in nodes if n.id in inside - led_to), *(n.id for n in nodes)])
    at = {one: place for place, one in enumerate(order)}
    rank = dict.fromkeys(order, 0)
    for one in order:
        for to in ways[one]:
            if at[to] > at[one]:
                rank[to] = max(rank[to], rank[one] + 1)
    left, lefts = 0.0, {}
    for level in range(max(rank.values(), default=-1) + 1):
        some = [one for one in order if rank[one] == level]
        for one in some:
            lefts[one] = left
        left += max((_size(plan, plan.drawn.nodes[one])[0] for one in some), default=0) + 1.6 * GAP
    return lefts


def _rows(plan: Plan, nodes: list[dg.Node], lefts: dict[str, float], x: float, y: float) -> tuple[float, float]:
    """Place nodes at their columns, below each other where two share one; right edge and height."""
    below: dict[float, float] = {}
    right, high = x, 0.0
    tall = max((_size(plan, node)[1] for node in nodes if node.id in lefts), default=0)
    for node in nodes:
        if node.id not in lefts:
            continue
        width, height = _size(plan, node)
        left = x + lefts[node.id]
        at = below.get(left, 0.0)
        middle = y + at + (max(min(tall, 64.0), height) - height) / 2
        plan.put(node.id, left, middle, width, height)
        if node.type in vocabulary.SUBPROCESSES:
            _inner(plan, node, left, middle)
        below[left] = at + max(min(tall, 64.0), height) + ROW + (14 if node.type not in vocabulary.ACTIVITIES else 0)
        right, high = max(right, left + width), max(high, below[left] - ROW)
    return right, high


def _size(plan: Plan, node: dg.Node) -> tuple[float, float]:
    if node.type in vocabulary.SUBPROCESSES:
        inside = [n for n in plan.drawn.nodes.values() if n.parent == node.id]
        if inside:
            lefts = _columns(plan, inside)
            room = Plan(plan.drawn, ways=plan.ways)
            right, high = _rows(room, inside, lefts, GAP / 2, 0)
            return right + GAP / 2, high + 40 + ROW
    kind = "event" if node.type in vocabulary.EVENTS else "gateway" if node.type in vocabulary.GATEWAYS else "task"
    return SIZES[kind]


def _inner(plan: Plan, outer: dg.Node, x: float, y: float) -> None:
    inside = [n for n in plan.drawn.nodes.values() if n.parent == outer.id]
    _rows(plan, inside, _columns(plan, inside), x + GAP / 2, y + 32)
    _borders(plan, inside)
    _items(plan, outer.id, x + GAP / 2, y + 32)


def _borders(plan: Plan, nodes: list[dg.Node]) -> None:
    count: dict[str, int] = {}
    for node in nodes:
        host = plan.shapes.get(node.attached_to or "")
        if host is None:
            continue
        count[host.element] = count.get(host.element, 0) + 1
        plan.put(node.id, host.x + host.width - 40.0 * count[host.element], host.y + host.height - 18, 36, 36)


def _items(plan: Plan, parent: str, x: float, y: float) -> float:
    shown = {"dataObjectReference", "dataStoreReference", "textAnnotation", "dataObject"}
    referred = {item.ref for item in plan.drawn.items.values() if item.type == "dataObjectReference"}
    some = [
        item
        for item in plan.drawn.items.values()
        if item.type in shown and item.parent == parent and item.id not in referred and item.id not in plan.shapes
    ]
    for number, item in enumerate(some):
        width, height = (110.0, 34.0) if item.type == "textAnnotation" else SIZES["item"]
        plan.put(item.id, x + number * 130, y, width, height)
    return y + (SIZES["item"][1] + 2 * ROW if some else 0)


def _frames(plan: Plan, heights: list[tuple[dg.Process, float, float]], width: float, bottom: float) -> None:
    """The boxes of pools and lanes, and black boxes below."""
    pools = {pool.process: pool for pool in plan.drawn.pools.values() if pool.process in plan.drawn.processes}
    for process, top, high in heights:
        left = 0.0
        if process.id in pools:
            plan.put(pools[process.id].id, 0, top, width, high)
            left = TITLE
        lanes = [one for one in plan.drawn.lanes.values() if one.process == process.id and not one.pool_itself]
        y = top
        for lane in lanes:
            if lane.container is None and not any(other.parent == lane.key for other in lanes):
                members = [n for n, key in plan.drawn.lane_of.items() if key == lane.key and n in plan.shapes]
                ends = [plan.shapes[n].y + plan.shapes[n].height for n in members]
                low = max(ends, default=y + 90.0 - ROW) + ROW
                plan.put(lane.id, left, y, width - left, max(low - y, 90.0))
                y += max(low - y, 90.0)
    for pool in plan.drawn.pools.values():
        if pool.id not in plan.shapes:
            plan.put(pool.id, 0, bottom, max(width, 320.0), BLACK_BOX)
            bottom += BLACK_BOX + GAP


def _bent(plan: Plan, source: str, target: str) -> tuple[tuple[float, float], ...]:
    """From the right of one to the left of the other, with a bend between; backwards below both."""
    one, other = plan.shapes.get(source), plan.shapes.get(target)
    if one is None or other is None:
        return ()
    from_y, to_y = one.y + one.height / 2, other.y + other.height / 2
    if other.x >= one.x + one.width:
        start, stop = (one.x + one.width, from_y), (other.x, to_y)
        bend, over = stop[0] - GAP / 2, min(one.y, other.y) - ROW / 2
        if from_y == to_y and any(_between(shape, start, stop) for shape in plan.shapes.values()):
            up, down = one.x + one.width / 2, other.x + other.width / 2
            return (up, one.y), (up, over), (down, over), (down, other.y)
        node = plan.drawn.nodes.get(source)
        if node is not None and node.type in vocabulary.GATEWAYS and to_y >= one.y + one.height:
            return (one.x + one.width / 2, one.y + one.height), (one.x + one.width / 2, to_y), stop
        return (start, stop) if from_y == to_y else (start, (bend, from_y), (bend, to_y), stop)
    under = max(one.y + one.height, other.y + other.height) + ROW * 0.8
    return (
        (one.x + one.width / 2, one.y + one.height),
        (one.x + one.width / 2, under),
        (other.x + other.width / 2, under),
        (other.x + other.width / 2, other.y + other.height),
    )


def _between(shape: dg.Shape, start: tuple[float, float], stop: tuple[float, float]) -> bool:
    """Whether a level line from left to right goes through a shape."""
    return start[0] < shape.x and shape.x + shape.width < stop[0] and shape.y < start[1] < shape.y + shape.height


def _straight(plan: Plan, source: str, target: str) -> tuple[tuple[float, float], ...]:
    one, other = plan.shapes.get(source), plan.shapes.get(target)
    if one is None or other is None:
        return ()
    small = min((one, other), key=lambda shape: shape.width)
    x = small.x + small.width / 2
    down = one.y < other.y
    ends = (one.y + one.height, other.y) if down else (one.y, other.y + other.height)
    own = [shape.x + shape.width / 2 if shape.width < 200 else x for shape in (one, other)]
    return ((own[0], ends[0]), (own[1], ends[1]))
