"""Feedback as it is read: the rows with what they name, one with its record, the list; who may see which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from models import agency, base, event, person, procedure
from models import case as cases
from models import feedback as tables
from service import errors
from service.rules import access, feedbackaccess
from service.rules import feedback as rules
from service.usecases import cursors, published, views, worklist

MOST, USUAL = 200, 50
_ROW = tables.Feedback
_owner = aliased(procedure.Procedure)
_other = aliased(procedure.Procedure)
_assigned = aliased(agency.Agency)
_reporter_agency = aliased(agency.Agency)


@dataclass(frozen=True, slots=True)
class Query:
    """Which ones: by state (``open``: received and assigned), kind, procedure and agency (by code), text."""

    state: str | None = None
    kind: str | None = None
    procedure: str | None = None
    agency: str | None = None
    q: str = ""
    cursor: str | None = None
    limit: int = USUAL


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record of a piece of feedback."""

    at: datetime
    kind: str
    by: str
    told: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """A piece of feedback as it is shown. `step` is the label of `element`; `secret` is given once, when it is sent.

    `acts` are those that the reader may do now; `history` is given by `get` alone.
    """

    code: str
    kind: str
    source: str
    state: str
    title: str
    body: str
    created_at: datetime
    legal_text: str = ""
    contact: str = ""
    procedure: views.ProcedureRef | None = None
    other_procedure: views.ProcedureRef | None = None
    element: str = ""
    step: str = ""
    case: str | None = None
    reporter: views.AgencyRef | None = None
    reported_by: str = ""
    assigned: views.AgencyRef | None = None
    due_at: datetime | None = None
    overdue: bool = False
    answer: str = ""
    published: bool = False
    answered_at: datetime | None = None
    acts: tuple[str, ...] = ()
    history: tuple[Line, ...] = ()
    secret: str | None = None
    revision: int = 1


def get(session: Session, actor: access.Actor, code: str, *, now: datetime) -> FeedbackView:
    """A piece of feedback with its record.

    Raises:
        NotFoundError: there is none, or none that the person may read.
    """
    row = readable(session, actor, code)
    lines = select(event.Event.at, event.Event.kind, event.Event.payload, person.Person.name).outerjoin(
        person.Person, person.Person.id == event.Event.actor_id
    )
    told = session.execute(
        lines.where(event.Event.scope == event.FEEDBACK, event.Event.scope_id == row.id).order_by(event.Event.seq)
    )
    history = tuple(
        Line(base.to_datetime(one.at), one.kind, one.name or "", json.loads(one.payload or "{}")) for one in told
    )
    return replace(view(row, actor, now), step=_label(session, row), history=history)


def _label(session: Session, row: Any) -> str:
    if not row.element or row.version_id is None:
        return ""
    return published.get(session, row.version_id).name(row.element)


def readable(session: Session, actor: access.Actor, code: str) -> Any:
    """The row behind a code that this person may read.

    Raises:
        NotFoundError: there is none, or none that she may.
    """
    row = found(session, code)
    if row is None or not feedbackaccess.may_read_feedback(actor, facts(row)):
        raise errors.NotFoundError("feedback", code)
    return row


def facts(row: Any) -> feedbackaccess.FeedbackFacts:
    """What decides who may do what with it."""
    return feedbackaccess.FeedbackFacts(row.lead_agency_id, row.assigned_agency_id, row.reporter_agency_id)


def page(session: Session, actor: access.Actor, asked: Query, *, now: datetime) -> views.Page[FeedbackView]:
    """What the person may read, newest first.

    Raises:
        InvalidError: a state or kind that isn't one, a cursor that no page gave.
    """
    scope = feedbackaccess.reads_feedback(actor)
    query = rows()
    if scope is not None:
        ids = sorted(scope)
        query = query.where(
            or_(_ROW.assigned_agency_id.in_(ids), _ROW.reporter_agency_id.in_(ids), _owner.lead_agency_id.in_(ids))
        )
    query = query.where(*_filters(asked))
    if asked.cursor is not None:
        query = query.where(_ROW.id < cursors.read(asked.cursor, 1)[0])
    limit = cursors.limit(asked.limit, MOST)
    seen = session.execute(query.order_by(_ROW.id.desc()).limit(limit + 1)).all()
    shown = seen[:limit]
    items = tuple(view(row, actor, now) for row in shown)
    return views.Page(items, cursors.write(shown[-1].id) if len(seen) > limit else None)


