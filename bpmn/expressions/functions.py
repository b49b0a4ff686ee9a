"""The built-in functions: the only things that an expression can call.

Each takes plain values and gives a plain value; work that grows with the data is spent from the run's budget. None
reads a clock, a file or a Python object. A null among the arguments gives null in FEEL (DMN 1.5, 10.3.4) unless the
function is in `NULL_FIRST` or `NULL_LATER`; elsewhere it is a type error.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable

from bpmn.expressions import arithmetic, errors, temporal, tree, values, writing

Value = values.Value
Function = Callable[[list[Value], values.Run], Value]
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{1,20})?|\.\d{1,20})([eE][+-]?\d{1,3})?", re.ASCII)


def text_of(value: Value) -> str:
    if values.kind(value) != "string":
        raise values.mismatch("reading a text", value)
    return str(value)


def whole_of(value: Value) -> int:
    found = values.number(value)
    if found != int(found):
        raise errors.EvaluationError("wrong_argument", "a whole number is needed")
    return int(found)


def many_of(arguments: list[Value], run: values.Run) -> list[Value]:
    """`f([1, 2])` and `f(1, 2)` are the same to the functions over many values."""
    found = list_of(arguments[0], run) if len(arguments) == 1 else arguments
    run.spend(len(found))
    return found


def list_of(value: Value, run: values.Run) -> list[Value]:
    """A list; in FEEL a single value is a list of one."""
    if values.kind(value) == "list":
        run.spend(len(value))
        return list(value)
    return [value]


def _size(arguments: list[Value], run: values.Run) -> int:
    if values.kind(arguments[0]) not in ("string", "list", "context"):
        raise values.mismatch("counting", arguments[0])
    return len(arguments[0])


def _empty(arguments: list[Value], run: values.Run) -> bool:
    value = arguments[0]
    return value is None or (values.kind(value) in ("string", "list", "context") and len(value) == 0)


def _equal(arguments: list[Value], run: values.Run) -> bool:
    return values.equal(arguments[0], arguments[1], run) is True


def _contains(value: list[Value], sought: Value, run: values.Run) -> bool:
    return any(values.equal(item, sought, run) is True for item in value)


def _includes(arguments: list[Value], run: values.Run) -> bool:
    base, sought = arguments
    if values.kind(base) == "string":
        return _found(arguments, run)
    if values.kind(base) != "list":
        raise values.mismatch("looking for a value", base)
    return _contains(list_of(base, run), sought, run)


def _found(arguments: list[Value], run: values.Run) -> bool:
    base, sought = text_of(arguments[0]), text_of(arguments[1])
    run.spend(len(base) // 1000)
    return sought in base


def _get(arguments: list[Value], run: values.Run) -> Value:
    base, key = arguments[0], text_of(arguments[1])
    if values.kind(base) != "context":
        raise values.mismatch("reading a key", base)
    return base.get(key, arguments[2] if len(arguments) == 3 else None)


def _substring(arguments: list[Value], run: values.Run) -> str:
    base, start = text_of(arguments[0]), whole_of(arguments[1])
    if start == 0:
        raise errors.EvaluationError("wrong_argument", "the positions of a text begin with 1")
    if abs(start) > len(base):
        return ""
    begin = start - 1 if start > 0 else len(base) + start
    length = int(values.number(arguments[2])) if len(arguments) == 3 else len(base)
    return base[begin : begin + max(0, length)]


def _beside(after: bool) -> Function:
    def beside(arguments: list[Value], run: values.Run) -> str:
        base, match = text_of(arguments[0]), text_of(arguments[1])
        if not match:
            return base if after else ""
        head, mark, tail = base.partition(match)
        return (tail if after else head) if mark else ""

    return beside


def _number(arguments: list[Value], run: values.Run) -> int | float:
    value, *separators = arguments
    if values.kind(value) != "string":
        return values.number(value)
    text = str(value).strip()
    grouping, point = [*separators, None, None][:2]
    if separators and (
        grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (point is not None and grouping == point)
    ):
        raise errors.EvaluationError("wrong_argument", "numbers aren't written with such separators")
    if grouping:
        text = text.replace(text_of(grouping), "")
    if point:
        text = text.replace(text_of(point), ".")
    if not _NUMBER.fullmatch(text):
        raise errors.EvaluationError("wrong_argument", f"{text[:80]!r} is no number", text=text)
    return values.within(int(text) if text.lstrip("+-").isdigit() else float(text))


def _integer(arguments: list[Value], run: values.Run) -> int:
    return int(values.within(int(_number(arguments, run))))


def _folded(operator: tree.Operator) -> Function:
    def folded(arguments: list[Value], run: values.Run) -> Value:
        items = many_of(arguments, run)
        if not items:
            return None
        total = values.number(items[0]) if len(items) == 1 else items[0]
        for item in items[1:]:
            total = arithmetic.applied(operator, total, item)
        return total

    return folded


def _mean(arguments: list[Value], run: values.Run) -> Value:
    items = many_of(arguments, run)
    total = _folded(tree.Operator.ADD)([items], run)
    return arithmetic.applied(tree.Operator.DIVIDE, total, len(items)) if items else None


def _extreme(largest: bool) -> Function:
    def extreme(arguments: list[Value], run: values.Run) -> Value:
        items = many_of(arguments, run)
        best = items[0] if items else None
        for item in items:
            if values.before(best, item) if largest else values.before(item, best):
                best = item
        return best

    return extreme


def _joint(every: bool) -> Function:
    """`all` and `any`: null where the booleans don't decide."""

    def joint(arguments: list[Value], run: values.Run) -> bool | None:
        items = many_of(arguments, run)
        for item in items:
            if item is not None and not isinstance(item, bool):
                raise values.mismatch("deciding", item)
        if any(item is (not every) for item in items):
            return not every
        return None if any(item is None for item in items) else every

    return joint


