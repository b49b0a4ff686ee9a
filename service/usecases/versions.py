"""Versions: what can be read of them, how they differ, and how one is frozen under one sha256 and comes into force.

How a draft is made and changed is in `drafts.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bpmn import properties, steptable
from bpmn import settings as st
from bpmn.lint import finding
from models import agency, base, event, person
from models import database as db
from models import procedure as tables
from runner import loader
from service import errors
from service.rules import access
from service.usecases import agencies, chain, importer, procedures, studied, views

DRAFT, PUBLISHED = "draft", "published"


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version. `settings` stand beside the file; `blocking` are the findings that keep it from being published.

    `may_draw`: change this draft; `may_revise`: begin the next one from it, whether or not it is published.
    """

    procedure: views.ProcedureRef
    number: int
    state: str
    revision: int
    file_name: str
    created_at: datetime
    findings: tuple[finding.Finding, ...]
    blocking: tuple[finding.Finding, ...]
    settings: st.Settings
    lanes: tuple[steptable.LaneRow, ...]
    forms: tuple[str, ...]
    sha256: str = ""
    created_by: views.PersonRef | None = None
    effective_from: datetime | None = None
    published_at: datetime | None = None
    published_by: views.PersonRef | None = None
    in_force: bool = False
    may_draw: bool = False
    may_publish: bool = False
    may_revise: bool = False


@dataclass(frozen=True, slots=True)
class StepLine:
    """A row of the step table, with the agency where its lane is bound to one."""

    row: steptable.StepRow
    agency: views.AgencyRef | None = None


@dataclass(frozen=True, slots=True)
class StepTable:
    """The step table of a version; `limit` is that of the whole case."""

    revision: int
    state: str
    steps: tuple[StepLine, ...]
    lanes: tuple[steptable.LaneRow, ...]
    limit: st.Limit | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A version's diagram as it came."""

    name: str
    body: bytes
    revision: int
    state: str


def get(session: Session, actor: access.Actor, code: str, number: int, *, now: datetime) -> VersionView:
    """A version with everything that is said about it.

    Raises:
        NotFoundError: there is none, or it is a draft that this person may not read.
    """
    procedure, row = find(session, actor, code, number)
    return view(session, actor, procedure, row, now)


def diagram(session: Session, actor: access.Actor, code: str, number: int) -> File:
    """The diagram's file as it came, byte for byte."""
    _, row = find(session, actor, code, number)
    return File(row.file_name or f"{code}-v{number}.bpmn", row.diagram, row.revision, row.state)


def picture(
    database: db.Database, reader: importer.Importer, actor: access.Actor, code: str, number: int
) -> tuple[bytes, str]:
    """What viewers show of a version: its diagram as it was read, with a picture of all of it; and an entity tag.

    Raises:
        UnreadableError: the file can't be read within the caps.
    """
    with database.reading() as session:
        _, row = find(session, actor, code, number)
        file = row.diagram
    drawn = reader.picture(file)
    return drawn, hashlib.sha256(drawn).hexdigest()[:32]


def forms(session: Session, actor: access.Actor, code: str, number: int) -> Mapping[str, bytes]:
    """The form files by name."""
    _, row = find(session, actor, code, number)
    return forms_of(session, row.id)


def steps(session: Session, actor: access.Actor, code: str, number: int) -> StepTable:
    """The step table."""
    _, row = find(session, actor, code, number)
    found = studied_of(row)
    codes = {row.binding.value for row in found.steps if row.binding and row.binding.to is st.BindTo.AGENCY}
    named = session.execute(select(agency.Agency).where(agency.Agency.code.in_(codes))).scalars()
    refs = {one.code: views.AgencyRef(one.code, one.name_vi, one.name_en) for one in named}
    lines = tuple(StepLine(step, refs.get(step.binding.value) if step.binding else None) for step in found.steps)
    return StepTable(row.revision, row.state, lines, found.lanes, found.effective.limit)


