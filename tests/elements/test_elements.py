"""The catalogue of elements names all of the schema, each of its rows is proved, and the page says the same."""

from __future__ import annotations

import collections
import re

import pytest

from tests.elements import catalogue, page, rows, schema

ROWS = rows.every(catalogue.CHAPTERS)


def test_every_name_of_the_schema_has_a_row() -> None:
    named = frozenset(name for one in ROWS for written in one.covered for name in schema.covered(written))
    assert sorted(schema.names() - named) == []


def test_every_row_names_what_the_schema_has_and_nothing_twice() -> None:
    count = collections.Counter(name for one in ROWS for written in one.covered for name in schema.covered(written))
    assert [name for name, times in count.items() if times > 1] == []
    keys = collections.Counter(one.key for one in ROWS)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_value_of_an_attribute_that_decides_about_its_status_is_of_the_schema() -> None:
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
    files = [proof for proof in one.proofs if proof.file]
    parts, whole = (
        (" ".join(texts) for texts in zip(*((proof.drawn, proof.file) for proof in files), strict=True))
        if files
        else ("", "")
    )
    missing = [word for word in one.words if not _holds(parts, word)] + [
        word for word in one.around if not _holds(whole, word)
    ]
    assert not files or missing == []


def _holds(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None


def test_the_page_is_as_the_catalogue_makes_it() -> None:
    if page.WRITES:
        page.write()
    assert page.FILE.read_text(encoding="utf-8") == page.made(), "write it anew: LANEWAY_WRITE=1 pytest tests/elements"
