"""XPath, the language that BPMN takes where a diagram names none, on the case's data (BPMN 2.0.2, 10.4.3).

Data is reached by `getDataObject('Order')` and its kin, with or without a prefix and with the name of the process or
activity before that of the data; then by steps (`/status`, `/@id`, `/line[2]`, `/line[price > 3]`). A name that stands
alone outside of a predicate is a variable, as `$name` is. Source of the grammar: XPath 1.0, chapters 2 and 3. There
is no document around the data: steps upwards, `//` and axes are refused.
"""

from __future__ import annotations

from typing import Any

from bpmn.expressions import errors, grammar, tree

_NAME = rf"{grammar.LETTER}[\w\u0300-\u036f.-]*"
RULES = rf"""
    start: either
    ?either: both | both (_OR both)+ -> or_
    ?both: equality | equality (_AND equality)+ -> and_
    ?equality: relation | equality EQUALITY relation -> compare
    ?relation: sum | relation RELATION sum -> compare
    ?sum: product | product ((PLUS | MINUS) product)+ -> arithmetic
    ?product: unary | unary ((STAR | TIMES) unary)+ -> arithmetic
    ?unary: union | MINUS unary -> minus
    ?union: path | union "|" path -> union
    ?path: filter | path "/" step -> child | path "/" step predicates -> children
        | QNAME -> relative | "@" QNAME -> relative | "." -> self
        | QNAME predicates -> relative_where
    ?filter: primary | primary predicates -> where
    predicates: ("[" either "]")+
    step: QNAME | "@" QNAME | STAR | NODE "(" ")"
    ?primary: NUMBER -> number | STRING -> string
        | "$" QNAME -> variable
        | "(" either ")" -> grouped
        | _DATA "(" STRING ["," STRING] ")" -> data
        | QNAME "(" [either ("," either)*] ")" -> call

    _AND.3: /and(?![\w.-])/
    _OR.3: /or(?![\w.-])/
    EQUALITY: /!?=/
    RELATION: /[<>]=?/
    TIMES.3: /(?:div|mod)(?![\w.-])/
    STAR: "*"
    PLUS: "+"
    MINUS: "-"
    NODE.4: /(?:text|node)(?=\s*\()/
    _DATA.4: /(?:{_NAME}:)?{grammar.DATA}(?=\s*\()/
    QNAME.2: /(?:{_NAME}:)?{_NAME}/
"""


class Builder(grammar.Builder):
    """Nodes of XPath."""

    functions = {
        "count": ("xpath count", 1, 1),
        "string": ("xpath string", 0, 1),
        "concat": ("xpath concat", 2, 50),
        "starts-with": ("xpath starts-with", 2, 2),
        "ends-with": ("xpath ends-with", 2, 2),
        "contains": ("xpath contains", 2, 2),
        "substring": ("xpath substring", 2, 3),
        "substring-before": ("xpath substring-before", 2, 2),
        "substring-after": ("xpath substring-after", 2, 2),
        "string-length": ("xpath string-length", 0, 1),
        "normalize-space": ("xpath normalize-space", 0, 1),
        "translate": ("xpath translate", 3, 3),
        "upper-case": ("xpath upper-case", 1, 1),
        "lower-case": ("xpath lower-case", 1, 1),
        "boolean": ("xpath boolean", 1, 1),
        "not": ("not", 1, 1),
        "true": ("true", 0, 0),
        "false": ("false", 0, 0),
        "number": ("xpath number", 0, 1),
        "sum": ("xpath sum", 1, 1),
        "floor": ("xpath floor", 1, 1),
        "ceiling": ("xpath ceiling", 1, 1),
        "round": ("xpath round", 1, 1),
        "exists": ("xpath exists", 1, 1),
        "empty": ("xpath empty", 1, 1),
        "position": ("position()", 0, 0),
        "last": ("last()", 0, 0),
    }

    def string(self, parts: list[Any]) -> tree.Node:
        """Without escapes: XPath has none (3.7)."""
        return tree.Literal(str(parts[0])[1:-1], column=grammar.column(parts[0]))

    def minus(self, parts: list[Any]) -> tree.Node:
        return self.negate(parts[1:])

    def union(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Call("xpath union", tuple(parts), column=parts[0].column)

    def variable(self, parts: list[Any]) -> tree.Node:
        return tree.Name(_local(parts[0]), column=grammar.column(parts[0]))

    def relative(self, parts: list[Any]) -> tree.Node:
        """A child of what a predicate is asked of; outside of predicates a variable, which the compiler knows."""
        return tree.Member(tree.Name(tree.SELF), _local(parts[0]), column=grammar.column(parts[0]))

    def relative_where(self, parts: list[Any]) -> tree.Node:
        return self.where([self.relative(parts[:1]), parts[1]])

    def self(self, parts: list[Any]) -> tree.Node:
        return tree.Name(tree.SELF)

    def step(self, parts: list[Any]) -> tuple[str, int]:
        token = parts[-1]
        if token.type == "NODE":
            return "", grammar.column(token)
        return ("*" if token.type == "STAR" else _local(token)), grammar.column(token)

    def child(self, parts: list[Any]) -> tree.Node:
        base, (key, column) = parts
        return tree.Member(base, key, column=column) if key else base

    def children(self, parts: list[Any]) -> tree.Node:
        base, step, predicates = parts
        return self.where([self.child([base, step]), predicates])

    def predicates(self, parts: list[tree.Node]) -> tuple[tree.Node, ...]:
        return tuple(parts)

    def where(self, parts: list[Any]) -> tree.Node:
        found: tree.Node = parts[0]
        predicates: tuple[tree.Node, ...] = parts[1]
        for predicate in predicates:
            found = tree.Index(found, predicate, column=found.column)
        return found

    def grouped(self, parts: list[tree.Node]) -> tree.Node:
        """`(a/b)[1]` is the first of all, `a/b[1]` the first of each `a` (2.4)."""
        if isinstance(parts[0], tree.Member | tree.Index):
            return tree.Call("xpath nodes", (parts[0],), column=parts[0].column)
        return parts[0]

    def call(self, parts: list[Any]) -> tree.Node:
        token, *arguments = parts
        arguments = [part for part in arguments if part is not None]
        written = str(token).removeprefix("fn:")
        function = grammar.looked_up(self.functions, written, token, len(arguments))
        column = grammar.column(token)
        if function in ("true", "false"):
            return tree.Literal(function == "true", column=column)
        if function == "not":
            return tree.Not(arguments[0], column=column)
        if function in (tree.POSITION, tree.LAST):
            return tree.Name(function, column=column)
        return tree.Call(function, tuple(arguments) or (tree.Name(tree.SELF),), column=column)


def _local(token: Any) -> str:
    """A name without its prefix."""
    name = str(token).rpartition(":")[2]
    if name.startswith("__"):
        raise errors.ExpressionSyntaxError(
            "reserved_name", f"{name[:80]!r} can't be a name", column=grammar.column(token), name=name
        )
    return name


def parse(text: str) -> tree.Node:
    """The tree of an XPath expression.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped.
    """
    return grammar.parsed(RULES, Builder, text)
