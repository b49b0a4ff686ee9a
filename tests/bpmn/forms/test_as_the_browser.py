"""What form-js accepts in the browser the server accepts, with the same value, and the other way round."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.bpmn.forms import test_check
from tests.support import servers

VIEWER = servers.ROOT / "node_modules/@bpmn-io/form-js/dist/form-viewer.umd.js"
SUBMIT = """async (cases) => {
  const results = [];
  for (const [component, answer] of cases) {
    const container = document.createElement("div");
    document.body.replaceChildren(container);
    const schema = {type: "default", schemaVersion: 18, id: "f", components: [{...component, id: "Field_1"}]};
    const form = await FormViewer.createForm({container, schema, data: {a: answer}});
    const {data, errors} = form.submit();
    results.push([data.a === undefined ? null : data.a, Object.keys(errors).length > 0]);
    form.destroy();
  }
  return results;
}"""
ONLY_HERE = {"not_text", "wrong_type", "too_many", "not_a_document", "duplicate"}
"""Codes of what a browser's form can't be made to submit, so that it has no opinion on it."""

STRICTER = [("2026-02-30", "not_a_date"), ("2026-2-3", "not_a_date"), ("2026-02-29T08:00", "not_a_datetime")]
"""What nobody can type into the browser's form, but data of the case could bring into it."""


def judged(page: Page, cases: list[tuple[Any, Any]]) -> list[tuple[Any, bool]]:
    page.goto("about:blank")
    page.add_script_tag(path=VIEWER)
    results: list[tuple[Any, bool]] = page.evaluate(SUBMIT, cases)
    return results


def sendable(answer: object) -> bool:
    """What goes into the browser unchanged."""
    return not (isinstance(answer, str) and (len(answer) > 20_000 or "\ud800" in answer)) and answer != 10**5000


@pytest.mark.browser
def test_what_the_server_takes_the_browser_submits(page: Page) -> None:
    cases = [
        (component, answer, kept)
        for component, answer, kept in test_check.TAKEN
        if component["type"] != "filepicker" and "😀" not in str(answer)
    ]
    for (component, answer, kept), (value, wrong) in zip(
        cases, judged(page, [case[:2] for case in cases]), strict=True
    ):
        assert not wrong, (component, answer)
        if answer is not None and answer != "":
            assert value == kept, (component, answer)


@pytest.mark.browser
def test_what_the_server_refuses_the_browser_does_not_submit(page: Page) -> None:
    cases = [
        (component, answer, code)
        for component, answer, code in test_check.REFUSED
        if code not in ONLY_HERE and sendable(answer)
    ]
    results = judged(page, [case[:2] for case in cases])
    taken = [
        case[1:]
        for case, (value, wrong) in zip(cases, results, strict=True)
        if not wrong and value == case[1]  # else it says so, or it has dropped the value when it was given
    ]
    assert taken == STRICTER
