"""From a tree to closures: one small function per kind of node, chosen once instead of at every evaluation."""

from __future__ import annotations

from bpmn.expressions import (
    arithmetic,
    calling,
    coercion,
    comparing,
    errors,
    loops,
    nodesets,
    parts,
    ranges,
    tree,
    values,
)  # fmt: skip

Value = values.Value


def compiled(expression: tree.Expression) -> loops.Code:
    """The closures of an expression."""
    return _Compiler(expression.dialect).code(expression.root)


class _Compiler:
    """Compiles for one notation. `lenient` is FEEL's way with nulls; `is defined()` needs the other inside FEEL.
    `inside` is a predicate of XPath, where a name is a child of the node and no variable."""

    def __init__(self, dialect: tree.Dialect, *, lenient: bool | None = None, inside: bool = False) -> None:
        self.dialect, self.inside = dialect, inside
        self.is_feel, self.is_xpath = dialect is tree.Dialect.FEEL, dialect is tree.Dialect.XPATH
        self.lenient = self.is_feel if lenient is None else lenient
        self.decide = coercion.TRUTHS.get(dialect)

    def code(self, node: tree.Node) -> loops.Code:
        made: loops.Code = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return made if isinstance(node, _NEVER_FAIL) else _located(made, node, nulls=self.is_feel)

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
        if self.is_xpath:
            return self._child(node)
        base, key, is_feel = self.code(node.base), node.key, self.is_feel

        def code(scope: loops.Scope) -> Value:
            value = base(scope)
            if not is_feel or values.kind(value) != "list":
                return self._key(value, key, node)
            scope.run.spend(len(value))  # over a list, the key of each item (10.3.2.5)
            return [self._key(None if values.kind(item) == "list" else item, key, node) for item in value]

        return code

    def _child(self, node: tree.Member) -> loops.Code:
        if node.base == tree.Name(tree.SELF) and not self.inside:
            return self._name(tree.Name(node.key, column=node.column))
        base, key = self.code(node.base), node.key
        return lambda scope: nodesets.child(base(scope), key, scope.run)

    def _where(self, node: tree.Index) -> loops.Code:
        """Predicates of XPath: those of a step are asked per parent, those of anything else of all its nodes."""
        predicates: list[tuple[loops.Code, int]] = []
        base: tree.Node = node
        while isinstance(base, tree.Index):
            inner = _Compiler(self.dialect, inside=True)
            predicates.append((inner.code(base.index), _cost(base.index)))
            base = base.base
        is_step = isinstance(base, tree.Member) and (self.inside or base.base != tree.Name(tree.SELF))
        steps = (self.code(base.base), base.key) if is_step and isinstance(base, tree.Member) else None
        single = isinstance(node.index, tree.Literal) and steps is None
        return nodesets.where(self.code(base), steps, tuple(reversed(predicates)), single=single)

    def _key(self, value: Value, key: str, node: tree.Node) -> Value:
        found = values.kind(value)
        if found == "context":
            if key in value:
                return value[key]
        elif found == "range" and key in ranges.PARTS:
            return ranges.PARTS[key](value)
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
        if self.is_xpath:
            return self._where(node)
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
        return comparing.compared(node.operator, self.code(node.left), self.code(node.right), self.dialect)

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
                    if value is not None and scope.run.failure is None:
                        scope.run.failure = loops.not_boolean(value, node)
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
        convert, joins = coercion.PAIRS.get(self.dialect), self.dialect is tree.Dialect.PLAIN

        def code(scope: loops.Scope) -> Value:
            total = first(scope)
            for sign, operand in rest:
                value = operand(scope)
                if convert is not None and not (type(total) is int and type(value) is int):
                    total, value = convert(total, value, scope.run)
                if joins and type(total) is list and type(value) is list and sign is tree.Operator.ADD:
                    scope.run.spend(1 + len(total) // 10)
                    total = values.sequence(total + value)
                    continue
                null = lenient and (total is None or value is None)
                total = None if null else arithmetic.applied(sign, total, value)
            return total

        return code

    def _negate(self, node: tree.Negate) -> loops.Code:
        operand, lenient = self.code(node.operand), self.is_feel
        convert = coercion.PAIRS.get(self.dialect)

        def code(scope: loops.Scope) -> Value:
            value = operand(scope)
            if convert is not None:
                _, value = convert(0, value, scope.run)
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
            if value is not False and value is not None and scope.run.failure is None:
                scope.run.failure = loops.not_boolean(value, node)
            return otherwise(scope)

        return code

    def _bindings(self, node: tree.Quantified | tree.For) -> loops.Bindings:
        return tuple((name, self.code(domain)) for name, domain in node.bindings)

    def _quantified(self, node: tree.Quantified) -> loops.Code:
        satisfies, cost = self.code(node.satisfies), _cost(node.satisfies)
        return loops.quantified(node.every, self._bindings(node), satisfies, cost, self.is_feel)

    def _for(self, node: tree.For) -> loops.Code:
        partial = any(part == tree.Name("partial") for part in tree.walk(node.result))
        return loops.repeated(self._bindings(node), self.code(node.result), _cost(node.result), partial=partial)

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
        value = self.code(node.value)
        tests = tuple((self.code(test), _tests(test)) for test in node.tests)
        return comparing.among(value, tests, is_feel=self.is_feel)

    def _call(self, node: tree.Call) -> loops.Code:
        if node.function in calling.PRESENCE:
            asked = _Compiler(self.dialect, lenient=False).code(node.arguments[0])
            otherwise = self.code(node.arguments[1]) if len(node.arguments) == 2 else None
            return calling.presence(node.function, asked, otherwise)
        constant = calling.constant(node)
        if constant is not None:
            return lambda scope: constant
        return calling.call(node.function, tuple(map(self.code, node.arguments)), self.dialect)

    def _lambda(self, node: tree.Lambda) -> loops.Code:
        body, cost = self.code(node.body), _cost(node.body)
        return lambda scope: loops.Function(node.parameters, body, cost, scope)

    def _instance(self, node: tree.Instance) -> loops.Code:
        value, kind = self.code(node.value), node.kind
        return lambda scope: comparing.conforms(value(scope), kind, scope.run)


_NEVER_FAIL = (tree.Literal, tree.Name, tree.ListOf, tree.ContextOf, tree.Lambda)
_CONDITIONS = (tree.Compare, tree.Logic, tree.Not, tree.Quantified, tree.Between, tree.In)


def _tests(node: tree.Node) -> bool:
    """Whether a test of `in` is a condition on what is tested, instead of a value or a range."""
    return any(part == tree.Name("?") for part in tree.walk(node))


def _cost(node: tree.Node) -> int:
    return 1 + sum(1 for _ in tree.walk(node))


_NULLED = frozenset({"type_mismatch", "not_boolean", "division_by_zero", "wrong_argument", "bad_index"})
"""What FEEL makes null of. What costs too much or is no value is never passed over."""


def _located(code: loops.Code, node: tree.Node, *, nulls: bool) -> loops.Code:
    """The code, with errors that say where in the text and with which variables they came about; with `nulls` most of
    them give null, and the run keeps the first (DMN 1.5, 10.3.2.13.2)."""
    parts = tree.children(node)[: -1 if isinstance(node, tree.Quantified | tree.For) else None]
    subjects = ", ".join(dict.fromkeys(path for part in parts if (path := tree.path(part))))
    where = f" ({subjects + '; ' if subjects else ''}column {node.column})"

    def located(scope: loops.Scope) -> Value:
        try:
            return code(scope)
        except errors.EvaluationError as error:
            failure = error
            if error.column is None:
                failure = errors.EvaluationError(
                    error.code, f"{error}{where}", text=error.text, column=node.column, name=subjects
                )
                failure.__cause__ = error
        except errors.TemporalError as error:
            failure = errors.EvaluationError(
                "wrong_argument", f"{error}{where}", text=error.text, column=node.column, name=subjects
            )
            failure.__cause__ = error
        if not nulls or failure.code not in _NULLED:
            raise failure
        if scope.run.failure is None:
            scope.run.failure = failure
        return None

    return located
