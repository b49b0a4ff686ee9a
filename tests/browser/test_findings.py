"""What was found in a foreign file is read on the picture, answered beside it, and gone to by mouse and by keyboard."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, expect

from service.usecases import drafts, importer, procedures
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.browser.test_analyst import bpmn, bring, drawn, register
from tests.support import browser

pytestmark = pytest.mark.browser
__all__ = ["drawn"]
TIMER = "_b8150240-8b49-4c6b-b1fe-2b18ee717c01"
FIRST_SAVE_MS = 30_000
"""The server starts its reader with the first file that it reads."""
NAMES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" targetNamespace="t"'
)


def waiting(start: str, timer: str, name: str, end: str) -> str:
    """A timer that doesn't say how long, between start and end."""
    return (
        f'<startEvent id="{start}"/><endEvent id="{end}"/>'
        f'<intermediateCatchEvent id="{timer}" name="{name}"><timerEventDefinition/></intermediateCatchEvent>'
        f'<sequenceFlow id="f{start}" sourceRef="{start}" targetRef="{timer}"/>'
        f'<sequenceFlow id="f{end}" sourceRef="{timer}" targetRef="{end}"/>'
    )


def nested(*planes: str) -> bytes:
    """Two processes, one of them with a subprocess, drawn on these planes."""
    inner = f'<subProcess id="Sub" name="Thẩm định">{waiting("s2", "wait", "Chờ", "e2")}</subProcess>'
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="Sub"/><sequenceFlow id="f2" sourceRef="Sub" targetRef="e"/>'
    first = f'<process id="P"><startEvent id="s"/>{inner}<endEvent id="e"/>{flows}</process>'
    second = f'<process id="Q">{waiting("qs", "later", "Sau", "qe")}</process>'
    return f"<definitions {NAMES}>{first}{second}{''.join(planes)}</definitions>".encode()


def plane(about: str, *shapes: str) -> str:
    """A diagram of one element with shapes in a row."""
    drawn = "".join(
        f'<di:BPMNShape id="d_{one}" bpmnElement="{one}" isExpanded="false"><dc:Bounds x="{100 + 150 * place}" y="100" '
        f'width="{100 if one == "Sub" else 36}" height="{80 if one == "Sub" else 36}"/></di:BPMNShape>'
        for place, one in enumerate(shapes)
    )
    inner = f'<di:BPMNPlane id="L{about}" bpmnElement="{about}">{drawn}</di:BPMNPlane>'
    return f'<di:BPMNDiagram id="D{about}">{inner}</di:BPMNDiagram>'


def brought(city: cities.City, code: str, diagram: bytes) -> str:
    """A draft of a file in a procedure of its own; the path of its page."""
    reader = importer.Importer()
    try:
        with city.database.transaction() as session:
            procedures.create(session, city.actor("analyst"), code, f"Thủ tục {code}", lead_agency="H26", now=city.now)
        drafts.add(city.database, reader, city.actor("analyst"), code, diagram, {}, now=city.now, file_name="vẽ.bpmn")
    finally:
        reader.close()
    return f"/procedures/{code}/versions/1"


@pytest.fixture(scope="module")
def foreign(city: cities.City, drawn: str) -> str:
    """A draft of the foreign file; the path of its page."""
    return brought(city, "TT.PH", drawn.encode())


@pytest.fixture
def analyst(desk: desks.Open, foreign: str) -> desks.Desk:
    """An analyst's browser on the page of that draft."""
    opened = desk("analyst")
    opened.go(foreign)
    return opened


def marker(desk: desks.Desk, element: str) -> Locator:
    """The marker of an element on the diagram."""
    return desk.page.locator(f"#drawn a[data-marker='{element}']")


def here(desk: desks.Desk) -> Locator:
    """The element of the diagram that is looked at."""
    return desk.page.locator("#drawn .djs-element.mark-here")


def test_a_marker_leads_to_its_finding_and_the_finding_to_its_element(
    analyst: desks.Desk, complaints: list[str]
) -> None:
    page = analyst.page
    marker(analyst, TIMER).click()
    line = page.locator(".finding--here")
    expect(line).to_contain_text("Đồng hồ «7 days» chưa nói chờ bao lâu")
    expect(line).to_be_focused()
    line.get_by_role("button", name="Xem trên sơ đồ: 7 days").click()
    expect(here(analyst)).to_have_attribute("data-element-id", TIMER)
    assert complaints == []


