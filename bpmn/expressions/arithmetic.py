"""Adding, multiplying and the like over numbers, texts, dates and durations.

Numbers with decimals are calculated as decimals of 34 digits (DMN 1.5, 10.3.2.3.1), so that 0.1 + 0.2 is 0.3: fees
are money. Every result is checked before the next step, and powers before they are taken.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bpmn.expressions import errors, grammar, temporal, tree, values

_CONTEXT = decimal.Context(prec=34)
_LARGEST_POWER_BITS = 64


def applied(operator: tree.Operator, left: values.Value, right: values.Value) -> values.Value:
    """The value of `left operator right`.

    Raises:
        EvaluationError: type_mismatch, number_too_large, division_by_zero, text_too_long.
    """
    one, other = values.kind(left), values.kind(right)
    if one == other == "number":
        return calculated(operator, left, right)
    if one == other == "string" and operator is tree.Operator.ADD:
        return values.string(left + right)
    try:
        found = _temporal(operator, left, right)
    except (OverflowError, errors.TemporalError) as cause:
        raise errors.EvaluationError("number_too_large", "the date leads outside the years 1 to 9999") from cause
    if found is None:
        raise values.mismatch(f"'{operator}'", left, right)
    return found


def calculated(operator: tree.Operator, left: int | float, right: int | float) -> int | float:
    """Arithmetic of two numbers."""
    values.within(left)
    values.within(right)
    if operator is tree.Operator.POWER:
        return _power(left, right)
    if right == 0 and operator in _DIVISIONS:
        raise errors.EvaluationError("division_by_zero", "a number is divided by zero")
    if isinstance(left, int) and isinstance(right, int):
        if operator is not tree.Operator.DIVIDE:
            return values.within(_EXACT[operator](left, right))
        if left % right == 0:
            return left // right
    try:
        return _plain(_DECIMAL[operator](_decimal(left), _decimal(right)))
    except decimal.DecimalException as cause:
        raise errors.EvaluationError("number_too_large", "the number is too large") from cause


_DIVISIONS = frozenset({
    tree.Operator.DIVIDE, tree.Operator.FLOOR_DIVIDE, tree.Operator.MODULO, tree.Operator.REMAINDER,
})  # fmt: skip
_EXACT: dict[tree.Operator, Callable[[int, int], int]] = {
    tree.Operator.ADD: lambda left, right: left + right,
    tree.Operator.SUBTRACT: lambda left, right: left - right,
    tree.Operator.MULTIPLY: lambda left, right: left * right,
    tree.Operator.FLOOR_DIVIDE: lambda left, right: left // right,
    tree.Operator.MODULO: lambda left, right: left % right,
    tree.Operator.REMAINDER: lambda left, right: left - right * (abs(left) // abs(right)) * _sign(left) * _sign(right),
}


def _sign(number: int) -> int:
    return -1 if number < 0 else 1


def _floored(left: Decimal, right: Decimal) -> Decimal:
    return _CONTEXT.divide(left, right).to_integral_value(decimal.ROUND_FLOOR)


_DECIMAL: dict[tree.Operator, Callable[[Decimal, Decimal], Decimal]] = {
    tree.Operator.ADD: _CONTEXT.add,
    tree.Operator.SUBTRACT: _CONTEXT.subtract,
    tree.Operator.MULTIPLY: _CONTEXT.multiply,
    tree.Operator.DIVIDE: _CONTEXT.divide,
    tree.Operator.FLOOR_DIVIDE: _floored,
    tree.Operator.MODULO: lambda left, right: _CONTEXT.subtract(left, _CONTEXT.multiply(right, _floored(left, right))),
    tree.Operator.REMAINDER: _CONTEXT.remainder,
}


def _decimal(value: int | float) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(repr(value))


def _plain(value: Decimal) -> int | float:
    if abs(value) <= grammar.LARGEST_INTEGER and value == value.to_integral_value():
        return int(value)
    return values.within(float(value))


def _power(base: int | float, exponent: int | float) -> int | float:
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        if abs(base) > 1 and exponent * (abs(base).bit_length() - 1) > _LARGEST_POWER_BITS:
            raise errors.EvaluationError("number_too_large", "the power is too large")
        return values.within(base ** min(exponent, 2 + exponent % 2) if abs(base) <= 1 else base**exponent)
    try:
        found = float(base) ** float(exponent)
    except OverflowError as cause:
        raise errors.EvaluationError("number_too_large", "the power is too large") from cause
    except ZeroDivisionError as cause:
        raise errors.EvaluationError("division_by_zero", "zero has no negative power") from cause
    if isinstance(found, complex):
        raise errors.EvaluationError("wrong_argument", "a negative number has no such power")
    return values.within(found)


def root(value: int | float) -> int | float:
    """The square root.

    Raises:
        EvaluationError: wrong_argument, of a negative number.
    """
    if value < 0:
        raise errors.EvaluationError("wrong_argument", "a negative number has no root")
    return _plain(_CONTEXT.sqrt(_decimal(values.within(value))))


def raised(value: int | float, *, logarithm: bool) -> int | float:
    """The natural logarithm, or the power of e.

    Raises:
        EvaluationError: wrong_argument, number_too_large.
    """
    try:
        return values.within((math.log if logarithm else math.exp)(values.within(value)))
    except ValueError as cause:
        raise errors.EvaluationError("wrong_argument", "only numbers above zero have a logarithm") from cause
    except OverflowError as cause:
        raise errors.EvaluationError("number_too_large", "the power is too large") from cause


def rounded(value: int | float, scale: int, way: str) -> int | float:
    """A number with `scale` decimals, rounded `way` (a mode of `decimal`).

    Raises:
        EvaluationError: wrong_argument beyond 20 decimals.
    """
    if not -20 <= scale <= 20:
        raise errors.EvaluationError("wrong_argument", "a number is rounded to 20 decimals at most")
    try:
        return _plain(_decimal(values.within(value)).quantize(Decimal(1).scaleb(-scale), way, _WIDE))
    except decimal.InvalidOperation:
        return value  # more digits than can be told apart: it has no decimals to round


_WIDE = decimal.Context(prec=60)


def negated(value: values.Value) -> values.Value:
    """Unary minus of a number or a duration."""
    if isinstance(value, temporal.Duration):
        return temporal.negated(value)
    return -values.number(value)


def _temporal(operator: tree.Operator, left: values.Value, right: values.Value) -> values.Value:
    """Arithmetic with dates and durations (DMN 1.5, table 61); None where there is none for the two."""
    if isinstance(right, temporal.Duration):
        if operator is tree.Operator.SUBTRACT:
            return _later(left, temporal.negated(right))
        if operator is tree.Operator.ADD:
            return _later(left, right)
        if operator is tree.Operator.MULTIPLY:
            return _scaled(right, left, operator)
        return _ratio(left, right) if operator is tree.Operator.DIVIDE else None
    if isinstance(left, temporal.Duration):
        if operator is tree.Operator.ADD:
            return _later(right, left)
        return _scaled(left, right, operator) if operator in (tree.Operator.MULTIPLY, tree.Operator.DIVIDE) else None
    return _between(left, right) if operator is tree.Operator.SUBTRACT else None


def _later(value: values.Value, duration: temporal.Duration) -> values.Value:
    if isinstance(value, temporal.Duration):
        if values.kind(value) != values.kind(duration):
            return None
        months, seconds = value.months + duration.months, value.seconds + duration.seconds
        return temporal.checked(
            temporal.Duration(months, seconds, value.days + duration.days, value.on_calendar or duration.on_calendar)
        )
    if isinstance(value, datetime):
        return temporal.add(value, duration)
    if isinstance(value, date):
        return temporal.add(datetime.combine(value, time()), duration).date()
    if isinstance(value, time) and duration.months == 0:
        shown = datetime.combine(date(2000, 1, 1), value)
        return (shown + timedelta(seconds=duration.total_seconds % 86_400)).timetz()
    return None


def _scaled(duration: temporal.Duration, by: values.Value, operator: tree.Operator) -> temporal.Duration | None:
    if values.kind(by) != "number":
        return None
    months = calculated(operator, duration.months, by)
    seconds = calculated(operator, duration.total_seconds, by)
    found = temporal.Duration(months=int(months), seconds=seconds, on_calendar=duration.on_calendar)
    return temporal.checked(found)


def _ratio(left: values.Value, right: temporal.Duration) -> int | float | None:
    if not isinstance(left, temporal.Duration):
        return None
    if values.kind(left) != values.kind(right):
        return None
    if values.kind(left) == "days and time duration":
        return calculated(tree.Operator.DIVIDE, left.total_seconds, right.total_seconds)
    return calculated(tree.Operator.DIVIDE, left.months, right.months)


def _between(left: values.Value, right: values.Value) -> temporal.Duration | None:
    one, other = values.kind(left), values.kind(right)
    if one == other == "time":
        left, right = (datetime.combine(date(2000, 1, 1), part) for part in (left, right))
    elif {one, other} == {"date", "date and time"}:  # a date is its midnight there (10.3.2.9.4)
        zone = left.tzinfo if one == "date and time" else right.tzinfo
        left, right = (
            part if isinstance(part, datetime) else datetime.combine(part, time(), zone and UTC)
            for part in (left, right)
        )
    elif one != other or one not in ("date", "date and time"):
        return None
    if isinstance(left, datetime) and (left.tzinfo is None) != (right.tzinfo is None):
        raise values.mismatch("taking a time without a zone from one with a zone, or the other way round,", left, right)
    lasting = (left - right).total_seconds()
    return temporal.Duration(seconds=int(lasting) if lasting == int(lasting) else lasting)
