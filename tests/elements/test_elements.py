"""The catalogue of elements names all of the schema, each of its rows is proved, and the page says the same."""

from __future__ import annotations

import collections
import re

import pytest

from tests.elements import catalogue, page, probes, rows, schema, shapes

ROWS = rows.every(catalogue.CHAPTERS)


def test_every_name_of_the_schema_has_a_row() -> None:
    named = frozenset(name for one in ROWS for written in one.covered for name in schema.covered(written))
    assert sorted(schema.names() - named) == []


def test_every_row_names_what_the_schema_has_and_nothing_twice() -> None:
    count = collections.Counter(name for one in ROWS for written in one.covered for name in schema.covered(written))
    assert [name for name, times in count.items() if times > 1] == []
    keys = collections.Counter(one.key for one in ROWS)
    assert [key for key, times in keys.items() if times > 1] == []


def test_an_attribute_of_which_a_row_names_one_value_has_rows_for_all_of_them() -> None:
    split = {name.partition("=")[0] for one in ROWS for name in one.covered if "=" in name}
    named = {name for one in ROWS for name in one.covered if "=" in name}
    assert {f"{attribute}={value}" for attribute in split for value in schema.values()[attribute]} == named


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
def test_a_row_is_as_it_says(one: rows.Row) -> None:
    assert any(isinstance(proof, rows.PROVED_BY[one.status]) for proof in one.proofs)
    for proof in one.proofs:
        proof.check()


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
def test_the_probes_of_a_row_draw_what_it_names(one: rows.Row) -> None:
    drawn = " ".join(proof.drawn for proof in one.proofs)
    files = " ".join(proof.file for proof in one.proofs)
    missing = [word for word in one.words if not _holds(drawn, word)]
    missing += [word for word in one.around if not _holds(files, word)]
    assert missing == [] or not files.strip()


def test_the_page_is_as_the_catalogue_makes_it() -> None:
    if page.WRITES:
        page.write()
    assert page.FILE.read_text(encoding="utf-8") == page.made(), "write it anew: LANEWAY_WRITE=1 pytest tests/elements"


def test_what_is_not_executed_stands_among_the_deviations() -> None:
    told = (probes.ROOT / "docs/deviations.md").read_text(encoding="utf-8")
    differing = [name for one in ROWS if one.status is rows.Status.DIFFERS for name in one.covered]
    assert [name for name in differing if not _holds(told, re.split("[@/=]", name.removesuffix("*"))[-1])] == []


PLAIN = shapes.draw("s a e")
TIMED = shapes.draw("s c a e", shapes.catch(shapes.timer()))
LIES = (
    probes.Effect(PLAIN, "<nothing/>", "", "a", "b"),
    probes.Effect(TIMED, shapes.timer(), "", "c:timer", "c:timer"),
    probes.Effect(TIMED, shapes.timer(), "", "c:timer", "ended"),
    probes.Effect(shapes.draw("s x e", '<complexGateway id="x"/>'), '<complexGateway id="x"/>', "", "a", "b"),
    probes.Same(TIMED, (shapes.timer(),), "+2d; a"),
    probes.Same(PLAIN, ("<nothing/>",), "a"),
    probes.Refused(PLAIN, "unsupported-complex-gateway", "a"),
    probes.Repaired(PLAIN, "start-missing", "a", "a", "ended"),
    probes.Repaired(PLAIN.replace('"true"', '"false"'), "not-executable", "P", "a", "a"),
    probes.Named("tests/elements/test_elements.py::test_that_is_not_there"),
)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: type(lie).__name__)
def test_a_probe_that_is_not_as_it_says_fails(lie: probes.Proof) -> None:
    with pytest.raises(AssertionError):
        lie.check()


@pytest.mark.parametrize("name", ["userTasks", "userTask@script", "lane/flowNode", "startEvent+timer", "gateway@x=Y"])
def test_a_name_that_the_schema_has_not_is_told(name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(name)):
        schema.covered(name)


def _holds(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None
