"""Working time: when a limit ends, and how much of a unit lies between two instants.

Everything is counted in **ticks**, whole numbers, so that parts sum to the whole exactly: 28,800 to a working day (a
second of an office that works eight hours), a second of office time to a working hour, a second to an hour and a
minute, a second of the clock on the wall to a calendar day. Each unit has a position, a number that never falls as
time goes on; measuring is a difference of positions, and adding finds an instant at a position: one is the other's
inverse.

* A working day is counted as the law counts (Civil Code 2015, article 147: the day on which it starts is not
  counted): the limit ends on the n-th working day after the start day, at the same time of day; what starts before
  the office opens ends at opening time, what starts after it has closed, or on a day off, at closing time. Where days
  have different hours, "the same time of day" is the same part of the office's day; half days count half.
* A working hour is counted through the office's hours; an hour is an hour, a minute a minute.
* A calendar day ends at the same time of day. Of an hour that summer time repeats the first is counted; a limit that
  would end in an hour that it leaves out ends with the change (the one case in which more is measured than was added).
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bpmn import settings
from service.rules import calendar as cal
from service.rules import openings as op

Calendar = cal.Calendar
Unit = settings.Unit
PLAIN = cal.PLAIN
ZONE = PLAIN.tz
SHIFTS = cal.OFFICE.shifts
"""Of the plain calendar; seconds since midnight, local time."""

DAY_SECONDS = cal.OFFICE.seconds
OPENS, CLOSES = SHIFTS[0][0], SHIFTS[-1][1]

TICKS = {
    Unit.WORKING_DAY: 2 * op.HALF,
    Unit.CALENDAR_DAY: 86_400,
    Unit.WORKING_HOUR: 3_600,
    Unit.HOUR: 3_600,
    Unit.MINUTE: 60,
}
"""Ticks of one of each unit."""


class Ends(StrEnum):
    """At what time of its last day a limit ends."""

    SAME_TIME = "same_time"
    DAY_END = "day_end"
    """When the office closes; at midnight where it doesn't work that day (Civil Code 2015, article 148)."""
    WORKING_DAY_END = "working_day_end"
    """When the office closes; of the next working day where it doesn't work on the last (article 148, clause 5)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When a limit begins to run, and at what time of day it ends.

    Parameters:
        cut_off: seconds since midnight; what comes in later on a working day, or on a day off, begins when the office
            opens on the next working day.
        last: seconds; the same for what comes in within so long before the office closes.
        ends: at what time of its last day it ends.
    """

    cut_off: int | None = None
    last: int | None = None
    ends: Ends = Ends.SAME_TIME


AS_RECEIVED = Policy()


def begin(start: datetime, calendar: Calendar = PLAIN, policy: Policy = AS_RECEIVED) -> datetime:
    """The instant from which a limit counts that was received at `start`, in the zone of `start`.

    Raises:
        ValueError: `start` is naive, or no working day follows.
    """
    local = _aware(start).astimezone(calendar.tz)
    if policy.cut_off is None and policy.last is None:
        return start
    hours = calendar.hours(local.date())
    second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    late = policy.cut_off is not None and second > policy.cut_off
    if hours.shifts and policy.last is not None:
        late = late or second >= hours.shifts[-1][1] - policy.last
    if hours.shifts and not late:
        return start
    after = op.midnight(local.date() + timedelta(days=1), calendar.tz)
    return op.instant(_next_opening(calendar, after)).astimezone(start.tzinfo)


def add(start: datetime, limit: settings.Limit, calendar: Calendar = PLAIN, policy: Policy = AS_RECEIVED) -> datetime:
    """The instant at which `limit` ends, in the zone of `start`.

    Parameters:
        start: aware; when it was received.
        limit: of at most 100,000 units, as `settings.parse_limit` takes.

    Raises:
        ValueError: `start` is naive, or the end lies beyond the year 9998.
    """
    end = add_ticks(begin(start, calendar, policy), limit.amount * TICKS[limit.unit], limit.unit, calendar)
    return end if policy.ends is Ends.SAME_TIME else _day_end(end, calendar, policy.ends)


def last_instant(end: datetime, calendar: Calendar, ends: Ends) -> datetime:
    """The due date of a limit that is used up at `end`: that instant, or the end of its day."""
    return end if ends is Ends.SAME_TIME else _day_end(end, calendar, ends)


