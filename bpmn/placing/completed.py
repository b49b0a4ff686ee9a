"""A drawing made whole: what the file shows stays where it is, what it shows nowhere gets a place.

All planes of a file become one, below each other, but for contents of a subprocess that is drawn closed: these stay
apart, as modelers show them when it is opened (12.2.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.placing import fresh, levels, measures, scope, sorting

_FARTHEST = 100_000.0
"""Pixels; what is said to stand farther off can't be shown."""
_LEAST_SHARE = 0.5
"""Of the steps: where fewer are drawn, the drawing is no help."""


def completed(diagram: dg.Diagram) -> dg.Diagram:
    """The diagram with a picture of all that can be drawn: its own, completed, or a layout where it has hardly any."""
    boxes = _boxes(diagram)
    shapes = {key: one for key, one in diagram.shapes.items() if key in boxes and _is_visible(one)}
    drawn = sum(1 for node in diagram.nodes if node in shapes)
    if drawn < _LEAST_SHARE * len(diagram.nodes) or not shapes:
        return fresh.laid_out(diagram)
    lines = {element for element, _, _ in fresh.ends(diagram)}
    ways = ((key, one) for key, one in diagram.edges.items() if key in lines and len(one.points) > 1)
    edges = {key: one for key, one in ways if all(map(_is_near, one.points))}
    work = sorting.contents(diagram)
    inside = closed(diagram, shapes, work)
    _stack(diagram, shapes, edges, inside)
    _inner(work, shapes, edges, inside)
    _nodes(work, shapes, inside)
    _lanes_and_pools(work, shapes, inside)
    for element, source, target in fresh.ends(diagram):
        there = source in shapes and target in shapes
        if there and element not in edges and inside.get(source) == inside.get(target):
            edges[element] = dg.Edge(element, fresh.straight(_box(shapes[source]), _box(shapes[target])))
        elif not there or inside.get(source) != inside.get(target):
            edges.pop(element, None)
    planes = {root: number + 1 for number, root in enumerate(dict.fromkeys(filter(None, inside.values())))}
    return replace(
        diagram,
        shapes={key: _shown(work, key, one, planes, inside) for key, one in shapes.items()},
        edges=edges,
    )


def _shown(
    work: sorting.Contents,
    element: str,
    shape: dg.Shape,
    planes: Mapping[str, int],
    inside: Mapping[str, str | None],
) -> dg.Shape:
    """A shape on its plane; of a subprocess it says whether it is open, whatever the file says of it."""
    node = work.diagram.nodes.get(element)
    open_ = shape.expanded
    if node is not None and node.type in vocabulary.SUBPROCESSES and work.is_filled(node):
        open_ = element not in planes
    return replace(shape, plane=planes.get(inside.get(element) or "", 0), expanded=open_)


def closed(diagram: dg.Diagram, shapes: Mapping[str, dg.Shape], work: sorting.Contents) -> dict[str, str | None]:
    """Node, flow or item → the subprocess that is drawn closed around it; missing or None: the picture itself."""
    inside: dict[str, str | None] = {}
    for process, outer in reversed(work.inner_first()):
        level = process, outer
        around = inside.get(outer) if outer else None
        if outer is not None and _is_closed(outer, shapes, work.nodes.get(level, ())):
            around = outer
        nodes = work.nodes.get(level, [])
        events = [event for node in nodes for event in work.boundaries.get(node.id, ())]
        for one in (*nodes, *events, *work.flows.get(level, ()), *work.items.get(level, ())):
            inside[one.id] = around
    return inside


def _is_closed(outer: str, shapes: Mapping[str, dg.Shape], nodes: Iterable[dg.Node]) -> bool:
    """Whether a subprocess is drawn closed: its contents are drawn nowhere, on another plane or outside of it."""
    shape = shapes.get(outer)
    drawn = [shapes[node.id] for node in nodes if node.id in shapes]
    if not drawn:
        return True
    if shape is None:
        return False
    there = [one for one in drawn if one.plane == shape.plane]
    return not any(_holds(shape, one) for one in there) and (not there or shape.expanded is not True)


