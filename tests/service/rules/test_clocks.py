"""Clocks: every stretch is told and sums up, and the due date is what counting minute by minute gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bpmn import settings
from service.rules import calendar as cal
from service.rules import clocks, worktime
from tests.support import shares

Kind: TypeAlias = clocks.Kind
State: TypeAlias = clocks.State
Unit: TypeAlias = settings.Unit
MIDNIGHT = datetime(2026, 2, 2, tzinfo=worktime.ZONE)
A_DAY = 1_440
OFFICE = frozenset([*range(480, 720), *range(780, 1_020)])
"""Minutes of a day at which the office works."""
PER_UNIT = {Unit.HOUR: 60, Unit.CALENDAR_DAY: A_DAY, Unit.WORKING_HOUR: 60, Unit.WORKING_DAY: len(OFFICE)}
"""Minutes of each unit."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=worktime.ZONE)


def days(amount: int) -> clocks.Terms:
    return clocks.Terms(settings.Limit(amount, Unit.WORKING_DAY))


def told(terms: clocks.Terms, now: str, *acts: clocks.Act) -> clocks.Reading:
    return clocks.reading(terms, acts, {None: worktime.PLAIN}, at(now))


def test_a_clock_goes_on_with_what_was_left_and_not_with_raw_calendar_days() -> None:
    # Two days and two hours used by Monday; the applicant took until Wednesday two weeks later.
    reading = told(
        days(5),
        "2026-12-30T12:00",
        clocks.Act(Kind.START, at("2026-11-19T08:00")),
        clocks.Act(Kind.PAUSE, at("2026-11-23T10:00"), "supplement"),
        clocks.Act(Kind.RESUME, at("2026-12-09T10:00")),
    )
    assert reading.due == at("2026-12-11T17:00")  # six hours of Wednesday, Thursday, Friday
    assert [(one.counted, one.why) for one in reading.intervals] == [
        (True, "counting"),
        (False, "supplement"),
        (True, "counting"),
    ]


def test_a_clock_that_restarts_has_its_whole_time_again() -> None:
    reading = told(
        days(3),
        "2026-11-26T09:00",
        clocks.Act(Kind.START, at("2026-11-19T08:00")),
        clocks.Act(Kind.PAUSE, at("2026-11-20T10:00"), "supplement"),
        clocks.Act(Kind.RESTART, at("2026-11-25T10:00")),
        clocks.Act(Kind.RESUME, at("2026-11-25T10:00")),
    )
    assert (reading.due, reading.used) == (at("2026-11-30T10:00"), 7 * 3_600)
    assert reading.intervals[0].why == clocks.RESTARTED


def test_what_is_late_stays_late_whatever_pauses_or_restarts_it() -> None:
    acts = (
        clocks.Act(Kind.START, at("2026-11-19T08:00")),
        clocks.Act(Kind.PAUSE, at("2026-11-23T10:00"), "supplement"),
        clocks.Act(Kind.RESTART, at("2026-11-25T10:00")),
        clocks.Act(Kind.RESUME, at("2026-11-25T10:00")),
        clocks.Act(Kind.STOP, at("2026-11-25T11:00")),
    )
    reading = told(days(1), "2026-12-30T09:00", *acts)
    assert (reading.due, reading.late) == (at("2026-11-20T08:00"), (8 + 2 + 1) * 3_600)


def test_one_extension_moves_the_due_date_of_a_clock_that_is_late() -> None:
    extra = 2 * worktime.TICKS[Unit.WORKING_DAY]
    acts = (
        clocks.Act(Kind.START, at("2026-11-19T08:00")),
        clocks.Act(Kind.EXTEND, at("2026-11-23T10:00"), ticks=extra),
    )
    reading = told(days(1), "2026-11-23T10:00", *acts)
    assert (reading.due, reading.late) == (at("2026-11-25T08:00"), 0)  # 24/11 is a holiday


def test_an_outage_counts_once_however_it_is_told() -> None:
    start = clocks.Act(Kind.START, at("2026-11-19T08:00"))
    wrong = clocks.Stretch(at("2026-11-19T09:00"), at("2026-11-19T16:00"), "outage", "7")
    right = clocks.Stretch(at("2026-11-19T09:00"), at("2026-11-19T10:00"), "outage", "7")
    other = clocks.Stretch(at("2026-11-19T09:30"), at("2026-11-19T10:30"), "outage", "8")
    exclude = [clocks.Act(Kind.EXCLUDE, at("2026-11-20T08:00"), stretch=one) for one in (wrong, right, other)]
    reading = told(days(1), "2026-11-20T08:00", start, *exclude)
    assert reading.due == at("2026-11-20T09:30")
    assert [one.ref for one in reading.intervals] == ["", "7", "8", ""]


