"""Drafts of apologies that appear by themselves: for clocks that are late, or foreseen to be; for recorded mistakes.

The worker calls `draft_due` again and again, as many workers as there are. What it looks at is what has no apology yet:
two partial indexes hold the clocks that run or stopped late without one, so that it costs what is new and not what
has been. Cases that somebody is working on are left for the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from bpmn import settings
from models import apology, base, clock, rows, step
from models import case as cases
from service import errors
from service.rules import access, worktime
from service.rules import apologies as rules
from service.usecases import apologies, apologynotices, apologypolicies, locked, record, reviews, tasks, worktimes

AHEAD = settings.Limit(1, settings.Unit.WORKING_DAY)
"""How long before its date lateness is foreseen."""
_TABLE, _CLOCK, _STEP = apology.Apology, clock.Clock, step.Step
_LONGER = or_(
    and_(_CLOCK.unit.in_(["working_day", "calendar_day"]), _CLOCK.amount > 1),
    and_(_CLOCK.unit == "working_hour", _CLOCK.amount > 8),
    and_(_CLOCK.unit == "hour", _CLOCK.amount > 24),
    and_(_CLOCK.unit == "minute", _CLOCK.amount > 24 * 60),
)
"""Limits of a day or less are not foreseen to be broken: they would be from their first minute."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clock without an apology. Instants in ms UTC."""

    id: int
    case_id: int
    kind: str
    subject: str
    agency_id: int
    due_at: int
    extended: bool
    late: bool
    stopped_at: int | None = None


def draft_due(session: Session, now: datetime, batch: int) -> int:
    """Draft apologies for what has become late, or is foreseen to; returns how many clocks were dealt with."""
    found = [*_going(session, now, batch), *_stopped(session, batch)][:batch]
    free = _held(session, {one.case_id for one in found})
    # By agency, whose record a review stands in: two workers take agencies in the same order.
    found.sort(key=lambda one: (one.agency_id, one.id))
    return sum(_draft_for(session, one, now) for one in found if one.case_id in free)


def _held(session: Session, case_ids: set[int]) -> frozenset[int]:
    """Those cases that nobody is working on just now, their rows locked: waiting for the others could lock up both."""
    table = cases.Case
    free = select(table.id).where(table.id.in_(sorted(case_ids))).order_by(table.id)
    return frozenset(session.scalars(free.with_for_update(skip_locked=True)))


def _draft_for(session: Session, one: Found, now: datetime) -> int:
    """Draft for one clock, if it is still without an apology now that its case is locked; 1 if it was dealt with."""
    at = base.to_ms(now)
    row = session.execute(_columns().where(_CLOCK.id == one.id, _CLOCK.apology != _CLOCK.due_at)).one_or_none()
    if row is None or (row.due_at, row.stopped_at) != (one.due_at, one.stopped_at):
        return 0
    mark(session, one.id, one.due_at)
    if one.kind == clock.CASE and _lanes_late(session, one.case_id, at):
        return 1  # the agencies that are late themselves apologise
    if apologies.open_of(session, one.case_id, one.agency_id) is not None:
        return 1  # one letter of an agency to an applicant at a time
    case = locked.case(session, one.case_id)
    draft(session, case, one, None, now=now)
    if one.late:
        reviews.by_rule(session, case.id, one.id, apologypolicies.of(session, one.agency_id), now=now)
    return 1


def mark(session: Session, clock_id: int, due_at: int) -> None:
    """Say that there is an apology for a clock's date; where the clock is given another, there is none."""
    rows.update(session, _CLOCK, {"id": clock_id}, {"apology": due_at})


def _lanes_late(session: Session, case_id: int, at: int) -> bool:
    late = or_(_CLOCK.late_s > 0, and_(_CLOCK.stopped_at.is_(None), _CLOCK.due_at <= at))
    whose = (_CLOCK.case_id == case_id, _CLOCK.kind == clock.LANE, _CLOCK.agency_id.is_not(None))
    return session.scalar(select(_CLOCK.id).where(*whose, late).limit(1)) is not None


