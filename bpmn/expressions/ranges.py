"""FEEL's ranges: their text, and the functions that say how points and ranges lie to each other (10.3.4.9)."""

from __future__ import annotations

import re
from collections.abc import Callable

from bpmn.expressions import errors, functions, values

Value = values.Value
Relation = Callable[[values.Interval, values.Interval], bool]
_RANGE = re.compile(r"\s*([\[(\]])(.+?)\.\.(.+?)([\])\[])\s*", re.DOTALL)
_QUOTED = re.compile(r'(?:(@)|(date and time|date|time|duration)\s*\()?\s*"([^"\\]*)"\s*(\))?')


def _interval(value: Value) -> values.Interval:
    """A range; of a point the one that holds it alone."""
    return value if isinstance(value, values.Interval) else values.Interval(value, value, True, True)


def _low(one: values.Interval, other: values.Interval) -> int:
    """Which of two ranges begins earlier: -1 the one, 1 the other, 0 both at once."""
    if one.low is None or other.low is None:
        return (one.low is not None) - (other.low is not None)
    return _order(one.low, other.low) or other.low_included - one.low_included


def _high(one: values.Interval, other: values.Interval) -> int:
    """Which of two ranges ends earlier, as `_low`."""
    if one.high is None or other.high is None:
        return (other.high is not None) - (one.high is not None)
    return _order(one.high, other.high) or one.high_included - other.high_included


def _order(one: Value, other: Value) -> int:
    """Which of two points comes earlier, as `_low`."""
    return values.before(other, one) - values.before(one, other)


def _before(one: values.Interval, other: values.Interval) -> bool:
    if one.high is None or other.low is None:
        return False
    touching = one.high_included and other.low_included
    return values.before(one.high, other.low) or (not touching and not values.before(other.low, one.high))


def _meets(one: values.Interval, other: values.Interval) -> bool:
    if one.high is None or other.low is None or not (one.high_included and other.low_included):
        return False
    return not values.before(one.high, other.low) and not values.before(other.low, one.high)


def _overlaps(one: values.Interval, other: values.Interval) -> bool:
    return not _before(one, other) and not _before(other, one)


def _overlaps_before(one: values.Interval, other: values.Interval) -> bool:
    return _overlaps(one, other) and _low(one, other) < 0 and _high(one, other) <= 0


def _includes(one: values.Interval, other: values.Interval) -> bool:
    return _low(one, other) <= 0 and _high(one, other) >= 0


def _finishes(one: values.Interval, other: values.Interval) -> bool:
    return _high(one, other) == 0 and _low(one, other) >= 0


def _starts(one: values.Interval, other: values.Interval) -> bool:
    return _low(one, other) == 0 and _high(one, other) <= 0


def _coincides(one: values.Interval, other: values.Interval) -> bool:
    return _low(one, other) == 0 and _high(one, other) == 0


def _related(relation: Relation, *, swapped: bool = False, points: bool = False) -> functions.Function:
    """A function of two ranges, or of a point and a range; with `points` also of two points."""

    def related(arguments: list[Value], run: values.Run) -> bool:
        one, other = reversed(arguments) if swapped else arguments
        if not points and not any(isinstance(value, values.Interval) for value in arguments):
            raise values.mismatch("comparing ranges", *arguments)
        return relation(_interval(one), _interval(other))

    return related


def _read(arguments: list[Value], run: values.Run) -> values.Interval:
    """A range from its text, the ends of which are literals (10.3.4.1)."""
    match = _RANGE.fullmatch(functions.text_of(arguments[0])[:1_000])
    if match is None:
        raise errors.EvaluationError("wrong_argument", "the text is no range", text=arguments[0])
    low, high = _end(match[2], run), _end(match[3], run)
    if (low is None and high is None) or (low is not None and high is not None and values.before(high, low)):
        raise errors.EvaluationError("wrong_argument", "the range has no ends in that order", text=arguments[0])
    return values.Interval(low, high, match[1] == "[", match[4] == "]")


def _end(written: str, run: values.Run) -> Value:
    written = written.strip()
    quoted = _QUOTED.fullmatch(written)
    if quoted is not None and bool(quoted[2]) is bool(quoted[4]):
        if quoted[1] or quoted[2]:
            return functions.FUNCTIONS[quoted[2] or "@"]([quoted[3]], run)
        return quoted[3]
    return None if written in ("null", "") else functions.FUNCTIONS["number"]([written], run)


FUNCTIONS: dict[str, functions.Function] = {
    "range": _read,
    "before": _related(_before, points=True),
    "after": _related(_before, points=True, swapped=True),
    "meets": _related(_meets),
    "met by": _related(_meets, swapped=True),
    "overlaps": _related(_overlaps),
    "overlaps before": _related(_overlaps_before),
    "overlaps after": _related(_overlaps_before, swapped=True),
    "finishes": _related(_finishes),
    "finished by": _related(_finishes, swapped=True),
    "includes range": _related(_includes),
    "during": _related(_includes, swapped=True),
    "starts": _related(_starts),
    "started by": _related(_starts, swapped=True),
    "coincides": _related(_coincides, points=True),
}
PARTS: dict[str, Callable[[values.Interval], Value]] = {
    "start": lambda one: one.low,
    "end": lambda one: one.high,
    "start included": lambda one: one.low_included,
    "end included": lambda one: one.high_included,
}
"""What a range says of itself (table 64)."""
