"""Functions and methods of Python and Java that conditions are written with and FEEL doesn't have.

As in `functions`, each takes plain values and gives a plain value, and spends what grows with the data.
"""

from __future__ import annotations

import decimal
import json
from collections.abc import Callable

from bpmn.expressions import arithmetic, coercion, errors, functions, temporal, texts, tree, values, writing

Value = values.Value


def _text(value: Value) -> str:
    if values.kind(value) != "string":
        raise values.mismatch("reading a text", value)
    return str(value)


def _number(value: Value) -> int:
    found = values.number(value)
    if found != int(found):
        raise errors.EvaluationError("wrong_argument", "a whole number is needed")
    return int(found)


def _sequence(value: Value, run: values.Run) -> Value:
    """A text or list."""
    if values.kind(value) not in ("string", "list"):
        raise values.mismatch("counting through", value)
    run.spend(1 + len(value) // 1000)
    return value


def _bounds(arguments: list[Value]) -> list[int | None]:
    return [None if one is None else _number(one) for one in arguments]


def _slice(arguments: list[Value], run: values.Run) -> Value:
    base = _sequence(arguments[0], run)
    start, stop = _bounds(arguments[1:])
    return base[start:stop]


def _cut(arguments: list[Value], run: values.Run) -> str:
    """Java's `substring`: the end lies behind the last character."""
    text = _text(arguments[0])
    start, stop = [*_bounds(arguments[1:]), len(text)][:2]
    if start is None or stop is None or not 0 <= start <= stop <= len(text):
        raise errors.EvaluationError("bad_index", f"the text has no positions {start} to {stop}")
    return text[start:stop]


def _at(arguments: list[Value], run: values.Run) -> Value:
    """Java's `get` of a list and `charAt`, and `get` of a context."""
    base, at = arguments[0], arguments[1]
    if values.kind(base) == "context" or values.kind(at) == "string":
        return functions.FUNCTIONS["get"](arguments, run)
    found = _number(at)
    if not 0 <= found < len(_sequence(base, run)):
        raise errors.EvaluationError("bad_index", f"the list or text has no position {found}")
    return base[found]


def _position(arguments: list[Value], run: values.Run) -> int:
    base, sought = _sequence(arguments[0], run), arguments[1]
    if values.kind(base) == "string":
        return str(base).find(_text(sought))
    run.spend(len(base))
    return next((at for at, item in enumerate(base) if values.equal(item, sought, run) is True), -1)


def _count(arguments: list[Value], run: values.Run) -> int:
    base, sought = _sequence(arguments[0], run), arguments[1]
    if values.kind(base) == "string":
        return str(base).count(_text(sought))
    run.spend(len(base))
    return sum(1 for item in base if values.equal(item, sought, run) is True)


def _replaced(arguments: list[Value], run: values.Run) -> str:
    base, old, new = map(_text, arguments)
    run.spend(len(base) // 100)
    if len(base) + base.count(old) * (len(new) - len(old)) > values.LONGEST_STRING:
        raise errors.EvaluationError("text_too_long", "the text with its replacements is too long")
    return base.replace(old, new)


def _split(arguments: list[Value], run: values.Run) -> list[Value]:
    text = _text(arguments[0])
    between = _text(arguments[1]) if len(arguments) == 2 else None
    if between == "":
        raise errors.EvaluationError("wrong_argument", "a text can't be split at an empty one")
    parts: list[Value] = list(text.split(between))
    run.spend(len(parts))
    return values.sequence(parts)


def _joined(arguments: list[Value], run: values.Run) -> Value:
    return texts.FUNCTIONS["string join"]([arguments[1], arguments[0]], run)


def _context(value: Value, run: values.Run) -> Value:
    if values.kind(value) != "context":
        raise values.mismatch("reading keys", value)
    run.spend(len(value))
    return value


def _concatenated(arguments: list[Value], run: values.Run) -> str:
    return values.string("".join(_text(one) if one is not None else "" for one in arguments))


def _rounded(arguments: list[Value], run: values.Run) -> int | float:
    scale = _number(arguments[1]) if len(arguments) == 2 else 0
    return arithmetic.rounded(values.number(arguments[0]), scale, decimal.ROUND_HALF_EVEN)


def _range(arguments: list[Value], run: values.Run) -> list[Value]:
    low, high, step = (0, _number(arguments[0]), 1) if len(arguments) == 1 else (*map(_number, arguments), 1)[:3]
    if step == 0:
        raise errors.EvaluationError("wrong_argument", "a range needs a step")
    numbers = range(low, high, step)
    if len(numbers) > values.LONGEST_LIST:
        raise errors.EvaluationError("list_too_long", f"the list has more than {values.LONGEST_LIST} items")
    run.spend(len(numbers))
    return list(numbers)


def _sorted(arguments: list[Value], run: values.Run) -> list[Value]:
    items = list(_sequence(arguments[0], run))
    run.spend(len(items) * max(1, len(items).bit_length()))
    if any(values.kind(item) != values.kind(items[0]) for item in items):
        raise values.mismatch("sorting", *items[:2])
    if items and values.kind(items[0]) not in ("number", "string"):
        raise values.mismatch("sorting", items[0])
    return sorted(items)


def _some(every: bool) -> Callable[[list[Value], values.Run], bool]:
    def some(arguments: list[Value], run: values.Run) -> bool:
        items = _sequence(arguments[0], run)
        run.spend(len(items))
        found = (coercion.python_truth(item) for item in items)
        return all(found) if every else any(found)

    return some


def _index(arguments: list[Value], run: values.Run) -> int:
    found = _position(arguments, run)
    if found < 0:
        raise errors.EvaluationError("wrong_argument", "the value isn't there")
    return found


def _last_position(arguments: list[Value], run: values.Run) -> int:
    base, sought = _sequence(arguments[0], run), arguments[1]
    if values.kind(base) == "string":
        return str(base).rfind(_text(sought))
    run.spend(len(base))
    return next((at for at in reversed(range(len(base))) if values.equal(base[at], sought, run) is True), -1)


def _includes_all(arguments: list[Value], run: values.Run) -> bool:
    base, wanted = _sequence(arguments[0], run), _sequence(arguments[1], run)
    run.spend(len(base) * len(wanted))
    return all(any(values.equal(item, one, run) is True for item in base) for one in wanted)


def _compared(arguments: list[Value], run: values.Run) -> int:
    one, other = arguments
    return -1 if values.before(one, other) else 1 if values.before(other, one) else 0


_SPANS = {
    "years": ("P{}Y", 0), "months": ("P{}M", 0), "weeks": ("", 604_800), "days": ("", 86_400), "hours": ("", 3_600),
    "minutes": ("", 60), "seconds": ("", 1),
}  # fmt: skip
"""Units of time; those of no fixed length are counted on the calendar."""


def _length(unit: str, count: Value) -> temporal.Duration:
    seconds = _SPANS[unit][1]
    if not seconds:
        months = arithmetic.calculated(tree.Operator.MULTIPLY, _number(count), 12 if unit == "years" else 1)
        return temporal.checked(temporal.Duration(months=int(months), on_calendar=True))
    total = arithmetic.calculated(tree.Operator.MULTIPLY, values.number(count), seconds)
    whole_days = unit in ("days", "weeks") and total == int(total) and int(total) % 86_400 == 0
    found = temporal.Duration(days=int(total) // 86_400) if whole_days else temporal.Duration(seconds=total)
    return temporal.checked(found)


def _shifted(unit: str, back: bool) -> functions.Function:
    def shifted(arguments: list[Value], run: values.Run) -> Value:
        length = _length(unit, arguments[1])
        sign = tree.Operator.SUBTRACT if back else tree.Operator.ADD
        return arithmetic.applied(sign, arguments[0], length)

    return shifted


def _span(arguments: list[Value], run: values.Run) -> temporal.Duration:
    """The sum of units and their numbers."""
    found = temporal.Duration()
    for unit, count in zip(arguments[::2], arguments[1::2], strict=True):
        found = arithmetic.applied(tree.Operator.ADD, found, _length(unit, count))
    return found


def _written(value: Value, run: values.Run) -> str:
    """As a part of a text with `${…}` in it: null is nothing (1.23.2)."""
    return "" if value is None else writing.text(value, run)


def _json(arguments: list[Value], run: values.Run) -> Value:
    """What Spin reads: a text that is JSON, or a value that was read already."""
    value = arguments[0]
    if values.kind(value) != "string":
        return value
    text = values.string(_text(value))
    run.spend(len(text) // 10)
    try:
        return values.finished(json.loads(text, parse_constant=_no_number), run)
    except (ValueError, RecursionError) as cause:
        if isinstance(cause, errors.ExpressionError):
            raise
        raise errors.EvaluationError("wrong_argument", "the text is no JSON", text=text) from cause


def _no_number(word: str) -> Value:
    raise ValueError(word)


FUNCTIONS: dict[str, functions.Function] = {
    "truth": lambda a, run: coercion.python_truth(a[0]),
    "every": _some(True),
    "some": _some(False),
    "round": _rounded,
    "number range": _range,
    "sorted": _sorted,
    "list": lambda a, run: list(_sequence(a[0], run)),
    "slice": _slice,
    "cut": _cut,
    "at": _at,
    "position": _position,
    "occurrences": _count,
    "replaced": _replaced,
    "split": _split,
    "joined": _joined,
    "keys": lambda a, run: list(_context(a[0], run)),
    "values": lambda a, run: list(_context(a[0], run).values()),
    "concat": _concatenated,
    "trim left": lambda a, run: _text(a[0]).lstrip(),
    "trim right": lambda a, run: _text(a[0]).rstrip(),
    "title case": lambda a, run: _text(a[0]).title(),
    "capitalized": lambda a, run: _text(a[0]).capitalize(),
    "index": _index,
    "pairs": lambda a, run: [[key, value] for key, value in _context(a[0], run).items()],
    "is upper": lambda a, run: _text(a[0]).isupper(),
    "is lower": lambda a, run: _text(a[0]).islower(),
    "last position": _last_position,
    "has value": lambda a, run: any(values.equal(one, a[1], run) is True for one in _context(a[0], run).values()),
    "includes all": _includes_all,
    "compared": _compared,
    "matches whole": lambda a, run: texts.FUNCTIONS["matches"]([a[0], f"^({_text(a[1])})$"], run),
    "first": lambda a, run: _at([a[0], 0], run),
    "last": lambda a, run: _at([a[0], len(_sequence(a[0], run)) - 1], run),
    "itself": lambda a, run: a[0],
    "span": _span,
    "written": lambda a, run: values.string("".join(_written(one, run) for one in a)),
    "json": _json,
    "text value": lambda a, run: _text(a[0]),
    "is null": lambda a, run: a[0] is None,
    "is list": lambda a, run: values.kind(a[0]) == "list",
    "is context": lambda a, run: values.kind(a[0]) == "context",
    "is text": lambda a, run: values.kind(a[0]) == "string",
    "is number": lambda a, run: values.kind(a[0]) == "number",
    "is boolean": lambda a, run: values.kind(a[0]) == "boolean",
    "is value": lambda a, run: values.kind(a[0]) not in ("list", "context"),
    **{f"{unit} {way}": _shifted(unit, way == "earlier") for unit in _SPANS for way in ("later", "earlier")},
    "is digits": lambda a, run: _text(a[0]).isdigit(),
    "is letters": lambda a, run: _text(a[0]).isalpha(),
    "has key": lambda a, run: _text(a[1]) in _context(a[0], run),
}
