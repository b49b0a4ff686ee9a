"""A case, alone: its row locked, with what a step of it needs, in one statement.

Two tasks of one case share one state, so whoever writes takes the case's row first: PostgreSQL locks it (with the
step's, so that both are read as they are after the wait), SQLite has locked the database when the transaction began.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from models import base, person, step
from models import calendar as calendars
from models import case as cases
from models import idempotency as keys
from models import incident as incidents
from service import errors
from service.rules import access
from service.usecases import idempotency as replay

# Columns of the tables and not of the mapped classes: rows are values here, and need none of the mapper's work.
_CASE = cases.Case.__table__.c
_STEP = step.Step.__table__.c


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case while its row is locked. Instants in ms UTC."""

    id: int
    code: str
    procedure_id: int
    version_id: int
    revision: int
    state: bytes
    status: str
    dossier_status: str
    opened_at: int
    due_at: int | None
    applicant: Mapping[str, Any]
    intake_agency_id: int
    choices: Mapping[str, int]
    event_seq: int
    event_head: bytes
    calendars: int | None
    """Names the state of all calendars."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the step log."""

    seq: int
    element: str
    lane_key: str
    agency_id: int | None
    holder: str
    kind: str
    role: str
    visit: int
    item: object
    group: str | None
    opened_by: int | None
    enabled_at: int
    claimed_at: int | None
    claimed_by: int | None
    completed_at: int | None
    completed_by: int | None
    due_at: int | None
    calendar_id: int | None
    outcome: str | None
    told_at: int | None = None
    handed_over: bool = False

    @property
    def facts(self) -> access.StepFacts:
        """What a decision about it needs."""
        return access.StepFacts(self.agency_id, self.role)


@dataclass(frozen=True, slots=True)
class Found:
    """A case and one of its steps; `incident_id` is the open incident of that step, `first` what the idempotency
    key has been used for."""

    case: Case
    step: Step
    incident_id: int | None = None
    first: replay.First | None = None


class BusyError(Exception):
    """Another transaction has the case: nothing was done, and there is nothing wrong."""


CASE_COLUMNS = (
    _CASE.id,
    _CASE.code,
    _CASE.procedure_id,
    _CASE.version_id,
    _CASE.revision,
    _CASE.state,
    _CASE.status,
    _CASE.dossier_status,
    _CASE.opened_at,
    _CASE.due_at,
    _CASE.applicant,
    _CASE.intake_agency_id,
    _CASE.agency_choices,
    _CASE.event_seq,
    _CASE.event_head,
    calendars.NEWEST,
)
STEP_COLUMNS = (
    _STEP.seq,
    _STEP.element,
    _STEP.lane_key,
    _STEP.agency_id,
    _STEP.holder,
    _STEP.kind,
    _STEP.role,
    _STEP.visit,
    _STEP.item,
    _STEP.group,
    _STEP.opened_by,
    _STEP.enabled_at,
    _STEP.claimed_at,
    _STEP.claimed_by,
    _STEP.completed_at,
    _STEP.completed_by,
    _STEP.due_at,
    _STEP.calendar_id,
    _STEP.outcome,
    _STEP.told_at,
    _STEP.handed_over,
)


