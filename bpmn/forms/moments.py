"""Days and times of day as form-js writes them."""

from __future__ import annotations

import math
import re
from datetime import date

FIRST_DAY = date(1900, 1, 1)
"""Before this the browser's calendar shows nothing."""
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_TIMES = {
    "no_timezone": re.compile(_CLOCK),
    "utc_offset": re.compile(_CLOCK + r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"),
    "utc_normalized": re.compile(_CLOCK + "Z"),
}
_ZONES = 15
"""Minutes: the zones of the world differ by multiples of it."""


def parts(text: str, subtype: str) -> tuple[str, str]:
    """The day and the time of a value, empty where its type has none: ``2026-11-23T08:00`` has both."""
    if subtype == "datetime":
        day, _, hour = text.partition("T")
        return day, hour
    return (text, "") if subtype == "date" else ("", text)


def day(text: str) -> date | None:
    """A day of the real calendar: 2026-02-30 is none."""
    found = _DATE.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found is not None else None
    except ValueError:
        return None


def minute(text: str, written: str) -> int | None:
    """The minute of the day of a time that is written as a field writes it (a key of ``timeSerializingFormat``)."""
    found = _TIMES[written].fullmatch(text)
    return None if found is None else 60 * int(found[1]) + int(found[2])


def on_interval(at: int, interval: int, written: str) -> bool:
    """Whether a minute of the day is one that a field with this interval offers."""
    return at % (interval if written != "utc_normalized" else math.gcd(interval, _ZONES)) == 0


def is_one(text: str, subtype: str) -> bool:
    """Whether a text is of its type at all, in whatever way its time is written."""
    which_day, hour = parts(text, subtype)
    dated = subtype == "time" or day(which_day) is not None
    return dated and (subtype == "date" or any(minute(hour, written) is not None for written in _TIMES))
