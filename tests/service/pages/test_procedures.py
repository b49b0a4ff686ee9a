"""The pages on which an analyst registers procedures and brings diagrams."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


@pytest.fixture
def new(city: worlds.World) -> dict[str, object]:
    """What is typed to register a procedure that there isn't yet."""
    return {"code": city.code(), "name": "Cấp phép", "name_en": "Licensing", "field": "Xây dựng", "lead_agency": "H26"}


def file(body: bytes, name: str = "sơ đồ.bpmn") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), name


def test_an_analyst_registers_a_procedure_and_brings_its_diagram(city: worlds.World, new: dict[str, object]) -> None:
    desk, code = analyst_desk.Desk(city), new["code"]
    made = desk.post("/procedures", new)
    assert (made.status_code, made.location) == (302, f"/procedures/{code}")
    sent = {"file": file(drawings.diagram()), "forms": file(drawings.FORM, "intake.form")}
    brought = desk.post(f"/procedures/{code}/versions", sent)
    assert (brought.status_code, brought.location) == (302, f"/procedures/{code}/versions/1")
    assert f"{code} Cấp phép Xây dựng Thành phố Hà Nội chưa có Phiên bản 1" in desk.text("/procedures")
    assert "sơ đồ.bpmn" in desk.text(f"/procedures/{code}")
    assert f"{code} Licensing" in analyst_desk.Desk(city, language="en").text("/procedures")


def test_a_code_that_is_taken_comes_back_with_everything_typed(city: worlds.World, new: dict[str, object]) -> None:
    desk = analyst_desk.Desk(city)
    desk.post("/procedures", new)
    again = desk.post("/procedures", {**new, "name": "Tên khác", "field": "Đất đai"})
    assert again.status_code == 409
    assert 'value="Tên khác"' in again.text
    assert 'value="Đất đai"' in again.text
    assert f"Đã có thủ tục mã “{new['code']}”" in analyst_desk.shown(again)


def test_a_procedure_without_a_name_is_asked_for_one(city: worlds.World, new: dict[str, object]) -> None:
    answer = analyst_desk.Desk(city).post("/procedures", {**new, "name": " "})
    assert answer.status_code == 422
    assert "Tên : Bắt buộc." in analyst_desk.shown(answer)


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        (b"<definitions", "hỏng.bpmn", "hỏng.bpmn : Không đọc được tệp như XML (dòng 1"),
        (b"", "trống.bpmn", "trống.bpmn"),
        (drawings.diagram(), "ảnh.png", "Thiếu tệp sơ đồ"),
    ],
    ids=["broken", "empty", "a picture"],
)
def test_a_file_that_cannot_be_read_says_why_on_the_same_page(
    city: worlds.World, new: dict[str, object], body: bytes, name: str, said: str
) -> None:
    desk = analyst_desk.Desk(city)
    desk.post("/procedures", new)
    answer = desk.post(f"/procedures/{new['code']}/versions", {"file": file(body, name)})
    assert answer.status_code == 422
    assert said in analyst_desk.shown(answer)
    assert "Chưa có phiên bản nào" in desk.text(f"/procedures/{new['code']}")


def test_who_may_not_draw_is_shown_no_way_to_and_refused(city: worlds.World, new: dict[str, object]) -> None:
    officer, address = analyst_desk.Desk(city, "officer"), f"/procedures/{new['code']}"
    analyst_desk.Desk(city).post("/procedures", new)
    assert "Thêm thủ tục" not in officer.text("/procedures")
    assert "Đưa lên" not in officer.text(address)
    assert officer.post("/procedures", {**new, "code": city.code()}).status_code == 403
    assert officer.post(f"{address}/versions", {"file": file(drawings.diagram())}).status_code == 403


def test_the_list_of_versions_says_which_is_in_force_and_by_whom(city: worlds.World) -> None:
    code = city.published()
    city.drafted(code=code)
    text = analyst_desk.Desk(city).text(f"/procedures/{code}")
    assert "Phiên bản 2 bản nháp" in text
    assert "Phiên bản 1 đã ban hành đang có hiệu lực 23/11/2026 09:00 vẽ.bpmn" in text
    assert "ban hành: Analyst" in text


def test_a_draft_does_not_exist_for_those_who_may_not_read_drafts(city: worlds.World) -> None:
    code = city.drafted()
    assert analyst_desk.Desk(city, "officer").get(f"/procedures/{code}/versions/1").status_code == 404
