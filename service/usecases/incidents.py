"""Incidents as people see them, and doing again what could not be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, select, update
from sqlalchemy.orm import Session

from models import agency, base, incident, message, person, procedure, timer
from models import case as cases
from runner import outcome
from service import errors
from service.rules import access
from service.usecases import (
    completion,
    cursors,
    deadlines,
    delivery,
    failed,
    limits,
    locked,
    published,
    tasks,
    views,
    worklist,
)

MOST, USUAL = 200, 50
_INCIDENT, _CASE = incident.Incident, cases.Case


@dataclass(frozen=True, slots=True)
class IncidentQuery:
    """Which incidents: those that hold a running case, or all; procedure and case by code."""

    resolved: bool = False
    procedure: str | None = None
    case: str | None = None
    cursor: str | None = None
    limit: int = USUAL


def page(
    session: Session, actor: access.Actor, asked: IncidentQuery, *, now: datetime
) -> views.Page[views.IncidentView]:
    """Incidents of the cases that this person may read, newest first.

    Raises:
        InvalidError: a limit or cursor that is none.
    """
    query = _incidents()
    readable = access.reads(actor)
    if readable is not None:
        bound = cases.CaseAgency
        query = query.where(exists().where(bound.case_id == _CASE.id, bound.agency_id.in_(sorted(readable))))
    if not asked.resolved:
        query = query.where(_INCIDENT.resolved_at.is_(None), _CASE.status == "running")
    if asked.procedure is not None:
        query = query.where(procedure.Procedure.code == asked.procedure)
    if asked.case is not None:
        query = query.where(_CASE.code == asked.case)
    if asked.cursor is not None:
        query = query.where(_INCIDENT.id < cursors.read(asked.cursor, 1)[0])
    limit = cursors.limit(asked.limit, MOST)
    found = session.execute(query.order_by(_INCIDENT.id.desc()).limit(limit + 1)).all()
    items = _views(session, actor, found[:limit])
    return views.Page(items, cursors.write(found[limit - 1].id) if len(found) > limit else None)


def get(session: Session, actor: access.Actor, incident_id: int) -> views.IncidentView:
    """One incident.

    Raises:
        NotFoundError: there is none, or the person may not read its case.
    """
    exists_at_all = 0 <= incident_id <= base.MOST_ID
    row = session.execute(_incidents().where(_INCIDENT.id == incident_id)).one_or_none() if exists_at_all else None
    if row is None or not access.may_read_case(actor, locked.agencies(session, row.case_id)):
        raise errors.NotFoundError("incident", incident_id)
    return _views(session, actor, [row])[0]


def open_in(session: Session, actor: access.Actor, code: str) -> list[int]:
    """Ids of the open incidents of a case, oldest first.

    Raises:
        NotFoundError: there is no such case, or the person may not read it.
    """
    row = session.execute(select(_CASE.id).where(_CASE.code == code)).one_or_none()
    if row is None or not access.may_read_case(actor, locked.agencies(session, row.id)):
        raise errors.NotFoundError("case", code)
    held = select(_INCIDENT.id).where(_INCIDENT.case_id == row.id, _INCIDENT.resolved_at.is_(None))
    return list(session.scalars(held.order_by(_INCIDENT.id)))


def _incidents() -> Select[*tuple[Any, ...]]:
    return (
        select(*_INCIDENT.__table__.c, _CASE.code.label("case_code"), _CASE.version_id)
        .add_columns(agency.Agency.code.label("agency_code"), agency.Agency.name_vi, agency.Agency.name_en)
        .join(_CASE, _CASE.id == _INCIDENT.case_id)
        .join(procedure.Procedure, procedure.Procedure.id == _CASE.procedure_id)
        .outerjoin(agency.Agency, agency.Agency.id == _INCIDENT.agency_id)
    )


def _views(
    session: Session, actor: access.Actor, found: Sequence[Row[*tuple[Any, ...]]]
) -> tuple[views.IncidentView, ...]:
    """Incidents as they are shown, with who typed what and who may retry: two statements for all of them."""
    if not found:
        return ()
    operations = [failed.Operation.from_json(row.operation) for row in found]
    people, bound = person.Person, cases.CaseAgency
    named = select(people.id, people.name).where(people.id.in_({one.person_id for one in operations} - {None}))
    names = {row.id: row.name for row in session.execute(named)}
    agencies: dict[int, set[int]] = defaultdict(set)
    of_cases = select(bound.case_id, bound.agency_id).where(bound.case_id.in_({row.case_id for row in found}))
    for row in session.execute(of_cases):
        agencies[row.case_id].add(row.agency_id)
    return tuple(
        _view(
            row,
            published.get(session, row.version_id),
            operation,
            names,
            access.may_retry(actor, agencies[row.case_id]),
        )
        for row, operation in zip(found, operations, strict=True)
    )


def _view(
    row: Row[*tuple[Any, ...]],
    one: published.Published,
    operation: failed.Operation,
    names: Mapping[int, str],
    may_retry: access.Decision,
) -> views.IncidentView:
    return views.IncidentView(
        id=str(row.id),
        case=row.case_code,
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        code=row.code,
        message=row.message,
        element=row.element,
        name=row.name or one.name(row.element),
        lane_key=row.lane_key,
        lane=one.lane(row.lane_key),
        operation=operation.kind,
        tries=row.tries,
        created_at=base.to_datetime(row.created_at),
        agency=None if row.agency_code is None else views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        task=None if row.seq is None else f"{row.case_id}-{row.seq}",
        values=row.values,
        answers=operation.answers,
        person=worklist.person_ref(operation.person_id, names.get(operation.person_id or 0)),
        resolved_at=worklist.instant(row.resolved_at),
        may_retry=row.resolved_at is None and bool(may_retry),
    )


def retry(
    session: Session,
    actor: access.Actor,
    incident_id: int,
    *,
    now: datetime,
    budget: limits.Budget = limits.USUAL,
) -> views.IncidentView:
    """Do again what could not be done, as the act of whoever did it first; an operation that has become impossible
    (its task was withdrawn meanwhile) is settled without.

    Raises:
        NotFoundError, ForbiddenError: not this person's to retry.
        ConflictError: ``already_resolved``.
        IncidentError: it failed again, with the same incident.
    """
    asked = select(_INCIDENT.case_id).where(_INCIDENT.id == incident_id)
    case_id = session.scalar(asked) if 0 <= incident_id <= base.MOST_ID else None
    if case_id is None:
        raise errors.NotFoundError("incident", incident_id)
    tasks.refuse(access.may_retry(actor, locked.agencies(session, case_id)), "incident", incident_id)
    case = locked.case(session, case_id)
    row = session.execute(select(_INCIDENT.operation, _INCIDENT.resolved_at).where(_INCIDENT.id == incident_id)).one()
    if row.resolved_at is not None:
        raise errors.ConflictError("already_resolved", {"at": base.to_datetime(row.resolved_at).isoformat()})
    if case.status == "running":
        error = _again(session, case, failed.Operation.from_json(row.operation), incident_id, now, budget)
        if error is not None:
            raise error
    failed.resolve(session, incident_id, actor.person_id or None, base.to_ms(now))
    return get(session, actor, incident_id)


def _again(
    session: Session,
    case: locked.Case,
    operation: failed.Operation,
    incident_id: int,
    now: datetime,
    budget: limits.Budget,
) -> errors.IncidentError | None:
    if operation.kind == failed.WAKE:
        table = timer.Timer
        session.execute(update(table).where(table.incident_id == incident_id).values(incident_id=None))
        return deadlines.wake_locked(session, case, now=now, again=incident_id, budget=budget)
    if operation.kind == failed.DELIVER:
        return _deliver(session, case, operation, incident_id, now, budget)
    assert operation.seq is not None
    found = locked.task(session, case.id, operation.seq, operation.person_id or 0)
    if found.step.completed_at is not None:
        return None
    one = published.get(session, case.version_id)
    try:
        completion.run(session, found, one, operation.answers, person_id=operation.person_id, now=now, budget=budget)
    except outcome.NotOpenError:
        return None
    except errors.IncidentError as error:
        return error
    return None


def _deliver(
    session: Session,
    case: locked.Case,
    operation: failed.Operation,
    incident_id: int,
    now: datetime,
    budget: limits.Budget,
) -> errors.IncidentError | None:
    table = message.Message
    session.execute(
        update(table).where(table.id == operation.message_id, table.state == "failed").values(state="pending")
    )
    row = session.execute(select(*table.__table__.c).where(table.id == operation.message_id)).one()
    return delivery.deliver_locked(session, case, row, None, now=now, again=incident_id, budget=budget)
