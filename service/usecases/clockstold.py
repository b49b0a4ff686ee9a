"""A case's clocks explained: each stretch, whether it counted and why, and the sum.

Nothing here is kept: it is told from the acts, by the calendar that the clock names, so that the page and the row can't
come apart unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import settings as st
from models import agency, base, person, step
from models import calendar as kept_calendars
from models import case as cases
from models import clock as clocks
from service.rules import access, worktime
from service.rules import calendar as cal
from service.rules import clocks as rule
from service.usecases import calendars, clockrows, locked, published, views
from service.usecases import cases as casework

MOST_DAYS = 400
"""Of a stretch, whose closed days are told one by one."""
IN_OFFICE_TIME = (st.Unit.WORKING_DAY, st.Unit.WORKING_HOUR)
_ORDER = {clocks.CASE: 0, clocks.LANE: 1, clocks.BUDGET: 2, clocks.ACK: 3}


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day within a stretch that is out of the ordinary: off although it is a weekday, or worked although it isn't."""

    day: date
    works: bool
    name: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class StretchTold:
    """One stretch of a clock. `used` counts from its beginning on, up to the end of this stretch, in ticks; `weekend`
    is how many days of weekends lie in it."""

    since: datetime
    until: datetime
    counted: bool
    why: str
    ticks: int
    used: int
    document: str = ""
    days: tuple[DayTold, ...] = ()
    weekend: int = 0


@dataclass(frozen=True, slots=True)
class ActTold:
    """One act: who did what to the clock, and by which document."""

    at: datetime
    kind: str
    reason: str = ""
    document: str = ""
    who: views.PersonRef | None = None


@dataclass(frozen=True, slots=True)
class ClockTold:
    """One clock: as it stands, and how that came about. Amounts are ticks; `per_unit` of them are one of `unit`.

    `name` is the lane's label, the budget's name or the step's; `left` is below 0 where it is late; `calendar` names
    the calendar that it counts by, None the plain one; `may_extend` whether this person may extend it.
    """

    id: str
    kind: str
    subject: str
    name: str
    agency: views.AgencyRef | None
    limit: st.Limit | None
    unit: str
    per_unit: int
    state: str
    paused_for: str
    started_at: datetime
    stopped_at: datetime | None
    first_due_at: datetime | None
    due_at: datetime | None
    extended: bool
    used: int
    left: int | None
    late: int
    calendar: str | None
    zone: str
    stretches: tuple[StretchTold, ...]
    acts: tuple[ActTold, ...]
    may_extend: bool = False


def explain(
    session: Session, actor: access.Actor, code: str, *, now: datetime, language: str = "vi"
) -> tuple[ClockTold, ...]:
    """The clocks of a case: its own, its lanes', budgets' and acknowledgements'.

    Raises:
        NotFoundError: there is no such case, or the person's agency has no lane in it.
    """
    case_id = casework.readable(session, actor, code)
    rows = session.execute(select(*clockrows.COLUMNS).where(clocks.Clock.case_id == case_id)).all()
    if not rows:
        return ()
    acts = clockrows.acts(session, [row.id for row in rows])
    names = _Names(session, case_id, rows, acts)
    agencies = locked.agencies(session, case_id)
    told = [_told(session, clockrows.of_row(row), acts[row.id], names, actor, agencies, now, language) for row in rows]
    return tuple(sorted(told, key=lambda one: (_ORDER[one.kind], one.started_at, one.subject)))


def rests_for(session: Session, case_id: int) -> str:
    """Why the clock of a case rests now, as a code; empty where it runs, has stopped, or there is none."""
    clock = clockrows.one(session, case_id, clocks.CASE, "")
    return "" if clock is None or clock.running or clock.stopped else clock.counter.paused_for