def _holds(outer: dg.Shape, inner: dg.Shape) -> bool:
    """Whether the middle of a shape lies in another: some tools say of any subprocess that it is closed."""
    x, y = inner.x + inner.width / 2, inner.y + inner.height / 2
    return outer.x <= x <= outer.x + outer.width and outer.y <= y <= outer.y + outer.height


def _boxes(diagram: dg.Diagram) -> set[str]:
    """What is drawn as a shape."""
    kinds = {*measures.ITEMS, "dataObject", "group"}
    items = (item.id for item in diagram.items.values() if item.type in kinds)
    lanes = (lane.id for lane in diagram.lanes.values() if not lane.pool_itself)
    return {*diagram.nodes, *diagram.pools, *items, *lanes}


def _is_visible(shape: dg.Shape) -> bool:
    return shape.width > 0 and shape.height > 0 and all(
        abs(value) <= _FARTHEST for value in (shape.x, shape.y, shape.width, shape.height)
    )  # fmt: skip


def _is_near(point: scope.Point) -> bool:
    return abs(point[0]) <= _FARTHEST and abs(point[1]) <= _FARTHEST


def _box(shape: dg.Shape) -> scope.Box:
    return scope.Box(shape.x, shape.y, shape.width, shape.height)


def _bounds(shapes: Iterable[dg.Shape]) -> scope.Box | None:
    those = list(shapes)
    if not those:
        return None
    left, top = min(one.x for one in those), min(one.y for one in those)
    right, bottom = max(one.x + one.width for one in those), max(one.y + one.height for one in those)
    return scope.Box(left, top, right - left, bottom - top)


def _stack(
    diagram: dg.Diagram, shapes: dict[str, dg.Shape], edges: dict[str, dg.Edge], inside: Mapping[str, str | None]
) -> None:
    """Planes of a file below each other, each moved as a whole."""
    planes: dict[int, list[dg.Shape]] = {}
    for element, shape in shapes.items():
        if inside.get(element) is None:
            planes.setdefault(shape.plane, []).append(shape)
    if len(planes) < 2:
        return
    bottom: float | None = None
    moves: dict[int, float] = {}
    for plane in sorted(planes):
        bounds = _bounds(planes[plane])
        assert bounds is not None
        moves[plane] = 0.0 if bottom is None else bottom + measures.POOL_GAP - bounds.y
        bottom = bounds.bottom + moves[plane]
    ends = {element: source for element, source, _ in fresh.ends(diagram)}
    for element, edge in edges.items():
        source = shapes.get(ends.get(element, ""))
        if source is not None and inside.get(element) is None:
            down = moves.get(source.plane, 0.0)
            edges[element] = dg.Edge(element, tuple((x, y + down) for x, y in edge.points))
    for element, shape in shapes.items():
        if inside.get(element) is None:
            shapes[element] = replace(shape, y=shape.y + moves.get(shape.plane, 0.0), plane=0)


def _inner(
    work: sorting.Contents,
    shapes: dict[str, dg.Shape],
    edges: dict[str, dg.Edge],
    inside: Mapping[str, str | None],
) -> None:
    """Contents of closed subprocesses that are drawn nowhere."""
    for process, outer in work.inner_first():
        level = process, outer
        nodes = work.nodes.get(level, ())
        if outer is None or not nodes or any(node.id in shapes for node in nodes):
            continue
        laid = levels.laid(work, level, {}, 0.0)
        for element, box in (*laid.grid.boxes.items(), *laid.standing.items()):
            shapes[element] = dg.Shape(element, box.x, box.y, box.width, box.height, expanded=_folds(work, element))
        for lane, box in laid.lanes.items():
            shapes[lane] = dg.Shape(lane, box.x, box.y, laid.width - box.x, box.height, True)
        for flow, points in laid.lines.items():
            edges[flow] = dg.Edge(flow, points)


