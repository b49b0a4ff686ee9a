"""Clocks: how much of a legal time is used, what is left, when it is due, and every stretch that counted or did not.

A clock is what was done to it: started, paused, resumed, restarted, extended, stopped; stretches excluded; its calendar
changed. `reading` tells it whole from these acts; the functions on `Counter` take one step from what is kept of a clock
and say the same. Time is counted in whole ticks of the limit's unit (`worktime`), so that stretches sum up exactly.

A clock is late from the instant it goes on counting after its due date. What was late stays late: neither a later pause
nor a restart moves a due date that has passed; only an extension does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bpmn import settings
from service.rules import worktime


class State(StrEnum):
    """What a clock does now."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Kind(StrEnum):
    """What can be done to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    """Begin to count from nothing again."""
    EXTEND = "extend"
    EXCLUDE = "exclude"
    """A stretch doesn't count: an outage, past or to come. Said anew under the same reference it is another stretch."""
    RECOMPUTE = "recompute"
    """Count by another calendar, from the start."""
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is allowed; without a limit the clock only measures, in `unit`."""

    limit: settings.Limit | None = None
    unit: settings.Unit = settings.Unit.WORKING_DAY
    ends: worktime.Ends = worktime.Ends.SAME_TIME

    @property
    def allowed(self) -> int | None:
        """Ticks of the limit."""
        return None if self.limit is None else self.limit.amount * worktime.TICKS[self.limit.unit]

    @property
    def counted_in(self) -> settings.Unit:
        """The unit that the clock counts in."""
        return self.unit if self.limit is None else self.limit.unit


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time that doesn't count, from `since` up to `until`; `why` is a code, `ref` names what ordered it."""

    since: datetime
    until: datetime
    why: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done to a clock. `ticks` is what an extension adds, `until` the date that was told with it; `stretch`
    what doesn't count; `calendar` the key of the calendar by which the clock counts from then on."""

    kind: Kind
    at: datetime
    reason: str = ""
    calendar: int | None = None
    ticks: int = 0
    stretch: Stretch | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch of a clock's life. `why` is ``counting``, or the code of what kept it from counting."""

    since: datetime
    until: datetime
    counted: bool
    why: str
    ticks: int = 0
    ref: str = ""


COUNTING, RESTARTED = "counting", "restarted"


