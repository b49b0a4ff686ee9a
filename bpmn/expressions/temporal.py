"""Dates, durations and cycles: ISO 8601 as timers write it, and calendar-exact addition.

Python's `timedelta` knows no months and its arithmetic overflows with an untyped error; diagrams hold both
`P1M` and `P999999999999M`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from bpmn.expressions import cron, errors, parse, spans, tree

ZONE = "Asia/Ho_Chi_Minh"
"""Zone of a time that is written without one, unless the caller says otherwise."""
MOST_MONTHS = 12 * 9_999
MOST_SECONDS = 366 * 86_400 * 9_999
MOST_WORKING = 9_999
MOST_REPETITIONS = 1_000_000_000
LONGEST_TEXT = 100
Kind = Literal["date", "duration", "cycle"]

_DURATION = re.compile(
    r"([+-]?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d{1,9})?)S)?)?",
    re.ASCII,
)
_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?))?([Zz]|[+-]\d\d:?\d\d)?(?:\[([^\]]+)\]|@(\S+))?",
    re.ASCII,
)
_TIME = re.compile(r"T?(\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)([Zz]|[+-]\d\d:?\d\d)?(?:@(\S+))?", re.ASCII)
_ZONE_NAME = re.compile(r"[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time. Months and days follow the calendar, seconds the clock; all carry the same sign."""

    months: int = 0
    seconds: int | float = 0
    days: int = 0
    on_calendar: bool = field(default=False, compare=False, repr=False)
    """Whether it was counted in years and months: that of no length is then one of months all the same."""

    @property
    def total_seconds(self) -> int | float:
        """Days and seconds together, a day as 24 hours; months don't count (compare them apart)."""
        return self.days * 86_400 + self.seconds

    @property
    def negative(self) -> bool:
        """Whether it leads back in time."""
        return self.months < 0 or self.total_seconds < 0


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeated timer: `repetitions` None is for ever, `start` None is from the moment it is armed."""

    repetitions: int | None
    start: datetime | None
    interval: Duration


@dataclass(frozen=True, slots=True)
class Working:
    """A length of working time: how long it is, says the calendar of whoever is at work. The units are two of those of
    `bpmn.settings.Unit`."""

    amount: int
    unit: str


Timer = datetime | Duration | Working | Cycle | cron.Cron


def zone(name: str = ZONE) -> tzinfo:
    """A zone by its IANA name.

    Raises:
        TemporalError: there is none of that name.
    """
    try:
        if _ZONE_NAME.fullmatch(name):
            return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as cause:  # a folder, a broken file, no such zone
        raise _no_zone(name) from cause
    raise _no_zone(name)


def _no_zone(name: str) -> errors.TemporalError:
    return errors.TemporalError("not_a_date", f"{name[:80]!r} is no time zone", text=name, name=name)


def parse_duration(text: str) -> Duration:
    """A duration such as `P1Y2M`, `P2W`, `P3DT4H5M6.7S`, `-PT5M`.

    Raises:
        TemporalError: not_a_duration; out_of_range beyond 9,999 years.
    """
    match = _DURATION.fullmatch(text.strip()) if len(text) <= LONGEST_TEXT else None
    if match is None or match[0].endswith(("P", "T")):
        raise errors.TemporalError("not_a_duration", f"{text[:80]!r} is no ISO 8601 duration", text=text)
    if any(len(digits) > 15 for digits in match.groups("")):
        raise _out_of_range(text)
    years, months, weeks, days, hours, minutes = (int(match[at] or 0) for at in range(2, 8))
    written = (match[8] or "0").replace(",", ".")
    last = int(written) if written.isdigit() else round(float(written), 6)
    sign = -1 if match[1] == "-" else 1
    found = Duration(
        months=sign * (12 * years + months),
        seconds=sign * (hours * 3600 + minutes * 60 + last),
        days=sign * (7 * weeks + days),
        on_calendar=match[2] is not None or match[3] is not None,
    )
    return checked(found, text)


def checked(duration: Duration, text: str = "") -> Duration:
    """The duration itself, if it is within 9,999 years.

    Raises:
        TemporalError: out_of_range.
    """
    if abs(duration.months) > MOST_MONTHS or abs(duration.total_seconds) > MOST_SECONDS:
        raise _out_of_range(text)
    return duration


def parse_instant(text: str, zone_name: str = ZONE) -> datetime:
    """An aware instant from a date (its midnight) or a date and time; the zone is added where none is written.

    Raises:
        TemporalError: not_a_date. A date with slashes is refused, not guessed: 1/2/2026 has two readings.
    """
    found = parse_date_time(text)
    return found if found.tzinfo else found.replace(tzinfo=zone(zone_name))


def parse_date_time(text: str) -> datetime:
    """A date and time as written: naive where no offset and no zone stands in it.

    Raises:
        TemporalError: not_a_date.
    """
    match = _DATE_TIME.fullmatch(text.strip()) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise errors.TemporalError("not_a_date", f"{text[:80]!r} is no ISO 8601 date", text=text)
    day, clock, offset, bracketed, at = match.groups()
    try:
        found = datetime.fromisoformat(f"{day}T{_clock(clock)}{_offset(offset)}")
    except ValueError as cause:
        raise errors.TemporalError("not_a_date", f"{text[:80]!r} is not in the calendar", text=text) from cause
    named = bracketed or at
    if not named:
        return found
    there = zone(named)
    if found.tzinfo is None:
        return found.replace(tzinfo=there)
    try:
        return found.astimezone(there)
    except OverflowError as cause:
        raise _out_of_range(text) from cause


def parse_date(text: str) -> date:
    """A day without a time.

    Raises:
        TemporalError: not_a_date.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        raise errors.TemporalError("not_a_date", f"{text[:80]!r} is no ISO 8601 date", text=text)
    return parse_date_time(text).date()


