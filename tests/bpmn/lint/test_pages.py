"""Every rule and every finding is explained in both languages, with pictures that are those of its drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn import picture, study
from bpmn.lint import finding, linter
from tests.bpmn.lint import catalogue, pictures, topics

RULES = pictures.ROOT / "docs" / "rules"
MODELERS = RULES / "modelers.md"
INDEX = RULES / "README.md"
LISTED = "## All rules\n\n"
FAMILIES = ("Camunda Modeler, bpmn.io", "Signavio", "ADONIS", "ARIS", "Bizagi", "Visio, Trisotech")
LEVELS = {picture.COLOURS[level.value] for level in finding.Level}
UNSEEN = ("case-without-limit", "declared-twice", "declared-unused", "end-missing", "limits-over-total", "not-drawn")
"""What is wrong with no single shape."""
ANEW = "write it anew: LANEWAY_WRITE=1 pytest -n0 tests/bpmn/lint"


def index() -> str:
    """The list of all rules, as it must stand at the end of the page."""
    rows = [f"- [{name}]({name}.md): {' '.join((module.__doc__ or '').split())}" for name, module in _modules()]
    return INDEX.read_text(encoding="utf-8").partition(LISTED)[0] + LISTED + "\n".join(rows) + "\n"


def _modules() -> Iterator[tuple[str, object]]:
    yield from linter.modules().items()


@pytest.fixture(scope="module", autouse=True)
def _written() -> None:
    if catalogue.WRITES:
        pictures.FOLDER.mkdir(exist_ok=True)
        for name, picture in pictures.made().items():
            (pictures.FOLDER / name).write_text(picture, encoding="utf-8")
        for path in pictures.FOLDER.iterdir():
            if path.name not in pictures.made():
                path.unlink()
        catalogue.FILE.write_text(catalogue.made(), encoding="utf-8")
        INDEX.write_text(index(), encoding="utf-8")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_pictures_of_the_pages_are_those_of_the_drawings():
    there = {path.name: text(path) for path in pictures.FOLDER.iterdir()}
    assert there == pictures.made(), ANEW


def test_the_picture_of_what_is_wrong_marks_the_fault_where_it_has_a_shape():
    unmarked = {
        name.removesuffix("-invalid.svg")
        for name, svg in pictures.made().items()
        if name.endswith("-invalid.svg") and not any(colour in svg for colour in LEVELS)
    }
    assert unmarked == set(UNSEEN)


@pytest.mark.parametrize("rule", linter.modules())
def test_a_page_shows_right_and_wrong_in_both_languages_and_how_to_mend_it(rule: str):
    vietnamese, _, english = text(RULES / f"{rule}.md").partition("\n## English\n")
    for part in (vietnamese, english):
        assert re.findall(r"pictures/([\w-]+)\.svg", part) == [f"{rule}-valid", f"{rule}-invalid"]
        assert re.findall(r"modelers\.md#([\w-]+)", part) == [topics.OF[rule]] * bool(topics.OF[rule])
    level = linter.modules()[rule].WORDS.level
    assert f"Level: {level}" in english


def test_each_section_on_modelers_speaks_of_every_family_in_both_languages():
    sections = dict(part.split("\n", 1) for part in text(MODELERS).split("\n## ")[1:])
    assert {topic for topic in topics.OF.values() if topic} == set(sections)
    for section in sections.values():
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.strip().splitlines()[2:]]
        assert tuple(row[0] for row in rows) == FAMILIES
        assert all(len(row) == 3 and all(row) for row in rows)


def test_every_finding_that_is_no_rule_stands_on_its_page_with_all_it_says():
    assert text(catalogue.FILE) == catalogue.made(), ANEW


def test_every_rule_is_listed():
    assert text(INDEX) == index(), ANEW


def test_whatever_is_asked_by_another_set_of_rules_is_told_by_rules_that_there_are():
    told = dict(re.findall(r"^\| ([\w-]+) \| (\[.+?) \|", text(INDEX), flags=re.MULTILINE))
    assert len(told) >= 26
    linked = re.findall(r"\[([\w-]+)\]\(([^)]+)\)", " ".join(told.values()))
    for name, address in linked:
        at = f"{name}.md" if name in linter.modules() else f"../findings.md#{name}"
        assert address == at
        assert name in linter.modules() or name in catalogue.names()


def test_what_a_file_is_told_is_explained_somewhere():
    data = (pictures.DRAWN / "lane_ping_pong" / "invalid.bpmn").read_bytes()
    explained = {*linter.modules(), *catalogue.names()}
    assert {one.rule for one in study.study(data).findings} <= explained
