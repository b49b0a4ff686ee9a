"""JUEL, the `${…}` of Camunda 7, Flowable and Activiti: comparisons, logic, arithmetic, `empty`, `?:`, members.

Java beans can be called there; here a dot is a key, and a call is one of a short list of text and list methods.
Source: Jakarta Expression Language 4.0, chapter 1.
"""

from __future__ import annotations

from typing import Any

from bpmn.expressions import errors, grammar, plain, tree

RULES = rf"""
    start: choice
    ?choice: either | either "?" choice ":" choice -> if_
    ?either: both | both (_OR both)+ -> or_
    ?both: equality | equality (_AND equality)+ -> and_
    ?equality: relation | equality EQUALITY relation -> compare
    ?relation: sum | relation RELATION sum -> compare
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
    PLUS: "+"
    MINUS: "-"
"""


class Builder(plain.Builder):
    """Nodes that only JUEL has; its methods are those of the bare notation."""

    def compare(self, parts: list[Any]) -> tree.Node:
        return grammar.Builder.compare(self, parts)

    def empty(self, parts: list[Any]) -> tree.Node:
        return tree.Call("empty", (parts[1],), column=grammar.column(parts[0]))

    def is_empty(self, parts: list[Any]) -> tree.Node:
        return tree.Call("empty", (parts[0],), column=grammar.column(parts[1]))


def parse(text: str) -> tree.Node:
    """The tree of `${…}` or `#{…}`, or of what stands inside.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped; `not_closed` where the brace is missing.
    """
    bare = text.strip()
    if not bare.startswith(("${", "#{")):
        return grammar.parsed(RULES, Builder, text, words=False)
    if not bare.endswith("}"):
        raise errors.ExpressionSyntaxError("not_closed", "the closing } is missing", text=text, column=len(text) + 1)
    opening, closing = text.index("{"), text.rindex("}")
    # Blanks in place of the marks keep the columns those of the drawn text.
    inner = " " * (opening + 1) + text[opening + 1 : closing]
    return grammar.parsed(RULES, Builder, inner, words=False)
