"""An analyst brings a diagram that another tool drew, answers what it leaves open, publishes it, and revises it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, FilePayload, expect

from service.usecases import drafts, importer
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.support import browser, needs, servers

pytestmark = pytest.mark.browser
SHARED = servers.ROOT.parent / "shared"
FOREIGN = SHARED / "corpora/miwg/Trisotech Workflow Modeler 12.6.3/C.1.0-export.bpmn"
"""Two pools and four lanes of a foreign modeler; its timer says in its label alone how long it waits."""
MOVED, MOVED_TO = "_814fee10-6295-4037-b2b2-096c78e9e04c", "_ba9d85db-9e21-40c8-9b38-838ce7d69d3d"
TIMER = '<semantic:timerEventDefinition id="_7e6b9f08-2e7e-4872-aa0b-a3e3971ef409"'


@pytest.fixture(scope="module")
def drawn() -> str:
    """The foreign file."""
    if not FOREIGN.is_file():
        needs.missing("the model interchange files (corpora/miwg) are not beside the checkout")
    return FOREIGN.read_text(encoding="utf-8")


def timed(drawn: str, length: str) -> str:
    """The drawing with its timer set."""
    return drawn.replace(
        f"{TIMER}/>", f"{TIMER}><semantic:timeDuration>{length}</semantic:timeDuration></semantic:timerEventDefinition>"
    )


def revised(drawn: str) -> str:
    """One task in another lane, one renamed, the timer longer; everything drawn at another place."""
    reference = f"<semantic:flowNodeRef>{MOVED}</semantic:flowNodeRef>"
    without = timed(drawn, "P10D").replace(reference, "")
    lane = without.index(f'id="{MOVED_TO}"')
    first = without.index("<semantic:flowNodeRef>", lane)
    moved = without[:first] + reference + without[first:]
    renamed = moved.replace('name="Archive&#10;original"', 'name="Lưu bản gốc"')
    return re.sub(r'\b(x|y)="([\d.]+)"', lambda found: f'{found[1]}="{float(found[2]) + 70:.1f}"', renamed)


def bpmn(text: str | bytes, name: str = "hóa đơn.bpmn") -> FilePayload:
    """A file to choose."""
    return {"name": name, "mimeType": "text/xml", "buffer": text.encode() if isinstance(text, str) else text}


def register(desk: desks.Desk, code: str, name: str) -> None:
    """Add a procedure on the page."""
    desk.go("/procedures")
    desk.main.locator("summary").click()
    desk.page.get_by_label("Mã thủ tục").fill(code)
    desk.page.get_by_label("Tên (bắt buộc)").fill(name)
    desk.page.get_by_role("button", name="Thêm thủ tục").click()
    expect(desk.page).to_have_url(f"{desk.address}/procedures/{code}")


def bring(desk: desks.Desk, code: str, file: FilePayload, number: int) -> None:
    """Bring a file as the next version on the page."""
    desk.go(f"/procedures/{code}")
    desk.page.get_by_label("Tệp sơ đồ").set_input_files(file)
    desk.page.get_by_role("button", name="Đưa lên và đọc").click()
    expect(desk.page).to_have_url(f"{desk.address}/procedures/{code}/versions/{number}")


def press(desk: desks.Desk, button: str, said: str) -> None:
    """Press a button and read what the page then says."""
    desk.page.get_by_role("button", name=button, exact=True).click()
    expect(desk.page.locator("#notices")).to_contain_text(said)
    desk.settle()


def changes(desk: desks.Desk) -> list[str]:
    """The changes as they stand on the page, one line each."""
    return sorted(" ".join(text.split()) for text in desk.page.locator(".change").all_inner_texts())


def test_an_analyst_brings_a_foreign_file_publishes_it_and_reads_what_a_revision_changed(
    desk: desks.Open, drawn: str, complaints: list[str]
) -> None:
    analyst = desk("analyst")
    page = analyst.page
    register(analyst, "TT.HD", "Xử lý hóa đơn")

    bring(analyst, "TT.HD", bpmn(drawn), 1)
    analyst.settle()
    expect(page.locator(".finding").filter(has_text="Đồng hồ «7 days» chưa nói chờ bao lâu")).to_contain_text(
        "dòng 124"
    )
    expect(page.locator("#drawn .djs-element.mark-error")).to_have_count(4)
    page.get_by_role("button", name="Xem trên sơ đồ: 7 days").click()
    expect(page.locator("#drawn .djs-element.mark-here")).to_have_attribute("data-element-id", re.compile("_b8150240"))

    bring(analyst, "TT.HD", bpmn(timed(drawn, "P7D")), 2)
    analyst.settle()
    page.get_by_label("Làn Team-Assistant thuộc về").select_option("agency:H26.1.12")
    page.get_by_label("Làn Approver thuộc về").select_option("kind:ubnd-xa")
    page.get_by_label("Làn Accountant thuộc về").select_option("agency:H26.11")
    page.get_by_label("Làn Team Assistant thuộc về", exact=True).select_option("system")
    page.get_by_label("Tên hệ thống ngoài của làn Team Assistant", exact=True).fill("Cổng hóa đơn")
    page.get_by_label("Thời hạn của Scan Invoice", exact=True).fill("3")
    page.get_by_label("Kết quả của Scan Invoice").fill("Bản quét")
    page.get_by_label("Vai trò làm Approve Invoice").select_option("chief")
    page.get_by_label("Thời hạn của cả hồ sơ", exact=True).fill("10")
    expect(page.get_by_text("Những điều sau còn chặn ban hành")).to_be_visible()
    press(analyst, "Chấp nhận mọi cảnh báo đang hiện", "Đã lưu.")
    expect(page.get_by_text("Không còn gì chặn ban hành.")).to_be_visible()
    expect(page.get_by_label("Thời hạn của Scan Invoice", exact=True)).to_have_value("3")
    press(analyst, "Lưu và ban hành", "Đã ban hành phiên bản 2")
    expect(page.locator("main")).to_contain_text("đang có hiệu lực")
    expect(page.get_by_role("row", name="Scan Invoice")).to_contain_text("3 ngày làm việc")

    bring(analyst, "TT.HD", bpmn(revised(drawn), "hóa đơn sửa.bpmn"), 3)
    analyst.settle()
    expect(page.get_by_label("Làn Accountant thuộc về")).to_have_value("agency:H26.11")
    page.get_by_label("Thời hạn của Scan Invoice", exact=True).fill("1")
    page.get_by_label("Thời hạn của Scan Invoice", exact=True).press("Enter")
    expect(page.locator("#notices")).to_contain_text("Đã lưu.")
    analyst.settle()
    page.get_by_role("link", name="So với phiên bản 2").click()
    analyst.settle()
    assert changes(analyst) == [
        "~ Đổi hẹn giờ 7 days trước: sau 7 ngày → sau: sau 10 ngày",
        "~ Đổi thời hạn Scan Invoice trước: 3 ngày làm việc → sau: 1 ngày làm việc",
        "~ Đổi tên Lưu bản gốc trước: Archive original → sau: Lưu bản gốc",
        "⇄ Chuyển làn Prepare Bank Transfer trước: Accountant → sau: Approver",
    ]
    assert complaints == []


@pytest.fixture(scope="module")
def two_versions(city: cities.City) -> str:
    """A shipped procedure in force with a newer draft; its code."""
    folder = cities.PROCEDURES / cities.BIRTH
    reader = importer.Importer()
    try:
        drafts.add(
            city.database,
            reader,
            city.actor("analyst"),
            city.codes[cities.BIRTH],
            (folder / "v2.bpmn").read_bytes(),
            {path.name: path.read_bytes() for path in sorted(folder.glob("*.form"))},
            now=city.now,
            file_name="v2.bpmn",
        )
    finally:
        reader.close()
    return city.codes[cities.BIRTH]


def test_both_diagrams_move_together_and_a_change_is_shown_in_both(
    desk: desks.Open, two_versions: str, complaints: list[str]
) -> None:
    analyst = desk("analyst")
    analyst.go(f"/procedures/{two_versions}/compare?from=1&to=2")
    page = analyst.page
    scale = "name => laneway.viewers.get(name).get('canvas').zoom()"
    centre = """name => { const box = laneway.viewers.get(name).get('canvas').viewbox();
                          return Math.round(box.x + box.width / 2); }"""
    before = page.evaluate(scale, "new")
    apart = page.evaluate(centre, "new") - page.evaluate(centre, "old")
    page.locator("#old").get_by_role("button", name="Phóng to").click()
    assert page.evaluate(scale, "new") == pytest.approx(page.evaluate(scale, "old"))
    assert page.evaluate(scale, "new") > before
    page.evaluate("laneway.viewers.get('new').get('canvas').scroll({ dx: -120, dy: 0 })")
    assert page.evaluate(centre, "new") - page.evaluate(centre, "old") == pytest.approx(apart, abs=2)
    change = page.locator(".change button[data-old]:not([data-old='']):not([data-new=''])").first
    change.click()
    for side in ("old", "new"):
        expect(page.locator(f"#{side} .djs-element.mark-here")).to_have_attribute(
            "data-element-id", change.get_attribute(f"data-{side}") or ""
        )
    assert complaints == []


@pytest.mark.parametrize("width", [browser.WIDE, browser.NARROW])
@pytest.mark.parametrize("locale", ["vi-VN", "en-GB"])
def test_the_analysts_pages_are_for_everybody(
    desk: desks.Open, two_versions: str, complaints: list[str], locale: str, width: int
) -> None:
    analyst = desk("analyst", locale, width)
    for path in (
        "/procedures",
        f"/procedures/{two_versions}",
        f"/procedures/{two_versions}/versions/1",
        f"/procedures/{two_versions}/versions/2",
        f"/procedures/{two_versions}/compare?from=1&to=2",
    ):
        assert analyst.go(path).status == 200
        assert browser.axe(analyst.page) == []
        assert analyst.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert analyst.page.locator("html").get_attribute("lang") == locale[:2]
    assert complaints == []


def test_what_was_typed_survives_a_reload_until_it_is_saved(
    desk: desks.Open, two_versions: str, complaints: list[str]
) -> None:
    analyst = desk("analyst")
    path = f"/procedures/{two_versions}/versions/2"
    analyst.go(path)
    page = analyst.page
    output = page.locator("input[name^='output:']").first
    output.fill("đang gõ dở")
    analyst.go(path)
    expect(output).to_have_value("đang gõ dở")
    expect(page.get_by_text("Đã khôi phục những gì bạn nhập dở")).to_be_visible()
    press(analyst, "Lưu bảng bước", "Đã lưu.")
    expect(page.get_by_text("Đã khôi phục những gì bạn nhập dở")).to_be_hidden()
    expect(output).to_have_value("đang gõ dở")
    assert complaints == []


def test_files_stay_chosen_when_the_server_cannot_read_them(
    desk: desks.Open, two_versions: str, complaints: list[str]
) -> None:
    analyst = desk("analyst")
    analyst.go(f"/procedures/{two_versions}")
    page = analyst.page
    page.get_by_label("Tệp sơ đồ").set_input_files(bpmn(b"<definitions", "hỏng.bpmn"))
    page.get_by_role("button", name="Đưa lên và đọc").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("hỏng.bpmn")
    expect(told).to_be_focused()
    assert page.get_by_label("Tệp sơ đồ").evaluate("input => input.files[0].name") == "hỏng.bpmn"
    assert [one for one in complaints if "422" not in one] == []  # the browser notes the refusal by itself


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file whose labels are markup and scripts."""
    generator = SHARED / "attacks/make_diagrams.py"
    if not generator.is_file():
        needs.missing("the generators of hostile files are not beside the checkout")
    folder: Path = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(generator), str(folder)], check=True, capture_output=True)
    return (folder / "l01_xss_labels.bpmn").read_text(encoding="utf-8")