def publish(
    session: Session,
    actor: access.Actor,
    code: str,
    number: int,
    effective_from: datetime,
    *,
    now: datetime,
    revision: int | None = None,
) -> VersionView:
    """Freeze a draft and let it come into force.

    Parameters:
        effective_from: cases that start at or after this instant run by it.
        revision: the revision that the person saw; None publishes whichever there is.

    Raises:
        BlockedError: errors, or warnings that nobody accepted; unbound lanes are errors.
        StaleError: the draft has been changed since that revision.
        ConflictError: it is published already, or an agency bound to a lane has ended.
    """
    procedure, row = find(session, actor, code, number, lock=True)
    need(actor, "publish", procedure)
    still_open(row, revision)
    found = studied_of(row)
    blocked = blocking(findings_of(row), st.from_json(json.loads(row.settings)))
    if blocked:
        raise errors.BlockedError(blocked)
    forms = forms_of(session, row.id)
    _bind(session, row, found, effective_from)
    row.spec_names = _names(found)
    row.sha256 = digest(row.diagram, forms, row.settings)
    row.state, row.effective_from = PUBLISHED, base.to_ms(effective_from)
    row.published_at, row.published_by = base.to_ms(now), actor.person_id or None
    row.revision += 1
    procedure.status = "approved"
    facts = {"sha256": row.sha256, "effective_from": row.effective_from}
    chain.append(session, event.VERSION, row, "version_published", facts, actor=actor, now=now)
    session.flush()
    return view(session, actor, procedure, row, now)


def _names(found: studied.Studied) -> list[str]:
    """The engine's table of elements, which states name by number; stored, so that it is never made otherwise.

    Raises:
        ConflictError: the engine can't run it, although nothing was found.
    """
    try:
        return list(loader.program(found.prepared).table)
    except loader.UnsupportedError as cause:
        raise errors.ConflictError("version_unsupported", {"reason": str(cause)[:200]}) from cause


def digest(diagram: bytes, forms: Mapping[str, bytes], settings: bytes) -> str:
    """SHA-256 over everything of a version: each part's name and length go before it, forms in order of name."""
    total = hashlib.sha256()
    for name, body in (
        ("diagram", diagram),
        *sorted((f"form:{n}", b) for n, b in forms.items()),
        ("settings", settings),
    ):
        total.update(f"{name}\0{len(body)}\0".encode())
        total.update(body)
    return total.hexdigest()


def blocking(findings: tuple[finding.Finding, ...], settings: st.Settings) -> tuple[finding.Finding, ...]:
    """What keeps a version from being published: errors, and warnings that nobody has accepted."""
    return tuple(
        one
        for one in findings
        if one.level is finding.Level.ERROR or (one.level is finding.Level.WARNING and one.key not in settings.accepted)
    )


def _bind(session: Session, row: tables.Version, found: studied.Studied, effective_from: datetime) -> None:
    """Write who each lane belongs to, agency codes resolved to the agencies that exist when it comes into force."""
    bound = properties.bindings(found.prepared.diagram, found.effective)
    codes = {one.value for one in bound.values() if one.to is st.BindTo.AGENCY}
    ids = agencies.ids(session, codes, now=effective_from)
    if missing := sorted(codes - ids.keys()):
        raise errors.ConflictError("agency_ended", {"code": missing[0]})
    lanes = found.prepared.diagram.lanes
    session.add_all(
        tables.Binding(
            version_id=row.id,
            lane_key=key,
            label=lanes[key].label,
            bind_to=one.to.value,
            agency_id=ids.get(one.value) if one.to is st.BindTo.AGENCY else None,
            value=one.value,
        )
        for key, one in bound.items()
        if key in lanes
    )


def compare(
    database: db.Database, reader: importer.Importer, actor: access.Actor, code: str, one: int, other: int
) -> Mapping[str, object]:
    """What changed from version `one` to version `other`: changes, and the figures of both (before, after)."""
    with database.reading() as session:
        _, old = find(session, actor, code, one)
        _, new = find(session, actor, code, other)
        sources = source(session, old), source(session, new)
    return reader.compare(*sources)


