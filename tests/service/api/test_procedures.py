"""What the API promises of procedures and versions."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any
from urllib.parse import quote

from bpmn import reader
from models import person
from service.usecases import people
from tests.service.api import drawings
from tests.service.api.world import World

XML = {"Content-Type": "application/xml"}


def version(world: World, code: str, number: int = 1, who: str = "analyst") -> dict[str, Any]:
    return dict(world.get(who, f"procedures/{code}/versions/{number}").get_json())


def test_a_procedure_is_registered_once(world: World) -> None:
    code = world.code()
    new = {"code": code, "name": "Khai sinh", "field": "Hộ tịch", "lead_agency": "H26.1"}
    made = world.post("analyst", "procedures", json=new)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/procedures/{code}"
    assert made.get_json()["lead_agency"] == {
        "code": "H26.1",
        "name": "Trung tâm Phục vụ hành chính công",
        "name_en": "",
    }
    again = world.post("analyst", "procedures", json=new)
    assert (again.status_code, again.get_json()["code"]) == (409, "procedure_exists")


def test_what_is_wrong_in_a_new_procedure_is_told_by_key(world: World) -> None:
    answer = world.post("analyst", "procedures", json={"code": "", "nme": "x", "lead_agency": 7})
    assert answer.status_code == 422
    told = {one["key"]: one["code"] for one in answer.get_json()["errors"]}
    assert told == {"code": "missing", "name": "missing", "nme": "unknown_key", "lead_agency": "wrong_type"}


def test_only_who_draws_for_the_lead_agency_registers_a_procedure(world: World) -> None:
    new = {"code": world.code(), "name": "Khai sinh", "lead_agency": "H26.1"}
    assert world.post("officer", "procedures", json=new).status_code == 403


def test_a_bare_file_becomes_a_draft_with_its_findings(world: World) -> None:
    code = world.code()
    world.post("analyst", "procedures", json={"code": code, "name": "A", "lead_agency": "H26"})
    for kind in ("application/xml", "text/xml", "application/octet-stream"):
        made = world.post(
            "analyst", f"procedures/{code}/versions", data=drawings.diagram(), headers={"Content-Type": kind}
        )
        assert made.status_code == 201
        body = made.get_json()
        assert body["state"] == "draft"
        unbound = [one for one in body["findings"] if one["rule"] == "lane-unbound"]
        assert {one["lane"] for one in unbound} == {"Bộ phận một cửa", "Thuế cơ sở"}
        assert set(unbound[0]) == {
            "rule",
            "level",
            "element",
            "name",
            "lane",
            "line",
            "message",
            "asks",
            "help",
            "trace",
        }
    assert body["number"] == 3


def test_bytes_of_which_no_diagram_can_be_made_are_refused(world: World) -> None:
    code = world.drafted()
    answer = world.post("analyst", f"procedures/{code}/versions", data=b"<html/>", headers=XML)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.get_json()["code"] == "not_bpmn"


def test_a_form_needs_exactly_one_diagram(world: World) -> None:
    code = world.drafted()
    sent = {"file": [(io.BytesIO(drawings.FORM), "intake.form")]}
    answer = world.post("analyst", f"procedures/{code}/versions", data=sent)
    assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (422, "no_diagram")


def test_the_file_comes_back_byte_for_byte(world: World) -> None:
    code = world.drafted()
    file = world.get("analyst", f"procedures/{code}/versions/1/diagram.bpmn")
    assert file.data == drawings.diagram()
    assert "attachment" in file.headers["Content-Disposition"]
    same = world.get(
        "analyst", f"procedures/{code}/versions/1/diagram.bpmn", headers={"If-None-Match": file.headers["ETag"]}
    )
    assert (same.status_code, same.data) == (304, b"")


def test_what_viewers_show_is_the_diagram_as_it_was_read_with_a_place_for_everything(world: World) -> None:
    code = world.drafted()
    path = f"procedures/{code}/versions/1/picture.bpmn"
    shown = world.get("analyst", path)
    drawn = reader.read(drawings.diagram()).diagram
    again = reader.read(shown.data).diagram
    assert set(again.nodes) == set(drawn.nodes) <= set(again.shapes)
    assert shown.data == world.get("analyst", path).data
    same = world.get("analyst", path, headers={"If-None-Match": shown.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")


def test_the_step_table_says_who_does_what_within_which_time(world: World) -> None:
    code = world.drafted()
    answer = world.get("analyst", f"procedures/{code}/versions/1/steps")
    table = answer.get_json()
    assert [row["name"] for row in table["steps"]] == ["Tiếp nhận", "Xác định nghĩa vụ thuế", "Trả kết quả"]
    row = table["steps"][1]
    assert row["agency"] == {"code": "H26.2", "name": "Thuế cơ sở 1", "name_en": ""}
    assert row["limit"] == {"amount": 3, "unit": "working_day"}
    assert table["limit"] == {"amount": 5, "unit": "working_day"}
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert world.get("analyst", f"procedures/{code}/versions/1/steps", headers=tag).status_code == 304


def test_settings_are_refused_by_the_key_that_is_wrong(world: World) -> None:
    code = world.drafted()
    wrong = {
        "lanes": {"Pool/None": {"bind": {"to": "applicant"}}, drawings.TAX: {"bind": {"to": "agency", "code": "X"}}},
        "steps": {"nothing": {"role": "staff"}},
    }
    answer = world.call("analyst", "PUT", f"procedures/{code}/versions/1/settings", json=wrong)
    assert answer.status_code == 422
    told = {one["key"]: one["code"] for one in answer.get_json()["errors"]}
    assert told == {
        "lanes.Pool/None": "unknown_lane",
        f"lanes.{drawings.TAX}.bind.code": "unknown_agency",
        "steps.nothing": "unknown_step",
    }


def test_settings_change_the_findings_and_the_revision(world: World) -> None:
    code = world.drafted()
    path = f"procedures/{code}/versions/1/settings"
    unbound = {**drawings.SETTINGS, "lanes": {}}
    answer = world.call("analyst", "PUT", path, json=unbound)
    assert answer.status_code == 200
    assert answer.get_json()["revision"] == 2
    assert [one["rule"] for one in answer.get_json()["findings"]] == ["lane-unbound", "lane-unbound"]
    back = world.call("analyst", "PUT", path, json=drawings.SETTINGS, headers={"If-Match": answer.headers["ETag"]})
    assert (back.status_code, back.get_json()["findings"]) == (200, [])


def test_settings_written_over_somebody_elses_are_refused(world: World) -> None:
    code = world.drafted()
    path = f"procedures/{code}/versions/1/settings"
    seen = world.get("analyst", f"procedures/{code}/versions/1").headers["ETag"]
    assert world.call("analyst", "PUT", path, json=drawings.SETTINGS, headers={"If-Match": seen}).status_code == 200
    late = world.call("analyst", "PUT", path, json=drawings.SETTINGS, headers={"If-Match": seen})
    assert (late.status_code, late.get_json()["values"]["revision"]) == (412, 2)


def test_a_blocked_version_says_what_blocks_it(world: World) -> None:
    code = world.code()
    world.post("analyst", "procedures", json={"code": code, "name": "A", "lead_agency": "H26"})
    world.post("analyst", f"procedures/{code}/versions", data=drawings.diagram(), headers=XML)
    answer = world.post("analyst", f"procedures/{code}/versions/1/publish", json={})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "publish_blocked")
    assert {"lane-unbound"} <= {one["rule"] for one in answer.get_json()["errors"]}


def test_a_published_version_is_frozen_under_one_hash(world: World) -> None:
    code = world.published()
    frozen = version(world, code)
    assert (frozen["state"], frozen["in_force"]) == ("published", True)
    assert len(frozen["sha256"]) == len(hashlib.sha256().hexdigest())
    for method, path, body in (
        ("PUT", "settings", drawings.SETTINGS),
        ("POST", "publish", {}),
    ):
        answer = world.call("analyst", method, f"procedures/{code}/versions/1/{path}", json=body)
        assert (answer.status_code, answer.get_json()["code"]) == (409, "version_frozen")
    assert version(world, code) == frozen


def test_a_version_comes_into_force_on_its_day(world: World) -> None:
    code = world.published()
    world.drafted(drawings.diagram(second="Tính thuế"), code)
    answer = world.post("analyst", f"procedures/{code}/versions/2/publish", json={"effective_from": "2026-12-01"})
    assert answer.get_json()["effective_from"] == "2026-11-30T17:00:00.000Z"
    assert (version(world, code, 1)["in_force"], version(world, code, 2)["in_force"]) == (True, False)
    assert world.started(code)["procedure"]["version"] == 1
    before = world.now
    world.later(days=10)
    assert (version(world, code, 1)["in_force"], version(world, code, 2)["in_force"]) == (False, True)
    assert world.started(code)["procedure"]["version"] == 2
    world.now = before


def test_settings_are_carried_over_but_a_new_label_unbinds(world: World) -> None:
    code = world.published()
    same = world.post("analyst", f"procedures/{code}/versions", data=drawings.diagram(), headers=XML).get_json()
    assert same["settings"]["lanes"][drawings.TAX]["bind"] == {"to": "agency", "code": "H26.2"}
    other = drawings.diagram(tax_lane="Chi cục Thuế")
    made = world.post("analyst", f"procedures/{code}/versions", data=other, headers=XML).get_json()
    assert drawings.TAX not in made["settings"]["lanes"]
    assert made["settings"]["steps"]["assess"]["limit"] == {"amount": 3, "unit": "working_day"}


def test_a_draft_does_not_exist_for_who_may_not_read_it(world: World) -> None:
    code = world.drafted()
    for path in ("", "/steps", "/diagram.bpmn"):
        assert world.get("officer", f"procedures/{code}/versions/1{path}").status_code == 404
    assert world.get("officer", f"procedures/{code}").get_json()["versions"] == []


def test_two_versions_are_compared_in_words(world: World) -> None:
    code = world.published()
    settings = json.loads(json.dumps(drawings.SETTINGS))
    settings["steps"]["assess"]["limit"]["amount"] = 2
    world.drafted(drawings.diagram(second="Tính thuế"), code)
    world.call("analyst", "PUT", f"procedures/{code}/versions/2/settings", json=settings)
    found = world.get("analyst", f"procedures/{code}/compare?from=1&to=2").get_json()
    kinds = {change["kind"]: change for change in found["changes"]}
    assert set(kinds) == {"renamed", "limit_changed"}
    assert (kinds["renamed"]["before"], kinds["renamed"]["after"]) == ("Xác định nghĩa vụ thuế", "Tính thuế")
    assert (found["steps"], found["lanes"], found["hand_overs"]) == ([3, 3], [2, 2], [2, 2])


def test_a_comparison_needs_two_versions_that_exist(world: World) -> None:
    code = world.published()
    assert world.get("analyst", f"procedures/{code}/compare?from=1").status_code == 422
    assert world.get("analyst", f"procedures/{code}/compare?from=1&to=7").status_code == 404


def test_procedures_come_in_pages_that_neither_repeat_nor_leave_out(world: World) -> None:
    codes = [world.code() for _ in range(5)]
    for code in codes:
        world.post("analyst", "procedures", json={"code": code, "name": code, "lead_agency": "H26"})
    found: list[str] = []
    following = "/api/v1/procedures?limit=2"
    while following:
        body = world.get("officer", following).get_json()
        found += [one["code"] for one in body["items"]]
        following = body["next"]
    assert found == sorted(set(found))
    assert set(codes) <= set(found)


def test_a_forged_cursor_is_refused(world: World) -> None:
    for cursor in ("x", "%00", "cDI6YQ", "é" * 20):
        assert world.get("officer", "procedures", query_string={"cursor": cursor}).status_code == 422


def test_a_code_that_can_stand_in_no_address_is_refused(world: World) -> None:
    for code in ("a/b", "..", "a?b", "a#b", "a%2Fb", "a\\b", "a\tb"):
        answer = world.post("analyst", "procedures", json={"code": code, "name": "A", "lead_agency": "H26"})
        assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (422, "not_allowed"), code


def test_a_code_in_vietnamese_and_with_quotes_is_read_like_any_other(world: World) -> None:
    code = f'Đ"{world.code()}'
    assert (
        world.post("analyst", "procedures", json={"code": code, "name": "A", "lead_agency": "H26"}).status_code == 201
    )
    world.drafted(code=code)
    path = f"procedures/{quote(code)}/versions/1/diagram.bpmn"
    first = world.get("analyst", path)
    assert first.status_code == 200
    assert first.headers["ETag"].isascii()
    assert world.get("analyst", path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_longest_code_starts_a_case_under_a_key(world: World) -> None:
    code = world.code().ljust(60, "x")
    world.post("analyst", "procedures", json={"code": code, "name": "A", "lead_agency": "H26"})
    world.drafted(code=code)
    assert world.post("analyst", f"procedures/{code}/versions/1/publish", json={}).status_code == 200
    body = {"procedure": code, "applicant": {"name": "A"}}
    told = {world.post("officer", "cases", json=body, headers={"Idempotency-Key": code}).text for _ in range(2)}
    assert len(told) == 1
    assert "H26.1-" in told.pop()


def test_what_has_been_changed_since_it_was_seen_is_not_published(world: World) -> None:
    code = world.drafted()
    seen = world.get("analyst", f"procedures/{code}/versions/1").headers["ETag"]
    world.call("analyst", "PUT", f"procedures/{code}/versions/1/settings", json=drawings.SETTINGS)
    path = f"procedures/{code}/versions/1/publish"
    assert world.post("analyst", path, json={}, headers={"If-Match": seen}).status_code == 412
    seen = world.get("analyst", f"procedures/{code}/versions/1").headers["ETag"]
    assert world.post("analyst", path, json={}, headers={"If-Match": seen}).status_code == 200


def test_no_version_was_in_force_before_it_was_published(world: World) -> None:
    code = world.drafted()
    path = f"procedures/{code}/versions/1/publish"
    for past in ("2026-11-22", "2020-01-01T00:00:00Z"):
        answer = world.post("analyst", path, json={"effective_from": past})
        assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (422, "in_the_past")
    made = world.post("analyst", path, json={"effective_from": "2026-11-23"}).get_json()
    assert made["effective_from"] == "2026-11-23T02:00:00.000Z"


def test_who_draws_and_does_not_bind_brings_no_bindings_along_with_a_file(world: World) -> None:
    who = f"drawer{next(world.numbers)}"
    with world.database.transaction() as session:
        session.add(person.Role(code=who, name_vi="Vẽ", name_en="Draws", rights=["draw"]))
        session.flush()
        people.add(session, people.SYSTEM, who, "A", "một mật khẩu dài", [people.Membership("H26", who)], now=world.now)
        drawer = people.actor(session, who, now=world.now)
        world.tokens[who] = str(people.create_token(session, drawer, "A", now=world.now).secret)
    code = world.drafted()

    def sent(settings: object) -> int:
        data = {"file": [(io.BytesIO(drawings.diagram()), "a.bpmn")], "settings": json.dumps(settings)}
        return world.post(who, f"procedures/{code}/versions", data=data).status_code

    other = json.loads(json.dumps(drawings.SETTINGS))
    next(iter(other["lanes"].values()))["bind"] = {"to": "agency", "code": "H26.9"}
    assert sent(other) == 403
    assert sent(drawings.SETTINGS) == 201