PICTURE = (
    '<bpmndi:BPMNDiagram id="picture"><bpmndi:BPMNPlane id="plane" bpmnElement="P">'
    '<bpmndi:BPMNShape id="s1" bpmnElement="s"><dc:Bounds x="100" y="100" width="36" height="36"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="s2" bpmnElement="t"><dc:Bounds x="200" y="80" width="300" height="80"/></bpmndi:BPMNShape>'
    "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
)


def test_labels_that_try_to_be_markup_are_read_as_text_and_do_nothing(
    desk: desks.Open, hostile: str, complaints: list[str]
) -> None:
    analyst = desk("analyst")
    page = analyst.page
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    label = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    register(analyst, "TT.XSS", label)
    bring(analyst, "TT.XSS", bpmn(hostile, f"{label}.bpmn"), 1)
    expect(page.locator("#drawn")).to_have_attribute("data-state", "shown")  # laid out: the file has no picture in it
    expect(page.get_by_role("row", name=label).first).to_be_visible()
    bring(analyst, "TT.XSS", bpmn(hostile.replace("</bpmn:definitions>", PICTURE)), 2)
    analyst.settle()
    expect(page.locator("#drawn [data-element-id=t]")).to_contain_text("onerror")
    page.locator("button[data-element=t]").last.click()
    analyst.go("/procedures/TT.XSS/compare?from=2&to=2")
    analyst.go("/procedures")
    expect(page.get_by_role("link", name=label)).to_be_visible()
    assert page.locator("main img, main script:not([type='application/json'])").count() == 0
    assert opened == []
    assert complaints == []
