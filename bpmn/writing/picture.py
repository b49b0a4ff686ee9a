"""The picture as diagram interchange (12): one plane, and one for each subprocess that is drawn closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bpmn import diagram as dg
from bpmn.writing import events, tags


def written(
    diagram: dg.Diagram, root: str, roots: events.Roots, associations: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """Diagrams with their planes.

    Parameters:
        diagram: with a completed picture, as `layout.completed` makes it.
        root: what the first plane shows: a collaboration or a process.
        associations: data associations by id, with what they lead from and to; drawn as straight lines.
    """
    planes: dict[int, list[str]] = {0: []}
    for shape in diagram.shapes.values():
        planes.setdefault(shape.plane, []).append(_shape(shape, roots.fresh(f"{shape.element}_di")))
    for element, points, plane in _lines(diagram, associations):
        planes.setdefault(plane, []).append(_edge(element, points, roots.fresh(f"{element}_di")))
    for plane, parts in planes.items():
        shown = root if plane == 0 else _closed(diagram, plane)
        yield tags.opened("bpmndi:BPMNDiagram", id=roots.fresh("diagram"))
        yield tags.opened("bpmndi:BPMNPlane", id=roots.fresh("plane"), bpmnElement=shown)
        yield from parts
        yield "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"


def _closed(diagram: dg.Diagram, plane: int) -> str:
    """The subprocess whose contents a plane shows: around any node of it, the innermost on another plane."""
    first = next(one.element for one in diagram.shapes.values() if one.plane == plane and one.element in diagram.nodes)
    at = diagram.nodes[first].parent
    while at is not None and at in diagram.shapes and diagram.shapes[at].plane == plane:
        at = diagram.nodes[at].parent
    return at or first


def _lines(
    diagram: dg.Diagram, associations: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, Iterable[tuple[float, float]], int]]:
    ends = {flow.id: flow.source for flow in diagram.flows.values()}
    ends |= {flow.id: flow.source for flow in diagram.message_flows.values()}
    ends |= {item.id: item.source for item in diagram.items.values() if item.type == "association" and item.source}
    for edge in diagram.edges.values():
        source = diagram.shapes.get(ends.get(edge.element, ""))
        if source is not None:
            yield edge.element, edge.points, source.plane
    for element, (source_id, target_id) in associations.items():
        one, other = diagram.shapes.get(source_id), diagram.shapes.get(target_id)
        if one is not None and other is not None and one.plane == other.plane:
            yield element, [(s.x + s.width / 2, s.y + s.height / 2) for s in (one, other)], one.plane


def _shape(shape: dg.Shape, identity: str) -> str:
    begin = tags.opened(
        "bpmndi:BPMNShape",
        id=identity,
        bpmnElement=shape.element,
        isHorizontal=shape.horizontal,
        isExpanded=shape.expanded,
    )
    bounds = tags.alone("dc:Bounds", x=shape.x, y=shape.y, width=shape.width, height=shape.height)
    return f"{begin}{bounds}</bpmndi:BPMNShape>"


def _edge(element: str, points: Iterable[tuple[float, float]], identity: str) -> str:
    ways = "".join(tags.alone("di:waypoint", x=float(x), y=float(y)) for x, y in points)
    return f"{tags.opened('bpmndi:BPMNEdge', id=identity, bpmnElement=element)}{ways}</bpmndi:BPMNEdge>"
