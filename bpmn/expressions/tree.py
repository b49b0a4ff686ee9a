"""The one tree that every notation is parsed into, so that there is one evaluator to make safe.

Chains (`a and b and c`, `a + b - c`) are one node with many operands, not a leaning tower of pairs: the depth
of a tree is then what a reader would call its nesting, and a long condition stays shallow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

Scalar = None | bool | int | float | str


class Dialect(StrEnum):
    """The notation that a text was written in; it decides what a missing variable means."""

    PLAIN = "plain"
    JUEL = "juel"
    FEEL = "feel"
    XPATH = "xpath"


class Comparison(StrEnum):
    """Operators of `Compare`."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Operator(StrEnum):
    """Operators of `Arithmetic`."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    FLOOR_DIVIDE = "//"
    MODULO = "%"
    POWER = "**"
    REMAINDER = "mod"
    """With the sign of the left, as Java and XPath have it; that of `MODULO` is the sign of the right."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression. `column` is 1-based and takes no part in equality."""

    column: int = field(default=1, kw_only=True, compare=False, repr=False)


SELF, POSITION, LAST = ".", "position()", "last()"
"""Names that a predicate of XPath sees: its node, its place, how many there are. They can't be those of variables."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value as written: null, boolean, number or text."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable; may hold spaces (`Vacation Approval`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`base.key`: a key of a context, or a part of a date; over a list (FEEL) the key of each item."""

    base: Node
    key: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`base[index]`: a key or a position; in FEEL also a filter, where `item` is the element. FEEL counts from 1."""

    base: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left operator right`."""

    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """A chain of `and` (`every` True) or of `or`, from left to right."""

    every: bool
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """Negation of a boolean."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """A chain of one precedence, from left to right: `first`, then each operator with its operand."""

    first: Node
    rest: tuple[tuple[Operator, Node], ...]


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then then else otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`every`/`some` name `in` list …, `satisfies` a condition."""

    every: bool
    bindings: tuple[tuple[str, Node], ...]
    satisfies: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for` name `in` list … `return` result."""

    bindings: tuple[tuple[str, Node], ...]
    result: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`; an entry sees those before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Range(Node):
    """`[low..high]`; a missing end is open (`< 5` as a test is a Range without `low`)."""

    low: Node | None
    high: Node | None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`: equal to one, in a range, or in a list."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of FEEL: its name, and of lists, ranges and contexts that of their parts (with a context's keys)."""

    name: str
    parts: tuple[tuple[str, Kind], ...] = ()


@dataclass(frozen=True, slots=True)
class Instance(Node):
    """`value instance of kind`."""

    value: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`function(a, b) body`, which can only be handed to `sort` and `list replace`."""

    parameters: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A built-in function by its canonical name."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed text: its tree, its notation and the text itself (what is stored is the text, never the tree)."""

    root: Node
    dialect: Dialect
    text: str


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order of the text."""
    match node:
        case Member(base=base):
            return (base,)
        case Index(base=base, index=index):
            return (base, index)
        case Compare(left=left, right=right):
            return (left, right)
        case Logic(operands=parts) | ListOf(items=parts) | Call(arguments=parts):
            return parts
        case Not(operand=part) | Negate(operand=part) | Instance(value=part) | Lambda(body=part):
            return (part,)
        case Arithmetic(first=first, rest=rest):
            return (first, *(operand for _, operand in rest))
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Quantified(bindings=bindings, satisfies=last) | For(bindings=bindings, result=last):
            return (*(domain for _, domain in bindings), last)
        case ContextOf(entries=entries):
            return tuple(value for _, value in entries)
        case Range(low=low, high=high):
            return tuple(end for end in (low, high) if end is not None)
        case Between(value=value, low=start, high=stop):
            return (value, start, stop)
        case In(value=value, tests=tests):
            return (value, *tests)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, without recursion."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def depth(node: Node, enough: int) -> int:
    """Levels of nesting, counted without recursion and no further than one beyond `enough`."""
    level, layer = 0, [node]
    while layer and level <= enough:
        level += 1
        layer = [part for parent in layer for part in children(parent)]
    return level


def path(node: Node) -> str:
    """`a.b.c` as text; empty for what is no path from a variable."""
    keys: list[str] = []
    while isinstance(node, Member):
        keys.append(node.key)
        node = node.base
    if not isinstance(node, Name):
        return ""
    return ".".join([*([] if node.name == SELF else [node.name]), *reversed(keys)])
