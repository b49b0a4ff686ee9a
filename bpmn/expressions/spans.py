"""Lengths of time as people and lenient tools write them, as ISO 8601: ``3 ngày``, ``2 weeks``, ``PT1.5H``, ``p3d``.

What counts in working time isn't a length of time by itself, but an amount that a calendar makes one: `working`.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

UNITS = {
    "Y": ("y", "yr", "yrs", "year", "years", "năm"),
    "M": ("mo", "month", "months", "tháng"),
    "W": ("w", "wk", "wks", "week", "weeks", "tuần"),
    "D": ("d", "day", "days", "ngày"),
    "TH": ("h", "hr", "hrs", "hour", "hours", "giờ", "tiếng"),
    "TM": ("m", "min", "mins", "minute", "minutes", "phút"),
    "TS": ("s", "sec", "secs", "second", "seconds", "giây"),
}
"""Designator of ISO 8601, behind ``T`` those of the time of day, and the words for it."""
_DESIGNATOR = {word: designator for designator, words in UNITS.items() for word in words}
_SPOKEN = re.compile(r"(\d{1,9})(?:[.,](\d{1,6}))?\s*([^\W\d_]+)")
_BETWEEN = re.compile(r"[\s,+]*(?:and|và)?\s*")
_BEFORE = re.compile(r"(?:sau|quá(?: hạn)?|trong(?: vòng)?|after|within|in|for)\s+")
"""What people write before a length of time, and what makes it none other."""
_ISO = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?"
)
_SECONDS = {"W": 604_800, "D": 86_400, "TH": 3_600, "TM": 60, "TS": 1}
LONGEST = 100
WORKING = {
    "working_day": (
        "ngày làm việc",
        "working day",
        "working days",
        "business day",
        "business days",
        "workday",
        "workdays",
    ),
    "working_hour": (
        "giờ làm việc",
        "giờ hành chính",
        "working hour",
        "working hours",
        "business hour",
        "business hours",
    ),
}
"""Units of working time (those of `bpmn.settings.Unit`), and the words for them."""
_WORKING = {words: unit for unit, known in WORKING.items() for words in known}
_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,6}))?\s*([^\d]+)")
HOURS = 8
"""Working hours of a working day."""


def working(text: str) -> tuple[int, str] | None:
    """The amount of working time that a text says, ``3 ngày làm việc``, and its unit; None where it says none.

    Part of a day is told in hours, part of an hour is none.
    """
    bare = unicodedata.normalize("NFC", text).strip()
    if not bare or len(bare) > LONGEST:
        return None
    bare = " ".join(bare.casefold().split())
    before = _BEFORE.match(bare)
    found = _AMOUNT.fullmatch(bare, 0 if before is None else before.end())
    unit = None if found is None else _WORKING.get(found.group(3).strip())
    if found is None or unit is None:
        return None
    amount = Decimal(f"{found.group(1)}.{found.group(2) or 0}")
    if amount != int(amount) and unit == "working_day":
        amount, unit = amount * HOURS, "working_hour"
    return (int(amount), unit) if amount and amount == int(amount) else None


def iso(text: str) -> str | None:
    """The ISO 8601 duration that a text says; None where it says none, or part of it isn't understood.

    Parts smaller than a second are rounded up: what waits never ends early.
    """
    bare = unicodedata.normalize("NFC", text).strip()
    if not bare or len(bare) > LONGEST:
        return None
    parts = _written(bare.upper()) or _spoken(bare.casefold())
    return None if parts is None or not any(parts.values()) else _spelled(parts)


def _written(text: str) -> dict[str, Decimal] | None:
    found = _ISO.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    names = ("Y", "M", "W", "D", "TH", "TM", "TS")
    return {name: Decimal((part or "0").replace(",", ".")) for name, part in zip(names, found.groups(), strict=True)}


def _spoken(text: str) -> dict[str, Decimal] | None:
    parts: dict[str, Decimal] = {}
    before = _BEFORE.match(text)
    at = 0 if before is None else before.end()
    while at < len(text):
        found = _SPOKEN.match(text, at)
        designator = None if found is None else _DESIGNATOR.get(found.group(3))
        if found is None or designator is None or designator in parts:
            return None
        if found.group(2) and designator in {"Y", "M"}:
            return None  # a part of a month is no length of time
        parts[designator] = Decimal(f"{found.group(1)}.{found.group(2) or 0}")
        between = _BETWEEN.match(text, found.end())
        at = found.end() if between is None else between.end()
    return parts or None


def _spelled(parts: dict[str, Decimal]) -> str:
    """Whole parts as they are; from the first broken one on, in hours, minutes and seconds."""
    shown, seconds = {name: int(part) for name, part in parts.items()}, Decimal(0)
    for name, part in parts.items():
        if part != int(part):
            seconds += (part - int(part)) * _SECONDS[name]
    if seconds:
        rest = int(seconds.to_integral_value("ROUND_CEILING"))
        for name in ("TH", "TM", "TS"):
            shown[name] = shown.get(name, 0) + rest // _SECONDS[name]
            rest %= _SECONDS[name]
    date = "".join(f"{shown[name]}{name}" for name in ("Y", "M", "W", "D") if shown.get(name))
    time = "".join(f"{shown[name]}{name[1]}" for name in ("TH", "TM", "TS") if shown.get(name))
    return f"P{date}" + (f"T{time}" if time else "")
