"""Evaluation over lists: `some`, `every`, `for`, filters, and the scopes in which their names live.

Each round costs as many steps as the repeated part has nodes, so nested loops over long lists end at the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from bpmn.expressions import errors, tree, values

Value = values.Value


class Scope:
    """The names that can be seen from one place: its own, then those further out."""

    __slots__ = ("outer", "own", "run")

    def __init__(self, own: Mapping[str, Value], outer: Scope | None, run: values.Run) -> None:
        self.own, self.outer, self.run = own, outer, run


Code: TypeAlias = Callable[[Scope], Any]
Bindings: TypeAlias = tuple[tuple[str, Code], ...]


def rounds(bindings: Bindings, scope: Scope, cost: int) -> Iterator[Scope]:
    """A scope for each combination of the bound names; a later list may depend on an earlier name."""
    if not bindings:
        yield scope
        return
    (name, domain), *rest = bindings
    for item in _items(domain(scope)):
        scope.run.spend(cost)
        yield from rounds(tuple(rest), Scope({name: item}, scope, scope.run), cost)


def _items(domain: Value) -> Iterator[Value]:
    found = values.kind(domain)
    if found == "range":
        return _counted(domain)
    return iter(domain if found == "list" else [domain])


def _counted(domain: values.Interval) -> Iterator[Value]:
    """The numbers or days of a range, from its first end to its second, also downwards (10.3.2.14)."""
    low, high = domain.low, domain.high
    days = type(low) is type(high) is date
    if days:
        low, high = low.toordinal(), high.toordinal()
    elif not isinstance(low, int) or not isinstance(high, int):
        raise errors.EvaluationError("wrong_argument", "only whole numbers and days can be counted through")
    step = 1 if low <= high else -1
    numbers = range(low if domain.low_included else low + step, high + step if domain.high_included else high, step)
    return map(date.fromordinal, numbers) if days else iter(numbers)


class Function:
    """A function as a value: only functions that are made for it are handed one."""

    __slots__ = ("body", "cost", "parameters", "scope")

    def __init__(self, parameters: tuple[str, ...], body: Code, cost: int, scope: Scope) -> None:
        self.parameters, self.body, self.cost, self.scope = parameters, body, cost, scope

    def __call__(self, *arguments: Value) -> Value:
        if len(arguments) != len(self.parameters):
            raise errors.EvaluationError("wrong_argument", f"a function of {len(arguments)} parameters is needed here")
        self.scope.run.spend(self.cost)
        return self.body(Scope(dict(zip(self.parameters, arguments, strict=True)), self.scope, self.scope.run))


def quantified(every: bool, bindings: Bindings, satisfies: Code, cost: int, lenient: bool) -> Code:
    """Code of `every`/`some`: stops at the first item that decides; null if none decides and one is null."""

    def code(scope: Scope) -> bool | None:
        if lenient and bindings[0][1](scope) is None:
            return None
        unknown = False
        for inner in rounds(bindings, scope, cost):
            value = satisfies(inner)
            if value is (not every):
                return not every
            if value is not every:
                if value is not None and not lenient:
                    raise not_boolean(value)
                unknown = True
        return None if unknown else every

    return code


def repeated(bindings: Bindings, result: Code, cost: int, *, partial: bool) -> Code:
    """Code of `for … return`: the list of results; with `partial` each sees those before it under that name."""

    def code(scope: Scope) -> list[Value] | None:
        if bindings[0][1](scope) is None:
            return None
        found: list[Value] = []
        for inner in rounds(bindings, scope, cost):
            if partial:
                scope.run.spend(1 + len(found) // 10)
                inner = Scope({"partial": list(found)}, inner, scope.run)
            found.append(result(inner))
            if len(found) > values.LONGEST_LIST:
                values.sequence(found)
        return found

    return code


def filtered(base: Code, index: Code, cost: int, is_condition: bool) -> Code:
    """Code of FEEL's `list[…]`: a position (from 1, or from the end) or the items that fulfil a condition."""

    def code(scope: Scope) -> Value:
        value = base(scope)
        if value is None:
            return None
        items = value if values.kind(value) == "list" else [value]
        if not items:
            return [] if is_condition else None
        found: list[Value] = []
        for item in items:
            scope.run.spend(cost)
            decision = index(_of_item(item, scope))
            if decision is True:
                found.append(item)
            elif decision is not None and not isinstance(decision, bool):
                return at_position(items, decision)
        return found

    return code


def _of_item(item: Value, scope: Scope) -> Scope:
    """Inside a filter `item` is the element, and a context's own keys are names."""
    inner = Scope({"item": item}, scope, scope.run)
    return Scope(item, inner, scope.run) if values.kind(item) == "context" else inner


def at_position(items: Any, position: Value) -> Value:
    """FEEL's element at a position; null where there is none (10.3.2.5)."""
    if values.kind(position) != "number" or position != int(position):
        raise values.mismatch("taking an element", position)
    at = int(position)
    if at == 0 or abs(at) > len(items):
        return None
    return items[at - 1 if at > 0 else at]


def not_boolean(value: Value, node: tree.Node | None = None) -> errors.EvaluationError:
    """The error for a decision that is neither true nor false, of a node where it isn't located anyway."""
    message = f"true or false is needed, not {values.kind(value)}"
    if node is None:
        return errors.EvaluationError("not_boolean", message)
    name = ", ".join(dict.fromkeys(path for part in tree.children(node) if (path := tree.path(part))))
    where = f" ({name + '; ' if name else ''}column {node.column})"
    return errors.EvaluationError("not_boolean", message + where, column=node.column, name=name)
