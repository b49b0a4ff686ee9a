"""FEEL's makers of dates, times and durations, and what it asks of a day (DMN 1.5, 10.3.4.1, 10.3.4.8).

As in `functions`, each takes plain values and gives a plain value. None reads a clock: now is what the run says.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from bpmn.expressions import errors, functions, temporal, values

Value = values.Value
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _date(arguments: list[Value], run: values.Run) -> date:
    value = arguments[0]
    if len(arguments) == 3:
        year, month, day = map(functions.whole_of, arguments)
        try:
            return date(year, month, day)
        except (ValueError, OverflowError) as cause:
            raise errors.EvaluationError("wrong_argument", "there is no such day in the calendar") from cause
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else temporal.parse_date(functions.text_of(value))


def _time(arguments: list[Value], run: values.Run) -> time:
    value = arguments[0]
    if len(arguments) > 1:
        return _clock(arguments)
    if isinstance(value, datetime):
        return value.timetz() if value.tzinfo is None else value.timetz().replace(tzinfo=_fixed(value))
    if isinstance(value, date):
        return time(tzinfo=UTC)
    return value if isinstance(value, time) else temporal.parse_time(functions.text_of(value))


def _clock(arguments: list[Value]) -> time:
    hour, minute = functions.whole_of(arguments[0]), functions.whole_of(arguments[1])
    second = values.number(arguments[2])
    offset = arguments[3] if len(arguments) == 4 else None
    if offset is not None and (not isinstance(offset, temporal.Duration) or offset.months):
        raise values.mismatch("taking a time offset", offset)
    try:
        zone = None if offset is None else timezone(timedelta(seconds=offset.total_seconds))
        return time(hour, minute, int(second), round(second % 1 * 1_000_000) % 1_000_000, zone)
    except (ValueError, OverflowError) as cause:
        raise errors.EvaluationError("wrong_argument", "there is no such time on the clock") from cause


def _fixed(value: datetime) -> tzinfo | None:
    """The offset of an instant: a time of day alone has no rules of summer time."""
    offset = value.utcoffset()
    return None if offset is None else timezone(offset)


def _date_and_time(arguments: list[Value], run: values.Run) -> datetime:
    value = arguments[0]
    if len(arguments) == 2:
        other = arguments[1]
        if isinstance(value, datetime) and isinstance(other, str):
            there = temporal.zone(other)
            return value.astimezone(there) if value.tzinfo else value.replace(tzinfo=there)
        if not isinstance(value, date) or not isinstance(other, time):
            raise values.mismatch("joining to a date and time", *arguments)
        return datetime.combine(value, other)
    if isinstance(value, datetime):
        return value
    return (
        datetime.combine(value, time())
        if isinstance(value, date)
        else temporal.parse_date_time(functions.text_of(value))
    )


def _duration(arguments: list[Value], run: values.Run) -> temporal.Duration:
    value = arguments[0]
    return value if isinstance(value, temporal.Duration) else _of_one_kind(functions.text_of(value))


def _of_one_kind(text: str) -> temporal.Duration:
    """A duration of years and months or of days and time: FEEL knows none of both (10.3.2.3.7)."""
    found = temporal.parse_duration(text)
    if found.on_calendar and (found.days or found.seconds):
        raise errors.TemporalError("not_a_duration", f"{text[:80]!r} counts both months and days", text=text)
    return found


def _months(arguments: list[Value], run: values.Run) -> temporal.Duration:
    start, end = (_date([argument], run) for argument in arguments)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return temporal.Duration(months=months, on_calendar=True)


def _at(arguments: list[Value], run: values.Run) -> Value:
    text = functions.text_of(arguments[0]).strip()
    if text.lstrip("+-").startswith("P"):
        return _of_one_kind(text)
    if re.match(r"T?\d\d:", text):
        return temporal.parse_time(text)
    return temporal.parse_date_time(text) if "T" in text else temporal.parse_date(text)


def _now(arguments: list[Value], run: values.Run) -> datetime:
    """Now, in the zone in which times without one are read: an officer's today is that of her clock."""
    if run.now is None:
        raise errors.EvaluationError("no_clock", "now() and today() have no value here")
    return run.now.astimezone(temporal.zone())


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise values.mismatch("reading a date", value)
    return value


def _last_day(arguments: list[Value], run: values.Run) -> date:
    day = _day(arguments[0])
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def _is(arguments: list[Value], run: values.Run) -> bool:
    """Whether two values are the same: of times also the offset (10.3.4.7)."""
    one, other = arguments
    if one is None or other is None:
        return one is other
    if isinstance(one, datetime | time) and isinstance(other, datetime | time) and one.utcoffset() != other.utcoffset():
        return False
    return values.equal(one, other, run) is True


FUNCTIONS: dict[str, functions.Function] = {
    "date": _date,
    "time": _time,
    "date and time": _date_and_time,
    "duration": _duration,
    "years and months duration": _months,
    "@": _at,
    "now": _now,
    "today": lambda a, run: _now(a, run).date(),
    "day of year": lambda a, run: _day(a[0]).timetuple().tm_yday,
    "day of week": lambda a, run: _DAYS[_day(a[0]).weekday()],
    "month of year": lambda a, run: _MONTHS[_day(a[0]).month - 1],
    "week of year": lambda a, run: _day(a[0]).isocalendar()[1],
    "last day of month": _last_day,
    "is": _is,
}
