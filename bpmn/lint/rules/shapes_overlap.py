"""No two shapes lie on each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "shapes-overlap",
    finding.Level.NOTE,
    "«{name}» nằm đè lên «{other}» trên sơ đồ nên khó đọc, và bước có thể bị hiểu là ở làn khác. Trong phần mềm vẽ: "
    "kéo ra cho rời nhau.",
    "“{name}” lies on “{other}” on the picture, which is hard to read and may show a step in another lane. In the "
    "modeler: move them apart.",
)
LEAST = 0.2
"""Part of the smaller shape that must be covered: tools let borders touch."""
MOST_NEAR = 40
"""Shapes at one height that one is compared with; where more lie on each other the first ones are told."""
Placed = tuple[dg.Shape, dg.Node]


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Nodes of one level; boundary events stand on their hosts by right."""
    drawn = judged.diagram
    levels: dict[tuple[str, str | None, int], list[Placed]] = {}
    for node in drawn.nodes.values():
        shape = drawn.shapes.get(node.id)
        if shape is not None and node.attached_to is None and 0 < shape.width * shape.height < math.inf:
            levels.setdefault((node.process, node.parent, shape.plane), []).append((shape, node))
    for some in levels.values():
        for node, other in _covering(some):
            yield judged.tell(WORDS, node.id, other=other)


def _covering(some: list[Placed]) -> Iterator[tuple[dg.Node, dg.Node]]:
    """Each node that lies on one further to the left, with that one; from left to right."""
    near: list[Placed] = []
    for shape, node in sorted(some, key=lambda one: one[0].x):
        near = [one for one in near if one[0].x + one[0].width > shape.x][-MOST_NEAR:]
        other = next((n for s, n in near if _shared(shape, s) > LEAST and not _opened(n, s, shape)), None)
        if other is not None:
            yield node, other
        near.append((shape, node))


def _opened(node: dg.Node, around: dg.Shape, inside: dg.Shape) -> bool:
    """Whether a node is a call drawn so large that it shows what it calls."""
    return node.type == "callActivity" and around.width * around.height > 3 * inside.width * inside.height


def _shared(one: dg.Shape, other: dg.Shape) -> float:
    """Which part of the smaller shape the other covers."""
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    least = min(one.width * one.height, other.width * other.height)
    return max(wide, 0) * max(high, 0) / least if least else 0
