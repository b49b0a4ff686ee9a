"""Lengths of time in words and in lenient ISO 8601 come to the same as written strictly, or to nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import hypothesis
import pytest
from hypothesis import strategies

from bpmn.expressions import spans, temporal

BEGIN = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5 minutes", "PT5M"),
        ("3 ngày", "P3D"),
        ("3 nga\u0300y", "P3D"),
        ("2 giờ 30 phút", "PT2H30M"),
        ("2 giờ và 30 phút", "PT2H30M"),
        ("1 day and 2 hours", "P1DT2H"),
        ("2 weeks, 3 days", "P2W3D"),
        ("24h", "PT24H"),
        ("1 THÁNG", "P1M"),
        ("1.5 h", "PT1H30M"),
        ("PT1.5H", "PT1H30M"),
        ("P0,5D", "PT12H"),
        ("PT0.001S", "PT1S"),
        ("p3d", "P3D"),
        ("sau 15 phút", "PT15M"),
        ("Quá hạn 5 ngày", "P5D"),
        ("trong vòng 2 giờ", "PT2H"),
        ("after 3 days", "P3D"),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(text: str, read: str):
    assert spans.iso(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "P",
        "PT",
        "0 days",
        "15 ngày làm việc",
        "3 working days",
        "1d 2d",
        "0.5 tháng",
        "mai",
        "-3 days",
        "3 days ago",
        "9" * 101,
    ],
)
def test_what_is_no_length_of_time_by_the_calendar_is_left_alone(text: str):
    assert spans.iso(text) is None


@hypothesis.given(
    strategies.lists(
        strategies.tuples(
            strategies.integers(1, 9_999),
            strategies.sampled_from([word for words in spans.UNITS.values() for word in words]),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda part: spans._DESIGNATOR[part[1]],
    )
)
def test_what_is_read_ends_when_its_parts_together_do(parts: list[tuple[int, str]]):
    read = spans.iso(" ".join(f"{amount} {word}" for amount, word in parts))
    assert read is not None
    assert spans.iso(read) == read
    timer = temporal.parse_timer("duration", read)
    assert isinstance(timer, temporal.Duration)
    single = [temporal.parse_timer("duration", str(spans.iso(f"{amount} {word}"))) for amount, word in parts]
    assert timer.months == sum(one.months for one in single if isinstance(one, temporal.Duration))
    assert timer.days == sum(one.days for one in single if isinstance(one, temporal.Duration))
    assert timer.seconds == sum(one.seconds for one in single if isinstance(one, temporal.Duration))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3 ngày làm việc", (3, "working_day")),
        ("Sau 03 ngày  LÀM việc", (3, "working_day")),
        ("3 nga\u0300y la\u0300m vie\u0323\u0302c", (3, "working_day")),
        ("trong vòng 1 ngày làm việc", (1, "working_day")),
        ("within 2 business days", (2, "working_day")),
        ("5 workdays", (5, "working_day")),
        ("4 giờ làm việc", (4, "working_hour")),
        ("1 working hour", (1, "working_hour")),
        ("0,5 ngày làm việc", (4, "working_hour")),
        ("2.5 working days", (20, "working_hour")),
    ],
)
def test_working_time_is_read_with_its_unit(text: str, read: tuple[int, str]):
    assert spans.working(text) == read


@pytest.mark.parametrize(
    "text",
    ["", "3 ngày", "0 ngày làm việc", "1.5 working hours", "0.3 working days", "ngày làm việc", "-1 working days",
     "3 ngày làm việc 2 giờ", "3 working days ago", "9" * 101],
)  # fmt: skip
def test_what_is_no_working_time_is_left_alone(text: str):
    assert spans.working(text) is None
