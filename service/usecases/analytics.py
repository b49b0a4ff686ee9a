"""Which lane holds what now, and where the time goes: exact figures from the step log.

Percentiles are by nearest rank: of n values in order, p50 is the one at place ⌈0.5 n⌉ and p90 the one at ⌈0.9 n⌉. That
is always a value that occurred, and integer arithmetic gives the same one on SQLite, which knows no percentiles, and on
PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from models import agency, base, procedure, step
from service import errors
from service.rules import access
from service.usecases import published, views

_STEP = step.Step
WAITING, WORK, TOTAL, OPEN = "waiting", "work", "total", "open"


@dataclass(frozen=True, slots=True)
class BoardLane:
    """What one lane of a procedure holds at one agency: cases, and of these those in each state, and the overdue ones.

    A case that rests at several steps of the lane counts once: claimed when one of them is, else untouched when a task
    is open, else waiting (for a message, a timer, outside work). `oldest` is since when the case that has been there
    longest waits.
    """

    procedure: views.ProcedureRef
    lane_key: str
    lane: str
    held: int
    untouched: int
    claimed: int
    overdue: int
    waiting: int = 0
    agency: views.AgencyRef | None = None
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure over `n` visits, in seconds; None where there is none."""

    n: int = 0
    p50: float | None = None
    p90: float | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One step in one lane, over the versions asked for; `n` counts completed visits.

    Waiting is enabled → claimed, work is claimed → completed: visits without a claim are in `total` alone.
    """

    procedure: views.ProcedureRef
    element: str
    name: str
    lane_key: str
    lane: str
    kind: str
    n: int
    waiting: Spread
    work: Spread
    total: Spread
    open_now: int


@dataclass(frozen=True, slots=True)
class BottleneckQuery:
    """Visits completed from `since` (inclusive) until `until` (exclusive)."""

    procedure: str | None = None
    version: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def board(
    session: Session,
    actor: access.Actor,
    *,
    now: datetime,
    procedure_code: str | None = None,
    agency_code: str | None = None,
) -> tuple[BoardLane, ...]:
    """What each lane holds now, the overdue first; lanes that hold nothing are left out.

    Raises:
        ForbiddenError: no right to read the figures of that agency.
        NotFoundError: no such agency or procedure.
    """
    filters = _scope(session, actor, procedure_code, agency_code)
    overdue = case((_STEP.order_at < base.to_ms(now), _STEP.case_id))
    claimed = case((_STEP.claimed_by.is_not(None), _STEP.case_id))
    personal = case((_STEP.kind == "task", _STEP.case_id))
    rows = session.execute(
        select(
            _STEP.procedure_id, _STEP.lane_key, _STEP.agency_id,
            func.max(_STEP.version_id).label("version_id"),
            func.count(_STEP.case_id.distinct()).label("held"),
            func.count(claimed.distinct()).label("claimed"),
            func.count(personal.distinct()).label("personal"),
            func.count(overdue.distinct()).label("overdue"),
            func.min(_STEP.enabled_at).label("oldest"),
            func.max(agency.Agency.code).label("code"),
            func.max(agency.Agency.name_vi).label("name_vi"),
            func.max(agency.Agency.name_en).label("name_en"),
        )
        .outerjoin(agency.Agency, agency.Agency.id == _STEP.agency_id)
        .where(_STEP.completed_at.is_(None), *filters)
        .group_by(_STEP.procedure_id, _STEP.lane_key, _STEP.agency_id)
    ).all()  # fmt: skip
    lanes = [_board_lane(row, published.get(session, row.version_id)) for row in rows]
    return tuple(sorted(lanes, key=lambda lane: (-lane.overdue, -lane.held, lane.procedure.code, lane.lane)))


def _board_lane(row: Any, one: published.Published) -> BoardLane:
    return BoardLane(
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        lane_key=row.lane_key,
        lane=one.lane(row.lane_key),
        held=row.held,
        untouched=row.personal - row.claimed,
        waiting=row.held - row.personal,
        claimed=row.claimed,
        overdue=row.overdue,
        agency=None if row.code is None else views.AgencyRef(row.code, row.name_vi, row.name_en),
        oldest=base.to_datetime(row.oldest),
    )


def bottlenecks(session: Session, actor: access.Actor, asked: BottleneckQuery) -> tuple[Bottleneck, ...]:
    """Where the time goes, per step and lane, by one statement over the step log; the slowest on average first.

    Steps of several versions are one where their lineage is.

    Raises:
        ForbiddenError: no right to read figures.
        NotFoundError: no such procedure or version.
    """
    filters = _scope(session, actor, asked.procedure, None)
    if asked.version is not None:
        filters.append(_STEP.version_id == _version(session, asked))
    groups: dict[tuple[int, str, str], list[Row[Any]]] = {}
    for row in session.execute(_spreads(filters, asked)):
        groups.setdefault((row.procedure_id, row.lineage, row.lane_key), []).append(row)
    found = [_bottleneck(rows, published.get(session, max(row.version_id for row in rows))) for rows in groups.values()]
    return tuple(sorted(found, key=lambda one: (-(one.total.mean or 0), one.procedure.code, one.lane_key, one.element)))


def _spreads(filters: Sequence[ColumnElement[bool]], asked: BottleneckQuery) -> Select[Any]:
    """One row per step, lane and measure: n, percentiles and sum in ms."""
    closed = [*filters, _STEP.outcome == "completed", *_between(asked)]
    claimed = [*closed, _STEP.claimed_at.is_not(None)]
    values = union_all(
        _values(WAITING, _STEP.claimed_at - _STEP.enabled_at, claimed),
        _values(WORK, _STEP.completed_at - _STEP.claimed_at, claimed),
        _values(TOTAL, _STEP.completed_at - _STEP.enabled_at, closed),
        _values(OPEN, literal(0), [*filters, _STEP.completed_at.is_(None)]),
    ).cte("measured")
    each = values.c
    same = (each.procedure_id, each.lineage, each.lane_key, each.measure)
    ranked = select(
        *each,
        func.row_number().over(partition_by=same, order_by=each.ms).label("place"),
        func.count().over(partition_by=same).label("n"),
    ).cte("ranked")
    row = ranked.c
    return select(
        row.procedure_id, row.lineage, row.lane_key, row.measure,
        func.max(row.version_id).label("version_id"),
        func.max(row.kind).label("kind"),
        func.max(row.element).label("element"),
        func.max(row.n).label("n"),
        func.max(case((row.place == (row.n + 1) // 2, row.ms))).label("p50"),
        func.max(case((row.place == (row.n * 9 + 9) // 10, row.ms))).label("p90"),
        func.sum(row.ms).label("sum"),
    ).group_by(row.procedure_id, row.lineage, row.lane_key, row.measure)  # fmt: skip


def _values(measure: str, ms: ColumnElement[Any], where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return select(
        _STEP.procedure_id, _STEP.version_id, _STEP.lineage, _STEP.element, _STEP.lane_key, _STEP.kind,
        literal(measure).label("measure"), ms.label("ms"),
    ).where(and_(*where))  # fmt: skip


def _between(asked: BottleneckQuery) -> list[ColumnElement[bool]]:
    bounds = []
    if asked.since is not None:
        bounds.append(_STEP.completed_at >= base.to_ms(asked.since))
    if asked.until is not None:
        bounds.append(_STEP.completed_at < base.to_ms(asked.until))
    return bounds


def _bottleneck(rows: Sequence[Row[Any]], one: published.Published) -> Bottleneck:
    spreads = {row.measure: Spread(row.n, row.p50 / 1000, row.p90 / 1000, int(row.sum) / row.n / 1000) for row in rows}
    first = rows[0]
    element = next((e for e, lineage in one.prepared.lineage.items() if lineage == first.lineage), first.element)
    total = spreads.get(TOTAL, Spread())
    return Bottleneck(
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        element=element,
        name=one.name(element),
        lane_key=first.lane_key,
        lane=one.lane(first.lane_key),
        kind=first.kind,
        n=total.n,
        waiting=spreads.get(WAITING, Spread()),
        work=spreads.get(WORK, Spread()),
        total=total,
        open_now=spreads.get(OPEN, Spread()).n,
    )


def _scope(
    session: Session, actor: access.Actor, procedure_code: str | None, agency_code: str | None
) -> list[ColumnElement[bool]]:
    """What bounds a report: what the person may read, and what she asked for."""
    filters: list[ColumnElement[bool]] = []
    agency_id = None
    if agency_code is not None:
        agency_id = session.scalar(select(agency.Agency.id).where(agency.Agency.code == agency_code))
        if agency_id is None:
            raise errors.NotFoundError("agency", agency_code)
        filters.append(_STEP.agency_id == agency_id)
    scope = access.reports_on(actor)
    if scope is not None:
        if not scope or (agency_id is not None and agency_id not in scope):
            raise errors.ForbiddenError("no_right")
        filters.append(_STEP.agency_id.in_(sorted(scope)))
    if procedure_code is not None:
        table = procedure.Procedure
        found = session.scalar(select(table.id).where(table.code == procedure_code))
        if found is None:
            raise errors.NotFoundError("procedure", procedure_code)
        filters.append(_STEP.procedure_id == found)
    return filters


def _version(session: Session, asked: BottleneckQuery) -> int:
    """The id of the version asked for; its number means something only within a procedure."""
    if asked.procedure is None:
        raise errors.InvalidError(errors.Problem("procedure", "missing"))
    version, owner = procedure.Version, procedure.Procedure
    found = session.scalar(
        select(version.id)
        .join(owner, owner.id == version.procedure_id)
        .where(owner.code == asked.procedure, version.number == asked.version, version.state == "published")
    )
    if found is None:
        raise errors.NotFoundError("version", f"{asked.procedure}/{asked.version}")
    return found
