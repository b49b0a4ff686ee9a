"""What one dossier adds to a report, told from its clocks: when it was received, settled, overdue.

An agency counts a dossier once, however many of its lanes had it: received when the first of its lanes began, settled
when none of them has it any more – stopped, or at rest because the case is elsewhere – and not settled after all when
one has it again. It is late when any of its lanes was; early when each rested on a day before its due date's. The city
counts a dossier by the clock of the case, from the day it was taken in; the unit that took it in has it until the case
ends, wherever it is meanwhile, and is late only when its own lanes were. All is told by what is known now: a recall, an
extension or a supplement that changed a due date changes the days before, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone

HANOI_MS = 7 * 3_600_000
DAY_MS = 86_400_000
HANOI = timezone(timedelta(hours=7))
EPOCH = date(1970, 1, 1)
ELSEWHERE, SUPPLEMENT = "elsewhere", "supplement"
RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
EARLY, ON_TIME, LATE = "early", "on_time", "late"
ONLINE = "online"
YEAR, MONTH, DAY = 0, 1, 2
CITY, AGENCIES = 0, -1
"""As in `models.rollup`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What the report needs of a clock; instants in ms UTC.

    `since` is when it last ceased to count, of one that doesn't run. `away_since` is when its lane let go of the case,
    None while the lane has it.
    """

    started_at: int
    state: str = RUNNING
    paused_for: str | None = None
    since: int = 0
    stopped_at: int | None = None
    due_at: int | None = None
    late_s: int | None = None
    away_since: int | None = None

    @property
    def rested_at(self) -> int | None:
        """When its lane had the case last; None while it has it."""
        if self.away_since is not None and self.state != RUNNING:
            return self.away_since
        return self.stopped_at

    @property
    def late(self) -> bool:
        """Whether it stopped, or rests, after its due date."""
        if self.state == STOPPED:
            return bool(self.late_s)
        return self.state == PAUSED and self.due_at is not None and self.due_at < self.since

    @property
    def overdue_at(self) -> int | None:
        """From when it is, or will be, overdue as it stands; None where it isn't and won't be."""
        return self.due_at if self.state == RUNNING or self.late else None

    @property
    def waiting_at(self) -> int | None:
        """The same if waiting for a supplement were no excuse; None where that makes no difference."""
        waits = self.state == PAUSED and self.paused_for == SUPPLEMENT and self.rested_at is None
        return self.due_at if waits and not self.late else None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as one agency, or the city, counts it; the columns of `models.rollup.Tally`."""

    procedure_id: int
    channel: str
    received_at: int
    settled_at: int | None = None
    result: str | None = None
    due_at: int | None = None
    overdue_at: int | None = None
    waiting_at: int | None = None


@dataclass(slots=True)
class Away:
    """Since when a lane let go of a case, told from the acts of its clock in order."""

    since: int | None = None

    def act(self, kind: str, reason: str | None, at: int) -> None:
        """One more act."""
        if kind in {"start", "resume"}:
            self.since = None
        elif kind == "pause" and reason == ELSEWHERE and self.since is None:
            self.since = at


def day(ms: int) -> int:
    """The day of an instant in Việt Nam's time, as its number since 1/1/1970."""
    return (ms + HANOI_MS) // DAY_MS


def begins(number: int) -> int:
    """When a day begins, ms UTC."""
    return number * DAY_MS - HANOI_MS


def of_clocks(procedure_id: int, channel: str, clocks: Sequence[Clock], received_at: int | None = None) -> Dossier:
    """A dossier from the clocks of one agency's lanes, or from the one of the case.

    Parameters:
        clocks: at least one.
        received_at: when the case was taken in, for the city; None: when the first clock started.
    """
    rested = [clock.rested_at for clock in clocks]
    settled = None if None in rested else max(at for at in rested if at is not None)
    late = any(clock.late for clock in clocks)
    due = max((clock.due_at for clock in clocks if clock.due_at is not None), default=None)
    overdue = min((at for clock in clocks if (at := clock.overdue_at) is not None), default=None)
    waiting = min((at for clock in clocks if (at := clock.waiting_at) is not None), default=None)
    received = min(clock.started_at for clock in clocks) if received_at is None else received_at
    if settled is None:
        if overdue is not None and waiting is not None and overdue <= waiting:
            waiting = None
        return Dossier(procedure_id, channel, received, None, None, due, overdue, waiting)
    settled = max(settled, received)
    result = LATE if late else EARLY if _early(clocks) else ON_TIME
    return Dossier(procedure_id, channel, received, settled, result, due, overdue if late else None, None)


