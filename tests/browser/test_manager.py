"""A city manager reads which lane holds each case, what it waits for, and which step is slowest."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import city as cities
from tests.browser import desk as desks

pytestmark = pytest.mark.browser

COMPANY = {
    "company_name": "Công ty TNHH Hoa Sen",
    "company_kind": "llc1",
    "head_office": "5 Tràng Tiền",
    "business_lines": "Bán lẻ",
    "charter_capital": 1_000_000_000,
    "employees": 5,
    "legal_representative": "Lý Văn Tám",
}
SLOWEST = "Đăng ký khai sinh, cấp số định danh"


@pytest.fixture(scope="module")
def cases(city: cities.City) -> dict[str, str]:
    """One case in work, one that waits on the applicant, one on a message; their codes."""
    made = {"work": city.birth("Trần Thị Hoa")}
    city.later(hours=1)
    city.claim(made["work"], "Task_CheckDossier", "lan")
    city.later(hours=1)
    city.complete(made["work"], "Task_CheckDossier", "lan", intake="accept")
    city.later(days=2)
    city.claim(made["work"], "Task_RegisterBirth", "hanh")
    city.later(hours=5)
    register = {
        "birth_register_no": "12/2026",
        "child_personal_id": "001326000001",
        "birth_registered_on": "2026-11-20",
    }
    city.complete(made["work"], "Task_RegisterBirth", "hanh", **register)
    made["applicant"] = city.birth("Lê Thị Thanh")
    city.complete(made["applicant"], "Task_CheckDossier", "lan", intake="supplement", missing_items="Giấy chứng sinh")
    city.now = cities.present()
    made["message"] = city.start(cities.BUSINESS, "duc", "Lý Văn Tám", COMPANY, {})
    city.complete(made["message"], "Task_CheckDossier", "duc", intake="accept")
    city.complete(made["message"], "Task_ExamineDossier", "thu", valid=True)
    return made


def _card(desk: desks.Desk, lane: str, agency: str) -> Locator:
    """A lane's card on the board."""
    return desk.page.locator("article", has=desk.page.get_by_role("heading", name=lane)).filter(has_text=agency)


def test_a_manager_sees_which_lane_holds_each_case(
    cases: dict[str, str], desk: desks.Open, complaints: list[str]
) -> None:
    """The board leads down to the case; one waits on the applicant, one on a message, in the right lanes."""
    manager = desk("manager")
    expect(manager.page.get_by_role("heading", level=1)).to_contain_text("Bảng theo dõi")
    expect(_card(manager, "UBND xã (hộ tịch)", "Hoàn Kiếm").locator(".display-6")).to_contain_text("1")

    _card(manager, "Người yêu cầu", "Hoàn Kiếm").get_by_role("link").click()
    row = manager.page.get_by_role("row").filter(has_text=cases["applicant"])
    expect(row).to_contain_text("chờ người nộp hồ sơ")
    expect(manager.page.get_by_text(cases["work"])).to_have_count(0)
    row.get_by_role("link").click()
    held = manager.page.locator("section[aria-labelledby=holders] article")
    expect(held).to_have_count(1)
    expect(held).to_contain_text("Người yêu cầu")
    expect(held).to_contain_text("chờ người nộp hồ sơ")

    manager.go("/holding")
    _card(manager, "kinh doanh", "Sở Tài chính").get_by_role("link").click()
    manager.page.get_by_role("row").filter(has_text=cases["message"]).get_by_role("link").click()
    expect(held).to_contain_text("chờ thông điệp")
    expect(held).to_contain_text("Sở Tài chính")
    manager.settle()
    expect(manager.page.locator(".badge-on-diagram--token")).to_have_count(1)
    assert not complaints


def test_the_board_is_narrowed_to_a_procedure_and_an_agency(cases: dict[str, str], desk: desks.Open) -> None:
    """Both filters work with the keyboard's own submit as well as by choice."""
    manager = desk("manager")
    manager.page.get_by_label("Thủ tục").select_option("LT.03")
    manager.page.wait_for_url(re.compile("procedure="))
    expect(manager.page.locator("article")).to_have_count(1)
    manager.go("/holding?agency=H26.1.12")
    expect(manager.page.locator("article")).to_have_count(1)
    expect(manager.page.locator("article")).to_contain_text("Người yêu cầu")


def test_a_manager_reads_which_step_is_slowest(cases: dict[str, str], desk: desks.Open) -> None:
    """It is named by a word, with what it took to wait and to work."""
    manager = desk("manager")
    manager.page.get_by_role("link", name="Điểm nghẽn").click()
    slowest = manager.page.get_by_role("row").filter(has_text="chậm nhất")
    expect(slowest).to_have_count(1)
    expect(slowest).to_contain_text(SLOWEST)
    expect(slowest).to_contain_text("2 ngày")
    expect(slowest).to_contain_text("5 giờ")
    manager.go("/reports/bottlenecks?from=2020-01-01&to=2020-01-31")
    expect(manager.page.get_by_role("row").filter(has_text="chậm nhất")).to_have_count(0)


def test_a_day_that_is_none_is_told_beside_the_filter(desk: desks.Open) -> None:
    """The report is shown all the same."""
    manager = desk("manager", "en-GB")
    assert manager.go("/reports/bottlenecks?from=tomorrow").status == 200
    expect(manager.page.get_by_role("alert")).to_contain_text("Must be a day")


def test_an_officer_reads_the_figures_of_her_own_agency(cases: dict[str, str], desk: desks.Open) -> None:
    """And of no other."""
    hanh = desk("hanh")
    hanh.page.get_by_role("link", name="Bảng theo dõi").click()
    expect(hanh.page.locator("article")).to_have_count(1)
    expect(hanh.page.locator("article")).to_contain_text("UBND phường Hoàn Kiếm")
    assert hanh.go("/holding?agency=H26.1.12").status == 403


def test_the_lane_that_waits_for_an_outside_message_notes_that_it_came(
    cases: dict[str, str], city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """Only who waits for it, or took the case in, may; the case then goes on."""
    code = city.start(cities.BUSINESS, "duc", "Lý Thị Chín", COMPANY, {})
    city.complete(code, "Task_CheckDossier", "duc", intake="accept")
    city.complete(code, "Task_ExamineDossier", "thu", valid=True)
    note = "Ghi nhận đã xảy ra"
    manager = desk("manager")
    manager.go(f"/cases/{code}")
    expect(manager.page.get_by_role("button", name=note)).to_have_count(0)

    waiting = desk("thu")
    waiting.go(f"/cases/{code}")
    held = waiting.page.locator("section[aria-labelledby=holders] article")
    expect(held).to_contain_text("Nhận mã số thuế")
    waiting.page.once("dialog", lambda dialog: dialog.accept())
    waiting.page.get_by_role("button", name=note).click()
    expect(waiting.page.locator("#notices")).to_contain_text("Đã ghi nhận")
    expect(held).not_to_contain_text("Nhận mã số thuế")
    assert not complaints
