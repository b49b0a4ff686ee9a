"""JUEL, the `${…}` of Camunda 7, Flowable and Activiti: comparisons, logic, arithmetic, `empty`, `?:`, members.

Java beans can be called there; here a dot is a key, and a call is one of a short list of text, list and date methods,
of Camunda's Spin for JSON, or one of Flowable's functions of variables. Several `${…}` in a text make a text.
Source: Jakarta Expression Language 4.0, chapter 1.
"""

from __future__ import annotations

import re
from typing import Any

from bpmn.expressions import errors, grammar, plain, spellings, tree

RULES = rf"""
    start: choice
    ?choice: either | either "?" choice ":" choice -> if_
    ?either: both | both (_OR both)+ -> or_
    ?both: equality | equality (_AND equality)+ -> and_
    ?equality: relation | equality EQUALITY relation -> compare
    ?relation: joined | relation RELATION joined -> compare
    ?joined: sum | joined _JOIN sum -> joined_text
    ?sum: product | product ((PLUS | MINUS) product)+ -> arithmetic
    ?product: unary | unary (TIMES unary)+ -> arithmetic
    ?unary: postfix | MINUS unary -> minus | _NOT unary -> not_ | EMPTY unary -> empty
    ?postfix: primary
        | postfix "." NAME -> member
        | postfix "[" choice "]" -> index
        | postfix "." NAME "(" [choice ("," choice)*] ")" -> method
        | postfix "." EMPTY "(" ")" -> is_empty
    ?primary: NUMBER -> number | STRING -> string | TRUE -> true | FALSE -> false | NULL -> null
        | NAME -> name
        | NAME "(" [choice ("," choice)*] ")" -> call
        | PREFIXED "(" choice ("," choice)* ")" -> variable_call
        | "(" choice ")"
        | "[" [choice ("," choice)*] "]" -> list_of

    _AND.2: {grammar.keyword("and")} | "&&"
    _OR.2: {grammar.keyword("or")} | "||"
    _NOT.2: {grammar.keyword("not")} | "!"
    EMPTY.2: {grammar.keyword("empty")}
    TRUE.2: {grammar.keyword("true")}
    FALSE.2: {grammar.keyword("false")}
    NULL.2: {grammar.keyword("null")}
    EQUALITY.3: /[=!]=/ | {grammar.keyword("eq", "ne")}
    RELATION.3: /[<>]=?/ | {grammar.keyword("lt", "le", "gt", "ge")}
    TIMES.2: /[*\/%]/ | {grammar.keyword("div", "mod")}
    RESERVED.2: {grammar.keyword("instanceof")}
    PREFIXED.4: /(?:variables|vars|var)\s*:\s*[A-Za-z]+(?=\s*\()/
    _JOIN.3: "+="
    PLUS: "+"
    MINUS: "-"
"""


