"""The tables of expressions beside this file: how they are written and read.

A line is ``expression ⇒ expected``; one that begins with ``#`` names the clause that the lines below it stand on,
``variables`` gives the data of all lines, ``now`` the instant, ``with`` further data of the lines below. Other text
before the first of these explains. Expected is:

- JSON: the value. Numbers are compared as numbers, booleans as booleans;
- ``@…``: a date, time or duration, as FEEL writes it;
- ``null !``: null, and a step of a case that needs the value stops with a reason;
- ``refused code column``: no expression;
- ``fails code name``: an expression without a value with this data.

An expression goes over several lines where a line has no ``⇒``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "tables"
MARK = " ⇒ "


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a table."""

    clause: str
    text: str
    expected: str
    variables: dict[str, Any]
    now: datetime | None

    def __str__(self) -> str:
        return f"{self.clause[:30]}: {self.text[:60]}"


def cases(name: str) -> list[Case]:
    """The lines of a table."""
    found: list[Case] = []
    held = clause = ""
    variables: dict[str, Any] = {}
    more: dict[str, Any] = {}
    now: datetime | None = None
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if MARK in line:
            text, _, expected = line.rpartition(MARK)
            found.append(Case(clause, held + text, expected.strip(), {**variables, **more}, now))
            held = ""
        elif word == "#":
            clause, more = rest, {}
        elif word == "variables":
            variables = json.loads(rest)
        elif word == "with":
            more = json.loads(rest)
        elif word == "now":
            now = datetime.fromisoformat(rest)
        elif clause and line.strip():
            held += line + "\n"
    assert not held
    return found


def same(found: Any, expected: Any) -> bool:
    """Whether two values are the same JSON, with 2 and 2.0 as one number and true as no number."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return found == expected
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    return type(found) is type(expected) and found == expected
