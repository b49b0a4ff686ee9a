"""Limits end when the law says, and measuring is the inverse of adding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import settings
from service.rules import calendar_json, worktime

Unit = settings.Unit
instants = st.datetimes(datetime(2021, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001 -- the zone is put on
    lambda naive: naive.replace(microsecond=0, tzinfo=worktime.ZONE)
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=worktime.ZONE)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-08-20", 3, "2026-08-24"),  # Saturday 22 August is made up for Monday the 31st
        ("2026-11-20", 3, "2026-11-26"),  # 24 November is Culture Day
        ("2026-02-12", 3, "2026-02-24"),  # Tết
        ("2026-08-28", 1, "2026-09-03"),  # the swapped Monday and the National Day's two days
    ],
)
@pytest.mark.parametrize("hour", [6, 8, 10, 12, 15, 17, 22])
def test_a_working_day_limit_ends_on_the_day_that_the_law_counts(start: str, days: int, due: str, hour: int) -> None:
    received = _at(start) + timedelta(hours=hour)
    end = worktime.add(received, settings.Limit(days, Unit.WORKING_DAY))
    assert end.date() == date.fromisoformat(due)
    assert 8 <= end.hour <= 17


def test_a_working_day_ends_at_the_same_time_of_day() -> None:
    assert worktime.add(_at("2026-11-23T09:30"), settings.Limit(1, Unit.WORKING_DAY)) == _at("2026-11-25T09:30")


def test_what_starts_on_a_day_off_ends_with_the_next_working_day() -> None:
    assert worktime.add(_at("2026-11-22T10:00"), settings.Limit(1, Unit.WORKING_DAY)) == _at("2026-11-23T17:00")


def test_working_hours_pass_over_lunch_night_weekend_and_holiday() -> None:
    four = settings.Limit(4, Unit.WORKING_HOUR)
    assert worktime.add(_at("2026-11-23T10:00"), four) == _at("2026-11-23T15:00")
    assert worktime.add(_at("2026-11-23T15:00"), four) == _at("2026-11-25T10:00")
    assert worktime.add(_at("2026-11-20T16:30"), four) == _at("2026-11-23T11:30")
    assert worktime.add(_at("2026-11-22T03:00"), four) == _at("2026-11-23T12:00")


def test_calendar_days_and_hours_know_no_day_off() -> None:
    start = _at("2026-02-13T16:00")
    assert worktime.add(start, settings.Limit(10, Unit.CALENDAR_DAY)) == _at("2026-02-23T16:00")
    assert worktime.add(start, settings.Limit(30, Unit.HOUR)) == _at("2026-02-14T22:00")


def test_the_answer_is_in_the_zone_that_was_asked_in() -> None:
    end = worktime.add(datetime(2026, 11, 23, 2, 30, tzinfo=UTC), settings.Limit(1, Unit.WORKING_DAY))
    assert end == _at("2026-11-25T09:30")
    assert end.tzinfo is UTC


def test_minutes_are_minutes_of_the_clock() -> None:
    assert worktime.add(_at("2026-11-20T16:50"), settings.Limit(30, Unit.MINUTE)) == _at("2026-11-20T17:20")


SWAPPED = calendar_json.read(
    {
        "days": {
            "2026-01-02": {"work": False, "swap": "2026-01-10", "document": "Công văn 16767/BNV"},
            "2026-01-10": {"work": True, "swap": "2026-01-02", "document": "Công văn 16767/BNV"},
        }
    }
)


def test_a_swapped_day_off_is_passed_over_and_its_make_up_day_counts() -> None:
    three = settings.Limit(3, Unit.WORKING_DAY)
    assert worktime.add(_at("2025-12-30T09:00"), three, SWAPPED) == _at("2026-01-06T09:00")
    assert worktime.add(_at("2025-12-30T09:00"), three) == _at("2026-01-05T09:00")
    assert worktime.add(_at("2026-01-08T09:00"), three, SWAPPED) == _at("2026-01-12T09:00")


@pytest.mark.parametrize(
    ("received", "policy", "due"),
    [
        ("2026-11-18T14:59", worktime.Policy(cut_off=15 * 3600), "2026-11-19T14:59"),
        ("2026-11-18T15:00", worktime.Policy(cut_off=15 * 3600), "2026-11-19T15:00"),
        ("2026-11-18T15:01", worktime.Policy(cut_off=15 * 3600), "2026-11-20T08:00"),
        ("2026-11-18T17:30", worktime.Policy(cut_off=17 * 3600), "2026-11-20T08:00"),
        ("2026-11-18T16:05", worktime.Policy(last=3600), "2026-11-20T08:00"),
        ("2026-11-18T15:55", worktime.Policy(last=3600), "2026-11-19T15:55"),
        ("2026-11-21T10:00", worktime.Policy(cut_off=15 * 3600), "2026-11-25T08:00"),  # a Saturday; Tuesday is off
        ("2026-11-18T09:00", worktime.Policy(ends=worktime.Ends.DAY_END), "2026-11-19T17:00"),
        ("2026-11-18T15:01", worktime.Policy(15 * 3600, ends=worktime.Ends.DAY_END), "2026-11-20T17:00"),
    ],
)
def test_a_cut_off_puts_the_beginning_off_to_the_next_working_day(
    received: str, policy: worktime.Policy, due: str
) -> None:
    assert worktime.add(_at(received), settings.Limit(1, Unit.WORKING_DAY), policy=policy) == _at(due)


def test_calendar_days_that_end_on_a_day_off_may_end_with_the_next_working_day() -> None:
    five, friday = settings.Limit(5, Unit.CALENDAR_DAY), _at("2026-11-17T09:00")
    ends = worktime.Ends
    assert worktime.add(friday, five, policy=worktime.Policy(ends=ends.DAY_END)) == _at("2026-11-23T00:00")
    assert worktime.add(friday, five, policy=worktime.Policy(ends=ends.WORKING_DAY_END)) == _at("2026-11-23T17:00")


def test_half_a_saturday_counts_half() -> None:
    morning = {"shifts": [["07:30", "11:30"]], "half": True}
    office = calendar_json.read({"hours": {"sat": morning}})
    friday, one = _at("2026-11-13T10:00"), settings.Limit(1, Unit.WORKING_DAY)
    assert worktime.add(friday, one, office) == _at("2026-11-14T09:30")  # six hours and two
    assert worktime.measured(friday, _at("2026-11-16T08:00"), Unit.WORKING_DAY, office) == 6 * 3600 + 4 * 3600


def test_a_day_of_seven_hours_is_a_whole_working_day() -> None:
    seven = {"shifts": [["08:00", "12:00"], ["13:00", "16:00"]]}
    office = calendar_json.read({"hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), seven)})
    assert worktime.add(_at("2026-11-09T15:30"), settings.Limit(4, Unit.WORKING_DAY), office) == _at("2026-11-13T15:30")


# Mistakes of a system that accused agencies wrongly.


def test_mistake_a_make_up_saturday_is_no_day_off() -> None:
    assert worktime.is_working_day(date(2026, 8, 22))
    assert worktime.is_working_day(date(2026, 1, 10), SWAPPED)
    thursday = _at("2026-08-20T10:00")
    assert worktime.add(thursday, settings.Limit(2, Unit.WORKING_DAY)) == _at("2026-08-22T10:00")


def test_mistake_a_holiday_is_off_in_its_own_year_alone() -> None:
    assert not worktime.is_working_day(date(2026, 2, 17))  # Tết of 2026
    assert worktime.is_working_day(date(2027, 2, 17))
    assert not worktime.is_working_day(date(2026, 1, 2), SWAPPED)
    assert worktime.is_working_day(date(2025, 1, 2), SWAPPED)
    assert worktime.is_working_day(date(2024, 1, 2), SWAPPED)


def test_mistake_what_is_left_after_a_supplement_is_counted_in_working_days() -> None:
    begun, asked, brought = _at("2026-02-11T09:00"), _at("2026-02-12T09:00"), _at("2026-02-13T09:00")
    limit = 3 * worktime.TICKS[Unit.WORKING_DAY]
    left = limit - worktime.measured(begun, asked, Unit.WORKING_DAY)
    # Two days are left. In days of the calendar they would end on a Sunday in Tết; 16 to 20 February are off.
    assert worktime.add_ticks(brought, left, Unit.WORKING_DAY) == _at("2026-02-24T09:00")


def test_mistake_what_cannot_be_counted_is_an_error_and_no_other_date() -> None:
    with pytest.raises(ValueError, match="naive"):
        worktime.add(datetime(2026, 11, 23), settings.Limit(1, Unit.HOUR))  # noqa: DTZ001 -- that is what is refused
    with pytest.raises(ValueError, match="naive"):
        worktime.measured(_at("2026-11-23T08:00"), datetime(2026, 11, 24), Unit.HOUR)  # noqa: DTZ001
    for unit in Unit:
        with pytest.raises(ValueError, match="calendar"):
            worktime.add(_at("9999-12-30T09:00"), settings.Limit(settings.MAX_AMOUNT, unit))


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"country": "XX"}, "country"),
        ({"hours": {"mon": {"shifts": [["12:00", "08:00"]]}}}, "hours.mon.shifts.0"),
        ({"hours": {"mon": {"shifts": [["08:00", "12:00"], ["11:00", "17:00"]]}}}, "hours.mon.shifts.1"),
        ({"hours": {"mon": {"shifts": [["08:00", "24:01"]]}}}, "hours.mon.shifts.0"),
        ({"hours": {"holiday": {"shifts": []}}}, "hours.holiday"),
        ({"hours": {day: {"shifts": []} for day in ("mon", "tue", "wed", "thu", "fri")}}, "hours"),
        ({"days": {"2026-02-30": {"work": False}}}, "days.2026-02-30"),
        ({"days": {"2026-02-20": {"work": "no"}}}, "days.2026-02-20.work"),
        ({"days": {"2026-02-20": {"work": False, "hours": {"shifts": []}}}}, "days.2026-02-20.hours"),
        ({"days": {"2026-02-20": {"work": True, "hours": {"shifts": []}}}}, "days.2026-02-20.hours.shifts"),
        ([], "calendar"),
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused_by_key(told: object, where: str) -> None:
    with pytest.raises(calendar_json.CalendarError) as wrong:
        calendar_json.read(told)
    assert wrong.value.where == where


@given(instants, st.integers(1, 400), st.sampled_from([Unit.WORKING_DAY, Unit.WORKING_HOUR]))
def test_measuring_is_the_inverse_of_adding(start: datetime, amount: int, unit: Unit) -> None:
    end = worktime.add(start, settings.Limit(amount, unit))
    seconds = worktime.DAY_SECONDS if unit is Unit.WORKING_DAY else 3600
    assert worktime.between(start, end) == amount * seconds


@given(instants, instants, instants)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    whole = worktime.between(first, third)
    assert whole == worktime.between(first, second) + worktime.between(second, third)
    assert 0 <= whole <= (third - first).total_seconds()


@given(instants, st.integers(1, 60))
def test_a_limit_of_days_agrees_with_a_walk_day_by_day(start: datetime, days: int) -> None:
    day, left = start.date(), days
    while left:
        day += timedelta(days=1)
        left -= worktime.is_working_day(day)
    assert worktime.add(start, settings.Limit(days, Unit.WORKING_DAY)).date() == day


@given(instants, st.integers(0, 10 * 24))
def test_working_time_agrees_with_a_walk_minute_by_minute(start: datetime, hours: int) -> None:
    start = start.replace(second=0)
    end = start + timedelta(hours=hours)
    minutes, at = 0, start
    while at < end:
        second = at.hour * 3600 + at.minute * 60
        open_now = any(since <= second < until for since, until in worktime.SHIFTS)
        minutes += open_now and worktime.is_working_day(at.date())
        at += timedelta(minutes=1)
    assert worktime.between(start, end) == minutes * 60


def test_the_longest_limit_is_answered_or_refused() -> None:
    for unit in Unit:
        end = worktime.add(_at("2026-11-23T09:00"), settings.Limit(settings.MAX_AMOUNT, unit))
        assert end.year > 2026
    with pytest.raises(ValueError, match="calendar"):
        worktime.add(_at("9990-01-01T09:00"), settings.Limit(settings.MAX_AMOUNT, Unit.WORKING_DAY))
