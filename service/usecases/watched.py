"""What can be warned of, as it stands: running clocks and open steps with a limit, each with how far it is used.

Both say when to look at them again (`watch_at`, a partial index), so that finding what is to be told costs what is to
be told: neither history nor what has crossed nothing is read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, TextClause, exc, select, text
from sqlalchemy.orm import Session

from bpmn import settings as st
from models import base, clock, step
from service.rules import warnings, worktime
from service.usecases import calendars, published

ONE_DAY = {
    st.Unit.WORKING_DAY: worktime.TICKS[st.Unit.WORKING_DAY],
    st.Unit.CALENDAR_DAY: worktime.TICKS[st.Unit.CALENDAR_DAY],
    st.Unit.WORKING_HOUR: 8 * worktime.TICKS[st.Unit.WORKING_HOUR],
    st.Unit.HOUR: 24 * worktime.TICKS[st.Unit.HOUR],
    st.Unit.MINUTE: 24 * 60 * worktime.TICKS[st.Unit.MINUTE],
}
"""Ticks of a unit that are a working day before the due date."""
_CLOCK, _STEP = clock.Clock, step.Step
SHUN = timedelta(hours=1)

log = logging.getLogger(__name__)

_STEPS_LOOKED = text(
    "UPDATE steps SET watch_at = :watch_at, told_at = coalesce(:told_at, told_at) "
    "WHERE case_id = :case_id AND seq = :seq"
)
_CLOCKS_LOOKED = text(
    "UPDATE clocks SET watch_at = :watch_at, told_at = coalesce(:told_at, told_at), "
    "told_used = coalesce(:told_used, told_used) WHERE id = :id"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing to look at.

    Parameters:
        what: one of `warnings.KINDS`.
        subject: names it among notices.
        id: of the clock, of a step case and number.
        since, used: ticks of `unit` that were used by then; from then on it counts, but for `excluded` stretches.
        allowed: ticks; with an extension.
        due: the present due date.
        told: when it was last told of, and ticks used by then; None: never.
    """

    what: str
    subject: str
    id: tuple[int, ...]
    case_id: int
    procedure_id: int
    version_id: int
    agency_id: int | None
    lane_key: str
    seq: int | None
    unit: st.Unit
    since: datetime
    used: int
    allowed: int
    due: datetime
    calendar: worktime.Calendar
    told: tuple[datetime, int] | None = None
    excluded: tuple[tuple[datetime, datetime], ...] = ()
    budget: str = ""

    @property
    def span(self) -> warnings.Span:
        """The limit as the rules take it."""
        return warnings.Span(self.allowed, ONE_DAY[self.unit])

    def progress(self, at: datetime) -> warnings.Progress:
        """How far it is used at an instant since which nothing was done to it."""
        used, begin = self.used, self.since
        for since, until in (*self.excluded, (at, at)):
            end = min(max(since, begin), at)
            if begin < end:
                used += worktime.measured(begin, end, self.unit, self.calendar)
            begin = max(begin, min(until, at))
        return warnings.Progress(used, self.days(at))

    def told_progress(self) -> warnings.Progress | None:
        """How far it was used when it was last told of, by the present due date."""
        return None if self.told is None else warnings.Progress(self.told[1], self.days(self.told[0]))

    def days(self, at: datetime) -> int:
        """Whole working days from the due date to an instant; -1: it isn't due yet."""
        if at < self.due:
            return -1
        whole = worktime.TICKS[st.Unit.WORKING_DAY]
        count = worktime.measured(self.due, at, st.Unit.WORKING_DAY, self.calendar) // whole
        return count if count == 0 or self._late(count) <= at else count - 1

    def _late(self, days: int) -> datetime:
        """When it is so many working days late."""
        return worktime.add(self.due, st.Limit(days, st.Unit.WORKING_DAY), self.calendar) if days else self.due

    def when(self, coming: warnings.Next | None, now: datetime, used: int) -> datetime | None:
        """The instant to look at it again, after `now`."""
        if coming is None:
            return None
        if coming.days is not None:
            return self._late(coming.days)
        assert coming.ticks is not None
        at = worktime.add_ticks(self.since, coming.ticks - self.used, self.unit, self.calendar)
        if at <= now:  # stretches that don't count lie between: it is later than that
            begin = next((until for since, until in self.excluded if since <= now < until), now)
            at = worktime.add_ticks(begin, max(coming.ticks - used, 1), self.unit, self.calendar)
        return min(at, self.due) if self.due > now else at


