"""Taking in a dossier: the version in force, the agencies it picks, its code, its secret, its first steps."""

from __future__ import annotations

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import settings as st
from bpmn.forms import check, form, task
from models import agency, base, calendar, procedure, rows, step
from models import case as cases
from runner import engine, outcome
from service import errors
from service.rules import access
from service.usecases import calendars, completion, failed, handedin, limits, locked, published, record

SECRET_BYTES = 10
"""80 bits: what a look-up needs besides the code, which can be guessed."""

APPLICANT_FIELDS = ("name", "identity", "phone", "email", "address", "birth_date", "represents")
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Started:
    """A new case and its look-up secret, which is nowhere else."""

    code: str
    case_id: int
    secret: str
    agencies: frozenset[int]


@dataclass(frozen=True, slots=True)
class Offices:
    """Who takes it in, and what it picked per kind."""

    intake: int
    intake_code: str
    choices: Mapping[str, int]
    bound: frozenset[int]
    calendars: int | None
    """Names the state of all calendars."""


def in_force(session: Session, procedure_code: str, now: datetime) -> published.Published:
    """The version that a case starting now runs by.

    Raises:
        NotFoundError: no such procedure.
        ConflictError: ``not_in_force``: no version of it is in force.
    """
    version_id = session.scalar(procedure.in_force(procedure_code, base.to_ms(now)))
    if version_id is None:
        table = procedure.Procedure
        if session.scalar(select(table.id).where(table.code == procedure_code)) is None:
            raise errors.NotFoundError("procedure", procedure_code)
        raise errors.ConflictError("not_in_force", {"procedure": procedure_code})
    return published.get(session, version_id)


def start(
    session: Session,
    actor: access.Actor,
    one: published.Published,
    data: object,
    applicant: object,
    agencies: Mapping[str, str],
    *,
    now: datetime,
    channel: str = "direct",
    budget: limits.Budget = limits.USUAL,
) -> Started:
    """Start a case of a version and write it.

    Parameters:
        data: what the start form asks; any plain JSON where the diagram has none.
        applicant: texts by `APPLICANT_FIELDS`; a name at least.
        agencies: code of the agency that the case picks, by kind.
        channel: how it was handed in: one of `case.CHANNELS`.

    Raises:
        InvalidError: naming each field that is wrong, and each kind without a choice.
        ForbiddenError: the person isn't of the unit that takes it in.
        ConflictError: ``step_failed``: the engine couldn't take the first step; nothing was started. ``document_used``.
    """
    if channel not in cases.CHANNELS:
        raise errors.InvalidError(errors.Problem("channel", "not_allowed"))
    person = _applicant(applicant)
    offices = _offices(session, one, agencies, actor)
    decision = access.may_start(actor, offices.intake)
    if not decision:
        raise errors.ForbiddenError(decision.code, {"agency": offices.intake_code})
    place = handedin.Place(one.procedure_id)
    kept = _data(one, data, now, handedin.Store(session, place, actor.person_id))
    handed = handedin.named(session, kept, place, actor.person_id)
    try:
        out = engine.start(one.program, kept, now=now, budget=budget)
    except outcome.StepError as cause:
        raise errors.ConflictError("step_failed", failed.named(one, cause.incident)) from cause
    written = _write(session, actor, one, kept, person, offices, out, now, handed, channel)
    handedin.keep(session, handed, written.case_id)
    return written


def _write(
    session: Session,
    actor: access.Actor,
    one: published.Published,
    data: dict[str, Any],
    person: dict[str, str],
    offices: Offices,
    out: outcome.Outcome,
    now: datetime,
    handed: Sequence[handedin.Handed],
    channel: str,
) -> Started:
    now_ms, secret = base.to_ms(now), new_secret()
    kept = calendars.as_of(session, offices.calendars, [offices.intake])[offices.intake]
    row: dict[str, Any] = {
        "id": base.new_id(now_ms),
        "code": _code(session, offices, now),
        "procedure_id": one.procedure_id,
        "version_id": one.version_id,
        "revision": 0,
        "state": out.state,
        "status": "running",
        "dossier_status": "NEW_SUBMITTED",
        "opened_at": now_ms,
        "due_at": None,
        "calendar_id": kept.id,
        "applicant": person,
        "applicant_folded": base.folded(" ".join(person.values())),
        "intake_agency_id": offices.intake,
        "channel": channel,
        "agency_choices": dict(offices.choices),
        "secret_hash": secret_hash(secret),
        "created_by": actor.person_id,
        "event_seq": 0,
        "event_head": b"",
    }
    payload = {"procedure": one.code, "version": one.number, **handedin.told(handed)}
    act = record.Act("case.started", payload, actor.person_id, offices.intake)
    written = record.outcome_of(session, _as_locked(row, offices.calendars), one, out, act, now=now, new=row)
    bound = [{"agency_id": agency_id, "case_id": row["id"]} for agency_id in sorted(offices.bound)]
    rows.insert(session, cases.CaseAgency, bound, update=())
    rows.insert(session, step.Answers, [{"case_id": row["id"], "seq": 0, "body": data, "undo": None}])
    named = {opened["agency_id"] for opened in written.opened if opened["agency_id"] is not None}
    return Started(row["code"], row["id"], secret, offices.bound | named)


