"""What a row of the catalogue is: names of the schema, a clause, a status, a sentence, and proofs.

Names are written as the schema knows them: ``userTask`` an element, ``userTask@implementation`` an attribute,
``lane/flowNodeRef`` a child that only that element has, ``adHocSubProcess@ordering=Sequential`` one value of an
attribute, ``startEvent+timerEventDefinition`` an element inside another, ``choreography*`` an element with all that is
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.elements import probes, schema


class Status(StrEnum):
    """What becomes of an element."""

    EXECUTED = "executed"
    PERSON = "a person's"
    REFUSED = "refused"
    REPAIRED = "repaired"
    SHOWN = "shown"
    IGNORED = "ignored by the standard"
    DIFFERS = "not executed"
    ABSTRACT = "abstract"


LEGEND = {
    Status.EXECUTED: "a run with it differs from a run without it, in the way that the standard says",
    Status.PERSON: "executed as a task that a person completes, because nothing drawn is run as code",
    Status.REFUSED: "an error at import names it; a version that holds it can't be published",
    Status.REPAIRED: "a finding at import names it and says what is assumed; then it runs",
    Status.SHOWN: "read and shown; by the standard it has no effect on execution",
    Status.IGNORED: "describes or constrains, and has no effect on execution by the standard",
    Status.DIFFERS: "the standard gives it a meaning that is not executed: see [deviations.md](deviations.md)",
    Status.ABSTRACT: "a base of others in the schema; a file never holds it itself",
}
"""What the page says of each status."""

PROVED_BY: dict[Status, tuple[type, ...]] = {
    Status.EXECUTED: (probes.Effect, probes.Named),
    Status.PERSON: (probes.Effect, probes.Repaired),
    Status.REFUSED: (probes.Refused,),
    Status.REPAIRED: (probes.Repaired,),
    Status.SHOWN: (probes.Same, probes.Named),
    Status.IGNORED: (probes.Same,),
    Status.DIFFERS: (probes.Same, probes.Repaired),
    Status.ABSTRACT: (probes.Same, probes.Refused),
}
"""Of which kinds one proof of a row must be."""


@dataclass(frozen=True)
class Row:
    """One row. `names` are separated by spaces; the first one identifies it."""

    names: str
    clause: str
    status: Status
    how: str
    proofs: tuple[probes.Proof, ...]

    @property
    def key(self) -> str:
        """What identifies it."""
        return self.names.split()[0]

    @property
    def covered(self) -> tuple[str, ...]:
        """All names."""
        return tuple(self.names.split())

    @property
    def around(self) -> Iterator[str]:
        """The elements that what it names must stand in."""
        return (re.split(r"[@/+]", name)[0] for name in self.covered if "+" in name)

    @property
    def words(self) -> Iterator[str]:
        """What the proofs must draw: the last part of each name, and all that is a whole element's own."""
        for name in self.covered:
            for one in schema.own(name.removesuffix("*")) if name.endswith("*") else (name,):
                yield from re.split(r"[@/+]", one)[-1].split("=")


def row(names: str, clause: str, status: Status, how: str, *proofs: probes.Proof) -> Row:
    """A row; the one way in which the catalogue writes them."""
    return Row(names, clause, status, how, proofs)


@dataclass(frozen=True)
class Chapter:
    """The rows of one chapter of the standard."""

    title: str
    rows: tuple[Row, ...]


def every(chapters: Iterable[Chapter]) -> tuple[Row, ...]:
    """All rows."""
    return tuple(one for chapter in chapters for one in chapter.rows)