def _appended(arguments: list[Value], run: values.Run) -> list[Value]:
    return values.sequence([*list_of(arguments[0], run), *arguments[1:]])


def _concatenated(arguments: list[Value], run: values.Run) -> list[Value]:
    found: list[Value] = []
    for argument in arguments:
        found.extend(list_of(argument, run))
        values.sequence(found)
    return found


def _distinct(arguments: list[Value], run: values.Run) -> list[Value]:
    found: list[Value] = []
    for item in list_of(arguments[0], run):
        run.spend(len(found))
        if not _contains(found, item, run):
            found.append(item)
    return found


def _flat(arguments: list[Value], run: values.Run) -> list[Value]:
    found: list[Value] = []
    waiting = [arguments[0]]
    while waiting:
        run.spend(1)
        part = waiting.pop()
        if values.kind(part) == "list":
            run.spend(len(part))
            waiting.extend(reversed(part))
        else:
            found.append(part)
    return values.sequence(found)


def _positions(arguments: list[Value], run: values.Run) -> list[Value]:
    items = list_of(arguments[0], run)
    return [at for at, item in enumerate(items, 1) if values.equal(item, arguments[1], run) is True]


def _sublist(arguments: list[Value], run: values.Run) -> list[Value]:
    items, start = list_of(arguments[0], run), whole_of(arguments[1])
    begin = start - 1 if start > 0 else len(items) + start
    if start == 0 or not 0 <= begin <= len(items):
        raise errors.EvaluationError("bad_index", f"the list has no position {start}")
    length = whole_of(arguments[2]) if len(arguments) == 3 else len(items)
    return items[begin : begin + max(0, length)]


def _rounding(way: str) -> Function:
    return lambda arguments, run: arithmetic.rounded(
        values.number(arguments[0]), whole_of(arguments[1]) if len(arguments) == 2 else 0, way
    )


