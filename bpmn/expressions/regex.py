"""Regular expressions that can't run away: those of `matches`, `replace`, `split` and `extract`.

Source: the notation of XPath functions (XQuery 1.0 and XPath 2.0 Functions, 7.6), to which DMN 1.5 refers
(10.3.4.3). A pattern becomes a list of instructions, and all ways through it are walked side by side, a character at a
time: the work is at most the length of the text times that of the pattern, and each bit of it is spent from the
budget. What needs going back (back references, look-around) is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from bpmn.expressions import errors, regex_parts, values

LONGEST_PATTERN = 500
MOST_INSTRUCTIONS = 2_000
_FLAGS = frozenset("smixq")
Test = Callable[[str], bool]


@dataclass(slots=True)
class _Instruction:
    """Reads a character by `test`; or goes to `first`, then `second`; or marks a place of the text in `slot`; or asks
    `where` (``^`` or ``$``); or is the end."""

    kind: str
    test: Test | None = None
    first: int = 0
    second: int = 0
    slot: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read. `groups` counts its parentheses."""

    program: tuple[_Instruction, ...]
    groups: int
    folds: bool
    by_line: bool
    literal: bool


Slots = tuple[int, ...]


def read(text: str, flags: str = "") -> Pattern:
    """A pattern.

    Parameters:
        flags: any of ``s`` (a dot is a line break too), ``m`` (``^`` and ``$`` at each line), ``i`` (capitals count
            for nothing), ``x`` (white space counts for nothing), ``q`` (all is literal).

    Raises:
        EvaluationError: wrong_argument, for what is no pattern or can't be walked in linear time.
    """
    if len(text) > LONGEST_PATTERN:
        _refuse(f"longer than {LONGEST_PATTERN} characters")
    if set(flags) - _FLAGS:
        _refuse(f"{flags[:20]!r} are no flags")
    folds = "i" in flags
    if "q" in flags:
        root = regex_parts.Part("all", parts=tuple(regex_parts.character(one, folds) for one in text))
        reader = None
    else:
        reader = regex_parts.Reader(text, folds=folds, dot_is_all="s" in flags, skips="x" in flags)
        root = reader.whole()
    builder = _Builder()
    builder.add(_Instruction("slot", slot=0))
    builder.build(root)
    builder.add(_Instruction("slot", slot=1))
    builder.add(_Instruction("end"))
    return Pattern(tuple(builder.program), reader.groups if reader else 0, folds, "m" in flags, "q" in flags)


def _refuse(reason: str) -> NoReturn:
    raise errors.EvaluationError("wrong_argument", f"the pattern can't be used: {reason}")


class _Builder:
    """From parts to instructions."""

    def __init__(self) -> None:
        self.program: list[_Instruction] = []

    def add(self, instruction: _Instruction) -> int:
        if len(self.program) >= MOST_INSTRUCTIONS:
            _refuse(f"more than {MOST_INSTRUCTIONS} steps when its repetitions are written out")
        self.program.append(instruction)
        return len(self.program) - 1

    def build(self, part: regex_parts.Part) -> None:
        """Add the instructions of a part; it ends at the next one."""
        if part.kind == "char":
            self.add(_Instruction("char", test=part.test))
        elif part.kind == "where":
            self.add(_Instruction("where", where=part.where))
        elif part.kind == "all":
            for inner in part.parts:
                self.build(inner)
        elif part.kind == "group":
            self.add(_Instruction("slot", slot=2 * part.group))
            self.build(part.parts[0])
            self.add(_Instruction("slot", slot=2 * part.group + 1))
        elif part.kind == "any":
            self._any(part.parts)
        else:
            self._repeat(part)

    def _any(self, parts: tuple[regex_parts.Part, ...]) -> None:
        leaving: list[int] = []
        for part in parts[:-1]:
            split = self.add(_Instruction("split"))
            self.program[split].first = split + 1
            self.build(part)
            leaving.append(self.add(_Instruction("jump")))
            self.program[split].second = len(self.program)
        self.build(parts[-1])
        for at in leaving:
            self.program[at].first = len(self.program)

    def _repeat(self, part: regex_parts.Part) -> None:
        inner = part.parts[0]
        for _ in range(part.least):
            self.build(inner)
        if part.most is None:
            around = self.add(_Instruction("split"))
            self.build(inner)
            self.add(_Instruction("jump", first=around))
            self._choose(around, part.lazy)
            return
        splits: list[int] = []
        for _ in range(part.most - part.least):
            splits.append(self.add(_Instruction("split")))
            self.build(inner)
        for at in splits:
            self._choose(at, part.lazy)

    def _choose(self, split: int, lazy: bool) -> None:
        """Go on into what follows the split, or behind all of it; lazily the other way round."""
        into, behind = split + 1, len(self.program)
        one = self.program[split]
        one.first, one.second = (behind, into) if lazy else (into, behind)


