"""Report II.06a for any period, agency and field: from the rollups, and what they don't hold yet, at one instant.

The figures of a period are differences of sums up to its first day and up to its end, so that they cost the same
whatever the period is and however many dossiers there were. What clocks have done since they were counted is counted
here, for this report alone; what falls due later today is taken off again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models import agency, base, procedure, rollup
from service import errors
from service.measures import dossiers, ii06a
from service.rules import access
from service.usecases import tallies, views

GROUPS = ("field", "procedure", "agency")
_SUM, _TALLY = rollup.Rollup, rollup.Tally


@dataclass(frozen=True, slots=True)
class Query:
    """Which figures: days from `first` to `last`, both inside; agency by code, None: the city, each case once; `field`
    of procedures, "": those without; one procedure, by code; rows by one of `GROUPS` (by agency: without the three
    before). `excused`: whether dossiers that wait for a supplement count as within time."""

    first: date
    last: date
    agency: str | None = None
    field: str | None = None
    by: str = "field"
    excused: bool = True
    procedure: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row: of a field, or of a procedure or agency with its code."""

    name: str
    figures: ii06a.Figures
    code: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The report. `as_of`: the instant of its open dossiers: the period's end, or now while that is still to come."""

    query: Query
    as_of: datetime
    rows: tuple[Row, ...]
    """By name; those that have nothing to tell are left out."""
    total: ii06a.Figures | None
    agency: views.AgencyRef | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query asks for: `procedures` is None for all; `start` and `end` are days, `end` one past the last
    that has begun; what is due before `as_of` (ms) is overdue."""

    agency_id: int
    procedures: frozenset[int] | None
    start: int
    end: int
    as_of: int
    agency: views.AgencyRef | None = None


def report(session: Session, actor: access.Actor, asked: Query, *, now: datetime) -> Report:
    """The report; the session must see one instant (`Database.snapshot`).

    Raises:
        ForbiddenError: no right to read these figures.
        NotFoundError: no such agency.
        InvalidError: a period that ends before it begins, a group that isn't one.
        ConflictError: ``figures_differ``: the sums break the form's rules; says where and how.
    """
    try:
        return _report(session, actor, asked, now)
    except ii06a.ImbalanceError as broken:
        told = {"where": broken.where, "rule": broken.rule, **{str(n): v for n, v in broken.figures.items()}}
        raise errors.ConflictError("figures_differ", told) from broken


def _report(session: Session, actor: access.Actor, asked: Query, now: datetime) -> Report:
    scope = resolve(session, actor, asked, now=now)
    by_agency = asked.by == "agency"
    scopes = rollup.AGENCIES if by_agency else scope.agency_id
    left = rest(session)
    start = _sums(session, scopes, scope.start, left.changes)
    end = _sums(session, scopes, scope.end, left.changes)
    to_come = _to_come(session, asked, scope, left)
    named = _offices(session, actor) if by_agency else _procedures(session, asked, scope)
    rows = _rows(asked, named, start, end, to_come)
    # A dossier that several agencies had is in the row of each: their sum would count it more than once.
    total = None if by_agency else ii06a.check("total", ii06a.total(row.figures for row in rows))
    return Report(asked, base.to_datetime(scope.as_of - 1), rows, total, scope.agency)


def resolve(session: Session, actor: access.Actor, asked: Query, *, now: datetime) -> Scope:
    """What a query means, if this person may ask it.

    Raises: as `report`.
    """
    wrong = [errors.Problem("to", "ends_before")] if asked.last < asked.first else []
    if asked.by not in GROUPS or (
        asked.by == "agency" and any(one is not None for one in (asked.agency, asked.field, asked.procedure))
    ):
        wrong.append(errors.Problem("by", "not_allowed"))
    if wrong:
        raise errors.InvalidError(*wrong)
    agency_id, shown = rollup.CITY, None
    if asked.agency is not None:
        table = agency.Agency
        found = session.execute(
            select(table.id, table.code, table.name_vi, table.name_en).where(table.code == asked.agency)
        ).one_or_none()
        if found is None:
            raise errors.NotFoundError("agency", asked.agency)
        agency_id, shown = found.id, views.AgencyRef(found.code, found.name_vi, found.name_en)
    mine = access.reports_on(actor)
    if mine is not None and agency_id not in mine and not (asked.by == "agency" and mine):
        raise errors.ForbiddenError("no_right")
    today = dossiers.day(base.to_ms(now))
    end = min(_day(asked.last) + 1, today + 1)
    of_field = None
    if asked.field is not None or asked.procedure is not None:
        owner = procedure.Procedure
        chosen = select(owner.id)
        if asked.field is not None:
            chosen = chosen.where(owner.field == asked.field)
        if asked.procedure is not None:
            chosen = chosen.where(owner.code == asked.procedure)
        of_field = frozenset(session.scalars(chosen))
    start = min(_day(asked.first), end)
    return Scope(agency_id, of_field, start, end, min(dossiers.begins(end), base.to_ms(now) + 1), shown)


def _day(on: date) -> int:
    return (on - dossiers.EPOCH).days


@dataclass(frozen=True, slots=True)
class Rest:
    """What wasn't counted yet: what it adds to the rollups, and those dossiers as they are."""

    changes: dossiers.Changes
    new: tallies.Dossiers
    cases: frozenset[int]


