"""FEEL, the notation of DMN that Camunda 8 and Trisotech write conditions in.

Source: OMG DMN 1.5, chapter 10.3. Read here: logic, comparisons, `between`, `in`, ranges, arithmetic, texts, lists,
contexts, paths, filters, `if`, `some`/`every`, `for`, `instance of`, calls of the built-in functions that `signatures`
lists, `@"…"` literals, names with spaces or in backticks. Functions can't be defined, but be handed to `sort` and `list
replace`. Tolerated beside the standard, because the meaning is clear: `==`, texts in single quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpmn.expressions import errors, grammar, kinds, signatures, tree

_TYPE = r"(?:date\s+and\s+time|(?:years\s+and\s+months|days\s+and\s+time)\s+duration|[A-Za-z]+)"
_PARTS = r"(?:\s*<(?:[^<>]|->|<(?:[^<>]|<[^<>]*>)*>)*>)?(?:\s*->\s*[A-Za-z]+)?"
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
        | sum INSTANCE -> instance
    ?tests: sum | half_range | "(" test ("," test)+ ")" -> tests
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
        | NAME -> name | THIS -> this
        | call
        | _NOT "(" expression ")" -> not_
        | "(" expression ")" | "(" half_range ")"
        | "[" [expression ("," expression)*] "]" -> list_of
        | "{{" [entry ("," entry)*] "}}" -> context
        | "[" sum ".." bound closing -> closed_range
        | "(" sum ".." bound closing -> open_range
        | _OPENING sum ".." bound closing -> open_range
    ?literal: NUMBER -> number | STRING -> string | TRUE -> true | FALSE -> false | NULL -> null
        | AT STRING -> at
    call: (NAME | COMPOUND) "(" [argument ("," argument)*] ")"
        | (NAME | COMPOUND) "(" named ("," named)* ")" -> named_call
    named: NAME ":" argument
    ?argument: expression | FUNCTION "(" [parameter ("," parameter)*] ")" expression -> lambda_
    parameter: NAME | NAME ":" NAME
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
    FUNCTION.2: {grammar.keyword("function")}
    RESERVED.2: {grammar.keyword("external")}
    THIS: "?"
    %declare _OPENING
    INSTANCE.3: /instance\s+of\s+{_TYPE}{grammar.END}{_PARTS}/
    TRUE.2: {grammar.keyword("true")}
    FALSE.2: {grammar.keyword("false")}
    NULL.2: {grammar.keyword("null")}
    // Functions with a keyword in their name.
    COMPOUND.4: /(?:date\s+and\s+time|years\s+and\s+months\s+duration|get\s+or\s+else)(?=\s*\()/
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

_TAKE_FUNCTIONS = frozenset({"sort", "list replace"})
_OTHER_NAMES = {
    "split": "split at pattern",
    "includes": "includes range",
    "put": "context put",
    "put all": "context merge",
}
"""Functions whose word is another function's elsewhere, or that have an older name, and what they are called here."""


class Words(grammar.Words):
    """Also tells a `]` that begins a range (`]1..5]`) from one that ends something, by what stands before it."""

    _ENDS = frozenset({
        "NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL", "THIS", "INSTANCE", "RPAR", "RSQB", "RBRACE", "LSQB",
    })  # fmt: skip

    def process(self, stream: Iterator[Any]) -> Iterator[Any]:
        """Tokens with each run of NAME as one NAME, and `_OPENING` for a `]` that begins a range."""
        before = ""
        for token in super().process(stream):
            if token.type == "RSQB" and before not in self._ENDS:
                token.type = "_OPENING"
            before = token.type
            yield token


class Builder(grammar.Builder):
    """Nodes that only FEEL has."""

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
        if sign in grammar.COMPARISONS and grammar.COMPARISONS[sign] in (tree.Comparison.EQ, tree.Comparison.NE):
            return tree.Compare(grammar.COMPARISONS[sign], tree.Name("?", column=end.column), end, column=end.column)
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
        given = {str(name): value for name, value in pairs}
        order = _signature(token).order(frozenset(given))
        if order is None or len(given) < len(pairs):
            unknown = next((name for name, _ in pairs if not _takes(token, str(name))), pairs[-1][0])
            raise errors.ExpressionSyntaxError(
                "unknown_parameter", f"{' '.join(token.split())[:80]}() has no parameter {str(unknown)[:80]!r} here",
                column=grammar.column(unknown), name=str(unknown),
            )  # fmt: skip
        last = max(order.index(name) for name in given)
        return self.call([token, *(given.get(name, tree.Literal(None)) for name in order[: last + 1])])

    def call(self, parts: list[Any]) -> tree.Node:
        token, *arguments = parts
        written = " ".join(str(token).split())
        if not _signature(token).takes(len(arguments)):
            raise errors.ExpressionSyntaxError(
                "wrong_argument_count",
                f"{written}() takes {_signature(token).counts() or 'no'} arguments, not {len(arguments)}",
                column=grammar.column(token),
                name=written,
            )
        handed = next((part for part in arguments if isinstance(part, tree.Lambda)), None)
        if handed is not None and written not in _TAKE_FUNCTIONS:
            raise errors.ExpressionSyntaxError(
                "unexpected_token", "a function can only be handed to sort() and list replace()",
                column=handed.column, name="function",
            )  # fmt: skip
        return tree.Call(_OTHER_NAMES.get(written, written), tuple(arguments), column=grammar.column(token))

    def this(self, parts: list[Any]) -> tree.Node:
        """`?` is what is tested, inside the tests of `in` (10.3.2.7)."""
        return tree.Name("?", column=grammar.column(parts[0]))

    def instance(self, parts: list[Any]) -> tree.Node:
        written = str(parts[1]).split(None, 2)[2]
        return tree.Instance(parts[0], kinds.read(written, grammar.column(parts[1])), column=parts[0].column)

    def parameter(self, parts: list[Any]) -> str:
        return grammar.allowed(parts[0])

    def lambda_(self, parts: list[Any]) -> tree.Node:
        token, *parameters, body = parts
        return tree.Lambda(tuple(parameters), body, column=grammar.column(token))


def _signature(token: Any) -> signatures.Signature:
    """That of a function as written.

    Raises:
        ExpressionSyntaxError: unknown_function.
    """
    written = " ".join(str(token).split())
    old = {"put": "context put", "put all": "context merge"}
    found = signatures.signature(old.get(written, written))
    if found is None:
        raise errors.ExpressionSyntaxError(
            "unknown_function", f"there is no function {written[:80]}()", column=grammar.column(token), name=written
        )
    return found


def _takes(token: Any, name: str) -> bool:
    return any(name in parameters for parameters, _ in _signature(token).ways)


def parse(text: str) -> tree.Node:
    """The tree of a FEEL expression, with or without Camunda's leading `=`.

    Raises:
        ExpressionSyntaxError: with the column where reading stopped.
    """
    if text.lstrip().startswith("="):
        text = text.replace("=", " ", 1)  # a blank keeps the columns
    return grammar.parsed(RULES, Builder, text, words=Words)
