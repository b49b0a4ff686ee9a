"""Patterns of form fields, matched in linear time.

A pattern comes with a form that anyone may upload, and the text from anyone who fills it in: a backtracking matcher
would let both together stop a server. So patterns become a nondeterministic automaton and all its states are walked
at once. What needs backtracking (look-around, back references) is refused when the form is read.

The notation is that of JavaScript without flags, as the browser uses it: ``\\d`` and ``\\w`` are ASCII, ``.`` is no
line break, and a pattern may match anywhere in the text unless it is anchored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_PATTERN = 500
LONGEST_TEXT = 4_000
MOST_STATES = 600
_MOST_REPEATS = 500
_DEEPEST = 30

_LINE_BREAKS = frozenset("\n\r\u2028\u2029")
SPACES = frozenset("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | {
    chr(c) for c in range(0x2000, 0x200B)
}
_DIGITS = frozenset("0123456789")
_WORDS = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_CLASSES = {"d": _DIGITS, "w": _WORDS, "s": SPACES}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}

Test = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern that can't be matched in linear time, or is none; the message says which part."""


@dataclass(slots=True)
class _State:
    """One state: reads a character by `test` and goes to `to`, or splits to both without reading."""

    test: Test | None = None
    assertion: str = ""
    to: int = -1
    other: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A pattern that was read once; equal by its text."""

    text: str
    states: tuple[_State, ...] = field(repr=False)
    start: int = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def found(self, text: str) -> bool:
        """Whether some part of a text matches, as ``RegExp.test`` says. Texts over `LONGEST_TEXT` never do."""
        text = _units(text)
        if len(text) > LONGEST_TEXT:
            return False
        states: set[int] = set()
        for at in range(len(text) + 1):
            states = self._closed(states | {self.start}, text, at)
            if -1 in states:
                return True
            if at < len(text):
                character = text[at]
                states = {one.to for n in states if (one := self.states[n]).test is not None and one.test(character)}
        return False

    def _closed(self, states: set[int], text: str, at: int) -> set[int]:
        """All states that are reached without reading; -1 is the end of the pattern."""
        waiting, closed = list(states), set(states)
        while waiting:
            number = waiting.pop()
            if number == -1:
                continue
            one = self.states[number]
            if one.test is not None or (one.assertion and not _holds(one.assertion, text, at)):
                continue
            for to in (one.to, one.other) if one.other != -2 else (one.to,):
                if to not in closed:
                    closed.add(to)
                    waiting.append(to)
        return closed


def _units(text: str) -> str:
    """A text by UTF-16 units, as JavaScript reads it without flags: an emoji is two characters."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[at] | raw[at + 1] << 8) for at in range(0, len(raw), 2))


def _holds(assertion: str, text: str, at: int) -> bool:
    if assertion == "^":
        return at == 0
    if assertion == "$":
        return at == len(text)
    before = at > 0 and text[at - 1] in _WORDS
    after = at < len(text) and text[at] in _WORDS
    return (before != after) == (assertion == "b")


def read(text: str) -> Pattern:
    """A pattern.

    Raises:
        PatternError: malformed, too large, or in need of backtracking.
    """
    if len(text) > LONGEST_PATTERN:
        raise PatternError(f"longer than {LONGEST_PATTERN} characters")
    reader = _Reader(_units(text))
    tree = reader.alternatives(0)
    if reader.at < len(reader.text):
        raise PatternError(f"unexpected {reader.text[reader.at]!r} at {reader.at + 1}")
    builder = _Builder()
    start = builder.built(tree, -1)
    return Pattern(text, tuple(builder.states), start)


@dataclass(frozen=True, slots=True)
class _Node:
    """Part of a pattern: char (test), assert, all (parts in order), any (one of them), repeat (part, least, most)."""

    kind: str
    test: Test | None = None
    assertion: str = ""
    parts: tuple[_Node, ...] = ()
    least: int = 0
    most: int | None = None


