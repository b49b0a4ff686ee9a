"""What breaks a constraint of the standard is told by its rule and level, and what is drawn rightly is not."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from bpmn import repairs, study
from bpmn.lint import finding, linter, words
from bpmn.reading import told
from tests.bpmn import drawing
from tests.bpmn.lint import structures, wrong_parts, wrong_ways

EVERY = (
    *wrong_ways.flows(),
    *wrong_ways.starts_and_ends(),
    *wrong_ways.intermediate(),
    *wrong_ways.boundaries(),
    *wrong_ways.links(),
    *wrong_ways.definitions(),
    *wrong_ways.gateways(),
    *wrong_parts.activities(),
    *wrong_parts.pools_and_lanes(),
    *wrong_parts.data(),
)
STRUCTURES = pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])


def studied(parts: tuple[str, ...]) -> study.Study:
    return study.study(drawing.file(*parts))


@STRUCTURES
def test_a_structure_that_breaks_a_constraint_is_told_and_blocks(one: structures.Structure):
    judged = studied(one.wrong)
    assert one.level in {said.level for said in judged.findings if said.rule == one.rule}
    assert one.rule in {said.rule for said in judged.blocking}


@STRUCTURES
def test_the_same_drawn_rightly_is_not_told(one: structures.Structure):
    assert one.rule not in {said.rule for said in studied(one.right).findings}


def test_every_chapter_that_constrains_a_process_has_its_structures():
    chapters = {".".join(one.clause.split(".")[:2]) for one in EVERY}
    assert {"8.3", "8.4", "9.3", "9.4", "10.2", "10.3", "10.4", "10.5", "10.6", "10.7", "10.8"} <= chapters
    assert len(EVERY) >= 100
    assert {one.level for one in EVERY} == {finding.Level.ERROR, finding.Level.WARNING}


PAGE = Path(__file__).parents[3] / "docs" / "constraints.md"


def listed() -> list[tuple[str, str, str]]:
    """Clause, rule and level of each row of the page."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.read_text("utf-8").splitlines()]
    return [(row[0], row[2], row[3]) for row in rows if len(row) == 5 and row[3] in set(finding.Level)]


def known() -> dict[str, set[str]]:
    """Every rule that may be told, with its levels: of lint, of the repairs and of the reader."""
    levels: dict[str, set[str]] = {rule: {str(level)} for rule, (level, _, _) in told.RULES.items()}
    names = [module.name for module in pkgutil.iter_modules(repairs.__path__)]
    for module in (*linter.modules().values(), *(importlib.import_module(f"bpmn.repairs.{name}") for name in names)):
        for value in vars(module).values():
            for said in value.values() if isinstance(value, dict) else (value,):
                if isinstance(said, words.Words):
                    levels.setdefault(said.rule, set()).add(str(said.level))
    return levels


def test_each_constraint_that_is_listed_is_told_by_a_rule_of_that_level():
    levels = known()
    assert [row for row in listed() if row[2] not in levels.get(row[1], set())] == []


def test_each_structure_breaks_a_constraint_that_is_listed():
    rows = {(rule, level) for _, rule, level in listed()}
    assert [one.name for one in EVERY if (one.rule, str(one.level)) not in rows] == []


def test_each_rule_that_cites_the_standard_is_listed():
    citing = {name for name, module in linter.modules().items() if re.search(r"\(\d+\.\d", module.__doc__ or "")}
    assert citing <= {rule for _, rule, _ in listed()}