def draft(session: Session, case: locked.Case, one: Found, actor: access.Actor | None, *, now: datetime) -> int:
    """Write the draft for a clock of a locked case; returns its id.

    Parameters:
        actor: who foresaw it; None: the worker.
    """
    at = base.to_ms(now)
    policy = apologypolicies.of(session, one.agency_id)
    again = None
    if not one.extended and one.stopped_at is None:
        start = max(now, base.to_datetime(one.due_at))
        again = base.to_ms(worktimes.add(session, one.agency_id, start, policy.again))
    lane_key = clock.lane_key(one.subject) if one.kind == clock.LANE else ""
    ground = rules.LATE if one.late else rules.FORESEEN
    row = apology.Apology(
        id=base.new_id(at),
        case_id=case.id,
        procedure_id=case.procedure_id,
        agency_id=one.agency_id,
        ground=ground,
        clock_id=one.id,
        lane_key=lane_key,
        second=one.extended and one.late,
        due_at=one.due_at,
        case_due_at=case.due_at,
        new_due_at=again,
        owed_from=one.due_at,
        created_at=at,
        created_by=actor.person_id or None if actor else None,
        written_by=[],
    )
    told = {"ground": ground, "lane": lane_key, "due_at": one.due_at, "second": row.second}
    _write(session, case, row, told, now)
    return row.id


def _write(
    session: Session, case: locked.Case, row: apology.Apology, told: Mapping[str, object], now: datetime
) -> None:
    session.add(row)
    session.flush()
    said = {"apology": str(row.id), **told}
    record.only_act(session, case, record.Act("apology.drafted", said, row.created_by, row.agency_id), now=now)
    apologynotices.drafted(session, row, now)


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        _CLOCK.id,
        _CLOCK.case_id,
        _CLOCK.kind,
        _CLOCK.subject,
        _CLOCK.agency_id,
        _CLOCK.due_at,
        _CLOCK.extended,
        _CLOCK.stopped_at,
    )


def _going(session: Session, now: datetime, batch: int) -> list[Found]:
    """Running clocks whose date has come, and those of tomorrow that their agencies' policies foresee to be late."""
    at = base.to_ms(now)
    city, own = apologypolicies.everywhere(session)
    others = _CLOCK.agency_id.not_in(sorted(own))
    wanted: list[ColumnElement[bool]] = [_CLOCK.due_at <= at]
    for foresee in ("untouched", "always"):
        agencies = sorted(agency_id for agency_id, policy in own.items() if policy.foresee == foresee)
        own_way = _CLOCK.agency_id.in_(agencies)
        whose = or_(own_way, others) if city.foresee == foresee else own_way
        wanted.append(and_(_LONGER, whose, _untouched()) if foresee == "untouched" else and_(_LONGER, whose))
    ahead = base.to_ms(worktime.add(now, AHEAD))
    query = _columns().where(clock.LATE_GOING, _CLOCK.due_at <= ahead, or_(*wanted)).order_by(_CLOCK.due_at, _CLOCK.id)
    return [_found(row, late=row.due_at <= at) for row in session.execute(query.limit(batch))]


def _untouched() -> Any:
    """Something of the clock's lane, or of its case, waits that nobody has begun."""
    both = _STEP.lane_key + clock.AT + cast(_CLOCK.agency_id, String)
    in_lane = and_(_STEP.agency_id == _CLOCK.agency_id, or_(_CLOCK.subject == _STEP.lane_key, _CLOCK.subject == both))
    waits = (_STEP.case_id == _CLOCK.case_id, _STEP.completed_at.is_(None), _STEP.claimed_at.is_(None))
    return exists().where(*waits, _STEP.holder == "agency", or_(_CLOCK.kind != clock.LANE, in_lane))


def _stopped(session: Session, batch: int) -> list[Found]:
    """Clocks that stopped late before anybody noticed."""
    query = _columns().where(clock.LATE_STOPPED).order_by(_CLOCK.id).limit(batch)
    return [_found(row, late=True) for row in session.execute(query)]