def _task_query() -> Select[*tuple[Any, ...]]:
    """Built once: building it costs more than running it."""
    incident, used = incidents.Incident.__table__.c, keys.IdempotencyKey.__table__.c
    open_incident = (
        select(incident.id)
        .where(incident.case_id == _STEP.case_id, incident.seq == _STEP.seq, incident.resolved_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    mine = (used.person_id == bindparam("person")) & (used.key == bindparam("used"))
    source = cases.Case.__table__.join(step.Step.__table__, _STEP.case_id == _CASE.id)
    return (
        select(*CASE_COLUMNS, *STEP_COLUMNS, open_incident, used.operation, used.body_hash, used.body)
        .select_from(source.outerjoin(keys.IdempotencyKey.__table__, mine))
        .where(_CASE.id == bindparam("case"), _STEP.seq == bindparam("number"))
        .with_for_update(of=[cases.Case.__table__, step.Step.__table__])
    )


_TASK = _task_query()
_BY_ID = select(*CASE_COLUMNS).where(_CASE.id == bindparam("asked")).with_for_update()
_IF_FREE = select(*CASE_COLUMNS).where(_CASE.id == bindparam("asked")).with_for_update(skip_locked=True)
_BY_CODE = select(*CASE_COLUMNS).where(_CASE.code == bindparam("asked")).with_for_update()


def case(session: Session, case_id: int) -> Case:
    """A case by id, its row locked until the transaction ends.

    Raises:
        NotFoundError: there is none.
    """
    return _locked_case(session, _BY_ID, case_id)


def case_if_free(session: Session, case_id: int) -> Case:
    """The same without waiting: for a worker, which has other things to do.

    Raises:
        BusyError: there is none, or another transaction has it now.
    """
    row: Row[*tuple[Any, ...]] | None = session.execute(_IF_FREE, {"asked": case_id}).one_or_none()
    if row is None:
        raise BusyError
    return Case(*row)


def case_by_code(session: Session, code: str) -> Case:
    """A case by dossier code, its row locked until the transaction ends.

    Raises:
        NotFoundError: there is none.
    """
    return _locked_case(session, _BY_CODE, code)


def free_cases(session: Session, case_ids: Iterable[int]) -> dict[int, Case]:
    """Those of some cases whose rows nobody else holds, locked: nobody is waited for."""
    query = select(*CASE_COLUMNS).where(_CASE.id.in_(sorted(case_ids))).order_by(_CASE.id)
    found: Iterable[Row[*tuple[Any, ...]]] = session.execute(query.with_for_update(skip_locked=True))
    return {row.id: Case(*row) for row in found}


def _locked_case(session: Session, query: Select[*tuple[Any, ...]], asked: object) -> Case:
    row = session.execute(query, {"asked": asked}).one_or_none()
    if row is None:
        raise errors.NotFoundError("case", asked)
    return Case(*row)


def task(session: Session, case_id: int, seq: int, person_id: int, key: str | None = None) -> Found:
    """A case and one of its steps, both rows locked, with the person's idempotency key: one statement.

    Raises:
        NotFoundError: there is no such step.
    """
    if not names_a_task(case_id, seq):
        raise errors.NotFoundError("task", f"{case_id}-{seq}")
    asked = {"case": case_id, "number": seq, "person": person_id, "used": key or ""}
    row = session.execute(_TASK, asked).one_or_none()
    if row is None:
        raise errors.NotFoundError("task", f"{case_id}-{seq}")
    return _found(row)


def _found(row: Row[*tuple[Any, ...]]) -> Found:
    to, through = len(CASE_COLUMNS), len(CASE_COLUMNS) + len(STEP_COLUMNS)
    incident_id, operation, body_hash, body = row[through:]
    first = None if operation is None else replay.First(operation, body_hash, body)
    return Found(Case(*row[:to]), Step(*row[to:through]), incident_id, first)


def names_a_task(case_id: int, seq: int) -> bool:
    """Whether a task could have this id; a larger number would not even fit into a question to the database."""
    return 0 <= case_id <= base.MOST_ID and 0 <= seq <= base.MOST_SEQ


def steps(session: Session, case_id: int, seqs: Iterable[int]) -> dict[int, Step]:
    """Rows of the step log of a locked case, by number."""
    query = select(*STEP_COLUMNS).where(_STEP.case_id == case_id, _STEP.seq.in_(list(seqs)))
    found: Iterable[Row[*tuple[Any, ...]]] = session.execute(query)
    return {row.seq: Step(*row) for row in found}


def agencies(session: Session, case_id: int) -> frozenset[int]:
    """The agencies with a lane in a case."""
    bound = select(cases.CaseAgency.agency_id).where(cases.CaseAgency.case_id == case_id)
    return frozenset(session.scalars(bound))


def who(session: Session, person_id: int | None) -> str:
    """A person's name, for telling who was first; empty for nobody."""
    if person_id is None:
        return ""
    return session.scalar(select(person.Person.name).where(person.Person.id == person_id)) or ""
