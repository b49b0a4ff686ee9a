"""Ways of flows through a grid: right angles, in the free channels between columns and rows.

A flow to the next column, or along a row that is free, goes straight; any other goes down into the corridor below its
row and comes up before its target. Flows in one channel lie some pixels apart.
"""

from __future__ import annotations

from bpmn.placing import measures, scope

Points = tuple[scope.Point, ...]
_APART, _LANES = 7.0, 5


def way(made: scope.Grid, source: str, target: str, number: int) -> Points:
    """Way points of a flow between two things of a grid; `number` tells flows in one channel apart."""
    one, other = made.boxes[source], made.boxes[target]
    start, end = (one.right, one.middle[1]), (other.x, other.middle[1])
    if source == target:
        return _loop(made, source, one)
    between = range(made.layer[source] + 1, made.layer[target])
    shift = (number % _LANES - _LANES // 2) * _APART
    if made.layer[target] > made.layer[source]:
        if one.height < measures.TASK[1] and start[1] != end[1] and _clear(made, source, target, between):
            x, y = one.middle[0], one.bottom if end[1] > start[1] else one.y
            return (x, y), (x, end[1]), end
        if _free(made, target, between):
            x = made.columns[made.layer[source]][1] + measures.COLUMN_GAP / 2 + shift
            return _bent(start, end, x)
        if _free(made, source, between):
            return _bent(start, end, _before(made, target, shift))
    low = max((made.corridors[made.band[n], made.track[n]] for n in (source, target)), default=one.bottom)
    return _under(start, end, made.columns[made.layer[source]][1] + measures.COLUMN_GAP / 2 + shift,
                  low + shift, _before(made, target, shift))  # fmt: skip


def drop(made: scope.Grid, source: scope.Box, host: str, target: str, number: int) -> Points:
    """Way points of a flow from a boundary event, which stands on the lower border of its host."""
    shift = (number % _LANES - _LANES // 2) * _APART
    x, y = source.middle[0], made.corridors[made.band[host], made.track[host]] + shift
    end = (made.boxes[target].x, made.boxes[target].middle[1])
    before = _before(made, target, shift)
    return (x, source.bottom), (x, y), (before, y), (before, end[1]), end


def _before(made: scope.Grid, target: str, shift: float) -> float:
    return made.columns[made.layer[target]][0] - measures.COLUMN_GAP / 2 + shift


def _free(made: scope.Grid, one: str, layers: range) -> bool:
    """Whether the row of a thing is free in some columns."""
    if len(layers) > _FAR:
        return False
    return not any((made.band[one], layer, made.track[one]) in made.taken for layer in layers)


def _clear(made: scope.Grid, source: str, target: str, between: range) -> bool:
    """Whether a gateway or event can be left by its upper or lower corner, right to the height of the target."""
    band, track, layer = made.band[source], made.track[source], made.layer[source]
    if made.band[target] != band or not _free(made, target, between):
        return False
    step = 1 if made.track[target] > track else -1
    tracks = range(track + step, made.track[target] + step, step)
    return len(tracks) <= _NEAR and not any((band, layer, one) in made.taken for one in tracks)


_NEAR = 20
_FAR = 200
"""Columns beyond which nobody looks for a straight way: a large file must not take for ever."""


def _bent(start: scope.Point, end: scope.Point, x: float) -> Points:
    return (start, end) if start[1] == end[1] else (start, (x, start[1]), (x, end[1]), end)


def _under(start: scope.Point, end: scope.Point, right: float, low: float, left: float) -> Points:
    return start, (right, start[1]), (right, low), (left, low), (left, end[1]), end


def _loop(made: scope.Grid, one: str, box: scope.Box) -> Points:
    low = made.corridors[made.band[one], made.track[one]]
    x, y = box.middle
    return (box.right, y), (box.right + 15, y), (box.right + 15, low), (x, low), (x, box.bottom)
