"""From a tree to closures: one small function per kind of node, chosen once instead of at every evaluation."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from bpmn.expressions import arithmetic, coercion, errors, functions, idioms, loops, parts, tree, values

Value = values.Value
_NUMBERS = (int, float)
_FUNCTIONS = {**functions.FUNCTIONS, **idioms.FUNCTIONS}
_MISSING = ("missing_variable", "missing_key")


def compiled(expression: tree.Expression) -> loops.Code:
    """The closures of an expression."""
    return _Compiler(expression.dialect).code(expression.root)


class _Compiler:
    """Compiles for one notation. `lenient` is FEEL's way with nulls; `is defined()` needs the other inside FEEL."""

    def __init__(self, dialect: tree.Dialect, *, lenient: bool | None = None) -> None:
        self.dialect = dialect
        self.is_feel = dialect is tree.Dialect.FEEL
        self.lenient = self.is_feel if lenient is None else lenient
        self.decide = coercion.TRUTHS.get(dialect)

    def code(self, node: tree.Node) -> loops.Code:
        made: loops.Code = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return made if isinstance(node, _NEVER_FAIL) else _located(made, node)

    def _literal(self, node: tree.Literal) -> loops.Code:
        value = node.value
        return lambda scope: value

    def _name(self, node: tree.Name) -> loops.Code:
        name, lenient, column = node.name, self.lenient, node.column

        def code(scope: loops.Scope | None) -> Value:
            while scope is not None:
                if name in scope.own:
                    return scope.own[name]
                scope = scope.outer
            if lenient:
                return None
            raise errors.EvaluationError(
                "missing_variable", f"there is no variable {name!r} (column {column})", column=column, name=name
            )

        return code

    def _member(self, node: tree.Member) -> loops.Code:
        base, key, is_feel = self.code(node.base), node.key, self.is_feel

        def code(scope: loops.Scope) -> Value:
            value = base(scope)
            if not is_feel or values.kind(value) != "list":
                return self._key(value, key, node)
            scope.run.spend(len(value))  # over a list, the key of each item (10.3.2.5)
            return [self._key(None if values.kind(item) == "list" else item, key, node) for item in value]

        return code

    def _key(self, value: Value, key: str, node: tree.Node) -> Value:
        found = values.kind(value)
        if found == "context":
            if key in value:
                return value[key]
        elif found in parts.PARTS and key in parts.PARTS[found]:
            return parts.PARTS[found][key](value)
        elif found != "null":
            raise values.mismatch(f"reading .{key}", value)
        if self.lenient:
            return None
        path = tree.path(node)
        raise errors.EvaluationError(
            "missing_key", f"there is no {path or key!r} (column {node.column})", column=node.column, name=path or key
        )

    def _index(self, node: tree.Index) -> loops.Code:
        base = self.code(node.base)
        if self.is_feel and not (isinstance(node.index, tree.Literal) and isinstance(node.index.value, str)):
            return loops.filtered(base, self.code(node.index), _cost(node.index), isinstance(node.index, _CONDITIONS))
        index = self.code(node.index)

        def code(scope: loops.Scope) -> Value:
            value, at = base(scope), index(scope)
            if values.kind(value) == "list" or (type(value) is str and type(at) is int):
                if type(at) is not int:
                    raise values.mismatch("taking an element", at)
                if not -len(value) <= at < len(value):
                    raise errors.EvaluationError("bad_index", f"the list or text has no position {at}")
                return value[at]
            if values.kind(at) != "string":
                raise values.mismatch("reading a key", at)
            return self._key(value, at, tree.Member(node.base, at, column=node.column))

        return code

    def _compare(self, node: tree.Compare) -> loops.Code:
        left, right, lenient = self.code(node.left), self.code(node.right), self.is_feel
        if node.operator in (tree.Comparison.EQ, tree.Comparison.NE):
            return _equality(left, right, node.operator is tree.Comparison.EQ, self.dialect)
        fast = _ORDER[node.operator]
        swapped = node.operator in (tree.Comparison.GT, tree.Comparison.LE)
        negated = node.operator in (tree.Comparison.LE, tree.Comparison.GE)
        converts = self.dialect is tree.Dialect.JUEL

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

    def _logic(self, node: tree.Logic) -> loops.Code:
        parts, every = tuple(map(self.code, node.operands)), node.every
        deciding: bool = not every
        if self.decide is not None:
            return coercion.chain(parts, every, self.decide, keeps=self.dialect is tree.Dialect.PLAIN)

        def code(scope: loops.Scope) -> bool | None:
            unknown = False
            for part in parts:
                value = part(scope)
                if value is deciding:
                    return not every
                if value is not every:
                    if value is not None:
                        raise loops.not_boolean(value)
                    unknown = True
            return None if unknown else every

        return code

    def _not(self, node: tree.Not) -> loops.Code:
        operand, decide = self.code(node.operand), self.decide

        def code(scope: loops.Scope) -> bool | None:
            value = operand(scope)
            if value is True or value is False:
                return not value
            if decide is not None:
                return not decide(value)
            if value is None:
                return None
            raise loops.not_boolean(value)

        return code

    def _arithmetic(self, node: tree.Arithmetic) -> loops.Code:
        first, lenient = self.code(node.first), self.is_feel
        rest = tuple((sign, self.code(operand)) for sign, operand in node.rest)
        converts = self.dialect is tree.Dialect.JUEL

        def code(scope: loops.Scope) -> Value:
            total = first(scope)
            for sign, operand in rest:
                value = operand(scope)
                if converts and (type(total) is str or type(value) is str):
                    total, value = coercion.numbered(total), coercion.numbered(value)
                null = lenient and (total is None or value is None)
                total = None if null else arithmetic.applied(sign, total, value)
            return total

        return code

    def _negate(self, node: tree.Negate) -> loops.Code:
        operand, lenient = self.code(node.operand), self.is_feel

        def code(scope: loops.Scope) -> Value:
            value = operand(scope)
            return None if value is None and lenient else arithmetic.negated(value)

        return code

    def _if(self, node: tree.If) -> loops.Code:
        condition, then, otherwise = self.code(node.condition), self.code(node.then), self.code(node.otherwise)
        decide = self.decide

        def code(scope: loops.Scope) -> Value:
            value = condition(scope)
            if decide is not None:
                value = decide(value)
            if value is True:
                return then(scope)
            if value is False or value is None:
                return otherwise(scope)
            raise loops.not_boolean(value)

        return code

    def _bindings(self, node: tree.Quantified | tree.For) -> loops.Bindings:
        return tuple((name, self.code(domain)) for name, domain in node.bindings)

    def _quantified(self, node: tree.Quantified) -> loops.Code:
        satisfies, cost = self.code(node.satisfies), _cost(node.satisfies)
        return loops.quantified(node.every, self._bindings(node), satisfies, cost, self.is_feel)

    def _for(self, node: tree.For) -> loops.Code:
        return loops.repeated(self._bindings(node), self.code(node.result), _cost(node.result))

    def _listof(self, node: tree.ListOf) -> loops.Code:
        parts = tuple(map(self.code, node.items))
        return lambda scope: [part(scope) for part in parts]

    def _contextof(self, node: tree.ContextOf) -> loops.Code:
        parts = tuple((key, self.code(value)) for key, value in node.entries)

        def code(scope: loops.Scope) -> dict[str, Value]:
            found: dict[str, Value] = {}
            inner = loops.Scope(found, scope, scope.run)
            for key, part in parts:
                found[key] = part(inner)
            return found

        return code

    def _range(self, node: tree.Range) -> loops.Code:
        low = self.code(node.low) if node.low else None
        high = self.code(node.high) if node.high else None

        def code(scope: loops.Scope) -> values.Interval | None:
            start, stop = low(scope) if low else None, high(scope) if high else None
            if (low and start is None) or (high and stop is None):
                return None  # a range to nowhere holds nothing and not nothing
            return values.Interval(start, stop, node.low_included, node.high_included)

        return code

    def _between(self, node: tree.Between) -> loops.Code:
        parts = (self.code(node.value), self.code(node.low), self.code(node.high))

        def code(scope: loops.Scope) -> bool | None:
            value, low, high = (part(scope) for part in parts)
            if value is None or low is None or high is None:
                return None
            return values.inside(value, values.Interval(low, high, True, True))

        return code

    def _in(self, node: tree.In) -> loops.Code:
        value, tests, is_feel = self.code(node.value), tuple(map(self.code, node.tests)), self.is_feel

        def code(scope: loops.Scope) -> bool | None:
            sought, unknown = value(scope), False
            for test in tests:
                found = _among(sought, test(scope), scope.run, is_feel)
                if found:
                    return True
                unknown = unknown or found is None
            return None if unknown and is_feel else False

        return code

    def _call(self, node: tree.Call) -> loops.Code:
        if node.function in ("is defined", "empty"):
            return self._presence(node)
        function, lenient = _FUNCTIONS[node.function], self.is_feel
        parts = tuple(map(self.code, node.arguments))
        null_first, null_later = node.function in functions.NULL_FIRST, node.function in functions.NULL_LATER

        def code(scope: loops.Scope) -> Value:
            arguments = [part(scope) for part in parts]
            for at, argument in enumerate(arguments):
                if argument is None and lenient and not (null_later if at else null_first):
                    return None
                if type(argument) is str and len(argument) > 1000:
                    scope.run.spend(len(argument) // 1000)
            return function(arguments, scope.run)

        return code

    def _presence(self, node: tree.Call) -> loops.Code:
        """`is defined(x)` and `empty x` ask whether something is there: its absence is an answer, not an error."""
        asked = _Compiler(self.dialect, lenient=False).code(node.arguments[0])
        wants_value = node.function == "empty"

        def code(scope: loops.Scope) -> bool:
            try:
                value = asked(scope)
            except errors.EvaluationError as absent:
                if absent.code not in _MISSING:
                    raise
                return wants_value
            return bool(functions.FUNCTIONS["empty"]([value], scope.run)) if wants_value else True

        return code


_NEVER_FAIL = (tree.Literal, tree.Name, tree.ListOf, tree.ContextOf)
_CONDITIONS = (tree.Compare, tree.Logic, tree.Not, tree.Quantified, tree.Between, tree.In)
_ORDER: dict[tree.Comparison, Callable[[Any, Any], bool]] = {
    tree.Comparison.LT: operator.lt,
    tree.Comparison.LE: operator.le,
    tree.Comparison.GT: operator.gt,
    tree.Comparison.GE: operator.ge,
}


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


def _among(sought: Value, test: Value, run: values.Run, is_feel: bool) -> bool | None:
    """Whether a value meets one test of `in`: a range, a list, a value; elsewhere than in FEEL also a part of a text
    or a key. None where null decides."""
    found = values.kind(test)
    if found == "range":
        return None if sought is None else values.inside(sought, test)
    if found == "list":
        run.spend(len(test))
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


def _cost(node: tree.Node) -> int:
    return 1 + sum(1 for _ in tree.walk(node))


def _located(code: loops.Code, node: tree.Node) -> loops.Code:
    """The code, with errors that say where in the text and with which variables they came about."""
    parts = tree.children(node)[: -1 if isinstance(node, tree.Quantified | tree.For) else None]
    subjects = ", ".join(dict.fromkeys(path for part in parts if (path := tree.path(part))))
    where = f" ({subjects + '; ' if subjects else ''}column {node.column})"

    def located(scope: loops.Scope) -> Value:
        try:
            return code(scope)
        except errors.EvaluationError as error:
            if error.column is not None:
                raise
            raise errors.EvaluationError(
                error.code, f"{error}{where}", text=error.text, column=node.column, name=subjects
            ) from error
        except errors.TemporalError as error:
            raise errors.EvaluationError(
                "wrong_argument", f"{error}{where}", text=error.text, column=node.column, name=subjects
            ) from error

    return located
