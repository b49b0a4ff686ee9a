"""Reviews of responsibility: figures that add up, and no conclusion without its reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rules import apologypolicy
from service.rules import reviews as rules

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
END = START + timedelta(hours=500)


def seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.booleans(), st.booleans())
def test_waiting_and_work_are_all_the_time_that_a_step_was_open(
    opened: int, waited: int, worked: int, begun: bool, done: bool
) -> None:
    enabled = START + timedelta(hours=opened)
    claimed = enabled + timedelta(hours=waited) if begun else None
    completed = enabled + timedelta(hours=waited + worked) if done else None
    visit = rules.Visit(1, 2, enabled, claimed, completed, 9 if begun else None)
    (found,) = rules.held([visit], END, seconds)
    assert found.waiting + found.work == seconds(enabled, completed or END)
    assert found.open is (not done)
    assert begun or found.work == 0


def test_a_step_ended_before_anybody_began_was_only_waited_for() -> None:
    (found,) = rules.held([rules.Visit(1, 2, START, None, START + timedelta(hours=2))], END, seconds)
    assert (found.waiting, found.work) == (7200, 0)


@pytest.mark.parametrize(
    ("second", "days", "policy", "ground"),
    [
        (True, 0.1, apologypolicy.Policy(), rules.SECOND),
        (True, 0.1, apologypolicy.Policy(review_second=False), None),
        (False, 5.0, apologypolicy.Policy(), None),
        (False, 5.1, apologypolicy.Policy(), rules.LONG),
        (False, 400.0, apologypolicy.Policy(review_days=0), None),
    ],
)
def test_a_review_is_opened_by_rule(
    second: bool, days: float, policy: apologypolicy.Policy, ground: str | None
) -> None:
    assert rules.due(policy, second=second, late_days=days) == ground


@pytest.mark.parametrize(
    ("conclusion", "findings", "answers_for", "missing"),
    [
        ("", "vì", [], ("conclusion", "missing")),
        ("guilty", "vì", [], ("conclusion", "not_allowed")),
        ("responsible", " ", [1], ("findings", "missing")),
        ("responsible", "vì", [3], ("answers_for", "not_allowed")),
        ("not_responsible", "vì", [1], ("answers_for", "nobody_is_responsible")),
        ("not_responsible", "vì", [], None),
        ("responsible", "vì", [1], None),
        ("shared", "cả hai cơ quan", [1, 2], None),
        ("responsible", "cơ quan thiếu người", [], None),
    ],
)
def test_a_review_is_closed_with_a_conclusion_and_its_reasons(
    conclusion: str, findings: str, answers_for: list[int], missing: tuple[str, str] | None
) -> None:
    assert rules.why_not_closed(conclusion, findings, answers_for, [1, 2]) == missing