def matches(pattern: Pattern, text: str, run: values.Run) -> bool:
    """Whether a part of a text matches.

    Raises:
        EvaluationError: too_many_steps.
    """
    return _searched(pattern, text, 0, (), run) is not None


def search(pattern: Pattern, text: str, start: int, run: values.Run) -> Slots | None:
    """The first match at or after `start`: begin and end of the whole, then of each group, -1 where it took no part.

    Raises:
        EvaluationError: too_many_steps.
    """
    return _searched(pattern, text, start, (-1,) * (2 * pattern.groups + 2), run)


def _searched(pattern: Pattern, text: str, start: int, empty: Slots, run: values.Run) -> Slots | None:
    """As `search`; with `empty` without places it only tells whether there is a match."""
    threads: list[tuple[int, Slots]] = []
    found: Slots | None = None
    for at in range(start, len(text) + 1):
        if found is None:
            threads.append((0, empty))
        ready, ended = _followed(pattern, threads, text, at, run)
        if ended is not None:
            found = ended
            if not empty:
                break
        if not ready and found is not None:
            break
        threads = []
        if at < len(text):
            one = text[at].casefold() if pattern.folds else text[at]
            for number, slots in ready:
                test = pattern.program[number].test
                if test is not None and (test(one) or (pattern.folds and test(text[at]))):
                    threads.append((number + 1, slots))
    return found


def _followed(
    pattern: Pattern, threads: list[tuple[int, Slots]], text: str, at: int, run: values.Run
) -> tuple[list[tuple[int, Slots]], Slots | None]:
    """Threads that wait for a character, best first, and the match that ended here; worse threads than it are cut."""
    ready: list[tuple[int, Slots]] = []
    seen: set[int] = set()
    waiting = threads[::-1]
    program = pattern.program
    while waiting:
        number, slots = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        one = program[number]
        if one.kind == "char":
            ready.append((number, slots))
        elif one.kind == "end":
            run.spend(1 + len(seen))
            return ready, slots
        elif one.kind == "jump":
            waiting.append((one.first, slots))
        elif one.kind == "split":
            waiting.append((one.second, slots))
            waiting.append((one.first, slots))
        elif one.kind == "slot":
            if slots:
                run.spend(len(slots) // 20)
                slots = (*slots[: one.slot], at, *slots[one.slot + 1 :])
            waiting.append((number + 1, slots))
        elif _holds(one.where, text, at, pattern.by_line):
            waiting.append((number + 1, slots))
    run.spend(1 + len(seen))
    return ready, None


def _holds(where: str, text: str, at: int, by_line: bool) -> bool:
    if where == "^":
        return at == 0 or (by_line and text[at - 1] == "\n")
    return at == len(text) or (by_line and text[at] == "\n")


def every(pattern: Pattern, text: str, run: values.Run) -> list[Slots]:
    """All matches from left to right that don't overlap.

    Raises:
        EvaluationError: wrong_argument where the pattern matches nothing at all, too_many_steps.
    """
    found: list[Slots] = []
    at = 0
    while at <= len(text):
        match = search(pattern, text, at, run)
        if match is None:
            break
        if match[0] == match[1]:
            _refuse("it matches an empty text")
        found.append(match)
        at = match[1]
    return found