def due_steps(session: Session, now: datetime, batch: int) -> list[Watched]:
    """Open steps that are to be looked at, their rows locked; those that others look at are left to them.

    What has no limit is taken off the list, what can't be read is left alone for an hour.
    """
    query = (
        select(_STEP.case_id, _STEP.seq, _STEP.procedure_id, _STEP.version_id, _STEP.agency_id, _STEP.lane_key)
        .add_columns(_STEP.element, _STEP.holder, _STEP.enabled_at, _STEP.due_at, _STEP.told_at, _STEP.calendar_id)
        .where(_STEP.completed_at.is_(None), _STEP.watch_at <= base.to_ms(now))
        .order_by(_STEP.watch_at)
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    return _read(session, _of_step, _STEPS_LOOKED, session.execute(query).all(), now)


def _read(
    session: Session,
    read: Callable[[Session, Row[*tuple[Any, ...]]], Watched | None],
    write: TextClause,
    found: Sequence[Row[*tuple[Any, ...]]],
    now: datetime,
) -> list[Watched]:
    good, off = list[Watched](), list[dict[str, object]]()
    for row in found:
        watch_at: int | None = None
        try:
            one = read(session, row)
        except exc.DBAPIError:
            raise
        except Exception:
            # One that can't be told of must not keep the others from being told.
            log.exception("case %s can't be watched", row.case_id)
            one, watch_at = None, base.to_ms(now + SHUN)
        if one is not None:
            good.append(one)
            continue
        named = {"case_id": row.case_id, "seq": row.seq} if write is _STEPS_LOOKED else {"id": row.id}
        off.append({**named, "watch_at": watch_at, "told_at": None, "told_used": None})
    if off:
        session.execute(write, off)
    return good


def _of_step(session: Session, row: Row[*tuple[Any, ...]]) -> Watched | None:
    limit = published.get(session, row.version_id).step(row.element).limit
    if row.due_at is None or limit is None or row.holder != "agency":
        return None
    calendar, start = calendars.by_id(session, row.calendar_id), base.to_datetime(row.enabled_at)
    told = None
    if row.told_at is not None:
        at = base.to_datetime(row.told_at)
        told = (at, worktime.measured(start, at, limit.unit, calendar))
    return Watched(
        what=warnings.STEP,
        subject=step_subject(row.case_id, row.seq),
        id=(row.case_id, row.seq),
        case_id=row.case_id,
        procedure_id=row.procedure_id,
        version_id=row.version_id,
        agency_id=row.agency_id,
        lane_key=row.lane_key,
        seq=row.seq,
        unit=limit.unit,
        since=start,
        used=0,
        allowed=limit.amount * worktime.TICKS[limit.unit],
        due=base.to_datetime(row.due_at),
        calendar=calendar,
        told=told,
    )


def due_clocks(session: Session, now: datetime, batch: int) -> list[Watched]:
    """Running clocks that are to be looked at, in the same way."""
    query = (
        select(*_CLOCK.__table__.c)
        .where(text("state = 'running'"), _CLOCK.watch_at <= base.to_ms(now))
        .order_by(_CLOCK.watch_at)
        .limit(batch)
        .with_for_update(skip_locked=True)
    )
    return _read(session, _of_clock, _CLOCKS_LOOKED, session.execute(query).all(), now)


def _of_clock(session: Session, row: Row[*tuple[Any, ...]]) -> Watched | None:
    if row.due_at is None or row.limit_ticks is None:
        return None
    told = None if row.told_at is None else (base.to_datetime(row.told_at), row.told_used or 0)
    stretches = sorted((base.to_datetime(since), base.to_datetime(until)) for since, until, *_ in row.excluded or ())
    return Watched(
        what=row.kind,
        subject=clock_subject(row.id),
        id=(row.id,),
        case_id=row.case_id,
        procedure_id=row.procedure_id,
        version_id=row.version_id,
        agency_id=row.agency_id,
        lane_key=clock.lane_key(row.subject) if row.kind == clock.LANE else "",
        seq=int(row.subject) if row.kind == clock.ACK else None,
        unit=st.Unit(row.unit),
        since=base.to_datetime(row.since),
        used=row.used,
        allowed=row.limit_ticks,
        due=base.to_datetime(row.due_at),
        calendar=calendars.by_id(session, row.calendar_id),
        told=told,
        excluded=tuple(stretches),
        budget=row.subject if row.kind == clock.BUDGET else "",
    )


def step_subject(case_id: int, seq: int) -> str:
    """What notices about a step call it."""
    return f"step:{case_id}:{seq}"


def clock_subject(clock_id: int) -> str:
    """What notices about a clock call it."""
    return f"clock:{clock_id}"


def looked(session: Session, results: Sequence[tuple[Watched, int | None, tuple[int, int] | None]]) -> None:
    """Write when to look again (None: never), and what was told of now: instant and ticks used."""
    steps: list[Mapping[str, object]] = []
    clocks: list[Mapping[str, object]] = []
    for one, watch_at, told in results:
        told_at, used = told or (None, None)
        if one.what == warnings.STEP:
            case_id, seq = one.id
            steps.append({"case_id": case_id, "seq": seq, "watch_at": watch_at, "told_at": told_at})
        else:
            clocks.append({"id": one.id[0], "watch_at": watch_at, "told_at": told_at, "told_used": used})
    if steps:
        session.execute(_STEPS_LOOKED, steps)
    if clocks:
        session.execute(_CLOCKS_LOOKED, clocks)


def first_look(start: datetime, limit: st.Limit, calendar: worktime.Calendar) -> int:
    """When something that begins now is looked at for the first time, ms UTC: no policy tells anything before."""
    ticks = warnings.first_look(warnings.Span(limit.amount * worktime.TICKS[limit.unit], ONE_DAY[limit.unit]))
    return later_ms(worktime.add_ticks(start, ticks, limit.unit, calendar))


def later_ms(at: datetime) -> int:
    """An instant in ms, rounded up: what is looked at a moment too early has crossed nothing yet."""
    floor = base.to_ms(at)
    return floor if base.to_datetime(floor) == at else floor + 1