@dataclass(frozen=True, slots=True)
class Counter:
    """What is kept of a clock between two acts: `used` ticks until `since`, of `allowed` (None: no limit).

    `due` is the present due date, while it is paused as of the pause, and `grace` the ticks by which it comes after
    the limit is used, where it ends with a day; `late` ticks beyond it, once stopped: at least 1 where it stopped
    after it.
    """

    terms: Terms
    state: State
    since: datetime
    """When it last began to count; of a clock that rests, when it last ceased to."""
    started: datetime
    used: int = 0
    allowed: int | None = None
    due: datetime | None = None
    grace: int = 0
    paused_for: str = ""
    excluded: tuple[Stretch, ...] = ()
    stopped: datetime | None = None
    late: int = 0

    @property
    def breached(self) -> bool:
        """Whether a clock that doesn't run had counted beyond its due date."""
        return self.due is not None and self.state is not State.RUNNING and self.due < self.since

    def beyond(self, used: int) -> int:
        """Ticks used beyond the due date; below 0 what is left until then."""
        return used - (self.allowed or 0) - self.grace


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock told from its acts. The intervals cover start to now without a gap; the counted ones sum to `used`."""

    state: State
    paused_for: str
    intervals: tuple[Interval, ...]
    used: int
    left: int | None
    """Ticks; below 0 when late, None without a limit."""
    due: datetime | None
    late: int
    counter: Counter = field(repr=False)


def start(terms: Terms, at: datetime, calendar: worktime.Calendar, excluded: Iterable[Stretch] = ()) -> Counter:
    """A clock that begins to run."""
    fresh = Counter(terms, State.RUNNING, at, at, allowed=terms.allowed, excluded=merged(excluded))
    return _with_due(fresh, calendar)


def used_at(counter: Counter, at: datetime, calendar: worktime.Calendar) -> int:
    """Ticks used until an instant that is not before the last act."""
    if counter.state is not State.RUNNING:
        return counter.used
    parts = _parts(counter.since, max(at, counter.since), counter.excluded)
    return counter.used + sum(_ticks(one, counter, calendar) for one in parts if one.counted)


def pause(counter: Counter, at: datetime, reason: str, calendar: worktime.Calendar) -> Counter:
    """The clock rests; one that rests already goes on to rest for another reason."""
    if counter.state is State.STOPPED:
        return counter
    if counter.state is State.PAUSED:
        return replace(counter, paused_for=reason)
    at = max(at, counter.since)
    used = used_at(counter, at, calendar)
    return replace(counter, state=State.PAUSED, since=at, used=used, paused_for=reason)


def resume(counter: Counter, at: datetime, calendar: worktime.Calendar) -> Counter:
    """The clock goes on with what was left; its due date moves unless it had passed."""
    if counter.state is not State.PAUSED:
        return counter
    going = replace(counter, state=State.RUNNING, since=max(at, counter.since), paused_for="")
    return going if counter.breached else _with_due(going, calendar)


def restart(counter: Counter, at: datetime, calendar: worktime.Calendar) -> Counter:
    """The clock begins from nothing, paused or running as it is; one that is late goes on: what was late stays late."""
    if counter.state is State.STOPPED or counter.breached or _past(counter, at):
        return counter
    since = counter.since if counter.state is State.PAUSED else max(at, counter.since)
    return _with_due(replace(counter, used=0, since=since), calendar)


def stop(counter: Counter, at: datetime, calendar: worktime.Calendar) -> Counter:
    """The clock ends; how late it is stands fast."""
    if counter.state is State.STOPPED:
        return counter
    at = max(at, counter.since)
    late = counter.breached or _past(counter, at)
    used = used_at(counter, at, calendar)
    beyond = max(1, counter.beyond(used)) if late else 0
    return replace(counter, state=State.STOPPED, since=at, used=used, stopped=at, late=beyond)


def _past(counter: Counter, at: datetime) -> bool:
    return counter.state is State.RUNNING and counter.due is not None and at > counter.due


def reading(
    terms: Terms, acts: Sequence[Act], calendars: Mapping[int | None, worktime.Calendar], now: datetime
) -> Reading:
    """A clock told from its acts, as of `now`.

    Parameters:
        acts: in the order in which they were done; the first starts it.
        calendars: by key; the last act's is the one that counts.

    Raises:
        ValueError: no act, or the first isn't a start.
    """
    if not acts or acts[0].kind is not Kind.START:
        raise ValueError("a clock begins with its start")
    calendar = calendars[acts[-1].calendar]
    excluded = merged(stretches(acts))
    counter, mark, intervals = start(terms, acts[0].at, calendar, excluded), acts[0].at, list[Interval]()
    extra = sum(act.ticks for act in acts if act.kind is Kind.EXTEND)
    if counter.allowed is not None:
        counter = _with_due(replace(counter, allowed=counter.allowed + extra), calendar)
    for act in acts[1:]:
        if act.at > now and act.kind in _MOVES:
            break
        moved = _moved(counter, act, calendar)
        if moved is counter:
            continue
        intervals += _told(counter, mark, act.at, calendar)
        if act.kind is Kind.RESTART:
            intervals = [_forgotten(one) for one in intervals]
        counter, mark = moved, max(mark, act.at)
    if counter.state is not State.STOPPED:
        intervals += _told(counter, mark, now, calendar)
    used = used_at(counter, now, calendar)
    late = counter.late
    if counter.state is not State.STOPPED and (counter.breached or _past(counter, now)):
        late = max(1, counter.beyond(used))
    left = None if counter.allowed is None else -counter.beyond(used)
    return Reading(counter.state, counter.paused_for, _joined(intervals), used, left, counter.due, late, counter)


_MOVES = (Kind.PAUSE, Kind.RESUME, Kind.RESTART, Kind.STOP)


def _moved(counter: Counter, act: Act, calendar: worktime.Calendar) -> Counter:
    if act.kind is Kind.PAUSE:
        return pause(counter, act.at, act.reason, calendar)
    if act.kind is Kind.RESUME:
        return resume(counter, act.at, calendar)
    if act.kind is Kind.RESTART:
        return restart(counter, act.at, calendar)
    if act.kind is Kind.EXTEND and act.until is not None:
        return _on_told_date(counter, act.until, calendar)
    return stop(counter, act.at, calendar) if act.kind is Kind.STOP else counter


def _on_told_date(counter: Counter, until: datetime, calendar: worktime.Calendar) -> Counter:
    """The due date as a letter tells it, where the calendar knows no difference: Friday's closing, Monday's opening."""
    if counter.due is None or worktime.measured(until, counter.due, counter.terms.counted_in, calendar):
        return counter
    return replace(counter, due=until)


def stretches(acts: Iterable[Act]) -> list[Stretch]:
    """What doesn't count by these acts; of those under one reference the last said."""
    found: dict[str, Stretch] = {}
    for act in acts:
        if act.stretch is not None:
            found[act.stretch.ref or f"#{len(found)}"] = act.stretch
    return list(found.values())


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches in order, none over another: where two meet the earlier one counts first."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda one: (one.since, one.until)):
        since = max(one.since, found[-1].until) if found else one.since
        if since < one.until:
            found.append(replace(one, since=since))
    return tuple(found)


