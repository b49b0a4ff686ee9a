"""The public register of apologies: what anybody may read, without a name and without a whole dossier code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.orm import Session

from models import agency, apology, base, procedure
from models import case as cases
from service.rules import apologies as rules
from service.usecases import apologyletter, apologyviews, cursors, pace, views, worklist

MOST, USUAL = 100, 25
MOST_WORDS = 8
"""Of a question, so that nobody makes a search dear."""
MOST_READS = 120
"""In a minute, of one address: an office's people share one."""
_TABLE, _AGENCY, _PROCEDURE = apology.Apology, agency.Agency, procedure.Procedure


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register. `code` is masked; `due_at` is the date that was broken, null for a mistake; `reason` is
    Vietnamese, as it stands in the letter. `withdrawn`: the letter was wrong, and why."""

    number: str
    code: str
    agency: views.AgencyRef
    procedure: views.ProcedureRef
    ground: str
    second: bool
    published_at: datetime
    due_at: datetime | None
    new_due_at: datetime | None
    reason: str
    withdrawn: bool
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class Query:
    """Which lines: `q` in agency, procedure, number and reason (accents don't matter); agency and procedure by code;
    from–to, of when they were published."""

    q: str = ""
    agency: str | None = None
    procedure: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = USUAL


def tempo() -> pace.Pace:
    """How often one address may read the register."""
    return pace.Pace(MOST_READS, 60, "too_many_reads")


def page(session: Session, asked: Query) -> views.Page[Entry]:
    """The register, newest first; for everybody.

    Raises:
        InvalidError: a limit or cursor that is none.
    """
    found = _filtered(_entries(), asked)
    key = tuple_(_TABLE.published_at, _TABLE.id)
    if asked.cursor is not None:
        found = found.where(key < tuple_(*cursors.read(asked.cursor, 2)))
    limit = cursors.limit(asked.limit, MOST)
    rows = session.execute(found.order_by(_TABLE.published_at.desc(), _TABLE.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    after_last = cursors.write(shown[-1].published_at, shown[-1].id) if len(rows) > limit else None
    return views.Page(tuple(_entry(row) for row in shown), after_last)


def _entries() -> Select[*tuple[Any, ...]]:
    columns = ("id", "number", "symbol", "ground", "second", "state", "published_at", "due_at", "case_due_at")
    more = ("new_due_at", "reason", "words", "closed_reason")
    return (
        select(*(getattr(_TABLE, name) for name in (*columns, *more)), cases.Case.code.label("case_code"))
        .add_columns(_AGENCY.code.label("agency_code"), _AGENCY.name_vi, _AGENCY.name_en)
        .add_columns(_PROCEDURE.code.label("about"), _PROCEDURE.name_vi.label("vi"), _PROCEDURE.name_en.label("en"))
        .join(cases.Case, cases.Case.id == _TABLE.case_id)
        .join(_AGENCY, _AGENCY.id == _TABLE.agency_id)
        .join(_PROCEDURE, _PROCEDURE.id == _TABLE.procedure_id)
        .where(_TABLE.published_at.is_not(None))
    )


def _filtered(found: Select[*tuple[Any, ...]], asked: Query) -> Select[*tuple[Any, ...]]:
    for word in base.folded(asked.q).split()[:MOST_WORDS]:
        found = found.where(_TABLE.register_folded.contains(word, autoescape=True))
    if asked.agency is not None:
        found = found.where(_AGENCY.code == asked.agency)
    if asked.procedure is not None:
        found = found.where(_PROCEDURE.code == asked.procedure)
    if asked.since is not None:
        found = found.where(_TABLE.published_at >= base.to_ms(asked.since))
    if asked.until is not None:
        found = found.where(_TABLE.published_at < base.to_ms(asked.until))
    return found


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    withdrawn = row.state == rules.WITHDRAWN
    return Entry(
        number=apologyviews.number(row.number, row.symbol),
        code=rules.masked(row.case_code),
        agency=views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        procedure=views.ProcedureRef(row.about, row.vi, row.en),
        ground=row.ground,
        second=row.second,
        published_at=base.to_datetime(row.published_at),
        due_at=worklist.instant(row.due_at),
        new_due_at=worklist.instant(row.new_due_at),
        reason=apologyletter.reason(row.reason, row.words),
        withdrawn=withdrawn,
        withdrawn_reason=row.closed_reason if withdrawn else "",
    )


def agencies(session: Session) -> tuple[views.AgencyRef, ...]:
    """The agencies with a line in the register, to pick from."""
    named = select(_TABLE.agency_id).where(_TABLE.published_at.is_not(None)).distinct()
    found = session.execute(
        select(_AGENCY.code, _AGENCY.name_vi, _AGENCY.name_en).where(_AGENCY.id.in_(named)).order_by(_AGENCY.name_vi)
    )
    return tuple(views.AgencyRef(*row) for row in found)


def searched(session: Session, row: apology.Apology) -> str:
    """What the register is searched by: nothing of it is about a person."""
    office = session.get_one(_AGENCY, row.agency_id)
    about = session.get_one(_PROCEDURE, row.procedure_id)
    names = (office.code, office.name_vi, office.name_en, about.code, about.name_vi, about.name_en)
    number = apologyviews.number(row.number, row.symbol)
    return base.folded(" ".join((*names, number, apologyletter.reason(row.reason, row.words))))