def add_ticks(start: datetime, ticks: int, unit: Unit, calendar: Calendar = PLAIN) -> datetime:
    """The instant that lies `ticks` of `unit` after `start`; before it where they are negative. In the zone of `start`.

    Raises:
        ValueError: `start` is naive, or the end lies outside the years 2 to 9998.
    """
    at = op.micros(_aware(start))
    if not ticks:
        return start
    try:
        if unit is Unit.WORKING_DAY:
            end = _days_later(calendar, at, ticks)
        elif unit is Unit.WORKING_HOUR:
            end = _office_time_later(op.of(calendar), at, ticks * op.SECOND)
        elif unit is Unit.CALENDAR_DAY:
            end = _wall_later(at, ticks, calendar)
        else:
            end = at + ticks * op.SECOND
        return op.instant(end).astimezone(start.tzinfo)
    except OverflowError as cause:
        raise ValueError("the limit ends beyond the calendar") from cause


def measured(start: datetime, end: datetime, unit: Unit, calendar: Calendar = PLAIN) -> int:
    """Ticks of `unit` from `start` to `end`; negative where `end` is earlier.

    Raises:
        ValueError: one of them is naive, or outside the years 2 to 9998.
    """
    first, last = op.micros(_aware(start)), op.micros(_aware(end))
    if unit is Unit.CALENDAR_DAY:
        return _wall_second(last, calendar) - _wall_second(first, calendar)
    if unit not in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        return last // op.SECOND - first // op.SECOND
    if last < first:
        return -_measured(op.of(calendar), last, first, unit)
    return _measured(op.of(calendar), first, last, unit)


def between(start: datetime, end: datetime, calendar: Calendar = PLAIN) -> int:
    """Seconds of office time from `start` to `end`, 0 where `end` is not later."""
    return max(0, measured(start, end, Unit.WORKING_HOUR, calendar))


def is_working_day(day: date, calendar: Calendar = PLAIN) -> bool:
    """Whether the office works on that day."""
    return bool(calendar.hours(day).shifts)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("naive datetime: say in which zone")
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


def _measured(openings: op.Openings, first: int, last: int, unit: Unit) -> int:
    (one, early), (other, late) = openings.of(first), openings.of(last)
    between_them = openings.totals(one, other) if other > one else (0, 0)
    if unit is Unit.WORKING_DAY:
        return between_them[1] + late.days_ticks(last) - early.days_ticks(first)
    return between_them[0] // op.SECOND + late.worked(last) // op.SECOND - early.worked(first) // op.SECOND