def _filters(asked: Query) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if asked.state == "open":
        filters.append(_ROW.state.in_(tables.OPEN_STATES))
    elif asked.state is not None:
        if asked.state not in rules.STATES:
            raise errors.InvalidError(errors.Problem("state", "not_allowed"))
        filters.append(_ROW.state == asked.state)
    if asked.kind is not None:
        if asked.kind not in rules.KINDS:
            raise errors.InvalidError(errors.Problem("kind", "not_allowed"))
        filters.append(_ROW.kind == asked.kind)
    if asked.procedure is not None:
        filters.append(or_(_owner.code == asked.procedure, _other.code == asked.procedure))
    if asked.agency is not None:
        filters.append(or_(_assigned.code == asked.agency, _reporter_agency.code == asked.agency))
    if text := asked.q.strip():
        filters.append(or_(_ROW.title_folded.contains(base.folded(text), autoescape=True), _ROW.code == text.upper()))
    return filters


def rows() -> Select[*tuple[Any, ...]]:
    """Every piece of feedback with the names of what it is linked to."""
    named: tuple[tuple[Any, str], ...] = (
        (_owner, "owner"), (_other, "other"), (_assigned, "assigned"), (_reporter_agency, "reporter"),
    )  # fmt: skip
    names = [
        getattr(table, column).label(f"{prefix}_{column}")
        for table, prefix in named
        for column in ("code", "name_vi", "name_en")
    ]
    columns = [column for column in _ROW.__table__.c if column.name not in {"secret_hash", "event_head"}]
    joined = select(*columns, *names, _owner.lead_agency_id, procedure.Version.number).add_columns(
        cases.Case.code.label("case_code"), person.Person.name.label("person_name")
    )
    return (
        joined.outerjoin(_owner, _owner.id == _ROW.procedure_id)
        .outerjoin(_other, _other.id == _ROW.other_procedure_id)
        .outerjoin(_assigned, _assigned.id == _ROW.assigned_agency_id)
        .outerjoin(_reporter_agency, _reporter_agency.id == _ROW.reporter_agency_id)
        .outerjoin(procedure.Version, procedure.Version.id == _ROW.version_id)
        .outerjoin(cases.Case, cases.Case.id == _ROW.case_id)
        .outerjoin(person.Person, person.Person.id == _ROW.reporter_id)
    )


def found(session: Session, code: str) -> Any:
    """The row of a code with what it names, or None."""
    return session.execute(rows().where(_ROW.code == code)).one_or_none()


def view(row: Any, actor: access.Actor, now: datetime) -> FeedbackView:
    """A row as this person is shown it."""
    return FeedbackView(
        code=row.code,
        kind=row.kind,
        source=row.source,
        state=row.state,
        title=row.title,
        body=row.body,
        created_at=base.to_datetime(row.created_at),
        legal_text=row.legal_text,
        contact=row.contact,
        procedure=_procedure(row, "owner", row.number or 0),
        other_procedure=_procedure(row, "other", 0),
        element=row.element,
        case=row.case_code,
        reporter=_agency(row, "reporter"),
        reported_by=row.person_name or "",
        assigned=_agency(row, "assigned"),
        due_at=worklist.instant(row.due_at),
        overdue=row.state in tables.OPEN_STATES and row.due_at is not None and row.due_at <= base.to_ms(now),
        answer=row.answer,
        published=row.published,
        answered_at=worklist.instant(row.answered_at),
        acts=_acts(row, actor),
        revision=row.revision,
    )


def _acts(row: Any, actor: access.Actor) -> tuple[str, ...]:
    one = facts(row)
    triage, answer = feedbackaccess.may_triage(actor, one), feedbackaccess.may_answer_feedback(actor, one)
    return tuple(act for act in rules.acts(row.state) if (answer if act == "answer" else triage))


def _agency(row: Any, prefix: str) -> views.AgencyRef | None:
    code, vi, en = (getattr(row, f"{prefix}_{name}") for name in ("code", "name_vi", "name_en"))
    return None if code is None else views.AgencyRef(code, vi, en)


def _procedure(row: Any, prefix: str, number: int) -> views.ProcedureRef | None:
    code, vi, en = (getattr(row, f"{prefix}_{name}") for name in ("code", "name_vi", "name_en"))
    return None if code is None else views.ProcedureRef(code, vi, en, number)