class _Reader:
    """Recursive descent over the notation; groups may nest `_DEEPEST` deep."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise PatternError("ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def alternatives(self, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise PatternError("nested too deep")
        parts = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            parts.append(self.sequence(depth))
        return parts[0] if len(parts) == 1 else _Node("any", parts=tuple(parts))

    def sequence(self, depth: int) -> _Node:
        parts: list[_Node] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.quantified(self.atom(depth)))
        return _Node("all", parts=tuple(parts))

    def quantified(self, node: _Node) -> _Node:
        bounds = self.bounds()
        if bounds is None:
            return node
        if node.kind == "assert":
            raise PatternError("nothing to repeat")
        if self.peek() == "?":
            self.take()  # lazy: the same texts match
        if self.bounds() is not None:
            raise PatternError("repeated twice")
        return _Node("repeat", parts=(node,), least=bounds[0], most=bounds[1])

    def bounds(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self.peek() in simple:
            return simple[self.take()]
        end = self.text.find("}", self.at)
        if self.peek() != "{" or end < 0:
            return None
        least, comma, most = self.text[self.at + 1 : end].partition(",")
        if not (least.isascii() and least.isdigit()) or (most and not (most.isascii() and most.isdigit())):
            return None  # JavaScript takes such a brace as itself
        self.at = end + 1
        low = int(least[:6])
        high = (int(most[:6]) if most else None) if comma else low
        if low > _MOST_REPEATS or (high is not None and (high > _MOST_REPEATS or high < low)):
            raise PatternError(f"repeats more than {_MOST_REPEATS} times, or backwards")
        return low, high

    def atom(self, depth: int) -> _Node:
        character = self.take()
        if character == "(":
            return self.group(depth)
        if character == "[":
            return _Node("char", self.set())
        if character == ".":
            return _Node("char", lambda c: c not in _LINE_BREAKS)
        if character in "^$":
            return _Node("assert", assertion=character)
        if character in "*+?":
            raise PatternError(f"nothing to repeat before {character!r}")
        if character == "\\":
            return self.escape()
        return _Node("char", character.__eq__)

    def group(self, depth: int) -> _Node:
        if self.peek() == "?":
            self.take()
            kind = self.take()
            if kind == "<" and self.peek() not in ("=", "!"):
                while self.take() != ">":
                    pass
            elif kind != ":":
                raise PatternError("look-around is not supported")
        inner = self.alternatives(depth + 1)
        if self.peek() != ")":
            raise PatternError("a group is not closed")
        self.take()
        return inner

    def escape(self) -> _Node:
        character = self.take()
        if character in "bB":
            return _Node("assert", assertion=character)
        if character in "123456789k":
            raise PatternError("back references are not supported")
        return _Node("char", self.escaped(character))

    def escaped(self, character: str) -> Test:
        if character.lower() in _CLASSES:
            members = _CLASSES[character.lower()]
            return members.__contains__ if character.islower() else lambda c: c not in members
        return self.literal(character).__eq__

    def literal(self, character: str) -> str:
        """The character that an escape stands for."""
        if character in "xu":
            digits = self.text[self.at : self.at + (2 if character == "x" else 4)]
            if len(digits) == (2 if character == "x" else 4) and all(d in "0123456789abcdefABCDEF" for d in digits):
                self.at += len(digits)
                return chr(int(digits, 16))
        if character in "pP":
            raise PatternError("\\p is not supported")
        return _ESCAPES.get(character, character)

    def set(self) -> Test:
        negated = self.peek() == "^"
        if negated:
            self.take()
        tests: list[Test] = []
        while self.peek() != "]":
            tests.append(self.member())
        self.take()
        if negated:
            return lambda c: not any(test(c) for test in tests)
        return lambda c: any(test(c) for test in tests)

    def member(self) -> Test:
        low = self.take()
        if low == "\\":
            low = self.take()
            if low.lower() in _CLASSES:
                return self.escaped(low)
            low = "\b" if low == "b" else self.literal(low)
        if self.peek() != "-" or self.peek(1) in ("]", ""):
            return low.__eq__
        self.take()
        high = self.take()
        if high == "\\":
            high = self.take()
            if high.lower() in _CLASSES:
                rest = self.escaped(high)
                return lambda c: c in (low, "-") or rest(c)
            high = self.literal(high)
        if high < low:
            raise PatternError(f"range {low}-{high} is backwards")
        return lambda c: low <= c <= high


class _Builder:
    """The automaton of a pattern, built from its end to its beginning."""

    def __init__(self) -> None:
        self.states: list[_State] = []

    def add(self, state: _State) -> int:
        if len(self.states) >= MOST_STATES:
            raise PatternError(f"needs more than {MOST_STATES} states")
        self.states.append(state)
        return len(self.states) - 1

    def built(self, node: _Node, then: int) -> int:
        """The first state of a part that goes on to `then`."""
        if node.kind == "char":
            return self.add(_State(test=node.test, to=then, other=-2))
        if node.kind == "assert":
            return self.add(_State(assertion=node.assertion, to=then, other=-2))
        if node.kind == "all":
            for part in reversed(node.parts):
                then = self.built(part, then)
            return then
        if node.kind == "any":
            first = self.built(node.parts[-1], then)
            for part in reversed(node.parts[:-1]):
                first = self.add(_State(to=self.built(part, then), other=first))
            return first
        return self.repeated(node, then)

    def repeated(self, node: _Node, then: int) -> int:
        part = node.parts[0]
        if node.most is None:
            around = self.add(_State(other=then))
            self.states[around].to = self.built(part, around)
            then = around
        else:
            end = then
            for _ in range(node.most - node.least):
                then = self.add(_State(to=self.built(part, then), other=end))
        for _ in range(node.least):
            then = self.built(part, then)
        return then