def test_a_limit_that_ends_with_the_day_is_late_after_it_only() -> None:
    terms = clocks.Terms(settings.Limit(1, Unit.WORKING_DAY), ends=worktime.Ends.DAY_END)
    begun = clocks.start(terms, at("2026-11-19T10:00"), worktime.PLAIN)
    assert begun.due == at("2026-11-20T17:00")
    assert clocks.stop(begun, at("2026-11-20T17:00"), worktime.PLAIN).late == 0
    assert clocks.stop(begun, at("2026-11-23T08:30"), worktime.PLAIN).late == 1_800


def test_the_first_second_after_the_due_date_is_late_even_at_night() -> None:
    begun = clocks.start(days(1), at("2026-11-19T17:30"), worktime.PLAIN)
    assert begun.due == at("2026-11-20T17:00")
    assert clocks.stop(begun, at("2026-11-20T17:00"), worktime.PLAIN).late == 0
    assert clocks.stop(begun, at("2026-11-20T21:00"), worktime.PLAIN).late == 1


def test_a_clock_without_a_limit_measures_and_is_never_late() -> None:
    reading = told(clocks.Terms(), "2026-11-27T08:00", clocks.Act(Kind.START, at("2026-11-19T08:00")))
    assert (reading.used, reading.left, reading.due, reading.late) == (5 * 28_800, None, None, 0)


def test_acts_that_do_not_begin_with_a_start_are_refused() -> None:
    with pytest.raises(ValueError, match="start"):
        told(days(1), "2026-11-27T08:00", clocks.Act(Kind.PAUSE, at("2026-11-19T08:00"), "supplement"))


class Minutes:
    """What a clock has lived, minute by minute: an account of its own, that knows nothing of ticks or positions."""

    def __init__(self, start: int, unit: Unit) -> None:
        self.start, self.unit = start, unit
        self.lived: list[bool] = []
        self.runs = True
        self.restarts: list[int] = []
        self.excluded: dict[str, range] = {}
        self.off: set[int] = set()
        self.work: set[int] = set()

    def counts(self, minute: int) -> bool:
        """Whether a minute counts while the clock runs."""
        if any(minute in one for one in self.excluded.values()):
            return False
        if self.unit in (Unit.HOUR, Unit.CALENDAR_DAY):
            return True
        day, of_day = divmod(minute, A_DAY)
        works = day in self.work or (day % 7 < 5 and day not in self.off)
        return works and of_day in OFFICE

    def used(self, since: int, until: int) -> int:
        return sum(self.lived[minute - self.start] and self.counts(minute) for minute in range(since, until))

    def since(self, allowed: int) -> int | None:
        """From when it counts: the start, or the last restart of a clock that was not late; None: too close to say."""
        since = self.start
        for restart in self.restarts:
            used = self.used(since, restart)
            if used == allowed:
                return None
            since = restart if used < allowed else since
        return since

    def due(self, since: int, allowed: int) -> Iterator[int]:
        """Every instant at which exactly so much is used, were the clock to go on from where it last ran."""
        end = self.start + len(self.lived)
        rests = 0 if self.runs else next((n for n, ran in enumerate(reversed(self.lived)) if ran), len(self.lived))
        goes_on = end - rests
        used, minute = 0, min(since, goes_on)
        while used <= allowed:
            if used == allowed:
                yield minute
            lived = self.lived[minute - self.start] if minute < goes_on else True
            used += lived and self.counts(minute)
            minute += 1