def _early(clocks: Sequence[Clock]) -> bool:
    """Whether each rested on a day before its due date's; those without a limit don't matter, if another has one."""
    limited = [(clock.rested_at or 0, clock.due_at) for clock in clocks if clock.due_at is not None]
    return bool(limited) and all(day(rested) < day(due) for rested, due in limited)


@dataclass(slots=True)
class Sums:
    """What `models.rollup.Rollup` sums up."""

    online: int = 0
    direct: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    opened: int = 0
    overdue: int = 0
    waiting: int = 0

    def add(self, other: Sums, times: int = 1) -> None:
        """Add other sums, or with −1 take them away."""
        self.online += times * other.online
        self.direct += times * other.direct
        self.early += times * other.early
        self.on_time += times * other.on_time
        self.late += times * other.late
        self.opened += times * other.opened
        self.overdue += times * other.overdue
        self.waiting += times * other.waiting

    @property
    def any(self) -> bool:
        """Whether something isn't 0."""
        return any(getattr(self, name) for name in NAMES)


NAMES = ("online", "direct", "early", "on_time", "late", "opened", "overdue", "waiting")


def sums(one: Dossier) -> Iterator[tuple[int, Sums]]:
    """What a dossier adds to days: (day, sums)."""
    online = one.channel == ONLINE
    yield day(one.received_at), Sums(online=int(online), direct=int(not online), opened=1)
    if one.settled_at is not None:
        counted = Sums(opened=-1, **{one.result or ON_TIME: 1})
        if one.overdue_at is not None:
            counted.overdue = -1
        yield day(one.settled_at), counted
    if one.overdue_at is not None:
        yield day(one.overdue_at), Sums(overdue=1)
    if one.waiting_at is not None:
        yield day(one.waiting_at), Sums(waiting=1)
        if one.overdue_at is not None:
            # From then on it is overdue anyhow.
            yield day(one.overdue_at), Sums(waiting=-1)


def grains(number: int) -> tuple[tuple[int, int], ...]:
    """The buckets that a day is summed up in: (grain, bucket)."""
    on = EPOCH + timedelta(days=number)
    return (YEAR, on.year), (MONTH, on.year * 12 + on.month - 1), (DAY, number)


def before(number: int) -> tuple[tuple[int, int, int], ...]:
    """The buckets that make up all days before one: (grain, first, one past the last)."""
    on = EPOCH + timedelta(days=number)
    january, month = on.year * 12, on.year * 12 + on.month - 1
    first = (date(on.year, on.month, 1) - EPOCH).days
    return (YEAR, 0, on.year), (MONTH, january, month), (DAY, first, number)


Key = tuple[int, int, int, int]
"""Scope, grain, bucket, item of a rollup."""


@dataclass(slots=True)
class Changes:
    """Differences to rollups, gathered before they are written."""

    found: dict[Key, Sums] = field(default_factory=dict)

    def count(self, agency_id: int, one: Dossier, times: int) -> None:
        """Add (1) or take away (−1) a dossier as an agency, or the city, counts it."""
        for number, counted in sums(one):
            for grain, bucket in grains(number):
                for scope, item in places(agency_id, one.procedure_id):
                    self.found.setdefault((scope, grain, bucket, item), Sums()).add(counted, times)

    def replace(self, old: Mapping[tuple[int, int], Dossier], new: Mapping[tuple[int, int], Dossier]) -> None:
        """Put some dossiers, by (agency, case), in the place of others."""
        for (agency_id, _), one in old.items():
            self.count(agency_id, one, -1)
        for (agency_id, _), one in new.items():
            self.count(agency_id, one, 1)

    def rows(self) -> Iterable[dict[str, int]]:
        """What is left of them, as rows in the order of their keys."""
        for (scope, grain, bucket, item), counted in sorted(self.found.items()):
            if counted.any:
                yield {
                    "scope": scope, "grain": grain, "bucket": bucket, "item": item,
                    **{name: getattr(counted, name) for name in NAMES},
                }  # fmt: skip


def places(agency_id: int, procedure_id: int) -> tuple[tuple[int, int], ...]:
    """Where a dossier is summed up: (scope, item)."""
    own = (agency_id, procedure_id)
    return (own,) if agency_id == CITY else (own, (AGENCIES, agency_id))
