"""Whatever file was brought, its picture is shown, and what is said of it can be pointed at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bpmn import diagram as dg
from bpmn import layout, reader, study, writer
from bpmn.writing import tags
from tests.bpmn import drawing, files
from tests.bpmn.mutants import making
from tests.browser import desk as desks
from tests.browser import test_analyst as analysts
from tests.support import servers, shares

pytestmark = pytest.mark.browser
VIEWER = servers.ROOT / "node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js"
SHOW = """async (xml) => {
  const viewer = new BpmnJS({ container: document.querySelector("#here") });
  try {
    const { warnings } = await viewer.importXML(xml);
    const registry = viewer.get("elementRegistry");
    return { wrong: warnings.map((one) => one.message), shown: registry.getAll().map((one) => one.id) };
  } catch (error) {
    return { wrong: [String(error)], shown: [] };
  } finally {
    viewer.destroy();
  }
}"""
BARE = """<?xml version="1.0" encoding="utf-16"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="Quy trình"><laneSet id="l">
<lane id="Một cửa" name="Một cửa"><flowNodeRef>Bước 1</flowNodeRef></lane></laneSet><startEvent id="1"/>
<userTask id="Bước 1" name="Tiếp nhận"/><exclusiveGateway id="constructor" name="Đủ?"/><userTask id="Bước 2" name=""/>
<endEvent id="e"/><sequenceFlow sourceRef="1" targetRef="Bước 1"/>
<sequenceFlow sourceRef="Bước 1" targetRef="constructor"/><sequenceFlow sourceRef="constructor" targetRef="Bước 2"/>
<sequenceFlow sourceRef="constructor" targetRef="e"/><sequenceFlow sourceRef="Bước 2" targetRef="e"/></process>
</definitions>"""
"""No picture, no ids of flows, ids that viewers refuse, in two bytes a character."""


@pytest.fixture
def viewer(page: Page) -> Page:
    """A page with nothing but the viewer."""
    page.set_content('<div id="here" style="width: 1200px; height: 800px"></div>')
    page.add_script_tag(path=VIEWER)
    return page


def drawable(drawn: dg.Diagram) -> set[str]:
    """Ids that the picture must know."""
    kinds = {"dataObjectReference", "dataStoreReference", "textAnnotation", "dataInput", "dataOutput"}
    items = (item.id for item in drawn.items.values() if item.type in kinds)
    lanes = (lane.id for lane in drawn.lanes.values() if not lane.pool_itself)
    those = (*drawn.nodes, *drawn.flows, *drawn.pools, *drawn.message_flows, *items, *lanes)
    return {tags.shown(one) for one in those}


def lacking(viewer: Page, drawn: dg.Diagram) -> list[str]:
    """What the viewer complains of, and what it doesn't show."""
    told: dict[str, Any] = viewer.evaluate(SHOW, writer.written(drawn).decode())
    return [*told["wrong"], *sorted(drawable(drawn) - set(told["shown"]))]


def test_the_files_of_all_tools_are_shown_whole(viewer: Page):
    for path in files.exchanged(0.1):
        drawn = study.study(path.read_bytes()).diagram
        assert lacking(viewer, drawn) == [], path


def test_files_that_went_wrong_are_shown_whole(viewer: Page):
    exchanged: list[Path] = files.corpus("corpora/miwg", "*.bpmn")
    for number in range(700_000, 700_000 + shares.soak_share(2_000, 0.02)):
        try:
            drawn = reader.read(making.mutant(exchanged, number).data).diagram
        except reader.ReadError:
            continue
        assert {one for one in lacking(viewer, drawn) if not one.startswith("unresolved")} == set(), number


def test_flows_from_pool_to_pool_are_shown_as_they_were_drawn(viewer: Page):
    whole = drawing.node("subProcess", "S", "Thẩm định", drawing.start("in") + drawing.user("c"))
    parts = (
        drawing.pools(("UBND", "P"), ("Công_an", "Q"), ("Dân", None), flows=drawing.sends("Dân", "s")),
        drawing.process(drawing.start(), drawing.user("a"), drawing.end(), drawing.chain("s", "a", "b", "e")),
        drawing.process(drawing.user("b"), whole, drawing.chain("b", "in"), drawing.flow("S", "a"), of="Q"),
    )
    bare = drawing.read(*parts)
    placed = layout.laid_out(bare)
    for drawn in (bare, placed, reader.read(writer.written(placed)).diagram):
        assert lacking(viewer, drawn) == []
        assert (set(drawn.processes), {"a-b", "b-e", "b-in", "S-a"} <= set(drawn.flows)) == ({"P", "Q"}, True)


def test_findings_of_a_file_without_a_picture_stand_on_one(desk: desks.Open, complaints: list[str]):
    analyst = desk("analyst")
    page = analyst.page
    analysts.register(analyst, "TT.KH", "Không hình")
    analysts.bring(analyst, "TT.KH", analysts.bpmn(BARE.encode("utf-16"), "không hình.bpmn"), 1)
    analyst.settle()
    drawn = page.locator("#drawn")
    for identity, mark in (("Bước 2", "warning"), ("constructor", "warning"), ("Một cửa", "error")):
        expect(drawn.locator(f"[data-element-id='{tags.shown(identity)}'].mark-{mark}")).to_have_count(1)
    page.locator("#only-level").select_option("note")
    expect(drawn.locator(f"[data-element-id='{tags.shown('Bước 1')}'].mark-note")).to_have_count(1)
    page.locator("#only-level").select_option("")
    page.get_by_role("button", name="Xem trên sơ đồ: Đủ?").first.click()
    expect(drawn.locator(".djs-element.mark-here")).to_have_attribute("data-element-id", "constructor-")
    assert complaints == []
