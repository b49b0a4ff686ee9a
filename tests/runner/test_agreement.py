"""What is said of a diagram and what the engine does with it agree: without an error it loads and starts, and what the
engine refuses has an error that names it."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from bpmn import study
from bpmn.lint import finding
from runner import engine, loader, outcome
from tests.bpmn import drawing, files
from tests.bpmn.lint import test_constraints
from tests.runner import scribbles
from tests.support import shares

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
DRAWN = sorted((Path(__file__).parents[1] / "bpmn" / "lint" / "rules").rglob("*.bpmn"))
OF_SETTINGS = "lane-unbound"
"""An error of what stands beside the file, not of the diagram."""
OF_DATA = {"unknown_variable", "no_flow_taken"}
"""Incidents of a case that begins without the data that its conditions read."""


def errors(judged: study.Study) -> set[str]:
    """Rules that are broken for good."""
    found = {one.rule for one in judged.findings if one.level is finding.Level.ERROR}
    return found - {OF_SETTINGS}


def refusal(judged: study.Study) -> str:
    """Why the engine doesn't load or start it; empty where it does."""
    try:
        program = loader.program(judged.prepared)
        engine.start(program, {}, now=NOW)
    except loader.UnsupportedError as refused:
        return str(refused)
    except outcome.StepError as stopped:
        return "" if stopped.incident.code in OF_DATA else str(stopped)
    return ""


def disagreement(data: bytes) -> str:
    """What the engine refuses although nothing was told; empty where both agree."""
    judged = study.study(data)
    if errors(judged):
        return ""
    return refusal(judged) if judged.prepared.starts else "nothing begins"


@pytest.mark.parametrize("path", DRAWN, ids=[f"{path.parent.name}-{path.stem}" for path in DRAWN])
def test_a_drawing_of_a_rule_starts_or_has_an_error(path: Path):
    assert disagreement(path.read_bytes()) == ""


@test_constraints.STRUCTURES
def test_a_structure_starts_or_has_an_error(one: test_constraints.structures.Structure):
    assert disagreement(drawing.file(*one.wrong)) == ""
    assert disagreement(drawing.file(*one.right)) == ""


def test_every_file_of_every_tool_starts_or_has_an_error():
    for path in files.corpus("corpora/miwg", "*.bpmn"):
        assert disagreement(path.read_bytes()) == "", path


@hypothesis.given(scribbles.scribbles())
@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.02))
def test_whatever_is_scribbled_loads_or_has_an_error(drawn: str):
    judged = study.study(drawing.file(drawn))
    wrong = errors(judged)
    with contextlib.suppress(outcome.StepError, *([loader.UnsupportedError] if wrong else [])):
        engine.start(loader.program(judged.prepared), {}, now=NOW)
