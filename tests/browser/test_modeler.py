"""An analyst draws a procedure in the browser, from nothing to a case that has run, and on from there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from service.usecases import drafts, importer, versions
from tests.browser import board as boards
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.support import browser

pytestmark = pytest.mark.browser


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


def test_a_procedure_drawn_from_nothing_runs_and_its_revision_says_what_changed(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    board, code = boards.Board(desk("analyst")), boards.registered(city, "TT.VE")
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
    assert boards.changes(board.desk) == [
        "~ Đổi thời hạn Thẩm định hồ sơ trước: 3 ngày làm việc → sau: 4 ngày làm việc",
        "~ Đổi điều kiện lớn trước: =amount > 5 → sau: =amount > 9",
    ]
    assert complaints == []


def test_what_was_drawn_outlives_a_crash_a_colleague_and_the_session(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """A closed tab, another's version, an ended session: the drawing is there, and the page says what happened."""
    board, code = boards.Board(desk("analyst")), boards.registered(city, "TT.GIU")
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
    board.open(boards.registered(city, "TT.PHIM"))
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
    board.open(boards.registered(city, "TT.HONG"))
    broken = {"name": "hỏng.bpmn", "mimeType": "text/xml", "buffer": b"<definitions"}
    board.page.locator("#modeler-file").set_input_files(broken)
    expect(board.page.get_by_role("alert")).to_contain_text("Không vẽ được tệp «hỏng.bpmn»")
    board.select("Nộp hồ sơ")
    # The browser itself notes that the server can't read it either.
    assert [one for one in complaints if "422" not in one] == []


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


def test_who_decides_is_said_at_the_gateway_and_asked_of_that_person(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """Beside the diagram, taken back by undo, there again when the draft is drawn on."""
    board, code = boards.Board(desk("analyst")), boards.registered(city, "TT.AI")
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
