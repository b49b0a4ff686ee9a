"""The mutants of some files, numbered: the same number is the same mutant on every machine."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tests.bpmn.mutants import renamed, texts, trees

_BYTES_ONLY = 0.3
"""The share of mutants that keep their tree."""


@dataclass(frozen=True)
class Mutant:
    """One mutant: of which file, how it was made, and its bytes."""

    of: Path
    ways: tuple[str, ...]
    data: bytes


def mutant(of: Sequence[Path], number: int) -> Mutant:
    """The mutant of a number: one to three changes of a file, of its tree and of its bytes."""
    chance = random.Random(number)  # noqa: S311 - a repeatable choice, no secret
    path = of[chance.randrange(len(of))]
    data = path.read_bytes()
    ways: list[str] = []
    if chance.random() >= _BYTES_ONLY:
        root = parsed(path)
        for _ in range(chance.choice((1, 1, 2, 3))):
            change = chance.choice(trees.CHANGES)
            change(root, chance)
            ways.append(change.__name__)
        if chance.random() < 0.1:
            root = renamed.prefixes(root, chance)
            ways.append("prefixes")
        if chance.random() < 0.1:
            root = renamed.order(root, chance)
            ways.append("order")
        data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    if not ways or chance.random() < 0.2:
        spoil = chance.choice(texts.CHANGES)
        data = spoil(data, chance)
        ways.append(spoil.__name__)
    return Mutant(path, tuple(ways), data)


def parsed(path: Path) -> etree._Element:
    """The tree of a file of the corpus, ours to change."""
    return etree.fromstring(_kept(path))


@functools.lru_cache(64)
def _kept(path: Path) -> bytes:
    return path.read_bytes()
