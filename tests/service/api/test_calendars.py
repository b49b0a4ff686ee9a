"""What the API promises of calendars: read by all, edited in versions, tried before they are made."""

from __future__ import annotations

from tests.service.api.world import World

OFF = {"edit": {"days": {"2026-11-25": {"work": False, "note": "Mất điện"}}}}


def test_a_calendar_tells_hours_holidays_and_days_that_count(world: World) -> None:
    told = world.get("officer", "calendars/H26.2").get_json()
    assert (told["scope"], told["number"], told["own"], told["may_edit"]) == ("H26.2", 0, {}, False)
    assert told["calendar"]["hours"]["mon"] == {"shifts": [["08:00", "12:00"], ["13:00", "17:00"]]}
    days = world.get("officer", "calendars/city/days?year=2026&month=8").get_json()["items"]
    saturday, monday = days[21], days[30]
    assert (saturday["day"], saturday["counts"], saturday["source"]) == ("2026-08-22", 2, "holiday_made_up")
    assert (monday["counts"], monday["source"]) == (0, "holiday")


def test_an_edit_is_tried_made_and_told_in_the_versions(world: World) -> None:
    tried = world.post("administrator", "calendars/H26.2/changes", json=OFF)
    assert (tried.status_code, tried.get_json()["count"], tried.get_json()["more"]) == (200, 0, False)
    made = world.post("administrator", "calendars/H26.2/versions", json={**OFF, "document": "QĐ 1", "after": 0})
    assert (made.status_code, made.get_json()) == (201, {"number": 1})
    late = world.post("administrator", "calendars/H26.2/versions", json={**OFF, "document": "QĐ 1", "after": 0})
    assert (late.status_code, late.get_json()["code"]) == (412, "stale")
    (version,) = world.get("officer", "calendars/H26.2/versions").get_json()["items"]
    assert (version["number"], version["document"]) == (1, "QĐ 1")
    assert version["body"]["days"]["2026-11-25"] == {"work": False, "note": "Mất điện", "document": "QĐ 1"}
    assert world.get("officer", "calendars/city").get_json()["number"] == 0


def test_what_is_wrong_is_named(world: World) -> None:
    for edit, key in (
        ({"days": {"25/11/2026": {"work": False}}}, "days.25/11/2026"),
        ({"hours": {"mon": {"shifts": [["17:00", "08:00"]]}}}, "hours.mon.shifts.0"),
        ({"zone": "Hà Nội"}, "zone"),
    ):
        answer = world.post("administrator", "calendars/city/versions", json={"edit": edit, "document": "QĐ 1"})
        assert (answer.status_code, [one["key"] for one in answer.get_json()["errors"]]) == (422, [key])
    assert world.post("administrator", "calendars/city/versions", json=OFF).status_code == 422
    assert world.get("administrator", "calendars/none").status_code == 404
