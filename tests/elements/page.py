"""The page `docs/elements.md`, as the catalogue makes it: a table for each chapter of the standard."""

from __future__ import annotations

import collections
import os
from pathlib import Path

from tests.elements import catalogue, probes, rows

FILE = probes.ROOT / "docs/elements.md"
WRITES = os.environ.get("LANEWAY_WRITE") == "1"
"""Whether the tests write the page anew instead of comparing it."""

HEAD = """\
# Every element and attribute of BPMN 2.0.2

What the engine does with each element and attribute that the schema of BPMN 2.0.2 (formal/2013-12-09) knows, and
what proves it. A test holds this table to the schema, so that no name is missing, and another runs each row.
Written by `LANEWAY_WRITE=1 .venv/bin/pytest -n0 tests/elements` from `tests/elements/catalogue*.py`; the same test
without the variable compares.

`element@attribute` is an attribute, `element/child` a child that only this element has, `element+definition` an
element with an event definition in it, `@attribute=Value` one value, `element*` an element with all that is its own.
`pytest -k` takes the first name of a row. *Run with and without it*: a small file is played as drawn, then with that
part taken out or exchanged, and comes to something else; *runs the same without it*: all that both runs did is
compared; *refused* and *repaired* name the finding.
"""


def made() -> str:
    """The page."""
    every = rows.every(catalogue.CHAPTERS)
    count = collections.Counter(one.status for one in every)
    legend = [f"| {status} | {count[status]} | {rows.LEGEND[status]} |" for status in rows.Status]
    parts = [HEAD, "| status | rows | what it means |", "|---|---|---|", *legend, ""]
    for chapter in catalogue.CHAPTERS:
        parts += [
            f"## {chapter.title}",
            "",
            "| element, attribute | clause | status | how | test |",
            "|---|---|---|---|---|",
        ]
        parts += [*(_row(one) for one in chapter.rows), ""]
    return "\n".join(parts)


def _row(one: rows.Row) -> str:
    names = ", ".join(f"`{name}`" for name in one.covered)
    tests = "; ".join(dict.fromkeys(proof.label for proof in one.proofs))
    return f"| {names} | {one.clause} | {one.status} | {one.how} | {tests} |"


def write(file: Path = FILE) -> None:
    """Write it anew."""
    file.write_text(made(), encoding="utf-8")
