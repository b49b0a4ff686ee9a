"""When an office is open, year by year, as instants: made once per calendar and year, then looked up by bisection.

A year's openings are half-open intervals of µs UTC. The hours of the clock on the wall are laid over each stretch of a
day that has one offset from UTC, so an hour that summer time leaves out is no office time, and one that it repeats is
office time twice.
"""

from __future__ import annotations

import bisect
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from service.rules import calendar as cal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
US = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND
FIRST_YEAR, LAST_YEAR = 2, 9998
HALF = 14_400
"""Ticks of half a working day."""

MOST_YEARS = 16
"""Years of one calendar that are kept; of all that were made the totals are: the longest limit steps over them."""


@dataclass(slots=True)
class Year:
    """The openings of one local year.

    Parameters:
        first, until: where it begins and ends, µs UTC.
        starts, ends: of the openings, µs UTC, in order.
        before: office time before each opening, µs; one more for the whole year.
        days: ordinals of the working days.
        openings: index of each day's first opening; one more for the year's end.
        ticks: working-day ticks before each day; one more for the whole year.
    """

    first: int
    until: int
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=lambda: [0])
    days: list[int] = field(default_factory=list)
    openings: list[int] = field(default_factory=lambda: [0])
    ticks: list[int] = field(default_factory=lambda: [0])
    day_of: list[int] = field(default_factory=list)
    """Index of the day of each opening."""

    def worked(self, at: int) -> int:
        """Office time of this year before an instant, µs."""
        i = bisect.bisect_right(self.starts, at) - 1
        return 0 if i < 0 else self.before[i] + min(at, self.ends[i]) - self.starts[i]

    def when_worked(self, worked: int) -> int:
        """The first instant at which so much office time has passed; at least 1 µs, at most the year's."""
        i = bisect.bisect_left(self.before, worked) - 1
        return self.starts[i] + worked - self.before[i]

    def day(self, index: int) -> tuple[int, int, int, int]:
        """Of a working day: ticks before it, its ticks, its office time in µs, and the year's office time before it."""
        begun, low = self.before[self.openings[index]], self.ticks[index]
        return low, self.ticks[index + 1] - low, self.before[self.openings[index + 1]] - begun, begun

    def days_ticks(self, at: int) -> int:
        """Working-day ticks of this year before an instant, rounded down."""
        i = bisect.bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        low, weight, whole, begun = self.day(self.day_of[i])
        return low + weight * (self.before[i] + min(at, self.ends[i]) - self.starts[i] - begun) // whole


class Openings:
    """The years of one calendar, made when they are asked for."""

    def __init__(self, calendar: cal.Calendar) -> None:
        self._calendar, self._zone = calendar, calendar.tz
        self._years: OrderedDict[int, Year] = OrderedDict()
        self._totals: dict[int, tuple[int, int]] = {}

    def year(self, number: int) -> Year:
        """The openings of a local year.

        Raises:
            ValueError: beyond the calendar.
        """
        found = self._years.get(number)
        if found is None:
            if not FIRST_YEAR <= number <= LAST_YEAR:
                raise ValueError("the limit ends beyond the calendar")
            found = _made(self._calendar, number)
            self._totals[number] = (found.before[-1], found.ticks[-1])
            self._years[number] = found
            if len(self._years) > MOST_YEARS:
                self._years.popitem(last=False)
        return found

    def of(self, at: int) -> tuple[int, Year]:
        """The local year of an instant, and its openings."""
        number = date.fromordinal(at // DAY + EPOCH_ORDINAL).year
        found = self.year(number)
        if at >= found.until:
            return number + 1, self.year(number + 1)
        if at < found.first:
            return number - 1, self.year(number - 1)
        return number, found

    def total(self, number: int) -> tuple[int, int]:
        """Office time (µs) and working-day ticks of a year.

        Raises:
            ValueError: beyond the calendar.
        """
        if number not in self._totals:
            self.year(number)
        return self._totals[number]

    def totals(self, first: int, until: int) -> tuple[int, int]:
        """The same of the years from `first` to the one before `until`."""
        worked = ticks = 0
        for number in range(first, until):
            total = self.total(number)
            worked, ticks = worked + total[0], ticks + total[1]
        return worked, ticks


def of(calendar: cal.Calendar) -> Openings:
    """The openings of a calendar, kept with it."""
    found: Openings | None = calendar.__dict__.get("_openings")
    if found is None:
        found = calendar.__dict__["_openings"] = Openings(calendar)
    return found


def micros(instant: datetime) -> int:
    """An aware datetime as µs UTC."""
    return (instant - EPOCH) // US


def instant(at: int) -> datetime:
    """µs UTC as a datetime in UTC."""
    return EPOCH + timedelta(microseconds=at)


def wall(at: int, zone: tzinfo) -> datetime:
    """What the clock on the wall shows, with the zone."""
    return instant(at).astimezone(zone)


def midnight(day: date, zone: tzinfo) -> int:
    """The first instant of a local day, µs UTC."""
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def transition(low: int, high: int, zone: tzinfo) -> int:
    """The first instant after `low` with the offset that `high` has, to the second; µs UTC."""
    low, high = low - low % SECOND, high + -high % SECOND
    wanted = wall(high, zone).utcoffset()
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        if wall(middle, zone).utcoffset() == wanted:
            high = middle
        else:
            low = middle
    return high


def _made(calendar: cal.Calendar, number: int) -> Year:
    zone, ordinal = calendar.tz, date(number, 1, 1).toordinal()
    midnights = [midnight(date.fromordinal(ordinal), zone)]
    year = Year(midnights[0], 0)
    for day in range(ordinal, date(number, 12, 31).toordinal() + 1):
        since = midnights[-1]
        midnights.append(midnight(date.fromordinal(day + 1), zone))
        hours = calendar.hours(date.fromordinal(day))
        if hours.shifts:
            _add(year, day, hours, since, midnights[-1], zone)
    year.until = midnights[-1]
    return year


def _add(year: Year, day: int, hours: cal.Hours, since: int, until: int, zone: tzinfo) -> None:
    """Lay the hours of a day over its stretches of one offset."""
    index = len(year.days)
    for low, high, zero in _stretches(day, since, until, zone):
        for opens, closes in hours.shifts:
            start, end = max(zero + opens * SECOND, low), min(zero + closes * SECOND, high)
            if start < end:
                year.starts.append(start)
                year.ends.append(end)
                year.before.append(year.before[-1] + end - start)
                year.day_of.append(index)
    if len(year.starts) > year.openings[-1]:  # summer time may leave out all of them
        year.days.append(day)
        year.openings.append(len(year.starts))
        year.ticks.append(year.ticks[-1] + (HALF if hours.half else 2 * HALF))


def _stretches(day: int, since: int, until: int, zone: tzinfo) -> Iterator[tuple[int, int, int]]:
    """The parts of a day with one offset: from, until, and where its midnight would be, µs UTC."""
    zero = (day - EPOCH_ORDINAL) * DAY
    if until - since == DAY:  # no change of the offset
        yield since, until, since
        return
    if until <= since:  # a zone that left out a whole day
        return
    change = transition(since, until, zone)
    for low, high in ((since, change), (change, until)):
        if low < high:
            offset = wall(low, zone).utcoffset() or timedelta()
            yield low, high, zero - offset // US
