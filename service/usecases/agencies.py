"""Agencies: data with history, never hard-coded; the district level ended on 1/7/2025, and others will."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import agency, base, event
from service import errors
from service.rules import access
from service.usecases import calendars, chain


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency with its place in the tree; `depth` is 0 at the top, `parent` the code of the agency above."""

    code: str
    name_vi: str
    name_en: str
    kind: str
    parent: str | None
    depth: int
    valid_from: datetime | None
    valid_to: datetime | None = None


def tree(session: Session, actor: access.Actor, *, now: datetime, kind: str | None = None) -> tuple[AgencyView, ...]:
    """The agencies that exist now, each after the one above it; everybody who is signed in may read them.

    Parameters:
        kind: only those of a kind, for picking one.
    """
    rows = list(session.execute(select(agency.Agency).where(*_valid(now)).order_by(agency.Agency.code)).scalars())
    by_parent: dict[int | None, list[agency.Agency]] = {}
    known = {row.id for row in rows}
    for row in rows:
        by_parent.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[AgencyView] = []
    waiting = [(row, 0, None) for row in reversed(by_parent.get(None, []))]
    while waiting:
        row, depth, parent = waiting.pop()
        found.append(_view(row, depth, parent))
        waiting += [(child, depth + 1, row.code) for child in reversed(by_parent.get(row.id, []))]  # type: ignore[misc]
    return tuple(view for view in found if kind is None or view.kind == kind)


def _view(row: agency.Agency, depth: int, parent: str | None) -> AgencyView:
    return AgencyView(
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        kind=row.kind,
        parent=parent,
        depth=depth,
        valid_from=base.to_datetime(row.valid_from) if row.valid_from else None,
        valid_to=None if row.valid_to is None else base.to_datetime(row.valid_to),
    )


def _valid(now: datetime) -> tuple[ColumnElement[bool], ...]:
    at = base.to_ms(now)
    return agency.Agency.valid_from <= at, or_(agency.Agency.valid_to.is_(None), agency.Agency.valid_to > at)


def ids(session: Session, codes: Iterable[str], *, now: datetime) -> Mapping[str, int]:
    """The ids of those of `codes` that exist now; one statement."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    rows = session.execute(
        select(agency.Agency.code, agency.Agency.id).where(agency.Agency.code.in_(wanted), *_valid(now))
    )
    return {row.code: row.id for row in rows}


def kinds(session: Session, *, now: datetime) -> frozenset[str]:
    """The kinds of which there is an agency now."""
    return frozenset(session.execute(select(agency.Agency.kind).where(*_valid(now)).distinct()).scalars()) - {""}


def add(
    session: Session,
    actor: access.Actor,
    code: str,
    name_vi: str,
    *,
    now: datetime,
    name_en: str = "",
    kind: str = "",
    parent: str | None = None,
    valid_from: datetime | None = None,
) -> str:
    """Add an agency; its code.

    Raises:
        ForbiddenError: the right to manage the agency above is missing; those without one above are the city's.
        InvalidError: the code is taken, the agency above unknown, or a name missing.
    """
    if not access.may(actor, "manage"):
        raise errors.ForbiddenError("no_right")
    code, name_vi = (unicodedata.normalize("NFC", text).strip() for text in (code, name_vi))
    problems = []
    if not code or not name_vi:
        problems.append(errors.Problem("code" if not code else "name", "missing"))
    if session.execute(select(agency.Agency.id).where(agency.Agency.code == code)).first():
        problems.append(errors.Problem("code", "taken", {"code": code}))
    parent_id = ids(session, [parent], now=now).get(parent) if parent else None
    if parent and parent_id is None:
        problems.append(errors.Problem("parent", "unknown_agency", {"code": parent}))
    if problems:
        raise errors.InvalidError(*problems)
    if not access.may_lead(actor, "manage", parent_id):
        raise errors.ForbiddenError("not_your_agency")
    row = agency.Agency(
        id=base.new_id(base.to_ms(now)), code=code, name_vi=name_vi, name_en=name_en, kind=kind, parent_id=parent_id,
        valid_from=base.to_ms(valid_from) if valid_from else 0, valid_to=None, event_seq=0, event_head=b"",
        calendar_id=calendars.of_agencies(session, [parent_id])[parent_id].id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    chain.append(session, event.AGENCY, row, "agency_added", {"code": code, "kind": kind}, actor=actor, now=now)
    session.flush()
    return code