def _office_time_later(openings: op.Openings, at: int, by: int) -> int:
    """The first instant after so much office time, µs."""
    number, year = openings.of(at)
    wanted = year.worked(at) + by
    while wanted > openings.total(number)[0]:
        wanted -= openings.total(number)[0]
        number += 1
    while wanted <= 0:
        number -= 1
        wanted += openings.total(number)[0]
    return openings.year(number).when_worked(wanted)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an instant stands among working days.

    Parameters:
        tick: working-day ticks of the year before it.
        begun: it is at most at the first tick of its day; otherwise it belongs to what was worked before.
        rest: office time since the tick began, µs.
        into_break: how long a break within the day has lasted, µs.
    """

    tick: int
    begun: bool
    rest: int = 0
    into_break: int = 0


def _spot(year: op.Year, at: int, calendar: Calendar) -> _Spot:
    i = bisect.bisect_right(year.starts, at) - 1
    into_break = 0
    if i < 0 or at >= year.ends[i]:
        following = i + 1
        local = op.wall(at, calendar.tz).toordinal()
        if following == len(year.starts) or year.days[year.day_of[following]] != local:
            return _Spot(0 if i < 0 else year.ticks[year.day_of[i] + 1], begun=False)
        if i < 0 or year.day_of[following] != year.day_of[i]:
            return _Spot(year.ticks[year.day_of[following]], begun=True)
        into_break = at - year.ends[i]
    elif i and at == year.starts[i] and year.day_of[i - 1] == year.day_of[i]:
        into_break = at - year.ends[i - 1]  # the end of the break, which is no other moment of work than its beginning
    day = year.day_of[i]
    low, weight, whole, begun = year.day(day)
    worked = year.before[i] + min(at, year.ends[i]) - year.starts[i] - begun
    tick = weight * worked // whole
    return _Spot(low + tick, not tick, worked - -(-tick * whole // weight), into_break)


def _days_later(calendar: Calendar, at: int, ticks: int) -> int:
    openings = op.of(calendar)
    number, year = openings.of(at)
    spot = _spot(year, at, calendar)
    wanted, first = spot.tick + ticks, 0 if spot.begun else 1
    while wanted - first >= openings.total(number)[1]:
        wanted -= openings.total(number)[1]
        number += 1
    while wanted < first:
        number -= 1
        wanted += openings.total(number)[1]
    year = openings.year(number)
    find = bisect.bisect_right if spot.begun else bisect.bisect_left
    day = find(year.ticks, wanted) - 1
    low, weight, whole, begun = year.day(day)
    tick = wanted - low
    worked = min(-(-tick * whole // weight) + spot.rest, -(-(tick + 1) * whole // weight) - 1, whole)
    if not worked:
        return year.starts[year.openings[day]]
    end = year.when_worked(begun + worked)
    if spot.into_break:
        return _into_break(year, end, spot.into_break)
    return end


def _into_break(year: op.Year, end: int, by: int) -> int:
    """The same time of a break, if a break begins at `end`."""
    i = bisect.bisect_left(year.ends, end)
    if year.ends[i] != end or i + 1 == len(year.starts) or year.day_of[i + 1] != year.day_of[i]:
        return end
    return min(end + by, year.starts[i + 1])


def _wall_second(at: int, calendar: Calendar) -> int:
    """Seconds that the clock on the wall has shown; while it repeats an hour, those of the hour's end."""
    local = op.wall(at, calendar.tz)
    if local.fold:
        local = _repeated_until(at, calendar)
    return local.toordinal() * 86_400 + local.hour * 3_600 + local.minute * 60 + local.second


def _repeated_until(at: int, calendar: Calendar) -> datetime:
    """Where the clock on the wall is when it has repeated what it is repeating; naive."""
    change = op.transition(at - op.DAY, at, calendar.tz)
    return op.wall(change - op.SECOND, calendar.tz).replace(tzinfo=None) + timedelta(seconds=1)


def _wall_later(at: int, ticks: int, calendar: Calendar) -> int:
    zone = calendar.tz
    local = op.wall(at, zone)
    naive = _repeated_until(at, calendar) if local.fold else local.replace(tzinfo=None)
    wanted = naive + timedelta(seconds=ticks)
    end = op.micros(wanted.replace(tzinfo=zone).astimezone(UTC))
    if op.wall(end, zone).replace(tzinfo=None) != wanted:  # summer time leaves that time out
        return op.transition(end - op.DAY, end, zone)
    return end


def _next_opening(calendar: Calendar, at: int) -> int:
    """The first opening that begins at `at` or later."""
    openings = op.of(calendar)
    number, year = openings.of(at)
    while True:
        i = bisect.bisect_left(year.starts, at)
        if i < len(year.starts):
            return year.starts[i]
        number += 1
        year = openings.year(number)


def _day_end(end: datetime, calendar: Calendar, ends: Ends) -> datetime:
    """`end`, moved to the end of its day; at the very closing, also at midnight, it stays."""
    at = op.micros(_aware(end))
    eve = op.wall(at - 1, calendar.tz).date()
    if is_working_day(eve, calendar) and _closing(calendar, eve) == at:
        return end
    day = op.wall(at, calendar.tz).date()
    if not is_working_day(day, calendar):
        midnight = op.midnight(day + timedelta(days=1), calendar.tz)
        if ends is Ends.DAY_END:
            return op.instant(midnight).astimezone(end.tzinfo)
        day = op.wall(_next_opening(calendar, midnight), calendar.tz).date()
    return op.instant(_closing(calendar, day)).astimezone(end.tzinfo)


def _closing(calendar: Calendar, day: date) -> int:
    """When the office closes on a working day."""
    year = op.of(calendar).year(day.year)
    return year.ends[year.openings[bisect.bisect_left(year.days, day.toordinal()) + 1] - 1]
