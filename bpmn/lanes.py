"""Which lane a node is in: by reference, by nesting, by its place on the picture, else by its pool.

A lane is known by pool, path and id, never by its label alone: two pools may both have a "Kế toán", and a label is
what anyone may type. Which agency a lane belongs to is bound by a person, elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn import describing, diagram, vocabulary
from bpmn.lint import finding, words
from bpmn.reading import labels, told

_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Box:
    key: str
    shape: diagram.Shape | None
    depth: int


@dataclass(slots=True)
class _Placing:
    """What is known while lanes are placed: `lanes` by key, `key_of` by the lane's own id, `listed` by node, `callers`
    by the process that they call."""

    drawn: diagram.Diagram
    pool_keys: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, diagram.Lane] = field(default_factory=dict)
    key_of: dict[str, str] = field(default_factory=dict)
    listed: dict[str, list[str]] = field(default_factory=dict)
    lane_of: dict[str, str] = field(default_factory=dict)
    by_picture: dict[str, list[diagram.Node]] = field(default_factory=dict)
    callers: dict[str, list[str]] = field(default_factory=dict)
    findings: list[finding.Finding] = field(default_factory=list)

    def say(self, rule: str, element: str, line: int, name: str = "", **values: object) -> None:
        self.findings.append(told.said(rule, element, name, line, **values))

    def say_of(self, rule: str, node: diagram.Node, **values: object) -> None:
        self.say(rule, node.id, node.place.line, node.name, **values)

    def label(self, lane_key: str) -> str:
        return self.lanes[lane_key].label

    def ancestors(self, key: str) -> Iterable[str]:
        """The lane itself and those around it, from the inside out."""
        at: str | None = key
        while at is not None:
            yield at
            at = self.lanes[at].parent


def key(parts: Iterable[str]) -> str:
    """A lane key: ids from the outside in; a slash inside an id is written %2F."""
    return "/".join(part.replace("/", "%2F") for part in parts)


def place(drawn: diagram.Diagram) -> tuple[diagram.Diagram, tuple[finding.Finding, ...]]:
    """The diagram with `lanes` by key and `lane_of` for every node, and what contradicts itself.

    Parameters:
        drawn: a diagram whose lanes are by their own ids, as the reader makes them.

    Rules, in order: a lane lists the node, the innermost counts; a subprocess's own lane set, else the lane of the
    subprocess; the middle of the node's shape lies in a lane's shape; the pool. A boundary event is in the lane of its
    host, on which it stands.
    """
    placing = _Placing(drawn)
    _open_pools(placing)
    for node in drawn.nodes.values():
        if node.called is not None:
            placing.callers.setdefault(node.called, []).append(node.id)
    own: dict[_Level, list[diagram.Lane]] = {}
    for lane in drawn.lanes.values():
        own.setdefault((lane.process, lane.container), []).append(lane)
    homeless = _homeless(drawn, own)
    last = _callers_first(placing, homeless)
    for level, nodes in _outer_first(drawn, own, last):
        outer = placing.lane_of.get(level[1] or "", placing.pool_keys[level[0]])
        _open_lanes(placing, own.get(level, []), outer)
        boxes = _boxes(placing, own.get(level, []))
        if level[0] in homeless and level[1] is None:
            outer = _lane_of_callers(placing, level[0]) or outer
            boxes = _boxes(placing, drawn.lanes.values())
        _place_level(placing, nodes, boxes, outer)
        _tell_called(placing, level, nodes, outer)
    _tell_missing(placing)
    _tell_drawn(placing)
    used = frozenset(placing.lane_of.values())
    kept = {k: lane for k, lane in placing.lanes.items() if not lane.pool_itself or k in used}
    findings = (*placing.findings, *labels.judged(kept.values()))
    return replace(drawn, lanes=kept, lane_of=placing.lane_of), findings


_Level = tuple[str, str | None]
"""A process, or a subprocess in it."""


def _outer_first(
    drawn: diagram.Diagram, own: Mapping[_Level, list[diagram.Lane]], last: Mapping[str, int]
) -> Iterator[tuple[_Level, list[diagram.Node]]]:
    """Every level with its nodes, a subprocess after what it stands in; processes in `last` come last, by rank."""
    inside: dict[_Level, list[diagram.Node]] = {}
    for node in drawn.nodes.values():
        inside.setdefault((node.process, node.parent), []).append(node)
    order = sorted(drawn.processes, key=lambda process: last.get(process, -1))
    waiting: list[_Level] = [(process, None) for process in reversed(order)]
    while waiting:
        level = waiting.pop()
        nodes = inside.get(level, [])
        yield level, nodes
        inner: list[_Level] = [(node.process, node.id) for node in nodes]
        waiting.extend(one for one in reversed(inner) if one in inside or one in own)


def _homeless(drawn: diagram.Diagram, own: Mapping[_Level, list[diagram.Lane]]) -> frozenset[str]:
    """Processes without pool and lanes in a file that has lanes: called ones, mostly, drawn inside a lane."""
    with_pool = {pool.process for pool in drawn.pools.values() if pool.id in drawn.shapes or not drawn.shapes}
    return frozenset(one for one in drawn.processes if own and one not in with_pool and (one, None) not in own)


def _callers_first(placing: _Placing, homeless: Collection[str]) -> dict[str, int]:
    """Homeless processes with their ranks: those whose callers stand in a lane before those that they call."""
    calls: dict[str, list[str]] = {}
    open_callers = dict.fromkeys((one for one in placing.drawn.processes if one in homeless), 0)
    for called in open_callers:
        for caller in {placing.drawn.nodes[node].process for node in placing.callers.get(called, ())} - {called}:
            if caller in open_callers:
                calls.setdefault(caller, []).append(called)
                open_callers[called] += 1
    order = [one for one, callers in open_callers.items() if not callers]
    for one in order:
        for called in calls.get(one, ()):
            open_callers[called] -= 1
            if not open_callers[called]:
                order.append(called)
    # What is left calls itself in a circle: as written.
    return {one: rank for rank, one in enumerate(dict.fromkeys((*order, *open_callers)))}


def _lane_of_callers(placing: _Placing, process: str) -> str | None:
    """The lane of the steps that call a process, where all stand in the same one and it is somebody's."""
    keys = {placing.lane_of.get(caller) for caller in placing.callers.get(process, ())}
    only = next(iter(keys)) if len(keys) == 1 else None
    if only is None or (placing.lanes[only].pool_itself and placing.lanes[only].pool not in placing.drawn.pools):
        return None
    return only


