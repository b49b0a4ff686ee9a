"""A case as people see it: started, listed, looked at, cancelled. Who holds it and what happened is in `casebook`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session

from models import agency, base, procedure, step
from models import case as cases
from runner import engine, outcome
from service import errors
from service.rules import access
from service.usecases import (
    casebook,
    completion,
    cursors,
    limits,
    locked,
    published,
    record,
    starting,
    tasks,
    views,
    worklist,
)
from service.usecases import idempotency as replay

MOST, USUAL = 200, 50
STATUSES = ("running", "ended", "cancelled")
_CASE = cases.Case


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases: procedure, and agency (with a lane in it), by code; status; `q` as in a list of tasks; overdue;
    `lane`, by key, that holds the case now."""

    procedure: str | None = None
    agency: str | None = None
    lane: str | None = None
    status: str | None = None
    overdue: bool | None = None
    q: str = ""
    cursor: str | None = None
    limit: int = USUAL


def start(
    session: Session,
    actor: access.Actor,
    procedure_code: str,
    data: Mapping[str, object],
    applicant: Mapping[str, object],
    agencies: Mapping[str, str] | None = None,
    *,
    channel: str = "direct",
    now: datetime,
    idempotency: replay.Idempotency | None = None,
    budget: limits.Budget = limits.USUAL,
) -> views.CaseView:
    """Start a case by the version in force; its view bears the look-up secret, this once.

    Raises:
        NotFoundError, ConflictError: no such procedure, none in force, or the first step can't be taken.
        InvalidError, ForbiddenError: see `starting.start`.
        KeyReusedError: the key was used for another request.
    """
    operation = f"start {procedure_code}"
    first = replay.look(session, actor.person_id, idempotency)
    answered = replay.again(first, idempotency, operation, views.CaseView)
    if answered is not None:
        return answered
    one = starting.in_force(session, procedure_code, now)
    started = starting.start(
        session, actor, one, data, applicant, agencies or {}, channel=channel, now=now, budget=budget
    )
    row = session.execute(_cases().where(_CASE.id == started.case_id)).one()
    holding = casebook.holders(session, [row.id], now=now, untroubled=True).get(row.id, ())
    seen = replace(_seen(session, actor, row, started.agencies, holding, now), secret=started.secret)
    return replay.keep(session, actor.person_id, idempotency, operation, seen, base.to_ms(now))


def get(session: Session, actor: access.Actor, code: str, *, now: datetime) -> views.CaseView:
    """A case with its agencies and who holds it.

    Raises:
        NotFoundError: there is none, or the person's agency has no lane in it.
    """
    row = session.execute(_cases().where(_CASE.code == code)).one_or_none()
    agencies = frozenset[int]() if row is None else locked.agencies(session, row.id)
    if row is None or not access.may_read_case(actor, agencies):
        raise errors.NotFoundError("case", code)
    outside = cases.OutsideCode
    codes = session.execute(select(outside.system, outside.code).where(outside.case_id == row.id))
    holding = casebook.holders(session, [row.id], now=now).get(row.id, ())
    seen = _seen(session, actor, row, agencies, holding, now)
    return replace(seen, outside_codes={one.system: one.code for one in codes})


def _seen(
    session: Session,
    actor: access.Actor,
    row: Row[*tuple[Any, ...]],
    agencies: frozenset[int],
    holding: tuple[views.Holder, ...],
    now: datetime,
) -> views.CaseView:
    table = agency.Agency
    found = session.execute(
        select(table.code, table.name_vi, table.name_en).where(table.id.in_(agencies)).order_by(table.code)
    )
    return replace(
        _view(row, published.get(session, row.version_id), now),
        agencies=tuple(views.AgencyRef(*one) for one in found),
        holding=holding,
        may_cancel=row.status == "running" and bool(access.may_cancel(actor, row.intake_agency_id, agencies)),
        may_operate=bool(access.may_operate(actor, agencies)),
        may_bring=_may_bring(actor, holding, row.intake_agency_id, agencies),
    )


