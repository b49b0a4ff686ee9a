"""A diagram as SVG, drawn from its interchange, with marks on elements: for the command line, print and pages without
scripts.

Nothing in the picture can act: no script, no link, no style sheet, and every text is escaped.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn import diagram as dg
from bpmn import vocabulary

MARGIN = 20
LARGEST = 1_000_000
"""Coordinates beyond are left out: they are a broken file's."""
LINE_HEIGHT = 13
LETTER_WIDTH = 6.2
INK, PAPER, SOFT = "#212529", "#ffffff", "#6c757d"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on an element: `kind` is one of `COLOURS`, `text` its tooltip, `count` a number shown at its corner."""

    kind: str
    text: str = ""
    count: int = 0


COLOURS: Mapping[str, str] = {
    "added": "#198754",
    "removed": "#dc3545",
    "changed": "#b58100",
    "moved": "#6f42c1",
    "error": "#dc3545",
    "warning": "#b58100",
    "note": "#0d6efd",
    "token": "#0a58ca",
    "passed": "#6c757d",
}
"""Kind of mark → colour of its outline."""


def svg(diagram: dg.Diagram, marks: Mapping[str, Mark] | None = None, title: str = "") -> str:
    """The picture as a whole SVG document.

    Parameters:
        marks: by element id; elements without a shape can't bear one.
        title: read out by screen readers; the diagram's name where it is empty.
    """
    marks = marks or {}
    shapes = {element: shape for element, shape in diagram.shapes.items() if _drawable(shape)}
    names = {lane.id: lane.name for lane in diagram.lanes.values()}
    names.update({pool.id: pool.name for pool in diagram.pools.values()})
    left, top, right, bottom = _bounds(diagram, shapes)
    width, height = right - left, bottom - top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{left:g} {top:g} {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="sans-serif" font-size="11">',
        f"<title>{_text(title or diagram.name or diagram.id)}</title>",
        '<defs><marker id="arrow" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="{INK}"/></marker></defs>',
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="{PAPER}"/>',
    ]
    for element, shape in sorted(shapes.items(), key=lambda item: -item[1].width * item[1].height):
        parts += _shape(diagram, names, element, shape, marks.get(element))
    for element, edge in diagram.edges.items():
        parts += _edge(diagram, element, edge, marks.get(element))
    for element, mark in marks.items():
        if element in shapes:
            parts += _badge(shapes[element], mark)
    return "\n".join((*parts, "</svg>"))


def _drawable(shape: dg.Shape) -> bool:
    numbers = (shape.x, shape.y, shape.width, shape.height)
    return all(math.isfinite(n) and abs(n) < LARGEST for n in numbers) and shape.width >= 0 and shape.height >= 0


def _points(edge: dg.Edge) -> list[tuple[float, float]]:
    return [p for p in edge.points if all(math.isfinite(n) and abs(n) < LARGEST for n in p)]


def _bounds(diagram: dg.Diagram, shapes: Mapping[str, dg.Shape]) -> tuple[float, float, float, float]:
    xs = [x for s in shapes.values() for x in (s.x, s.x + s.width)]
    ys = [y for s in shapes.values() for y in (s.y, s.y + s.height)]
    for edge in diagram.edges.values():
        for x, y in _points(edge):
            xs.append(x)
            ys.append(y)
    if not xs:
        return 0, 0, 2 * MARGIN, 2 * MARGIN
    return min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + 2 * MARGIN


def _shape(
    diagram: dg.Diagram, names: Mapping[str, str], element: str, shape: dg.Shape, mark: Mark | None
) -> Iterator[str]:
    colour = COLOURS.get(mark.kind, INK) if mark else INK
    pen = f'stroke="{colour}" stroke-width="{3 if mark else 1.2}"'
    yield f'<g data-element="{_text(element)}">'
    if mark and mark.text:
        yield f"<title>{_text(mark.text)}</title>"
    node = diagram.nodes.get(element)
    if node is not None:
        yield from _node(node, shape, pen)
    elif element in names:
        yield from _lane(diagram, names[element], element, shape, pen)
    elif element in diagram.items:
        yield from _item(diagram.items[element], shape, pen)
    yield "</g>"


def _node(node: dg.Node, shape: dg.Shape, pen: str) -> Iterator[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    middle_x, middle_y = x + w / 2, y + h / 2
    if node.type in vocabulary.GATEWAYS:
        corners = f"{middle_x:g},{y:g} {x + w:g},{middle_y:g} {middle_x:g},{y + h:g} {x:g},{middle_y:g}"
        yield f'<polygon points="{corners}" fill="{PAPER}" {pen}/>'
        yield _word(middle_x, middle_y + 6, _SIGNS.get(node.type, ""), 18)
        yield from _label(node.name, middle_x, y + h + LINE_HEIGHT, 110)
    elif node.type in vocabulary.EVENTS:
        radius = min(w, h) / 2
        thick = pen.replace('"1.2"', '"3"') if node.type == "endEvent" else pen
        dashes = "" if node.interrupting else ' stroke-dasharray="4 3"'
        yield f'<circle cx="{middle_x:g}" cy="{middle_y:g}" r="{radius:g}" fill="{PAPER}" {thick}{dashes}/>'
        if node.type not in {"startEvent", "endEvent"}:
            inner = max(radius - 3, 0)
            yield f'<circle cx="{middle_x:g}" cy="{middle_y:g}" r="{inner:g}" fill="none" stroke="{INK}"{dashes}/>'
        kind = node.events[0].kind if node.events else ""
        yield _word(middle_x, middle_y + 5, _SIGNS.get(kind, ""), 14)
        yield from _label(node.name, middle_x, y + h + LINE_HEIGHT, 110)
    else:
        dashes = ' stroke-dasharray="5 4"' if node.event_subprocess else ""
        box = f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"'
        yield f'{box} rx="8" fill="{PAPER}" {pen}{dashes}/>'
        lines = _wrapped(node.name, w - 10)
        high = node.type in vocabulary.SUBPROCESSES and shape.expanded is not False and h > 100
        start = y + LINE_HEIGHT + 2 if high else middle_y - (len(lines) - 1) * LINE_HEIGHT / 2 + 4
        for number, line in enumerate(lines):
            yield _word(middle_x, start + number * LINE_HEIGHT, line)
        if sign := _SIGNS.get(node.type, ""):
            yield _word(x + 12, y + 15, sign, 12)


_SIGNS: Mapping[str, str] = {
    "exclusiveGateway": "×",
    "inclusiveGateway": "○",
    "parallelGateway": "+",
    "complexGateway": "*",
    "eventBasedGateway": "⌂",
    "message": "✉",
    "timer": "◷",
    "error": "ϟ",
    "escalation": "↑",
    "signal": "△",
    "link": "→",
    "terminate": "●",
    "conditional": "≡",
    "compensate": "«",
    "cancel": "✕",
    "userTask": "☺",
    "manualTask": "☜",
    "serviceTask": "⚙",
    "scriptTask": "≣",
    "sendTask": "✉",
    "receiveTask": "✉",
    "businessRuleTask": "▤",
    "callActivity": "⊞",
}


def _lane(diagram: dg.Diagram, name: str, element: str, shape: dg.Shape, pen: str) -> Iterator[str]:
    pool = diagram.pools.get(element)
    box = f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}"'
    yield f'{box} fill="{PAPER}" {pen}/>'
    if shape.horizontal is False:
        yield _word(shape.x + shape.width / 2, shape.y + 18, name)
    elif pool is not None and pool.process is None:
        yield _word(shape.x + shape.width / 2, shape.y + shape.height / 2 + 4, name)
    else:
        x, y = shape.x + 18, shape.y + shape.height / 2
        longest = _wrapped(name, max(shape.height - 10, 20))
        for number, line in enumerate(longest[:2]):
            at = x + (number - (min(len(longest), 2) - 1) / 2) * LINE_HEIGHT
            yield _word(at, y, line, turned=True)


def _item(item: dg.Item, shape: dg.Shape, pen: str) -> Iterator[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    if item.type == "textAnnotation":
        yield f'<path d="M{x + 12:g} {y:g}H{x:g}V{y + h:g}H{x + 12:g}" fill="none" {pen}/>'
        for number, line in enumerate(_wrapped(item.text, w - 8)):
            yield _word(x + 6, y + 14 + number * LINE_HEIGHT, line, anchor="start")
        return
    if item.type == "group":
        box = f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="8"'
        yield f'{box} fill="none" stroke-dasharray="8 4 2 4" {pen}/>'
        return
    fold = min(10.0, w / 3)
    yield f'<path d="M{x:g} {y:g}H{x + w - fold:g}L{x + w:g} {y + fold:g}V{y + h:g}H{x:g}z" fill="{PAPER}" {pen}/>'
    yield from _label(item.name, x + w / 2, y + h + LINE_HEIGHT, 110)


def _edge(diagram: dg.Diagram, element: str, edge: dg.Edge, mark: Mark | None) -> Iterator[str]:
    points = _points(edge)
    if len(points) < 2:
        return
    flow, message = diagram.flows.get(element), diagram.message_flows.get(element)
    colour = COLOURS.get(mark.kind, INK) if mark else INK if flow or message else SOFT
    dashes = "" if flow else ' stroke-dasharray="6 4"' if message else ' stroke-dasharray="1 4"'
    arrow = ' marker-end="url(#arrow)"' if flow or message else ""
    line = " ".join(f"{x:g},{y:g}" for x, y in points)
    yield f'<g data-element="{_text(element)}">'
    if mark and mark.text:
        yield f"<title>{_text(mark.text)}</title>"
    yield (
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{3 if mark else 1.2}"{dashes}{arrow}/>'
    )
    name = flow.name if flow else message.name if message else ""
    first, second = points[0], points[1]
    if flow and flow.default:
        yield _slash(first, second, colour)
    across = abs(first[0] - second[0]) >= abs(first[1] - second[1])
    x = first[0] + (8 if second[0] >= first[0] else -8) if across else first[0] + 5
    y = first[1] - 5 if across else first[1] + (16 if second[1] >= first[1] else -10)
    anchor = "end" if across and second[0] < first[0] else "start"
    for number, text in enumerate(_wrapped(name, 110)):
        yield _word(x, y + number * LINE_HEIGHT, text, anchor=anchor)
    yield "</g>"


def _slash(first: tuple[float, float], second: tuple[float, float], colour: str) -> str:
    """The stroke across a default flow near its beginning (7.4, Table 7.2)."""
    long = math.hypot(second[0] - first[0], second[1] - first[1]) or 1
    across, down = (second[0] - first[0]) / long, (second[1] - first[1]) / long
    x, y = first[0] + 10 * across, first[1] + 10 * down
    ends = [(x + side * 5 * (across + down), y + side * 5 * (down - across)) for side in (-1, 1)]
    line = " ".join(f"{one:g},{other:g}" for one, other in [(round(a, 2), round(b, 2)) for a, b in ends])
    return f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.2"/>'


def _badge(shape: dg.Shape, mark: Mark) -> Iterator[str]:
    """A dot at the upper right corner, with a number where there is one."""
    colour = COLOURS.get(mark.kind, INK)
    x, y = shape.x + shape.width, shape.y
    yield f'<circle cx="{x:g}" cy="{y:g}" r="9" fill="{colour}" stroke="{PAPER}"/>'
    signs = {"added": "+", "removed": "−", "moved": "↔", "token": "●"}
    sign = str(mark.count) if mark.count else signs.get(mark.kind, "!")
    yield f'<text x="{x:g}" y="{y + 4:g}" text-anchor="middle" fill="{PAPER}">{_text(sign)}</text>'


def _label(name: str, x: float, y: float, width: float) -> Iterator[str]:
    for number, line in enumerate(_wrapped(name, width)):
        yield _word(x, y + number * LINE_HEIGHT, line)


def _word(x: float, y: float, text: str, size: int = 0, *, anchor: str = "middle", turned: bool = False) -> str:
    if not text:
        return ""
    font = f' font-size="{size}"' if size else ""
    turn = f' transform="rotate(-90 {x:g} {y:g})"' if turned else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{INK}"{font}{turn}>{_text(text)}</text>'


def _wrapped(text: str, width: float) -> list[str]:
    """Lines of about a width, five at most."""
    room = max(int(width / LETTER_WIDTH), 4)
    lines: list[str] = []
    for word in text[:400].split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += " " + word
        else:
            lines.append(word[:room])
    return lines if len(lines) <= 5 else [*lines[:4], lines[4] + "…"]


def _text(text: str) -> str:
    return html.escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff"), quote=True)
