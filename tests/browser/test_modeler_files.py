"""Files of other tools are drawn on in the browser, and keep what they hold."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree
from playwright.sync_api import expect

from bpmn import reader
from service.usecases import drafts, importer, versions
from tests.browser import board as boards
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.service.usecases import world
from tests.support import servers

pytestmark = pytest.mark.browser

TOOLS = servers.ROOT.parent / "shared/corpora/miwg"
FOREIGN = (
    "IBM BlueWorks Live April 2014/A.2.0-export.bpmn",  # no places
    "Modelio 3.5/C.1.0-export.bpmn",  # a plane of nothing that could be shown
    "Bonita BPM 7.2.3/C.1.0-export.bpmn",  # ids with spaces
    "ARIS 10.2025.07/C.4.0-export.bpmn",  # four diagrams
    "Open-BPMN 1.2.8_2/C.6.0-roundtrip.bpmn",  # flows without ids
    "ibo Prometheus 3.9.0.0/C.3.0-roundtrip.bpmn",
    "Trisotech Workflow Modeler 12.6.3/C.7.0-export.bpmn",
    "Activiti Designer 5.14.1/A.3.0-roundtrip.bpmn",  # in Latin-1
)
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def contents(xml: bytes) -> Counter[tuple[str, str]]:
    """The elements of a file and of its extensions with their names; how they are drawn isn't among it."""
    all_of_it = etree.fromstring(xml).iter()
    own = (one for one in all_of_it if isinstance(one.tag, str) and "/DD/" not in one.tag and "/DI}" not in one.tag)
    named = ((one.tag, " ".join((one.get("name") or "").split())) for one in own)
    # Bounds that ibo puts into shapes; flows listed at nodes are drawn at themselves, if they are there at all.
    return Counter(one for one in named if "ibo.de" not in one[0] and not one[0].endswith(("}incoming", "}outgoing")))


def shown(board: boards.Board) -> set[str]:
    """The ids of the steps, events and gateways that the modeler shows, in all diagrams of the file."""
    found: list[str] = board.page.evaluate("""async () => {
      const modeler = lanewayModeler.modeler, ids = [];
      for (const diagram of lanewayModeler.diagrams(modeler)) {
        await modeler.open(diagram);
        modeler.get('elementRegistry').forEach(one => {
          if (one.businessObject?.$instanceOf?.('bpmn:FlowNode')) ids.push(one.businessObject.id);
        });
      }
      return ids;
    }""")
    return set(found)


def test_files_of_other_tools_are_drawn_on_and_keep_all_that_they_hold(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    board, code = boards.Board(desk("analyst")), boards.registered(city, "TT.NGOAI")
    told = board.page.locator("#modeler-told")
    board.open(code)
    for name in FOREIGN:
        board.page.locator("#modeler-file").set_input_files(TOOLS / name)
        expect(told.get_by_role("status")).to_be_visible(timeout=30_000)
        before, after = (TOOLS / name).read_bytes(), board.xml().encode()
        lost = contents(before) - contents(after)
        # bpmn-js writes some expressions under their type's name.
        assert not [one for one in lost if one[0] != f"{MODEL}formalExpression"], (name, lost)
        nodes = {node.id for node in reader.read(after).diagram.nodes.values()}
        assert shown(board) >= nodes, name
        board.page.evaluate("lanewayModeler.untell()")
    assert complaints == []


def test_an_element_with_an_id_in_vietnamese_keeps_what_stands_beside_it(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """A version whose file has neither places nor ids that bpmn-js takes is drawn on, and has its limit still."""
    code = boards.registered(city, "TT.DAU")
    drawing = world.Drawing().node("One", "startEvent", "nộp").user("One", "xét đơn").node("One", "endEvent", "hết")
    drawn = world.xml(drawing.path("nộp", "xét đơn", "hết"))
    limit = {"limit": {"amount": 3, "unit": "working_day"}}
    settings = {"format": 1, "lanes": {"P/One": world.to("agency", "H26.101")}, "steps": {"xét đơn": limit}}
    importing = importer.Importer()
    try:
        drafts.add(city.database, importing, city.actor("quyen"), code, drawn, {}, now=city.now, settings=settings)
    finally:
        importing.close()
    board = boards.Board(desk("analyst"))
    board.open(code, 1)
    expect(board.page.locator("#modeler-told")).to_contain_text("trình vẽ đã tự xếp chỗ")
    board.select("xét đơn")
    expect(board.field("amount")).to_have_value("3")
    board.fill("name", "Xét đơn")
    board.save(code, 2)
    with city.database.reading() as session:
        kept = versions.get(session, city.actor("analyst"), code, 2, now=city.now)
    assert [one.limit.amount for one in kept.settings.steps.values() if one.limit] == [3]
    assert kept.settings.lanes["P/One"].value == "H26.101"
    assert complaints == []


def test_a_file_with_several_diagrams_is_drawn_on_in_each_of_them(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    board, code = boards.Board(desk("analyst")), boards.registered(city, "TT.NHIEU")
    board.open(code)
    board.page.locator("#modeler-file").set_input_files(TOOLS / "Reference/C.4.0.bpmn")
    choice = board.page.get_by_label("Hình vẽ trong tệp")
    expect(choice.locator("option")).to_have_count(4)
    choice.select_option(label="IT")
    board.select("Prepare workstation")
    board.fill("name", "Chuẩn bị máy")
    choice.select_option(label="Payroll")
    board.select("Update payroll system")
    choice.select_option(label="IT")
    board.select("Chuẩn bị máy")
    assert complaints == []
