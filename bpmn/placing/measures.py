"""Sizes in pixels of what is laid out: as modelers draw them, so that a modeler takes the picture on as it is."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn import diagram as dg
from bpmn import vocabulary

TASK = (100.0, 80.0)
EVENT = (36.0, 36.0)
GATEWAY = (50.0, 50.0)
ITEMS: Mapping[str, tuple[float, float]] = {
    "dataObjectReference": (36.0, 50.0),
    "dataInput": (36.0, 50.0),
    "dataOutput": (36.0, 50.0),
    "dataStoreReference": (50.0, 50.0),
    "textAnnotation": (140.0, 50.0),
}
"""What of the items has a shape of its own, by type."""
HEADER = 30.0
"""Width of the band that bears the name of a pool or lane."""
COLUMN_GAP, TRACK_GAP, POOL_GAP = 60.0, 50.0, 60.0
PAD = 30.0
"""Between the border of a pool, lane or subprocess and what stands in it."""
TITLE = 30.0
"""Height of a subprocess's name."""
ROW = 120.0
"""Least height of a lane."""
BLACK_BOX = 60.0
STEP = 44.0
"""From one boundary event of an activity to the next."""


def size(node: dg.Node, boundaries: int = 0) -> tuple[float, float]:
    """Width and height of a node without contents that bears some boundary events."""
    if node.type in vocabulary.GATEWAYS:
        return GATEWAY
    if node.type in vocabulary.EVENTS:
        return EVENT
    return max(TASK[0], boundaries * STEP + 12), TASK[1]
