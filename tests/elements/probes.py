"""The kinds of proof: each is a small file that shows what becomes of what it holds, or names the tests that do."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bpmn import study
from tests.bpmn import drawing
from tests.elements import play

ROOT = Path(__file__).parents[2]


class Proof(Protocol):
    """What a row of the catalogue is proved by."""

    @property
    def label(self) -> str:
        """What the page shows."""

    @property
    def drawn(self) -> str:
        """What it holds of the row's names: the part of the file that it takes out, or all of it."""

    @property
    def file(self) -> str:
        """All that it draws."""

    def check(self) -> None:
        """Hold, or fail with what was found instead."""


def studied(drawn: str) -> study.Study:
    """All that is said of a file: a whole one, or what stands in `definitions`."""
    return study.study(drawn.encode() if drawn.startswith("<definitions") else drawing.file(drawn))


def runs(drawn: str, script: str) -> play.Play:
    """The run of a file that nothing blocks."""
    seen = studied(drawn)
    wrong = [f"{one.rule} {one.element}: {one.message_en}" for one in play.errors(seen)]
    assert not wrong, wrong
    return play.play(seen, script)


@dataclass(frozen=True)
class Effect:
    """A file runs to `then` with a part of it, and to `otherwise` without that part or with another in its place."""

    whole: str
    part: str
    script: str
    then: str
    otherwise: str
    other: str = ""

    label = "run with and without it"

    @property
    def drawn(self) -> str:
        """The part."""
        return self.part

    @property
    def file(self) -> str:
        """All that it draws."""
        return self.whole

    def check(self) -> None:
        """Hold, or fail with what was found instead."""
        assert self.part in self.whole, "the file holds the part that is taken out"
        assert self.then != self.otherwise
        found = [runs(file, self.script).shown for file in (self.whole, self.whole.replace(self.part, self.other))]
        assert found == [self.then, self.otherwise], found


@dataclass(frozen=True)
class Same:
    """A file runs the same with a part of it and without."""

    whole: str
    parts: tuple[str, ...]
    script: str = ""

    label = "runs the same without it"

    @property
    def drawn(self) -> str:
        """The parts."""
        return " ".join(self.parts)

    @property
    def file(self) -> str:
        """All that it draws."""
        return self.whole

    def check(self) -> None:
        """Hold, or fail with what was found instead."""
        without = self.whole
        for part in self.parts:
            assert part in without, f"the file holds {part}"
            without = without.replace(part, "")
        found = [runs(file, self.script).trace for file in (self.whole, without)]
        assert found[0] == found[1], found


@dataclass(frozen=True)
class Refused:
    """A file is refused by name: an error of a rule at each of some elements."""

    drawn: str
    rule: str
    elements: str

    @property
    def label(self) -> str:
        """What the page shows."""
        return f"refused: `{self.rule}`"

    @property
    def file(self) -> str:
        """All that it draws."""
        return self.drawn

    def check(self) -> None:
        """Hold, or fail with what was found instead."""
        found = play.errors(studied(self.drawn))
        assert {one.element for one in found if one.rule == self.rule} >= set(self.elements.split()), found


@dataclass(frozen=True)
class Repaired:
    """A finding names the element and what is assumed; then the file runs to `then`."""

    drawn: str
    rule: str
    element: str
    script: str
    then: str

    @property
    def label(self) -> str:
        """What the page shows."""
        return f"repaired: `{self.rule}`"

    @property
    def file(self) -> str:
        """All that it draws."""
        return self.drawn

    def check(self) -> None:
        """Hold, or fail with what was found instead."""
        found = [(one.rule, one.element) for one in studied(self.drawn).findings]
        assert (self.rule, self.element) in found, found
        shown = runs(self.drawn, self.script).shown
        assert shown == self.then, shown


@dataclass(frozen=True)
class Named:
    """A test of the project, as pytest names it."""

    test: str

    drawn = file = ""

    @property
    def label(self) -> str:
        """What the page shows."""
        path, _, name = self.test.partition("::")
        return f"[{name}](../{path})"

    def check(self) -> None:
        """Hold, or fail with what was found instead."""
        path, _, name = self.test.partition("::")
        assert re.sub(r"\[.*\]$", "", name) in _tests(path), f"{self.test} is no test"


@functools.cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef))
