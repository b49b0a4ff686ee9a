"""What holds for every calendar, also where summer time leaves hours out or repeats them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import settings
from service.rules import calendar as cal
from service.rules import calendar_json, worktime

Unit = settings.Unit
ZONES = (
    "Asia/Ho_Chi_Minh",
    "Europe/Berlin",
    "America/Santiago",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
GAP = 3_600
"""The longest stretch that summer time leaves out in these zones, in seconds."""


@st.composite
def hours(draw: st.DrawFn) -> cal.Hours:
    """Up to three shifts in whole minutes."""
    edges = draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(sorted))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return cal.Hours(tuple((since * 60, until * 60) for since, until in pairs), draw(st.booleans()))


days = st.dates(date(2025, 12, 1), date(2027, 3, 1))
ordered = st.one_of(
    st.builds(cal.Ordered, work=st.just(False), document=st.text("abc", max_size=3)),
    st.builds(cal.Ordered, work=st.just(True), swap=st.none() | days, hours=st.none() | hours()),
)
calendars = st.builds(
    cal.Calendar,
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(("VN", "", "DE")),
    week=st.tuples(hours(), *[hours() | st.just(cal.CLOSED)] * 6),
    days=st.dictionaries(days, ordered, max_size=12),
)
instants = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone is put on
counted = st.sampled_from([unit for unit in Unit if unit is not Unit.CALENDAR_DAY])
units = st.sampled_from(list(Unit))


@given(calendars, instants, st.integers(1, 80), counted)
def test_measuring_gives_back_what_was_added(calendar: cal.Calendar, start: datetime, amount: int, unit: Unit) -> None:
    end = worktime.add(start, settings.Limit(amount, unit), calendar)
    assert worktime.measured(start, end, unit, calendar) == amount * worktime.TICKS[unit]


@given(calendars, instants, st.integers(-2_000_000, 2_000_000), counted)
def test_a_part_of_a_unit_is_given_back_too(calendar: cal.Calendar, start: datetime, ticks: int, unit: Unit) -> None:
    end = worktime.add_ticks(start, ticks, unit, calendar)
    assert worktime.measured(start, end, unit, calendar) == ticks


@given(calendars, instants, st.integers(1, 400))
def test_calendar_days_are_given_back_but_for_hours_that_do_not_exist(
    calendar: cal.Calendar, start: datetime, amount: int
) -> None:
    end = worktime.add(start, settings.Limit(amount, Unit.CALENDAR_DAY), calendar)
    over = worktime.measured(start, end, Unit.CALENDAR_DAY, calendar) - amount * 86_400
    jump = (end + timedelta(0)).astimezone(calendar.tz).utcoffset() != (end - timedelta(seconds=1)).astimezone(
        calendar.tz
    ).utcoffset()
    assert over == 0 or (jump and 0 < over <= GAP)


@given(calendars, instants, instants, units)
def test_adding_what_was_measured_leads_to_the_same_moment_of_work(
    calendar: cal.Calendar, one: datetime, other: datetime, unit: Unit
) -> None:
    start, end = sorted((one, other))
    ticks = worktime.measured(start, end, unit, calendar)
    again = worktime.add_ticks(start, ticks, unit, calendar)
    assert worktime.measured(again, end, unit, calendar) == 0


@given(calendars, instants, instants, instants, units)
def test_parts_sum_to_the_whole(
    calendar: cal.Calendar, one: datetime, two: datetime, three: datetime, unit: Unit
) -> None:
    first, second, third = sorted((one, two, three))
    parts = (worktime.measured(first, second, unit, calendar), worktime.measured(second, third, unit, calendar))
    assert min(parts) >= 0
    assert (
        sum(parts)
        == worktime.measured(first, third, unit, calendar)
        == -worktime.measured(third, first, unit, calendar)
    )


@given(calendars, instants, st.integers(1, 60), units)
def test_a_later_start_never_ends_earlier(calendar: cal.Calendar, start: datetime, amount: int, unit: Unit) -> None:
    limit = settings.Limit(amount, unit)
    later = start + timedelta(hours=5)
    assert worktime.add(start, limit, calendar) <= worktime.add(later, limit, calendar)


@given(
    calendars, instants, st.integers(1, 20), units, st.sampled_from(worktime.Ends), st.none() | st.integers(0, 86_399)
)
def test_a_policy_only_puts_off(
    calendar: cal.Calendar, start: datetime, amount: int, unit: Unit, ends: worktime.Ends, cut_off: int | None
) -> None:
    limit, policy = settings.Limit(amount, unit), worktime.Policy(cut_off, ends=ends)
    begins = worktime.begin(start, calendar, policy)
    end = worktime.add(start, limit, calendar, policy)
    assert begins >= start
    if unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        assert end >= worktime.add(begins, limit, calendar)
        days = {at.astimezone(calendar.tz).date() for at in (end - timedelta(seconds=1), end)}  # it may be midnight
        assert any(worktime.is_working_day(day, calendar) for day in days)


@given(calendars)
def test_a_calendar_is_read_back_as_it_was_written(calendar: cal.Calendar) -> None:
    again = calendar_json.read(cal.to_json(calendar))
    assert again == calendar
    assert again.sha256 == calendar.sha256


def _berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


BERLIN = cal.Calendar("Europe/Berlin", "", (cal.OFFICE,) * 5 + (cal.CLOSED, cal.Hours(((3_600, 9 * 3_600),))))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-29T01:00+01:00", "2026-03-29T09:00+02:00", 7),  # from 02:00 the clock jumps to 03:00
        ("2026-10-25T01:00+02:00", "2026-10-25T09:00+01:00", 9),  # the hour from 02:00 comes twice
        ("2026-06-07T01:00+02:00", "2026-06-07T09:00+02:00", 8),
    ],
)
def test_a_shift_over_a_change_of_the_clock_has_the_hours_that_pass(start: str, end: str, hours: int) -> None:
    assert worktime.between(_berlin(start), _berlin(end), BERLIN) == hours * 3_600
    assert worktime.measured(_berlin(start), _berlin(end), Unit.WORKING_DAY, BERLIN) == 28_800  # one day all the same


def test_a_calendar_day_ends_at_the_same_time_of_day_over_a_change_of_the_clock() -> None:
    day = settings.Limit(1, Unit.CALENDAR_DAY)
    assert worktime.add(_berlin("2026-03-28T12:00+01:00"), day, BERLIN) == _berlin("2026-03-29T12:00+02:00")
    assert worktime.add(_berlin("2026-10-24T12:00+02:00"), day, BERLIN) == _berlin("2026-10-25T12:00+01:00")
    assert worktime.add(_berlin("2026-03-28T12:00+01:00"), settings.Limit(24, Unit.HOUR), BERLIN) == _berlin(
        "2026-03-29T13:00+02:00"
    )


def test_an_end_in_an_hour_that_does_not_exist_is_the_change_itself() -> None:
    end = worktime.add(_berlin("2026-03-28T02:30+01:00"), settings.Limit(1, Unit.CALENDAR_DAY), BERLIN)
    assert end == _berlin("2026-03-29T03:00+02:00")


def test_an_end_in_an_hour_that_comes_twice_is_the_first_of_them() -> None:
    day = settings.Limit(1, Unit.CALENDAR_DAY)
    assert worktime.add(_berlin("2026-10-24T02:30+02:00"), day, BERLIN) == _berlin("2026-10-25T02:30+02:00")
    assert worktime.add(_berlin("2026-10-25T02:30+01:00"), day, BERLIN) == _berlin("2026-10-26T03:00+01:00")