class Machine(RuleBasedStateMachine):
    """A clock that people and calendars do everything to, beside the account minute by minute."""

    @initialize(
        start=st.integers(0, 14 * A_DAY),
        unit=st.sampled_from(list(PER_UNIT)),
        amount=st.integers(1, 40),
    )
    def begin(self, start: int, unit: Unit, amount: int) -> None:
        amount = amount if unit in (Unit.HOUR, Unit.WORKING_HOUR) else 1 + amount // 6
        self.terms = clocks.Terms(settings.Limit(amount, unit))
        self.now, self.extra, self.number = start, 0, 0
        self.minutes = Minutes(start, unit)
        self.calendars: dict[int | None, worktime.Calendar] = {0: cal.Calendar(country="")}
        self.acts = [self._act(Kind.START)]
        self.kept = clocks.start(self.terms, self._at(start), self.calendar)

    @property
    def calendar(self) -> worktime.Calendar:
        return self.calendars[len(self.calendars) - 1]

    def _at(self, minute: int) -> datetime:
        return (MIDNIGHT + timedelta(minutes=minute)).astimezone(UTC)

    def _act(self, kind: Kind, reason: str = "", **more: object) -> clocks.Act:
        key = len(self.calendars) - 1
        return clocks.Act(kind, self._at(self.now), reason, key, **more)  # type: ignore[arg-type]

    @property
    def state(self) -> State:
        return self.kept.state

    @precondition(lambda self: self.state is not State.STOPPED)
    @rule(minutes=st.one_of(st.integers(1, 200), st.integers(1, 4 * A_DAY)))
    def wait(self, minutes: int) -> None:
        if self.now < 60 * A_DAY:
            self.minutes.lived += [self.state is State.RUNNING] * minutes
            self.now += minutes

    @precondition(lambda self: self.state is not State.STOPPED)
    @rule(reason=st.sampled_from(["supplement", "payment", "elsewhere"]))
    def pause(self, reason: str) -> None:
        self.acts.append(self._act(Kind.PAUSE, reason))
        self.kept = clocks.pause(self.kept, self._at(self.now), reason, self.calendar)

    @precondition(lambda self: self.state is State.PAUSED)
    @rule(restarts=st.booleans())
    def resume(self, restarts: bool) -> None:
        if restarts:
            self.restart()
        self.acts.append(self._act(Kind.RESUME))
        self.kept = clocks.resume(self.kept, self._at(self.now), self.calendar)

    @precondition(lambda self: self.state is not State.STOPPED)
    @rule()
    def restart(self) -> None:
        self.acts.append(self._act(Kind.RESTART))
        self.minutes.restarts.append(self.now)
        self.kept = clocks.restart(self.kept, self._at(self.now), self.calendar)

    @precondition(lambda self: not self.extra)
    @rule(amount=st.integers(1, 1_500))
    def extend(self, amount: int) -> None:
        self.extra = amount
        self.acts.append(self._act(Kind.EXTEND, ticks=60 * amount))
        self.kept = self.reading().counter

    @rule(since=st.integers(-3 * A_DAY, 3 * A_DAY), length=st.integers(1, A_DAY), again=st.booleans())
    def outage(self, since: int, length: int, again: bool) -> None:
        self.number += 0 if again else 1
        ref, begin = str(self.number), self.now + since
        stretch = clocks.Stretch(self._at(begin), self._at(begin + length), "outage", ref)
        self.acts.append(self._act(Kind.EXCLUDE, stretch=stretch))
        self.minutes.excluded[ref] = range(begin, begin + length)
        self.kept = self.reading().counter

    @rule(day=st.integers(-10, 10), works=st.booleans())
    def edit_calendar(self, day: int, works: bool) -> None:
        day = max(0, self.now // A_DAY + day)
        self.minutes.off.discard(day)
        self.minutes.work.discard(day)
        (self.minutes.work if works else self.minutes.off).add(day)
        of: dict[date, cal.Ordered] = {}
        for known, counts in ((self.minutes.off, False), (self.minutes.work, True)):
            of |= {(MIDNIGHT + timedelta(days=one)).date(): cal.Ordered(counts) for one in known}
        self.calendars[len(self.calendars)] = cal.Calendar(country="", days=of)
        self.acts.append(self._act(Kind.RECOMPUTE))
        self.kept = self.reading().counter

    @precondition(lambda self: self.now - self.minutes.start > 3 * A_DAY)
    @rule()
    def stop(self) -> None:
        self.acts.append(self._act(Kind.STOP))
        self.kept = clocks.stop(self.kept, self._at(self.now), self.calendar)

    def reading(self) -> clocks.Reading:
        return clocks.reading(self.terms, self.acts, self.calendars, self._at(self.now))

    @invariant()
    def told_from_its_acts_it_is_what_was_kept(self) -> None:
        assert self.reading().counter == self.kept

    @invariant()
    def intervals_cover_its_life_and_sum_to_what_is_used(self) -> None:
        reading, at = self.reading(), self._at(self.minutes.start)
        for one in reading.intervals:
            assert one.since == at < one.until
            assert one.counted or not one.ticks
            at = one.until
        assert at == self._at(self.now)
        assert sum(one.ticks for one in reading.intervals) == reading.used

    def teardown(self) -> None:
        """Compare with the account minute by minute."""
        if not hasattr(self, "minutes"):
            return
        self.minutes.runs = self.state is State.RUNNING
        limit, reading = self.terms.limit, self.reading()
        assert limit is not None
        assert reading.due is not None
        allowed = limit.amount * PER_UNIT[limit.unit] + self.extra
        since = self.minutes.since(allowed)
        if since is None:
            return
        used = self.minutes.used(since, self.now)
        assert reading.used == 60 * used
        due = [self._at(minute) for minute in self.minutes.due(since, allowed)]
        assert due[0] <= reading.due <= due[-1]
        if used != allowed:
            assert reading.late == max(0, 60 * (used - allowed))


Machine.TestCase.settings = how(max_examples=shares.soak_share(5_000, 0.02), stateful_step_count=30)
test_a_clock_is_what_counting_minute_by_minute_gives = Machine.TestCase
