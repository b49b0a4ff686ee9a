"""The list of findings: what is alike is said once, and every way of sorting it holds all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpmn import study
from bpmn.lint import finding
from service.pages import findings
from service.usecases import versions
from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk, test_versions


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


@pytest.fixture(scope="module", autouse=True)
def asked(city: worlds.World) -> Iterator[None]:
    """Somebody asks for a page, in Vietnamese."""
    with city.app.test_request_context("/", headers={"Accept-Language": "vi"}):
        yield


def viewed(*found: finding.Finding) -> versions.VersionView:
    """A draft of which this is said."""
    studied = study.study(drawings.diagram())
    return test_versions.viewed(replace(studied, findings=found))


def said(rule: str, element: str, name: str, *, level: finding.Level = finding.Level.NOTE) -> finding.Finding:
    """A finding about an element, as rules say it."""
    message = f"Bước «{name}» chưa có thời hạn. Trong phần mềm vẽ: ghi thời hạn."
    return finding.Finding(
        rule, level, message, message, element=element, name=name, lane=f"Làn {name[:1]}", values={"name": name}
    )


def test_forty_findings_that_say_the_same_are_one_group_with_forty_names() -> None:
    listed = findings.listed(viewed(*(said("no-limit", f"t{n}", f"Việc {n}") for n in range(40))), frozenset())
    (section,) = listed
    (group,) = section.groups
    assert (group.said, group.drawn) == ("Bước «…» chưa có thời hạn.", "Ghi thời hạn.")
    assert [line.about for line in group.lines] == [f"Việc {n}" for n in range(40)]


def test_a_finding_alone_is_said_with_its_name() -> None:
    (section,) = findings.listed(viewed(said("no-limit", "t", "Thẩm định")), frozenset())
    assert section.groups[0].said == "Bước «Thẩm định» chưa có thời hạn."


def test_a_name_that_is_a_word_of_the_sentence_is_no_gap() -> None:
    (section,) = findings.listed(viewed(said("no-limit", "a", "chưa"), said("no-limit", "b", "có")), frozenset())
    (group,) = section.groups
    assert group.said == "Bước «…» chưa có thời hạn."


FOUND = some.builds(
    said,
    some.sampled_from(["no-limit", "no-role", "timer-empty"]),
    some.sampled_from(["a", "b", "c"]),
    some.text(min_size=1, max_size=12),
    level=some.sampled_from(finding.Level),
)


@given(some.lists(FOUND, max_size=12), some.sampled_from(findings.WAYS))
def test_however_it_is_sorted_every_finding_stands_in_the_list_once(found: list[finding.Finding], by: str) -> None:
    view = viewed(*found)
    sections = findings.listed(view, frozenset(), by)
    lines = [line for section in sections for group in section.groups for line in group.lines]
    assert sorted(line.anchor for line in lines) == sorted(findings.anchors(found))
    assert len({line.anchor for line in lines}) == len(found)
    assert sorted(line.message for line in lines) == sorted(one.message for one in found)


def test_a_place_in_the_list_stays_when_other_findings_go() -> None:
    one, other = said("no-limit", "a", "A"), said("no-role", "a", "A")
    assert findings.anchors([one, other])[1] == findings.anchors([other])[0]


def test_a_save_tells_what_it_has_settled_and_what_is_new() -> None:
    before = viewed(*(said("no-limit", f"t{n}", f"Việc {n}") for n in range(5)), said("no-role", "x", "Cũ"))
    after = viewed(said("no-role", "x", "Cũ"), said("timer-empty", "y", "Chờ"))
    told = findings.changed(before, after)
    assert told.startswith("Đã lưu. Đã giải quyết: Bước «Việc 0» chưa có thời hạn; ")
    assert "3 điều khác" in told
    assert "Mới phát hiện: Bước «Chờ» chưa có thời hạn" in told
    assert "Cũ" not in told


def test_the_page_of_a_draft_says_at_once_what_was_understood(city: worlds.World) -> None:
    text = analyst_desk.Desk(city).text(f"/procedures/{city.drafted()}/versions/1")
    assert "3 bước (3 bước do người làm), 2 làn có việc, 2 lần chuyển giao, 0 điểm quyết định" in text


def test_a_lane_named_as_an_agency_is_suggested_to_it_and_bound_to_nobody(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted(drawings.diagram(tax_lane="  thuế CƠ sở "))
    assert city.call("analyst", "PUT", f"procedures/{code}/versions/1/settings", json={}).status_code == 200
    page = desk.get(f"/procedures/{code}/versions/1")
    assert "Gợi ý theo tên: " in analyst_desk.shown(page)
    assert analyst_desk.fields(page)[f"bind:{drawings.TAX}"] == ""
