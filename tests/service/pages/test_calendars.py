"""The page of calendars: a month with what counts and why, and nothing saved before it was previewed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api import world as worlds
from tests.service.pages import analyst_desk

MONTH = "/calendars/city?month=2026-08"
VI = {"headers": {"Accept-Language": "vi"}}


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def text(answer: object) -> str:
    """What a page shows."""
    plain = re.sub(r"<[^>]+>", " ", re.sub("</?strong>", "", answer.text))  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(plain))


def _hidden(answer: object) -> dict[str, str]:
    form = answer.text.partition('id="preview-title"')[2]  # type: ignore[attr-defined]
    found = re.findall(r'name="(patch|document|reason|after|month)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found[:5]}


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ("Toàn thành phố", "Thứ Bảy 22", "làm bù theo lịch nghỉ lễ", "nghỉ lễ", "Thứ Hai 31")),
     ("en", ("The whole city", "Saturday 22", "worked for a public holiday", "weekend", "Monday 31"))],
)  # fmt: skip
def test_a_month_shows_which_days_count_and_why(city: worlds.World, language: str, words: tuple[str, ...]) -> None:
    page = text(city.get("officer", MONTH, headers={"Accept-Language": language}))
    for word in words:
        assert word in page


def test_only_who_may_edit_is_offered_to(city: worlds.World) -> None:
    assert "Thêm ngày nghỉ" in text(city.get("administrator", MONTH, **VI))
    assert "Thêm ngày nghỉ" not in text(city.get("officer", MONTH, **VI))
    sent = {"kind": "off", "day": "2026-08-03", "document": "QĐ 1"}
    assert city.post("officer", "/calendars/city/preview", data=sent, **VI).status_code == 403
    edit = {"patch": '{"days": {}}', "document": "QĐ 1", "after": "0"}
    assert city.post("officer", "/calendars/city", data=edit, **VI).status_code == 403


def test_an_edit_is_previewed_and_then_saved(city: worlds.World) -> None:
    sent = {"kind": "swap", "day": "2026-08-03", "other": "2026-08-08", "document": "Công văn 7", "month": "2026-08"}
    preview = city.post("administrator", "/calendars/city/preview", data=sent, **VI)
    assert "03/08/2026: nghỉ" in text(preview)
    assert "08/08/2026: làm bù" in text(preview)
    assert "Chưa ai sửa lịch này." in text(city.get("administrator", MONTH, **VI))
    saved = city.post("administrator", "/calendars/city", data=_hidden(preview), **VI)
    assert (saved.status_code, saved.headers["Location"]) == (303, MONTH)
    page = text(city.get("administrator", MONTH, **VI))
    for part in ("đổi với 08/08/2026", "làm bù theo văn bản", "Công văn 7"):
        assert part in page
    again = city.post("administrator", "/calendars/city", data=_hidden(preview), **VI)
    assert again.status_code == 409
    assert "Đã có người sửa" in text(again)


def test_hours_are_typed_as_people_write_them(city: worlds.World) -> None:
    week = {f"hours_{key}": "08:00–12:00, 13:00–17:00" for key in ("mon", "tue", "wed", "thu", "fri")}
    sent = {
        "kind": "hours",
        "document": "QĐ 2",
        **week,
        "hours_fri": "7:30-11:30; 13:30 - 17:30",
        "hours_sat": "7:30-11:30",
    }
    preview = city.post("administrator", "/calendars/H26.1/preview", data={**sent, "half_sat": "1"}, **VI)
    assert "Thứ Sáu: 07:30–11:30, 13:30–17:30" in text(preview)
    assert "Thứ Bảy: 07:30–11:30 · tính nửa ngày" in text(preview)
    assert "Thứ Hai:" not in text(preview)
    city.post("administrator", "/calendars/H26.1", data=_hidden(preview), **VI)
    page = text(city.get("administrator", "/calendars/H26.1", **VI))
    assert "07:30–11:30 · tính nửa ngày · riêng của cơ quan" in page
    back = city.post(
        "administrator", "/calendars/H26.1/preview", data={**sent, "inherit_sat": "1", "half_sat": "1"}, **VI
    )
    assert "Thứ Bảy: bỏ, theo cấp trên" in text(back)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "off", "day": "2026-02-30", "document": "QĐ 1"}, "Ngày:"),
        ({"kind": "off", "day": "2026-08-03", "document": " "}, "Văn bản:"),
        ({"kind": "swap", "day": "2026-08-03", "document": "QĐ 1"}, "Ngày làm bù:"),
        ({"kind": "hours", "hours_mon": "sáng", "document": "QĐ 1"}, "Thứ Hai: ghi như 08:00–12:00"),
        ({"kind": "hours", "hours_mon": "12:00-08:00", "document": "QĐ 1"}, "Thứ Hai:"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    city: worlds.World, sent: dict[str, str], said: str
) -> None:
    answer = city.post("administrator", "/calendars/city/preview", data=sent, **VI)
    assert answer.status_code == 400
    assert said in text(answer)
    assert f'value="{sent.get("day") or sent["hours_mon"]}"' in html.unescape(answer.text)


def test_what_is_no_calendar_is_not_found(city: worlds.World) -> None:
    assert city.get("administrator", "/calendars/H99", **VI).status_code == 404
    assert city.post("administrator", "/calendars/city/preview", data={"kind": "all"}, **VI).status_code == 400
    assert city.get("administrator", "/calendars/city?month=2026-13", **VI).status_code == 200


def test_an_administrator_comes_to_the_calendar_from_the_menu(city: worlds.World) -> None:
    assert "/calendars" in city.get("administrator", "/procedures", **VI).text
    assert city.get("administrator", "/calendars", **VI).headers["Location"] == "/calendars/city"
