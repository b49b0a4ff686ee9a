"""The pages to draw on: who may open them, what they begin with, and that bpmn-js speaks Vietnamese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bpmn import reader
from service.pages import modelertexts
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk
from tests.support import servers

BPMN_JS = servers.ROOT / "node_modules/bpmn-js/dist/bpmn-modeler.development.js"


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def config(answer: TestResponse) -> dict[str, Any]:
    """What the scripts of a page begin with."""
    found = re.search(r'(?s)id="modeler-config">(.*?)</script>', answer.text)
    assert found is not None
    return dict(json.loads(found[1]))


def test_the_first_drawing_begins_with_a_pool_of_two_lanes_that_the_reader_understands(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.code()
    desk.post("/procedures", {"code": code, "name": 'Cấp "phép" <b>&', "field": "", "lead_agency": "H26"})
    begun = config(desk.get(f"/procedures/{code}/modeler"))
    drawn = reader.read(begun["empty"].encode()).diagram
    assert [lane.name for lane in drawn.lanes.values()] == ["Bộ phận một cửa", "Cơ quan giải quyết"]
    assert [pool.name for pool in drawn.pools.values()] == ['Cấp "phép" <b>&']
    assert begun["seen"] == {"number": 0, "revision": 0}
    assert set(drawn.shapes) == {*drawn.nodes, *drawn.pools, *(lane.id for lane in drawn.lanes.values())}


def test_drawing_on_from_a_version_begins_with_its_file_its_forms_and_what_stands_beside(city: worlds.World) -> None:
    code = city.drafted()
    begun = config(analyst_desk.Desk(city).get(f"/procedures/{code}/modeler?from=1"))
    assert begun["forms"] == [{"name": "intake.form", "id": "intake"}]
    assert begun["settings"]["steps"]["intake"]["role"] == "staff"
    assert begun["seen"] == {"number": 1, "revision": 1}
    assert begun["diagram_url"].endswith(f"/procedures/{code}/versions/1/diagram.bpmn")


@pytest.mark.parametrize("page", ["modeler", "modeler?from=1", "versions/1/forms/intake.form", "versions/1/forms/"])
def test_who_may_not_draw_is_shown_no_way_to_these_pages_and_refused(city: worlds.World, page: str) -> None:
    code = city.published()
    officer = analyst_desk.Desk(city, "officer")
    assert officer.get(f"/procedures/{code}/{page}").status_code == 403
    for shown in ("", "/versions/1"):
        assert "/modeler" not in officer.get(f"/procedures/{code}{shown}").text
        assert "/modeler?from=1" in analyst_desk.Desk(city).get(f"/procedures/{code}{shown}").text


@pytest.mark.parametrize(
    "page", ["modeler?from=9", "modeler?from=0", "modeler?from=x", "versions/1/forms/none.form", "versions/9/forms/"]
)
def test_what_there_is_none_of_cannot_be_drawn_on(city: worlds.World, page: str) -> None:
    assert analyst_desk.Desk(city).get(f"/procedures/{city.drafted()}/{page}").status_code == 404


def test_everything_that_bpmn_js_says_has_its_vietnamese(city: worlds.World) -> None:
    """Its texts are read out of its own file, so that an upgrade that says more is noticed."""
    source = BPMN_JS.read_text(encoding="utf-8")
    said = set(re.findall(r"^\s+label: '([^']+)',?$", source, re.MULTILINE))
    said |= set(re.findall(r"translate\(['\"]([A-Z][^'\"]+)['\"]", source))
    said |= set(re.findall(r"_ERR_MSG = '([^']+)'", source))
    assert len(said) > 100
    with analyst_desk.speaking(city.app, "vi"):
        known = modelertexts.bpmn()
    assert said - known.keys() == {"HELLO {you}"}, "an example in a comment"
    with analyst_desk.speaking(city.app, "en"):
        assert modelertexts.bpmn() == {}