def _tell_called(placing: _Placing, level: _Level, nodes: list[diagram.Node], outer: str) -> None:
    """Say that a process took its caller's lane, unless the picture said the same of every step."""
    if level[1] is not None or outer == placing.pool_keys[level[0]]:
        return
    drawn_there = {node.id for node in placing.by_picture.get(outer, ())}
    if any(placing.lane_of[node.id] == outer and node.id not in drawn_there for node in nodes):
        one = placing.drawn.processes[level[0]]
        placing.say("lane-of-caller", one.id, one.place.line, one.name, one=placing.label(outer))


def _open_pools(placing: _Placing) -> None:
    """A lane for each pool, and for each process without one."""
    pools: dict[str, diagram.Pool] = {}
    for pool in placing.drawn.pools.values():
        if pool.process is not None:
            pools.setdefault(pool.process, pool)
    for process in placing.drawn.processes.values():
        around = pools.get(process.id)
        owner, name = (process.id, "") if around is None else (around.id, around.name)
        label = name or process.name or process.id
        at = process.place if around is None else around.place
        lane = diagram.Lane(key((owner,)), owner, label, name, None, owner, process.id, pool_itself=True, place=at)
        placing.lanes[lane.key] = lane
        placing.pool_keys[process.id] = lane.key


def _open_lanes(placing: _Placing, those: list[diagram.Lane], outer: str) -> None:
    """Lanes of one level under their keys; outer ones come before inner ones."""
    around = placing.lanes[outer]
    for lane in those:
        outer_lane = placing.lanes[placing.key_of[lane.parent]] if lane.parent in placing.key_of else around
        opened = replace(
            lane,
            key=f"{outer_lane.key}/{key((lane.id,))}",
            label=lane.name if labels.visible(lane.name) else outer_lane.label,
            parent=None if outer_lane.pool_itself else outer_lane.key,
            pool=around.pool,
        )
        placing.lanes[opened.key] = opened
        placing.key_of[lane.id] = opened.key
        for node in lane.nodes:
            placing.listed.setdefault(node, []).append(opened.key)


