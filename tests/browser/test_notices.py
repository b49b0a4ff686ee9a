"""The inbox in a browser: the bell counts, what is late is read, acknowledged with a note, and stands in the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.usecases import notices, people, watching
from tests.browser import city as cities
from tests.browser import desk as desks
from tests.support import browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def late(city: cities.City) -> str:
    """A case whose first step, begun by Lan six days ago, has long been due; its code."""
    code = city.birth()
    city.claim(code, "Task_CheckDossier", "lan")
    warned(city)
    return code


def warned(city: cities.City) -> None:
    """What the worker does about warnings, if it hasn't yet."""
    with city.database.transaction() as session:
        watching.look(session, cities.present(), 100)


def test_who_is_late_sees_it_at_the_bell_and_acknowledges_it_with_a_note(
    late: str, desk: desks.Open, complaints: list[str]
) -> None:
    lan = desk("lan")
    lan.go("/tasks")
    bell = lan.page.locator("a.bell")
    expect(bell).to_have_attribute("aria-label", re.compile(r"^[1-9]\d* thông báo chưa đọc$"))
    bell.click()
    lan.page.get_by_label("Loại").select_option("warning")
    lan.page.wait_for_url(re.compile("kind=warning"))
    card = lan.page.locator("section").filter(has_text=late)
    expect(card).to_contain_text("Quá hạn")
    expect(card).to_contain_text("Kiểm tra và tiếp nhận hồ sơ")
    card.get_by_text("Ghi nhận…").click()
    card.get_by_label("Đang xử lý thế nào?").fill("Đang đợi giấy chứng sinh")
    card.get_by_role("button", name="Xác nhận đã biết").click()
    expect(lan.page.locator("#notices")).to_contain_text("Đã ghi nhận")
    expect(card).to_have_count(0)
    lan.page.get_by_label("Tình trạng").select_option("acknowledged")
    expect(lan.page.locator("section").filter(has_text=late)).to_contain_text("Đang đợi giấy chứng sinh")
    lan.go(f"/cases/{late}")
    expect(lan.main).to_contain_text("Đã nhắc: Quá hạn")
    expect(lan.main).to_contain_text("Đã ghi nhận thông báo: Đang đợi giấy chứng sinh")
    assert not complaints


def test_the_chief_marks_as_read_and_reads_it_again_among_all(
    late: str, desk: desks.Open, complaints: list[str]
) -> None:
    chief = desk("truong", "en-GB")
    chief.go("/notices?kind=warning")
    card = chief.page.locator("section").filter(has_text=late)
    expect(card).to_contain_text("late: the step")
    read = card.get_by_role("button", name=re.compile("^Mark as read: .*: the step"))
    read.click()
    expect(read).to_have_count(0)
    chief.go("/notices?state=all&kind=warning")
    expect(chief.page.locator("section").filter(has_text=late)).to_contain_text("late: the step")
    assert not complaints


def test_preferences_change_the_language_and_refuse_what_is_no_address(desk: desks.Open) -> None:
    mai = desk("mai")
    mai.page.get_by_role("link", name="Đỗ Thị Mai").click()
    mai.page.get_by_label("Ngôn ngữ của trang").select_option("en")
    mai.page.get_by_label("Thư điện tử", exact=True).fill("mai@bhxh")
    mai.page.get_by_role("button", name="Lưu").click()
    expect(mai.page.get_by_role("alert")).to_contain_text("Phải là địa chỉ thư điện tử")
    mai.page.get_by_label("Thư điện tử", exact=True).fill("mai@bhxh.example.vn")
    mai.page.get_by_role("button", name="Lưu").click()
    expect(mai.page.locator("#notices")).to_contain_text("Đã lưu tùy chọn")
    expect(mai.page.get_by_role("heading", level=1)).to_have_text("My preferences")
    expect(mai.page.get_by_label("E-mail", exact=True)).to_have_value("mai@bhxh.example.vn")


def test_an_administrator_decides_when_whom_is_warned(desk: desks.Open, complaints: list[str]) -> None:
    admin = desk("quyen")
    admin.page.get_by_role("link", name="Nhắc hạn").click()
    steps = admin.page.get_by_role("group", name="Từng bước", exact=True)
    line = steps.get_by_role("group", name="Từng bước, mốc 6")
    line.get_by_label("Mốc").fill("5%")
    line.get_by_label("Văn phòng UBND").check()
    admin.page.get_by_role("button", name="Lưu").click()
    expect(admin.page.get_by_role("alert")).to_contain_text("“5%” không phải là mốc")
    line = admin.page.get_by_role("group", name="Từng bước, mốc 6")
    line.get_by_label("Mốc").fill("+5d")
    admin.page.get_by_role("button", name="Lưu").click()
    expect(admin.page.locator("#notices")).to_contain_text("Đã lưu")
    line = admin.page.get_by_role("group", name="Từng bước, mốc 6")
    expect(line.get_by_label("Mốc")).to_have_value("+5d")
    expect(line.get_by_label("Văn phòng UBND")).to_be_checked()
    assert [one for one in complaints if "status of 422" not in one] == []


@pytest.mark.parametrize("locale", ["vi-VN", "en-GB"])
@pytest.mark.parametrize("width", [browser.WIDE, 400])
def test_the_pages_of_notices_are_right(
    late: str, city: cities.City, desk: desks.Open, complaints: list[str], tmp_path: Path, locale: str, width: int
) -> None:
    """Nothing for axe to find, nothing wider than the window; a picture of each is kept for people to look at."""
    with city.database.transaction() as session:
        who = [city.actor(login).person_id for login in ("quyen", "lan")]
        for days, kind in ((3, "late"), (0, "due"), (-1, "ahead")):
            values = {"what": "step", "step": "Thẩm định hồ sơ cấp giấy phép xây dựng", "days": days, "share": 100}
            values |= {"agency": {"vi": "Sở Xây dựng", "en": "Department of Construction"}}
            values |= {"procedure": {"vi": "Cấp giấy phép xây dựng", "en": "Building permit"}}
            values |= {"due": cities.present().isoformat()}
            notices.tell(session, who, f"warning.{kind}", values, case_id=None, now=cities.present(), key=f"{kind}")
        assert people.SYSTEM
    wrong = []
    pages = {"notices": "/notices", "preferences": "/preferences", "warnings": "/warnings",
             "warnings-of-an-agency": "/warnings?agency=H26.101"}  # fmt: skip
    admin = desk("quyen", locale, width)
    for name, path in pages.items():
        assert admin.go(path).status == 200
        if name == "notices":
            admin.page.locator("summary").first.click()
        admin.page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        wrong += [f"{name}: {one}" for one in browser.axe(admin.page)]
        too_wide = admin.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        wrong += [f"{name}: {too_wide} px wider than the window"] if too_wide > 0 else []
    assert not wrong
    assert not complaints
