"""What an analyst, an applicant or a file's author writes never runs in anybody's browser, and calls nobody."""

from __future__ import annotations

import json
from html import escape

import pytest
from playwright.sync_api import Route, expect

from service.usecases import importer
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.service.usecases import world

pytestmark = pytest.mark.browser

AWAY = "http://elsewhere.example"
RUN = '<img src=x onerror="window.ran=1">'
MARKUP = f"""{RUN}<script>window.ran=2</script><svg onload="window.ran=3"></svg>
<a id=bad href="javascript:window.ran=4">a</a>
<form action="{AWAY}/steal" method=post><button id=send>b</button></form><iframe src="{AWAY}/frame"></iframe>
<img src="{AWAY}/image.png"><link rel=stylesheet href="{AWAY}/style.css"><base href="{AWAY}">
<meta http-equiv=refresh content="0;url={AWAY}/refresh"><style>* {{ background: url({AWAY}/css) }}</style>"""
FORM = {
    "id": "hostile",
    "type": "default",
    "components": [
        {"type": "textfield", "id": "a", "key": "a", "label": RUN, "description": MARKUP},
        {"type": "text", "id": "t", "text": f"{MARKUP} [a](javascript:window.ran=5) ![b]({AWAY}/markdown.png)"},
        {"type": "html", "id": "h", "content": MARKUP},
        {"type": "image", "id": "i", "source": f"{AWAY}/form.png", "alt": RUN},
        {"type": "iframe", "id": "f", "url": "javascript:parent.ran=6", "label": RUN},
        {"type": "iframe", "id": "g", "url": f"{AWAY}/form-frame"},
        {"type": "select", "id": "s", "key": "s", "label": "s", "values": [{"label": RUN, "value": "v"}]},
    ],
}

PICTURE = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="dd"><bpmndi:BPMNPlane id="pl" bpmnElement="c">
 <bpmndi:BPMNShape id="d1" bpmnElement="P"><dc:Bounds x="0" y="0" width="600" height="200"/></bpmndi:BPMNShape>
 <bpmndi:BPMNShape id="d2" bpmnElement="read"><dc:Bounds x="200" y="50" width="100" height="80"/></bpmndi:BPMNShape>
 </bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"""


@pytest.fixture(scope="module")
def hostile(city: cities.City) -> tuple[str, str]:
    """A procedure whose every text is markup, in force, and a case of it; their codes."""
    form = '<zeebe:formDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" formId="hostile"/>'
    drawing = world.Drawing().node("One", "startEvent", "s")
    drawing.node("One", "userTask", "read", f"<extensionElements>{form}</extensionElements>")
    drawing.node("One", "endEvent", "e").path("s", "read", "e")
    drawn = world.xml(drawing).decode().replace('name="', f'name="{escape(RUN)}').replace("</definitions>", PICTURE)
    about = {"code": "XSS.01", "name": {"vi": RUN, "en": RUN}, "field": RUN, "lead_agency": "H26"}
    settings = {"format": 1, "lanes": {"P/One": world.to("agency", "H26.1.12")}}
    reader = importer.Importer()
    try:
        forms = {"hostile.form": json.dumps(FORM).encode()}
        city.codes["hostile"] = cities._publish(city, reader, about, drawn.encode(), forms, settings)
    finally:
        reader.close()
    return city.codes["hostile"], city.start("hostile", "lan", RUN, {}, {})


def test_markup_in_any_text_runs_on_no_page_and_calls_nobody(
    city: cities.City, hostile: tuple[str, str], desk: desks.Open
) -> None:
    """Names, labels, forms, applicants: as the officer, the manager and the analyst meet them."""
    procedure, case = hostile
    called: list[str] = []

    def answer(route: Route) -> None:
        called.append(route.request.url)
        route.fulfill(status=200, body="")

    for login in ("lan", "manager", "analyst"):
        seat = desk(login)
        seat.page.context.route(f"{AWAY}/**", answer)
        for path in (
            "/tasks", f"/tasks/{city.task(case, 'read')}", "/cases", f"/cases/{case}", f"/cases/new/{procedure}",
            "/procedures", f"/procedures/{procedure}", f"/procedures/{procedure}/versions/1", "/holding",
        ):  # fmt: skip
            seat.go(path)
            for bait in ("#bad", "#send"):
                for link in seat.page.locator(bait).all():
                    link.dispatch_event("click")
            assert seat.page.url == f"{seat.address}{path}", login
            assert seat.page.evaluate("window.ran") is None, (login, path)
    assert called == []


def test_markup_runs_neither_where_a_diagram_is_drawn_nor_where_a_form_is_built(
    hostile: tuple[str, str], desk: desks.Open
) -> None:
    """Every element is chosen, the form is opened over the modeler and on its own page, and previewed."""
    procedure, _ = hostile
    analyst, called = desk("analyst"), []
    page = analyst.page

    def answer(route: Route) -> None:
        called.append(route.request.url)
        route.fulfill(status=200, body="")

    page.context.route(f"{AWAY}/**", answer)
    analyst.go(f"/procedures/{procedure}/modeler?from=1")
    expect(page.locator("#modeler-canvas")).to_have_attribute("data-state", "shown")
    expect(page.locator("#modeler-findings")).to_have_attribute("data-state", "shown")
    page.locator("details:has(> #modeler-outline) > summary").click()
    for link in page.locator("#modeler-outline button").all():
        link.click()
    page.locator("#modeler-outline button").filter(has_text=f"{RUN}read").click()
    page.locator("#panel-form-edit").click()
    expect(page.get_by_role("dialog").locator(".fjs-element").first).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Xem thử").click()
    assert page.evaluate("window.ran") is None
    analyst.go(f"/procedures/{procedure}/versions/1/forms/hostile.form")
    expect(page.locator("#builder-place")).to_have_attribute("data-state", "shown")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.locator(".builder__preview")).to_be_visible()
    assert page.evaluate("window.ran") is None
    assert called == []
