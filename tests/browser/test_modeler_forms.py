"""Forms are built and changed in the browser, whatever they were written as."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from service.usecases import drafts, importer, versions
from tests.browser import board as boards
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.service.usecases import world

pytestmark = pytest.mark.browser


def test_a_form_of_a_published_version_is_changed_in_the_next_draft(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """And one of a draft in the draft."""
    analyst, code = desk("analyst"), city.codes[cities.BIRTH]
    page = analyst.page
    for start, number in ((1, 2), (2, 2)):
        analyst.go(f"/procedures/{code}/versions/{start}/forms/birth-stop.form")
        expect(page.locator("#builder-place")).to_have_attribute("data-state", "shown")
        page.get_by_title("Thêm: Số", exact=True).press("Enter")
        expect(page.locator(".fjs-element").filter(has_text="Số").first).to_be_visible()
        page.get_by_role("button", name="Lưu biểu mẫu").click()
        expect(page).to_have_url(f"{analyst.address}/procedures/{code}/versions/{number}")
    analyst.go(f"/procedures/{code}/compare?from=1&to=2")
    assert len(boards.changes(analyst)) == 1
    assert "birth-stop" in boards.changes(analyst)[0]
    assert complaints == []


SCHEMA = {
    "type": "object",
    "required": ["full_name"],
    "properties": {"full_name": {"type": "string", "title": "Họ tên"}, "born": {"type": "string", "format": "date"}},
}
SPIFF = (
    '<extensionElements><s:properties xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
    '<s:property name="formJsonSchemaFilename" value="birth.json"/></s:properties></extensionElements>'
)


def test_a_json_schema_is_changed_as_a_form_and_its_step_goes_on_using_it(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """On its own page and from the modeler; both say what it is."""
    code = boards.registered(city, "TT.LUOC")
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "userTask", "intake", SPIFF)
    drawn = world.xml(drawing.node("One", "endEvent", "e").path("s", "intake", "e"))
    importing = importer.Importer()
    try:
        forms = {"birth.json": json.dumps(SCHEMA).encode()}
        drafts.add(city.database, importing, city.actor("quyen"), code, drawn, forms, now=city.now)
    finally:
        importing.close()
    analyst = desk("analyst")
    page = analyst.page
    analyst.go(f"/procedures/{code}/versions/1/forms/birth.json")
    expect(page.locator("#builder-place")).to_have_attribute("data-state", "shown")
    expect(page.locator("#modeler-told")).to_contain_text("Tệp này là lược đồ JSON")
    expect(page.locator(".fjs-element").filter(has_text="Họ tên").first).to_be_visible()
    page.get_by_title("Thêm: Số", exact=True).press("Enter")
    page.get_by_role("button", name="Lưu biểu mẫu").click()
    expect(page).to_have_url(f"{analyst.address}/procedures/{code}/versions/1")
    with city.database.reading() as session:
        body = versions.forms(session, city.actor("analyst"), code, 1)["birth.json"]
        found = versions.get(session, city.actor("analyst"), code, 1, now=city.now).findings
    assert [one["type"] for one in json.loads(body)["components"]] == ["textfield", "datetime", "number"]
    assert not [one for one in found if one.rule.startswith("form-")]
    board = boards.Board(analyst)
    board.open(code, 1)
    board.select("intake")
    expect(board.field("form")).to_have_value("birth.json")
    expect(board.field("form-edit")).to_be_visible()
    board.choose("form", "")
    assert "birth.json" not in board.xml()
    assert complaints == []


def test_a_form_file_that_is_broken_says_so_and_is_begun_anew(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    code = boards.registered(city, "TT.HONGMAU")
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "endEvent", "e").path("s", "e")
    importing = importer.Importer()
    try:
        forms = {"a.form": b'{"components": [,]}'}
        drafts.add(city.database, importing, city.actor("quyen"), code, world.xml(drawing), forms, now=city.now)
    finally:
        importing.close()
    analyst = desk("analyst")
    analyst.go(f"/procedures/{code}/versions/1/forms/a.form")
    expect(analyst.page.locator("#builder-place")).to_have_attribute("data-state", "shown")
    told = analyst.page.locator("#modeler-told")
    expect(told).to_contain_text("tệp không phải JSON, hỏng ở dòng:cột 1:17")
    expect(told).to_contain_text("lưu sẽ thay tệp hỏng")
    assert complaints == []
