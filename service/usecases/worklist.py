"""Lists of tasks: an agency's open tasks, those due first in front, a keyset page at a time.

The order is (due, case, number); tasks without a limit come last. The page reads a partial index over open tasks
from where the page before ended, so that the thousandth page costs what the first does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import agency, base, person, procedure, step
from models import case as cases
from models import incident as incidents
from service import errors
from service.rules import access
from service.usecases import cursors, locked, published, views

MOST, USUAL = 200, 50
STATES = ("all", "untouched", "claimed", "mine")

_STEP, _CASE = step.Step, cases.Case
_CLAIMER, _COMPLETER = aliased(person.Person), aliased(person.Person)


_IS_TASK = _STEP.kind == literal_column("'task'")
"""Written out, not bound: a prepared statement's plan must know that the partial index holds."""


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks: agency by code, lane by key or label, `state` of `STATES`, `q` in the case's code, its outside
    codes or the applicant (accents don't matter), procedure by code, case by code."""

    agency: str | None = None
    lane: str | None = None
    state: str = "all"
    overdue: bool | None = None
    q: str = ""
    procedure: str | None = None
    case: str | None = None
    element: str | None = None
    cursor: str | None = None
    limit: int = USUAL


def _tasks() -> Select[*tuple[Any, ...]]:
    incident = (
        select(incidents.Incident.id)
        .where(incidents.Incident.case_id == _STEP.case_id, incidents.Incident.seq == _STEP.seq)
        .where(incidents.Incident.resolved_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(*_STEP.__table__.c, _CASE.code, _CASE.status, _CASE.applicant)
        .add_columns(agency.Agency.code.label("agency_code"), agency.Agency.name_vi, agency.Agency.name_en)
        .add_columns(_CLAIMER.name.label("claimer"), _COMPLETER.name.label("completer"))
        .add_columns(incident.label("incident_id"))
        .join(_CASE, _CASE.id == _STEP.case_id)
        .outerjoin(agency.Agency, agency.Agency.id == _STEP.agency_id)
        .outerjoin(_CLAIMER, _CLAIMER.id == _STEP.claimed_by)
        .outerjoin(_COMPLETER, _COMPLETER.id == _STEP.completed_by)
    )


def tasks_of(case_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The rows of the step log of some cases, of every kind, open and closed, with the names beside them."""
    return _tasks().where(_STEP.case_id.in_(case_ids))


def page(session: Session, actor: access.Actor, asked: TaskQuery, *, now: datetime) -> views.Page[views.TaskView]:
    """The open tasks that this person may read, due first.

    Raises:
        InvalidError: a state, limit or cursor that is none.
    """
    query = _visible(_tasks(), actor).where(_STEP.completed_at.is_(None), _IS_TASK)
    query = _searched(_filtered(query, actor, asked, base.to_ms(now)), asked.q)
    if asked.cursor is not None:
        after = cursors.read(asked.cursor, 3)
        query = query.where(tuple_(_STEP.order_at, _STEP.case_id, _STEP.seq) > tuple_(*after))
    limit = cursors.limit(asked.limit, MOST)
    found = session.execute(query.order_by(_STEP.order_at, _STEP.case_id, _STEP.seq).limit(limit + 1)).all()
    shown = found[:limit]
    items = tuple(view(row, published.get(session, row.version_id), actor, now) for row in shown)
    more = len(found) > limit
    last = shown[-1] if shown else None
    return views.Page(items, cursors.write(last.order_at, last.case_id, last.seq) if more and last else None)


def one(session: Session, case_id: int, seq: int) -> Row[*tuple[Any, ...]] | None:
    """A task's row, open or closed, with the case's state; None where there is none."""
    if not locked.names_a_task(case_id, seq):
        return None
    query = _tasks().add_columns(_CASE.state).where(_STEP.case_id == case_id, _STEP.seq == seq)
    return session.execute(query).one_or_none()


def _visible(query: Select[*tuple[Any, ...]], actor: access.Actor) -> Select[*tuple[Any, ...]]:
    readable = access.reads(actor)
    return query if readable is None else query.where(_STEP.agency_id.in_(sorted(readable)))


def _filtered(
    query: Select[*tuple[Any, ...]], actor: access.Actor, asked: TaskQuery, now_ms: int
) -> Select[*tuple[Any, ...]]:
    if asked.state not in STATES:
        raise errors.InvalidError(errors.Problem("state", "not_allowed", {"value": asked.state[:40]}))
    if asked.state == "untouched":
        query = query.where(_STEP.claimed_by.is_(None))
    elif asked.state == "claimed":
        query = query.where(_STEP.claimed_by.is_not(None))
    elif asked.state == "mine":
        query = query.where(_STEP.claimed_by == actor.person_id)
    if asked.agency is not None:
        query = query.where(agency.Agency.code == asked.agency)
    if asked.lane is not None:
        query = query.where(or_(_STEP.lane_key == asked.lane, _labelled(asked.lane)))
    if asked.overdue is not None:
        query = query.where(_STEP.order_at < now_ms if asked.overdue else _STEP.order_at >= now_ms)
    if asked.procedure is not None:
        of_code = select(procedure.Procedure.id).where(procedure.Procedure.code == asked.procedure)
        query = query.where(_STEP.procedure_id == of_code.scalar_subquery())
    if asked.case is not None:
        query = query.where(_CASE.code == asked.case)
    return query if asked.element is None else query.where(_STEP.element == asked.element)


def _labelled(label: str) -> Any:
    """A lane may be asked for by its label, which each version's binding knows."""
    bound = procedure.Binding
    return exists().where(
        and_(bound.version_id == _STEP.version_id, bound.lane_key == _STEP.lane_key, bound.label == label)
    )


def _searched(query: Select[*tuple[Any, ...]], q: str) -> Select[*tuple[Any, ...]]:
    return query.where(found_in_case(q)) if q.strip() else query


def found_in_case(q: str) -> Any:
    """Whether a case's code, one of its outside codes or its applicant contains `q`; accents and case don't matter."""
    text = q.strip()[:200]
    outside = exists().where(and_(cases.OutsideCode.case_id == _CASE.id, cases.OutsideCode.code == text))
    return or_(
        _CASE.code.icontains(text, autoescape=True),
        _CASE.applicant_folded.contains(base.folded(text), autoescape=True),
        outside,
    )


def view(row: Row[*tuple[Any, ...]], one: published.Published, actor: access.Actor, now: datetime) -> views.TaskView:
    """A task's row as it is shown, without its form."""
    return views.TaskView(
        id=f"{row.case_id}-{row.seq}",
        case=row.code,
        case_id=str(row.case_id),
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        element=row.element,
        name=one.name(row.element),
        lane_key=row.lane_key,
        lane=one.lane(row.lane_key),
        kind=row.kind,
        state=_state(row, actor),
        holder=row.holder,
        role=row.role,
        since=base.to_datetime(row.enabled_at),
        agency=None if row.agency_code is None else views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        due_at=instant(row.due_at),
        overdue=row.due_at is not None and row.due_at < (row.completed_at or base.to_ms(now)),
        claimed_at=instant(row.claimed_at),
        claimed_by=person_ref(row.claimed_by, row.claimer),
        completed_at=instant(row.completed_at),
        completed_by=person_ref(row.completed_by, row.completer),
        applicant=str(row.applicant.get("name", "")) if isinstance(row.applicant, dict) else "",
        visit=row.visit,
        item=row.item,
        incident=None if row.incident_id is None else str(row.incident_id),
    )


def _state(row: Row[*tuple[Any, ...]], actor: access.Actor) -> str:
    if row.completed_at is not None:
        return str(row.outcome)
    if row.claimed_by is None:
        return "untouched"
    return "mine" if row.claimed_by == actor.person_id else "claimed"


def instant(ms: int | None) -> datetime | None:
    """A stored instant, or None."""
    return None if ms is None else base.to_datetime(ms)


def person_ref(person_id: int | None, name: str | None) -> views.PersonRef | None:
    """A stored person, or None."""
    return None if person_id is None else views.PersonRef(str(person_id), name or "")