def _as_locked(row: Mapping[str, Any], newest: int | None) -> locked.Case:
    return locked.Case(
        id=row["id"],
        code=row["code"],
        procedure_id=row["procedure_id"],
        version_id=row["version_id"],
        revision=row["revision"],
        state=row["state"],
        status=row["status"],
        dossier_status=row["dossier_status"],
        opened_at=row["opened_at"],
        due_at=row["due_at"],
        applicant=row["applicant"],
        intake_agency_id=row["intake_agency_id"],
        choices=row["agency_choices"],
        event_seq=row["event_seq"],
        event_head=row["event_head"],
        calendars=newest,
    )


def new_secret() -> str:
    """A look-up secret: 80 random bits in groups of four that can be read out (RFC 4648 base 32)."""
    text = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def secret_hash(secret: str) -> bytes:
    """What is stored of a secret. It is random and long, so one round of SHA-256 is enough."""
    plain = "".join(c for c in secret.upper() if c.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _code(session: Session, offices: Offices, now: datetime) -> str:
    """The next dossier code of the agency on this day, by the national pattern."""
    day = now.astimezone(base.HANOI).strftime("%y%m%d")
    number = session.execute(cases.NEXT_NUMBER, {"agency_id": offices.intake, "day": int(day)}).scalar_one()
    return f"{offices.intake_code}-{day}-{number:04d}"


def start_form(one: published.Published) -> form.Form | None:
    """The form that is asked when a case is started; None where the diagram has none."""
    return task.for_start(one.prepared, one.forms)


def _data(one: published.Published, data: object, now: datetime, store: handedin.Store) -> dict[str, Any]:
    asked = start_form(one)
    if asked is None:
        return completion.plain(data, "data")
    result = check.check(asked, data, {}, now=now.astimezone(base.HANOI), store=store)
    if result.problems:
        raise errors.InvalidError(
            *(errors.Problem(f"data.{p.key}".rstrip("."), p.code, p.values) for p in result.problems)
        )
    return dict(result.answers)


def _applicant(raw: object) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        raise errors.InvalidError(errors.Problem("applicant", "wrong_type", {"expected": "object"}))
    problems, kept = [], {}
    for key, value in raw.items():
        where = f"applicant.{key}"[:200]
        if key not in APPLICANT_FIELDS:
            problems.append(errors.Problem(where, "unknown_key"))
        elif not isinstance(value, str):
            problems.append(errors.Problem(where, "wrong_type", {"expected": "string"}))
        elif len(value) > LONGEST_TEXT:
            problems.append(errors.Problem(where, "too_long", {"limit": str(LONGEST_TEXT)}))
        elif text := unicodedata.normalize("NFC", value).strip():
            kept[key] = text
    if not problems and "name" not in kept:
        problems.append(errors.Problem("applicant.name", "required"))
    if problems:
        raise errors.InvalidError(*problems)
    return kept


def _offices(session: Session, one: published.Published, asked: Mapping[str, str], actor: access.Actor) -> Offices:
    """The agencies of the case: fixed ones, and those it picks."""
    kinds = one.kinds()
    unknown = [errors.Problem(f"agencies.{kind}"[:200], "unknown_key") for kind in asked if kind not in kinds]
    missing = [errors.Problem(f"agencies.{kind}", "required", {"kind": kind}) for kind in kinds if kind not in asked]
    if unknown or missing:
        raise errors.InvalidError(*unknown, *missing)
    table = agency.Agency
    fixed = {bound.agency_id for bound in one.lanes() if bound.agency_id is not None}
    found = session.execute(
        select(table.id, table.code, table.kind, calendar.NEWEST.label("newest")).where(
            table.code.in_(asked.values()) | table.id.in_(fixed)
        )
    ).all()
    by_code = {row.code: row for row in found}
    choices = {kind: row.id for kind, code in asked.items() if (row := by_code.get(code)) and row.kind == kind}
    wrong = [errors.Problem(f"agencies.{kind}", "not_of_kind", {"kind": kind}) for kind in kinds if kind not in choices]
    if wrong:
        raise errors.InvalidError(*wrong)
    intake = _intake(one, choices, actor)
    codes = {row.id: row.code for row in found} | {m.agency_id: m.agency_code for m in actor.memberships}
    bound = frozenset({intake, *fixed, *choices.values()})
    newest = found[0].newest if found else calendars.newest(session)
    return Offices(intake, codes[intake], choices, bound, newest)


def _intake(one: published.Published, choices: Mapping[str, int], actor: access.Actor) -> int:
    """The one-stop unit; where no lane is an office's, the unit of whoever starts the case."""
    bound = one.intake()
    if bound is not None and bound.to == st.BindTo.KIND:
        return choices[bound.value]
    if bound is not None and bound.agency_id is not None:
        return bound.agency_id
    own = [m.agency_id for m in actor.memberships if "start" in m.rights]
    if not own:
        raise errors.ForbiddenError("not_your_agency")
    return own[0]
