"""What people do to clocks: extend one, once, by right; and what a change of calendars does to those that are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import Session

from bpmn import settings as st
from models import base
from models import case as cases
from models import clock as clocks
from service import errors
from service.rules import access, worktime
from service.rules import clocks as rule
from service.usecases import calendars, clockrows, completion, locked, published, tasks
from service.usecases import clocks as moving

LONGEST_DOCUMENT = 300
_CLOCK = clocks.Clock.__table__.c
_CASE = cases.Case.__table__.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """An extension: by a limit, or until a date."""

    by: st.Limit | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Redated:
    """A clock whose due date a change moves."""

    case_id: int
    case: str
    version_id: int
    kind: str
    subject: str
    agency_id: int | None
    before: datetime | None
    after: datetime | None


def extend(
    session: Session,
    actor: access.Actor,
    code: str,
    kind: str,
    subject: str,
    wanted: Wanted,
    reason: str,
    document: str = "",
    *,
    now: datetime,
) -> datetime | None:
    """Extend a clock of a case, the one time that it may be; returns its new due date.

    Raises:
        NotFoundError, ForbiddenError: no such clock, or not this person's to extend.
        InvalidError: no reason; more than the procedure allows; no later date.
        ConflictError: ``clock_extended``, ``clock_stopped``, ``clock_without_limit``, ``extension_not_allowed``.
    """
    case = locked.case_by_code(session, code)
    agencies = locked.agencies(session, case.id)
    tasks.refuse(access.may_read_case(actor, agencies), "case", code)
    found = clockrows.one(session, case.id, kind, subject)
    if found is None:
        raise errors.NotFoundError("clock", f"{kind}/{subject}" if subject else kind)
    tasks.refuse(access.may_extend(actor, found.agency_id, agencies), "case", code)
    told, paper = completion.reason(reason), document.strip()
    if len(paper) > LONGEST_DOCUMENT:
        raise errors.InvalidError(errors.Problem("document", "too_long"))
    terms = moving.terms_of(published.get(session, case.version_id)).extension
    if terms is not None and not terms.allowed:
        raise errors.ConflictError("extension_not_allowed")
    until, most = _until(session, found, wanted), None if terms is None else terms.most
    if most is not None and until > _added(session, found, most):
        raise errors.InvalidError(errors.Problem("until", "too_large", {"limit": f"{most.amount} {most.unit.value}"}))
    return prolong(session, found, until, told, paper, actor.person_id or None, now=now)


def prolong(
    session: Session,
    found: clockrows.Clock,
    until: datetime,
    reason: str,
    document: str,
    person_id: int | None,
    *,
    now: datetime,
) -> datetime | None:
    """Extend a clock until a date, whose right has been decided; returns its due date.

    Parameters:
        found: read under its case's lock.

    Raises:
        ConflictError: it has been extended, has stopped, or has no limit.
        InvalidError: the date is not later in working time.
    """
    due, calendar = _extendable(found), calendars.by_id(session, found.calendar_id)
    ticks = worktime.measured(due, until, found.counter.terms.counted_in, calendar)
    if ticks <= 0:
        raise errors.InvalidError(errors.Problem("until", "too_early", {"limit": due.isoformat()}))
    act = rule.Act(rule.Kind.EXTEND, now, reason, found.calendar_id, ticks=ticks, until=until)
    acts = clockrows.acts(session, [found.id])[found.id]
    counter = clockrows.told_again(session, found, acts, now, [act]).counter
    body = {"ticks": ticks, "told": base.to_ms(until)}
    done = clockrows.done(
        replace(found, extended=True), counter, act.kind, now, reason=reason, document=document, person_id=person_id,
        body=body,
    )  # fmt: skip
    clockrows.write(session, [done])
    if found.kind == clocks.CASE:
        redate_case(session, found.case_id, done)
    return counter.due


def _extendable(found: clockrows.Clock) -> datetime:
    if found.stopped:
        raise errors.ConflictError("clock_stopped")
    if found.counter.due is None or found.kind == clocks.ACK:
        raise errors.ConflictError("clock_without_limit")
    if found.extended:
        raise errors.ConflictError("clock_extended")
    return found.counter.due


def _until(session: Session, found: clockrows.Clock, wanted: Wanted) -> datetime:
    _extendable(found)
    if wanted.by is not None:
        return _added(session, found, wanted.by)
    if wanted.until is None:
        raise errors.InvalidError(errors.Problem("until", "required"))
    return wanted.until


def _added(session: Session, found: clockrows.Clock, limit: st.Limit) -> datetime:
    return worktime.add(_extendable(found), limit, calendars.by_id(session, found.calendar_id))


def redate_case(session: Session, case_id: int, clock: clockrows.Clock) -> None:
    """Write the due date of a case as its clock has it; the case is locked."""
    table = cases.Case
    session.execute(
        update(table).where(table.id == case_id).values(due_at=moving.shown_due(clock), calendar_id=clock.calendar_id),
        execution_options={"synchronize_session": False},
    )


def recount(session: Session, case: locked.Case, *, now: datetime) -> tuple[Redated, ...]:
    """Count a locked case's open clocks by the calendars that agencies keep now; stopped ones stay as they are.

    Returns:
        the clocks whose due date moves.
    """
    query = select(*clockrows.COLUMNS).where(_CLOCK.case_id == case.id, _CLOCK.stopped_at.is_(None))
    found = [clockrows.of_row(row) for row in session.execute(query.order_by(_CLOCK.id))]
    offices = {one.id: one.agency_id or case.intake_agency_id for one in found}
    kept = calendars.as_of(session, case.calendars, set(offices.values()))
    changing = [one for one in found if kept[offices[one.id]].id != one.calendar_id]
    acts = clockrows.acts(session, [one.id for one in changing])
    written = []
    for clock in changing:
        act = rule.Act(rule.Kind.RECOMPUTE, now, calendar=kept[offices[clock.id]].id)
        counter = clockrows.told_again(session, clock, acts[clock.id], now, [act]).counter
        written.append(clockrows.done(replace(clock, calendar_id=act.calendar), counter, act.kind, now))
    clockrows.write(session, written)
    for clock in written:
        if clock.kind == clocks.CASE:
            redate_case(session, case.id, clock)
    return _moved(case.code, changing, written)


def would_move(
    session: Session, wanted: Mapping[int, worktime.Calendar], *, most: int
) -> tuple[tuple[Redated, ...], int]:
    """The open clocks that would become due at another time if agencies kept these calendars, and how many were looked
    at: at most `most`."""
    office = func.coalesce(_CLOCK.agency_id, _CASE.intake_agency_id)
    found: list[Redated] = []
    looked_at, after = 0, 0
    while looked_at < most:
        ids, rows = opened(session, office.in_(list(wanted)), after, min(500, most - looked_at), lock=False)
        if not ids:
            break
        looked_at, after = looked_at + len(ids), ids[-1]
        acts = clockrows.acts(session, ids)
        for row in rows:
            clock = clockrows.of_row(row)
            last = base.to_datetime(max(act.at for act in acts[clock.id]))
            told = clockrows.told_again(session, clock, acts[clock.id], last, calendar=wanted[row.office])
            found += _moved(row.case_code, [clock], [replace(clock, counter=told.counter)])
    return tuple(found), looked_at


def _moved(code: str, before: Sequence[clockrows.Clock], after: Sequence[clockrows.Clock]) -> tuple[Redated, ...]:
    return tuple(
        Redated(
            was.case_id, code, was.version_id, was.kind, was.subject, was.agency_id, was.counter.due, now.counter.due
        )
        for was, now in zip(before, after, strict=True)
        if was.counter.due != now.counter.due and was.kind != clocks.ACK
    )


def opened(
    session: Session, which: ColumnElement[bool], after: int, batch: int, *, lock: bool
) -> tuple[list[int], Sequence[Row[*tuple[Any, ...]]]]:
    """Open clocks, with their case's code and the agency whose calendar they keep; ids of all that were looked at.

    The cases are locked first, and the clocks read after: a step may have changed them while its lock was waited for.
    """
    source = clocks.Clock.__table__.join(cases.Case.__table__, _CASE.id == _CLOCK.case_id)
    ids = select(_CLOCK.id, _CLOCK.case_id).select_from(source).where(_CLOCK.stopped_at.is_(None), which)
    found = session.execute(ids.where(_CLOCK.id > after).order_by(_CLOCK.id).limit(batch)).all()
    if lock and found:
        held = sorted({row.case_id for row in found})
        session.execute(select(_CASE.id).where(_CASE.id.in_(held)).order_by(_CASE.id).with_for_update())
    office = func.coalesce(_CLOCK.agency_id, _CASE.intake_agency_id)
    read = select(*clockrows.COLUMNS, _CASE.code.label("case_code"), office.label("office")).select_from(source)
    of_them = (_CLOCK.id.in_([row.id for row in found]), _CLOCK.stopped_at.is_(None))
    rows = session.execute(read.where(*of_them).order_by(_CLOCK.id)).all() if found else []
    return [row.id for row in found], rows
