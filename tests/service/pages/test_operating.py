"""The page of a case's state: seen by operators alone, and each act comes back with what was typed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from models import case as cases
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def text(answer: object) -> str:
    """What a page shows."""
    return html.unescape(answer.text)  # type: ignore[attr-defined]


def test_the_case_page_leads_operators_to_the_state_and_nobody_else(city: worlds.World) -> None:
    code = city.started()["code"]
    assert f"/cases/{code}/state" in city.get("administrator", f"/cases/{code}").text
    assert f"/cases/{code}/state" not in city.get("officer", f"/cases/{code}").text
    assert city.get("officer", f"/cases/{code}/state").status_code == 403
    assert city.get("stranger", f"/cases/{code}/state").status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_shows_what_waits_where_and_offers_the_places(city: worlds.World, language: str) -> None:
    code = city.started()["code"]
    page = text(city.get("administrator", f"/cases/{code}/state", headers={"Accept-Language": language}))
    for part in (code, "Tiếp nhận", "intake", "Bộ phận một cửa", "#1"):
        assert part in page
    assert re.findall(r'<option value="(\w+)"', page) == ["start", "intake", "assess", "give", "end"]
    assert {"vi": "Bỏ qua bước này", "en": "Skip this step"}[language] in page


def test_a_move_goes_back_to_the_state_and_the_history_tells_it(city: worlds.World) -> None:
    code = city.started()["code"]
    sent = {"seq": "1", "element": "give", "reason": "Đã có kết quả", "key": "a"}
    for _ in range(2):
        answer = city.post("administrator", f"/cases/{code}/move", data=sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/cases/{code}/state")
    case = text(city.get("officer", f"/cases/{code}", headers={"Accept-Language": "vi"}))
    assert "đã chuyển sang bước khác" in case
    assert case.count("Người vận hành đã chuyển bước: Đã có kết quả") == 1
    assert "→ “Trả kết quả”" in case


def test_what_is_refused_comes_back_with_what_was_typed(city: worlds.World) -> None:
    code = city.started()["code"]
    for verb, sent, said in (
        ("move", {"element": "give", "reason": " "}, "Lý do: Bắt buộc."),
        ("move", {"element": "nowhere", "reason": "Vì nhầm"}, "Sơ đồ không có phần tử “nowhere”"),
        ("skip", {"reason": "Vì nhầm", "answers": "{"}, "không phải JSON"),
        ("skip", {"reason": "Vì nhầm", "answers": '{"other": 1}'}, "other: Không có mục này."),
    ):
        answer = city.post("administrator", f"/cases/{code}/{verb}", data={"seq": "1", **sent},
                           headers={"Accept-Language": "vi"})  # fmt: skip
        assert answer.status_code == 422
        page = text(answer)
        assert said in page
        assert sent["reason"] in page
        assert sent.get("answers", "") in page
    assert city.post("administrator", f"/cases/{code}/skip", data={"seq": "x", "reason": "a"}).status_code == 404
    sent = {"seq": "1", "reason": "Đã làm trên giấy", "answers": '{"pages": 3}'}
    assert city.post("administrator", f"/cases/{code}/skip", data=sent).status_code == 303
    late = city.post("administrator", f"/cases/{code}/skip", data=sent, headers={"Accept-Language": "vi"})
    assert late.status_code == 409
    assert "đã bỏ qua" in text(late)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_state_that_can_not_be_read_is_told_with_version_and_format(city: worlds.World, language: str) -> None:
    case = city.started()
    with city.database.transaction() as session:
        session.execute(update(cases.Case).where(cases.Case.code == case["code"]).values(state=b"\x63lost"))
    asked = {"Accept-Language": language}
    page = text(city.get("administrator", f"/cases/{case['code']}/state", headers=asked))
    version = {"vi": "phiên bản 1", "en": "version 1"}[language]
    for part in (version, case["procedure"]["code"], "format 99"):
        assert part in page
