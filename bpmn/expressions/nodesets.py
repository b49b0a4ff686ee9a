"""XPath's values on the case's data: a list is a node-set, a context an element, its keys are its children.

Source: XPath 1.0, chapters 2 to 4. A comparison with a node-set holds if it does for one of its nodes; texts beside
numbers are read as numbers. A text that is none makes a comparison false, as NaN does, but calculating with it is an
error: no store carries NaN. True and false are values of the data, not nodes that are there.
"""

from __future__ import annotations

import decimal
import math
import re
from collections.abc import Callable
from typing import Any

from bpmn.expressions import arithmetic, errors, loops, tree, values, writing

Value = values.Value
Function = Callable[[list[Value], values.Run], Value]
SELF = tree.SELF
_NUMBER = re.compile(r"\s*-?(\d{1,18}(\.\d{0,20})?|\.\d{1,20})\s*", re.ASCII)


def nodes(value: Value, run: values.Run) -> list[Value]:
    """The nodes that a value stands for; null is none."""
    if values.kind(value) != "list":
        return [] if value is None else [value]
    run.spend(1 + len(value) // 10)
    return [item for item in value if item is not None]


def truth(value: Value) -> bool:
    """A value as a boolean (4.3)."""
    if value is True or value is False:
        return value is True
    found = values.kind(value)
    if found == "number":
        return bool(values.within(value) != 0)
    if found == "list" and len(value) == 1 and isinstance(value[0], bool):
        return value[0]
    return found not in ("null", "string", "list") or bool(value)


def text(value: Value, run: values.Run) -> str:
    """A value as text (4.2); of a node-set its first node.

    Raises:
        EvaluationError: type_mismatch, of a context.
    """
    if values.kind(value) in ("list", "null"):
        found = nodes(value, run)
        if not found:
            return ""
        value = found[0]
    if values.kind(value) in ("list", "context"):
        raise values.mismatch("reading a text", value)
    return writing.text(value, run)


def number(value: Value, run: values.Run) -> int | float:
    """A value as a number (4.4).

    Raises:
        EvaluationError: wrong_argument, where that would be NaN.
    """
    found = _number(value, run)
    if math.isnan(found):
        raise errors.EvaluationError("wrong_argument", f"{text(value, run)[:80]!r} is no number")
    return found


def _number(value: Value, run: values.Run) -> int | float:
    """As `number`, or NaN."""
    if isinstance(value, bool):
        return int(value)
    if values.kind(value) == "number":
        return values.within(value)
    if values.kind(value) == "list" and len(value) == 1 and values.kind(value[0]) in ("number", "boolean"):
        return _number(value[0], run)
    if values.kind(value) == "context":
        return math.nan
    written = text(value, run)
    if not _NUMBER.fullmatch(written):
        return math.nan
    bare = written.strip()
    return int(bare) if bare.lstrip("-").isdigit() else float(bare)


_SIGNS: dict[tree.Comparison, Callable[[Any, Any], bool]] = {
    tree.Comparison.EQ: lambda one, other: bool(one == other),
    tree.Comparison.NE: lambda one, other: bool(one != other),
    tree.Comparison.LT: lambda one, other: bool(one < other),
    tree.Comparison.LE: lambda one, other: bool(one <= other),
    tree.Comparison.GT: lambda one, other: bool(one > other),
    tree.Comparison.GE: lambda one, other: bool(one >= other),
}
_EQUALITY = (tree.Comparison.EQ, tree.Comparison.NE)


def compared(sign: tree.Comparison, left: Value, right: Value, run: values.Run) -> bool:
    """Whether a comparison holds (3.4), with a node-set for one of its nodes."""
    if type(left) is type(right) and type(left) in (int, float):
        return _SIGNS[sign](left, right)
    if sign in _EQUALITY and (isinstance(left, bool) or isinstance(right, bool)) and not _spelled(left, right):
        return _SIGNS[sign](truth(left), truth(right))
    many = nodes(left, run), nodes(right, run)
    run.spend(len(many[0]) * len(many[1]))
    return any(_pair(sign, one, other, run) for one in many[0] for other in many[1])


def _spelled(one: Value, other: Value) -> bool:
    """Whether a boolean is compared with its own word, as one does where data is text."""
    return any(type(word) is str and word in ("true", "false") for word in (one, other))


def _pair(sign: tree.Comparison, one: Value, other: Value, run: values.Run) -> bool:
    kinds = values.kind(one), values.kind(other)
    if sign in _EQUALITY and "number" not in kinds:
        if "boolean" in kinds and not _spelled(one, other):
            return _SIGNS[sign](truth(one), truth(other))
        if "context" in kinds or "list" in kinds:
            return _SIGNS[sign](values.equal(one, other, run) is True, True)
        return _SIGNS[sign](text(one, run), text(other, run))
    return _SIGNS[sign](_number(one, run), _number(other, run))


def child(value: Value, key: str, run: values.Run) -> Value:
    """The children of that name (2.3): of one element the value itself, of several the list of them all."""
    found: list[Value] = []
    many = nodes(value, run)
    for node in many:
        if values.kind(node) != "context":
            continue
        inner = list(node.values()) if key == "*" else [node.get(key)]
        for part in inner:
            found.extend(nodes(part, run))
    values.sequence(found)
    single = len(many) == 1 and values.kind(value) != "list" and key != "*"
    return found[0] if single and len(found) == 1 and values.kind(many[0].get(key)) != "list" else found


def selected(items: list[Value], predicate: loops.Code, scope: loops.Scope, cost: int) -> list[Value]:
    """The nodes for which a predicate holds; a number is a position (2.4)."""
    found: list[Value] = []
    for at, item in enumerate(items, 1):
        scope.run.spend(cost)
        value = predicate(loops.Scope({SELF: item, tree.POSITION: at, tree.LAST: len(items)}, scope, scope.run))
        if (at == value) if values.kind(value) == "number" else truth(value):
            found.append(item)
    return found


Predicates = tuple[tuple[loops.Code, int], ...]


def where(base: loops.Code, step: tuple[loops.Code, str] | None, predicates: Predicates, *, single: bool) -> loops.Code:
    """Code of nodes with predicates; with `step` those below each node of a base are numbered apart.

    Parameters:
        single: whether one position of a whole is asked for: then it is the node itself.
    """

    def code(scope: loops.Scope) -> Value:
        if step is None:
            groups = [nodes(base(scope), scope.run)]
        else:
            groups = [
                nodes(child(parent, step[1], scope.run), scope.run) for parent in nodes(step[0](scope), scope.run)
            ]
        found: list[Value] = []
        for group in groups:
            for predicate, cost in predicates:
                group = selected(group, predicate, scope, cost)
            found.extend(group)
        values.sequence(found)
        return found[0] if single and len(found) == 1 else found

    return code


def _substring(arguments: list[Value], run: values.Run) -> str:
    """Positions from 1, rounded, also outside the text (4.2)."""
    written, first = text(arguments[0], run), _half_up(number(arguments[1], run))
    last = first + _half_up(number(arguments[2], run)) if len(arguments) == 3 else len(written) + 1
    return written[max(0, first - 1) : max(0, last - 1)]


def _half_up(value: int | float) -> int:
    return math.floor(values.within(value) + 0.5)


def _translated(arguments: list[Value], run: values.Run) -> str:
    written, old, new = (text(one, run) for one in arguments)
    run.spend((len(written) + len(old)) // 100)
    table = {ord(one): new[at] if at < len(new) else None for at, one in reversed(list(enumerate(old)))}
    return written.translate(table)


def _sum(arguments: list[Value], run: values.Run) -> int | float:
    total: int | float = 0
    for node in nodes(arguments[0], run):
        run.spend(1)
        total = arithmetic.calculated(tree.Operator.ADD, total, number(node, run))
    return total


def _beside(after: bool) -> Function:
    def beside(arguments: list[Value], run: values.Run) -> str:
        head, mark, tail = _split(text(arguments[0], run), text(arguments[1], run))
        return (tail if after else head) if mark is not None else ""

    return beside


def _split(written: str, mark: str) -> tuple[str, str | None, str]:
    if not mark:
        return "", "", written
    head, found, tail = written.partition(mark)
    return head, found or None, tail


def _joined(arguments: list[Value], run: values.Run) -> str:
    return values.string("".join(text(one, run) for one in arguments))


FUNCTIONS: dict[str, Function] = {
    "xpath count": lambda a, run: len(nodes(a[0], run)),
    "xpath string": lambda a, run: text(a[0], run),
    "xpath concat": _joined,
    "xpath starts-with": lambda a, run: text(a[0], run).startswith(text(a[1], run)),
    "xpath ends-with": lambda a, run: text(a[0], run).endswith(text(a[1], run)),
    "xpath contains": lambda a, run: text(a[1], run) in text(a[0], run),
    "xpath substring": _substring,
    "xpath substring-before": _beside(False),
    "xpath substring-after": _beside(True),
    "xpath string-length": lambda a, run: len(text(a[0], run)),
    "xpath normalize-space": lambda a, run: " ".join(text(a[0], run).split()),
    "xpath translate": _translated,
    "xpath upper-case": lambda a, run: text(a[0], run).upper(),
    "xpath lower-case": lambda a, run: text(a[0], run).lower(),
    "xpath boolean": lambda a, run: truth(a[0]),
    "xpath number": lambda a, run: number(a[0], run),
    "xpath sum": _sum,
    "xpath floor": lambda a, run: arithmetic.rounded(number(a[0], run), 0, decimal.ROUND_FLOOR),
    "xpath ceiling": lambda a, run: arithmetic.rounded(number(a[0], run), 0, decimal.ROUND_CEILING),
    "xpath round": lambda a, run: _half_up(number(a[0], run)),
    "xpath exists": lambda a, run: bool(nodes(a[0], run)),
    "xpath empty": lambda a, run: not nodes(a[0], run),
    "xpath union": lambda a, run: values.sequence(nodes(a[0], run) + nodes(a[1], run)),
    "xpath nodes": lambda a, run: a[0],
}
