"""The pictures of the rules' pages: the drawings of `rules/<rule>/`, the fault in the colour of its level."""

from __future__ import annotations

import functools
from pathlib import Path

from bpmn import picture, reader
from bpmn.lint import linter
from tests.bpmn.lint import sketch

ROOT = Path(__file__).parents[3]
DRAWN = Path(__file__).parent / "rules"
FOLDER = ROOT / "docs" / "rules" / "pictures"


@functools.cache
def made() -> dict[str, str]:
    """File name → SVG, of every rule."""
    found = {}
    for rule, module in linter.modules().items():
        for kind in ("valid", "invalid"):
            data = (DRAWN / rule.replace("-", "_") / f"{kind}.bpmn").read_bytes()
            wrong = told(rule) if kind == "invalid" else ""
            marks = {wrong: picture.Mark(module.WORDS.level.value)} if wrong else {}
            found[f"{rule}-{kind}.svg"] = picture.svg(sketch.placed(reader.read(data).diagram), marks, rule) + "\n"
    return found


def told(rule: str) -> str:
    """The element that the invalid drawing of a rule has wrong."""
    from tests.bpmn.lint import test_rules

    return test_rules.TOLD[rule]
