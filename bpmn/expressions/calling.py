"""Calls of the built-in functions: all that can be called, and what becomes of null and of lists of one on the way."""

from __future__ import annotations

from bpmn.expressions import (
    days,
    errors,
    functions,
    idioms,
    lists,
    loops,
    nodesets,
    ranges,
    signatures,
    texts,
    tree,
    values,
)  # fmt: skip

Value = values.Value
_FUNCTIONS: dict[str, functions.Function] = {
    **functions.FUNCTIONS, **idioms.FUNCTIONS, **lists.FUNCTIONS, **texts.FUNCTIONS, **days.FUNCTIONS,
    **ranges.FUNCTIONS, **nodesets.FUNCTIONS,
}  # fmt: skip
PRESENCE = frozenset({"is defined", "empty", "value or null", "value or"})
"""Functions that ask whether something is there: its absence is an answer, not an error."""
_MISSING = ("missing_variable", "missing_key")


_CONSTANT = frozenset({"date", "time", "date and time", "duration", "@"})
"""Functions that make the same value of the same text whenever they are asked."""


def constant(node: tree.Call) -> Value:
    """The value of a call that is the same in every evaluation, such as `date("2026-09-02")`; None where it isn't, or
    where it fails."""
    if node.function not in _CONSTANT or len(node.arguments) != 1:
        return None
    argument = node.arguments[0]
    if not isinstance(argument, tree.Literal) or not isinstance(argument.value, str):
        return None
    try:
        return _FUNCTIONS[node.function]([argument.value], values.Run(None))
    except errors.ExpressionError:
        return None


def call(name: str, parts: tuple[loops.Code, ...], dialect: tree.Dialect) -> loops.Code:
    """Code of a call of a function by its canonical name."""
    function = _FUNCTIONS[name]
    if dialect is tree.Dialect.FEEL:
        return _lenient(name, function, parts)

    def code(scope: loops.Scope) -> Value:
        arguments = [part(scope) for part in parts]
        _pay(arguments, scope.run)
        return function(arguments, scope.run)

    return code


def _pay(arguments: list[Value], run: values.Run) -> None:
    for argument in arguments:
        if type(argument) is str and len(argument) > 1000:
            run.spend(len(argument) // 1000)


def _lenient(name: str, function: functions.Function, parts: tuple[loops.Code, ...]) -> loops.Code:
    """In FEEL a null gives null where the function doesn't take one, and a list of one stands for its item where one
    value is wanted (DMN 1.5, 10.3.2.9.4)."""
    signature = signatures.signature(name)
    single = tuple(signature is not None and signature.single(at) for at in range(len(parts)))
    if name in signatures.OF_LISTS:
        single = (False,) * len(parts)
    nulls = tuple(name in (functions.NULL_LATER if at else functions.NULL_FIRST) for at in range(len(parts)))

    def code(scope: loops.Scope) -> Value:
        arguments = [part(scope) for part in parts]
        for at, argument in enumerate(arguments):
            if argument is None:
                if not nulls[at]:
                    return None
            elif single[at] and type(argument) is list and len(argument) == 1:
                arguments[at] = argument[0]
            elif type(argument) is str and len(argument) > 1000:
                scope.run.spend(len(argument) // 1000)
        return function(arguments, scope.run)

    return code


def presence(name: str, asked: loops.Code, otherwise: loops.Code | None) -> loops.Code:
    """Code of `is defined(x)`, `empty x`, and of reading a variable that may not be there."""

    def code(scope: loops.Scope) -> Value:
        try:
            value = asked(scope)
        except errors.EvaluationError as absent:
            if absent.code not in _MISSING:
                raise
            if name in ("value or null", "value or"):
                return otherwise(scope) if otherwise is not None else None
            return name == "empty"
        if name == "empty":
            return bool(functions.FUNCTIONS["empty"]([value], scope.run))
        return value if name in ("value or null", "value or") else True

    return code