def test_markers_are_one_stop_of_the_tab_key_and_arrows_go_through_them(
    analyst: desks.Desk, complaints: list[str]
) -> None:
    page = analyst.page
    markers = page.locator("#drawn a[data-marker]")
    expect(page.locator("#drawn a[data-marker][tabindex='0']")).to_have_count(1)
    page.locator("#drawn a[data-marker][tabindex='0']").focus()
    seen = []
    for _ in range(markers.count()):
        seen.append(page.evaluate("document.activeElement.dataset.marker"))
        page.keyboard.press("ArrowRight")
    assert len(set(seen)) == markers.count() > 8
    assert page.evaluate("document.activeElement.dataset.marker") == seen[0]
    assert all(text.strip() for text in markers.all_inner_texts()), "a marker is told by more than its colour"
    page.keyboard.press("Enter")
    expect(page.locator(".finding--here").first).to_be_focused()
    assert complaints == []


def test_a_timer_is_answered_with_two_fields_and_taken_back_and_the_page_says_what_changed(
    analyst: desks.Desk, complaints: list[str]
) -> None:
    page = analyst.page
    asked = page.get_by_role("group", name="Chờ bao lâu, hoặc đến khi nào? 7 days")
    asked.get_by_role("button", name="chọn").click()
    expect(asked.get_by_label("Viết ra")).to_have_value("P7D")  # as the label says
    expect(asked.get_by_label("Bao lâu", exact=True)).to_have_value("7")
    asked.get_by_label("Bao lâu", exact=True).fill("36")
    asked.get_by_label("Đơn vị").select_option("giờ")
    expect(asked.get_by_label("Viết ra")).to_have_value("PT36H")
    expect(asked).to_contain_text("→ sau 1 ngày 12 giờ")
    page.get_by_label("Kết quả của Scan Invoice").fill("bản quét")
    asked.get_by_role("button", name="Lưu câu trả lời").click()
    told = "Đã giải quyết: Đồng hồ «7 days» chưa nói chờ bao lâu"
    expect(page.locator("#notices")).to_contain_text(told, timeout=FIRST_SAVE_MS)
    expect(marker(analyst, TIMER)).to_have_count(0)
    expect(page.get_by_label("Kết quả của Scan Invoice")).to_have_value("bản quét")
    expect(page.locator("#drawn")).to_have_attribute("data-state", "shown")
    page.get_by_role("button", name="Bỏ câu trả lời").click()
    expect(page.locator("#notices")).to_contain_text("Mới phát hiện: Đồng hồ «7 days»")
    expect(marker(analyst, TIMER)).to_have_count(1)
    assert complaints == []


def test_a_condition_that_cannot_be_read_shows_its_column_while_it_is_typed_and_when_it_is_sent(
    analyst: desks.Desk, complaints: list[str]
) -> None:
    page = analyst.page
    box = page.locator("details.answer").filter(has=page.get_by_label("Điều kiện của nhánh yes")).first
    box.locator("summary").click()
    field = box.get_by_label("Điều kiện của nhánh yes")
    field.fill("=so_tien >< 3")
    expect(box).to_contain_text("Không đọc được từ cột 11: ")
    box.get_by_role("button", name="Lưu câu trả lời").click()
    expect(page.get_by_role("alert")).to_contain_text("Không đọc được từ cột 11: ")
    expect(field).to_be_focused()
    expect(field).to_have_value("=so_tien >< 3")
    field.fill("=so_tien > 3")
    expect(box).to_contain_text("đọc: so_tien")
    assert [one for one in complaints if "422" not in one] == []


def test_an_assumption_is_accepted_with_one_click_and_taken_back(analyst: desks.Desk, complaints: list[str]) -> None:
    page = analyst.page
    line = page.locator("[data-finding]").filter(has_text="«Archive Invoice» (bước dịch vụ)")
    line.get_by_role("button", name="Chấp nhận").click()
    expect(line).to_contain_text("✓ Đã chấp nhận")
    expect(page.locator("#drawn a.spot--accepted")).to_have_count(1)
    line.get_by_role("button", name="rút lại").click()
    expect(line.get_by_role("button", name="Chấp nhận")).to_be_visible()
    expect(page.locator("#drawn a.spot--accepted")).to_have_count(0)
    assert complaints == []


