"""What our form pages accept in the browser the server accepts, with the same value, and the other way round."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from bpmn.forms import check, conditions, form, initial
from tests.bpmn.forms import drawn_forms, in_browser, test_check
from tests.support import shares

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PAGES = 80
"""How many pages of forms under `make soak`."""
FORMS = 36
"""How many forms on a page."""
ONLY_HERE = {"no_documents", "too_early"}
"""Codes of what nobody can enter into a browser's form, so that it has no opinion on it."""


@pytest.mark.browser
@pytest.mark.parametrize("drawn", [drawn_forms.fields, drawn_forms.conditional], ids=["fields", "conditions"])
def test_what_anybody_types_is_judged_alike(drawn: Callable[[random.Random], in_browser.Filled], page: Page) -> None:
    found = []
    for number in range(shares.soak_share(PAGES, 1 / PAGES)):
        draw = random.Random(f"{drawn.__name__} {number}")  # noqa: S311 -- it draws forms, no secrets
        those = [drawn(draw) for _ in range(FORMS)]
        found += [
            told
            for one, got in zip(those, in_browser.submitted(page, those), strict=True)
            for told in differences(one, got)
        ]
    assert found == []


@pytest.mark.browser
def test_what_the_server_takes_from_anywhere_the_browser_submits_unchanged(page: Page) -> None:
    draw = random.Random("anywhere")  # noqa: S311 -- it draws forms, no secrets
    found = []
    for _ in range(shares.soak_share(PAGES, 1 / PAGES)):
        components = [drawn_forms.component(draw, f"k{n}") for n in range(200)]
        those, kept = _taken([one for one in components if not one.keys() & {"readonly", "disabled"}])
        for one, mine, got in zip(those, kept, in_browser.submitted(page, those), strict=True):
            sources = {one["key"]: one for one in one.components}
            found += [(sources[key], "refused") for key in got.errors]
            found += [
                (sources[key], mine[key], got.data.get(key))
                for key in mine
                if not form.same(mine[key], got.data.get(key))
            ]
        assert len(kept) > 10
    assert found == []


def _taken(components: list[dict[str, Any]]) -> tuple[list[in_browser.Filled], list[Mapping[str, Any]]]:
    """Forms of ten fields, with answers that the server takes and what it keeps of them."""
    those, kept = [], []
    for some in (components[at : at + 10] for at in range(0, len(components), 10)):
        known = {"units": ["a", "b"]}
        answers: dict[str, Any] = {}
        for one in some:
            read = in_browser.Filled([one]).form
            fitting = (
                value
                for value in drawn_forms.JSON
                if not check.check(read, {one["key"]: value}, known, now=datetime.now(ZONE)).problems
            )
            if (
                value := next(itertools.islice(fitting, len(those) % 3, None), conditions.MISSING)
            ) is not conditions.MISSING:
                answers[one["key"]] = value
        asked = [one for one in some if one["key"] in answers]
        one = in_browser.Filled(asked, {**known, **answers})
        those.append(one)
        kept.append(check.check(one.form, answers, known).answers)
    return those, kept


@pytest.mark.browser
def test_what_a_field_takes_here_the_browser_submits(page: Page) -> None:
    cases = [(one, answer, kept) for one, answer, kept in test_check.TAKEN if one["type"] != "filepicker"]
    those = [in_browser.Filled([{**one, "id": "a"}], {"a": answer}) for one, answer, _ in cases]
    for (component, answer, kept), got in zip(cases, in_browser.submitted(page, those), strict=True):
        assert not got.errors, (component, answer)
        assert got.data["a"] == kept, (component, answer)


@pytest.mark.browser
def test_what_a_field_refuses_here_the_browser_does_not_submit(page: Page) -> None:
    cases = [case for case in test_check.REFUSED if case[2] not in ONLY_HERE and _sendable(case[1])]
    those = [in_browser.Filled([{**one, "id": "a"}], {"a": answer}) for one, answer, _ in cases]
    taken = [
        case
        for case, got in zip(cases, in_browser.submitted(page, those), strict=True)
        if not got.errors and form.same(got.data.get("a"), case[1])
    ]
    assert taken == []


def _sendable(answer: object) -> bool:
    """What JSON carries into a page unchanged."""
    return not (isinstance(answer, float) and answer - answer != 0) and answer != 10**5000


@pytest.mark.browser
def test_a_list_from_which_all_rows_are_taken_is_empty(page: Page) -> None:
    inner = {"type": "textfield", "key": "name", "id": "name"}
    one = in_browser.Filled(
        [{"type": "dynamiclist", "path": "rows", "id": "rows", "components": [inner]}], {"rows": []}
    )
    (got,) = in_browser.submitted(page, [one])
    assert got.data == {"rows": []}
    assert check.check(one.form, got.data, {"rows": [{"name": "x"}]}).answers == {"rows": []}


