"""Staff attach files to a task's form: stored at once, handed in with the answers, read again from the case."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser import city as cities
from tests.browser import desk as desks
from tests.support import browser

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DECISION: FilePayload = {"name": "Quyết định số 5.pdf", "mimeType": "application/pdf", "buffer": PDF}
PAGE: FilePayload = {
    "name": "trang.pdf",
    "mimeType": "application/pdf",
    "buffer": b"<html><script>alert(1)</script></html>",
}
TEXT: FilePayload = {"name": "ghi chú.txt", "mimeType": "text/plain", "buffer": "một dòng".encode()}


def _begun(city: cities.City, lan: desks.Desk) -> str:
    """A case whose task asks for files, shown to Lan; its code."""
    case = city.start(cities.PAPERS, "lan", "Trần Thị Hoa", {}, {})
    lan.go(f"/tasks/{city.task(case, 'scan')}")
    return case


def _attach(lan: desks.Desk, file: FilePayload) -> None:
    """Pick a file in the browser's own window."""
    with lan.page.expect_file_chooser() as waiting:
        lan.page.get_by_text("Chọn tệp…").click()
    waiting.value.set_files([file])


def test_a_pdf_goes_from_a_tasks_form_to_the_case_page(
    city: cities.City, desk: desks.Open, complaints: list[str], tmp_path: Path
) -> None:
    """Picked, sent, handed in with the answers, and the same bytes come back from the case."""
    lan = desk("lan")
    case = _begun(city, lan)
    _attach(lan, DECISION)
    expect(lan.main.get_by_role("link", name="Quyết định số 5.pdf")).to_be_visible()
    expect(lan.main.get_by_role("button", name="Bỏ tệp Quyết định số 5.pdf")).to_be_visible()
    lan.page.reload()
    lan.settle()
    expect(lan.main.get_by_role("link", name="Quyết định số 5.pdf")).to_be_visible()
    assert browser.axe(lan.page) == []
    lan.send()
    lan.go(f"/cases/{case}")
    assert browser.axe(lan.page) == []
    with lan.page.expect_download() as waiting:
        lan.page.locator("section[aria-labelledby=documents]").get_by_role("link", name="Quyết định số 5.pdf").click()
    assert waiting.value.suggested_filename == "Quyết định số 5.pdf"
    waiting.value.save_as(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == PDF
    assert not complaints


def test_what_is_refused_is_said_at_the_field_and_nothing_typed_is_lost(city: cities.City, desk: desks.Open) -> None:
    """A page in a PDF's clothes, a kind that the field doesn't take, and a session that has ended."""
    lan = desk("lan")
    _begun(city, lan)
    lan.fill(note="đã đối chiếu bản gốc")
    field = lan.page.locator(".files-here")
    _attach(lan, PAGE)
    expect(field.get_by_role("alert")).to_contain_text("Không nhận loại tệp này")
    _attach(lan, TEXT)
    expect(field.get_by_role("alert")).to_contain_text("chỉ nhận .pdf,image/*")
    lan.page.get_by_role("button", name=desks.COMPLETE).click()
    expect(lan.page.get_by_text("Bắt buộc nhập.")).to_be_visible()
    lan.page.context.clear_cookies()
    _attach(lan, DECISION)
    expect(field.get_by_role("alert")).to_contain_text("Phiên làm việc đã hết")
    at = lan.page.url
    lan.sign_in("lan")
    lan.go(at.removeprefix(lan.address))
    expect(lan.page.get_by_label("Ghi chú")).to_have_value("đã đối chiếu bản gốc")


def test_a_file_is_attached_and_taken_away_with_the_keyboard(city: cities.City, desk: desks.Open) -> None:
    lan = desk("lan", "en-GB", browser.NARROW)
    _begun(city, lan)
    lan.page.get_by_label("Giấy tờ kèm theo").focus()
    with lan.page.expect_file_chooser() as waiting:
        lan.page.keyboard.press("Enter")
    waiting.value.set_files([DECISION])
    expect(lan.main.get_by_role("link", name="Quyết định số 5.pdf")).to_be_visible()
    lan.page.get_by_role("button", name="Remove Quyết định số 5.pdf").focus()
    lan.page.keyboard.press("Enter")
    expect(lan.main.get_by_role("link", name="Quyết định số 5.pdf")).to_have_count(0)
    expect(lan.page.get_by_label("Giấy tờ kèm theo")).to_be_focused()


def test_a_start_takes_files_too(desk: desks.Open) -> None:
    lan = desk("lan")
    lan.go("/cases/new/GIAY.01")
    lan.page.get_by_label("Họ và tên người nộp").fill("Trần Thị Hoa")
    _attach(lan, TEXT)
    expect(lan.main.get_by_role("link", name="ghi chú.txt")).to_be_visible()
    lan.page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    code = lan.page.locator("#code").inner_text()
    lan.go(f"/cases/{code}")
    expect(lan.page.locator("section[aria-labelledby=documents]")).to_contain_text("ghi chú.txt")


def test_what_is_refused_says_so_alone_and_a_file_brought_twice_is_told(city: cities.City, desk: desks.Open) -> None:
    """No refusal leaves a line that says the file is on its way; two files called alike are both kept."""
    lan = desk("lan")
    _begun(city, lan)
    status = lan.page.locator(".form-js-here [role=status]").last
    empty: FilePayload = {"name": "trống.pdf", "mimeType": "application/pdf", "buffer": b""}
    for file, why in ((empty, "trống.pdf: Tệp không có nội dung."), (PAGE, "trang.pdf: Không nhận loại tệp này.")):
        _attach(lan, file)
        expect(lan.main.get_by_role("alert").filter(has_text=why)).to_be_visible()
        expect(status).to_have_text("")
    _attach(lan, DECISION)
    expect(lan.main.get_by_role("link", name="Quyết định số 5.pdf")).to_have_count(1)
    _attach(lan, DECISION)
    expect(lan.main.get_by_role("link", name="Quyết định số 5.pdf")).to_have_count(2)
    expect(lan.main.get_by_role("alert").filter(has_text="đã có một tệp cùng tên")).to_be_visible()
