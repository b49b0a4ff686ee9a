"""The reader of regular expressions: from a pattern to the parts of which `regex` makes its instructions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from bpmn.expressions import errors

Test = Callable[[str], bool]
_DEEPEST = 30
_MOST_REPEATS = 1_000
_SPACES = frozenset(" \t\n\r")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_ITSELF = frozenset("\\|.?*+(){}$-[]^/ '\"#&,:;=<>!%@~`_")


@dataclass(frozen=True, slots=True)
class Part:
    """char (`test`), where (`^`, `$`), all (parts in order), any (one of them), group (a part with a number), repeat
    (a part, `least` to `most` times, None without end; `lazy` as few as possible)."""

    kind: str
    test: Test | None = None
    where: str = ""
    parts: tuple[Part, ...] = ()
    group: int = 0
    least: int = 0
    most: int | None = None
    lazy: bool = False


def character(one: str, folds: bool) -> Part:
    """The part that reads one character."""
    wanted = one.casefold() if folds else one
    return Part("char", test=wanted.__eq__)


def _refuse(reason: str) -> NoReturn:
    raise errors.EvaluationError("wrong_argument", f"the pattern can't be used: {reason}")


class Reader:
    """Recursive descent; parentheses may nest `_DEEPEST` deep."""

    def __init__(self, text: str, *, folds: bool, dot_is_all: bool, skips: bool) -> None:
        if skips:
            text = "".join(one for one in text if one not in _SPACES)
        self.text, self.at, self.groups = text, 0, 0
        self.folds, self.dot_is_all = folds, dot_is_all

    def whole(self) -> Part:
        """The whole pattern."""
        found = self._alternatives(0)
        if self.at < len(self.text):
            _refuse(f"unexpected {self.text[self.at]!r}")
        return found

    def _peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def _take(self) -> str:
        if self.at >= len(self.text):
            _refuse("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def _alternatives(self, depth: int) -> Part:
        if depth > _DEEPEST:
            _refuse("it is nested too deep")
        parts = [self._sequence(depth)]
        while self._peek() == "|":
            self._take()
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Part("any", parts=tuple(parts))

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom(depth)))
        return Part("all", parts=tuple(parts))

    def _repeated(self, part: Part) -> Part:
        bounds = self._bounds()
        if bounds is None:
            return part
        if part.kind == "where":
            _refuse("nothing to repeat")
        lazy = self._peek() == "?"
        if lazy:
            self._take()
        if self._peek() in ("*", "+", "?"):
            _refuse("something is repeated twice")
        return Part("repeat", parts=(part,), least=bounds[0], most=bounds[1], lazy=lazy)

    def _bounds(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self._peek() in simple:
            return simple[self._take()]
        if self._peek() != "{":
            return None
        end = self.text.find("}", self.at)
        least, comma, most = self.text[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
        if not (least.isascii() and least.isdigit()) or (most and not (most.isascii() and most.isdigit())):
            _refuse("a { stands for no number of repetitions")
        self.at = end + 1
        low = int(least[:6])
        high = (int(most[:6]) if most else None) if comma else low
        if low > _MOST_REPEATS or (high is not None and not low <= high <= _MOST_REPEATS):
            _refuse(f"it repeats more than {_MOST_REPEATS} times, or backwards")
        return low, high

    def _atom(self, depth: int) -> Part:
        one = self._take()
        if one == "(":
            return self._group(depth)
        if one == "[":
            return Part("char", test=self._set(0))
        if one == ".":
            return Part("char", test=(lambda c: True) if self.dot_is_all else (lambda c: c not in "\n\r"))
        if one in "^$":
            return Part("where", where=one)
        if one in "*+?{}])":
            _refuse(f"unexpected {one!r}")
        if one == "\\":
            return Part("char", test=self._escape(self._take()))
        return character(one, self.folds)

    def _group(self, depth: int) -> Part:
        number = 0
        if self._peek() == "?":
            self._take()
            if self._take() != ":":
                _refuse("look-around isn't possible")
        else:
            self.groups += 1
            number = self.groups
        inner = self._alternatives(depth + 1)
        if self._peek() != ")":
            _refuse("a parenthesis isn't closed")
        self._take()
        return Part("group", parts=(inner,), group=number) if number else inner

    def _escape(self, one: str) -> Test:
        kinds: dict[str, Test] = {
            "d": str.isdecimal, "s": _SPACES.__contains__, "w": _is_word, "i": _begins_name, "c": _is_name,
        }  # fmt: skip
        if one.lower() in kinds:
            test = kinds[one.lower()]
            return test if one.islower() else lambda c: not test(c)
        if one in "pP":
            return self._category(one == "P")
        if one.isdecimal():
            _refuse("back references aren't possible")
        return self._exactly(self._escaped(one))

    def _exactly(self, one: str) -> Test:
        return (one.casefold() if self.folds else one).__eq__

    def _escaped(self, one: str) -> str:
        if one not in _ESCAPES and one not in _ITSELF:
            _refuse(f"\\{one} stands for nothing")
        return _ESCAPES.get(one, one)

    def _category(self, negated: bool) -> Test:
        end = self.text.find("}", self.at)
        name = self.text[self.at + 1 : end]
        known = name[:1] in set("LMNPSZC") and name[1:] in ("", *"lutmongdopscfikr")
        if self._peek() != "{" or end < 0 or not known:
            _refuse("\\p stands for no category of characters")
        self.at = end + 1
        return lambda c: unicodedata.category(c).startswith(name) is not negated

    def _set(self, depth: int) -> Test:
        """`[a-z]`, `[^…]`, `[a-z-[aeiou]]`."""
        if depth > _DEEPEST:
            _refuse("it is nested too deep")
        negated = self._peek() == "^"
        if negated:
            self._take()
        tests: list[Test] = [self._member()]
        without: Test | None = None
        while self._peek() != "]":
            if self._peek() == "-" and self._peek(1) == "[":
                self.at += 2
                without = self._set(depth + 1)
                if self._peek() != "]":
                    _refuse("a set isn't closed")
                break
            tests.append(self._member())
        self._take()
        return lambda c: any(test(c) for test in tests) is not negated and not (without is not None and without(c))

    def _member(self) -> Test:
        low = self._take()
        if low == "[":
            _refuse("a [ inside a set needs a backslash")
        if low == "\\":
            low = self._take()
            if low in "dDsSwWiIcCpP":
                return self._escape(low)
            low = self._escaped(low)
        if self._peek() != "-" or self._peek(1) in ("]", "[", ""):
            return self._exactly(low)
        self._take()
        high = self._take()
        if high == "\\":
            high = self._escaped(self._take())
        if high < low:
            _refuse(f"the range {low}-{high} is backwards")
        if self.folds:
            return lambda c: low <= c <= high or low <= c.upper() <= high
        return lambda c: low <= c <= high


def _is_word(one: str) -> bool:
    return unicodedata.category(one)[0] not in "PZC"


def _begins_name(one: str) -> bool:
    return one in "_:" or one.isalpha()


def _is_name(one: str) -> bool:
    return one in "_:.-" or one.isalnum()
