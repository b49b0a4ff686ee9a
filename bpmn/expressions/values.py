"""The values of expressions and what may be done with them: kinds, limits, equality and order.

Values are plain JSON (null, booleans, numbers, texts, lists, contexts with text keys) and FEEL's dates, times and
durations. Nothing here looks at an attribute of a value: what isn't one of these kinds is refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from typing import Any, TypeAlias

from bpmn.expressions import errors, grammar, temporal

Value: TypeAlias = Any
"""None, bool, int, float, str, list, dict with str keys, date, time, datetime or `temporal.Duration`."""

MOST_STEPS = 100_000
LONGEST_STRING = 100_000
LONGEST_LIST = 10_000
DEEPEST_RESULT = 100


@dataclass(frozen=True, slots=True)
class Interval:
    """The value of a range; lives inside one evaluation only."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool


class Run:
    """One evaluation: what it may still spend, the instant it takes place at, if its caller says so, and the first
    failure that FEEL made null of."""

    __slots__ = ("failure", "now", "steps")

    def __init__(self, now: datetime | None) -> None:
        self.now, self.steps = now, MOST_STEPS
        self.failure: errors.EvaluationError | None = None

    def spend(self, steps: int) -> None:
        """Counts work that grows with the data.

        Raises:
            EvaluationError: too_many_steps.
        """
        self.steps -= steps
        if self.steps < 0:
            raise errors.EvaluationError("too_many_steps", f"the evaluation takes more than {MOST_STEPS} steps")


def kind(value: Value) -> str:
    """FEEL's name of the type of a value.

    Raises:
        EvaluationError: not_a_value, for anything that isn't plain data.
    """
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    if isinstance(value, temporal.Duration):
        return "years and months duration" if value.months or value.on_calendar else "days and time duration"
    for base, name in _BASES:
        if isinstance(value, base):
            return name
    raise errors.EvaluationError("not_a_value", f"a {type(value).__name__} is no value of an expression")


_KINDS: dict[type, str] = {
    type(None): "null", bool: "boolean", int: "number", float: "number", str: "string", list: "list",
    dict: "context", datetime: "date and time", date: "date", time: "time", Interval: "range",
}  # fmt: skip
_BASES: tuple[tuple[Any, str], ...] = (
    (bool, "boolean"), (int | float, "number"), (str, "string"), (list | tuple, "list"), (Mapping, "context"),
    (datetime, "date and time"), (date, "date"), (time, "time"),
)  # fmt: skip


def mismatch(operation: str, *operands: Value) -> errors.EvaluationError:
    """The error for an operation on kinds that it isn't made for."""
    kinds = " and ".join(kind(operand) for operand in operands)
    return errors.EvaluationError("type_mismatch", f"{operation} is not possible with {kinds}")


def number(value: Value) -> int | float:
    """The value, which must be a finite number.

    Raises:
        EvaluationError: type_mismatch, number_too_large.
    """
    if kind(value) != "number":
        raise mismatch("calculating", value)
    return within(value)


def within(value: int | float) -> int | float:
    """The number itself, if stores and wires carry it.

    Raises:
        EvaluationError: number_too_large, also for infinity and what is no number.
    """
    if isinstance(value, int):
        if -grammar.LARGEST_INTEGER <= value <= grammar.LARGEST_INTEGER:
            return value
    elif math.isfinite(value):
        return value
    raise errors.EvaluationError("number_too_large", "the number is too large")


def string(value: str) -> str:
    """The text itself, if it isn't too long."""
    if len(value) > LONGEST_STRING:
        raise errors.EvaluationError("text_too_long", f"the text has more than {LONGEST_STRING} characters")
    return value


def sequence(value: list[Value]) -> list[Value]:
    """The list itself, if it isn't too long."""
    if len(value) > LONGEST_LIST:
        raise errors.EvaluationError("list_too_long", f"the list has more than {LONGEST_LIST} items")
    return value


def equal(left: Value, right: Value, run: Run) -> bool | None:
    """Whether two values are equal; None where their kinds can't be compared. 1 equals 1.0 and not true.

    Lists and contexts are compared without recursion, each pair a step.
    """
    if left is None or right is None:
        return left is right
    one, other = kind(left), kind(right)
    if one != other:
        return None
    if isinstance(left, temporal.Duration):
        return bool(left.months == right.months and left.total_seconds == right.total_seconds)
    if one == "time":
        left, right = _on_clock(left), _on_clock(right)
    if one not in ("list", "context"):
        return bool(left == right)
    return _alike(left, right, run)


def _alike(left: Value, right: Value, run: Run) -> bool:
    waiting = [(left, right)]
    while waiting:
        left, right = waiting.pop()
        run.spend(1)
        one = kind(left)
        if one != kind(right):
            return False
        if one in ("list", "context"):
            if len(left) != len(right) or (one == "context" and left.keys() != right.keys()):
                return False
            run.spend(len(left))
            keys = left if one == "context" else range(len(left))
            waiting.extend((left[key], right[key]) for key in keys)
        elif left != right:
            return False
    return True


def _on_clock(value: time) -> time:
    """A time of a named zone by its offset without summer time: a time alone has no day to know better."""
    if value.tzinfo is None or value.utcoffset() is not None:
        return value
    offset = datetime(2000, 1, 1, tzinfo=value.tzinfo).utcoffset()
    return value if offset is None else value.replace(tzinfo=timezone(offset))


def before(left: Value, right: Value) -> bool:
    """Whether the left comes before the right.

    Raises:
        EvaluationError: type_mismatch where the two have no order.
    """
    one, other = kind(left), kind(right)
    if isinstance(left, temporal.Duration) and isinstance(right, temporal.Duration):
        if left.months == right.months == 0:
            return left.total_seconds < right.total_seconds
        if left.total_seconds == right.total_seconds == 0:
            return left.months < right.months
    elif one == other and one in ("number", "string", "date", "time", "date and time"):
        if one == "time":
            left, right = _on_clock(left), _on_clock(right)
        try:
            return bool(left < right)
        except TypeError as cause:  # one has a zone, the other hasn't
            raise mismatch("comparing a time with a zone to one without", left, right) from cause
    raise mismatch("comparing by size", left, right)


def inside(value: Value, interval: Interval) -> bool:
    """Whether a value lies in a range."""
    low, high = interval.low, interval.high
    if low is not None and (before(value, low) or (not interval.low_included and not before(low, value))):
        return False
    return high is None or not (before(high, value) or (not interval.high_included and not before(value, high)))


def finished(value: Value, run: Run) -> Value:
    """A result that may leave: plain data, not too large when written out, not too deep.

    A context can name one list twice and that list another twice: small in memory, huge as JSON. Hence the walk.
    """
    if type(value) in _SIMPLE:
        return within(value) if isinstance(value, int | float) else value
    layer, level = [value], 0
    while layer:
        level += 1
        if level > DEEPEST_RESULT:
            raise errors.EvaluationError("too_many_steps", f"the result is nested more than {DEEPEST_RESULT} levels")
        below: list[Value] = []
        for part in layer:
            found = kind(part)
            if found == "range":
                raise errors.EvaluationError("not_a_value", "a range is no result")
            if found in ("list", "context"):
                run.spend(len(part))
                below.extend(part.values() if found == "context" else part)
        layer = below
    return value


_SIMPLE = frozenset({type(None), bool, int, float, str})
