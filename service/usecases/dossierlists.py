"""The dossiers behind a figure of report II.06a, and the register: the same ones that the figure counts, page by page.

What was counted comes from the tallies, what wasn't from the clocks as they are; the two meet in one order, so that a
list is always as long as its figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import agency, base, clock, person, procedure, rollup
from models import case as cases
from service import errors
from service.measures import dossiers, ii06a
from service.rules import access
from service.usecases import cursors, figures, tallies, views, worklist

MOST, USUAL = 200, 50
REGISTER = 0
"""In the place of a column's number: what was received in the period, 4 + 5, as the register lists it."""
_TALLY = rollup.Tally
_ONLINE = dossiers.ONLINE
_RESULTS = {8: dossiers.EARLY, 9: dossiers.ON_TIME, 10: dossiers.LATE}


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier of a list, as the agency asked about, or the city, counts it. `applicant`, `contact` and `receiver` are
    empty for who may read figures only."""

    code: str
    procedure: views.ProcedureRef
    channel: str
    received_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    result: str | None
    overdue: bool
    owner: str = ""
    contact: str = ""
    receiver: str = ""
    lead: views.AgencyRef | None = None


def page(
    session: Session,
    actor: access.Actor,
    asked: figures.Query,
    column: int,
    *,
    now: datetime,
    cursor: str | None = None,
    limit: int = USUAL,
    most: int = MOST,
) -> views.Page[Line]:
    """Dossiers that a figure counts: of the whole query, newest first; for settled ones by when they were settled.

    Parameters:
        column: number on the form, or `REGISTER`, which needs the right to read the agency's cases.

    Raises:
        ForbiddenError, NotFoundError, InvalidError: as `figures.report`; no such column; a cursor that no page gave.
    """
    if column != REGISTER and column not in ii06a.COLUMNS:
        raise errors.InvalidError(errors.Problem("column", "not_allowed"))
    if asked.by == "agency":
        raise errors.InvalidError(errors.Problem("by", "not_allowed"))
    scope = figures.resolve(session, actor, asked, now=now)
    personal = _reads(actor, scope.agency_id)
    if column == REGISTER and not personal:
        raise errors.ForbiddenError("no_right")
    after = None if cursor is None else cursors.read(cursor, 2)
    size = cursors.limit(limit, most)
    found = _counted(session, asked, scope, column, after, size + 1)
    found += _uncounted(session, asked, scope, column, after)
    found.sort(key=lambda one: (-_order(column, one[1]), -one[0]))
    shown = found[:size]
    last = shown[-1] if len(found) > size else None
    following = None if last is None else cursors.write(_order(column, last[1]), last[0])
    return views.Page(tuple(_lines(session, shown, asked, scope, personal=personal)), following)


def _reads(actor: access.Actor, agency_id: int) -> bool:
    mine = access.reads(actor)
    return mine is None or agency_id in mine


def _order(column: int, one: dossiers.Dossier) -> int:
    return (one.settled_at or 0) if column in {7, 8, 9, 10} else one.received_at


def _counted(
    session: Session, asked: figures.Query, scope: figures.Scope, column: int, after: Sequence[int] | None, limit: int
) -> list[tuple[int, dossiers.Dossier]]:
    """From the tallies, without cases that have changed since."""
    order = _TALLY.settled_at if column in {7, 8, 9, 10} else _TALLY.received_at
    changed = exists().where(clock.Clock.case_id == _TALLY.case_id, clock.UNCOUNTED)
    query = select(*_TALLY.__table__.c).where(
        _TALLY.agency_id == scope.agency_id, *_where(asked, scope, column), ~changed
    )
    if scope.procedures is not None:
        query = query.where(_TALLY.procedure_id.in_(scope.procedures))
    if after is not None:
        query = query.where(tuple_(order, _TALLY.case_id) < tuple_(*after))
    found = session.execute(query.order_by(order.desc(), _TALLY.case_id.desc()).limit(limit))
    return [(row.case_id, tallies.of_row(row)) for row in found]


def _where(asked: figures.Query, scope: figures.Scope, column: int) -> Iterator[ColumnElement[bool]]:
    """What `counts` says, as SQL."""
    start, end = dossiers.begins(scope.start), dossiers.begins(scope.end)
    received, settled = _TALLY.received_at, _TALLY.settled_at
    if column in {REGISTER, 4, 5}:
        yield and_(received >= start, received < end)
        if column:
            yield _TALLY.channel == _ONLINE if column == 4 else _TALLY.channel != _ONLINE
    elif column in {3, 6}:
        yield received < (end if column == 3 else start)
        yield or_(settled.is_(None), settled >= start)
    elif column in {7, 8, 9, 10}:
        yield and_(settled >= start, settled < end)
        if column in _RESULTS:
            yield _TALLY.result == _RESULTS[column]
    else:
        yield received < end
        yield or_(settled.is_(None), settled >= end)
        overdue = _TALLY.overdue_at < scope.as_of
        if not asked.excused:
            overdue = or_(overdue, _TALLY.waiting_at < scope.as_of)
        if column == 13:
            yield overdue
        elif column == 12:
            yield overdue.is_not(True)


def counts(one: dossiers.Dossier, asked: figures.Query, scope: figures.Scope, column: int) -> bool:
    """Whether a figure counts a dossier."""
    start, end = dossiers.begins(scope.start), dossiers.begins(scope.end)
    received = start <= one.received_at < end
    settled = one.settled_at is not None and start <= one.settled_at < end
    before = one.settled_at is not None and one.settled_at < start
    is_open = one.received_at < end and (one.settled_at is None or one.settled_at >= end)
    at = ii06a.overdue_from(one, excused=asked.excused)
    overdue = is_open and at is not None and at < scope.as_of
    return {
        REGISTER: received,
        3: one.received_at < end and not before,
        4: received and one.channel == _ONLINE,
        5: received and one.channel != _ONLINE,
        6: one.received_at < start and not before,
        7: settled,
        **{number: settled and one.result == result for number, result in _RESULTS.items()},
        11: is_open,
        12: is_open and not overdue,
        13: overdue,
    }[column]


def _uncounted(
    session: Session, asked: figures.Query, scope: figures.Scope, column: int, after: Sequence[int] | None
) -> list[tuple[int, dossiers.Dossier]]:
    """From the clocks of cases that have changed since they were counted."""
    return [
        (case_id, one)
        for (agency_id, case_id), one in figures.rest(session).new.items()
        if agency_id == scope.agency_id
        and (scope.procedures is None or one.procedure_id in scope.procedures)
        and counts(one, asked, scope, column)
        and (after is None or (_order(column, one), case_id) < tuple(after))
    ]


def _lines(
    session: Session,
    shown: Collection[tuple[int, dossiers.Dossier]],
    asked: figures.Query,
    scope: figures.Scope,
    *,
    personal: bool,
) -> Iterator[Line]:
    table, owner, lead = cases.Case, procedure.Procedure, aliased(agency.Agency)
    query = (
        select(table.id, table.code, table.applicant, owner.code.label("procedure"), owner.name_vi, owner.name_en)
        .add_columns(procedure.Version.number, person.Person.name.label("receiver"))
        .add_columns(lead.code.label("lead"), lead.name_vi.label("lead_vi"), lead.name_en.label("lead_en"))
        .join(owner, owner.id == table.procedure_id)
        .join(procedure.Version, procedure.Version.id == table.version_id)
        .outerjoin(lead, lead.id == owner.lead_agency_id)
        .outerjoin(person.Person, person.Person.id == table.created_by)
        .where(table.id.in_([case_id for case_id, _ in shown]))
    )
    known = {row.id: row for row in session.execute(query)}
    for case_id, one in shown:
        yield _line(known[case_id], one, asked, scope, personal=personal)


def _line(row: Any, one: dossiers.Dossier, asked: figures.Query, scope: figures.Scope, *, personal: bool) -> Line:
    at = ii06a.overdue_from(one, excused=asked.excused)
    applicant = row.applicant if personal else {}
    contact = [applicant.get(name, "") for name in ("phone", "email", "address")]
    return Line(
        code=row.code,
        procedure=views.ProcedureRef(row.procedure, row.name_vi, row.name_en, row.number),
        channel=one.channel,
        received_at=base.to_datetime(one.received_at),
        due_at=worklist.instant(one.due_at),
        settled_at=worklist.instant(one.settled_at),
        result=one.result,
        overdue=one.settled_at is None and at is not None and at < scope.as_of,
        owner=applicant.get("represents") or applicant.get("name", ""),
        contact=" · ".join(filter(None, contact)),
        receiver=(row.receiver or "") if personal else "",
        lead=None if row.lead is None else views.AgencyRef(row.lead, row.lead_vi, row.lead_en),
    )