def _may_bring(
    actor: access.Actor, holding: Sequence[views.Holder], intake_agency_id: int, agencies: frozenset[int]
) -> bool:
    """Whether a message from outside is awaited, and the person may bring it."""
    if not any(one.message for one in holding):
        return False
    codes = {one.agency.code for one in holding if one.agency is not None}
    at = {held.agency_id for held in actor.memberships if held.agency_code in codes}
    return bool(access.may_bring_message(actor, agencies, at | {intake_agency_id}))


def _cases() -> Select[*tuple[Any, ...]]:
    return select(*(c for c in _CASE.__table__.c if c.name not in ("state", "secret_hash"))).add_columns(
        agency.Agency.code.label("intake_code"), agency.Agency.name_vi, agency.Agency.name_en
    ).join(agency.Agency, agency.Agency.id == _CASE.intake_agency_id)  # fmt: skip


def _view(row: Row[*tuple[Any, ...]], one: published.Published, now: datetime) -> views.CaseView:
    return views.CaseView(
        code=row.code,
        id=str(row.id),
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        status=row.status,
        dossier_status=row.dossier_status,
        opened_at=base.to_datetime(row.opened_at),
        intake=views.AgencyRef(row.intake_code, row.name_vi, row.name_en),
        applicant=row.applicant,
        ended_at=worklist.instant(row.ended_at),
        due_at=worklist.instant(row.due_at),
        channel=row.channel,
        overdue=row.due_at is not None and row.due_at < (row.ended_at or base.to_ms(now)),
        revision=row.revision,
    )


def page(session: Session, actor: access.Actor, asked: CaseQuery, *, now: datetime) -> views.Page[views.CaseView]:
    """The cases that this person may read, newest first, each with who holds it.

    Raises:
        InvalidError: a status, limit or cursor that is none.
    """
    query = _searched(_visible(_cases(), actor), asked, base.to_ms(now))
    if asked.cursor is not None:
        query = query.where(_CASE.id < cursors.read(asked.cursor, 1)[0])
    limit = cursors.limit(asked.limit, MOST)
    found = session.execute(query.order_by(_CASE.id.desc()).limit(limit + 1)).all()
    shown = found[:limit]
    holding = casebook.holders(session, [row.id for row in shown], now=now)
    items = tuple(
        replace(_view(row, published.get(session, row.version_id), now), holding=holding.get(row.id, ()))
        for row in shown
    )
    return views.Page(items, cursors.write(shown[-1].id) if len(found) > limit else None)


def _visible(query: Select[*tuple[Any, ...]], actor: access.Actor) -> Select[*tuple[Any, ...]]:
    readable = access.reads(actor)
    return query if readable is None else query.where(_has_lane(readable))


def _has_lane(agencies: Iterable[int]) -> Any:
    bound = cases.CaseAgency
    return exists().where(bound.case_id == _CASE.id, bound.agency_id.in_(sorted(agencies)))


def _searched(query: Select[*tuple[Any, ...]], asked: CaseQuery, now_ms: int) -> Select[*tuple[Any, ...]]:
    if asked.status is not None:
        if asked.status not in STATUSES:
            raise errors.InvalidError(errors.Problem("status", "not_allowed", {"value": asked.status[:40]}))
        query = query.where(_CASE.status == asked.status)
    if asked.procedure is not None:
        of_code = select(procedure.Procedure.id).where(procedure.Procedure.code == asked.procedure)
        query = query.where(_CASE.procedure_id == of_code.scalar_subquery())
    if asked.agency is not None:
        bound, table = cases.CaseAgency, agency.Agency
        of_agency = select(table.id).where(table.code == asked.agency).scalar_subquery()
        query = query.where(exists().where(bound.case_id == _CASE.id, bound.agency_id == of_agency))
    if asked.lane is not None:
        held = step.Step
        open_there = (held.case_id == _CASE.id, held.lane_key == asked.lane, held.completed_at.is_(None))
        query = query.where(exists().where(*open_there))
    if asked.overdue is not None:
        late = (_CASE.due_at < now_ms) & (_CASE.status == "running")
        query = query.where(late if asked.overdue else ~late | _CASE.due_at.is_(None))
    return query.where(worklist.found_in_case(asked.q)) if asked.q.strip() else query


