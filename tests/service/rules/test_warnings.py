"""The levels of warnings: each point is told once, to all who should know by then, whenever it is looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpmn import strict
from service.rules import warnings

DAY = 100
"""Ticks of a working day here."""


def _plan(*levels: tuple[str, str], quiet: tuple[str, ...] = (), repeat: bool = True) -> warnings.Plan:
    raw = [{"at": at, "to": to.split(), "quiet": at in quiet} for at, to in levels]
    return warnings.parse({"step": {"levels": raw, "repeat": repeat}}).plan("step")


USUAL = _plan(("50%", "doer"), ("80%", "doer"), ("-1d", "chief"), ("100%", "chief"), ("+3d", "lead"), quiet=("50%",))


def _at(used: int, days: int = -1) -> warnings.Progress:
    return warnings.Progress(used, days)


def _told(plan: warnings.Plan, limit: int, *looks: warnings.Progress) -> list[tuple[str, int, int, set[str]]]:
    """What is told by some looks, one after the other: stage, share, days, to whom."""
    told, found = None, []
    for look in looks:
        warned = warnings.newest(plan, warnings.Span(limit, DAY), told, look)
        if warned is not None:
            told = look
            found.append((str(warned.stage), warned.share, warned.days, set(warned.to)))
    return found


def test_each_share_is_told_when_it_is_passed_and_never_again() -> None:
    looks = [_at(used) for used in (0, 499, 500, 700, 800, 899, 900, 999)]
    assert _told(USUAL, 1000, *looks) == [
        ("early", 50, 0, {"doer"}),
        ("early", 80, 0, {"doer"}),
        ("ahead", 100, -1, {"doer", "chief"}),
    ]


def test_after_the_due_date_it_is_told_once_a_working_day_to_ever_more() -> None:
    looks = [_at(1000 + days * DAY, days) for days in (0, 0, 1, 1, 2, 3, 4)]
    assert [(stage, days, len(to)) for stage, _, days, to in _told(USUAL, 1000, *looks)] == [
        ("due", 0, 2), ("late", 1, 2), ("late", 2, 2), ("late", 3, 3), ("late", 4, 3),
    ]  # fmt: skip


def test_after_a_month_it_is_told_every_fifth_day() -> None:
    told = _told(USUAL, 1000, *(_at(1000, days) for days in range(41)))
    assert [days for _, _, days, _ in told][20:] == [20, 25, 30, 35, 40]


def test_a_late_look_tells_the_newest_alone_to_all_who_should_have_known() -> None:
    (told,) = _told(USUAL, 1000, _at(1500, 7))
    assert told == ("late", 100, 7, {"doer", "chief", "lead"})


def test_what_is_passed_quietly_with_something_loud_is_loud() -> None:
    plan = _plan(("50%", "doer"), ("60%", "doer"), quiet=("60%",))
    span = warnings.Span(1000, DAY)
    late = warnings.newest(plan, span, None, _at(650))
    assert late is not None
    assert not late.quiet
    in_time = warnings.newest(plan, span, _at(550), _at(650))
    assert in_time is not None
    assert in_time.quiet


def test_a_day_before_the_due_date_of_a_short_limit_is_told_at_due() -> None:
    assert _told(USUAL, DAY, _at(50), _at(80), _at(99), _at(100, 0))[-1] == ("due", 100, 0, {"doer", "chief"})
    assert len(_told(USUAL, DAY, _at(50), _at(80), _at(99), _at(100, 0))) == 3


def test_two_levels_at_one_place_are_told_as_one() -> None:
    assert _told(USUAL, 2 * DAY, _at(100), _at(160)) == [
        ("ahead", 50, -1, {"doer", "chief"}),
        ("early", 80, 0, {"doer", "chief"}),
    ]


def test_with_more_time_the_shares_are_those_of_the_new_limit() -> None:
    before = warnings.newest(USUAL, warnings.Span(1000, DAY), _at(500), _at(800))
    assert before is not None
    extended = warnings.Span(1500, DAY)
    assert warnings.newest(USUAL, extended, _at(800), _at(1100)) is None
    again = warnings.newest(USUAL, extended, _at(800), _at(1200))
    assert again is not None
    assert again.share == 80


def test_a_kind_without_a_plan_is_never_told() -> None:
    nothing = warnings.Policy().plan("lane")
    assert warnings.newest(nothing, warnings.Span(10, DAY), None, _at(10, 300)) is None
    assert warnings.following(nothing, warnings.Span(10, DAY), _at(0)) is None


def test_an_acknowledgement_silences_its_half_of_the_same_due_date() -> None:
    early = [("before", 5)]
    assert warnings.silenced(warnings.Stage.AHEAD, 5, early)
    assert not warnings.silenced(warnings.Stage.DUE, 5, early)
    assert not warnings.silenced(warnings.Stage.AHEAD, 6, early)
    assert warnings.silenced(warnings.Stage.LATE, 5, [("after", 5)])


@pytest.mark.parametrize("at", ["", "9%", "101%", "0d", "3d", "+0d", "-251d", "80", "+3", "८०%", 80, None])
def test_a_level_that_stands_nowhere_is_refused(at: object) -> None:
    with pytest.raises(strict.SettingsError) as refused:
        warnings.parse({"step": {"levels": [{"at": at, "to": ["doer"]}]}})
    assert refused.value.where == "policy.step.levels.0.at"


def test_what_is_written_is_what_was_read() -> None:
    assert warnings.parse(warnings.to_json(warnings.USUAL)) == warnings.USUAL
    assert set(warnings.USUAL.plans) == set(warnings.KINDS)


PLACES = some.one_of(
    some.integers(10, 100).map(lambda share: f"{share}%"),
    some.integers(1, 6).map(lambda days: f"-{days}d"),
    some.integers(1, 30).map(lambda days: f"+{days}d"),
)
LEVELS = some.lists(
    some.tuples(PLACES, some.sets(some.sampled_from(warnings.RECIPIENTS), min_size=1), some.booleans()), max_size=8
)


def _policy(levels: list[tuple[str, set[str], bool]], repeat: bool) -> warnings.Plan:
    raw = [{"at": at, "to": sorted(to), "quiet": quiet} for at, to, quiet in levels]
    return warnings.parse({"step": {"levels": raw, "repeat": repeat}}).plan("step")


def _oracle(levels: list[tuple[str, set[str], bool]], repeat: bool, limit: int, at: int) -> tuple[object, set[str]]:
    """What has been reached at a tick, told without the rules: a name for it, and who should know. A day late is
    `DAY` ticks after the limit."""
    reached: list[tuple[float, object]] = []
    people: set[str] = set()
    for place, to, _ in levels:
        where = limit * int(place[:-1]) / 100 if place.endswith("%") else limit + int(place[:-1]) * DAY
        if where < limit / 10:
            where = limit
        if at >= where:
            reached.append((where, where))
            people |= to
    if repeat and levels and at >= limit + DAY:
        days = (at - limit) // DAY
        last = max(day for day in range(1, days + 1) if day <= 20 or day % 5 == 0)
        reached.append((limit + last * DAY, float(limit + last * DAY)))
    return (max(reached)[1] if reached else None), people


@given(LEVELS, some.booleans(), some.integers(1, 20), some.lists(some.integers(0, 6_000), max_size=40))
def test_whenever_it_is_looked_at_the_newest_is_told_once_to_those_who_should_know(
    levels: list[tuple[str, set[str], bool]], repeat: bool, limit_days: int, moments: list[int]
) -> None:
    limit, plan = limit_days * DAY, _policy(levels, repeat)
    told, known = None, None
    for at in sorted(moments):
        progress = _at(at, (at - limit) // DAY if at >= limit else -1)
        warned = warnings.newest(plan, warnings.Span(limit, DAY), told, progress)
        newest, people = _oracle(levels, repeat, limit, at)
        assert (warned is not None) == (newest is not None and newest != known)
        if warned is not None:
            assert warned.to == people
            told, known = progress, newest


@given(LEVELS, some.booleans(), some.integers(1, 8))
def test_whoever_looks_when_told_to_misses_nothing_and_looks_for_nothing(
    levels: list[tuple[str, set[str], bool]], repeat: bool, limit_days: int
) -> None:
    limit, plan = limit_days * DAY, _policy(levels, repeat)
    span, at, told, until = warnings.Span(limit, DAY), 0, None, limit + 27 * DAY
    seen = []
    while at <= until:
        progress = _at(at, (at - limit) // DAY if at >= limit else -1)
        warned = warnings.newest(plan, span, told, progress)
        assert warned is not None or at == 0
        if warned is not None:
            told = progress
            seen.append(at)
        coming = warnings.following(plan, span, progress)
        if coming is None:
            break
        after = coming.ticks if coming.ticks is not None else limit + (coming.days or 0) * DAY
        assert after > at
        at = after
    reached = [_oracle(levels, repeat, limit, tick)[0] for tick in range(until + 1)]
    wanted = {tick for tick in range(1, until + 1) if reached[tick] != reached[tick - 1]}
    assert set(seen) == wanted
