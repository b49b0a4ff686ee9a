"""One level laid out: its lanes as bands, its steps in a grid, its flows between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn import diagram as dg
from bpmn.placing import layers, measures, routes, scope, sorting


@dataclass(slots=True)
class Laid:
    """A level from its own corner: `lanes` are boxes by lane id, `lines` way points by flow."""

    grid: scope.Grid
    width: float
    height: float
    header: float = 0.0
    lanes: dict[str, scope.Box] = field(default_factory=dict)
    standing: dict[str, scope.Box] = field(default_factory=dict)
    """Boundary events."""
    lines: dict[str, routes.Points] = field(default_factory=dict)


@dataclass(slots=True)
class _Bands:
    """`of` is the band of each lane that holds steps itself, `spans` the first and last band and the depth of each."""

    of: dict[str, int] = field(default_factory=dict)
    spans: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    count: int = 0
    depth: int = 0


def laid(work: sorting.Contents, level: sorting.Level, inner: Mapping[sorting.Level, Laid], header: float) -> Laid:
    """A level.

    Parameters:
        inner: the levels inside of it.
        header: width of the band that bears the name of its pool; 0 where there is none.
    """
    nodes = work.nodes.get(level, [])
    bands = _bands(work, level, nodes)
    band = {node.id: bands.of.get(work.diagram.lane_of.get(node.id, ""), 0) for node in nodes}
    joined = [
        (work.host(flow.source), flow.target)
        for flow in work.flows.get(level, ())
        if work.host(flow.source) in band and flow.target in band
    ]
    layer = layers.layers([node.id for node in nodes], [*joined, *_compensated(work, band)])
    before: dict[str, list[str]] = {}
    for source, target in joined:
        before.setdefault(target, []).append(source)
    sizes = {node.id: _size(work, node, inner) for node in nodes}
    for item in work.items.get(level, ()):
        near = work.near.get(item.id, "")
        band[item.id], layer[item.id] = band.get(near, 0), layer.get(near, 0)
        sizes[item.id] = measures.ITEMS[item.type]
    left = header + bands.depth * measures.HEADER
    made = scope.grid(sizes, layer, band, max(bands.count, 1), before, left)
    found = Laid(made, made.width, made.height, header)
    for node in nodes:
        for number, event in enumerate(work.boundaries.get(node.id, ())):
            found.standing[event.id] = on_host(made.boxes[node.id], number)
    _lines(work, level, found)
    for lane, (first, last, depth) in bands.spans.items():
        x = header + depth * measures.HEADER
        found.lanes[lane] = scope.Box(x, made.tops[first], 0, made.bottoms[last] - made.tops[first])
    return found


def on_host(host: scope.Box, number: int) -> scope.Box:
    """Where a boundary event stands, the first of an activity, or one after."""
    width, height = measures.EVENT
    return scope.Box(host.x + 12 + number * measures.STEP, host.bottom - height / 2, width, height)


def _size(work: sorting.Contents, node: dg.Node, inner: Mapping[sorting.Level, Laid]) -> scope.Point:
    width, height = measures.size(node, len(work.boundaries.get(node.id, ())))
    inside = inner.get((node.process, node.id))
    if inside is None:
        return width, height
    return max(width, inside.width), inside.height + measures.TITLE


def _compensated(work: sorting.Contents, band: Mapping[str, int]) -> list[tuple[str, str]]:
    """A handler of compensation stands right of the activity that it undoes, to which an association leads."""
    return [
        (host, item.ref)
        for item in work.diagram.items.values()
        if item.type == "association" and item.source and item.ref and item.ref in band
        if (host := work.host(item.source)) != item.source and host in band
    ]


def _lines(work: sorting.Contents, level: sorting.Level, found: Laid) -> None:
    made = found.grid
    for number, flow in enumerate(work.flows.get(level, ())):
        host = work.host(flow.source)
        if flow.target not in made.boxes or host not in made.boxes:
            continue
        if host == flow.source:
            found.lines[flow.id] = routes.way(made, flow.source, flow.target, number)
        else:
            found.lines[flow.id] = routes.drop(made, found.standing[flow.source], host, flow.target, number)


def _bands(work: sorting.Contents, level: sorting.Level, nodes: list[dg.Node]) -> _Bands:
    """Lanes from top to bottom in the file's order, each with the lanes inside of it; first what stands in none."""
    lanes = {lane.key: lane for lane in work.lanes.get(level, ())}
    holding = {work.diagram.lane_of.get(node.id, "") for node in nodes}
    inside: dict[str | None, list[dg.Lane]] = {}
    for lane in lanes.values():
        inside.setdefault(lane.parent if lane.parent in lanes else None, []).append(lane)
    made = _Bands(count=0 if holding <= lanes.keys() and lanes else 1)
    waiting = [(lane, 0, False) for lane in reversed(inside.get(None, []))]
    first: dict[str, int] = {}
    while waiting:
        lane, depth, done = waiting.pop()
        if done:
            made.spans[lane.id] = (first[lane.key], made.count - 1, depth)
            continue
        first[lane.key] = made.count
        made.depth = max(made.depth, depth + 1)
        if lane.key in holding or lane.key not in inside:
            made.of[lane.key] = made.count
            made.count += 1
        waiting.append((lane, depth, True))
        waiting.extend((one, depth + 1, False) for one in reversed(inside.get(lane.key, [])))
    return made