def rest(session: Session) -> Rest:
    """What clocks have done since they were counted."""
    case_ids = tallies.uncounted(session)
    changes, new = dossiers.Changes(), tallies.Dossiers()
    for some in tallies.chunks(case_ids):
        old, told = tallies.counted(session, some), tallies.told(session, some)
        changes.replace(old, told)
        new |= told
    return Rest(changes, new, frozenset(case_ids))


def _sums(session: Session, scope: int, before: int, changes: dossiers.Changes) -> dict[int, dossiers.Sums]:
    """Item → sums of all days before one."""
    found: dict[int, dossiers.Sums] = defaultdict(dossiers.Sums)
    spans = dossiers.before(before)
    within: list[ColumnElement[bool]] = [
        and_(_SUM.grain == grain, _SUM.bucket >= first, _SUM.bucket < until) for grain, first, until in spans
    ]
    columns = [func.sum(getattr(_SUM, name)).label(name) for name in dossiers.NAMES]
    query = select(_SUM.item, *columns).where(_SUM.scope == scope, or_(*within)).group_by(_SUM.item)
    for row in session.execute(query):
        found[row.item].add(dossiers.Sums(**{name: int(getattr(row, name)) for name in dossiers.NAMES}))
    for (of, grain, bucket, item), counted in changes.found.items():
        if of == scope and grain == dossiers.DAY and bucket < before:
            found[item].add(counted)
    return found


def _to_come(session: Session, asked: Query, scope: Scope, left: Rest) -> Mapping[int, int]:
    """Item → how many of those that the last day's sums count as overdue aren't so yet."""
    found: dict[int, int] = defaultdict(int)
    until = dossiers.begins(scope.end)
    if scope.as_of >= until:
        return found
    by_agency = asked.by == "agency"
    whose = _TALLY.agency_id != rollup.CITY if by_agency else _TALLY.agency_id == scope.agency_id
    soon = [and_(_TALLY.overdue_at >= scope.as_of, _TALLY.overdue_at < until)]
    if not asked.excused:
        soon.append(and_(_TALLY.waiting_at >= scope.as_of, _TALLY.waiting_at < until))
    query = select(*_TALLY.__table__.c).where(whose, or_(*soon), _TALLY.settled_at.is_(None))
    counted = [(row.agency_id, tallies.of_row(row)) for row in session.execute(query) if row.case_id not in left.cases]
    fresh = [(agency_id, one) for (agency_id, _), one in left.new.items()]
    for agency_id, one in (*counted, *fresh):
        mine = agency_id != rollup.CITY if by_agency else agency_id == scope.agency_id
        at = ii06a.overdue_from(one, excused=asked.excused)
        if mine and one.settled_at is None and at is not None and scope.as_of <= at < until:
            found[agency_id if by_agency else one.procedure_id] += 1
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """What an item of the rollups is called; `group` tells which row it belongs to."""

    group: str
    name: str
    name_en: str = ""
    code: str = ""


def _procedures(session: Session, asked: Query, scope: Scope) -> dict[int, Named]:
    table = procedure.Procedure
    found = session.execute(select(table.id, table.code, table.name_vi, table.name_en, table.field))
    return {
        row.id: Named(row.field, row.field)
        if asked.by == "field"
        else Named(row.code, row.name_vi, row.name_en, row.code)
        for row in found
        if scope.procedures is None or row.id in scope.procedures
    }


def _offices(session: Session, actor: access.Actor) -> dict[int, Named]:
    table, mine = agency.Agency, access.reports_on(actor)
    found = session.execute(select(table.id, table.code, table.name_vi, table.name_en))
    return {
        row.id: Named(row.code, row.name_vi, row.name_en, row.code) for row in found if mine is None or row.id in mine
    }


def _rows(
    asked: Query,
    named: Mapping[int, Named],
    start: Mapping[int, dossiers.Sums],
    end: Mapping[int, dossiers.Sums],
    to_come: Mapping[int, int],
) -> tuple[Row, ...]:
    groups: dict[str, list[int]] = defaultdict(list)
    for item in end:
        if item in named:
            groups[named[item].group].append(item)
    found = []
    for _, items in sorted(groups.items()):
        told = ii06a.total(
            ii06a.figures(start.get(item, dossiers.Sums()), end[item], to_come.get(item, 0), excused=asked.excused)
            for item in items
        )
        first = named[items[0]]
        if told.any:
            found.append(Row(first.name, ii06a.check(first.code or first.name, told), first.code, first.name_en))
    return tuple(found)
