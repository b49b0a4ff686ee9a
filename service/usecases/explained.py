"""What the project's documentation says of each rule and finding: pages of `docs/rules`, parts of `docs/findings.md`.

No diagram is read for it, so that no process but the import's child loads the reader: what the documentation holds is
told by tests to be all that can be found.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
RULES, FINDINGS = DOCS / "rules", DOCS / "findings.md"
PICTURES = RULES / "pictures"
APART = frozenset({"README", "modelers"})
"""Pages that explain no single rule."""
HEADINGS = {"vi": "Tiếng Việt", "en": "English"}
COLUMN = {"vi": 1, "en": 2}
"""Where a language stands in the tables of modelers."""
_TOPIC = re.compile(r"^.*\]\((?:rules/)?modelers\.md#([\w-]+)\)\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """What is written of a rule: by language, in markdown, the section on modelers that goes with it, and where."""

    written: Mapping[str, str]
    topic: str
    address: str

    def first(self, language: str) -> str:
        """What a page says first that is no level, on one line."""
        lines = (line.strip() for line in self.written[language].splitlines())
        said = [line for line in lines if line and not line.startswith(("Mức:", "Level:"))]
        return re.sub(r"\*([^*]+)\*", r"\1", said[0]).replace("\\", "") if said else ""


@functools.cache
def pages() -> Mapping[str, Page]:
    """Every rule and finding by its name."""
    found = {}
    for path in sorted(RULES.glob("*.md")):
        if path.stem not in APART:
            found[path.stem] = _page(path.read_text(encoding="utf-8"), "## ", path.as_uri())
    for section in FINDINGS.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, text = section.partition("\n")
        found.setdefault(name, _page(text, "### ", f"{FINDINGS.as_uri()}#{name}"))
    return found


def _page(text: str, level: str, address: str) -> Page:
    topic = _TOPIC.search(text)
    parts = dict(part.split("\n", 1) for part in _TOPIC.sub("", text).split(f"\n{level}")[1:])
    written = {language: parts[heading] for language, heading in HEADINGS.items()}
    return Page(written, topic[1] if topic else "", address)


@functools.cache
def modelers() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Section → rows: a family of modelers, and what to do in it in Vietnamese and in English."""
    found = {}
    for section in (RULES / "modelers.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        name, *lines = section.strip().splitlines()
        rows = [line for line in lines if line.startswith("|")][2:]
        found[name] = tuple(tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows)
    return found
