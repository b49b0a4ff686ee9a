"""The page of a case's clocks: every stretch and why, in both languages, and the extension that comes back as typed."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api import world as worlds
from tests.service.pages import analyst_desk


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


@pytest.fixture(scope="module")
def code(city: worlds.World) -> str:
    """A case whose lane has handed over."""
    found = str(city.started()["code"])
    city.later(hours=2)
    answer = city.post("officer", f"tasks/{city.task(found)}/complete", json={"answers": {"full_name": "A"}})
    assert answer.status_code == 200, answer.text
    city.later(hours=1)
    return found


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("vi", ("Thời hạn của hồ sơ", "nơi khác đang giữ hồ sơ", "Tổng được tính", "Xác nhận đã nhận")),
        ("en", ("Legal time of case", "others hold the case", "Counted in all", "Acknowledgement")),
    ],
)
def test_it_says_of_each_stretch_whether_it_counted_and_why(
    city: worlds.World, code: str, language: str, parts: tuple[str, ...]
) -> None:
    page = html.unescape(city.get("officer", f"/cases/{code}/clocks", headers={"Accept-Language": language}).text)
    for part in (code, *parts):
        assert part in page


def test_the_case_page_leads_there_and_to_strangers_it_does_not_exist(city: worlds.World, code: str) -> None:
    assert f"/cases/{code}/clocks" in city.get("officer", f"/cases/{code}").text
    assert city.get("stranger", f"/cases/{code}/clocks").status_code == 404


def test_the_api_tells_the_same_and_its_stretches_sum_up(city: worlds.World, code: str) -> None:
    told = city.get("officer", f"cases/{code}/clocks").json
    assert {one["kind"] for one in told} == {"case", "lane", "ack"}
    for one in told:
        assert sum(part["ticks"] for part in one["stretches"] if part["counted"]) == one["used"]


def test_the_one_extension_is_the_chiefs_and_what_is_refused_comes_back_as_it_was_typed(
    city: worlds.World, code: str
) -> None:
    late = {"clock": "case|", "until": "2027-01-05T08:00", "reason": "Xác minh", "document": "CV 1"}

    def extend(who: str, **more: str) -> tuple[int, str]:
        told = {"data": late | more, "headers": {"Accept-Language": "vi"}}
        answer = city.post(who, f"/cases/{code}/clocks/extend", **told)
        return answer.status_code, html.unescape(answer.text)

    assert extend("officer")[0] == 403
    status, page = extend("chief", until="2020-01-05T08:00")
    assert status == 422
    assert "Ngày hẹn mới phải sau hạn hiện tại" in page
    assert 'value="2020-01-05T08:00"' in page
    assert extend("chief")[0] == 303
    assert "đã gia hạn" in city.get("officer", f"/cases/{code}/clocks", headers={"Accept-Language": "vi"}).text
    status, page = extend("chief")
    assert status == 409
    assert "Thời hạn này đã được gia hạn một lần." in page