class _Names:
    """What clocks are called, and who acted."""

    def __init__(self, session: Session, case_id: int, rows: Any, acts: Mapping[int, list[Any]]) -> None:
        office, somebody, case = agency.Agency, person.Person, cases.Case
        version_id = session.scalar(select(case.version_id).where(case.id == case_id))
        self.version = published.get(session, version_id or 0)
        offices = {row.agency_id for row in rows if row.agency_id is not None}
        self.offices = {
            one.id: views.AgencyRef(one.code, one.name_vi, one.name_en)
            for one in session.scalars(select(office).where(office.id.in_(offices)))
        }
        actors = {act.person_id for done in acts.values() for act in done if act.person_id is not None}
        self.people = {
            one.id: views.PersonRef(str(one.id), one.name)
            for one in session.scalars(select(somebody).where(somebody.id.in_(actors)))
        }
        seqs = [int(row.subject) for row in rows if row.kind == clocks.ACK]
        waits = select(step.Step.seq, step.Step.element).where(step.Step.case_id == case_id, step.Step.seq.in_(seqs))
        self.steps = {str(row.seq): row.element for row in session.execute(waits)} if seqs else {}
        ids = {row.calendar_id for row in rows if row.calendar_id is not None}
        kept = kept_calendars.Calendar
        found = session.execute(select(kept.id, kept.sha256).where(kept.id.in_(ids))) if ids else ()
        self.calendars = {row.id: row.sha256[:12] for row in found}

    def of(self, clock: clockrows.Clock) -> str:
        """The name of a clock."""
        if clock.kind == clocks.LANE:
            return self.version.lane(clocks.lane_key(clock.subject))
        return self.version.name(self.steps.get(clock.subject, "")) if clock.kind == clocks.ACK else clock.subject


def _told(
    session: Session,
    clock: clockrows.Clock,
    acts: list[Any],
    names: _Names,
    actor: access.Actor,
    agencies: frozenset[int],
    now: datetime,
    language: str,
) -> ClockTold:
    reading = clockrows.told_again(session, clock, acts, now)
    calendar, counter = calendars.by_id(session, clock.calendar_id), reading.counter
    documents = {str(act.body["ref"]): act.document or "" for act in acts if act.body and act.body.get("ref")}
    unit = counter.terms.counted_in
    open_limit = not clock.stopped and counter.allowed is not None and clock.kind != clocks.ACK
    return ClockTold(
        id=str(clock.id),
        kind=clock.kind,
        subject=clock.subject,
        name=names.of(clock),
        agency=None if clock.agency_id is None else names.offices.get(clock.agency_id),
        limit=counter.terms.limit,
        unit=unit.value,
        per_unit=worktime.TICKS[unit],
        state=reading.state.value,
        paused_for=reading.paused_for,
        started_at=counter.started,
        stopped_at=counter.stopped,
        first_due_at=clock.first_due,
        due_at=reading.due,
        extended=clock.extended,
        used=reading.used,
        left=reading.left,
        late=reading.late,
        calendar=None if clock.calendar_id is None else names.calendars.get(clock.calendar_id),
        zone=calendar.zone,
        stretches=tuple(_stretches(reading, calendar, documents, unit, language)),
        acts=tuple(
            ActTold(
                base.to_datetime(act.at),
                act.kind,
                act.reason or "",
                act.document or "",
                names.people.get(act.person_id),
            )
            for act in acts
        ),
        may_extend=open_limit and not clock.extended and bool(access.may_extend(actor, clock.agency_id, agencies)),
    )


def _stretches(
    reading: rule.Reading, calendar: cal.Calendar, documents: Mapping[str, str], unit: st.Unit, language: str
) -> Iterator[StretchTold]:
    used = 0
    for one in reading.intervals:
        used += one.ticks
        days = list(_days(one, calendar, language)) if one.counted and unit in IN_OFFICE_TIME else []
        yield StretchTold(
            one.since, one.until, one.counted, one.why, one.ticks, used, documents.get(one.ref, ""),
            tuple(told for told in days if told is not None), sum(told is None for told in days),
        )  # fmt: skip


def _days(one: rule.Interval, calendar: cal.Calendar, language: str) -> Iterator[DayTold | None]:
    """The days of a stretch that are out of the ordinary, with why; None for each day of a weekend."""
    first, last = (instant.astimezone(calendar.tz).date() for instant in (one.since, one.until))
    for number in range(min((last - first).days, MOST_DAYS) + 1):
        day = first + timedelta(days=number)
        what = calendar.day(day, language)
        if what.source is cal.Source.WEEKEND:
            yield None
        elif what.source is not cal.Source.WEEKDAY:
            yield DayTold(day, what.counts, what.name, what.document)
