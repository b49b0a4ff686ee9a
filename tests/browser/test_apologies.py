"""A late lane is apologised for: from the draft to the public register, a second date, a second breach and a review."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models import agency, base, clock, step
from models import case as cases
from service.usecases import apologydrafts
from tests.browser import city as cities
from tests.browser import desk as desks

pytestmark = pytest.mark.browser

COMMUNE = "H26.101"


def held_by_commune(city: cities.City) -> str:
    """A case that the commune has; its code."""
    code = city.birth()
    city.complete(code, "Task_CheckDossier", "lan", intake="accept")
    return code


def late(city: cities.City, code: str, **by: float) -> None:
    """The commune's clock in a case has passed its date, and the worker has seen it."""
    now = cities.present()
    due = base.to_ms(now - timedelta(**by))
    with city.database.transaction() as session:
        case = session.scalars(select(cases.Case).where(cases.Case.code == code)).one()
        office = session.scalars(select(agency.Agency.id).where(agency.Agency.code == COMMUNE)).one()
        lane = select(step.Step.lane_key).where(step.Step.case_id == case.id, step.Step.agency_id == office)
        key = session.scalars(lane.limit(1)).one()
        of_lane = (clock.Clock.case_id == case.id, clock.Clock.kind == clock.LANE, clock.Clock.agency_id == office)
        held = session.scalars(select(clock.Clock).where(*of_lane)).first()
        if held is None:
            held = clock.Clock(
                id=base.new_id(base.to_ms(now)), case_id=case.id, procedure_id=case.procedure_id,
                version_id=case.version_id, kind=clock.LANE, subject=key, amount=1, unit="working_day",
                agency_id=office, state=clock.RUNNING, started_at=case.opened_at, since=case.opened_at,
                first_due_at=due,
            )  # fmt: skip
            session.add(held)
        held.due_at, held.state = due, clock.RUNNING
    with city.database.transaction() as session:
        apologydrafts.draft_due(session, now, 100)


def test_a_late_lane_is_apologised_for_and_who_was_responsible_reviewed(
    city: cities.City, desk: desks.Open, complaints: list[str]
) -> None:
    """Hạnh writes, Sơn approves and gives back, the deputy signs; Lan hands it over; anybody reads the register."""
    code = held_by_commune(city)
    late(city, code, hours=3)
    hanh, son, pho, manager = (desk(login) for login in ("hanh", "son", "pho", "manager"))
    _write(hanh, code)
    _decide(son)
    _sign(pho, hanh)
    number = pho.page.locator("h1").inner_text().rpartition(" ")[2]
    assert re.fullmatch(r"\d\d/PXL", number)

    hanh.page.get_by_role("link", name="Sổ công khai").click()
    expect(hanh.page.locator("tbody tr").filter(has_text=number)).to_contain_text("Cán bộ nghỉ ốm")
    expect(hanh.main).not_to_contain_text("Trần Thị Hoa")
    expect(hanh.main).not_to_contain_text(code)

    late(city, code, minutes=5)
    manager.go(f"/apologies?second=1&case={code}")
    expect(manager.page.locator("tbody tr").filter(has_text=code)).to_contain_text("chậm lần thứ hai")
    manager.go(f"/cases/{code}")
    manager.page.get_by_role("link", name="Kiểm điểm trách nhiệm").click()
    _explain(hanh, manager)
    assert [one for one in complaints if "422" not in one] == []


def _write(hanh: desks.Desk, code: str) -> None:
    """She finds the draft, is refused a reason that names the applicant, and submits it without."""
    hanh.go("/apologies")
    hanh.page.get_by_role("link", name=code).click()
    hanh.page.get_by_label("Lý do", exact=True).select_option("staff_absent")
    hanh.page.get_by_label("Nói rõ hơn").fill("Bà Trần Thị Hoa phải chờ.")
    hanh.page.get_by_role("button", name="Trình duyệt").click()
    expect(hanh.page.get_by_role("alert")).to_contain_text("Lý do có tên người nộp")
    expect(hanh.page.get_by_label("Ngày hẹn mới")).not_to_have_value("")
    hanh.page.get_by_label("Nói rõ hơn").fill("Cán bộ nghỉ ốm.")
    hanh.page.get_by_role("button", name="Trình duyệt").click()
    expect(hanh.main.get_by_text("Đã trình lãnh đạo duyệt.")).to_be_visible()
    expect(hanh.page.get_by_role("button", name="Duyệt")).to_have_count(0)


def _decide(son: desks.Desk) -> None:
    """The chief sees the letter as it would be printed, and approves."""
    son.go("/apologies?state=submitted")
    son.page.locator("tbody a").first.click()
    with son.page.expect_download() as loading:
        son.page.get_by_role("link", name="Xem phiếu sẽ in").click()
    assert loading.value.path().read_bytes().startswith(b"%PDF-")
    son.page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(son.main.get_by_text("Đã duyệt; chờ ký.")).to_be_visible()


def _sign(pho: desks.Desk, hanh: desks.Desk) -> None:
    """The deputy signs; the officer sends it through the one-stop unit."""
    pho.go("/apologies?state=approved")
    pho.page.locator("tbody a").first.click()
    pho.page.get_by_role("button", name="Ký và cấp số").click()
    expect(pho.main.get_by_text("Đã ký và cấp số")).to_be_visible()
    with pho.page.expect_download() as loading:
        pho.page.get_by_role("link", name="Tải phiếu").click()
    assert loading.value.path().read_bytes().startswith(b"%PDF-")
    hanh.page.reload()
    hanh.page.get_by_role("button", name="Gửi và công khai").click()
    expect(hanh.main.get_by_text("Đã gửi và công khai.")).to_be_visible()


def _explain(hanh: desks.Desk, manager: desks.Desk) -> None:
    """The review was opened by rule; the manager asks, she explains, he concludes, and that is that."""
    expect(manager.main.get_by_text("chậm lần thứ hai")).to_be_visible()
    manager.page.get_by_label("Đề nghị thêm người giải trình").select_option(label="Lê Thị Hạnh")
    manager.page.get_by_role("button", name="Đề nghị").click()
    review = manager.page.url.removeprefix(manager.address)
    hanh.go(review)
    hanh.page.get_by_label("Giải trình của bạn").fill("Tôi chờ xác minh.")
    hanh.page.get_by_role("button", name="Gửi giải trình").click()
    expect(hanh.main.get_by_text("Tôi chờ xác minh.")).to_be_visible()
    manager.go(review)
    manager.page.get_by_label("có trách nhiệm", exact=True).check()
    manager.page.get_by_label("Lê Thị Hạnh").check()
    manager.page.get_by_label("Nhận định").fill("Không báo sớm.")
    manager.page.get_by_label("Biện pháp").fill("Nhắc nhở.")
    manager.page.get_by_role("button", name="Kết luận").click()
    expect(manager.main.get_by_text("Đã kết luận; kiểm điểm không sửa được nữa.")).to_be_visible()
    expect(manager.page.get_by_role("button", name="Kết luận")).to_have_count(0)
