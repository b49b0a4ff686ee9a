"""What the API promises of cases and tasks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api.world import World


def complete(world: World, who: str, task: str, answers: dict[str, Any] | None = None, **headers: str) -> Any:
    return world.post(who, f"tasks/{task}/complete", json={"answers": answers or {}}, headers=headers)


INTAKE = {"full_name": "Nguyễn Văn Đức"}


def test_a_case_goes_through_its_lanes_and_always_says_who_holds_it(world: World) -> None:
    case = world.started()["code"]
    for who, lane, agency, name, answers in (
        ("officer", "Bộ phận một cửa", "H26.1", "Tiếp nhận", INTAKE),
        ("taxer", "Thuế cơ sở", "H26.2", "Xác định nghĩa vụ thuế", {}),
        ("officer", "Bộ phận một cửa", "H26.1", "Trả kết quả", {}),
    ):
        (held,) = world.get("taxer", f"cases/{case}/holding").get_json()
        assert (held["lane"], held["agency"]["code"], held["name"], held["kind"]) == (lane, agency, name, "task")
        assert complete(world, who, held["task"], answers).status_code == 200
    assert world.get("taxer", f"cases/{case}/holding").get_json() == []
    assert world.get("taxer", f"cases/{case}").get_json()["status"] == "ended"
    history = world.get("officer", f"cases/{case}/history").get_json()
    assert [line["name"] for line in history["steps"]] == ["Tiếp nhận", "Xác định nghĩa vụ thuế", "Trả kết quả"]
    assert history["intact"] is True
    assert world.get("officer", f"cases/{case}/tokens").get_json()["visited"]["end"] == 1


def test_a_start_gives_the_look_up_secret_this_once(world: World) -> None:
    started = world.started()
    assert started["secret"]
    assert "secret" not in world.get("officer", f"cases/{started['code']}").get_json()


def test_a_procedure_without_a_version_in_force_starts_no_case(world: World) -> None:
    body = {"procedure": world.drafted(), "applicant": {"name": "A"}}
    answer = world.post("officer", "cases", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_in_force")


def test_a_list_of_tasks_is_the_agencys_own(world: World) -> None:
    case = world.started()["code"]
    mine = world.get("officer", f"tasks?case={case}&agency=H26.1&state=untouched").get_json()
    assert [one["case"] for one in mine["items"]] == [case]
    assert mine["next"] is None
    assert world.get("taxer", f"tasks?case={case}").get_json()["items"] == []


def test_an_unknown_filter_is_refused_by_name(world: World) -> None:
    answer = world.get("officer", "tasks?agencie=H26.1")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["key"] == "agencie"


def test_a_search_finds_a_name_with_and_without_accents(world: World) -> None:
    case = world.started()["code"]
    for q in ("nguyen van duc", "Nguyễn Văn Đức", "Nguyễn Văn Đức"):
        found = world.get("officer", "cases", query_string={"q": q, "limit": 200}).get_json()["items"]
        assert case in {one["code"] for one in found}


def test_a_task_shows_its_form(world: World) -> None:
    case = world.started()["code"]
    task = world.get("officer", f"tasks/{world.task(case)}").get_json()
    assert [one["key"] for one in task["form"]["components"]] == ["full_name", "pages", "proof"]
    assert task["may_work"] is True


def test_answers_are_checked_by_the_form_and_unknown_keys_refused_by_name(world: World) -> None:
    task = world.task(world.started()["code"])
    answer = complete(world, "officer", task, {"pages": "many", "approved": True})
    assert answer.status_code == 422
    keys = {one["key"].removeprefix("answers.") for one in answer.get_json()["errors"]}
    assert keys == {"full_name", "pages", "approved"}
    assert complete(world, "officer", task, INTAKE).status_code == 200


def test_a_claimed_task_is_its_claimers_until_released(world: World) -> None:
    task = world.task(world.started()["code"])
    claimed = world.post("chief", f"tasks/{task}/claim")
    assert (claimed.status_code, claimed.get_json()["state"]) == (200, "mine")
    refused = complete(world, "officer", task, INTAKE)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "task_claimed")
    assert refused.get_json()["values"]["who"] == "Chief"
    assert world.post("chief", f"tasks/{task}/release").get_json()["state"] == "untouched"
    assert complete(world, "officer", task, INTAKE).status_code == 200


def test_the_second_of_two_is_told_who_was_first(world: World) -> None:
    task = world.task(world.started()["code"])
    assert complete(world, "officer", task, INTAKE).status_code == 200
    late = complete(world, "chief", task, INTAKE)
    assert (late.status_code, late.get_json()["code"]) == (409, "task_done")
    assert late.get_json()["values"]["who"] == "Officer"


def test_a_retry_gets_the_first_answer_byte_for_byte(world: World) -> None:
    task = world.task(world.started()["code"])
    key = {"Idempotency-Key": f"once-{task}"}
    first = complete(world, "officer", task, INTAKE, **key)
    world.later(seconds=3)
    again = complete(world, "officer", task, INTAKE, **key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.data == again.data
    other = complete(world, "officer", task, {"full_name": "B"}, **key)
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_reused")


def test_a_retried_start_makes_one_case(world: World) -> None:
    body = {"procedure": world.published(), "applicant": {"name": "A"}}
    key = {"Idempotency-Key": body["procedure"]}
    first, again = (world.post("officer", "cases", json=body, headers=key) for _ in range(2))
    assert (first.status_code, first.data) == (201, again.data)
    found = world.get("officer", f"cases?procedure={body['procedure']}").get_json()["items"]
    assert len(found) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "khóa"])
def test_a_key_that_cannot_be_kept_is_refused(world: World, key: str) -> None:
    task = world.task(world.started()["code"])
    answer = complete(world, "officer", task, INTAKE, **{"Idempotency-Key": key})
    assert answer.status_code == 422


def test_a_hand_over_is_recalled_until_somebody_has_begun(world: World) -> None:
    case = world.started()["code"]
    task = world.task(case)
    complete(world, "officer", task, INTAKE)
    assert world.post("officer", f"tasks/{task}/recall").status_code == 200
    (held,) = world.get("officer", f"cases/{case}/holding").get_json()
    assert held["name"] == "Tiếp nhận"
    complete(world, "officer", held["task"], INTAKE)
    world.post("taxer", f"tasks/{world.task(case)}/claim")
    refused = world.post("officer", f"tasks/{held['task']}/recall")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "already_begun")


def test_only_the_unit_that_took_it_in_cancels_with_a_reason(world: World) -> None:
    case = world.started()["code"]
    why = {"reason": "Người dân rút hồ sơ"}
    assert world.post("taxer", f"cases/{case}/cancel", json=why).status_code == 403
    assert world.post("officer", f"cases/{case}/cancel", json={}).status_code == 422
    assert world.post("officer", f"cases/{case}/cancel", json=why).get_json()["status"] == "cancelled"
    assert world.post("officer", f"cases/{case}/cancel", json=why).status_code == 409


def test_a_case_does_not_exist_for_an_agency_without_a_lane(world: World) -> None:
    case = world.started()["code"]
    task = world.task(case)
    for path in (f"cases/{case}", f"cases/{case}/holding", f"cases/{case}/history", f"cases/{case}/tokens"):
        assert world.get("stranger", path).status_code == 404
        assert world.get("taxer", path).status_code == 200
    assert world.get("stranger", f"tasks/{task}").status_code == 404
    assert complete(world, "stranger", task, INTAKE).status_code == 404
    assert complete(world, "taxer", task, INTAKE).status_code == 403
    assert world.get("stranger", "cases").get_json()["items"] == []


@pytest.mark.parametrize("task", ["x", "1", "1-", "-1", "1-x", "9" * 30 + "-1", "1-9999999999", "١-1"])
def test_what_is_no_task_is_not_found(world: World, task: str) -> None:
    assert world.get("officer", f"tasks/{task}").status_code == 404
    assert complete(world, "officer", task).status_code == 404


@pytest.mark.parametrize("incident", ["x", "0", "9" * 40])
def test_what_is_no_incident_is_not_found(world: World, incident: str) -> None:
    assert world.post("officer", f"incidents/{incident}/retry").status_code == 404


def test_there_are_no_incidents_while_all_goes_well(world: World) -> None:
    assert world.get("officer", "incidents").get_json() == {"items": [], "next": None}