def cancel(
    session: Session,
    actor: access.Actor,
    code: str,
    reason: str,
    *,
    now: datetime,
    budget: limits.Budget = limits.USUAL,
) -> None:
    """Cancel a case, with a reason that goes into its record.

    Raises:
        NotFoundError, ForbiddenError: only the unit that took it in and operators may.
        InvalidError: no reason.
        ConflictError: ``case_closed``.
    """
    case = locked.case_by_code(session, code)
    if not access.may_cancel(actor, case.intake_agency_id, ()):
        agencies = locked.agencies(session, case.id)
        tasks.refuse(access.may_cancel(actor, case.intake_agency_id, agencies), "case", code)
    told = completion.reason(reason)
    if case.status != "running":
        raise errors.ConflictError("case_closed", {"status": case.status})
    one = published.get(session, case.version_id)
    out = _cancelled(session, case, one, now, budget)
    act = record.Act("case.cancelled", {"reason": told}, actor.person_id or None, case.intake_agency_id)
    record.outcome_of(session, case, one, out, act, now=now, status="cancelled")
    casebook.clear(session, case.id, base.to_ms(now))


def _cancelled(
    session: Session, case: locked.Case, one: published.Published, now: datetime, budget: limits.Budget
) -> outcome.Outcome:
    """What cancelling does; by the step log alone where the state can't be read, so that such a case can be closed."""
    try:
        return engine.cancel(one.program, case.state, now=now, budget=budget)
    except outcome.StepError:
        table = step.Step
        query = select(table.seq, table.element).where(table.case_id == case.id, table.completed_at.is_(None))
        found = session.execute(query.order_by(table.seq))
        withdrawn = (outcome.Closed(row.seq, outcome.Closing.WITHDRAWN, row.element) for row in found)
        return outcome.Outcome(case.state, ended=True, closed=tuple(withdrawn))


def holding(session: Session, actor: access.Actor, code: str, *, now: datetime) -> tuple[views.Holder, ...]:
    """Every place where the case now rests; only a case that has ended rests nowhere.

    Raises:
        NotFoundError: there is none, or the person's agency has no lane in it.
    """
    case_id = readable(session, actor, code)
    return casebook.holders(session, [case_id], now=now).get(case_id, ())


def history(session: Session, actor: access.Actor, code: str, *, now: datetime) -> views.History:
    """All that happened to a case, with whether its record is intact.

    Raises:
        NotFoundError: there is none, or the person's agency has no lane in it.
    """
    return casebook.history(session, actor, readable(session, actor, code), now=now)


def tokens(session: Session, actor: access.Actor, code: str) -> views.Tokens:
    """The picture of a case: where tokens stand, and how often each node and flow was passed.

    Raises:
        NotFoundError: there is none, or the person's agency has no lane in it.
    """
    return casebook.tokens(session, readable(session, actor, code))


def readable(session: Session, actor: access.Actor, code: str) -> int:
    """The id of a case that this person may read.

    Raises:
        NotFoundError: there is none, or the person's agency has no lane in it.
    """
    case_id = session.scalar(select(_CASE.id).where(_CASE.code == code))
    if case_id is None or not access.may_read_case(actor, locked.agencies(session, case_id)):
        raise errors.NotFoundError("case", code)
    return case_id


def put_outside_code(session: Session, actor: access.Actor, code: str, system: str, outside: str) -> None:
    """Keep the code that the case has in another system, for search; the unit that took it in does so.

    Raises:
        NotFoundError, ForbiddenError: not this person's case to write on.
        InvalidError: an empty or overlong code.
    """
    case_id = readable(session, actor, code)
    intake = session.scalar(select(_CASE.intake_agency_id).where(_CASE.id == case_id))
    tasks.refuse(access.may_start(actor, intake or 0), "case", code)
    kept = {"system": system.strip(), "code": unicodedata.normalize("NFC", outside).strip()}
    wrong = [errors.Problem(key, "required") for key, text in kept.items() if not 0 < len(text) <= 60]
    if wrong:
        raise errors.InvalidError(*wrong)
    session.merge(cases.OutsideCode(case_id=case_id, **kept))
    session.flush()
