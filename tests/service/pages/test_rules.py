"""Behind “why?” at a finding stands the page that explains it, in the reader's language, with its pictures."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click import testing

from bpmn.lint import linter
from service.cli import main
from service.pages import rules
from tests.bpmn.lint import catalogue
from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def test_a_rule_is_explained_in_the_readers_language_with_both_pictures(city: worlds.World) -> None:
    desk = analyst_desk.Desk(city)
    page = desk.get("/rules/gateway-without-default")
    assert "Nếu không điều kiện nào đúng thì hồ sơ bị kẹt" in page.text
    sources = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page.text)
    assert [alt for _, alt in sources] == ["Hình: vẽ đúng", "Hình: vẽ sai"]
    for source, _ in sources:
        picture = desk.get(source)
        assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    english = analyst_desk.Desk(city, language="en").text("/rules/gateway-without-default")
    assert "If no condition holds, the case is stuck" in english
    assert "kẹt" not in english


def test_how_to_mend_it_is_said_for_each_family_of_modelers(city: worlds.World) -> None:
    shown = analyst_desk.Desk(city, language="en").text("/rules/default-assumed")
    assert "In your modeler" in shown
    for family in ("Camunda Modeler, bpmn.io", "Signavio", "ADONIS", "ARIS", "Bizagi", "Visio, Trisotech"):
        assert family in shown


def test_all_that_is_told_is_explained_and_listed(city: worlds.World) -> None:
    desk = analyst_desk.Desk(city)
    listed = desk.get("/rules").text
    for name in (*linter.modules(), *catalogue.names()):
        assert f'href="/rules/{name}"' in listed
        page = desk.get(f"/rules/{name}")
        assert page.status_code == 200
        assert ".md" not in page.text


@pytest.mark.parametrize("path", ["/rules/none", "/rules/README", "/rules/modelers", "/rules/..%2fREADME"])
def test_what_is_no_rule_is_not_found(city: worlds.World, path: str) -> None:
    assert analyst_desk.Desk(city).get(path).status_code == 404


@pytest.mark.parametrize("name", ["none-valid", "no-dead-end", "no-dead-end-other", "..%2f..%2fREADME-valid"])
def test_what_is_no_picture_of_a_rule_is_not_found(city: worlds.World, name: str) -> None:
    assert analyst_desk.Desk(city).get(f"/rules/pictures/{name}.svg").status_code == 404


def test_html_in_a_page_is_shown_and_never_becomes_markup(city: worlds.World) -> None:
    with city.app.test_request_context("/"):
        made = rules._html("<script>alert(1)</script> [x](javascript:alert(1)) [y](https://elsewhere.example/)")
    assert "<script" not in made
    assert "javascript:alert(1)</a>" not in made
    assert re.findall(r'href="([^"]+)"', made) == ["/rules"]


def test_a_finding_leads_to_its_page(city: worlds.World) -> None:
    code = city.drafted()
    city.call("analyst", "PUT", f"procedures/{code}/versions/1/settings", json={})
    told = city.get("analyst", f"procedures/{code}/versions/1").get_json()["findings"]
    assert told
    page = analyst_desk.Desk(city).get(f"/procedures/{code}/versions/1").text
    for one in told:
        assert f'href="{one["help"]}"' in page


def test_the_page_the_api_and_the_command_line_tell_the_same(city: worlds.World, tmp_path: Path) -> None:
    code = city.drafted()
    city.call("analyst", "PUT", f"procedures/{code}/versions/1/settings", json={})
    there = f"procedures/{code}/versions/1"
    told = city.get("analyst", there).get_json()["findings"]
    path = tmp_path / "drawn.bpmn"
    path.write_bytes(city.get("analyst", f"{there}/diagram.bpmn").data)
    path.with_suffix(".settings.json").write_text("{}", encoding="utf-8")
    (tmp_path / "intake.form").write_bytes(drawings.FORM)
    answer = testing.CliRunner().invoke(main.laneway, ["lint", str(path), "--json"])
    by_terminal = json.loads(answer.output)["findings"]
    assert _keys(by_terminal) == _keys(told)
    page = html.unescape(analyst_desk.Desk(city).get(f"/{there}").text)
    assert len(told) > 3
    for one in by_terminal:
        assert one["message"] in page
    assert page.count('<div class="finding"') == len(told)


def _keys(told: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return sorted((one["rule"], one["level"], one["element"]) for one in told)