def parse_time(text: str) -> time:
    """A time of day, naive where no offset is written.

    Raises:
        TemporalError: not_a_time.
    """
    match = _TIME.fullmatch(text.strip()) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise errors.TemporalError("not_a_time", f"{text[:80]!r} is no ISO 8601 time", text=text)
    try:
        found = time.fromisoformat(_clock(match[1]) + _offset(match[2]))
    except ValueError as cause:
        raise errors.TemporalError("not_a_time", f"{text[:80]!r} is not on the clock", text=text) from cause
    return found.replace(tzinfo=zone(match[3])) if match[3] else found


def _clock(written: str | None) -> str:
    """A time of day that `fromisoformat` reads: six decimals at most."""
    whole, _, decimals = (written or "00:00:00").replace(",", ".").partition(".")
    return f"{whole}.{decimals[:6].ljust(6, '0')}" if decimals else whole


def _offset(written: str | None) -> str:
    return "+00:00" if written in ("Z", "z") else written or ""


def parse_cycle(text: str, zone_name: str = ZONE) -> Cycle:
    """A cycle such as `R3/PT1H`, `R/PT1H`, `R5/2026-09-02T08:00:00+07:00/P1D`, `R/start/end`.

    Raises:
        TemporalError: not_a_cycle, zero_interval, negative_interval, or what is wrong with a part.
    """
    head, *parts = text.strip().split("/")
    match = re.fullmatch(r"R(-1|[0-9]{0,15})", head)
    if len(text) > LONGEST_TEXT or match is None or not 1 <= len(parts) <= 2:
        raise errors.TemporalError("not_a_cycle", f"{text[:80]!r} is no ISO 8601 repetition", text=text)
    repetitions = None if match[1] in ("", "-1") else int(match[1])
    if repetitions is not None and repetitions > MOST_REPETITIONS:
        raise _out_of_range(text)
    start = parse_instant(parts[0], zone_name) if len(parts) == 2 else None
    if start is not None and not parts[1].lstrip("+-").startswith("P"):
        lasting = parse_instant(parts[1], zone_name) - start
        interval = Duration(seconds=_whole(lasting.total_seconds()))
    else:
        interval = parse_duration(parts[-1])
    if interval.negative:
        raise errors.TemporalError("negative_interval", f"{text[:80]!r} repeats backwards", text=text)
    if interval.months == 0 and interval.total_seconds == 0:
        raise errors.TemporalError("zero_interval", f"{text[:80]!r} repeats without any time between", text=text)
    return Cycle(repetitions, start, interval)


def _whole(seconds: float) -> int | float:
    return int(seconds) if seconds == int(seconds) else seconds


