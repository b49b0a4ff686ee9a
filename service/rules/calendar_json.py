"""Reading a calendar from JSON, strictly: what is wrong is named by its key."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from datetime import date

from bpmn import strict
from service.rules import calendar as cal

MOST_SHIFTS, MOST_DAYS, LONGEST_TEXT = 10, 5_000, 300
DAY = 24 * 3600
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CalendarError = strict.SettingsError
KEYS = {"format", "zone", "country", "hours", "days"}


def read(raw: object) -> cal.Calendar:
    """A calendar; keys that are left out are as in the plain one.

    Raises:
        CalendarError: naming the key that is wrong; ``hours`` where it opens on no weekday.
    """
    known = strict.mapping(raw, "calendar", KEYS)
    if known.get("format", cal.FORMAT) != cal.FORMAT:
        raise CalendarError("format", "not_allowed", known.get("format"))
    week = list(cal.PLAIN.week)
    for key, value in strict.mapping(known.get("hours", {}), "hours", set(cal.WEEKDAYS)).items():
        week[cal.WEEKDAYS.index(key)] = hours(value, f"hours.{key}")
    if not any(one.shifts for one in week):
        raise CalendarError("hours", "missing")  # no limit would ever end
    return cal.Calendar(
        zone=zone(known.get("zone", cal.PLAIN.zone)),
        country=country(known.get("country", cal.PLAIN.country)),
        week=tuple(week),
        days=overlay(known.get("days", {})),
    )


def zone(raw: object) -> str:
    """The name of a time zone.

    Raises:
        CalendarError: there is none of that name.
    """
    name = strict.reference(raw, "zone", 100)
    try:
        return zoneinfo.ZoneInfo(name).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise CalendarError("zone", "not_allowed", name) from cause


def country(raw: object) -> str:
    """The code of a country whose holidays are known, or nothing.

    Raises:
        CalendarError: it is neither.
    """
    code = strict.reference(raw, "country", 10)
    if code and code not in cal.countries():
        raise CalendarError("country", "not_allowed", code)
    return code


def hours(raw: object, where: str) -> cal.Hours:
    """The hours of a day.

    Raises:
        CalendarError: a shift is none, ends before it begins, or begins before the one before has ended.
    """
    known = strict.mapping(raw, where, {"shifts", "half"})
    told, half = known.get("shifts", []), known.get("half", False)
    if not isinstance(told, list):
        raise CalendarError(f"{where}.shifts", "wrong_type", told)
    if len(told) > MOST_SHIFTS:
        raise CalendarError(f"{where}.shifts", "too_large")
    if not isinstance(half, bool):
        raise CalendarError(f"{where}.half", "wrong_type", half)
    shifts, before = [], -1
    for number, one in enumerate(told):
        at = f"{where}.shifts.{number}"
        if not isinstance(one, list | tuple) or len(one) != 2:
            raise CalendarError(at, "wrong_type", one)
        since, until = clock(one[0], at), clock(one[1], at)
        if not before < since < until:
            raise CalendarError(at, "not_allowed", f"{one[0]}–{one[1]}")
        shifts.append((since, until))
        before = until
    return cal.Hours(tuple(shifts), half and bool(shifts))


def clock(raw: object, where: str) -> int:
    """``HH:MM`` up to 24:00 as seconds since midnight.

    Raises:
        CalendarError: it is none.
    """
    text = strict.reference(raw, where, 20)
    found = _CLOCK.fullmatch(text)
    seconds = DAY + 1 if found is None else int(found[1]) * 3600 + int(found[2]) * 60
    if seconds > DAY:
        raise CalendarError(where, "not_allowed", text)
    return seconds


def overlay(raw: object, where: str = "days") -> Mapping[date, cal.Ordered]:
    """Days off and make-up days.

    Raises:
        CalendarError: a key is no date, or a value no order.
    """
    told = strict.mapping(raw, where, None, MOST_DAYS)
    return {day(key, f"{where}.{key}"): ordered(value, f"{where}.{key}") for key, value in sorted(told.items())}


def ordered(raw: object, where: str) -> cal.Ordered:
    """What the overlay says of one day.

    Raises:
        CalendarError: naming what is wrong.
    """
    known = strict.mapping(raw, where, {"work", "document", "note", "swap", "hours"})
    work, swap, own = known.get("work"), known.get("swap"), known.get("hours")
    if not isinstance(work, bool):
        raise CalendarError(f"{where}.work", "missing" if work is None else "wrong_type", work)
    if own is not None and not work:
        raise CalendarError(f"{where}.hours", "not_allowed")
    return cal.Ordered(
        work=work,
        document=strict.text(known.get("document", ""), f"{where}.document", LONGEST_TEXT),
        note=strict.text(known.get("note", ""), f"{where}.note", LONGEST_TEXT),
        swap=None if swap is None else day(swap, f"{where}.swap"),
        hours=None if own is None else _open_hours(own, f"{where}.hours"),
    )


def _open_hours(raw: object, where: str) -> cal.Hours:
    found = hours(raw, where)
    if not found.shifts:
        raise CalendarError(f"{where}.shifts", "missing")
    return found


def day(raw: object, where: str) -> date:
    """``YYYY-MM-DD``.

    Raises:
        CalendarError: there is no such day.
    """
    text = strict.reference(raw, where, 20)
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as cause:
        raise CalendarError(where, "not_allowed", text) from cause