def _folds(work: sorting.Contents, element: str) -> bool | None:
    node = work.diagram.nodes.get(element)
    return False if node is not None and node.type in vocabulary.SUBPROCESSES else None


def _nodes(work: sorting.Contents, shapes: dict[str, dg.Shape], inside: Mapping[str, str | None]) -> None:
    """Nodes and items without a shape: events on their hosts, subprocesses around their contents, others in a row
    below all that is drawn."""
    lost: dict[str | None, list[tuple[str, scope.Point]]] = {}
    for level in work.inner_first():
        for node in work.nodes.get(level, ()):
            if node.id in shapes:
                continue
            contents = work.nodes.get((node.process, node.id), ())
            around = _bounds(shapes[one.id] for one in contents if one.id in shapes and inside.get(one.id) != node.id)
            if around is not None:
                pad = measures.PAD
                shapes[node.id] = dg.Shape(
                    node.id, around.x - pad, around.y - pad, around.width + 2 * pad, around.height + 2 * pad, None, True
                )
            else:
                lost.setdefault(inside.get(node.id), []).append((node.id, measures.size(node)))
        for item in work.items.get(level, ()):
            if item.id not in shapes:
                lost.setdefault(inside.get(item.id), []).append((item.id, measures.ITEMS[item.type]))
    for plane, those in lost.items():
        bounds = _bounds(shape for key, shape in shapes.items() if inside.get(key) == plane)
        x, y = (0.0, 0.0) if bounds is None else (bounds.x, bounds.bottom + measures.POOL_GAP)
        for element, (width, height) in those:
            shapes[element] = dg.Shape(element, x, y, width, height, expanded=_folds(work, element))
            x += width + measures.COLUMN_GAP
    for host, events in work.boundaries.items():
        for number, event in enumerate(events):
            if event.id not in shapes and host in shapes:
                box = levels.on_host(_box(shapes[host]), number)
                shapes[event.id] = dg.Shape(event.id, box.x, box.y, box.width, box.height)


def _lanes_and_pools(work: sorting.Contents, shapes: dict[str, dg.Shape], inside: Mapping[str, str | None]) -> None:
    """Lanes and pools without a shape: around what stands in them, empty ones as bands below all."""
    diagram = work.diagram
    held: dict[str, list[str]] = {}
    for node, key in diagram.lane_of.items():
        if inside.get(node) is None:
            held.setdefault(key, []).append(node)
    for key, lane in reversed(list(diagram.lanes.items())):
        if not lane.pool_itself and lane.id not in shapes:
            _around(lane.id, held.get(key, ()), shapes, inside)
        if lane.parent is not None:
            held.setdefault(lane.parent, []).append(lane.id)
    of_process: dict[str, list[str]] = {}
    for element, process in (
        *((node.id, node.process) for node in diagram.nodes.values() if inside.get(node.id) is None),
        *((lane.id, lane.process) for lane in diagram.lanes.values() if not lane.pool_itself),
    ):
        of_process.setdefault(process, []).append(element)
    for pool in diagram.pools.values():
        if pool.id not in shapes:
            _around(pool.id, of_process.pop(pool.process or "", ()), shapes, inside)


def _around(
    element: str, contents: Collection[str], shapes: dict[str, dg.Shape], inside: Mapping[str, str | None]
) -> None:
    bounds = _bounds(shapes[one] for one in contents if one in shapes)
    if bounds is None:
        whole = _bounds(shape for key, shape in shapes.items() if inside.get(key) is None)
        left, bottom, width = (0.0, 0.0, 600.0) if whole is None else (whole.x, whole.bottom, max(whole.width, 200.0))
        shapes[element] = dg.Shape(element, left, bottom + measures.PAD, width, measures.BLACK_BOX, True)
        return
    pad, header = measures.PAD, measures.HEADER
    shapes[element] = dg.Shape(
        element, bounds.x - pad - header, bounds.y - pad, bounds.width + 2 * pad + header, bounds.height + 2 * pad, True
    )
