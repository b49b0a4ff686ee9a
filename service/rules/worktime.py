"""Working time: when a limit ends, and how much working time lies between two instants.

The plain model, to which shifts, overlays, pauses and policies are added later:

* Offices work from 08:00 to 12:00 and from 13:00 to 17:00 local time, 8 hours, on working days.
* Working days are Monday to Friday without the days that the `holidays` package gives for Việt Nam, and its make-up
  Saturdays. Before 2000 and after 2100 only weekends are skipped.
* A working day is counted as the law counts (Civil Code 2015, article 147: the day on which it starts is not
  counted): the limit ends on the n-th working day after the start day, at the same time of day; what starts before
  the office opens ends at opening time, what starts after it has closed, or on a day off, at closing time. So the
  working time between start and end is always n × 8 hours.
* A working hour is counted through the office's hours; a calendar day ends at the same time of day; an hour is an hour.
"""

from __future__ import annotations

import bisect
import functools
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bpmn import settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHIFTS = ((8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600))
"""Seconds since midnight, local time."""

DAY_SECONDS = sum(until - since for since, until in SHIFTS)
OPENS, CLOSES = SHIFTS[0][0], SHIFTS[-1][1]
FIRST_KNOWN, LAST_KNOWN = 2000, 2100
LAST_YEAR = 9998


def add(start: datetime, limit: settings.Limit, zone: ZoneInfo = ZONE) -> datetime:
    """The instant at which `limit` ends, in the zone of `start`.

    Parameters:
        start: aware; when the limit begins.
        limit: of at most 100,000 units, as `settings.parse_limit` takes.
        zone: of the office.

    Raises:
        ValueError: `start` is naive, or the end lies beyond the year 9998.
    """
    local = _local(start, zone)
    if limit.unit is settings.Unit.HOUR:
        end = _shifted(start, timedelta(hours=limit.amount))
    elif limit.unit is settings.Unit.CALENDAR_DAY:
        end = _shifted(local.replace(tzinfo=None), timedelta(days=limit.amount)).replace(tzinfo=zone)
    elif limit.unit is settings.Unit.WORKING_DAY:
        end = _after_days(local, limit.amount, zone)
    else:
        end = _after_seconds(local, limit.amount * 3600, zone)
    return end.astimezone(start.tzinfo)


def between(start: datetime, end: datetime, zone: ZoneInfo = ZONE) -> int:
    """Seconds of working time from `start` to `end`, 0 where `end` is not later."""
    if end <= start:
        return 0
    return max(0, _worked(_local(end, zone)) - _worked(_local(start, zone)))


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    return day.toordinal() in _working_days(day.year)[1]


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("naive datetime: say in which zone")
    return instant.astimezone(zone)


def _shifted(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant + by
    except OverflowError as cause:
        raise ValueError("the limit ends beyond the calendar") from cause


def _seconds(local: datetime) -> float:
    return local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6


def _after_days(local: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The n-th working day after the start day, at the same time of day within office hours."""
    if is_working_day(local.date()):
        opening, closing = time(OPENS // 3600), time(CLOSES // 3600)
        at = min(max(local.time(), opening), closing)
    else:
        at = time(CLOSES // 3600)
    day = _nth_day(local.date(), days)
    return datetime.combine(day, at, tzinfo=zone)


def _after_seconds(local: datetime, seconds: int, zone: ZoneInfo) -> datetime:
    """`seconds` of office hours later."""
    day, wanted = local.date(), float(seconds)
    if is_working_day(day):
        wanted += _worked_until(_seconds(local))
    else:
        day = _nth_day(day, 1)
    whole, rest = divmod(wanted, DAY_SECONDS)
    if not rest:  # ends with a day, not at the opening of the next
        whole, rest = whole - 1, DAY_SECONDS
    if whole > 0:
        day = _nth_day(day, int(whole))
    for since, until in SHIFTS:
        if rest <= until - since:
            at = datetime.combine(day, time(), tzinfo=zone)
            return at + timedelta(seconds=since + rest)
        rest -= until - since
    raise AssertionError("a day's shifts are its seconds")


def _worked_until(second: float) -> float:
    """Office seconds of a working day that lie before a second of that day."""
    return sum(min(max(second - since, 0), until - since) for since, until in SHIFTS)


def _worked(local: datetime) -> int:
    """Office seconds since the first known working day; differences of it are what counts."""
    day = local.date()
    days, of_year = _days_before(day.year), _working_days(day.year)[0]
    days += bisect.bisect_left(of_year, day.toordinal())
    today = _worked_until(_seconds(local)) if is_working_day(day) else 0
    return days * DAY_SECONDS + int(today)


def _nth_day(day: date, count: int) -> date:
    """The `count`-th working day after `day`: whole years at a time, so that its cost has a bound."""
    year, ordinal = day.year, day.toordinal()
    while year <= LAST_YEAR:
        of_year = _working_days(year)[0]
        first = bisect.bisect_right(of_year, ordinal)
        if first + count <= len(of_year):
            return date.fromordinal(of_year[first + count - 1])
        count -= len(of_year) - first
        year += 1
    raise ValueError("the limit ends beyond the calendar")


@functools.lru_cache(maxsize=1_000)
def _days_before(year: int) -> int:
    """Working days of the years before, counted from the first known year; negative before it."""
    if year >= FIRST_KNOWN:
        return sum(len(_working_days(y)[0]) for y in range(FIRST_KNOWN, year))
    return -sum(len(_working_days(y)[0]) for y in range(year, FIRST_KNOWN))


@functools.lru_cache(maxsize=1_000)
def _working_days(year: int) -> tuple[list[int], frozenset[int]]:
    """Ordinals of the working days of a year, in order and as a set."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    off, made_up = _special_days(year)
    days = [d for d in range(first, last + 1) if d in made_up or ((d + 6) % 7 < 5 and d not in off)]
    return days, frozenset(days)


def _special_days(year: int) -> tuple[frozenset[int], frozenset[int]]:
    """Days off and make-up days of a year."""
    if not FIRST_KNOWN <= year <= LAST_KNOWN:
        return frozenset(), frozenset()
    import holidays  # loads a country's calendar when it is first asked for, not when a process starts

    calendar = holidays.country_holidays("VN", years=year)
    made_up = {day.toordinal() for day in calendar.weekend_workdays if day.year == year}
    return frozenset(day.toordinal() for day in calendar), frozenset(made_up)