class Builder(plain.Builder):
    """Nodes that only JUEL has; its methods are those of the bare notation."""

    functions = {
        "S": ("json", 1, 1),
        "JSON": ("json", 1, 1),
        "now": ("now", 0, 0),
        "dateTime": ("now", 0, 0),
    }
    methods = spellings.METHODS

    def compare(self, parts: list[Any]) -> tree.Node:
        return grammar.Builder.compare(self, parts)

    def call(self, parts: list[Any]) -> tree.Node:
        return grammar.Builder.call(self, parts)

    def arithmetic(self, parts: list[Any]) -> tree.Node:
        """What is left has the sign of the left, as in Java (1.7.3)."""
        return super().arithmetic(["mod" if part == "%" else part for part in parts])

    def joined_text(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Call("written", tuple(parts), column=parts[0].column)

    def method(self, parts: list[Any]) -> tree.Node:
        base, token, *arguments = parts
        if _is_json(base) and str(token) in spellings.SPIN:
            function = grammar.looked_up(spellings.SPIN, str(token), token, len(arguments))
            return tree.Call(function, (base, *arguments), column=grammar.column(token))
        return super().method(parts)

    def variable_call(self, parts: list[Any]) -> tree.Node:
        """Flowable's `var:gt(amount, 5)`: false, or null, where the variable isn't there."""
        token, name, *others = parts
        written = str(token).rpartition(":")[2].strip()
        function = grammar.looked_up(spellings.VARIABLES, written, token, 1 + len(others))
        if isinstance(name, tree.Literal) and isinstance(name.value, str) and not name.value.startswith("__"):
            name = tree.Name(name.value, column=name.column)
        if not tree.path(name):
            raise errors.ExpressionSyntaxError(
                "unexpected_token", "the name of a variable is needed first", column=grammar.column(token), name=written
            )
        return _asked(function, name, others)

    def empty(self, parts: list[Any]) -> tree.Node:
        return tree.Call("empty", (parts[1],), column=grammar.column(parts[0]))

    def is_empty(self, parts: list[Any]) -> tree.Node:
        return tree.Call("empty", (parts[0],), column=grammar.column(parts[1]))


_SPIN = frozenset(function for function, _, _ in spellings.SPIN.values()) | {"json"}


def _is_json(node: tree.Node) -> bool:
    """Whether a value comes of Spin: `S(x)`, or a method of Spin on one."""
    while isinstance(node, tree.Call) and node.function in _SPIN and node.arguments:
        if node.function == "json":
            return True
        node = node.arguments[0]
    while isinstance(node, tree.Index | tree.Member):
        node = node.base
    return isinstance(node, tree.Call) and node.function == "json"


def _asked(function: str, name: tree.Node, others: list[tree.Node]) -> tree.Node:
    column = name.column
    there = tree.Call("is defined", (name,), column=column)
    match function:
        case "get":
            return tree.Call("value or null" if not others else "value or", (name, *others), column=column)
        case "exists":
            return there
        case "isEmpty":
            return tree.Call("empty", (name,), column=column)
        case "isNotEmpty":
            return tree.Not(tree.Call("empty", (name,), column=column), column=column)
        case "contains" | "containsAny":
            found = tuple(tree.Call("includes", (name, other), column=column) for other in others)
            return tree.Logic(True, (there, tree.Logic(function == "contains", found, column=column)), column=column)
    compared = tree.Compare(tree.Comparison(function), name, others[0], column=column)
    if function == "!=":
        return tree.Logic(False, (tree.Not(there, column=column), compared), column=column)
    return tree.Logic(True, (there, compared), column=column)


MOST_PARTS = 200
"""Most `${…}` in one text."""


def parse(text: str) -> tree.Node:
    """The tree of `${…}` or `#{…}`, of a text with several of them, or of what stands inside.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped; `not_closed` where a brace is missing.
    """
    if not _OPENING.search(text):
        return grammar.parsed(RULES, Builder, text)
    parts: list[tree.Node] = []
    at = 0
    for begin, end in _braces(text):
        if text[at:begin].strip() or (parts and at < begin):
            parts.append(tree.Literal(_literal(text[at:begin]), column=at + 1))
        # Blanks in place of the rest keep the columns those of the drawn text.
        parts.append(grammar.parsed(RULES, Builder, " " * (begin + 2) + text[begin + 2 : end]))
        at = end + 1
    if text[at:].strip():
        parts.append(tree.Literal(_literal(text[at:]), column=at + 1))
    return parts[0] if len(parts) == 1 else tree.Call("written", tuple(parts), column=1)


_OPENING = re.compile(r"(?<!\\)[$#]\{")
_INSIDE = re.compile(r"""[{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""", re.DOTALL)


def _literal(text: str) -> str:
    """Text between expressions, where a backslash keeps `${` from being one (1.2.3)."""
    return text.replace("\\${", "${").replace("\\#{", "#{")


def _braces(text: str) -> list[tuple[int, int]]:
    """Where each `${` and its `}` stand."""
    found: list[tuple[int, int]] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        level, at = 1, opening.end()
        while level:
            mark = _INSIDE.search(text, at)
            if mark is None:
                raise errors.ExpressionSyntaxError(
                    "not_closed", "the closing } is missing", text=text, column=len(text) + 1
                )
            level += {"{": 1, "}": -1}.get(mark[0], 0)
            at = mark.end()
        found.append((opening.start(), at - 1))
        if len(found) > MOST_PARTS:
            raise errors.ExpressionSyntaxError(
                "too_long", f"the text has more than {MOST_PARTS} expressions", text=text, column=at
            )
    return found
