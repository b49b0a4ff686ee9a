"""Procedures: what several agencies settle together. Their versions are in `versions.py`."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agency, base, person
from models import procedure as tables
from service import errors
from service.rules import access
from service.usecases import agencies, views

MOST_PER_PAGE = 200
LONGEST = {"code": 60, "name": 500, "name_en": 500, "field": 200}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of its procedure's; `in_force`: a case that starts now runs by it."""

    number: int
    state: str
    revision: int
    file_name: str
    created_at: datetime
    effective_from: datetime | None = None
    published_at: datetime | None = None
    in_force: bool = False
    errors: int = 0
    warnings: int = 0
    sha256: str = ""
    created_by: views.PersonRef | None = None
    published_by: views.PersonRef | None = None


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure. `versions` are those that the reader may read, newest first; `may_*` what she may do with it."""

    code: str
    name_vi: str
    name_en: str
    field: str
    status: str
    created_at: datetime
    lead: views.AgencyRef | None = None
    versions: tuple[VersionLine, ...] = ()
    may_draw: bool = False
    may_bind: bool = False
    may_publish: bool = False


def create(
    session: Session,
    actor: access.Actor,
    code: str,
    name_vi: str,
    *,
    lead_agency: str,
    now: datetime,
    name_en: str = "",
    field: str = "",
) -> ProcedureView:
    """Register a procedure.

    Parameters:
        code: its national code (mã thủ tục hành chính).
        lead_agency: code of the agency that leads it.

    Raises:
        InvalidError: code taken, or the agency unknown.
        ForbiddenError: no right to draw for that agency.
    """
    code, name_vi, name_en, field = (
        unicodedata.normalize("NFC", text).strip() for text in (code, name_vi, name_en, field)
    )
    lead = agencies.ids(session, [lead_agency], now=now).get(lead_agency)
    if not access.may_lead(actor, "draw", lead):
        raise errors.ForbiddenError("no_right")
    problems = _unfit({"code": code, "name": name_vi, "name_en": name_en, "field": field})
    if lead is None:
        problems.append(errors.Problem("lead_agency", "unknown_agency", {"code": lead_agency}))
    if problems:
        raise errors.InvalidError(*problems)
    if session.execute(select(tables.Procedure.id).where(tables.Procedure.code == code)).first():
        raise errors.ConflictError("procedure_exists", {"code": code})
    at = base.to_ms(now)
    row = tables.Procedure(
        id=base.new_id(at), code=code, name_vi=name_vi, name_en=name_en, field=field, lead_agency_id=lead, created_at=at
    )
    session.add(row)
    session.flush()
    return get(session, actor, code, now=now)


def _unfit(given: Mapping[str, str]) -> list[errors.Problem]:
    """What can't be kept, or, as a code, can't stand in an address."""
    problems = [errors.Problem(key, "missing") for key in ("code", "name") if not given[key]]
    problems += [errors.Problem(key, "too_long") for key, text in given.items() if len(text) > LONGEST[key]]
    problems += [errors.Problem(key, "unstorable_text") for key, text in given.items() if "\x00" in text]
    code = given["code"]
    if code in {".", ".."} or not code.isprintable() or any(sign in "/\\?#%" for sign in code):
        problems.append(errors.Problem("code", "not_allowed"))
    return problems


def find(session: Session, code: str, *, lock: bool = False) -> tables.Procedure:
    """The row of a procedure; `lock` lets one at a time add to it.

    Raises:
        NotFoundError: there is none of that code.
    """
    asked = select(tables.Procedure).where(tables.Procedure.code == unicodedata.normalize("NFC", code))
    row = session.execute(asked.with_for_update() if lock else asked).scalar_one_or_none()
    if row is None:
        raise errors.NotFoundError("procedure", code)
    return row


def get(session: Session, actor: access.Actor, code: str, *, now: datetime) -> ProcedureView:
    """A procedure with its versions.

    Raises:
        NotFoundError: there is none of that code.
    """
    return _views(session, actor, [find(session, code)], now)[0]


def public(session: Session, *, now: datetime) -> tuple[views.ProcedureRef, ...]:
    """The procedures that are in force, by name: what everybody may know of."""
    table, version = tables.Procedure, tables.Version
    in_force = select(version.procedure_id).where(
        version.state == "published", version.effective_from <= base.to_ms(now)
    )
    found = session.execute(
        select(table.code, table.name_vi, table.name_en).where(table.id.in_(in_force)).order_by(table.name_vi)
    )
    return tuple(views.ProcedureRef(row.code, row.name_vi, row.name_en, 0) for row in found)


def fields(session: Session) -> tuple[str, ...]:
    """The fields (lĩnh vực) that procedures belong to."""
    table = tables.Procedure
    return tuple(session.scalars(select(table.field).where(table.field != "").distinct().order_by(table.field)))


def page(
    session: Session, actor: access.Actor, *, now: datetime, cursor: str | None = None, limit: int = 50
) -> views.Page[ProcedureView]:
    """Procedures by code; everybody who is signed in may read them.

    Raises:
        InvalidError: not a cursor that a page gave.
    """
    limit = max(1, min(limit, MOST_PER_PAGE))
    asked = select(tables.Procedure).order_by(tables.Procedure.code).limit(limit + 1)
    if cursor is not None:
        asked = asked.where(tables.Procedure.code > _after(cursor))
    rows = list(session.execute(asked).scalars())
    following = _cursor(rows[limit - 1].code) if len(rows) > limit else None
    return views.Page(_views(session, actor, rows[:limit], now), following)


def _cursor(code: str) -> str:
    return base64.urlsafe_b64encode(b"p1:" + code.encode()).decode().rstrip("=")


def _after(cursor: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error) as cause:
        raise errors.InvalidError(errors.Problem("cursor", "not_a_cursor")) from cause
    if not raw.startswith("p1:") or "\x00" in raw:
        raise errors.InvalidError(errors.Problem("cursor", "not_a_cursor"))
    return raw.removeprefix("p1:")


def _views(
    session: Session, actor: access.Actor, rows: Sequence[tables.Procedure], now: datetime
) -> tuple[ProcedureView, ...]:
    """Views of several procedures in three statements."""
    leads = {
        row.id: views.AgencyRef(row.code, row.name_vi, row.name_en)
        for row in session.execute(
            select(agency.Agency).where(agency.Agency.id.in_({row.lead_agency_id for row in rows} - {None}))
        ).scalars()
    }
    lines = _lines(session, actor, [row.id for row in rows], now)
    return tuple(
        ProcedureView(
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            field=row.field,
            status=row.status,
            created_at=base.to_datetime(row.created_at),
            lead=leads.get(row.lead_agency_id or 0),
            versions=lines.get(row.id, ()),
            may_draw=bool(access.may_lead(actor, "draw", row.lead_agency_id)),
            may_bind=bool(access.may_lead(actor, "bind", row.lead_agency_id)),
            may_publish=bool(access.may_lead(actor, "publish", row.lead_agency_id)),
        )
        for row in rows
    )


def _lines(
    session: Session, actor: access.Actor, procedures: Sequence[int], now: datetime
) -> dict[int, tuple[VersionLine, ...]]:
    table, at = tables.Version, base.to_ms(now)
    rows = session.execute(
        select(
            table.procedure_id, table.number, table.state, table.revision, table.file_name, table.created_at,
            table.effective_from, table.published_at, table.findings, table.sha256, table.created_by,
            table.published_by,
        )
        .where(table.procedure_id.in_(procedures))
        .order_by(table.procedure_id, table.number.desc())
    ).all()  # fmt: skip
    forces: dict[int, tuple[int, int]] = {}
    for row in rows:
        if row.state == "published" and row.effective_from is not None and row.effective_from <= at:
            key = (row.effective_from, row.number)
            forces[row.procedure_id] = max(key, forces.get(row.procedure_id, (-1, -1)))
    named = _people(session, {row.created_by for row in rows} | {row.published_by for row in rows})
    lines: dict[int, tuple[VersionLine, ...]] = {}
    for row in rows:
        if not access.may_read_version(actor, row.state == "published"):
            continue
        levels = [found["level"] for found in row.findings]
        line = VersionLine(
            number=row.number,
            state=row.state,
            revision=row.revision,
            file_name=row.file_name,
            created_at=base.to_datetime(row.created_at),
            effective_from=None if row.effective_from is None else base.to_datetime(row.effective_from),
            published_at=None if row.published_at is None else base.to_datetime(row.published_at),
            in_force=forces.get(row.procedure_id, (0, -1))[1] == row.number,
            errors=levels.count("error"),
            warnings=levels.count("warning"),
            sha256=row.sha256,
            created_by=named.get(row.created_by or 0),
            published_by=named.get(row.published_by or 0),
        )
        lines[row.procedure_id] = (*lines.get(row.procedure_id, ()), line)
    return lines


def _people(session: Session, ids: Collection[int | None]) -> dict[int, views.PersonRef]:
    rows = session.execute(select(person.Person.id, person.Person.name).where(person.Person.id.in_(set(ids) - {None})))
    return {row.id: views.PersonRef(str(row.id), row.name) for row in rows}
