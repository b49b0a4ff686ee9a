"""The only evaluator: a tree and the case's data in, a plain value out, within a budget.

A tree is turned into nested closures once and kept; nothing is ever written as source or handed to Python's `eval`.
Names are looked up as keys of the data and nowhere else. What could cost much — steps, texts, lists, numbers,
powers — is bounded before it is done, so that no drawn text can stop a worker.

Nulls follow the notation. FEEL (DMN 1.5, 10.3.2): a missing variable or key is null; comparing null by size gives
null; `and`/`or` have three values; a condition that is null is not fulfilled. Equality of two kinds is null, and so is
every operation on wrong kinds, division by zero, a bad argument (10.3.2.13.2); but the run keeps the first of these
failures, and a step whose expression comes out as null by it stops with that reason: a case that takes the wrong branch
in silence is worse. Elsewhere (bare, JUEL): a missing variable or key is an error that names it; `null` equals only
itself; equality of two kinds is false. XPath: a missing variable is an error, a missing child is an empty node-set.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

from bpmn.expressions import coercion, compiler, errors, loops, parse, tree, values, variables

Value = values.Value
names = variables.names
choices = variables.choices


class _Kept:
    """The last compiled expressions, found by identity: a tree's own hash would cost more than evaluating it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._codes: OrderedDict[int, tuple[tree.Expression, loops.Code]] = OrderedDict()

    def code(self, expression: tree.Expression) -> loops.Code:
        """Its closures. The entry holds the expression, so its id can't be another's while it is here."""
        entry = self._codes.get(id(expression))
        if entry is not None and entry[0] is expression:
            return entry[1]
        code = compiler.compiled(expression)
        self._codes[id(expression)] = (expression, code)
        while len(self._codes) > self._most:
            try:
                self._codes.popitem(last=False)
            except KeyError:  # another thread emptied it meanwhile
                break
        return code


_SHORT, _LONG = _Kept(2048), _Kept(32)


def evaluate(expression: tree.Expression, variables: Mapping[str, Value], now: datetime | None = None) -> Value:
    """The value of an expression, as its notation gives it: in FEEL an operation on wrong kinds is null.

    Parameters:
        expression: from `parse.parse`.
        variables: the data that it can see; plain JSON values, and dates and durations where FEEL made them.
        now: what `now()` and `today()` give, an aware instant; without it they are an error, as nothing here reads
            a clock.

    Raises:
        EvaluationError: see there for the codes; `name` and `column` say which variable and where.
    """
    run = values.Run(now)
    return values.finished(_code(expression)(loops.Scope(variables, None, run)), run)


def required(expression: tree.Expression, variables: Mapping[str, Value], now: datetime | None = None) -> Value:
    """As `evaluate`; but a null that comes of a failure is that failure. A step of a case goes on with a value that
    was meant, or it stops and says why.

    Raises:
        EvaluationError: also in FEEL, for an operation on wrong kinds whose null is the result.
    """
    run = values.Run(now)
    value = values.finished(_code(expression)(loops.Scope(variables, None, run)), run)
    if value is None and run.failure is not None:
        raise run.failure
    return value


def _code(expression: tree.Expression) -> loops.Code:
    return (_SHORT if len(expression.text) <= parse.CACHED_LENGTH else _LONG).code(expression)


def truth(expression: tree.Expression, variables: Mapping[str, Value], now: datetime | None = None) -> bool:
    """Whether a condition is fulfilled; null is false in FEEL.

    In the bare notation and XPath what is empty, zero or null is false and anything else true; but a text that stands
    alone as a condition is taken for a mistake: "no" would be true.

    Raises:
        EvaluationError: not_boolean for any other value, else as for `required`.
    """
    value = required(expression, variables, now)
    if value is True or value is False:
        return value
    dialect = expression.dialect
    if value is None and dialect is tree.Dialect.FEEL:
        return False
    if dialect in _DECIDING and (not value or type(value) is not str or _asks(expression.root)):
        return coercion.TRUTHS[dialect](value)
    read = ", ".join(sorted(names(expression)))
    raise errors.EvaluationError(
        "not_boolean",
        f"the condition gives {values.kind(value)}, not true or false ({read or expression.text[:80]})",
        text=expression.text,
        column=expression.root.column,
        name=read,
    )


_DECIDING = (tree.Dialect.PLAIN, tree.Dialect.XPATH)


def _asks(root: tree.Node) -> bool:
    return isinstance(root, tree.Logic | tree.If)
