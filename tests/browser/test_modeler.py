"""An analyst draws a procedure in the browser, from nothing to a case that has run, and on from there."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from lxml import etree
from playwright.sync_api import expect

from bpmn import reader
from service.usecases import drafts, importer, procedures, versions
from tests.browser import board as boards
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.service.usecases import world
from tests.support import browser, servers

pytestmark = pytest.mark.browser


def registered(city: cities.City, code: str, name: str = "Cấp giấy phép thử") -> str:
    """A procedure without versions; its code."""
    with city.database.transaction() as session:
        procedures.create(session, city.actor("analyst"), code, name, lead_agency="H26", now=city.now)
    return code


def make_form(board: boards.Board, name: str, key: str) -> None:
    """Build a form with one number for the chosen step."""
    page = board.page
    board.field("form-new").click()
    over = page.get_by_role("dialog")
    expect(over.locator(".fjs-palette-field").first).to_be_visible()
    over.get_by_label("Tên biểu mẫu").fill(name)
    over.get_by_title("Thêm: Số", exact=True).press("Enter")
    over.locator(".fjs-element").filter(has_text="Số").last.click()
    over.locator(".bio-properties-panel-group-header").filter(has_text="Chung").click()
    over.locator("#bio-properties-panel-key").fill(key)
    over.locator("#bio-properties-panel-key").press("Tab")
    over.get_by_role("button", name="Xem thử").click()
    expect(over.locator(".builder__preview input").first).to_be_visible()
    over.get_by_role("button", name="Dùng biểu mẫu này").click()
    expect(over).to_have_count(0)
    expect(board.field("form")).to_have_value("tiep-nhan")


def draw(board: boards.Board) -> None:
    """Two lanes: taken in with an amount; large ones are examined in the other lane, the rest refused."""
    board.select("Nộp hồ sơ")
    board.append("Việc", "Tiếp nhận hồ sơ")
    board.fill("amount", "2")
    board.choose("role", "staff")
    board.fill("output", "Giấy tiếp nhận")
    make_form(board, "Tiếp nhận", "amount")
    board.append("Cổng chọn một", "Số tiền lớn?")
    board.append("Kết thúc", "Từ chối")
    board.select("Số tiền lớn?")
    board.append("Việc", "Thẩm định hồ sơ")
    board.choose("lane", "Lane_2")
    board.fill("amount", "3")
    board.append("Kết thúc", "Đã cấp")
    board.select("Số tiền lớn? → Thẩm định hồ sơ")
    board.fill("condition", "amount > 5")
    board.fill("name", "lớn")
    board.select("Số tiền lớn? → Từ chối")
    board.field("default").check()
    expect(board.field("condition")).to_be_disabled()
    board.select("Bộ phận một cửa")
    board.choose("bound", "agency:H26.1.12")
    board.select("Cơ quan giải quyết")
    board.choose("bound", "agency:H26.101")
    board.page.locator("#modeler-canvas svg[data-element-id]").click(position={"x": 700, "y": 560})
    board.fill("amount", "10")


def publish(desk: desks.Desk) -> None:
    """Accept what is assumed and put the version in force on its page."""
    everything = desk.page.get_by_role("button", name="Chấp nhận mọi cảnh báo đang hiện", exact=True)
    if everything.count():
        everything.click()
        desk.settle()
    desk.page.get_by_role("button", name="Lưu và ban hành", exact=True).click()
    expect(desk.page.locator("#notices")).to_contain_text("Đã ban hành")


def changes(desk: desks.Desk) -> list[str]:
    """The changes as they stand on the page, one line each."""
    return sorted(" ".join(text.split()) for text in desk.page.locator(".change").all_inner_texts())


def test_a_procedure_drawn_from_nothing_runs_and_its_revision_says_what_changed(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    board, code = boards.Board(desk("analyst")), registered(city, "TT.VE")
    board.open(code)
    draw(board)
    expect(board.checked()).to_contain_text("Không có gì chặn ban hành.")
    ids = {name: board.id(name) for name in ("Tiếp nhận hồ sơ", "Thẩm định hồ sơ")}
    drawn = board.xml()
    assert 'formId="tiep-nhan"' in drawn
    assert re.search(r"conditionExpression[^>]*>=amount &gt; 5<", drawn)
    assert "laneway" not in drawn.partition("<bpmn:process")[2]
    board.save(code, 1)
    publish(board.desk)

    city.now, city.codes[code] = cities.present(), code
    case = city.start(code, "lan", "Trần Thị Hoa", {}, {})
    city.complete(case, ids["Tiếp nhận hồ sơ"], "lan", amount=7)
    assert [one.name for one in city.holding(case)] == ["Thẩm định hồ sơ"]
    city.complete(case, ids["Thẩm định hồ sơ"], "hanh")
    assert city.holding(case) == ()

    board.open(code, 1)
    board.select("Thẩm định hồ sơ")
    expect(board.field("amount")).to_have_value("3")
    board.fill("amount", "4")
    board.select("lớn")
    board.fill("condition", "=amount > 9")
    board.save(code, 2)
    board.desk.go(f"/procedures/{code}/compare?from=1&to=2")
    assert changes(board.desk) == [
        "~ Đổi thời hạn Thẩm định hồ sơ trước: 3 ngày làm việc → sau: 4 ngày làm việc",
        "~ Đổi điều kiện lớn trước: =amount > 5 → sau: =amount > 9",
    ]
    assert complaints == []


def test_what_was_drawn_outlives_a_crash_a_colleague_and_the_session(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """A closed tab, another's version, an ended session: the drawing is there, and the page says what happened."""
    board, code = boards.Board(desk("analyst")), registered(city, "TT.GIU")
    page = board.page
    board.open(code)
    board.select("Nộp hồ sơ")
    board.append("Việc", "Tiếp nhận hồ sơ")
    board.fill("amount", "2")
    expect(page.locator("#modeler-kept")).to_contain_text("đã giữ trong trình duyệt này")
    board.field("form-new").click()
    over = page.get_by_role("dialog")
    over.get_by_title("Thêm: Số", exact=True).press("Enter")
    over.get_by_label("Tên biểu mẫu").fill("Dở dang")
    expect(over.get_by_role("status").last).to_contain_text("đã giữ trong trình duyệt này")
    page.goto("about:blank")
    board.open(code)
    expect(page.locator("#modeler-told")).to_contain_text("Đã khôi phục bản vẽ dở")
    board.select("Tiếp nhận hồ sơ")
    expect(board.field("amount")).to_have_value("2")
    board.field("form-new").click()
    expect(over.get_by_label("Tên biểu mẫu")).to_have_value("Dở dang")
    expect(over.locator(".fjs-element").filter(has_text="Số").first).to_be_visible()
    over.get_by_role("button", name="Dùng biểu mẫu này").click()
    expect(board.field("form")).to_have_value("do-dang")

    reader = importer.Importer()
    try:
        drawn = (cities.PROCEDURES / cities.BIRTH / "v1.bpmn").read_bytes()
        drafts.add(city.database, reader, city.actor("quyen"), code, drawn, {}, now=city.now)
    finally:
        reader.close()
    page.locator("#modeler-save").click()
    told = page.locator("#modeler-told")
    expect(told.get_by_role("alert")).to_contain_text("Trịnh Văn Quyền đã lưu phiên bản 1")
    board.select("Tiếp nhận hồ sơ")

    cookies = page.context.cookies()
    page.context.clear_cookies()
    told.get_by_role("button", name="Vẫn lưu bản của tôi").click()
    expect(told.get_by_role("alert")).to_contain_text("Phiên đăng nhập đã hết")
    page.context.add_cookies(cookies)
    board.save(code, 2)
    expect(page.get_by_role("row", name="Tiếp nhận hồ sơ")).to_be_visible()
    # The browser itself notes each refusal.
    assert [one for one in complaints if "409" not in one and "401" not in one] == []


