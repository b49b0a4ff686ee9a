"""A picture made anew: pools below each other, subprocesses open, message flows between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.placing import levels, measures, scope, sorting


@dataclass(slots=True)
class _Picture:
    work: sorting.Contents
    laid: dict[sorting.Level, levels.Laid] = field(default_factory=dict)
    boxes: dict[str, scope.Box] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    edges: dict[str, dg.Edge] = field(default_factory=dict)


def laid_out(diagram: dg.Diagram) -> dg.Diagram:
    """The diagram with a shape for all that can be drawn and a way for every flow, in the place of what it had.

    Parameters:
        diagram: with its lanes by key and `lane_of`, as the reader gives it.
    """
    made = _Picture(sorting.contents(diagram))
    with_pool = {pool.process for pool in diagram.pools.values()}
    for level in made.work.inner_first():
        header = measures.HEADER if level[1] is None and level[0] in with_pool else 0.0
        made.laid[level] = levels.laid(made.work, level, made.laid, header)
    _pools(made)
    for one in diagram.message_flows.values():
        if one.source in made.boxes and one.target in made.boxes:
            made.edges[one.id] = dg.Edge(one.id, _between_pools(made, one))
    for element, source, target in ends(diagram):
        if element not in made.edges and source in made.boxes and target in made.boxes:
            made.edges[element] = dg.Edge(element, straight(made.boxes[source], made.boxes[target]))
    return replace(diagram, shapes=dict(_shapes(made)), edges=made.edges)


def _shapes(made: _Picture) -> Iterator[tuple[str, dg.Shape]]:
    lanes = {lane.id for lane in made.work.diagram.lanes.values()}
    for element, box in made.boxes.items():
        horizontal = True if element in lanes or element in made.work.diagram.pools else None
        node = made.work.diagram.nodes.get(element)
        folds = node is not None and node.type in vocabulary.SUBPROCESSES
        expanded = element in made.expanded if folds else None
        yield element, dg.Shape(element, box.x, box.y, box.width, box.height, horizontal, expanded)


def _pools(made: _Picture) -> None:
    """Pools below each other in the file's order, then processes without one; a second pool of a process is empty."""
    diagram = made.work.diagram
    width = max((made.laid[process, None].width for process in diagram.processes), default=measures.BLACK_BOX * 8)
    drawn: set[str] = set()
    y = 0.0
    for pool in diagram.pools.values():
        process = pool.process if pool.process in diagram.processes and pool.process not in drawn else None
        height = measures.BLACK_BOX if process is None else made.laid[process, None].height
        made.boxes[pool.id] = scope.Box(0, y, width, height)
        if process is not None:
            drawn.add(process)
            _place(made, process, y, width)
        y += height + measures.POOL_GAP
    for process in diagram.processes:
        if process not in drawn:
            _place(made, process, y, width)
            y += made.laid[process, None].height + measures.POOL_GAP


def _place(made: _Picture, process: str, y: float, width: float) -> None:
    """Everything of a process at its place, outer levels before inner ones."""
    waiting: list[tuple[sorting.Level, float, float, float]] = [((process, None), 0.0, y, width)]
    while waiting:
        level, left, top, room = waiting.pop()
        laid = made.laid[level]
        for lane, box in laid.lanes.items():
            made.boxes[lane] = scope.Box(left + box.x, top + box.y, room - box.x, box.height)
        for element, box in (*laid.grid.boxes.items(), *laid.standing.items()):
            at = made.boxes[element] = box.moved(left, top)
            inside = (process, element)
            if inside in made.laid:
                made.expanded.add(element)
                waiting.append((inside, at.x, at.y + measures.TITLE, at.width))
        for flow, points in laid.lines.items():
            made.edges[flow] = dg.Edge(flow, tuple((x + left, y + top) for x, y in points))


def _between_pools(made: _Picture, flow: dg.MessageFlow) -> tuple[scope.Point, ...]:
    """Down or up between two pools, with its level part beside the pool that it leads to."""
    source, target = made.boxes[flow.source], made.boxes[flow.target]
    pools = made.work.diagram.pools
    begin = target.middle[0] if flow.source in pools and flow.target not in pools else source.middle[0]
    end = source.middle[0] if flow.target in pools and flow.source not in pools else target.middle[0]
    down = source.bottom <= target.y
    first = (begin, source.bottom if down else source.y)
    last = (end, target.y if down else target.bottom)
    if begin == end:
        return first, last
    pool = _pool_of(made, flow.target) or target
    y = pool.y - measures.POOL_GAP / 2 if down else pool.bottom + measures.POOL_GAP / 2
    return first, (begin, y), (end, y), last


def _pool_of(made: _Picture, element: str) -> scope.Box | None:
    node = made.work.diagram.nodes.get(element)
    if node is None:
        return made.boxes.get(element)
    return next(
        (made.boxes[pool.id] for pool in made.work.diagram.pools.values() if pool.process == node.process), None
    )


def ends(diagram: dg.Diagram) -> Iterator[tuple[str, str, str]]:
    """Everything that is drawn as a line: its id, and what it leads from and to."""
    for flow in diagram.flows.values():
        yield flow.id, flow.source, flow.target
    for message in diagram.message_flows.values():
        yield message.id, message.source, message.target
    for item in diagram.items.values():
        if item.type == "association" and item.source and item.ref:
            yield item.id, item.source, item.ref


def straight(one: scope.Box, other: scope.Box) -> tuple[scope.Point, scope.Point]:
    """A line between two boxes, from border to border."""
    return _border(one, other.middle), _border(other, one.middle)


def _border(box: scope.Box, towards: scope.Point) -> scope.Point:
    (x, y), (other_x, other_y) = box.middle, towards
    across, down = other_x - x, other_y - y
    ways = [(size / 2) / abs(way) for size, way in ((box.width, across), (box.height, down)) if way]
    share = min([1.0, *ways])
    return x + across * share, y + down * share
