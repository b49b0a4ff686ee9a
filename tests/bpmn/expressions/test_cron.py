"""Cron expressions are due when they say, and never a moment earlier."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import strategies

from bpmn.expressions import cron, errors, temporal, tree

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
"""A Thursday."""


def due(text: str, count: int = 1) -> list[str]:
    found, at = [], NOW
    for _ in range(count):
        following = cron.parse(text).following(at)
        assert following is not None
        found.append(following.isoformat(" ", "minutes")[:16])
        at = following
    return found


@pytest.mark.parametrize(
    ("text", "those"),
    [
        ("0 9 * * *", ["2026-11-26 09:00", "2026-11-27 09:00"]),
        ("30 8 * * *", ["2026-11-27 08:30"]),
        ("0 0 9 * * MON-FRI", ["2026-11-26 09:00", "2026-11-27 09:00", "2026-11-30 09:00"]),
        ("0 0 9 ? * 2-6", ["2026-11-26 09:00", "2026-11-27 09:00", "2026-11-30 09:00"]),
        ("0 9 * * 1-5", ["2026-11-26 09:00", "2026-11-27 09:00", "2026-11-30 09:00"]),
        ("0 22 * * fri-mon", ["2026-11-27 22:00", "2026-11-28 22:00", "2026-11-29 22:00", "2026-11-30 22:00"]),
        ("0 0/20 * * * ?", ["2026-11-26 08:40", "2026-11-26 09:00"]),
        ("0 0 8 L * ?", ["2026-11-30 08:00", "2026-12-31 08:00"]),
        ("0 0 8 ? * FRI#2", ["2026-12-11 08:00", "2027-01-08 08:00"]),
        ("0 0 8 ? * 6L", ["2026-11-27 08:00", "2026-12-25 08:00"]),
        ("30 4 1,15 * 5", ["2026-11-27 04:30", "2026-12-01 04:30", "2026-12-04 04:30"]),
        ("0 30 4 1,15 * 5", ["2027-01-01 04:30"]),
        ("0 0 29 2 *", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ("0 0 12 1 JAN ? 2030", ["2030-01-01 12:00"]),
        ("0 0 * * 7", ["2026-11-29 00:00"]),
        ("@monthly", ["2026-12-01 00:00", "2027-01-01 00:00"]),
    ],
)
def test_it_is_due_when_it_says(text: str, those: list[str]):
    assert due(text, len(those)) == those


@pytest.mark.parametrize("text", ["0 0 30 2 *", "0 0 12 1 1 ? 2020"])
def test_what_is_never_due_is_never_due(text: str):
    assert cron.parse(text).following(NOW) is None


@pytest.mark.parametrize(
    "text",
    ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "* * * * MON#6", "a * * * *"],
)
def test_what_is_no_cron_expression_is_refused(text: str):
    with pytest.raises(errors.TemporalError, match="cron"):
        cron.parse(text)


@pytest.mark.parametrize("text", ["Thời hạn trả kết quả", "R3/PT1H", "a + b * c + d", '=cycle(3, "PT1H")', "x"])
def test_no_other_notation_is_taken_for_one(text: str):
    assert not cron.is_cron(text)


def test_a_cycle_may_be_written_so():
    assert isinstance(temporal.parse_timer("cycle", "0 0 9 * * ?"), cron.Cron)
    assert isinstance(temporal.timer_of("cycle", "@daily"), cron.Cron)
    assert isinstance(temporal.parse_timer("cycle", "${every}"), tree.Expression)


FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


@hypothesis.given(
    strategies.tuples(
        *(strategies.none() | strategies.sets(strategies.integers(*ends), min_size=1, max_size=3) for ends in FIELDS)
    ),
    strategies.timedeltas(timedelta(0), timedelta(days=2_000)),
)
def test_nothing_due_lies_between_an_instant_and_what_follows_it(
    allowed: tuple[set[int] | None, ...], later: timedelta
):
    fields = ("*" if one is None else ",".join(map(str, sorted(one))) for one in allowed)
    after = NOW + later
    found = cron.parse(" ".join(fields)).following(after)

    def holds(at: datetime) -> bool:
        day, week = allowed[2], allowed[4]
        of_month, of_week = day is None or at.day in day, week is None or (at.weekday() + 1) % 7 in week
        days = of_month or of_week if day is not None and week is not None else of_month and of_week
        return days and all(
            one is None or part in one
            for one, part in ((allowed[0], at.minute), (allowed[1], at.hour), (allowed[3], at.month))
        )

    assert found is None or (found > after and holds(found))
    at = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    for _ in range(1_500):
        if found is not None and at >= found:
            break
        assert not holds(at)
        at += timedelta(minutes=1)
