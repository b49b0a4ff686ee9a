"""Two versions compared on a page, in the words of both languages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn import compare
from bpmn import settings as st
from service.pages import changes, words
from service.usecases import views
from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk

AGENCIES = {"H26.1": views.AgencyRef("H26.1", "Trung tâm", "Centre")}


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def test_every_kind_of_change_has_words(city: worlds.World) -> None:
    with analyst_desk.speaking(city.app, "en"):
        assert changes.kinds() == set(compare.KINDS)
        assert {changes.mark(kind) for kind in compare.KINDS} == set(changes.SIGNS) == set(changes.marks_words())


SAID = [
    (words.limit_text, "3 working_day", "3 ngày làm việc", "3 working days"),
    (words.limit_text, "1 hour", "1 giờ theo đồng hồ", "1 hour by the clock"),
    (words.limit_text, None, "–", "–"),
    (words.timer, "duration P10D", "sau 10 ngày", "after 10 days"),
    (words.timer, "duration P1Y2M", "sau 1 năm 2 tháng", "after 1 year 2 months"),
    (words.timer, "duration PT36H", "sau 1 ngày 12 giờ", "after 1 day 12 hours"),
    (words.timer, "date 2026-12-01T08:00:00+07:00", "đến 01/12/2026 08:00", "until 01/12/2026 08:00"),
    (words.timer, "cycle R3/PT1H", "cứ 1 giờ một lần, 3 lần", "every 1 hour, 3 times"),
    (words.timer, "duration", "chưa đặt giờ", "no time set"),
    (words.timer, "duration =waiting", "=waiting", "=waiting"),
    (words.role, "chief", "lãnh đạo", "chief"),
    (words.element, "boundaryEvent timer non-interrupting", "sự kiện gắn ở bước (hẹn giờ, không ngắt)",
     "event attached to a step (timer, not interrupting)"),
    (words.element, "userTask", "việc của người", "person's task"),
    (words.element, "somethingNew", "somethingNew", "somethingNew"),
]  # fmt: skip


@pytest.mark.parametrize(("say", "value", "vi", "en"), SAID)
def test_values_are_said_as_an_official_would(city: worlds.World, say: object, value: str, vi: str, en: str) -> None:
    for language, said in (("vi", vi), ("en", en)):
        with analyst_desk.speaking(city.app, language):
            assert say(value) == said  # type: ignore[operator]


BOUND = [
    ("agency H26.1", "Trung tâm", "Centre"),
    ("agency H26.77", "H26.77", "H26.77"),
    ("kind ubnd-xa", "Ủy ban nhân dân cấp xã mà hồ sơ chọn", "Commune People's Committee that the case picks"),
    ("applicant", "người nộp hồ sơ", "the applicant"),
    ("system Cổng thuế", "hệ thống ngoài “Cổng thuế”", "outside system “Cổng thuế”"),
    (None, "chưa gán", "not bound"),
]


@pytest.mark.parametrize(("value", "vi", "en"), BOUND)
def test_who_a_lane_belongs_to_is_said_by_name(city: worlds.World, value: str | None, vi: str, en: str) -> None:
    for language, said in (("vi", vi), ("en", en)):
        with analyst_desk.speaking(city.app, language):
            assert words.binding_text(value, AGENCIES) == said


@pytest.mark.parametrize("unit", st.Unit)
def test_every_unit_of_a_limit_has_words(city: worlds.World, unit: st.Unit) -> None:
    with analyst_desk.speaking(city.app, "en"):
        assert unit.value in dict(words.units())
        assert words.limit(st.Limit(2, unit)) == f"2 {dict(words.units())[unit.value]}"


@pytest.fixture(scope="module")
def compared(city: worlds.World) -> str:
    """A procedure whose second version has a renamed step, another limit, another agency; its code."""
    code = city.published()
    settings = json.loads(json.dumps(drawings.SETTINGS))
    settings["steps"]["assess"]["limit"] = {"amount": 2, "unit": "working_day"}
    settings["lanes"][drawings.TAX] = {"bind": {"to": "agency", "code": "H26.9"}}
    city.drafted(drawings.diagram(second="Tính thuế"), code)
    answer = city.call("analyst", "PUT", f"procedures/{code}/versions/2/settings", json=settings)
    assert answer.status_code == 200, answer.text
    return code


def test_the_page_says_what_changed_lane_by_lane_with_names_and_days(city: worlds.World, compared: str) -> None:
    text = analyst_desk.Desk(city).text(f"/procedures/{compared}/compare?from=1&to=2")
    assert "Thuế cơ sở ~ Đổi tên Tính thuế trước: Xác định nghĩa vụ thuế → sau: Tính thuế" in text
    assert "Đổi nơi làn thuộc về Thuế cơ sở trước: Thuế cơ sở 1 → sau: Sở không liên quan" in text
    assert "Đổi thời hạn Tính thuế trước: 3 ngày làm việc → sau: 2 ngày làm việc" in text
    assert "Số bước 3 3 như cũ" in text


def test_steps_that_come_and_go_are_told_with_what_they_are(city: worlds.World) -> None:
    code = city.published()
    more = b'<manualTask id="post" name="G\xe1\xbb\xadi"/><sequenceFlow id="f9" sourceRef="give" targetRef="post"/>'
    drawn = drawings.diagram().replace(b"</process>", more + b"</process>")
    drawn = drawn.replace(b'sourceRef="give" targetRef="end"', b'sourceRef="post" targetRef="end"')
    city.drafted(drawn.replace(b"<flowNodeRef>end<", b"<flowNodeRef>post</flowNodeRef><flowNodeRef>end<"), code)
    desk = analyst_desk.Desk(city)
    text = desk.text(f"/procedures/{code}/compare?from=1&to=2")
    assert "Bộ phận một cửa + Thêm bước Gửi (việc làm tay)" in text
    assert "Số bước 3 4 tăng 1" in text
    back = desk.text(f"/procedures/{code}/compare?from=2&to=1")
    assert "Bộ phận một cửa − Bỏ bước Gửi (việc làm tay)" in back
    assert "Số bước 4 3 giảm 1" in back


def test_the_other_way_round_tells_the_opposite(city: worlds.World, compared: str) -> None:
    text = analyst_desk.Desk(city, language="en").text(f"/procedures/{compared}/compare?from=2&to=1")
    assert "Time limit changed Xác định nghĩa vụ thuế before: 2 working days → after: 3 working days" in text


def test_the_newest_two_are_compared_when_none_are_named(city: worlds.World, compared: str) -> None:
    assert "phiên bản 1 và 2" in analyst_desk.Desk(city).text(f"/procedures/{compared}/compare")


@pytest.mark.parametrize("asked", ["from=1&to=9", "from=x", "from=1e3"])
def test_a_version_that_is_not_there_is_not_found(city: worlds.World, compared: str, asked: str) -> None:
    assert analyst_desk.Desk(city).get(f"/procedures/{compared}/compare?{asked}").status_code == 404


def test_a_procedure_with_one_version_has_nothing_to_compare(city: worlds.World) -> None:
    assert analyst_desk.Desk(city).get(f"/procedures/{city.published()}/compare").status_code == 404