def test_the_keyboard_draws_takes_back_and_removes(city: cities.City, desk: desks.Open, complaints: list[str]) -> None:
    """What is drawn and what stands beside it are taken back in turn."""
    board = boards.Board(desk("analyst"))
    page, keys = board.page, board.page.keyboard
    board.open(registered(city, "TT.PHIM"))
    board.select("Nộp hồ sơ")
    board.append("Việc", "Một việc")
    board.fill("amount", "4")
    page.locator("#modeler-canvas .djs-container > svg").focus()
    keys.press("Control+z")
    expect(board.field("amount")).to_have_value("")
    keys.press("Control+y")
    expect(board.field("amount")).to_have_value("4")
    keys.press("Delete")
    listed = page.locator("#modeler-outline").get_by_role("button", name="Một việc", exact=True)
    expect(listed).to_have_count(0)
    keys.press("Control+z")
    expect(listed).to_have_count(1)
    board.select("Một việc")
    expect(board.field("amount")).to_have_value("4")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tải .bpmn").click()
    assert "Một việc" in saved.value.path().read_text(encoding="utf-8")
    page.locator("#modeler-file").set_input_files(saved.value.path())
    expect(page.locator("#modeler-told")).to_contain_text("Đã mở tệp")
    assert complaints == []


def test_a_file_that_cannot_be_drawn_leaves_what_is_drawn(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    board = boards.Board(desk("analyst"))
    board.open(registered(city, "TT.HONG"))
    broken = {"name": "hỏng.bpmn", "mimeType": "text/xml", "buffer": b"<definitions"}
    board.page.locator("#modeler-file").set_input_files(broken)
    expect(board.page.get_by_role("alert")).to_contain_text("Không vẽ được tệp «hỏng.bpmn»")
    board.select("Nộp hồ sơ")
    # The browser itself notes that the server can't read it either.
    assert [one for one in complaints if "422" not in one] == []


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
    assert len(changes(analyst)) == 1
    assert "birth-stop" in changes(analyst)[0]
    assert complaints == []


@pytest.mark.parametrize("width", [browser.WIDE, browser.NARROW])
@pytest.mark.parametrize("locale", ["vi-VN", "en-GB"])
def test_the_pages_to_draw_on_are_for_everybody(
    city: cities.City, desk: desks.Open, complaints: list[str], locale: str, width: int
) -> None:
    """On a small screen they show, and say that drawing needs a larger one."""
    analyst, code = desk("analyst", locale, width), city.codes[cities.BUSINESS]
    page = analyst.page
    for path, place in (
        ("modeler?from=1", "#modeler-canvas"),
        ("versions/1/forms/business-start.form", "#builder-place"),
    ):
        assert analyst.go(f"/procedures/{code}/{path}").status == 200
        expect(page.locator(place)).to_have_attribute("data-state", "shown")
        if width == browser.WIDE and place == "#modeler-canvas":
            expect(page.locator("#modeler-findings")).to_have_attribute("data-state", "shown")
        assert browser.axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == locale[:2]
    assert complaints == []


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
    board, code = boards.Board(desk("analyst")), registered(city, "TT.NGOAI")
    told = board.page.locator("#modeler-told")
    board.open(code)
    for name in FOREIGN:
        board.page.locator("#modeler-file").set_input_files(TOOLS / name)
        expect(told.get_by_role("status")).to_be_visible()
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
    code = registered(city, "TT.DAU")
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
    board, code = boards.Board(desk("analyst")), registered(city, "TT.NHIEU")
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


def test_who_decides_is_said_at_the_gateway_and_asked_of_that_person(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """Beside the diagram, taken back by undo, there again when the draft is drawn on."""
    board, code = boards.Board(desk("analyst")), registered(city, "TT.AI")
    board.open(code)
    board.select("Nộp hồ sơ")
    board.append("Việc", "Tiếp nhận hồ sơ")
    board.append("Cổng chọn một", "Đủ điều kiện?")
    expect(board.field("decision-by")).to_be_hidden()
    for name in ("Từ chối", "Đã cấp"):
        board.select("Đủ điều kiện?")
        board.append("Kết thúc", name)
    board.select("Đã cấp")  # put below the other end, and in the lane of the gateway still
    expect(board.field("lane").locator("option:checked")).to_have_text("Bộ phận một cửa")
    board.select("Đủ điều kiện?")
    board.choose("decision-by", "before")
    expect(board.field("decision-lane")).to_be_hidden()
    board.choose("decision-by", "apart")
    board.field("decision-lane").select_option(label="Cơ quan giải quyết")
    board.fill("decision-question", "Hồ sơ có đủ điều kiện cấp không?")
    board.page.locator("[data-tool=undo]").click()
    expect(board.field("decision-question")).to_have_value("")
    board.page.locator("[data-tool=redo]").click()
    expect(board.field("decision-question")).to_have_value("Hồ sơ có đủ điều kiện cấp không?")
    board.save(code, 1)
    expect(board.page.get_by_role("row", name="Hồ sơ có đủ điều kiện cấp không?")).to_contain_text("Cơ quan giải quyết")
    board.open(code, 1)
    board.select("Đủ điều kiện?")
    expect(board.field("decision-by")).to_have_value("apart")
    board.choose("decision-by", "")
    board.choose("decision-lane", "")
    board.fill("decision-question", "")
    board.save(code, 2)
    with city.database.reading() as session:
        assert versions.get(session, city.actor("analyst"), code, 2, now=city.now).settings.answers == {}
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
    code = registered(city, "TT.LUOC")
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
    code = registered(city, "TT.HONGMAU")
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
