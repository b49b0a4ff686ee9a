"""What an analyst drew in the modeler that she has runs here, once she has accepted what was assumed."""

from __future__ import annotations

import pytest

from tests.exchange import page, played


@pytest.fixture(scope="module")
def exchanged() -> tuple[played.File, ...]:
    return page.read()


def test_files_with_content_are_without_errors_but_for_one_in_seventy(exchanged: tuple[played.File, ...]):
    holding = [one for one in exchanged if one.content]
    assert sum(not one.errors for one in holding) >= 0.985 * len(holding)


def test_files_with_content_start_but_for_one_in_forty(exchanged: tuple[played.File, ...]):
    holding = [one for one in exchanged if one.content]
    assert sum(one.started for one in holding) >= 0.975 * len(holding)


def test_nine_of_ten_files_that_start_come_to_their_end(exchanged: tuple[played.File, ...]):
    started = [one for one in exchanged if one.started]
    assert sum(one.ended for one in started) >= 0.9 * len(started)


def test_what_is_refused_says_why(exchanged: tuple[played.File, ...]):
    assert not [one for one in exchanged if not one.started and not one.errors]
    assert {rule for one in exchanged if not one.content for rule in one.errors} <= {"no-process", "nothing-to-run"}


def test_the_page_is_as_the_files_make_it(exchanged: tuple[played.File, ...]):
    if page.WRITES:
        page.FILE.write_text(page.made(exchanged), encoding="utf-8")
    assert page.FILE.read_text(encoding="utf-8") == page.made(exchanged), "write it anew: LANEWAY_WRITE=1"
