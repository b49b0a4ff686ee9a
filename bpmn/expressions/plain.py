"""Bare conditions as modelers type them into a box without a language: `a = b`, `a == b && c`, `a in ['x', 'y']`.

A common part of Python, Java and XPath: `=` and `==` are one, `&&` is `and`, and `getDataObject('x')` (BPMN 2.0,
10.4.3, XPath extension) is the variable `x`. What goes beyond — comprehensions, lambdas, attributes, calls of
anything that isn't on a short list — is no syntax here.
"""

from __future__ import annotations

import re
from typing import Any

from bpmn.expressions import errors, grammar, tree

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
        | _XPATH "(" STRING ")" -> data_object
        | "(" ternary ")"
        | "(" ternary "," ")" -> list_of
        | "(" ternary ("," ternary)+ ")" -> list_of
        | "[" [ternary ("," ternary)* [","]] "]" -> list_of
        | "{{" ternary ("," ternary)* [","] "}}" -> list_of
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
    _XPATH.3: /(?:{grammar.NAME}:)?getData(?:Object|Input|Output)(?=\s*\()/
    XPATH_FUNCTION.3: /(?:starts-with|ends-with|string-length|normalize-space)(?=\s*\()/
    QUOTED: /`[^`]+`/
"""


class Builder(grammar.Builder):
    """Nodes that only the bare notation has."""

    functions = {
        "len": ("size", 1, 1),
        "str": ("string", 1, 1),
        "int": ("integer", 1, 1),
        "float": ("number", 1, 1),
        "number": ("number", 1, 1),
        "abs": ("abs", 1, 1),
        "min": ("min", 1, 50),
        "max": ("max", 1, 50),
        "sum": ("sum", 1, 50),
        "count": ("count", 1, 1),
        "contains": ("contains", 2, 2),
        "starts-with": ("starts with", 2, 2),
        "ends-with": ("ends with", 2, 2),
        "string-length": ("string length", 1, 1),
        "normalize-space": ("trim", 1, 1),
        "concat": ("concat", 2, 50),
        "string": ("string", 1, 1),
        "bool": ("truth", 1, 1),
        "any": ("some", 1, 1),
        "all": ("every", 1, 1),
        "round": ("round", 1, 2),
        "range": ("number range", 1, 3),
        "sorted": ("sorted", 1, 1),
        "list": ("list", 1, 1),
        "set": ("list", 1, 1),
        "tuple": ("list", 1, 1),
    }
    methods = {
        "lower": ("lower case", 0, 0),
        "upper": ("upper case", 0, 0),
        "strip": ("trim", 0, 0),
        "startswith": ("starts with", 1, 1),
        "endswith": ("ends with", 1, 1),
        "get": ("at", 1, 2),
        "count": ("occurrences", 1, 1),
        "find": ("position", 1, 1),
        "replace": ("replaced", 2, 2),
        "split": ("split", 0, 1),
        "join": ("joined", 1, 1),
        "keys": ("keys", 0, 0),
        "values": ("values", 0, 0),
        "isdigit": ("is digits", 0, 0),
        "isalpha": ("is letters", 0, 0),
        "indexOf": ("position", 1, 1),
        "substring": ("cut", 1, 2),
        "charAt": ("at", 1, 1),
        "concat": ("concat", 1, 1),
        "containsKey": ("has key", 1, 1),
        "keySet": ("keys", 0, 0),
        "toString": ("string", 0, 0),
        "intValue": ("integer", 0, 0),
        "longValue": ("integer", 0, 0),
        "doubleValue": ("number", 0, 0),
        "size": ("size", 0, 0),
        "length": ("size", 0, 0),
        "isEmpty": ("is empty", 0, 0),
        "equals": ("equals", 1, 1),
        "equalsIgnoreCase": ("equals ignoring case", 1, 1),
        "contains": ("includes", 1, 1),
        "startsWith": ("starts with", 1, 1),
        "endsWith": ("ends with", 1, 1),
        "toLowerCase": ("lower case", 0, 0),
        "toUpperCase": ("upper case", 0, 0),
        "trim": ("trim", 0, 0),
    }

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

    def data_object(self, parts: list[Any]) -> tree.Node:
        name = grammar.unescaped(parts[0]).strip()
        if not name or name.startswith("__"):
            raise errors.ExpressionSyntaxError(
                "reserved_name", f"{name[:80]!r} can't be a name", column=grammar.column(parts[0]), name=name
            )
        return tree.Name(name, column=grammar.column(parts[0]))

    def method(self, parts: list[Any]) -> tree.Node:
        """`execution.getVariable('x')` is how Java writes the variable `x`; `hasVariable` asks whether it is there."""
        base, token, *arguments = parts
        if base == tree.Name("execution") and token in _VARIABLES and len(arguments) == 1:
            key = arguments[0]
            if isinstance(key, tree.Literal) and isinstance(key.value, str) and not key.value.startswith("__"):
                name = tree.Name(key.value, column=grammar.column(token))
                return tree.Call("is defined", (name,), column=name.column) if "has" in token else name
        return super().method(parts)


_VARIABLES = frozenset({"getVariable", "getVariableLocal", "hasVariable", "hasVariableLocal"})
_RETURNED = re.compile(r"(\s*return\b)?(.*?)(;?\s*)", re.DOTALL)


def parse(text: str) -> tree.Node:
    """The tree of a bare condition; `return … ;` around it is how Java, Groovy and JavaScript give a value.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped.
    """
    found = _RETURNED.fullmatch(text)
    assert found is not None
    # Blanks in place of what is left out keep the columns those of the drawn text.
    return grammar.parsed(RULES, Builder, " " * len(found[1] or "") + found[2], words=True)