def add(instant: datetime, duration: Duration) -> datetime:
    """The instant a duration later: months and days on the calendar of the instant's zone (the 31st becomes the last
    day of a shorter month), then seconds as they pass. Naive instants stay naive.

    Raises:
        TemporalError: out_of_range outside the years 1 to 9999.
    """
    try:
        month = instant.year * 12 + instant.month - 1 + duration.months
        first = instant.replace(year=month // 12, month=month % 12 + 1, day=1)
        last_day = 31 if first.month == 12 else (first.replace(month=first.month + 1) - timedelta(days=1)).day
        moved = first.replace(day=min(instant.day, last_day)) + timedelta(days=duration.days)
        passed = timedelta(seconds=duration.seconds)
        if moved.tzinfo is None:
            return moved + passed
        if not passed:  # by way of UTC a time that the clocks skip comes back as one that exists
            return moved.astimezone(UTC).astimezone(moved.tzinfo)
        return (moved.astimezone(UTC) + passed).astimezone(moved.tzinfo)
    except (OverflowError, ValueError) as cause:
        raise _out_of_range(f"{duration}") from cause


def negated(duration: Duration) -> Duration:
    """The same length backwards."""
    return Duration(-duration.months, -duration.seconds, -duration.days, duration.on_calendar)


def _out_of_range(text: str) -> errors.TemporalError:
    return errors.TemporalError("out_of_range", f"{text[:80]!r} leads outside the years 1 to 9999", text=text)


def parse_timer(kind: Kind, text: str, zone_name: str = ZONE, language: str | None = None) -> Timer | tree.Expression:
    """What a timer definition says (BPMN 2.0, 10.5.5.2: timeDate, timeDuration, timeCycle).

    Parameters:
        kind: ``date``, ``duration`` or ``cycle``.
        text: ISO 8601 bare or quoted, of a cycle also cron, of a duration also working time in words (`3 working days`,
            `4 giờ làm việc`); `=duration("PT5M")`; or an expression over variables.
        zone_name: zone of a date without one.
        language: as for `parse.parse`.

    Returns:
        An aware datetime, a Duration, Working time, a Cycle, a Cron; or, where variables decide, the Expression:
        evaluate it and hand its value to `timer_of`.

    Raises:
        TemporalError: empty, or no such timer.
        ExpressionSyntaxError: neither ISO 8601 nor an expression.
    """
    bare = text.strip()
    if not bare:
        raise errors.TemporalError("empty", "the timer is empty")
    if kind == "cycle" and cron.is_cron(bare):
        return cron.parse(bare)
    if kind == "duration" and (working := _working(bare)) is not None:
        return working
    if re.match(r"[+-]?P[\dT]|R-?\d*/|\d", bare):
        return timer_of(kind, bare, zone_name)
    expression = parse.parse(bare, language)
    constant = _constant(expression.root)
    return expression if constant is None else timer_of(kind, constant, zone_name)


def _constant(node: tree.Node) -> str | None:
    """The text of a literal, or of a literal inside one of FEEL's makers of temporal values."""
    if isinstance(node, tree.Call) and len(node.arguments) == 1:
        if node.function not in ("duration", "date and time", "date", "@"):
            return None
        node = node.arguments[0]
    return node.value if isinstance(node, tree.Literal) and isinstance(node.value, str) else None


def _working(text: str) -> Working | None:
    found = spans.working(text)
    if found is not None and found[0] > MOST_WORKING:
        raise errors.TemporalError("out_of_range", f"{text[:80]!r} is more than {MOST_WORKING}", text=text)
    return None if found is None else Working(*found)


def timer_of(kind: Kind, value: object, zone_name: str = ZONE) -> Timer:
    """The timer that a text or the value of an evaluated expression stands for.

    Raises:
        TemporalError: the value is no such timer; negative_duration for one that would have been due before it began.
    """
    found: object = value
    if isinstance(value, str):
        found = (_working(value) or parse_duration(value)) if kind == "duration" else _parse(kind, value, zone_name)
    elif isinstance(value, datetime) and value.tzinfo is None:
        found = value.replace(tzinfo=zone(zone_name))
    elif isinstance(value, date) and not isinstance(value, datetime):
        found = datetime.combine(value, time(), zone(zone_name))
    if kind == "duration" and isinstance(found, Duration):
        if found.negative:
            raise errors.TemporalError("negative_duration", "the timer leads back in time", text=str(value))
        return found
    if kind == "duration" and isinstance(found, Working):
        return found
    if kind == "date" and isinstance(found, datetime):
        return found
    if kind == "cycle" and isinstance(found, Cycle | cron.Cron):
        return found
    raise errors.TemporalError(f"not_a_{kind}", f"a {type(value).__name__} is no timer {kind}", text=str(value)[:80])


def _parse(kind: Kind, text: str, zone_name: str) -> datetime | Cycle | cron.Cron:
    """A date or a cycle."""
    if kind == "date":
        return parse_instant(text, zone_name)
    return cron.parse(text) if cron.is_cron(text) else parse_cycle(text, zone_name)