@pytest.mark.browser
def test_what_the_server_refuses_is_said_at_its_field(page: Page) -> None:
    name = {"type": "textfield", "key": "name", "id": "name", "label": "Tên"}
    group = {"type": "group", "path": "mother", "components": [{**name, "id": "hers"}]}
    rows = {"type": "dynamiclist", "path": "rows", "components": [{**name, "id": "theirs"}]}
    problems = [
        {"key": "name", "text": "Một"},
        {"key": "mother.name", "text": "Hai"},
        {"key": "rows[1].name", "text": "Ba"},
        {"key": "gone", "text": "Bốn"},
    ]
    known = {"name": "đã nhập", "rows": [{"name": "a"}, {"name": "b"}]}
    in_browser.opened(page, [in_browser.Filled([name, group, rows], known, problems=problems)])
    wrong = page.locator(".fjs-has-errors")
    expect(wrong).to_have_count(3)
    assert [one.locator(".fjs-form-field-error").inner_text() for one in wrong.all()] == ["Một", "Hai", "Ba"]
    assert [one.locator("input").input_value() for one in wrong.all()] == ["đã nhập", "", "b"]


def differences(one: in_browser.Filled, got: in_browser.Submitted) -> Iterator[str]:
    """Where the server judges otherwise than the browser did."""
    read = one.form
    checked = check.check(read, got.data, one.known, now=datetime.now(ZONE))
    mine = {problem.key: problem.code for problem in checked.problems}
    theirs = {key: why for key, why in _errors(read.fields, got.errors, ()) if key in mine or not _unreadable(why)}
    for key in sorted(mine.keys() | theirs.keys()):
        if (key in mine) != (key in theirs):
            source = next((f.source for path, f in read.carriers() if ".".join(path) == key), {})
            who, why = ("server", mine[key]) if key in mine else ("browser", theirs[key])
            yield f"{who} refuses {why}: {key} = {_at(got.data, key)!r} {json.dumps(source, ensure_ascii=False)}"
    if not mine and not theirs:
        yield from _kept(read.fields, checked.answers, got.data, one.known, "")


def _unreadable(why: Sequence[str]) -> bool:
    """Whether the browser refuses a text that is no date or time: nothing of it is sent that the server could judge."""
    return bool(
        re.fullmatch(r".* is not a (date|time)\.|.*: only dates from 1900 on\.|.* is in the past\.", why[0], re.DOTALL)
    )


def _at(data: object, key: str) -> object:
    for part in key.replace("[", ".").replace("]", "").split("."):
        data = data[int(part)] if isinstance(data, list) else data.get(part) if isinstance(data, Mapping) else None
    return data


def _errors(fields: tuple[form.Field, ...], errors: Any, outer: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The browser's errors by the server's keys."""
    for path, one, _ in initial.flat(fields):
        found = errors.get(one.source.get("id")) if isinstance(errors, Mapping) else None
        if one.type == "dynamiclist":
            for inner_path, inner, _ in initial.flat(one.fields):
                rows = errors.get(inner.source.get("id"))
                for row, said in rows.items() if isinstance(rows, Mapping) else enumerate(rows or []):
                    if said:
                        yield f"{'.'.join(path)}[{row}].{'.'.join(inner_path)}", said
        elif found:
            yield ".".join(path), found


def _kept(fields: tuple[form.Field, ...], kept: Mapping[str, Any], sent: Any, known: Any, prefix: str) -> Iterator[str]:
    for path, one, _ in initial.flat(fields):
        mine, theirs, began = (conditions.at(data, path) for data in (kept, sent, known))
        key = prefix + ".".join(path)
        if one.type == "expression":
            continue  # the browser's may lag behind what was typed last; it is computed here whatever came
        if one.type == "dynamiclist":
            mine_rows, sent_rows = (rows if isinstance(rows, list) else [] for rows in (mine, theirs))
            if len(mine_rows) != len(sent_rows):
                yield f"rows differ: {key} {mine} {theirs}"
            for at, (row, other) in enumerate(zip(mine_rows, sent_rows, strict=False)):
                known_row = began[at] if isinstance(began, list) and at < len(began) else {}
                yield from _kept(one.fields, row, other or {}, known_row, f"{key}[{at}].")
        elif mine is conditions.MISSING:
            fixed = one.readonly or one.disabled
            if theirs is not conditions.MISSING and not fixed:  # what can't be changed needs no keeping
                yield f"not kept: {key} {theirs!r} {json.dumps(one.source)}"
        elif theirs is conditions.MISSING:
            if mine is not None:
                yield f"kept but not sent: {key} {mine!r} {json.dumps(one.source)}"
        elif not _same(mine, theirs):
            yield f"kept otherwise: {key} {mine!r} {theirs!r} {json.dumps(one.source)}"


def _same(mine: object, theirs: object) -> bool:
    if isinstance(mine, float) and isinstance(theirs, int | float):
        return abs(mine - theirs) <= 1e-12 * abs(mine)
    return form.same(mine, theirs)
