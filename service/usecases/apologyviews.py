"""Apologies as people see them: one, those of a case, and an agency's desk with what is owed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session

from models import agency, apology, base, clock, person, procedure
from models import case as cases
from service import errors
from service.rules import access
from service.rules import apologies as rules
from service.usecases import cursors, locked, published, views, worklist

MOST, USUAL = 200, 50
_TABLE, _CASE, _AGENCY, _CLOCK = apology.Apology, cases.Case, agency.Agency, clock.Clock
PEOPLE = ("created_by", "approved_by", "signed_by", "sent_by", "closed_by")


@dataclass(frozen=True, slots=True)
class ApologyView:
    """An apology. `number` as it stands on the letter, empty until it is signed; `document` is the letter's id.

    `wrong` is the mistake that it is about, where it is about one. `lane` is empty where the whole case is late.
    `done`: what was late has been finished meanwhile. `acts` are those that this person may do now; `applicant` is
    empty where she may not read the case.
    """

    id: str
    case: str
    agency: views.AgencyRef
    procedure: views.ProcedureRef
    ground: str
    lane: str
    second: bool
    state: str
    revision: int
    reason: str
    words: str
    created_at: datetime
    owed_from: datetime
    due_at: datetime | None = None
    case_due_at: datetime | None = None
    new_due_at: datetime | None = None
    settled_at: datetime | None = None
    wrong: str = ""
    done: bool = False
    number: str = ""
    document: str | None = None
    sha256: str = ""
    created_by: views.PersonRef | None = None
    approved_by: views.PersonRef | None = None
    approved_at: datetime | None = None
    signed_by: views.PersonRef | None = None
    signed_at: datetime | None = None
    sent_by: views.PersonRef | None = None
    sent_at: datetime | None = None
    sent_how: str = ""
    published_at: datetime | None = None
    closed_by: views.PersonRef | None = None
    closed_at: datetime | None = None
    closed_reason: str = ""
    applicant: str = ""
    acts: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ApologyQuery:
    """Which apologies: `state` is one of the rules' states, ``owed`` (the applicant has none yet) or ``all``; `mine`:
    of the agencies that this person works in; agency, procedure and case by code."""

    state: str = "owed"
    mine: bool = False
    second: bool | None = None
    agency: str | None = None
    procedure: str | None = None
    case: str | None = None
    cursor: str | None = None
    limit: int = USUAL


def asked(apology_id: str) -> int:
    """The id that an address names.

    Raises:
        NotFoundError: what can't be one.
    """
    known = apology_id.isascii() and apology_id.isdigit() and len(apology_id) < 20 and int(apology_id) <= base.MOST_ID
    if not known:
        raise errors.NotFoundError("apology", apology_id)
    return int(apology_id)


def query() -> Select[*tuple[Any, ...]]:
    """Apologies with what is shown beside them."""
    lead = procedure.Procedure
    return (
        select(*(column for column in _TABLE.__table__.c if column.name != "letter"))
        .add_columns(_CASE.code.label("case_code"), _CASE.version_id, _CASE.applicant)
        .add_columns(_AGENCY.code.label("agency_code"), _AGENCY.name_vi, _AGENCY.name_en, lead.lead_agency_id)
        .add_columns(apology.Fault.what, _CLOCK.stopped_at)
        .join(_CASE, _CASE.id == _TABLE.case_id)
        .join(_AGENCY, _AGENCY.id == _TABLE.agency_id)
        .join(lead, lead.id == _TABLE.procedure_id)
        .outerjoin(apology.Fault, apology.Fault.id == _TABLE.fault_id)
        .outerjoin(_CLOCK, _CLOCK.id == _TABLE.clock_id)
    )


def get(session: Session, actor: access.Actor, apology_id: str) -> ApologyView:
    """One apology, with what this person may do with it.

    Raises:
        NotFoundError: there is none, or none that this person may read.
    """
    row = session.execute(query().where(_TABLE.id == asked(apology_id))).one_or_none()
    if row is None:
        raise errors.NotFoundError("apology", apology_id)
    agencies = locked.agencies(session, row.case_id)
    if not access.may_read_apology(actor, row.lead_agency_id, agencies):
        raise errors.NotFoundError("apology", apology_id)
    (view,) = _views(session, [row])
    shown = view if access.may_read_case(actor, agencies) else replace(view, applicant="")
    return replace(shown, acts=_acts(actor, row, agencies))


def of_case(session: Session, actor: access.Actor, case_id: int) -> tuple[ApologyView, ...]:
    """The apologies of a case that this person may read, oldest first."""
    found = session.execute(query().where(_TABLE.case_id == case_id).order_by(_TABLE.id)).all()
    agencies = locked.agencies(session, case_id) if found else frozenset[int]()
    views_ = _views(session, found)
    return tuple(replace(view, acts=_acts(actor, row, agencies)) for view, row in zip(views_, found, strict=True))


def _acts(actor: access.Actor, row: Row[*tuple[Any, ...]], agencies: frozenset[int]) -> tuple[str, ...]:
    """What this person may do with an apology as it stands."""
    may = {
        rules.WRITE: access.may_apologise(actor, row.agency_id, agencies),
        rules.SUBMIT: access.may_apologise(actor, row.agency_id, agencies),
        rules.SEND: access.may_apologise(actor, row.agency_id, agencies),
        rules.GIVE_BACK: access.may_approve_apology(actor, row.agency_id, agencies),
        rules.APPROVE: access.may_approve_apology(actor, row.agency_id, agencies),
        rules.SIGN: access.may_sign(actor, row.agency_id, agencies),
        rules.DROP: access.may_approve_apology(actor, row.agency_id, agencies),
        rules.REOPEN: access.may_approve_apology(actor, row.agency_id, agencies),
        rules.WITHDRAW: access.may_approve_apology(actor, row.agency_id, agencies),
    }
    return tuple(act for act in rules.ACTS if may[act] and rules.after(row.state, act) is not None)


def page(session: Session, actor: access.Actor, wanted: ApologyQuery) -> views.Page[ApologyView]:
    """Apologies that this person may read: what is owed by how long it is, all else newest first.

    Raises:
        InvalidError: a state, limit or cursor that is none.
    """
    found = _filtered(_visible(query(), actor), actor, wanted)
    longest_first = wanted.state == "owed"
    key = tuple_(_TABLE.owed_from, _TABLE.id)
    if wanted.cursor is not None:
        after = tuple_(*cursors.read(wanted.cursor, 2))
        found = found.where(key > after if longest_first else key < after)
    order = (_TABLE.owed_from, _TABLE.id) if longest_first else (_TABLE.owed_from.desc(), _TABLE.id.desc())
    limit = cursors.limit(wanted.limit, MOST)
    rows = session.execute(found.order_by(*order).limit(limit + 1)).all()
    shown = rows[:limit]
    items = tuple(replace(view, applicant="") for view in _views(session, shown))
    after_last = cursors.write(shown[-1].owed_from, shown[-1].id) if len(rows) > limit else None
    return views.Page(items, after_last)


def _visible(found: Select[*tuple[Any, ...]], actor: access.Actor) -> Select[*tuple[Any, ...]]:
    readable = access.reads(actor)
    if readable is None:
        return found
    mine, bound = sorted(readable), cases.CaseAgency
    in_case = exists().where(bound.case_id == _TABLE.case_id, bound.agency_id.in_(mine))
    return found.where(or_(_TABLE.agency_id.in_(mine), procedure.Procedure.lead_agency_id.in_(mine), in_case))


def _filtered(found: Select[*tuple[Any, ...]], actor: access.Actor, wanted: ApologyQuery) -> Select[*tuple[Any, ...]]:
    if wanted.state not in (*rules.STATES, "owed", "all"):
        raise errors.InvalidError(errors.Problem("state", "not_allowed", {"value": wanted.state[:40]}))
    if wanted.state == "owed":
        found = found.where(and_(_TABLE.settled_at.is_(None), _TABLE.state.in_(rules.OWED)))
    elif wanted.state != "all":
        found = found.where(_TABLE.state == wanted.state)
    if wanted.mine:
        found = found.where(_TABLE.agency_id.in_(sorted(actor.agencies("work"))))
    if wanted.second is not None:
        found = found.where(_TABLE.second.is_(wanted.second))
    if wanted.agency is not None:
        found = found.where(_AGENCY.code == wanted.agency)
    if wanted.procedure is not None:
        found = found.where(procedure.Procedure.code == wanted.procedure)
    if wanted.case is not None:
        found = found.where(_CASE.code == wanted.case)
    return found


def _views(session: Session, found: Sequence[Row[*tuple[Any, ...]]]) -> tuple[ApologyView, ...]:
    """As they are shown, with the names of who did what: one statement for all of them."""
    ids = {getattr(row, key) for row in found for key in PEOPLE} - {None}
    table = person.Person
    names = (
        {row.id: row.name for row in session.execute(select(table.id, table.name).where(table.id.in_(ids)))}
        if ids
        else {}
    )
    return tuple(_view(row, published.get(session, row.version_id), names) for row in found)


def _view(row: Row[*tuple[Any, ...]], one: published.Published, names: dict[int, str]) -> ApologyView:
    people: dict[str, Any] = {
        key: worklist.person_ref(getattr(row, key), names.get(getattr(row, key) or 0)) for key in PEOPLE
    }
    instants = ("due_at", "case_due_at", "new_due_at", "settled_at", "approved_at", "signed_at", "sent_at")
    at: dict[str, Any] = {key: worklist.instant(getattr(row, key)) for key in (*instants, "published_at", "closed_at")}
    return ApologyView(
        id=str(row.id),
        case=row.case_code,
        agency=views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        ground=row.ground,
        lane=one.lane(row.lane_key) if row.lane_key else "",
        second=row.second,
        state=row.state,
        revision=row.revision,
        reason=row.reason,
        words=row.words,
        created_at=base.to_datetime(row.created_at),
        owed_from=base.to_datetime(row.owed_from),
        wrong=row.what or "",
        done=row.stopped_at is not None,
        number=number(row.number, row.symbol),
        document=None if row.document_id is None else str(row.document_id),
        sha256=row.sha256,
        sent_how=row.sent_how,
        closed_reason=row.closed_reason,
        applicant=str((row.applicant or {}).get("name", "")),
        **people,
        **at,
    )


def number(count: int | None, symbol: str) -> str:
    """A number as letters bear it: ``07/PXL``; under ten with a zero, as offices write it."""
    return "" if count is None else f"{count:02}/{symbol}"