def need(actor: access.Actor, right: str, procedure: tables.Procedure) -> None:
    decision = access.may_lead(actor, right, procedure.lead_agency_id)
    if not decision:
        raise errors.ForbiddenError(decision.code)


def still_open(row: tables.Version, revision: int | None) -> None:
    if row.state != DRAFT:
        raise errors.ConflictError("version_frozen", {"number": row.number})
    if revision is not None and row.revision != revision:
        raise errors.StaleError("version", row.revision)


def of(procedure: tables.Procedure) -> ColumnElement[bool]:
    return tables.Version.procedure_id == procedure.id


def find(
    session: Session, actor: access.Actor, code: str, number: int, *, lock: bool = False
) -> tuple[tables.Procedure, tables.Version]:
    procedure = procedures.find(session, code)
    asked = select(tables.Version).where(of(procedure), tables.Version.number == number)
    row = session.execute(asked.with_for_update() if lock else asked).scalar_one_or_none()
    if row is None or not access.may_read_version(actor, row.state == PUBLISHED):
        raise errors.NotFoundError("version", f"{code}/{number}")
    return procedure, row


def newest(session: Session, procedure_id: int, below: int | None = None) -> tables.Version | None:
    """The newest version, or the newest before number `below`."""
    asked = select(tables.Version).where(tables.Version.procedure_id == procedure_id)
    if below is not None:
        asked = asked.where(tables.Version.number < below)
    return session.execute(asked.order_by(tables.Version.number.desc()).limit(1)).scalar_one_or_none()


def forms_of(session: Session, version_id: int) -> dict[str, bytes]:
    table = tables.VersionForm
    rows = session.execute(select(table.name, table.body).where(table.version_id == version_id).order_by(table.name))
    return {row.name: row.body for row in rows}


def source(session: Session, row: tables.Version) -> importer.Source:
    return importer.Source(row.diagram, forms_of(session, row.id), row.settings, row.prepared)


def studied_of(row: tables.Version) -> studied.Studied:
    assert row.prepared is not None
    return studied.load(json.loads(row.prepared))


def findings_of(row: tables.Version) -> tuple[finding.Finding, ...]:
    return tuple(studied.finding_value(one) for one in row.findings)


def view(
    session: Session, actor: access.Actor, procedure: tables.Procedure, row: tables.Version, now: datetime
) -> VersionView:
    settings, found = st.from_json(json.loads(row.settings)), findings_of(row)
    in_force = session.scalar(tables.in_force(procedure.code, base.to_ms(now)))
    draft, may_revise = row.state == DRAFT, bool(access.may_lead(actor, "draw", procedure.lead_agency_id))
    names = session.execute(select(tables.VersionForm.name).where(tables.VersionForm.version_id == row.id)).scalars()
    return VersionView(
        procedure=views.ProcedureRef(procedure.code, procedure.name_vi, procedure.name_en, row.number),
        number=row.number,
        state=row.state,
        revision=row.revision,
        file_name=row.file_name,
        created_at=base.to_datetime(row.created_at),
        findings=found,
        blocking=blocking(found, settings) if draft else (),
        settings=settings,
        lanes=studied_of(row).lanes,
        forms=tuple(sorted(names)),
        sha256=row.sha256,
        created_by=_person(session, row.created_by),
        effective_from=None if row.effective_from is None else base.to_datetime(row.effective_from),
        published_at=None if row.published_at is None else base.to_datetime(row.published_at),
        published_by=_person(session, row.published_by),
        in_force=row.id == in_force,
        may_draw=draft and may_revise,
        may_publish=draft and bool(access.may_lead(actor, "publish", procedure.lead_agency_id)),
        may_revise=may_revise,
    )


def _person(session: Session, person_id: int | None) -> views.PersonRef | None:
    found = None if person_id is None else session.get(person.Person, person_id)
    return None if found is None else views.PersonRef(str(found.id), found.name)
