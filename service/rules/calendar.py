"""The calendar of an office: when it is open, which days count, and which document says so.

A calendar is a frozen value with one canonical spelling, so that a due date can name the very calendar that it was
counted by, for ever. Three sources decide about a day, the later before the earlier: the hours of its weekday, the
public holidays of a country (with their make-up days, as the `holidays` package knows them from 2000 to 2100), and the
overlay: days off and make-up days that somebody has ordered in a document.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

FORMAT = 1
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_KNOWN, LAST_KNOWN = 2000, 2100
"""Years whose public holidays are known; in others only weekends and the overlay count."""

Shift = tuple[int, int]
"""From and until, in seconds since midnight by the clock on the wall."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Shifts of a day, in order and apart; none: the office is closed. `half`: it counts as half a working day."""

    shifts: tuple[Shift, ...] = ()
    half: bool = False

    @property
    def seconds(self) -> int:
        """Office time of the day."""
        return sum(until - since for since, until in self.shifts)


CLOSED = Hours()


class Source(StrEnum):
    """What decides about a day."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """Off by the country's law."""
    HOLIDAY_MADE_UP = "holiday_made_up"
    """Worked by the country's law, for another day."""
    OFF = "off"
    """Off by the overlay."""
    WORK = "work"
    """Worked by the overlay."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the overlay says of one day: off, or worked.

    Parameters:
        work: whether the office works on it.
        document: the document that ordered it, as people cite it.
        note: why, in few words.
        swap: the other day, where two were swapped.
        hours: of a day that is worked; None: those of the weekday that `swap` was, or a usual day's.
    """

    work: bool
    document: str = ""
    note: str = ""
    swap: date | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is, and why. `name` is the holiday's, by the `holidays` package, or the overlay's note."""

    hours: Hours
    source: Source
    name: str = ""
    document: str = ""
    swap: date | None = None

    @property
    def counts(self) -> bool:
        """Whether it is a working day, whole or half."""
        return bool(self.hours.shifts)


OFFICE = Hours(((8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600)))


@dataclass(frozen=True)
class Calendar:
    """When an office is open.

    Parameters:
        zone: IANA name of its time zone.
        country: ISO 3166-1 code whose public holidays are kept; empty: none.
        week: hours from Monday to Sunday.
        days: the overlay.
    """

    zone: str = "Asia/Ho_Chi_Minh"
    country: str = "VN"
    week: tuple[Hours, ...] = (OFFICE,) * 5 + (CLOSED,) * 2
    days: Mapping[date, Ordered] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.zone, self.country, self.week, len(self.days)))

    @functools.cached_property
    def tz(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.zone)

    @functools.cached_property
    def usual(self) -> Hours:
        """The hours of the first weekday that counts whole: what a make-up day has where nobody says otherwise."""
        return next((hours for hours in self.week if hours.shifts and not hours.half), OFFICE)

    @functools.cached_property
    def canonical(self) -> bytes:
        """The one spelling: sorted keys, no white space, UTF-8."""
        return json.dumps(to_json(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @functools.cached_property
    def sha256(self) -> str:
        """Of the canonical spelling."""
        return hashlib.sha256(self.canonical).hexdigest()

    def day(self, day: date, language: str = "vi") -> Day:
        """What a day is, and why."""
        ordered = self.days.get(day)
        if ordered is not None:
            return self._ordered(ordered)
        special = _special(self.country, day.year, language)
        hours = self.week[day.weekday()]
        if day in special.made_up:
            return Day(hours if hours.shifts else self.usual, Source.HOLIDAY_MADE_UP)
        if day in special.off:
            return Day(CLOSED, Source.HOLIDAY, special.off[day])
        return Day(hours, Source.WEEKDAY if hours.shifts else Source.WEEKEND)

    def hours(self, day: date) -> Hours:
        """The hours of a day; as `day`, without saying why."""
        ordered = self.days.get(day)
        if ordered is not None:
            return self._ordered(ordered).hours
        hours, special = self.week[day.weekday()], _special(self.country, day.year)
        if day in special.made_up:
            return hours if hours.shifts else self.usual
        return CLOSED if day in special.off else hours

    def _ordered(self, ordered: Ordered) -> Day:
        if not ordered.work:
            return Day(CLOSED, Source.OFF, ordered.note, ordered.document, ordered.swap)
        swapped = self.week[ordered.swap.weekday()] if ordered.swap else CLOSED
        hours = ordered.hours or (swapped if swapped.shifts else self.usual)
        return Day(hours, Source.WORK, ordered.note, ordered.document, ordered.swap)


@dataclass(frozen=True, slots=True)
class Special:
    """A year's public holidays by name, and the days that are worked for some of them."""

    off: Mapping[date, str]
    made_up: frozenset[date]


_NONE = Special({}, frozenset())
_LANGUAGES = {"vi": "vi", "en": "en_US"}


@functools.lru_cache(maxsize=2_000)
def _special(country: str, year: int, language: str = "vi") -> Special:
    if not country or not FIRST_KNOWN <= year <= LAST_KNOWN:
        return _NONE
    import holidays  # loads a country's calendar when it is first asked for, not when a process starts

    wanted = _LANGUAGES.get(language)
    kind = getattr(holidays, country)
    told = holidays.country_holidays(
        country, years=year, language=wanted if wanted in kind.supported_languages else None
    )
    made_up = frozenset(day for day in getattr(told, "weekend_workdays", ()) if day.year == year)
    return Special({day: name for day, name in sorted(told.items()) if day.year == year}, made_up)


def countries() -> frozenset[str]:
    """Codes of the countries whose public holidays are known."""
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=False))


def clock(seconds: int) -> str:
    """Seconds since midnight as ``HH:MM``."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def to_json(calendar: Calendar) -> dict[str, object]:
    """The JSON that `calendar_json.read` reads."""
    return {
        "format": FORMAT,
        "zone": calendar.zone,
        "country": calendar.country,
        "hours": {key: hours_json(hours) for key, hours in zip(WEEKDAYS, calendar.week, strict=True)},
        "days": {day.isoformat(): ordered_json(calendar.days[day]) for day in sorted(calendar.days)},
    }


def hours_json(hours: Hours) -> dict[str, object]:
    """Hours as JSON; ``half`` only where they are."""
    told: dict[str, object] = {"shifts": [[clock(since), clock(until)] for since, until in hours.shifts]}
    return {**told, "half": True} if hours.half else told


def ordered_json(ordered: Ordered) -> dict[str, object]:
    """A day of the overlay as JSON, without what nobody has said."""
    told: dict[str, object] = {"work": ordered.work}
    if ordered.document:
        told["document"] = ordered.document
    if ordered.note:
        told["note"] = ordered.note
    if ordered.swap is not None:
        told["swap"] = ordered.swap.isoformat()
    if ordered.hours is not None:
        told["hours"] = hours_json(ordered.hours)
    return told


PLAIN = Calendar()
"""Việt Nam's public holidays, Monday to Friday from 08:00 to 12:00 and from 13:00 to 17:00."""
