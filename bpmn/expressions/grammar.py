"""What the notations share: terminals, the steps from text to tree, and the refusals on the way.

Grammars are built when first needed (importing this package must cost next to nothing) and parsed with LALR: its
stack is a list, so no text, however nested, reaches Python's recursion limit. Words that stand side by side are one
name (`Vacation Approval = "Approved"` is how business modelers write), because two names never follow each other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bpmn.expressions import errors, tree

if TYPE_CHECKING:
    from lark import Lark
    from lark.lexer import Token

LONGEST_TEXT = 10_000
DEEPEST = 48
"""Levels of nesting. Each costs two or three frames when evaluated: far below Python's limit of 1,000."""
LARGEST_INTEGER = 2**63 - 1
"""What every store and wire format of the platform carries exactly."""

LETTER = r"[^\W\d]"
NAME = LETTER + r"[\w\u0300-\u036f]*"
END = r"(?![\w\u0300-\u036f])"
DATA = (
    r"get(?:DataObject|DataInput|DataOutput|ProcessProperty|ActivityProperty|EventProperty"
    r"|(?:Process|Choreography|Activity)InstanceAttribute)"
)
"""The functions by which BPMN's XPath reaches data (BPMN 2.0.2, 10.4.3)."""
TERMINALS = rf"""
    NAME: /{NAME}/
    NUMBER: /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/
    STRING: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/s
    %ignore /\s+/
"""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "/": "/"}


def keyword(*words: str) -> str:
    """A terminal that matches whole words only, before names do."""
    return f"/(?:{'|'.join(words)}){END}/"


