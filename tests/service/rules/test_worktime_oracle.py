"""Working time agrees with an oracle that walks minute by minute and reads nothing but the calendar's JSON."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bpmn import settings
from service.rules import calendar_json, worktime
from tests.service.rules import minutes
from tests.support import shares

Unit = settings.Unit
CASES = 1_000_000
SINCE, UNTIL = date(2025, 11, 1), date(2026, 12, 10)
FIRST, LAST = 20 * 24 * 60 * 60, 270 * 24 * 60 * 60
"""Starts, in seconds of the period: room before them for a day off, after them for the longest limit."""

MOST = {Unit.WORKING_DAY: 60, Unit.WORKING_HOUR: 400, Unit.CALENDAR_DAY: 120, Unit.HOUR: 3_000, Unit.MINUTE: 90_000}
NIGHT, WHOLE = {"shifts": [["00:30", "09:00"]]}, {"shifts": [["00:00", "24:00"]]}
OFFICE, LATE = (
    {"shifts": [["08:00", "12:00"], ["13:00", "17:00"]]},
    {"shifts": [["07:30", "11:30"], ["13:30", "17:30"]]},
)
SHORT, HALF = {"shifts": [["08:00", "12:00"], ["13:00", "16:00"]]}, {"shifts": [["07:30", "11:30"]], "half": True}
SWAP: dict[str, Any] = {
    "2026-01-02": {"work": False, "swap": "2026-01-10", "document": "Công văn 16767"},
    "2026-01-10": {"work": True, "swap": "2026-01-02", "document": "Công văn 16767"},
}
MORE = {
    "2026-03-05": {"work": False},
    "2026-03-08": {"work": True, "hours": {"shifts": [["09:00", "11:00"]], "half": True}},
    "2026-05-02": {"work": True},
    "2026-09-02": {"work": True, "swap": "2026-09-04"},
}


def _week(days: dict[str, Any], *weekend: dict[str, Any]) -> dict[str, Any]:
    named = dict(zip(("sat", "sun"), weekend, strict=False))
    return {name: named.get(name, {"shifts": []} if name in ("sat", "sun") else days) for name in minutes.NAMES}


CALENDARS: dict[str, dict[str, Any]] = {
    "the plain one": {"zone": "Asia/Ho_Chi_Minh", "country": "VN", "hours": _week(OFFICE), "days": {}},
    "with a swapped day": {"zone": "Asia/Ho_Chi_Minh", "country": "VN", "hours": _week(LATE), "days": SWAP},
    "with half Saturdays": {
        "zone": "Asia/Ho_Chi_Minh", "country": "VN", "hours": _week(LATE, HALF), "days": {**SWAP, **MORE},
    },
    "with a short Friday": {
        "zone": "Asia/Ho_Chi_Minh", "country": "VN", "hours": {**_week(OFFICE), "fri": SHORT}, "days": MORE,
    },
    "a night shift with summer time": {
        "zone": "Europe/Berlin", "country": "DE", "hours": _week(NIGHT, NIGHT, NIGHT), "days": {},
    },
    "open by day and night, summer time begins at midnight": {
        "zone": "Africa/Cairo", "country": "EG", "hours": _week(WHOLE, WHOLE, WHOLE), "days": MORE,
    },
    "summer time of half an hour": {
        "zone": "Australia/Lord_Howe", "country": "AU", "hours": _week(NIGHT, OFFICE, NIGHT), "days": {},
    },
    "summer time of the south, closed at weekends": {
        "zone": "America/Santiago", "country": "", "hours": _week(OFFICE), "days": {},
    },
}  # fmt: skip
PART = CASES // len(CALENDARS)


def _differences(told: dict[str, Any], cases: int, seed: int) -> Iterator[str]:
    calendar, oracle = calendar_json.read(told), minutes.Minutes(told, SINCE, UNTIL)
    dice, units = random.Random(seed), list(Unit)  # noqa: S311 -- cases, no secrets
    for _ in range(cases):
        start = dice.randrange(FIRST, LAST)
        if dice.random() < 0.5:
            start -= start % 1_800
        unit = dice.choice(units)
        amount = dice.randint(1, dice.choice((3, MOST[unit])))
        yield from _added(calendar, oracle, start, settings.Limit(amount, unit))
        yield from _measured(calendar, oracle, start, start + dice.randrange(120 * 24 * 3_600))
        if dice.random() < 0.1:
            yield from _by_policy(calendar, oracle, start, settings.Limit(dice.randint(1, 5), unit), dice)


def _expected(oracle: minutes.Minutes, start: int, limit: settings.Limit) -> int | None:
    if limit.unit is Unit.WORKING_DAY:
        return oracle.after_days(start, limit.amount)
    if limit.unit is Unit.WORKING_HOUR:
        return oracle.after_office_seconds(start, limit.amount * 3_600)
    if limit.unit is Unit.CALENDAR_DAY:
        return oracle.after_wall_seconds(start, limit.amount * 86_400)
    return start + limit.amount * (3_600 if limit.unit is Unit.HOUR else 60)


def _added(calendar: worktime.Calendar, oracle: minutes.Minutes, start: int, limit: settings.Limit) -> Iterator[str]:
    end = oracle.second(worktime.add(oracle.instant(start), limit, calendar))
    expected = _expected(oracle, start, limit)
    if expected is not None and end != expected:
        yield f"{oracle.local(start)} + {limit}: {oracle.local(end)}, not {oracle.local(expected)}"
    if expected is None:  # other hours: what is promised is the part of the day, to the tick
        ticks = oracle.day_ticks(end) - oracle.day_ticks(start)
        if abs(ticks - limit.amount * minutes.WHOLE_DAY) > 1:
            yield f"{oracle.local(start)} + {limit}: {oracle.local(end)}, {ticks} ticks"


def _measured(calendar: worktime.Calendar, oracle: minutes.Minutes, start: int, end: int) -> Iterator[str]:
    at = (oracle.instant(start), oracle.instant(end))
    for unit, position in (
        (Unit.WORKING_DAY, oracle.day_ticks),
        (Unit.WORKING_HOUR, oracle.office_seconds),
        (Unit.CALENDAR_DAY, oracle.wall_seconds),
    ):
        found, expected = worktime.measured(*at, unit, calendar), position(end) - position(start)
        if found != expected:
            yield f"{oracle.local(start)} to {oracle.local(end)}: {found} ticks of {unit}, not {expected}"


def _by_policy(
    calendar: worktime.Calendar, oracle: minutes.Minutes, start: int, limit: settings.Limit, dice: random.Random
) -> Iterator[str]:
    cut_off, last = dice.choice((None, 15 * 3_600, 17 * 3_600)), dice.choice((None, 3_600))
    ends = dice.choice(list(worktime.Ends))
    begins = oracle.begins(start, cut_off, last)
    expected = _expected(oracle, begins, limit)
    if expected is None:
        return
    if ends is not worktime.Ends.SAME_TIME:
        expected = oracle.day_end(expected, ends is worktime.Ends.WORKING_DAY_END)
    policy = worktime.Policy(cut_off, last, ends)
    end = oracle.second(worktime.add(oracle.instant(start), limit, calendar, policy))
    if end != expected:
        yield f"{oracle.local(start)} + {limit} by {policy}: {oracle.local(end)}, not {oracle.local(expected)}"


@pytest.mark.parametrize("name", CALENDARS)
def test_adding_and_measuring_agree_with_counting_minutes(name: str) -> None:
    cases = shares.soak_share(PART, 0.02)
    differences = _differences(CALENDARS[name], cases, seed=list(CALENDARS).index(name))
    assert [line for line, _ in zip(differences, range(20), strict=False)] == []
