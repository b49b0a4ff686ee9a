"""What the notations take for true, for equal and for a number where kinds differ.

FEEL never converts. The bare notation is Python's: what is empty, zero or null counts as false, and nothing else is
converted. JUEL converts as Jakarta Expression Language 4.0 says (1.8, 1.9, 1.23): a text to a number beside a number,
to a boolean beside a boolean, and null is less and greater than nothing. A text that is no number stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bpmn.expressions import loops, nodesets, tree, values

Value = values.Value
Decide = Callable[[Value], bool]
_NUMBER = re.compile(r"\s*[+-]?(\d{1,18}(\.\d{1,20})?|\.\d{1,20})([eE][+-]?\d{1,3})?\s*", re.ASCII)


def python_truth(value: Value) -> bool:
    """Whether Python takes a value for true."""
    if value is True or value is False:
        return value is True
    found = values.kind(value)
    if found == "number":
        return bool(values.within(value) != 0)
    return found not in ("null", "string", "list", "context") or bool(value)


def juel_truth(value: Value) -> bool:
    """A value as a boolean (1.23.4).

    Raises:
        EvaluationError: not_boolean, for what can't be converted.
    """
    if value is True or value is False:
        return value is True
    found = values.kind(value)
    if found == "string":
        return str(value).casefold() == "true"
    if found != "null":
        raise loops.not_boolean(value)
    return False


TRUTHS: dict[tree.Dialect, Decide] = {
    tree.Dialect.PLAIN: python_truth,
    tree.Dialect.JUEL: juel_truth,
    tree.Dialect.XPATH: nodesets.truth,
}
"""How `and`, `or`, `not` and `if` decide; FEEL has three values and a way of its own."""


def chain(parts: tuple[loops.Code, ...], every: bool, decide: Decide, *, keeps: bool) -> loops.Code:
    """Code of `and`/`or` with two values, from left to right until one decides; with `keeps` its value is that of the
    last operand looked at, as in Python."""

    def code(scope: loops.Scope) -> Value:
        value: Value = every
        for part in parts:
            value = part(scope)
            if decide(value) is not every:
                return value if keeps else not every
        return value if keeps else every

    return code


def paired(left: Value, right: Value) -> tuple[Value, Value]:
    """Two values as JUEL compares them (1.9)."""
    one, other = values.kind(left), values.kind(right)
    if one == other or "string" not in (one, other):
        return left, right
    if "number" in (one, other):
        return numbered(left), numbered(right)
    if "boolean" in (one, other):
        return juel_truth(left), juel_truth(right)
    return left, right


def _of_juel(left: Value, right: Value, run: values.Run) -> tuple[Value, Value]:
    """Two values as JUEL calculates with them: a text is a number and null is 0 (1.7, 1.23.3)."""
    if type(left) is str and type(right) is str and not (_NUMBER.fullmatch(left) and _NUMBER.fullmatch(right)):
        return left, right
    return (0 if left is None else numbered(left)), (0 if right is None else numbered(right))


def _of_xpath(left: Value, right: Value, run: values.Run) -> tuple[Value, Value]:
    return nodesets.number(left, run), nodesets.number(right, run)


PAIRS: dict[tree.Dialect, Callable[[Value, Value, values.Run], tuple[Value, Value]]] = {
    tree.Dialect.JUEL: _of_juel,
    tree.Dialect.XPATH: _of_xpath,
}
"""How the notations that convert make numbers of what they calculate with."""


def numbered(value: Value) -> Value:
    """A text that is a number as that number, anything else as it is (1.23.3)."""
    if type(value) is not str or not _NUMBER.fullmatch(value):
        return value
    bare = value.strip()
    return values.within(int(bare) if bare.lstrip("+-").isdigit() else float(bare))
