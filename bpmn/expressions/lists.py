"""FEEL's functions over lists and contexts that DMN 1.3 to 1.5 and Camunda 8 added (10.3.4.4, 10.3.4.10).

As in `functions`, each takes plain values and gives a plain value, and spends what grows with the data.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from bpmn.expressions import arithmetic, errors, functions, loops, tree, values

Value = values.Value
_ADD, _SUBTRACT, _DIVIDE = tree.Operator.ADD, tree.Operator.SUBTRACT, tree.Operator.DIVIDE


def _place(items: list[Value], position: Value) -> int:
    """A position from 1, or from the end, as an index."""
    at = functions.whole_of(position)
    if at == 0 or abs(at) > len(items):
        raise errors.EvaluationError("bad_index", f"the list has no position {at}")
    return at - 1 if at > 0 else len(items) + at


def _inserted(arguments: list[Value], run: values.Run) -> list[Value]:
    items = functions.list_of(arguments[0], run)
    at = _place([*items, None], arguments[1]) if arguments[1] > 0 else _place(items, arguments[1])
    return values.sequence([*items[:at], arguments[2], *items[at:]])


def _removed(arguments: list[Value], run: values.Run) -> list[Value]:
    items = functions.list_of(arguments[0], run)
    at = _place(items, arguments[1])
    return [*items[:at], *items[at + 1 :]]


def _exchanged(arguments: list[Value], run: values.Run) -> list[Value]:
    """`list replace` at a position, or wherever a function of the item and the new one says so."""
    items, where, new = functions.list_of(arguments[0], run), arguments[1], arguments[2]
    if isinstance(where, loops.Function):
        return [new if where(item, new) is True else item for item in items]
    at = _place(items, where)
    return [*items[:at], new, *items[at + 1 :]]


def _sorted(arguments: list[Value], run: values.Run) -> list[Value]:
    """In an order that a function of two items decides; without one from small to large."""
    items = functions.list_of(arguments[0], run)
    run.spend(len(items) * max(1, len(items).bit_length()))
    precedes: Callable[[Value, Value], Any] = values.before
    if len(arguments) == 2 and arguments[1] is not None:
        if not isinstance(arguments[1], loops.Function):
            raise errors.EvaluationError("wrong_argument", "sort() needs a function of two items")
        precedes = arguments[1]

    def order(one: Value, other: Value) -> int:
        return -1 if precedes(one, other) is True else 1 if precedes(other, one) is True else 0

    return sorted(items, key=functools.cmp_to_key(order))


def _numbers(arguments: list[Value], run: values.Run) -> list[int | float]:
    return [values.number(item) for item in functions.many_of(arguments, run)]


def _median(arguments: list[Value], run: values.Run) -> Value:
    numbers = sorted(_numbers(arguments, run))
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    if not numbers:
        return None
    return arithmetic.calculated(_DIVIDE, arithmetic.calculated(_ADD, numbers[middle - 1], numbers[middle]), 2)


def _deviation(arguments: list[Value], run: values.Run) -> Value:
    """That of a sample."""
    numbers = _numbers(arguments, run)
    if len(numbers) < 2:
        raise errors.EvaluationError("wrong_argument", "a standard deviation needs two numbers")
    mean = arithmetic.calculated(_DIVIDE, functions.FUNCTIONS["sum"](numbers, run), len(numbers))
    squares: int | float = 0
    for number in numbers:
        distance = arithmetic.calculated(_SUBTRACT, number, mean)
        square = arithmetic.calculated(tree.Operator.MULTIPLY, distance, distance)
        squares = arithmetic.calculated(_ADD, squares, square)
    return arithmetic.root(arithmetic.calculated(_DIVIDE, squares, len(numbers) - 1))


def _modes(arguments: list[Value], run: values.Run) -> list[Value]:
    counted: dict[float, int] = {}
    for number in _numbers(arguments, run):
        counted[number] = counted.get(number, 0) + 1
    most = max(counted.values(), default=0)
    return sorted(number for number, count in counted.items() if count == most)


def _duplicates(arguments: list[Value], run: values.Run) -> list[Value]:
    items = functions.list_of(arguments[0], run)
    found: list[Value] = []
    for at, item in enumerate(items):
        run.spend(len(items))
        again = any(values.equal(item, other, run) is True for other in items[at + 1 :])
        if again and not any(values.equal(item, other, run) is True for other in found):
            found.append(item)
    return found


def _partitioned(arguments: list[Value], run: values.Run) -> list[Value]:
    items, size = functions.list_of(arguments[0], run), functions.whole_of(arguments[1])
    if size < 1:
        raise errors.EvaluationError("wrong_argument", "a part has at least one item")
    return [items[at : at + size] for at in range(0, len(items), size)]


def _context(value: Value, run: values.Run) -> Value:
    if values.kind(value) != "context":
        raise values.mismatch("reading keys", value)
    run.spend(len(value))
    return value


def _entries(arguments: list[Value], run: values.Run) -> list[Value]:
    return [{"key": key, "value": value} for key, value in _context(arguments[0], run).items()]


def _made(arguments: list[Value], run: values.Run) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for entry in functions.list_of(arguments[0], run):
        if values.kind(entry) != "context" or "key" not in entry or "value" not in entry:
            raise errors.EvaluationError("wrong_argument", "an entry has a key and a value")
        key = functions.text_of(entry["key"])
        if key in found:
            raise errors.EvaluationError("wrong_argument", f"the key {key[:80]!r} stands twice")
        found[key] = entry["value"]
    return found


def _put(arguments: list[Value], run: values.Run) -> dict[str, Value]:
    """With a list of keys each names a context in the one before it."""
    base, keys = arguments[0], functions.list_of(arguments[1], run)
    if not keys or len(keys) > values.DEEPEST_RESULT:
        raise errors.EvaluationError("wrong_argument", "a key is needed")
    first = functions.text_of(keys[0])
    inner = arguments[2]
    if len(keys) > 1:
        inner = _put([_context(base, run).get(first), keys[1:], inner], run)
    return {**_context(base, run), first: inner}


def _merged(arguments: list[Value], run: values.Run) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in functions.list_of(arguments[0], run):
        found.update(_context(one, run))
    return found


def _value(arguments: list[Value], run: values.Run) -> Value:
    """Of a key, or along a list of keys."""
    found = arguments[0]
    for key in functions.list_of(arguments[1], run):
        name = functions.text_of(key)
        found = None if found is None else _context(found, run).get(name)
    return found


FUNCTIONS: dict[str, functions.Function] = {
    "insert before": _inserted,
    "remove": _removed,
    "list replace": _exchanged,
    "sort": _sorted,
    "median": _median,
    "stddev": _deviation,
    "mode": _modes,
    "duplicate values": _duplicates,
    "partition": _partitioned,
    "get entries": _entries,
    "get value": _value,
    "context": _made,
    "context put": _put,
    "context merge": _merged,
}
