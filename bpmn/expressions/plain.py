"""Bare conditions as modelers type them into a box without a language: `a = b`, `a == b && c`, `a in ['x', 'y']`.

A common part of Python, Java, Groovy and JavaScript: `=` and `==` are one, `&&` is `and`, and each has its words for
true and null. What goes beyond — comprehensions, lambdas, attributes, calls of anything that isn't on a short list — is
no syntax here.
"""

from __future__ import annotations

import re
from typing import Any

from bpmn.expressions import errors, grammar, spellings, tree

RULES = rf"""
    start: ternary
    ?ternary: either
        | either _IF either _ELSE ternary -> python_if
        | either "?" ternary ":" ternary -> if_
    ?either: both | both (_OR both)+ -> or_
    ?both: negation | negation (_AND negation)+ -> and_
    ?negation: comparison | _NOT negation -> not_
    ?comparison: sum
        | sum (COMPARISON sum)+ -> compare
        | sum _IN sum -> in_
        | sum _NOT_IN sum -> not_in
        | sum IS constant -> is_
    ?sum: product | product ((PLUS | MINUS) product)+ -> arithmetic
    ?product: unary | unary (TIMES unary)+ -> arithmetic
    ?unary: power | MINUS unary -> minus | PLUS unary -> plus | "!" unary -> not_
    ?power: postfix | postfix POWER unary -> arithmetic
    ?postfix: primary
        | postfix "." NAME -> member
        | postfix "[" ternary "]" -> index
        | postfix "[" (ternary | nothing) ":" (ternary | nothing) "]" -> slice
        | postfix "." NAME "(" [ternary ("," ternary)*] ")" -> method
    ?primary: NUMBER -> number | STRING -> string | constant
        | NAME -> name | QUOTED -> name
        | NAME "(" [ternary ("," ternary)*] ")" -> call
        | XPATH_FUNCTION "(" [ternary ("," ternary)*] ")" -> call
        | _DATA "(" STRING ["," STRING] ")" -> data
        | "(" ternary ")"
        | "(" ternary "," ")" -> list_of
        | "(" ternary ("," ternary)+ ")" -> list_of
        | "[" [ternary ("," ternary)* [","]] "]" -> list_of
        | "{{" ternary ("," ternary)* [","] "}}" -> list_of
        | "{{" "}}" -> context | "{{" entry ("," entry)* [","] "}}" -> context
    entry: ternary ":" ternary
    ?constant: TRUE ["(" ")"] -> true | FALSE ["(" ")"] -> false | NULL -> null
    nothing:

    _AND.2: {grammar.keyword("and", "AND", "And")} | "&&"
    _OR.2: {grammar.keyword("or", "OR", "Or")} | "||"
    _NOT.2: {grammar.keyword("not", "NOT", "Not")}
    _IN.2: {grammar.keyword("in")}
    _NOT_IN.3: /not\s+in{grammar.END}/
    IS.2: /is(?:\s+not)?{grammar.END}/
    _IF.2: {grammar.keyword("if")}
    _ELSE.2: {grammar.keyword("else")}
    TRUE.2: {grammar.keyword("true", "True", "TRUE")}
    FALSE.2: {grammar.keyword("false", "False", "FALSE")}
    NULL.2: {grammar.keyword("null", "None", "nil")}
    RESERVED.2: {grammar.keyword("for", "lambda", "between", "satisfies")}
    COMPARISON: /[=!]==|[=!<>]=|<>|[=<>]/
    POWER.2: "**"
    TIMES: /\/\/|[*\/%]/
    PLUS: "+"
    MINUS: "-"
    _DATA.3: /(?:{grammar.NAME}:)?{grammar.DATA}(?=\s*\()/
    XPATH_FUNCTION.3: /(?:starts-with|ends-with|string-length|normalize-space)(?=\s*\()/
    QUOTED: /`[^`]+`/
"""


