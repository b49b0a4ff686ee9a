"""FEEL, the notation of DMN that Camunda 8 and Trisotech write conditions in.

Source: OMG DMN 1.5, chapter 10.3. Read here: logic, comparisons, `between`, `in`, ranges, arithmetic, texts, lists,
contexts, paths, filters, `if`, `some`/`every`, `for`, calls of the built-in functions that `FUNCTIONS` lists, `@"…"`
literals, names with spaces or in backticks. Tolerated beside the standard, because the meaning is clear: `==`,
texts in single quotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpmn.expressions import errors, grammar, tree

RULES = rf"""
    start: expression
    ?expression: either | tail | open_either
    ?either: both | either _OR both -> or_
    ?both: comparison | both _AND comparison -> and_
    // A tail reaches as far right as it can, so it may only stand last in a chain.
    ?open_either: open_both | either _OR tail -> or_ | either _OR open_both -> or_
    ?open_both: both _AND tail -> and_
    ?tail: _IF expression _THEN expression _ELSE expression -> if_
        | _SOME bindings _SATISFIES expression -> some
        | _EVERY bindings _SATISFIES expression -> every
        | _FOR bindings _RETURN expression -> for_
    bindings: binding ("," binding)*
    binding: NAME _IN expression | NAME _IN sum ".." sum

    ?comparison: sum
        | sum COMPARISON sum -> compare
        | sum _BETWEEN sum _AND sum -> between
        | sum _IN tests -> in_
    ?tests: sum | half_range | "]" sum ".." bound closing -> open_range
        | "(" test ("," test)+ ")" -> tests | "(" half_range ")"
    ?test: expression | half_range
    half_range: COMPARISON sum

    ?sum: product | product ((PLUS | MINUS) product)+ -> arithmetic
    ?product: power | power (TIMES power)+ -> arithmetic
    ?power: unary | unary (POWER unary)+ -> arithmetic
    ?unary: postfix | MINUS unary -> minus
    ?postfix: primary
        | postfix "." NAME -> member
        | postfix "[" expression "]" -> index
    ?primary: literal
        | NAME -> name
        | call
        | _NOT "(" expression ")" -> not_
        | "(" expression ")"
        | "[" [expression ("," expression)*] "]" -> list_of
        | "{{" [entry ("," entry)*] "}}" -> context
        | "[" sum ".." bound closing -> closed_range
        | "(" sum ".." bound closing -> open_range
    ?literal: NUMBER -> number | STRING -> string | TRUE -> true | FALSE -> false | NULL -> null
        | AT STRING -> at
    call: (NAME | COMPOUND) "(" [expression ("," expression)*] ")"
        | (NAME | COMPOUND) "(" named ("," named)* ")" -> named_call
    named: NAME ":" expression
    entry: (NAME | STRING) ":" expression
    // The end of a range may be followed by `[`: no filters there.
    ?bound: literal | MINUS bound -> minus | path | call | "(" expression ")"
    ?closing: "]" -> included | ")" -> excluded | "[" -> excluded
    ?path: NAME -> name | path "." NAME -> member

    _AND.2: {grammar.keyword("and")}
    _OR.2: {grammar.keyword("or")}
    _NOT.2: {grammar.keyword("not")}
    _IN.2: {grammar.keyword("in")}
    _IF.2: {grammar.keyword("if")}
    _THEN.2: {grammar.keyword("then")}
    _ELSE.2: {grammar.keyword("else")}
    _SOME.2: {grammar.keyword("some")}
    _EVERY.2: {grammar.keyword("every")}
    _SATISFIES.2: {grammar.keyword("satisfies")}
    _FOR.2: {grammar.keyword("for")}
    _RETURN.2: {grammar.keyword("return")}
    _BETWEEN.2: {grammar.keyword("between")}
    RESERVED.2: {grammar.keyword("function", "external")}
    TRUE.2: {grammar.keyword("true")}
    FALSE.2: {grammar.keyword("false")}
    NULL.2: {grammar.keyword("null")}
    // Functions with a keyword in their name.
    COMPOUND.3: /(?:date\s+and\s+time|years\s+and\s+months\s+duration|get\s+or\s+else)(?=\s*\()/
    COMPARISON: /[=!<>]=|[=<>]/
    POWER.2: "**"
    TIMES: /[*\/]/
    PLUS: "+"
    MINUS: "-"
    AT: "@"
    QUOTED: /`[^`]+`/
    %ignore /\/\*.*?\*\//s
    %ignore /\/\/[^\n]*/
"""

_ANY = 100
"""Most arguments of a function that takes any number of them."""
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "contains": (2, 2), "starts with": (2, 2), "ends with": (2, 2), "upper case": (1, 1), "lower case": (1, 1),
    "string length": (1, 1), "substring": (2, 3), "substring before": (2, 2), "substring after": (2, 2),
    "trim": (1, 1), "string join": (1, 2), "string": (1, 1), "number": (1, 3), "count": (1, 1), "sum": (1, _ANY),
    "min": (1, _ANY), "max": (1, _ANY), "mean": (1, _ANY), "product": (1, _ANY), "all": (1, _ANY), "any": (1, _ANY),
    "list contains": (2, 2), "append": (2, _ANY), "concatenate": (1, _ANY), "union": (1, _ANY), "flatten": (1, 1),
    "distinct values": (1, 1), "reverse": (1, 1), "index of": (2, 2), "sublist": (2, 3), "is empty": (1, 1),
    "floor": (1, 1), "ceiling": (1, 1), "decimal": (2, 2), "abs": (1, 1), "modulo": (2, 2), "even": (1, 1),
    "odd": (1, 1), "is defined": (1, 1), "get value": (2, 2), "get or else": (2, 2), "date": (1, 3),
    "time": (1, 1), "date and time": (1, 2), "duration": (1, 1), "years and months duration": (2, 2),
    "now": (0, 0), "today": (0, 0),
}  # fmt: skip
"""The built-in functions (DMN 1.5, 10.3.4, and Camunda's `is defined`, `get or else`, `is empty`) with the least and
most arguments. Those that take regular expressions are left out: an expression must not be able to run for minutes."""
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "contains": ("string", "match"), "starts with": ("string", "match"), "ends with": ("string", "match"),
    "upper case": ("string",), "lower case": ("string",), "string length": ("string",),
    "substring": ("string", "start position", "length"), "substring before": ("string", "match"),
    "substring after": ("string", "match"), "count": ("list",), "sum": ("list",), "min": ("list",), "max": ("list",),
    "mean": ("list",), "list contains": ("list", "element"), "modulo": ("dividend", "divisor"), "abs": ("n",),
    "floor": ("n",), "ceiling": ("n",), "decimal": ("n", "scale"), "string": ("from",), "number": ("from",),
    "date": ("from",), "time": ("from",), "date and time": ("from",), "duration": ("from",), "get value": ("m", "key"),
    "years and months duration": ("from", "to"), "sublist": ("list", "start position", "length"),
}  # fmt: skip
"""Names of the parameters, for calls such as `substring(string: "abc", start position: 2)`."""


class Builder(grammar.Builder):
    """Nodes that only FEEL has."""

    functions = {name: (name, least, most) for name, (least, most) in FUNCTIONS.items()}

    def between(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Between(parts[0], parts[1], parts[2], column=parts[0].column)

    def in_(self, parts: list[Any]) -> tree.Node:
        tests = parts[1] if isinstance(parts[1], tuple) else (parts[1],)
        return tree.In(parts[0], tests, column=parts[0].column)

    def tests(self, parts: list[tree.Node]) -> tuple[tree.Node, ...]:
        return tuple(parts)

    def half_range(self, parts: list[Any]) -> tree.Node:
        """`< 5` is every value below 5 (10.3.2.7)."""
        sign, end = str(parts[0]), parts[1]
        if sign in ("<", "<="):
            return tree.Range(None, end, high_included=sign == "<=", column=end.column)
        if sign in (">", ">="):
            return tree.Range(end, None, low_included=sign == ">=", column=end.column)
        raise errors.ExpressionSyntaxError(
            "unexpected_token", f"{sign!r} is not expected here", column=grammar.column(parts[0]), name=sign
        )

    def closed_range(self, parts: list[Any]) -> tree.Node:
        return tree.Range(parts[0], parts[1], True, parts[2], column=parts[0].column)

    def open_range(self, parts: list[Any]) -> tree.Node:
        return tree.Range(parts[0], parts[1], False, parts[2], column=parts[0].column)

    def included(self, parts: list[Any]) -> bool:
        return True

    def excluded(self, parts: list[Any]) -> bool:
        return False

    def binding(self, parts: list[Any]) -> tuple[str, tree.Node]:
        domain = parts[1] if len(parts) == 2 else tree.Range(parts[1], parts[2], column=parts[1].column)
        return grammar.allowed(parts[0]), domain

    def bindings(self, parts: list[tuple[str, tree.Node]]) -> tuple[tuple[str, tree.Node], ...]:
        return tuple(parts)

    def some(self, parts: list[Any]) -> tree.Node:
        return tree.Quantified(False, parts[0], parts[1], column=parts[1].column)

    def every(self, parts: list[Any]) -> tree.Node:
        return tree.Quantified(True, parts[0], parts[1], column=parts[1].column)

    def for_(self, parts: list[Any]) -> tree.Node:
        return tree.For(parts[0], parts[1], column=parts[1].column)

    def minus(self, parts: list[Any]) -> tree.Node:
        return self.negate(parts[1:])

    def at(self, parts: list[Any]) -> tree.Node:
        """`@"2026-09-02"`: a date, time or duration by its form (10.3.2.2)."""
        text = grammar.unescaped(parts[1])
        return tree.Call("@", (tree.Literal(text),), column=grammar.column(parts[0]))

    def entry(self, parts: list[Any]) -> tuple[str, tree.Node]:
        token, value = parts
        return (grammar.unescaped(token) if token.type == "STRING" else grammar.allowed(token)), value

    def context(self, parts: list[tuple[str, tree.Node]]) -> tree.Node:
        return tree.ContextOf(tuple(parts), column=parts[0][1].column if parts else 1)

    def named(self, parts: list[Any]) -> tuple[Any, tree.Node]:
        return parts[0], parts[1]

    def named_call(self, parts: list[Any]) -> tree.Node:
        """Named arguments are put in the order of the parameters; one that is left out is null."""
        token, *pairs = parts
        written = " ".join(str(token).split())
        parameters = PARAMETERS.get(written, ())
        given = {str(name): value for name, value in pairs}
        for name, _ in pairs:
            if str(name) not in parameters or len(given) < len(pairs):
                raise errors.ExpressionSyntaxError(
                    "unknown_parameter", f"{written[:80]}() has no parameter {str(name)[:80]!r} here",
                    column=grammar.column(name), name=str(name),
                )  # fmt: skip
        last = max(parameters.index(name) for name in given)
        return self.call([token, *(given.get(name, tree.Literal(None)) for name in parameters[: last + 1])])


def parse(text: str) -> tree.Node:
    """The tree of a FEEL expression, with or without Camunda's leading `=`.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped.
    """
    if text.lstrip().startswith("="):
        text = text.replace("=", " ", 1)  # a blank keeps the columns
    return grammar.parsed(RULES, Builder, text, words=True)