def _found(row: Row[*tuple[Any, ...]], *, late: bool) -> Found:
    return Found(
        row.id,
        row.case_id,
        row.kind,
        row.subject,
        row.agency_id,
        row.due_at,
        bool(row.extended),
        late,
        row.stopped_at,
    )


def tidy(session: Session, now: datetime, batch: int) -> int:
    """Bring drafts up to what has become of their clocks: foreseen lateness has come, or has been avoided; a date was
    moved. Returns how many drafts were changed."""
    at = base.to_ms(now)
    draft_ = (_TABLE.state.in_(rules.OPEN), _TABLE.clock_id.is_not(None))
    over = and_(_CLOCK.stopped_at.is_not(None), func.coalesce(_CLOCK.late_s, 0) == 0)
    due = and_(_CLOCK.state == clock.RUNNING, _CLOCK.due_at <= at)
    came = and_(_TABLE.ground == rules.FORESEEN, due)
    late = and_(_TABLE.ground == rules.FORESEEN, _CLOCK.late_s > 0)
    query = select(_TABLE.id, _TABLE.case_id).join(_CLOCK, _CLOCK.id == _TABLE.clock_id).where(*draft_)
    found = session.execute(
        query.where(or_(over, came, late, _CLOCK.due_at != _TABLE.due_at)).order_by(_TABLE.id).limit(batch)
    ).all()
    free = _held(session, {row.case_id for row in found})
    return sum(_tidied(session, row.id, now) for row in found if row.case_id in free)


def _tidied(session: Session, apology_id: int, now: datetime) -> int:
    row = session.get_one(_TABLE, apology_id, populate_existing=True)
    of = session.execute(_columns().add_columns(_CLOCK.late_s).where(_CLOCK.id == row.clock_id)).one()
    at = base.to_ms(now)
    late = (of.late_s or 0) > 0 if of.stopped_at is not None else of.due_at <= at
    if row.state not in rules.OPEN:
        return 0
    if late:
        row.ground, row.due_at, row.owed_from = rules.LATE, of.due_at, of.due_at
        row.second = bool(of.extended)
        mark(session, of.id, of.due_at)
        return 1
    moved = of.stopped_at is None
    row.state, row.closed_reason = rules.DROPPED, "due_moved" if moved else "in_time"
    row.closed_at = row.settled_at = at
    row.revision += 1
    session.flush()
    case = locked.case(session, row.case_id)
    told = {"apology": str(row.id), "reason": row.closed_reason}
    record.only_act(session, case, record.Act("apology.drop", told, None, row.agency_id), now=now)
    return 1


def foresee(session: Session, actor: access.Actor, code: str, *, now: datetime) -> tuple[str, ...]:
    """Say that the own agency will not keep its date in a case; the ids of the drafts, one for each of its agencies.

    Raises:
        NotFoundError, ForbiddenError: nobody of this person's agencies works in the case.
        ConflictError: ``nothing_to_foresee``: no clock of theirs runs, or there is an apology already.
    """
    case = locked.case_by_code(session, code)
    agencies = locked.agencies(session, case.id)
    tasks.refuse(access.may_record_fault(actor, agencies), "case", code)
    mine = sorted(actor.agencies("work") & agencies)
    running = _columns().where(_CLOCK.case_id == case.id, _CLOCK.agency_id.in_(mine), _CLOCK.due_at.is_not(None))
    running = running.where(_CLOCK.stopped_at.is_(None), _CLOCK.kind != clock.ACK, _CLOCK.apology != _CLOCK.due_at)
    made = []
    for row in session.execute(running.order_by(_CLOCK.due_at, _CLOCK.id)).all():
        one = _found(row, late=row.due_at <= base.to_ms(now))
        if apologies.open_of(session, case.id, one.agency_id) is None:
            mark(session, one.id, one.due_at)
            made.append(draft(session, locked.case(session, case.id), one, actor, now=now))
    if not made:
        raise errors.ConflictError("nothing_to_foresee")
    return tuple(str(one) for one in made)
