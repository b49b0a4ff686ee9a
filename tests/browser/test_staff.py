"""Staff of several agencies settle one birth by web form: what each of them sees, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import city as cities
from tests.browser import desk as desks

pytestmark = pytest.mark.browser

ONE_STOP, COMMUNE = "Bộ phận một cửa", "UBND xã (hộ tịch)"
POLICE, INSURANCE = "Công an xã", "Bảo hiểm xã hội cơ sở"
CHECK, REGISTER, SIGN = "Kiểm tra và tiếp nhận hồ sơ", "Đăng ký khai sinh, cấp số định danh", "Ký giấy khai sinh"


def _take_in(lan: desks.Desk) -> str:
    """The officer at the one-stop point takes a dossier in; its code, from the slip."""
    lan.go("/")
    lan.page.get_by_role("link", name="Tiếp nhận hồ sơ").click()
    lan.page.get_by_role("link", name=re.compile("khai sinh")).click()
    lan.settle()
    lan.page.get_by_label("Họ và tên người nộp").fill("Trần Thị Hoa")
    lan.page.get_by_label(COMMUNE).select_option("H26.101")
    lan.page.get_by_label(POLICE).select_option("CA.HN.101")
    lan.fill(child_name="Nguyễn Gia Bảo", child_birth_date="02/11/2026")
    lan.choose("Nam")
    lan.fill(mother_name="Trần Thị Hoa", mother_id="001190012345")
    lan.fill(residence_address="12 Hàng Bạc", hospital="Bệnh viện Phụ sản Hà Nội")
    lan.page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    expect(lan.page.locator("#secret")).to_have_text(re.compile(r"^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$"))
    return lan.page.locator("#code").inner_text()


def test_staff_of_four_agencies_bring_a_birth_from_intake_to_result(desk: desks.Open, complaints: list[str]) -> None:
    """Each completes her lane's tasks by web form, and the case page says at each step which lanes hold it."""
    lan, hanh, son, cong, mai = (desk(login) for login in ("lan", "hanh", "son", "cong", "mai"))
    case = _take_in(lan)
    assert lan.holders(case) == {ONE_STOP}

    lan.open_task(case, CHECK)
    lan.choose("Hồ sơ đầy đủ, tiếp nhận")
    lan.send()
    expect(lan.page.get_by_text(f"Hồ sơ {case} nay ở: {COMMUNE} – {REGISTER}.")).to_be_visible()
    assert lan.holders(case) == {COMMUNE}

    hanh.open_task(case, REGISTER)
    expect(hanh.main.get_by_text("Bệnh viện Phụ sản Hà Nội")).to_be_visible()
    hanh.fill(birth_register_no="12/2026", child_personal_id="001326000001", birth_registered_on="20/11/2026")
    hanh.send()
    son.open_task(case, SIGN)
    expect(son.main.get_by_text("001326000001")).to_be_visible()
    son.send()
    assert son.holders(case) == {COMMUNE, POLICE, INSURANCE}

    cong.open_task(case, "Kiểm tra điều kiện đăng ký thường trú")
    cong.choose("Dữ liệu đúng", "Đủ điều kiện đăng ký ngay")
    cong.send()
    cong.open_task(case, "Đăng ký thường trú")
    cong.fill(residence_decision_no="55/TB")
    cong.send()
    expect(cong.page.get_by_text("chờ các bước song song khác")).to_be_visible()
    assert cong.holders(case) == {COMMUNE, INSURANCE}

    hanh.open_task(case, "Giải quyết hỗ trợ khi sinh")
    hanh.fill(support_amount="2000000")
    hanh.send()
    mai.open_task(case, "Kiểm tra dữ liệu cấp thẻ BHYT")
    mai.choose("Dữ liệu đúng")
    mai.send()
    assert mai.holders(case) == {INSURANCE}
    mai.open_task(case, "Cấp thẻ BHYT")
    mai.fill(insurance_card_no="TE1010012345678", insurance_from="01/12/2026")
    mai.send()
    assert mai.holders(case) == {ONE_STOP}

    lan.open_task(case, "Trả kết quả cho người yêu cầu")
    lan.choose("Bản điện tử")
    lan.send()
    expect(lan.page.get_by_text(f"Hồ sơ {case} đã kết thúc")).to_be_visible()
    assert lan.holders(case) == set()
    expect(lan.main.get_by_text("Chuỗi ghi nhận nguyên vẹn")).to_be_visible()
    assert not complaints


def test_a_task_is_completed_with_the_keyboard_alone(city: cities.City, desk: desks.Open) -> None:
    """From the list to the answer, with Tab, Space and Enter."""
    case = city.birth()
    lan = desk("lan")
    lan.go(f"/tasks?q={case}")
    _tab_to(lan, CHECK)
    lan.page.keyboard.press("Enter")
    lan.page.wait_for_url(re.compile(r"/tasks/\d+-\d+$"))
    lan.settle()
    _tab_to(lan, "accept")
    lan.page.keyboard.press("Space")
    _tab_to(lan, desks.COMPLETE)
    lan.page.keyboard.press("Enter")
    expect(lan.page.get_by_text(f"Hồ sơ {case} nay ở: {COMMUNE}")).to_be_visible()