class Builder(grammar.Builder):
    """Nodes that only the bare notation has."""

    functions = spellings.FUNCTIONS
    methods = spellings.METHODS

    def compare(self, parts: list[Any]) -> tree.Node:
        """`a < b < c` is `a < b and b < c`, as in Python."""
        pairs = [super(Builder, self).compare(parts[at : at + 3]) for at in range(0, len(parts) - 2, 2)]
        return pairs[0] if len(pairs) == 1 else tree.Logic(True, tuple(pairs), column=parts[0].column)

    def in_(self, parts: list[tree.Node]) -> tree.Node:
        return tree.In(parts[0], (parts[1],), column=parts[0].column)

    def not_in(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Not(self.in_(parts), column=parts[0].column)

    def is_(self, parts: list[Any]) -> tree.Node:
        operator = tree.Comparison.NE if "not" in parts[1] else tree.Comparison.EQ
        return tree.Compare(operator, parts[0], parts[2], column=parts[0].column)

    def minus(self, parts: list[Any]) -> tree.Node:
        return self.negate(parts[1:])

    def plus(self, parts: list[Any]) -> tree.Node:
        zero = tree.Literal(0, column=grammar.column(parts[0]))
        return tree.Arithmetic(zero, ((tree.Operator.ADD, parts[1]),), column=zero.column)

    def nothing(self, parts: list[Any]) -> tree.Node:
        return tree.Literal(None)

    def slice(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Call("slice", tuple(parts), column=parts[0].column)

    def python_if(self, parts: list[tree.Node]) -> tree.Node:
        return tree.If(parts[1], parts[0], parts[2], column=parts[0].column)

    def method(self, parts: list[Any]) -> tree.Node:
        """`execution.getVariable('x')` is how Java writes the variable `x`; `hasVariable` asks whether it is there."""
        base, token, *arguments = parts
        if not arguments and (clock := _CLOCKS.get((tree.path(base), str(token)))) is not None:
            return tree.Call(clock, (), column=grammar.column(token))
        if base == tree.Name("execution") and token in _VARIABLES and len(arguments) == 1:
            key = arguments[0]
            if isinstance(key, tree.Literal) and isinstance(key.value, str) and not key.value.startswith("__"):
                name = tree.Name(key.value, column=grammar.column(token))
                return tree.Call("is defined", (name,), column=name.column) if "has" in token else name
        return super().method(parts)

    def call(self, parts: list[Any]) -> tree.Node:
        """`timedelta(days=3)` is a duration, and its units look like comparisons."""
        token, *arguments = parts
        if str(token) != "timedelta":
            return super().call(parts)
        pairs: list[tree.Node] = []
        for argument in arguments:
            unit = tree.path(argument.left) if isinstance(argument, tree.Compare) else ""
            if unit not in _UNITS or not isinstance(argument, tree.Compare):
                raise errors.ExpressionSyntaxError(
                    "unknown_parameter", f"timedelta() takes {', '.join(_UNITS)}, each with a number",
                    column=argument.column, name=unit,
                )  # fmt: skip
            pairs += [tree.Literal(unit), argument.right]
        return tree.Call("span", tuple(pairs), column=grammar.column(token))

    def entry(self, parts: list[tree.Node]) -> tuple[str, tree.Node]:
        key = parts[0]
        if not isinstance(key, tree.Literal) or not isinstance(key.value, str):
            raise errors.ExpressionSyntaxError(
                "unexpected_token", "a key is a text in quotes here", column=key.column, name=tree.path(key)
            )
        return key.value, parts[1]

    def context(self, parts: list[tuple[str, tree.Node] | None]) -> tree.Node:
        entries = tuple(part for part in parts if part is not None)
        return tree.ContextOf(entries, column=entries[0][1].column if entries else 1)


_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_CLOCKS = {
    ("datetime", "now"): "now", ("datetime.datetime", "now"): "now", ("datetime", "utcnow"): "now",
    ("datetime.datetime", "utcnow"): "now", ("date", "today"): "today", ("datetime.date", "today"): "today",
    ("datetime", "today"): "now", ("LocalDate", "now"): "today", ("LocalDateTime", "now"): "now",
    ("Instant", "now"): "now", ("ZonedDateTime", "now"): "now",
}  # fmt: skip
"""What asks for the time in Python and Java."""
_VARIABLES = frozenset({"getVariable", "getVariableLocal", "hasVariable", "hasVariableLocal"})
_RETURNED = re.compile(r"(\s*return\b)?(.*?)(;?\s*)", re.DOTALL)


def parse(text: str) -> tree.Node:
    """The tree of a bare condition; `return … ;` around it is how Java, Groovy and JavaScript give a value.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped.
    """
    found = _RETURNED.fullmatch(text)
    assert found is not None
    try:
        # Blanks in place of what is left out keep the columns those of the drawn text.
        return grammar.parsed(RULES, Builder, " " * len(found[1] or "") + found[2], words=grammar.Words)
    except errors.ExpressionSyntaxError as refusal:
        if refusal.name == "," and _GROUPED.search(text[max(0, refusal.column - 4) : refusal.column + 3]):
            raise errors.ExpressionSyntaxError(
                "grouped_number", "a number is written without separators: 1000, not 1,000",
                text=text, column=refusal.column, name=",",
            ) from refusal  # fmt: skip
        raise


_GROUPED = re.compile(r"[0-9],[0-9]{3}")
