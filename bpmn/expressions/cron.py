"""Cron expressions, in which other engines let a cycle be written: five fields as Unix has them, six or seven as Java's
schedulers do, and ``@daily`` and its like.

Fields are (second) minute, hour, day of the month, month, day of the week (year); names, lists, ranges, steps, ``?``,
``L`` for the last day of the month or the last such weekday, ``MON#2`` for the second. Where day of the month and day
of the week are both given, one of them is enough with five fields, and both must hold with more. Weekdays by number
count from Sunday as 0 (7 is Sunday too); as Java's Quartz counts, from Sunday as 1, where a ``?`` or a year shows that
it is meant.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bpmn.expressions import errors

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if number}
WEEKDAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}
YEARS = (1970, 2199)
LONGEST_TEXT = 100
MOST_DAYS = 366 * 8 + 31
"""How far the next day is looked for: the 29th of February comes within eight years."""
_LOOK = re.compile(r"[A-Za-z0-9*?,/#\s-]{1,100}", re.ASCII)
_PART = re.compile(r"([A-Z0-9*?]+)(?:-([A-Z0-9]+))?(?:/(\d{1,4}))?")
_NTH = re.compile(r"([A-Z0-9]+)#([1-5])")
_LAST = re.compile(r"([A-Z0-9]+)L")


@dataclass(frozen=True, slots=True)
class Cron:
    """When something is due, again and again. Weekdays count from Monday as 0, as Python's do."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int] | None
    """Of the month; None: any."""
    last_day: bool
    months: frozenset[int]
    weekdays: frozenset[int] | None
    nth: frozenset[tuple[int, int]]
    """Weekday and which of the month it is, from 1; 0 is the last one."""
    years: frozenset[int] | None
    either: bool
    """Whether day of the month or day of the week is enough."""

    def following(self, after: datetime) -> datetime | None:
        """The first instant later than another, in the same zone; None where none comes within eight years."""
        day = after.date()
        for _ in range(MOST_DAYS):
            if self._holds(day):
                for moment in self._times(after.time() if day == after.date() else time()):
                    due = datetime.combine(day, moment, after.tzinfo)
                    if due.timestamp() > after.timestamp():
                        return due
            if day == date.max:
                return None
            day += timedelta(days=1)
        return None

    def _times(self, least: time) -> Iterator[time]:
        """The times of a day, without those of the minutes before one."""
        for hour in self.hours:
            for minute in self.minutes:
                if (hour, minute) >= (least.hour, least.minute):
                    yield from (time(hour, minute, second) for second in self.seconds)

    def _holds(self, day: date) -> bool:
        if day.month not in self.months or (self.years is not None and day.year not in self.years):
            return False
        days_given, week_given = self.days is not None or self.last_day, self.weekdays is not None or bool(self.nth)
        length = calendar.monthrange(day.year, day.month)[1]
        of_month = day.day in (self.days or ()) or (self.last_day and day.day == length)
        rest = (length - day.day) // 7
        of_week = day.weekday() in (self.weekdays or ()) or any(
            weekday == day.weekday() and (which == (day.day - 1) // 7 + 1 or (which == 0 and rest == 0))
            for weekday, which in self.nth
        )
        if days_given and week_given:
            return (of_month or of_week) if self.either else (of_month and of_week)
        return (of_month or not days_given) and (of_week or not week_given)


def parse(text: str) -> Cron:
    """What a cron expression says.

    Raises:
        TemporalError: not_a_cycle.
    """
    fields = MACROS.get(text.strip().lower(), text).upper().split() if len(text) <= LONGEST_TEXT else []
    if len(fields) not in {5, 6, 7}:
        raise _wrong(text)
    either = len(fields) == 5
    quartz = len(fields) == 7 or "?" in fields
    second, minute, hour, day, month, week = (["0"] if either else []) + fields[:6]
    weekdays, nth = _weekdays(text, week, 1 if quartz else 0)
    days = _field(text, day.removeprefix("L").removeprefix(","), 1, 31) if day not in {"L", "?", "*"} else None
    return Cron(
        seconds=_sorted(_field(text, second, 0, 59)),
        minutes=_sorted(_field(text, minute, 0, 59)),
        hours=_sorted(_field(text, hour, 0, 23)),
        days=None if days is None else frozenset(days),
        last_day=day == "L" or day.startswith("L,"),
        months=frozenset(_field(text, month, 1, 12, MONTHS)),
        weekdays=weekdays,
        nth=nth,
        years=frozenset(_field(text, fields[6], *YEARS)) if len(fields) == 7 and fields[6] != "*" else None,
        either=either,
    )


def is_cron(text: str) -> bool:
    """Whether a text looks like one, as neither ISO 8601 nor a name of several words does."""
    bare = text.strip()
    if bare.lower() in MACROS:
        return True
    return len(bare.split()) in {5, 6, 7} and _LOOK.fullmatch(bare) is not None and any(c in bare for c in "*?")


def _wrong(text: str) -> errors.TemporalError:
    return errors.TemporalError("not_a_cycle", f"{text[:80]!r} is no cron expression", text=text)


def _sorted(values: set[int]) -> tuple[int, ...]:
    return tuple(sorted(values))


def _field(text: str, written: str, least: int, most: int, names: Mapping[str, int] | None = None) -> set[int]:
    """The numbers that a field allows."""
    found: set[int] = set()
    for part in written.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise _wrong(text)
        first, last, step = match[1], match[2], int(match[3] or 1)
        if first in {"*", "?"}:
            low, high = least, most
        else:
            low = _number(text, first, names)
            high = _number(text, last, names) if last else most if match[3] else low
        if not least <= low <= most or not least <= high <= most or step < 1:
            raise _wrong(text)
        around = range(low, high + 1) if low <= high else [*range(low, most + 1), *range(least, high + 1)]
        found.update(list(around)[::step])
    return found


def _number(text: str, written: str, names: Mapping[str, int] | None) -> int:
    if names is not None and written in names:
        return names[written]
    if not written.isdigit() or len(written) > 4:
        raise _wrong(text)
    return int(written)


def _weekdays(text: str, written: str, sunday: int) -> tuple[frozenset[int] | None, frozenset[tuple[int, int]]]:
    """Days of the week, and those of which only one of a month counts."""
    if written in {"*", "?"}:
        return None, frozenset()
    names = {name: number + sunday for name, number in WEEKDAYS.items()}
    plain: set[int] = set()
    nth: set[tuple[int, int]] = set()
    for part in written.split(","):
        if match := _NTH.fullmatch(part):
            nth.add((_monday_first(text, _number(text, match[1], names), sunday), int(match[2])))
        elif match := _LAST.fullmatch(part):
            nth.add((_monday_first(text, _number(text, match[1], names), sunday), 0))
        else:
            found = _field(text, part, sunday, 7, names)
            plain |= {_monday_first(text, number, sunday) for number in found}
    return frozenset(plain) if plain else None, frozenset(nth)


def _monday_first(text: str, number: int, sunday: int) -> int:
    if not sunday <= number <= 7:
        raise _wrong(text)
    return (number - sunday + 6) % 7
