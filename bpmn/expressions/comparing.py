"""Comparisons, `in` and `instance of`: what is equal, what comes first, what is among many, what is of a type."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from bpmn.expressions import coercion, loops, nodesets, tree, values

Value = values.Value
_NUMBERS = (int, float)
_ORDER: dict[tree.Comparison, Callable[[Any, Any], bool]] = {
    tree.Comparison.LT: operator.lt,
    tree.Comparison.LE: operator.le,
    tree.Comparison.GT: operator.gt,
    tree.Comparison.GE: operator.ge,
}
Tests = tuple[tuple[loops.Code, bool], ...]


def compared(sign: tree.Comparison, left: loops.Code, right: loops.Code, dialect: tree.Dialect) -> loops.Code:
    """Code of `left sign right`."""
    if dialect is tree.Dialect.XPATH:
        return lambda scope: nodesets.compared(sign, left(scope), right(scope), scope.run)
    if sign in _ORDER:
        return _ordered(sign, left, right, dialect)
    return _equality(left, right, sign is tree.Comparison.EQ, dialect)


def _ordered(sign: tree.Comparison, left: loops.Code, right: loops.Code, dialect: tree.Dialect) -> loops.Code:
    fast, lenient = _ORDER[sign], dialect is tree.Dialect.FEEL
    swapped = sign in (tree.Comparison.GT, tree.Comparison.LE)
    negated = sign in (tree.Comparison.LE, tree.Comparison.GE)
    converts = dialect is tree.Dialect.JUEL

    def code(scope: loops.Scope) -> bool | None:
        one, other = left(scope), right(scope)
        if type(one) in _NUMBERS and type(other) in _NUMBERS:
            return fast(one, other)
        if one is None or other is None:
            if lenient:
                return None
            if converts:
                return one is other and negated
        if converts:
            one, other = coercion.paired(one, other)
        return (values.before(other, one) if swapped else values.before(one, other)) is not negated

    return code


def _equality(left: loops.Code, right: loops.Code, wanted: bool, dialect: tree.Dialect) -> loops.Code:
    is_feel, converts = dialect is tree.Dialect.FEEL, dialect is tree.Dialect.JUEL

    def code(scope: loops.Scope) -> bool | None:
        one, other = left(scope), right(scope)
        if type(one) is type(other) is str:
            return bool(one == other) is wanted
        if converts:
            one, other = coercion.paired(one, other)
        found = values.equal(one, other, scope.run)
        if found is None:
            return None if is_feel else not wanted
        return found is wanted

    return code


def among(value: loops.Code, tests: Tests, *, is_feel: bool) -> loops.Code:
    """Code of `value in tests`; a test that is a condition sees the value as `?` (DMN 1.5, 10.3.2.7)."""

    def code(scope: loops.Scope) -> bool | None:
        sought, unknown = value(scope), False
        for test, is_condition in tests:
            if is_condition:
                found = test(loops.Scope({"?": sought}, scope, scope.run))
                if not isinstance(found, bool) and found is not None:
                    found = _met(sought, found, scope.run, is_feel)
            else:
                found = _met(sought, test(scope), scope.run, is_feel)
            if found:
                return True
            unknown = unknown or found is None
        return None if unknown and is_feel else False

    return code


def _met(sought: Value, test: Value, run: values.Run, is_feel: bool) -> bool | None:
    """Whether a value meets one test of `in`: a range, a list, a value; elsewhere than in FEEL also a part of a text
    or a key. None where null decides."""
    found = values.kind(test)
    if found == "range":
        if isinstance(sought, values.Interval):
            return values.equal(sought, test, run) is True
        return None if sought is None else values.inside(sought, test)
    if found == "list":
        run.spend(len(test))
        if is_feel and values.kind(sought) == "list" and values.equal(sought, test, run) is True:
            return True
        return any(
            values.inside(sought, item)
            if isinstance(item, values.Interval) and sought is not None
            else values.equal(sought, item, run) is True
            for item in test
        )
    if not is_feel:
        if found == "context" or (found == "string" and values.kind(sought) == "string"):
            run.spend(len(test) // 1000)
            return values.kind(sought) == "string" and sought in test
        raise values.mismatch("looking with 'in'", sought, test)
    return values.equal(sought, test, run) is True


def conforms(value: Value, kind: tree.Kind, run: values.Run) -> bool:
    """Whether a value is of a type. Null is of Null alone and of no other, also not of Any (table 57)."""
    run.spend(1)
    if value is None:
        return kind.name == "null"
    if kind.name == "any":
        return True
    found = values.kind(value)
    if found != kind.name and not (kind.name == "duration" and found.endswith("duration")):
        return False
    if kind.name == "list" and kind.parts:
        return all(item is None or conforms(item, kind.parts[0][1], run) for item in value)
    if kind.name == "context":
        return all(key in value and (value[key] is None or conforms(value[key], part, run)) for key, part in kind.parts)
    if kind.name == "range" and kind.parts:
        ends = [end for end in (value.low, value.high) if end is not None]
        return all(conforms(end, kind.parts[0][1], run) for end in ends)
    return True
