"""What an integrator's operator sees and does over REST."""

from __future__ import annotations

from tests.service.api.world import World


def test_a_state_is_told_as_plain_values_with_what_may_be_done(world: World) -> None:
    case = world.started()
    told = world.get("administrator", f"cases/{case['code']}/state").get_json()
    assert (told["case"], told["status"], told["unreadable"]) == (case["code"], "running", None)
    assert told["procedure"]["version"] == 1
    outer, process = told["scopes"]
    assert (outer["type"], process["type"], process["element"]) == ("case", "process", "P")
    (token,) = process["tokens"]
    assert (token["seq"], token["role"], token["kind"], token["element"]) == (1, "wait", "task", "intake")
    assert (token["name"], token["lane"], token["may_move"]) == ("Tiếp nhận", "Bộ phận một cửa", True)
    assert token["since"] == case["opened_at"]
    assert [place["element"] for place in process["places"]] == ["start", "intake", "assess", "give", "end"]


def test_a_token_is_moved_and_skipped_and_the_case_says_so(world: World) -> None:
    code = world.started()["code"]
    body = {"seq": 1, "element": "assess", "reason": "Hồ sơ đã tiếp nhận trên giấy"}
    moved = world.post("administrator", f"cases/{code}/move", json=body)
    assert moved.status_code == 200
    assert (moved.json["how"], [one["element"] for one in moved.json["opened"]]) == ("moved", ["assess"])
    skipped = world.post("administrator", f"cases/{code}/skip", json={"seq": 2, "reason": "Miễn thuế"})
    assert [one["element"] for one in skipped.json["opened"]] == ["give"]
    history = world.get("officer", f"cases/{code}/history").get_json()
    assert [one["outcome"] for one in history["steps"]] == ["moved", "skipped", None]
    assert [one["kind"] for one in history["events"]][1:] == ["step.moved", "step.skipped"]
    assert history["events"][1]["payload"]["reason"] == body["reason"]
    assert history["intact"]


def test_a_retry_with_the_same_key_gets_the_first_answer(world: World) -> None:
    code = world.started()["code"]
    body = {"seq": 1, "reason": "Đã làm trên giấy"}
    first, again = (
        world.post("administrator", f"cases/{code}/skip", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert (first.status_code, first.data) == (200, again.data)
    other = world.post("administrator", f"cases/{code}/move", json={**body, "element": "give"},
                       headers={"Idempotency-Key": "k"})  # fmt: skip
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_what_is_wrong_with_an_act_is_named_by_its_key(world: World) -> None:
    code = world.started()["code"]
    for verb, body, key, problem in (
        ("move", {"seq": 1, "element": "give"}, "reason", "missing"),
        ("move", {"seq": 1, "element": "give", "reason": " "}, "reason", "missing"),
        ("move", {"seq": 1, "element": "give", "reason": "x" * 2_001}, "reason", "too_long"),
        ("move", {"seq": 1, "element": "nowhere", "reason": "x"}, "element", "unknown_element"),
        ("move", {"seq": 0, "element": "give", "reason": "x"}, "seq", "not_allowed"),
        ("skip", {"seq": 1, "reason": "x", "answers": {"other": 1}}, "answers.other", "unknown_key"),
    ):
        answer = world.post("administrator", f"cases/{code}/{verb}", json=body)
        assert answer.status_code == 422, body
        assert [(one["key"], one["code"]) for one in answer.json["errors"]] == [(key, problem)]
        assert answer.json["errors"][0]["message"] not in ("", problem)


def test_a_wait_that_is_none_is_not_found_and_a_closed_one_is_a_conflict(world: World) -> None:
    code = world.started()["code"]
    body = {"seq": 9, "reason": "x"}
    assert world.post("administrator", f"cases/{code}/skip", json=body).status_code == 404
    body["seq"] = 1
    assert world.post("administrator", f"cases/{code}/skip", json=body).status_code == 200
    late = world.post("administrator", f"cases/{code}/skip", json=body)
    assert (late.status_code, late.json["code"], late.json["values"]["outcome"]) == (409, "task_closed", "skipped")