def test_the_list_is_sifted_and_sorted_and_what_is_typed_stays(analyst: desks.Desk, complaints: list[str]) -> None:
    page = analyst.page
    shown = page.locator("[data-finding]:visible")
    page.get_by_label("Chỉ hiện mức").select_option("error")
    expect(shown).to_have_count(4)
    expect(page.locator("#drawn a[data-marker]")).to_have_count(4)
    page.get_by_label("Chỉ hiện mức").select_option("")
    page.get_by_label("Chỉ hiện làn").select_option("Approver")
    page.get_by_label("chỉ điều còn chờ").check()
    expect(shown).to_have_count(2)
    page.get_by_label("Kết quả của Archive original").fill("bản gốc")
    page.get_by_role("link", name="làn", exact=True).click()
    expect(page.locator("details.findings > summary").filter(has_text="Approver")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?by=lane$"))
    expect(page.get_by_label("Kết quả của Archive original")).to_have_value("bản gốc")
    expect(page.get_by_label("Chỉ hiện làn")).to_have_value("Approver")
    assert complaints == []


def test_what_lies_in_a_collapsed_subprocess_or_in_another_diagram_is_gone_to(
    desk: desks.Open, city: cities.City, complaints: list[str]
) -> None:
    planes = plane("P", "s", "Sub", "e"), plane("Sub", "s2", "wait", "e2"), plane("Q", "qs", "later", "qe")
    path = brought(city, "TT.TANG", nested(*planes))
    analyst = desk("analyst")
    analyst.go(path)
    page = analyst.page
    expect(marker(analyst, "Sub")).to_be_visible()
    for name, element in (("Chờ", "wait"), ("Sau", "later"), ("Chờ", "wait")):
        page.get_by_role("button", name=f"Xem trên sơ đồ: {name}", exact=True).click()
        expect(here(analyst)).to_have_attribute("data-element-id", element)
        expect(here(analyst)).to_be_visible()
    assert complaints == []


def test_the_way_to_a_fault_is_walked_on_the_diagram_by_keyboard(
    desk: desks.Open, foreign: str, complaints: list[str]
) -> None:
    analyst = desk("analyst")
    analyst.page.emulate_media(reduced_motion="reduce")
    analyst.go(foreign)
    page = analyst.page
    button = page.get_by_role("button", name="chỉ đường").first
    trace = json.loads(button.get_attribute("data-trace") or "[]")
    button.click()
    way = page.get_by_role("group", name="Đường đi cho thấy lỗi")
    numbers = ", ".join(page.locator("#drawn .way-number").all_inner_texts()).split(", ")
    passed = max(map(int, numbers))
    expect(way).to_contain_text(f"Bước 1/{passed}: Invoice received")
    at = page.locator("#drawn .djs-element.mark-way-now")
    there = [("ArrowRight", element) for element in trace[1:]]
    for key, element in (*there, ("ArrowLeft", trace[-2])):
        page.keyboard.press(key)
        expect(at).to_have_attribute("data-element-id", element)
        expect(way).not_to_contain_text("SequenceFlow")
    page.keyboard.press("ArrowRight")
    expect(way).to_contain_text(f"Bước {passed}/{passed}: ")
    page.keyboard.press("Escape")
    expect(way).to_be_hidden()
    expect(page.locator("#drawn .mark-way")).to_have_count(0)
    expect(button).to_be_focused()
    assert complaints == []


def test_a_renamed_process_without_lanes_is_not_marked_on_everything_in_it(
    desk: desks.Open, city: cities.City, complaints: list[str]
) -> None:
    task = '<userTask id="Sub" name="Xét"/><startEvent id="s"/><endEvent id="e"/>'
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="Sub"/><sequenceFlow id="f2" sourceRef="Sub" targetRef="e"/>'
    whole = f'<process id="P">{task}{flows}</process>{plane("P", "s", "Sub", "e")}'
    drawn = f"<definitions {NAMES}>{whole}</definitions>".encode()
    brought(city, "TT.TEN", drawn)
    analyst = desk("analyst")
    bring(analyst, "TT.TEN", bpmn(drawn.replace(b'<process id="P">', b'<process id="P" name="Moi">')), 2)
    analyst.go("/procedures/TT.TEN/compare?from=1&to=2")
    expect(analyst.page.locator(".change")).to_contain_text("Moi")
    expect(analyst.page.locator("[class*=mark-] .djs-element")).to_have_count(0)
    assert complaints == []


def test_files_that_are_dropped_are_read_at_once(desk: desks.Open, drawn: str, complaints: list[str]) -> None:
    analyst = desk("analyst")
    register(analyst, "TT.THA", "Thả tệp")
    analyst.page.evaluate(
        """files => { const dataTransfer = new DataTransfer();
            for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
            const happened = type => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
            const drop = document.querySelector("[data-drop]");
            for (const type of ["dragover", "drop"]) drop.dispatchEvent(happened(type)); }""",
        [["quy trình.bpmn", drawn], ["f.json", '{"type": "default", "id": "f", "components": []}']],
    )
    expect(analyst.page).to_have_url(f"{analyst.address}/procedures/TT.THA/versions/1")
    expect(analyst.main).to_contain_text("quy trình.bpmn + 1 biểu mẫu")
    expect(analyst.main).to_contain_text("Đã hiểu: 9 bước")
    assert complaints == []


@pytest.mark.parametrize(("locale", "width"), [("vi-VN", browser.NARROW), ("en-GB", browser.WIDE)])
def test_a_draft_with_much_to_answer_is_for_everybody(
    desk: desks.Open, foreign: str, complaints: list[str], locale: str, width: int
) -> None:
    analyst = desk("analyst", locale, width)
    assert analyst.go(foreign).status == 200
    analyst.page.evaluate("document.querySelectorAll('#part-side details').forEach(box => { box.open = true; })")
    assert browser.axe(analyst.page) == []
    assert analyst.page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
