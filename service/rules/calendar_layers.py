"""What one level says of its calendar: the city, or an agency, what it has otherwise than the level above.

A layer is edited by a patch: what the patch names is replaced, null takes it back, so that the level above says it
again. The calendar of an agency is the plain one under the layers of the city, of the agencies above it, and its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bpmn import strict
from service.rules import calendar as cal
from service.rules import calendar_json

KEYS = {"zone", "country", "hours", "days"}


@dataclass(frozen=True, slots=True)
class Layer:
    """What a level says; None and what is left out is said by the level above.

    Parameters:
        week: hours by day of the week, Monday 0.
        days: its part of the overlay.
    """

    zone: str | None = None
    country: str | None = None
    week: Mapping[int, cal.Hours] = field(default_factory=dict)
    days: Mapping[date, cal.Ordered] = field(default_factory=dict)


EMPTY = Layer()


def read(raw: object) -> Layer:
    """A layer from JSON.

    Raises:
        CalendarError: naming the key that is wrong.
    """
    return patched(EMPTY, raw)


def patched(layer: Layer, raw: object) -> Layer:
    """A layer after an edit.

    Raises:
        CalendarError: naming the key of the patch that is wrong.
    """
    known = strict.mapping(raw, "calendar", KEYS)
    week, days = dict(layer.week), dict(layer.days)
    for key, value in strict.mapping(known.get("hours", {}), "hours", set(cal.WEEKDAYS)).items():
        week.pop(cal.WEEKDAYS.index(key), None)
        if value is not None:
            week[cal.WEEKDAYS.index(key)] = calendar_json.hours(value, f"hours.{key}")
    for key, value in strict.mapping(known.get("days", {}), "days", None, calendar_json.MOST_DAYS).items():
        day = calendar_json.day(key, f"days.{key}")
        days.pop(day, None)
        if value is not None:
            days[day] = calendar_json.ordered(value, f"days.{key}")
    if len(days) > calendar_json.MOST_DAYS:
        raise calendar_json.CalendarError("days", "too_large")
    changed = replace(layer, week=week, days=days)
    if "zone" in known:
        changed = replace(changed, zone=None if known["zone"] is None else calendar_json.zone(known["zone"]))
    if "country" in known:
        told = known["country"]
        changed = replace(changed, country=None if told is None else calendar_json.country(told))
    return changed


def to_json(layer: Layer) -> dict[str, object]:
    """The JSON that `read` reads, without what the level above says."""
    told: dict[str, object] = {}
    if layer.zone is not None:
        told["zone"] = layer.zone
    if layer.country is not None:
        told["country"] = layer.country
    if layer.week:
        told["hours"] = {cal.WEEKDAYS[day]: cal.hours_json(layer.week[day]) for day in sorted(layer.week)}
    if layer.days:
        told["days"] = {day.isoformat(): cal.ordered_json(layer.days[day]) for day in sorted(layer.days)}
    return told


def over(above: cal.Calendar, layer: Layer) -> cal.Calendar:
    """The calendar of a level whose level above has the calendar `above`.

    Raises:
        CalendarError: ``hours``: it would open on no weekday.
    """
    if layer == EMPTY:
        return above
    week = tuple(layer.week.get(number, hours) for number, hours in enumerate(above.week))
    if not any(hours.shifts for hours in week):
        raise calendar_json.CalendarError("hours", "missing")
    return cal.Calendar(
        zone=above.zone if layer.zone is None else layer.zone,
        country=above.country if layer.country is None else layer.country,
        week=week,
        days={**above.days, **layer.days},
    )


def stamped(raw: object, document: str) -> object:
    """A patch whose days name the document that orders them, where they name none themselves."""
    if not isinstance(raw, dict) or not isinstance(raw.get("days"), dict):
        return raw
    days = {
        key: {**value, "document": document} if isinstance(value, dict) and not value.get("document") else value
        for key, value in raw["days"].items()
    }
    return {**raw, "days": days}


def swap(off: date, work: date, note: str = "") -> dict[str, object]:
    """The part of a patch that swaps two days: `off` becomes a day off, `work` is worked for it."""
    said = {"note": note} if note else {}
    return {
        off.isoformat(): {"work": False, "swap": work.isoformat(), **said},
        work.isoformat(): {"work": True, "swap": off.isoformat(), **said},
    }
