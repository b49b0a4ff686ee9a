"""One level of a diagram as a grid: layers are columns, lanes are bands of rows; nothing stands on anything else.

A node goes into its predecessor's row where that is free, so that a plain way is a straight line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bpmn.placing import measures

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right border."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower border."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, x: float, y: float) -> Box:
        """The same elsewhere."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(slots=True)
class Grid:
    """Where each thing of a level stands.

    `band` is the band (a lane's index) of each thing, `layer` its column, `track` its row in the band. `boxes` are in
    pixels from the level's own corner; `tops` and `bottoms` the borders of bands; `corridors` the free height below a
    row, by band and row; `columns` left and right of each layer.
    """

    band: Mapping[str, int]
    layer: Mapping[str, int]
    track: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    corridors: dict[tuple[int, int], float] = field(default_factory=dict)
    columns: list[tuple[float, float]] = field(default_factory=list)
    taken: set[tuple[int, int, int]] = field(default_factory=set)
    width: float = 0
    height: float = 0


def grid(
    sizes: Mapping[str, Point],
    layer: Mapping[str, int],
    band: Mapping[str, int],
    bands: int,
    before: Mapping[str, Sequence[str]],
    left: float,
) -> Grid:
    """The grid of a level.

    Parameters:
        sizes: width and height of each thing, in the order in which it chooses its row.
        layer, band: of each thing; bands are counted from 0.
        before: the things that lead to each.
        left: where the first column may begin.
    """
    made = Grid(band, layer)
    _rows(made, sizes, before)
    _columns(made, sizes, left)
    middles = _bands(made, sizes, bands)
    for one, (width, height) in sizes.items():
        begin, end = made.columns[layer[one]]
        made.boxes[one] = Box(
            (begin + end - width) / 2, middles[band[one], made.track[one]] - height / 2, width, height
        )
    return made


def _rows(made: Grid, sizes: Mapping[str, Point], before: Mapping[str, Sequence[str]]) -> None:
    """The row of what leads to it where that is free, else a new one below the column's others."""
    free: dict[tuple[int, int], int] = {}
    for one in sorted(sizes, key=lambda name: made.layer[name]):
        band, layer = made.band[one], made.layer[one]
        track = next((made.track[b] for b in before.get(one, ()) if b in made.track and made.band[b] == band), 0)
        if (band, layer, track) in made.taken:
            track = free[band, layer]
        made.track[one] = track
        made.taken.add((band, layer, track))
        free[band, layer] = max(free.get((band, layer), 0), track + 1)


def _columns(made: Grid, sizes: Mapping[str, Point], left: float) -> None:
    widths = [0.0] * (max(made.layer.values(), default=-1) + 1)
    for one, (width, _) in sizes.items():
        widths[made.layer[one]] = max(widths[made.layer[one]], width)
    x = left + measures.PAD
    for width in widths:
        made.columns.append((x, x + width))
        x += width + measures.COLUMN_GAP
    made.width = max(x, left + 2 * measures.PAD + measures.TASK[0])


def _bands(made: Grid, sizes: Mapping[str, Point], bands: int) -> dict[tuple[int, int], float]:
    """Heights of bands; returns the middle of each row."""
    heights: list[list[float]] = [[] for _ in range(bands)]
    for one, (_, height) in sizes.items():
        rows, track = heights[made.band[one]], made.track[one]
        rows.extend([0.0] * (track + 1 - len(rows)))
        rows[track] = max(rows[track], height)
    middles: dict[tuple[int, int], float] = {}
    y = 0.0
    for band, rows in enumerate(heights):
        made.tops.append(y)
        bottom = y + measures.ROW
        y += measures.PAD
        for track, height in enumerate(rows):
            middles[band, track] = y + height / 2
            y += height + measures.TRACK_GAP
            made.corridors[band, track] = y - measures.TRACK_GAP / 2
        y = max(y, bottom)
        made.bottoms.append(y)
    made.height = y
    return middles
