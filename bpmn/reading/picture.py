"""Diagram interchange: shapes and edges (12). Each element is taken from the first plane that shows it."""

from __future__ import annotations

import math

from bpmn import diagram, markup, vocabulary
from bpmn.reading import index as indexing

_FARTHEST = 1e7
_MOST_POINTS = 1_000


def drawn(index: indexing.Index, root: markup.Element) -> tuple[dict[str, diagram.Shape], dict[str, diagram.Edge]]:
    """Shapes and edges by the element they show. Coordinates that are none are a finding, not a crash."""
    shapes: dict[str, diagram.Shape] = {}
    edges: dict[str, diagram.Edge] = {}
    for plane_number, plane in enumerate(root.iter("{*}BPMNPlane")):
        for one in plane.iterchildren(indexing.ELEMENTS):
            element = index.resolve(one.get("bpmnElement"))
            kind = vocabulary.split(str(one.tag))[1]
            if element is None:
                continue
            if kind == "BPMNShape" and element not in shapes:
                shape = _shape(one, element, plane_number)
                if shape is None:
                    index.say("bad-bounds", index.by_id[element])
                else:
                    shapes[element] = shape
            elif kind == "BPMNEdge" and element not in edges:
                points = _points(one)
                if points is None:
                    index.say("bad-bounds", index.by_id[element])
                elif points:
                    edges[element] = diagram.Edge(element, points)
    return shapes, edges


def _shape(one: markup.Element, element: str, plane: int) -> diagram.Shape | None:
    bounds = next(one.iterchildren("{*}Bounds"), None)
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return diagram.Shape(element, x, y, width, height, _flag(one, "isHorizontal"), _flag(one, "isExpanded"), plane)


def _points(one: markup.Element) -> tuple[tuple[float, float], ...] | None:
    points: list[tuple[float, float]] = []
    for point in one.iterchildren("{*}waypoint"):
        x, y = _number(point.get("x")), _number(point.get("y"))
        if x is None or y is None:
            return None
        points.append((x, y))
    return tuple(points[:_MOST_POINTS])


def _flag(one: markup.Element, name: str) -> bool | None:
    written = one.get(name)
    return None if written is None else markup.truth(written, False)


def _number(written: str | None) -> float | None:
    try:
        value = float((written or "").strip()[:40])
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= _FARTHEST else None
