"""What breaks a constraint of the standard is told by its rule and level, and what is drawn rightly is not."""

from __future__ import annotations

import pytest

from bpmn import study
from bpmn.lint import finding
from tests.bpmn import drawing
from tests.bpmn.lint import structures, wrong_parts, wrong_ways

EVERY = (
    *wrong_ways.flows(),
    *wrong_ways.starts_and_ends(),
    *wrong_ways.intermediate(),
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
    assert one.level in {told.level for told in judged.findings if told.rule == one.rule}
    assert one.rule in {told.rule for told in judged.blocking}


@STRUCTURES
def test_the_same_drawn_rightly_is_not_told(one: structures.Structure):
    assert one.rule not in {told.rule for told in studied(one.right).findings}


def test_every_chapter_that_constrains_a_process_has_its_structures():
    chapters = {".".join(one.clause.split(".")[:2]) for one in EVERY}
    assert {"8.3", "8.4", "9.3", "9.4", "10.2", "10.3", "10.4", "10.5", "10.6", "10.7", "10.8"} <= chapters
    assert len(EVERY) >= 100
    assert {one.level for one in EVERY} == {finding.Level.ERROR, finding.Level.WARNING}
