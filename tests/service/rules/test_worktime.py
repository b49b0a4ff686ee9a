"""Limits end when the law says, and measuring is the inverse of adding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import settings
from service.rules import worktime

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


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        worktime.add(datetime(2026, 11, 23), settings.Limit(1, Unit.HOUR))  # noqa: DTZ001 -- that is what is refused


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
