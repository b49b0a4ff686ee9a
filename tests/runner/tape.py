"""Choices read from bytes: one draw of hypothesis makes a whole diagram or a whole walk, which is quick and shrinks.

Zero is always the simplest choice, and a tape that has run out gives zeros, so that a shrunk tape is a small example.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Choice = TypeVar("Choice")


class Tape:
    """Bytes that choose."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, at most 256 of them."""
        if self.place >= len(self.data):
            return 0
        self.place += 1
        return self.data[self.place - 1] * limit >> 8

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of them; the first is the simplest."""
        return choices[self.below(len(choices))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return self.below(100) >= 100 - percent
