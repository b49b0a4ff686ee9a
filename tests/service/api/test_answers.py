"""What the API promises of answers beside the diagram."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bpmn import drawing
from tests.service.api import drawings
from tests.service.api.world import World

TIMER = {"timer": {"kind": "duration", "value": "PT2H"}}
OPEN = (
    drawings.diagram()
    .replace(
        b'<sequenceFlow id="f3"',
        b'<intermediateCatchEvent id="wait" name="Ch\xe1\xbb\x9d"><timerEventDefinition/></intermediateCatchEvent>'
        b'<sequenceFlow id="f5" sourceRef="wait" targetRef="give"/><sequenceFlow id="f3"',
    )
    .replace(b'sourceRef="assess" targetRef="give"', b'sourceRef="assess" targetRef="wait"')
    .replace(b"<flowNodeRef>assess</flowNodeRef>", b"<flowNodeRef>assess</flowNodeRef><flowNodeRef>wait</flowNodeRef>")
)
"""The small diagram, with a timer before the result that says nothing."""


def path(code: str, *more: str) -> str:
    return "/".join((f"procedures/{code}/versions/1", *more))


def shown(world: World, code: str) -> dict[str, Any]:
    return dict(world.get("analyst", path(code)).get_json())


def rules(body: dict[str, Any], element: str) -> set[str]:
    return {one["rule"] for one in body["findings"] if one["element"] == element}


@pytest.fixture
def code(world: World) -> str:
    return world.drafted(OPEN)


def test_one_element_is_answered_and_asked_no_more(world: World, code: str) -> None:
    assert "timer-empty" in rules(shown(world, code), "wait")
    answer = world.call("analyst", "PUT", path(code, "answers", "wait"), json=TIMER)
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["settings"]["answers"] == {"wait": TIMER}
    assert rules(body, "wait") == {"answered-beside"}
    assert body["settings"]["lanes"] == shown(world, code)["settings"]["lanes"]
    assert world.get("analyst", path(code, "diagram.bpmn")).data == OPEN


def test_an_answer_is_taken_away(world: World, code: str) -> None:
    world.call("analyst", "PUT", path(code, "answers", "wait"), json=TIMER)
    answer = world.call("analyst", "DELETE", path(code, "answers", "wait"))
    assert answer.status_code == 200
    assert "answers" not in answer.get_json()["settings"]
    assert "timer-empty" in rules(answer.get_json(), "wait")
    assert world.call("analyst", "DELETE", path(code, "answers", "never")).status_code == 200


@pytest.mark.parametrize(
    ("element", "answer", "key", "wrong"),
    [
        ("wait", {"timer": {"kind": "week", "value": "1"}}, "answers.wait.timer.kind", "not_allowed"),
        ("wait", {"color": "red"}, "answers.wait.color", "unknown_key"),
        ("wait", {"timer": {"kind": "duration", "value": "tuần sau"}}, "answers.wait.timer", "answer_unfit"),
        ("give", TIMER, "answers.give.timer", "answer_unfit"),
        ("give", {"lane": "Pool/None"}, "answers.give.lane", "answer_unfit"),
        ("gone", TIMER, "answers.gone", "unknown_element"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_by_its_key(
    world: World, code: str, element: str, answer: dict[str, Any], key: str, wrong: str
) -> None:
    for language in ("vi", "en"):
        refused = world.call(
            "analyst", "PUT", path(code, "answers", element), json=answer, headers={"Accept-Language": language}
        )
        assert refused.status_code == 422
        (told,) = refused.get_json()["errors"]
        assert (told["key"], told["code"]) == (key, wrong)
        if wrong == "answer_unfit":
            assert told["message"] == told["values"][language]
            assert len(told["message"]) > 80
    assert shown(world, code)["revision"] == 1


def test_settings_hold_answers_and_keep_them(world: World, code: str) -> None:
    whole = {**drawings.SETTINGS, "answers": {"wait": TIMER, "give": {"lane": drawings.TAX}}}
    body = world.call("analyst", "PUT", path(code, "settings"), json=whole).get_json()
    assert body["settings"]["answers"] == whole["answers"]
    again = world.call("analyst", "PUT", path(code, "settings"), json=body["settings"]).get_json()
    assert again["settings"] == body["settings"]
    table = world.get("analyst", path(code, "steps")).get_json()
    assert {row["element"]: row["lane_key"] for row in table["steps"]}["give"] == drawings.TAX


def test_an_answer_over_somebody_elses_change_is_refused(world: World, code: str) -> None:
    seen = world.get("analyst", path(code)).headers["ETag"]
    assert world.call("analyst", "PUT", path(code, "settings"), json=drawings.SETTINGS).status_code == 200
    late = world.call("analyst", "PUT", path(code, "answers", "wait"), json=TIMER, headers={"If-Match": seen})
    assert (late.status_code, late.get_json()["code"]) == (412, "stale")


def test_who_may_not_draw_answers_nothing(world: World, code: str) -> None:
    for method, body in (("PUT", TIMER), ("DELETE", None)):
        answer = world.call("officer", method, path(code, "answers", "wait"), json=body)
        assert answer.status_code in (403, 404)


def test_an_answered_version_is_frozen_with_its_answers_and_runs_by_them(world: World, code: str) -> None:
    world.call("analyst", "PUT", path(code, "answers", "wait"), json=TIMER)
    before = shown(world, code)
    answer = world.post("analyst", path(code, "publish"), json={})
    assert answer.status_code == 200, answer.get_json()
    assert answer.get_json()["settings"] == before["settings"]
    assert len(answer.get_json()["sha256"]) == 64
    for method, body in (("PUT", TIMER), ("DELETE", None)):
        late = world.call("analyst", method, path(code, "answers", "wait"), json=body)
        assert (late.status_code, late.get_json()["code"]) == (409, "version_frozen")
    assert world.started(code)["status"] == "running"


def test_the_next_file_takes_the_answers_over_and_the_comparison_tells_a_new_one(world: World, code: str) -> None:
    world.call("analyst", "PUT", path(code, "answers", "wait"), json=TIMER)
    world.post("analyst", path(code, "publish"), json={})
    made = world.post(
        "analyst", f"procedures/{code}/versions", data=OPEN, headers={"Content-Type": "application/xml"}
    ).get_json()
    assert made["settings"]["answers"] == {"wait": TIMER}
    other = {"timer": {"kind": "duration", "value": "P1D"}}
    second = f"procedures/{code}/versions/2/answers/wait"
    assert world.call("analyst", "PUT", second, json=other).status_code == 200
    told = world.get("analyst", f"procedures/{code}/compare?from=1&to=2").get_json()["changes"]
    timers = [(one["element"], one["after"]) for one in told if one["kind"] == "timer_changed"]
    assert timers == [("wait", "duration P1D")]


def test_an_acceptance_holds_for_what_was_seen(world: World) -> None:
    """Accepting a warning and changing what it says in one request accepts the warning that was shown."""
    labelled = drawing.file(
        drawing.pools(("Pool", "P")),
        drawing.process(
            drawing.lanes(OneStop=("s", "a", "g", "e"), Tax=("b",)),
            drawing.start(),
            drawing.user("a"),
            drawing.xor("g", "Đạt?"),
            drawing.user("b"),
            drawing.end(),
            drawing.chain("s", "a", "g"),
            drawing.flow("g", "b", "Đạt"),
            drawing.flow("g", "e", "Không"),
            drawing.chain("b", "e"),
        ),
    )
    code = world.code()
    world.post("analyst", "procedures", json={"code": code, "name": "A", "lead_agency": "H26"})
    world.post("analyst", f"procedures/{code}/versions", data=labelled, headers={"Content-Type": "application/xml"})
    key = "decision-by-person:g"
    moved = {"accepted": [key], "answers": {"g": {"lane": drawings.TAX}}}
    body = world.call("analyst", "PUT", path(code, "settings"), json=moved).get_json()
    assert body["settings"]["accepted"] == []
    assert "acceptance-lapsed" in rules(body, "g")
    body = world.call("analyst", "PUT", path(code, "settings"), json={**body["settings"], "accepted": [key]}).get_json()
    assert body["settings"]["accepted"] == list(body["settings"]["accepted_as"]) == [key]