def _with_due(counter: Counter, calendar: worktime.Calendar) -> Counter:
    """The due date of a clock that counts from `since`: when what is left will be used, over what doesn't count."""
    if counter.allowed is None:
        return counter
    at, left, unit = counter.since, counter.allowed - counter.used, counter.terms.counted_in
    end = None
    for one in counter.excluded:
        if one.until <= at:
            continue
        if at < one.since:
            end = worktime.add_ticks(at, left, unit, calendar)
            if end < one.since:
                break
            left -= worktime.measured(at, one.since, unit, calendar)
        at, end = one.until, None
    if end is None:
        end = worktime.add_ticks(at, left, unit, calendar)
    due = worktime.last_instant(end, calendar, counter.terms.ends)
    later = [one for one in _parts(end, due, counter.excluded) if one.counted]
    return replace(counter, due=due, grace=sum(_ticks(one, counter, calendar) for one in later))


def _parts(since: datetime, until: datetime, excluded: Sequence[Stretch]) -> list[Interval]:
    """A stretch in which the clock runs, cut where something doesn't count."""
    found, at = list[Interval](), since
    for one in excluded:
        begin, end = max(one.since, at), min(one.until, until)
        if begin >= end:
            continue
        if at < begin:
            found.append(Interval(at, begin, True, COUNTING))
        found.append(Interval(begin, end, False, one.why, ref=one.ref))
        at = end
    if at < until:
        found.append(Interval(at, until, True, COUNTING))
    return found


def _told(counter: Counter, since: datetime, until: datetime, calendar: worktime.Calendar) -> list[Interval]:
    """The intervals of a clock between two acts."""
    if until <= since or counter.state is State.STOPPED:
        return []
    if counter.state is State.PAUSED:
        return [Interval(since, until, False, counter.paused_for)]
    parts = _parts(since, until, counter.excluded)
    return [replace(one, ticks=_ticks(one, counter, calendar)) if one.counted else one for one in parts]


def _ticks(one: Interval, counter: Counter, calendar: worktime.Calendar) -> int:
    return worktime.measured(one.since, one.until, counter.terms.counted_in, calendar)


def _forgotten(one: Interval) -> Interval:
    return replace(one, counted=False, why=RESTARTED, ticks=0) if one.counted else one


def _joined(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Neighbours that say the same as one."""
    found: list[Interval] = []
    for one in intervals:
        last = found[-1] if found else None
        if last is not None and (last.counted, last.why, last.ref) == (one.counted, one.why, one.ref):
            found[-1] = replace(last, until=one.until, ticks=last.ticks + one.ticks)
        else:
            found.append(one)
    return tuple(found)