def _asserted(arguments: list[Value], run: values.Run) -> Value:
    if arguments[1] is not True:
        cause = text_of(arguments[2]) if len(arguments) == 3 else "the condition of assert() isn't fulfilled"
        raise errors.EvaluationError("wrong_argument", cause[: errors.SHOWN])
    return arguments[0]


_ADD, _MULTIPLY, _MODULO = tree.Operator.ADD, tree.Operator.MULTIPLY, tree.Operator.MODULO
FUNCTIONS: dict[str, Function] = {
    "size": _size, "empty": _empty, "is empty": _empty, "equals": _equal, "includes": _includes, "get": _get,
    "equals ignoring case": lambda a, run: text_of(a[0]).casefold() == text_of(a[1]).casefold(),
    "contains": _found,
    "starts with": lambda a, run: text_of(a[0]).startswith(text_of(a[1])),
    "ends with": lambda a, run: text_of(a[0]).endswith(text_of(a[1])),
    "upper case": lambda a, run: text_of(a[0]).upper(),
    "lower case": lambda a, run: text_of(a[0]).lower(),
    "trim": lambda a, run: text_of(a[0]).strip(),
    "string length": lambda a, run: len(text_of(a[0])),
    "substring": _substring, "substring before": _beside(False), "substring after": _beside(True),
    "string": lambda a, run: writing.text(a[0], run), "number": _number, "integer": _integer,
    "count": lambda a, run: len(list_of(a[0], run)),
    "sum": _folded(_ADD), "product": _folded(_MULTIPLY), "mean": _mean,
    "min": _extreme(False), "max": _extreme(True), "all": _joint(True), "any": _joint(False),
    "list contains": lambda a, run: _contains(list_of(a[0], run), a[1], run),
    "append": _appended, "concatenate": _concatenated, "flatten": _flat, "distinct values": _distinct,
    "union": lambda a, run: _distinct([_concatenated(a, run)], run),
    "reverse": lambda a, run: list_of(a[0], run)[::-1],
    "index of": _positions, "sublist": _sublist,
    "floor": _rounding(decimal.ROUND_FLOOR), "ceiling": _rounding(decimal.ROUND_CEILING),
    "decimal": _rounding(decimal.ROUND_HALF_EVEN),
    "round up": _rounding(decimal.ROUND_UP), "round down": _rounding(decimal.ROUND_DOWN),
    "round half up": _rounding(decimal.ROUND_HALF_UP), "round half down": _rounding(decimal.ROUND_HALF_DOWN),
    "sqrt": lambda a, run: arithmetic.root(values.number(a[0])),
    "log": lambda a, run: arithmetic.raised(values.number(a[0]), logarithm=True),
    "exp": lambda a, run: arithmetic.raised(values.number(a[0]), logarithm=False),
    "assert": _asserted,
    "abs": lambda a, run: arithmetic.negated(a[0]) if _negative(a[0]) else a[0],
    "modulo": lambda a, run: arithmetic.calculated(_MODULO, values.number(a[0]), values.number(a[1])),
    "even": lambda a, run: whole_of(a[0]) % 2 == 0, "odd": lambda a, run: whole_of(a[0]) % 2 == 1,
    "get or else": lambda a, run: a[1] if a[0] is None else a[0],
}  # fmt: skip
NULL_FIRST = frozenset({"empty", "is empty", "equals", "get or else", "assert", "is"})
"""Functions that take a null as their first argument."""
NULL_LATER = frozenset({
    "equals", "includes", "get", "list contains", "append", "concatenate", "union", "index of", "get or else", "all",
    "any", "number", "string join", "time", "insert before", "list replace", "context put", "matches", "replace", "is",
    "sort",
})  # fmt: skip
"""Functions that take a null as any further argument."""


def _negative(value: Value) -> bool:
    return value.negative if isinstance(value, temporal.Duration) else values.number(value) < 0