def _tab_to(lan: desks.Desk, wanted: str) -> None:
    """Press Tab until what has the focus is called `wanted`, or has that value."""
    for _ in range(80):
        lan.page.keyboard.press("Tab")
        name = lan.page.evaluate("(e => (e.type === 'radio' ? e.value : e.textContent.trim()))(document.activeElement)")
        if name == wanted:
            return
        if wanted == "accept" and lan.page.evaluate("document.activeElement.type === 'radio'"):
            return  # the browser's Tab stops once at a group; Space picks the one it stops at, the first
    raise AssertionError(f"no way to {wanted} by keyboard")


def test_the_first_edit_claims_and_looking_does_not(city: cities.City, desk: desks.Open) -> None:
    """A colleague sees who works on what."""
    case = city.birth()
    lan, binh = desk("lan"), desk("binh")
    lan.open_task(case, CHECK)
    binh.open_task(case, CHECK)
    expect(binh.main.get_by_text("chưa ai nhận")).to_be_visible()
    lan.choose("Hồ sơ đầy đủ, tiếp nhận")
    expect(lan.page.get_by_text("Bạn đã nhận việc này khi bắt đầu nhập")).to_be_visible()
    binh.go(f"/tasks?q={case}")
    expect(binh.main.get_by_text("Nguyễn Thị Lan đang làm")).to_be_visible()
    lan.go(f"/tasks?q={case}&state=mine")
    expect(lan.main.get_by_text("★ của tôi")).to_be_visible()


def test_who_comes_second_reads_who_was_first_and_keeps_what_was_typed(city: cities.City, desk: desks.Open) -> None:
    """Two officers at one task: the second is told who and when, and her text stands on the page."""
    case = city.birth()
    lan, binh = desk("lan"), desk("binh")
    binh.open_task(case, CHECK)
    lan.open_task(case, CHECK)
    # Both have the page open, and Bình's claim is released again: nothing tells Lan before she sends.
    lan.choose("Yêu cầu bổ sung")
    lan.fill(missing_items="Thiếu giấy chứng sinh")
    expect(lan.page.locator("[data-claim-note]")).not_to_be_empty()
    city.now = cities.present()
    city.complete_for_colleague(case, "Task_CheckDossier", intake="accept")
    lan.send()
    expect(lan.page.get_by_role("alert")).to_contain_text(re.compile(r"Trần Văn Bình đã làm xong lúc \d\d/\d\d/\d{4}"))
    expect(lan.main.get_by_text("Thiếu giấy chứng sinh")).to_be_visible()
    expect(lan.main.get_by_text("Yêu cầu bổ sung")).to_be_visible()


