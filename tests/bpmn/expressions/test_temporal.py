"""Timers and the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.expressions import errors, evaluate, temporal, tree

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT5M", temporal.Duration(seconds=300)),
        ("P7D", temporal.Duration(days=7)),
        ("P2W", temporal.Duration(days=14)),
        ("P1Y2M3DT4H5M6S", temporal.Duration(months=14, days=3, seconds=14_706)),
        ("PT0.5S", temporal.Duration(seconds=0.5)),
        ("PT1,25S", temporal.Duration(seconds=1.25)),
        ("-P1M", temporal.Duration(months=-1)),
        ("+PT1H", temporal.Duration(seconds=3600)),
        ("PT0S", temporal.Duration()),
        (" P1D ", temporal.Duration(days=1)),
    ],
)
def test_a_duration_is_read(text: str, duration: temporal.Duration) -> None:
    assert temporal.parse_duration(text) == duration


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_duration"),
        ("P", "not_a_duration"),
        ("PT", "not_a_duration"),
        ("P1DT", "not_a_duration"),
        ("5 minutes", "not_a_duration"),
        ("P1H", "not_a_duration"),
        ("P1.5D", "not_a_duration"),
        ("PT1M1H", "not_a_duration"),
        ("P٣D", "not_a_duration"),
        ("P999999999999M", "out_of_range"),
        ("P10000000M", "out_of_range"),
        ("P99999999999D", "out_of_range"),
        ("P" + "9" * 60 + "D", "out_of_range"),
        ("P" + "9" * 5000 + "D", "not_a_duration"),
    ],
)
def test_what_is_no_duration_is_refused(text: str, code: str) -> None:
    with pytest.raises(errors.TemporalError) as refusal:
        temporal.parse_duration(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2030-01-01T00:00:00", datetime(2030, 1, 1, tzinfo=HANOI)),
        ("2030-01-01T08:30", datetime(2030, 1, 1, 8, 30, tzinfo=HANOI)),
        ("2030-01-01", datetime(2030, 1, 1, tzinfo=HANOI)),
        ("2030-01-01T00:00:00Z", datetime(2030, 1, 1, tzinfo=UTC)),
        ("2030-01-01T00:00:00.1234567+07:00", datetime(2030, 1, 1, 0, 0, 0, 123_456, timezone(timedelta(hours=7)))),
        ("2030-01-01T00:00:00-0530", datetime(2030, 1, 1, tzinfo=timezone(timedelta(hours=-5, minutes=-30)))),
        ("2030-07-01T12:00:00+02:00[Europe/Berlin]", datetime(2030, 7, 1, 12, tzinfo=BERLIN)),
        ("2030-07-01T12:00:00@Europe/Berlin", datetime(2030, 7, 1, 12, tzinfo=BERLIN)),
    ],
)
def test_a_date_is_an_aware_instant(text: str, instant: datetime) -> None:
    found = temporal.parse_instant(text)
    assert found == instant
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    ["31/12/2026", "2026-13-01", "2026-02-29", "2026-02-28T25:00:00", "0000-01-01", "tomorrow", "2026-1-1",
     "2026-01-01T00:00:00@../../etc/passwd", "2026-01-01T00:00:00@No/Where", "2026-01-01T00:00:00+99:00", "9" * 500,
     "٢٠٢٦-01-01"],
)  # fmt: skip
def test_what_is_no_date_is_refused_not_guessed(text: str) -> None:
    with pytest.raises(errors.TemporalError) as refusal:
        temporal.parse_instant(text)
    assert refusal.value.code == "not_a_date"


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("R3/PT1H", temporal.Cycle(3, None, temporal.Duration(seconds=3600))),
        ("R/P1D", temporal.Cycle(None, None, temporal.Duration(days=1))),
        ("R-1/P1M", temporal.Cycle(None, None, temporal.Duration(months=1))),
        ("R5/2026-09-02/P1D", temporal.Cycle(5, datetime(2026, 9, 2, tzinfo=HANOI), temporal.Duration(days=1))),
        (
            "R/2026-09-02T00:00:00Z/2026-09-02T01:00:00Z",
            temporal.Cycle(None, datetime(2026, 9, 2, tzinfo=UTC), temporal.Duration(seconds=3600)),
        ),
    ],
)
def test_a_cycle_is_read(text: str, cycle: temporal.Cycle) -> None:
    assert temporal.parse_cycle(text) == cycle


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("R/PT0S", "zero_interval"),
        ("R1000000000/PT0S", "zero_interval"),
        ("R3/-PT1H", "negative_interval"),
        ("R/2026-09-02/2026-09-01", "negative_interval"),
        ("R/2026-09-02/2026-09-02", "zero_interval"),
        ("PT1H", "not_a_cycle"),
        ("R3", "not_a_cycle"),
        ("R3/PT1H/PT1H/PT1H", "not_a_cycle"),
        ("0 0 9 * * ?", "not_a_cycle"),
        ("R9999999999/PT1H", "out_of_range"),
        ("R" + "9" * 80 + "/PT1H", "not_a_cycle"),
        ("R3/P999999999999M", "out_of_range"),
        ("R3/soon", "not_a_date"),
    ],
)
def test_a_cycle_that_would_not_end_or_begin_is_refused(text: str, code: str) -> None:
    with pytest.raises(errors.TemporalError) as refusal:
        temporal.parse_cycle(text) if "soon" not in text else temporal.parse_cycle("R3/soon/soon")
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (datetime(2026, 1, 31, 8, tzinfo=HANOI), "P1M", datetime(2026, 2, 28, 8, tzinfo=HANOI)),
        (datetime(2024, 1, 31, tzinfo=HANOI), "P1M", datetime(2024, 2, 29, tzinfo=HANOI)),
        (datetime(2024, 2, 29, tzinfo=HANOI), "P1Y", datetime(2025, 2, 28, tzinfo=HANOI)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=HANOI), "PT1M", datetime(2027, 1, 1, tzinfo=HANOI)),
        (datetime(2026, 3, 31, tzinfo=HANOI), "-P1M", datetime(2026, 2, 28, tzinfo=HANOI)),
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), "P1D", datetime(2026, 3, 29, 12, tzinfo=BERLIN)),
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), "PT24H", datetime(2026, 3, 29, 13, tzinfo=BERLIN)),
        (datetime(2026, 10, 24, 12, tzinfo=BERLIN), "PT24H", datetime(2026, 10, 25, 11, tzinfo=BERLIN)),
    ],
)
def test_durations_are_added_on_the_calendar_of_the_zone(start: datetime, text: str, end: datetime) -> None:
    found = temporal.add(start, temporal.parse_duration(text))
    assert found.replace(tzinfo=None) == end.replace(tzinfo=None)
    assert found.utcoffset() == end.utcoffset()


@pytest.mark.parametrize("text", ["P8000Y", "-P2100Y", "P3000000D", "PT299999999999S"])
def test_a_sum_outside_the_calendar_is_a_typed_error(text: str) -> None:
    with pytest.raises(errors.TemporalError) as refusal:
        temporal.add(datetime(2026, 1, 1, tzinfo=HANOI), temporal.parse_duration(text))
    assert refusal.value.code == "out_of_range"


@settings(max_examples=200)
@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis wants them naive
    st.integers(-5000, 5000),
    st.integers(-(10**8), 10**8),
)
def test_without_months_adding_is_that_of_the_clock(start: datetime, days: int, seconds: int) -> None:
    found = temporal.add(start, temporal.Duration(days=days, seconds=seconds))
    assert found == start + timedelta(days=days, seconds=seconds)


@settings(max_examples=200)
@given(st.text(alphabet="PTRYMWDHS0123456789/-+.:Z@[]", max_size=30), st.sampled_from(["date", "duration", "cycle"]))
def test_any_timer_text_is_a_timer_or_a_typed_refusal(text: str, kind: temporal.Kind) -> None:
    try:
        found = temporal.parse_timer(kind, text)
    except errors.ExpressionError:
        return
    assert isinstance(found, datetime | temporal.Duration | temporal.Cycle | tree.Expression)


@pytest.mark.parametrize(
    ("kind", "text", "timer"),
    [
        ("duration", "PT5M", temporal.Duration(seconds=300)),
        ("duration", "'PT5M'", temporal.Duration(seconds=300)),
        ("duration", '"PT5M"', temporal.Duration(seconds=300)),
        ("duration", 'duration("PT5M")', temporal.Duration(seconds=300)),
        ("duration", '= duration("PT5M")', temporal.Duration(seconds=300)),
        ("duration", '="PT5M"', temporal.Duration(seconds=300)),
        ("duration", '= @"PT5M"', temporal.Duration(seconds=300)),
        ("duration", "${'PT5M'}", temporal.Duration(seconds=300)),
        ("date", "'2030-01-01T00:00:00'", datetime(2030, 1, 1, tzinfo=HANOI)),
        ("date", '= date and time("2030-01-01T00:00:00Z")', datetime(2030, 1, 1, tzinfo=UTC)),
        ("date", '= date("2030-01-01")', datetime(2030, 1, 1, tzinfo=HANOI)),
        ("cycle", "'R3/PT1H'", temporal.Cycle(3, None, temporal.Duration(seconds=3600))),
        ("cycle", "R6/P1D", temporal.Cycle(6, None, temporal.Duration(days=1))),
    ],
)
def test_a_timer_without_variables_is_read_at_once(kind: temporal.Kind, text: str, timer: temporal.Timer) -> None:
    assert temporal.parse_timer(kind, text) == timer


@pytest.mark.parametrize(
    ("kind", "text", "data", "timer"),
    [
        ("duration", "${delay}", {"delay": "PT5M"}, temporal.Duration(seconds=300)),
        ("duration", "PaymentTerm", {"PaymentTerm": "P5D"}, temporal.Duration(days=5)),
        ("duration", '= duration("P" + string(days) + "D")', {"days": 3}, temporal.Duration(days=3)),
        ("date", "= due", {"due": "2030-01-01"}, datetime(2030, 1, 1, tzinfo=HANOI)),
        ("date", '= date("2030-01-01") + duration(wait)', {"wait": "P1D"}, datetime(2030, 1, 2, tzinfo=HANOI)),
        ("cycle", "${'R3/' + step}", {"step": "PT1H"}, temporal.Cycle(3, None, temporal.Duration(seconds=3600))),
    ],
)
def test_a_timer_of_variables_waits_for_them(
    kind: temporal.Kind, text: str, data: dict[str, object], timer: temporal.Timer
) -> None:
    expression = temporal.parse_timer(kind, text)
    assert isinstance(expression, tree.Expression)
    assert temporal.timer_of(kind, evaluate.evaluate(expression, data)) == timer


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("duration", "", "empty"),
        ("duration", "  ", "empty"),
        ("duration", "'-PT5M'", "negative_duration"),
        ("duration", "'P999999999999M'", "out_of_range"),
        ("duration", "'P10000000M'", "out_of_range"),
        ("duration", "'P99999999999D'", "out_of_range"),
        ("cycle", "'R/PT0S'", "zero_interval"),
        ("cycle", "'R1000000000/PT0S'", "zero_interval"),
        ("date", "'31/12/2026'", "not_a_date"),
        ("date", "31/12/2026", "not_a_date"),
        ("date", "PT5M", "not_a_date"),
        ("duration", "2030-01-01", "not_a_duration"),
        ("duration", "5", "not_a_duration"),
        ("cycle", "PT5M", "not_a_cycle"),
    ],
)
def test_a_hostile_or_empty_timer_is_refused(kind: temporal.Kind, text: str, code: str) -> None:
    with pytest.raises(errors.TemporalError) as refusal:
        temporal.parse_timer(kind, text)
    assert refusal.value.code == code


def test_a_timer_that_calls_is_refused_as_syntax() -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        temporal.parse_timer("duration", "__import__('os').system('true') or 'PT1S'")
    assert refusal.value.code == "unknown_function"


@pytest.mark.parametrize("value", [5, True, None, ["PT1H"], date(2026, 1, 1), temporal.Duration(seconds=-1)])
def test_values_that_are_no_duration_arm_no_timer(value: object) -> None:
    with pytest.raises(errors.TemporalError):
        temporal.timer_of("duration", value)


def test_a_naive_value_takes_the_zone_that_is_passed_in() -> None:
    naive = datetime(2026, 7, 1, 12)  # noqa: DTZ001  # as FEEL makes it
    assert temporal.timer_of("date", naive, "Europe/Berlin") == datetime(2026, 7, 1, 12, tzinfo=BERLIN)
    with pytest.raises(errors.TemporalError):
        temporal.timer_of("date", naive, "No/Where")