class Words:
    """Between lexer and parser: joins words to one name, and takes the backticks off quoted names."""

    always_accept = ("QUOTED", "RESERVED")
    """Kept by the lexer although no rule holds RESERVED: a reserved word is then no name and fits nowhere."""

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Tokens with each run of NAME as one NAME, separated by one space."""
        from lark.lexer import Token

        held: Token | None = None
        for token in stream:
            if held is not None and token.type == "NAME":
                held = held.update(value=f"{held} {token}")
                continue
            if held is not None:
                yield held
                held = None
            if token.type == "NAME":
                held = token
            elif token.type == "QUOTED":
                yield Token.new_borrow_pos("NAME", " ".join(token[1:-1].split()), token)
            else:
                yield token
        if held is not None:
            yield held


class Builder:
    """From grammar rules to nodes; one method per rule or terminal, called while parsing.

    A notation's own builder adds what only it has.
    """

    functions: Mapping[str, tuple[str, int, int]] = {}
    """Function as written → canonical name, least and most arguments."""
    methods: Mapping[str, tuple[str, int, int]] = {}
    """Method as written → canonical function, least and most arguments beside the object."""

    def start(self, parts: list[tree.Node]) -> tree.Node:
        return parts[0]

    def number(self, parts: list[Token]) -> tree.Node:
        return tree.Literal(number(parts[0]), column=column(parts[0]))

    def string(self, parts: list[Token]) -> tree.Node:
        return tree.Literal(unescaped(parts[0]), column=column(parts[0]))

    def true(self, parts: list[Token]) -> tree.Node:
        return tree.Literal(True, column=column(parts[0]))

    def false(self, parts: list[Token]) -> tree.Node:
        return tree.Literal(False, column=column(parts[0]))

    def null(self, parts: list[Token]) -> tree.Node:
        return tree.Literal(None, column=column(parts[0]))

    def name(self, parts: list[Token]) -> tree.Node:
        return tree.Name(allowed(parts[0]), column=column(parts[0]))

    def member(self, parts: list[Any]) -> tree.Node:
        return tree.Member(parts[0], allowed(parts[1]), column=column(parts[1]))

    def data(self, parts: list[Any]) -> tree.Node:
        """Of two names the last is that of the data."""
        token = [part for part in parts if part is not None][-1]
        name = " ".join(str(token)[1:-1].split())
        if not name or name.startswith("__"):
            raise errors.ExpressionSyntaxError(
                "reserved_name", f"{name[:80]!r} can't be a name", column=column(token), name=name
            )
        return tree.Name(name, column=column(token))

    def index(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Index(parts[0], parts[1], column=parts[0].column)

    def list_of(self, parts: list[tree.Node | None]) -> tree.Node:
        items = tuple(part for part in parts if part is not None)
        return tree.ListOf(items, column=items[0].column if items else 1)

    def negate(self, parts: list[tree.Node]) -> tree.Node:
        operand = parts[0]
        if isinstance(operand, tree.Literal) and type(operand.value) in (int, float):
            assert isinstance(operand.value, (int, float))
            return tree.Literal(-operand.value, column=max(1, operand.column - 1))
        return tree.Negate(operand, column=operand.column)

    def not_(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Not(parts[-1], column=parts[-1].column)

    def and_(self, parts: list[tree.Node]) -> tree.Node:
        return chained(True, parts)

    def or_(self, parts: list[tree.Node]) -> tree.Node:
        return chained(False, parts)

    def arithmetic(self, parts: list[Any]) -> tree.Node:
        rest = tuple((OPERATORS[str(sign)], operand) for sign, operand in zip(parts[1::2], parts[2::2], strict=True))
        return tree.Arithmetic(parts[0], rest, column=parts[0].column)

    def compare(self, parts: list[Any]) -> tree.Node:
        return tree.Compare(COMPARISONS[str(parts[1])], parts[0], parts[2], column=parts[0].column)

    def if_(self, parts: list[tree.Node]) -> tree.Node:
        return tree.If(parts[0], parts[1], parts[2], column=parts[0].column)

    def call(self, parts: list[Any]) -> tree.Node:
        token, *arguments = parts
        written = " ".join(str(token).split())
        function = looked_up(self.functions, written, token, len(arguments))
        return tree.Call(function, tuple(arguments), column=column(token))

    def method(self, parts: list[Any]) -> tree.Node:
        base, token, *arguments = parts
        function = looked_up(self.methods, str(token), token, len(arguments))
        return tree.Call(function, (base, *arguments), column=column(token))


COMPARISONS = {
    "=": tree.Comparison.EQ, "==": tree.Comparison.EQ, "===": tree.Comparison.EQ, "eq": tree.Comparison.EQ,
    "!=": tree.Comparison.NE, "!==": tree.Comparison.NE, "<>": tree.Comparison.NE, "ne": tree.Comparison.NE,
    "<": tree.Comparison.LT, "lt": tree.Comparison.LT, "<=": tree.Comparison.LE, "le": tree.Comparison.LE,
    ">": tree.Comparison.GT, "gt": tree.Comparison.GT, ">=": tree.Comparison.GE, "ge": tree.Comparison.GE,
}  # fmt: skip
OPERATORS = {
    "+": tree.Operator.ADD, "-": tree.Operator.SUBTRACT, "*": tree.Operator.MULTIPLY, "**": tree.Operator.POWER,
    "/": tree.Operator.DIVIDE, "div": tree.Operator.DIVIDE, "//": tree.Operator.FLOOR_DIVIDE,
    "%": tree.Operator.MODULO, "mod": tree.Operator.REMAINDER,
}  # fmt: skip


def column(token: Token) -> int:
    """1-based position of a token in the whole text."""
    return (token.start_pos or 0) + 1


def chained(every: bool, parts: list[tree.Node]) -> tree.Node:
    """A chain of one connective; a chain of the same on the left is taken in, as `and` and `or` are associative."""
    first = parts[0]
    head = first.operands if isinstance(first, tree.Logic) and first.every is every else (first,)
    return tree.Logic(every, (*head, *parts[1:]), column=first.column)


def looked_up(table: Mapping[str, tuple[str, int, int]], written: str, token: Token, count: int) -> str:
    """Canonical name of a function.

    Raises:
        ExpressionSyntaxError: not on the list, or a count of arguments that it doesn't take.
    """
    entry = table.get(written)
    if entry is None:
        raise errors.ExpressionSyntaxError(
            "unknown_function", f"there is no function {written[:80]}()", column=column(token), name=written
        )
    function, least, most = entry
    if not least <= count <= most:
        raise errors.ExpressionSyntaxError(
            "wrong_argument_count",
            f"{written}() takes {least if least == most else f'{least} to {most}'} arguments, not {count}",
            column=column(token),
            name=written,
        )
    return function


def allowed(token: Token) -> str:
    """A name or key as text. Names with two leading underscores belong to programming languages, not to forms."""
    if token.startswith("__") or not token:
        raise errors.ExpressionSyntaxError(
            "reserved_name", f"{str(token)[:80]!r} can't be a name", column=column(token), name=str(token)
        )
    return str(token)


def number(token: Token) -> int | float:
    """A number as written: whole numbers up to 2**63-1, others as the nearest float."""
    text = str(token)
    too_large = errors.ExpressionSyntaxError(
        "number_too_large", "the number has too many digits", text=text, column=column(token)
    )
    if len(text) > 40:
        raise too_large
    value = int(text) if text.isdigit() else float(text)
    if not math.isfinite(value) or (isinstance(value, int) and value > LARGEST_INTEGER):
        raise too_large
    return value


def unescaped(token: Token) -> str:
    """The text inside the quotes, with its escapes replaced; an unknown escape stays as written."""
    inner = str(token)[1:-1]
    if "\\" not in inner:
        return inner
    text = _ESCAPE.sub(_escape, inner)
    try:  # escapes may write a character as a pair of surrogates
        text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise errors.ExpressionSyntaxError(
            "invalid_character", "an escape in the text stands for no character", text=inner, column=column(token)
        )
    return text


def _escape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(point) if (point := int(code, 16)) <= 0x10FFFF else "\0"
    return _PLAIN_ESCAPES.get(match[3], match[0])


_built: dict[str, Lark] = {}


def built(rules: str, builder: type[Builder], *, words: type[Words] | None) -> Lark:
    """The parser of a grammar; built once per process (20 to 80 ms), at first use."""
    from lark import Lark

    parser = _built.get(rules)
    if parser is None:
        # Any object whose methods are named as the rules will do for a transformer.
        options: dict[str, Any] = {"transformer": builder(), "postlex": words() if words else None}
        parser = Lark(rules + TERMINALS, parser="lalr", lexer="basic", maybe_placeholders=False, **options)
        _built[rules] = parser
    return parser


def parsed(rules: str, builder: type[Builder], text: str, *, words: type[Words] | None = None) -> tree.Node:
    """The tree of a text.

    Raises:
        ExpressionSyntaxError: the grammar doesn't hold it, or it is nested more than `DEEPEST` levels.
    """
    from lark import exceptions

    try:
        root: Any = built(rules, builder, words=words).parse(text)
    except exceptions.UnexpectedToken as cause:
        raise _unexpected(text, cause.token) from cause
    except exceptions.UnexpectedCharacters as cause:
        position: Any = cause.pos_in_stream  # declared without a value, always an int here
        raise _unreadable(text, position) from cause
    if tree.depth(root, DEEPEST) > DEEPEST:
        raise errors.ExpressionSyntaxError(
            "too_deep", f"the expression is nested more than {DEEPEST} levels", text=text, column=1
        )
    return root  # type: ignore[no-any-return]  # the builder's `start` returns a node


def _unexpected(text: str, token: Token) -> errors.ExpressionSyntaxError:
    if token.type == "$END":
        return errors.ExpressionSyntaxError(
            "unexpected_end", "the expression ends too early", text=text, column=len(text.rstrip() or text) + 1
        )
    return errors.ExpressionSyntaxError(
        "unexpected_token",
        f"{str(token)[:80]!r} is not expected here",
        text=text,
        column=column(token),
        name=str(token),
    )


def _unreadable(text: str, position: int) -> errors.ExpressionSyntaxError:
    character = text[position : position + 1]
    if character in ("'", '"'):
        return errors.ExpressionSyntaxError(
            "unterminated_string", "a quoted text is not closed", text=text, column=position + 1
        )
    return errors.ExpressionSyntaxError(
        "unexpected_character", f"the character {character!r} is not expected here", text=text, column=position + 1,
        name=character,
    )  # fmt: skip