def test_what_was_typed_is_there_again_after_leaving_the_page(city: cities.City, desk: desks.Open) -> None:
    """A page closed by mistake, a session that ended: the text is kept in the browser until it has been sent."""
    case = city.birth()
    lan = desk("lan")
    lan.open_task(case, CHECK)
    lan.fill(missing_items="Thiếu giấy chứng sinh")
    expect(lan.page.locator("[data-claim-note]")).not_to_be_empty()
    lan.page.context.clear_cookies()
    lan.choose("Yêu cầu bổ sung")
    lan.page.get_by_role("button", name=desks.COMPLETE).click()
    expect(lan.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    lan.sign_in("lan")
    expect(lan.page.get_by_role("heading", name=CHECK)).to_be_visible()
    expect(lan.page.locator("textarea[id$='-Field_missing_items']")).to_have_value("Thiếu giấy chứng sinh")
    lan.send()
    expect(lan.page.get_by_text("nay ở: Người yêu cầu – Bổ sung hồ sơ")).to_be_visible()


def test_what_is_typed_stays_when_the_form_is_shown_anew_after_leaving_the_field(desk: desks.Open) -> None:
    """A scanner types and goes on at once: another field's change must not take it back."""
    lan = desk("lan")
    lan.go("/cases/new")
    lan.page.get_by_role("link", name=re.compile("khai sinh")).click()
    lan.settle()
    field = lan.page.locator("input[id$='ield_hospital']")
    field.focus()
    lan.page.keyboard.insert_text("Bệnh viện A")
    lan.page.keyboard.press("Tab")
    lan.page.evaluate("const { laneway: view } = document.querySelector('form[data-form]'); view._setState({})")
    expect(lan.page.locator("form[data-form]")).to_have_attribute("data-state", "shown")
    expect(field).to_have_value("Bệnh viện A")


def test_a_date_that_no_calendar_has_is_refused_at_its_field_and_stays_to_be_mended(
    city: cities.City, desk: desks.Open
) -> None:
    """Not made another day, and not taken away without a word."""
    lan = desk("lan")
    lan.go(f"/cases/new/{city.codes[cities.BIRTH]}")
    field = lan.page.locator("input[id$='ield_child_birth_date-date']")
    told = lan.page.locator(".fjs-form-field-datetime .fjs-form-field-error")
    lan.fill(child_birth_date="31/02/2020")
    expect(told).to_have_text(["“31/02/2020” không phải là một ngày có trên lịch."])
    expect(field).to_have_value("31/02/2020")
    field.fill("29/02/2020")
    field.press("Tab")
    expect(told).to_have_count(0)
    data = "document.querySelector('form[data-form]').laneway._getState().data.child_birth_date"
    assert lan.page.evaluate(data) == "2020-02-29"


def test_answers_that_the_server_refuses_come_back_with_what_is_wrong(city: cities.City, desk: desks.Open) -> None:
    """The server checks for itself; what was sent stands in the form again, and each fault names its field."""
    case = city.birth()
    lan = desk("lan")
    lan.open_task(case, CHECK)
    lan.page.evaluate(
        "() => { document.querySelector('form[data-form]').laneway.submit ="
        " () => ({ data: { intake: 'other', missing_items: 'Ghi chú' }, errors: {} }); }"
    )
    lan.send()
    expect(lan.page.get_by_role("alert")).to_contain_text("Kết quả kiểm tra hồ sơ")
    expect(lan.page.locator("textarea[id$='-Field_missing_items']")).to_have_value("Ghi chú")


def test_a_hand_over_is_recalled_until_the_next_lane_has_begun(city: cities.City, desk: desks.Open) -> None:
    """The sender takes it back; once the next lane has begun she can't."""
    city.now = cities.present()
    case = city.birth()
    city.complete(case, "Task_CheckDossier", "lan", intake="accept")
    lan = desk("lan")
    lan.go(f"/cases/{case}")
    lan.page.on("dialog", lambda dialog: dialog.accept())
    lan.page.get_by_role("button", name=f"Thu hồi {CHECK}").click()
    expect(lan.page.get_by_text("Đã thu hồi; việc này lại đang mở")).to_be_visible()
    assert lan.holders(case) == {ONE_STOP}
    city.complete(case, "Task_CheckDossier", "lan", intake="accept")
    city.claim(case, "Task_RegisterBirth", "hanh")
    lan.go(f"/cases/{case}")
    expect(lan.page.get_by_role("button", name=f"Thu hồi {CHECK}")).to_have_count(0)


def test_the_intake_unit_cancels_with_a_reason(city: cities.City, desk: desks.Open) -> None:
    """The reason stands in the record; others have no such button."""
    case = city.birth()
    hanh, lan = desk("hanh"), desk("lan")
    hanh.go(f"/cases/{case}")
    expect(hanh.page.get_by_text("Hủy hồ sơ")).to_have_count(0)
    lan.go(f"/cases/{case}")
    lan.page.on("dialog", lambda dialog: dialog.accept())
    lan.page.locator("summary", has_text="Hủy hồ sơ").click()
    lan.page.get_by_label("Lý do").fill("Người nộp rút hồ sơ")
    lan.page.get_by_role("button", name="Hủy hồ sơ").click()
    expect(lan.page.get_by_text("Đã hủy hồ sơ: Người nộp rút hồ sơ")).to_be_visible()
    assert lan.holders(case) == set()


def test_a_step_that_cannot_be_taken_is_an_incident_with_what_to_do(city: cities.City, desk: desks.Open) -> None:
    """The officer reads why and that nothing is lost; the chief retries."""
    case = city.start(cities.STUCK, "lan", "Đinh Thị Kẹt", {}, {})
    lan, chief = desk("lan"), desk("truong")
    lan.open_task(case, "decide")
    lan.fill(amount="7")
    lan.send()
    expect(lan.page.get_by_role("alert")).to_contain_text("Không nhánh nào của cổng rẽ nhánh đúng")
    lan.go(f"/cases/{case}")
    expect(lan.main.get_by_text("đang có sự cố")).to_be_visible()
    lan.page.get_by_role("link", name="Xem sự cố").click()
    expect(lan.main.get_by_text("Cần làm")).to_be_visible()
    expect(lan.page.get_by_role("button", name="Thử lại")).to_have_count(0)
    chief.go(f"/incidents?case={case}")
    chief.page.get_by_role("button", name="Thử lại").click()
    expect(chief.page.get_by_text("Vẫn chưa chạy được")).to_be_visible()
    expect(chief.main.get_by_text("đã thử 2 lần")).to_be_visible()


def test_a_case_of_others_does_not_exist_for_them(city: cities.City, desk: desks.Open) -> None:
    """An agency without a lane in a case is told the same as for a code that nobody has."""
    case = city.birth()
    stranger = desk("thu")
    assert stranger.go(f"/cases/{case}").status == 404
    assert stranger.go("/cases/H26.1.12-000000-0000").status == 404