def _place_level(placing: _Placing, nodes: list[diagram.Node], boxes: list[_Box], outer: str) -> None:
    late: list[diagram.Node] = []
    for node in nodes:
        if node.type == "boundaryEvent":
            late.append(node)
            continue
        placing.lane_of[node.id] = _lane_of(placing, node, boxes, outer)
    for node in late:
        placing.lane_of[node.id] = placing.lane_of.get(node.attached_to or "", outer)


def _lane_of(placing: _Placing, node: diagram.Node, boxes: list[_Box], outer: str) -> str:
    around = _drawn_in(placing, node, boxes)
    listed = _listed(placing, node)
    if listed:
        chosen = around if around in listed else listed[0]
        if len(listed) > 1:
            other = listed[1] if chosen == listed[0] else listed[0]
            placing.say_of("node-in-two-lanes", node, one=placing.label(chosen), other=placing.label(other))
        elif around is not None and chosen in placing.ancestors(around):
            # Listed in the outer lane, drawn in one inside it: the innermost counts.
            if around != chosen:
                placing.by_picture.setdefault(around, []).append(node)
            return around
        elif around is not None and around not in placing.ancestors(chosen) and _shown_in(boxes, chosen):
            placing.say_of("lane-geometry-disagrees", node, one=placing.label(chosen), other=placing.label(around))
        return chosen
    if around is not None:
        placing.by_picture.setdefault(around, []).append(node)
        return around
    if node.type in vocabulary.ACTIVITIES and any(placing.lanes[box.key].process == node.process for box in boxes):
        placing.say_of("node-outside-lanes", node, one=placing.label(outer))
    return outer


def _listed(placing: _Placing, node: diagram.Node) -> list[str]:
    """The innermost lanes of the node's process that list it, in the file's order."""
    those = [k for k in placing.listed.get(node.id, ()) if placing.lanes[k].process == node.process]
    around = {outer for k in those for outer in placing.ancestors(k) if outer != k}
    return [k for k in dict.fromkeys(those) if k not in around]


def _boxes(placing: _Placing, own: Iterable[diagram.Lane]) -> list[_Box]:
    """Lanes of a level with their shapes, inner before outer, small before large."""
    boxes: list[_Box] = []
    for lane in own:
        if lane.id not in placing.key_of:
            continue
        lane_key = placing.key_of[lane.id]
        boxes.append(_Box(lane_key, placing.drawn.shapes.get(lane.id), sum(1 for _ in placing.ancestors(lane_key))))
    boxes.sort(key=lambda box: (-box.depth, 0.0 if box.shape is None else box.shape.width * box.shape.height))
    return boxes


def _drawn_in(placing: _Placing, node: diagram.Node, boxes: list[_Box]) -> str | None:
    """The lane in whose shape the middle of the node's shape lies."""
    shape = placing.drawn.shapes.get(node.id)
    if shape is None:
        return None
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    for box in boxes:
        lane = box.shape
        if lane is None or lane.plane != shape.plane:
            continue
        if lane.x <= x <= lane.x + lane.width and lane.y <= y <= lane.y + lane.height:
            return box.key
    return None


def _shown_in(boxes: list[_Box], lane_key: str) -> bool:
    return any(box.key == lane_key and box.shape is not None for box in boxes)


def _tell_missing(placing: _Placing) -> None:
    """Lanes that list what is no step of their process; data and annotations that stand in a lane are fine."""
    drawn = placing.drawn
    for lane in drawn.lanes.values():
        for one in lane.nodes:
            node = drawn.nodes.get(one)
            if node is None and (one in drawn.items or one in drawn.flows or one in drawn.lanes):
                continue
            if node is None or node.process != lane.process:
                placing.say("lane-reference-missing", lane.id, lane.place.line, lane.name, ref=one)


def _tell_drawn(placing: _Placing) -> None:
    described = describing.Names(placing.drawn)
    for lane_key, nodes in placing.by_picture.items():
        lane = placing.lanes[lane_key]
        said = [described.of(node.id) or (node.name,) * 2 for node in nodes[: _NAMED + 1]]
        names = tuple(words.listed([one[at] for one in said], _NAMED) for at in (0, 1))
        placing.say("lane-by-geometry", lane.id, lane.place.line, lane.label, count=len(nodes), names=names)
