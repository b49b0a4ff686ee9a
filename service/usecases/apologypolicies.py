"""How each agency apologises: read with the city's below it, and changed by those who manage it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agency as agencies
from models import apology, base, event, rows
from service import errors
from service.rules import access, apologypolicy
from service.usecases import chain

_TABLE = apology.ApologyPolicy


def of(session: Session, agency_id: int) -> apologypolicy.Policy:
    """The policy of an agency; one statement."""
    found = {row.agency_id: row.body for row in session.execute(apology.policies(agency_id))}
    own = found.pop(agency_id, {})
    city: Mapping[str, Any] = next(iter(found.values()), {})
    return apologypolicy.read(own, apologypolicy.read(city))


def everywhere(session: Session) -> tuple[apologypolicy.Policy, Mapping[int, apologypolicy.Policy]]:
    """The city's policy, and those of the agencies that have one of their own."""
    table = agencies.Agency
    asked = select(_TABLE.agency_id, _TABLE.body, table.parent_id, table.kind).join(table, table.id == _TABLE.agency_id)
    found = session.execute(asked).all()
    tops = [row for row in found if row.parent_id is None and row.kind == agencies.CITY]
    city = apologypolicy.read(tops[0].body) if tops else apologypolicy.DEFAULT
    return city, {row.agency_id: apologypolicy.read(row.body, city) for row in found}


def get(session: Session, actor: access.Actor, code: str) -> apologypolicy.Policy:
    """How an agency apologises, for those who work there or manage it.

    Raises:
        NotFoundError: there is no such agency, or it is none of this person's business.
    """
    agency_id = _agency(session, code).id
    works = access.reads(actor)
    if not (works is None or agency_id in works or access.may_lead(actor, "manage", agency_id)):
        raise errors.NotFoundError("agency", code)
    return of(session, agency_id)


def put(
    session: Session, actor: access.Actor, code: str, raw: Mapping[str, Any], *, now: datetime
) -> apologypolicy.Policy:
    """Set how an agency apologises, of the city's own agency for all that say nothing else; what isn't named goes back
    to what holds for all.

    Raises:
        NotFoundError: there is no such agency.
        ForbiddenError: the right to manage it is missing.
        InvalidError: a value that can't be right.
    """
    row = _agency(session, code)
    if not access.may_lead(actor, "manage", row.id):
        raise errors.ForbiddenError("no_right")
    try:
        apologypolicy.read(raw)
    except apologypolicy.PolicyError as wrong:
        raise errors.InvalidError(errors.Problem(wrong.key, wrong.code)) from wrong
    kept = {
        "agency_id": row.id,
        "body": dict(raw),
        "changed_at": base.to_ms(now),
        "changed_by": actor.person_id or None,
    }
    rows.insert(session, _TABLE, [kept], update=("body", "changed_at", "changed_by"))
    chain.append(session, event.AGENCY, row, "apology_policy", dict(raw), actor=actor, now=now)
    session.flush()
    return of(session, row.id)


def _agency(session: Session, code: str) -> agencies.Agency:
    found = session.scalar(select(agencies.Agency).where(agencies.Agency.code == code).with_for_update())
    if found is None:
        raise errors.NotFoundError("agency", code)
    return found
