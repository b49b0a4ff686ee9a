"""Calendars as people see and edit them: the city's, and each agency's own part over it.

An edit is a new version, with the document that orders it; what came of it is written at every agency below at once,
so that what begins from now on is counted by it. What is due already is recounted apart (`calendarchanges.py`).
"""

from __future__ import annotations

import calendar as months
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import agency, base, event, person, rows
from models import calendar as calendars
from service import errors
from service.rules import access, calendar_json
from service.rules import calendar as cal
from service.rules import calendar_layers as layers
from service.usecases import calendars as named
from service.usecases import chain

CITY = "city"
"""What the city's own calendar is called where an agency's is called by its code."""
LONGEST_DOCUMENT, LONGEST_REASON = 300, 500


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a level: number, what it says, document, reason, who and when."""

    number: int
    body: Mapping[str, object]
    document: str
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of a month. `counts`: 0, 1 or 2 halves of a working day; `own`: this level's overlay says it."""

    day: date
    shifts: tuple[tuple[str, str], ...]
    counts: int
    source: str
    name: str
    document: str
    swap: date | None
    own: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A level's calendar: who, what counts there, and what it says itself. `number` 0: it says nothing itself."""

    scope: str
    name_vi: str
    name_en: str
    number: int
    own: Mapping[str, object]
    calendar: Mapping[str, object]
    sha256: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """A level: `agency_id` None is the city."""

    agency_id: int | None
    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit would make of every level: the calendar of each agency, under None the city's."""

    scope: Scope
    layer: layers.Layer
    calendars: Mapping[int | None, cal.Calendar]


def scope(session: Session, code: str) -> Scope:
    """The level that a code names; the city's own agency is the city.

    Raises:
        NotFoundError: there is no such agency.
    """
    table = agency.Agency
    if code == CITY:
        return Scope(None, CITY, "Toàn thành phố", "The whole city")
    row = session.execute(
        select(table.id, table.code, table.name_vi, table.name_en, table.kind, table.parent_id).where(
            table.code == code
        )
    ).one_or_none()
    if row is None:
        raise errors.NotFoundError("calendar", code)
    if row.kind == agency.CITY and row.parent_id is None:
        return scope(session, CITY)
    return Scope(row.id, row.code, row.name_vi, row.name_en or row.name_vi)


def view(session: Session, actor: access.Actor, code: str) -> CalendarView:
    """A level's calendar; everybody who is signed in may read when offices are open.

    Raises:
        NotFoundError: there is no such level.
    """
    at = scope(session, code)
    kept = named.of_agencies(session, [at.agency_id])[at.agency_id].calendar
    number, layer = newest(session).get(at.agency_id, (0, layers.EMPTY))
    may = bool(access.may_keep_calendar(actor, at.agency_id))
    return CalendarView(
        at.code, at.name_vi, at.name_en, number, layers.to_json(layer), cal.to_json(kept), kept.sha256, may
    )


def month(session: Session, code: str, year: int, number: int, language: str = "vi") -> tuple[DayView, ...]:
    """The days of a month, each with what it is and why.

    Raises:
        NotFoundError: there is no such level.
    """
    at = scope(session, code)
    kept = named.of_agencies(session, [at.agency_id])[at.agency_id].calendar
    _, layer = newest(session).get(at.agency_id, (0, layers.EMPTY))
    days = (date(year, number, day) for day in range(1, months.monthrange(year, number)[1] + 1))
    return tuple(_day(kept.day(day, language), day, day in layer.days) for day in days)


def _day(told: cal.Day, day: date, own: bool) -> DayView:
    shifts = tuple((cal.clock(since), cal.clock(until)) for since, until in told.hours.shifts)
    counts = 0 if not shifts else 1 if told.hours.half else 2
    return DayView(day, shifts, counts, told.source.value, told.name, told.document, told.swap, own)


def versions(session: Session, code: str) -> tuple[VersionView, ...]:
    """The versions of a level, the newest first.

    Raises:
        NotFoundError: there is no such level.
    """
    at, table = scope(session, code), calendars.CalendarVersion
    mine = table.agency_id.is_(None) if at.agency_id is None else table.agency_id == at.agency_id
    found = session.execute(
        select(table.number, table.body, table.document, table.reason, table.made_at, person.Person.name)
        .outerjoin(person.Person, person.Person.id == table.made_by)
        .where(mine)
        .order_by(table.number.desc())
    )
    return tuple(
        VersionView(
            row.number, orjson.loads(row.body), row.document, row.reason, base.to_datetime(row.made_at), row.name or ""
        )
        for row in found
    )


def newest(session: Session) -> dict[int | None, tuple[int, layers.Layer]]:
    """Number and content of the newest version of each level that has one."""
    return {
        row.agency_id: (row.number, layers.read(orjson.loads(row.body)))
        for row in session.execute(calendars.newest_versions())
    }


def proposed(
    session: Session, actor: access.Actor, code: str, patch: object, document: str, *, hold: bool = False
) -> Edit:
    """What an edit would make of all calendars; nothing is written.

    Parameters:
        patch: as `calendar_layers.patched` takes it.
        document: stands at the days that name none.
        hold: hold the agencies' rows, so that two edits follow each other.

    Raises:
        NotFoundError, ForbiddenError: there is no such level; it is not this person's to edit.
        InvalidError: the patch can't be kept, or a level would open on no weekday.
    """
    at = scope(session, code)
    if not access.may_keep_calendar(actor, at.agency_id):
        raise errors.ForbiddenError("not_your_agency")
    table = agency.Agency
    every = select(table.id, table.parent_id).order_by(table.id)
    every = every.with_for_update(key_share=True) if hold else every
    parents = {row.id: row.parent_id for row in session.execute(every)}
    said = {owner: layer for owner, (_, layer) in newest(session).items()}
    try:
        layer = layers.patched(said.get(at.agency_id, layers.EMPTY), layers.stamped(patch, document))
        said[at.agency_id] = layer
        return Edit(at, layer, _effective(parents, said))
    except calendar_json.CalendarError as wrong:
        raise errors.InvalidError(errors.Problem(wrong.where, wrong.code, {"value": wrong.value})) from wrong


def _effective(
    parents: Mapping[int, int | None], said: Mapping[int | None, layers.Layer]
) -> dict[int | None, cal.Calendar]:
    """The calendar of every agency, and the city's under None."""
    found: dict[int | None, cal.Calendar] = {None: layers.over(cal.PLAIN, said.get(None, layers.EMPTY))}
    for start in parents:
        path: list[int] = []
        at: int | None = start
        while at is not None and at not in found and at not in path:
            path.append(at)
            at = parents.get(at)
        for one in reversed(path):
            found[one] = layers.over(found.get(parents.get(one), found[None]), said.get(one, layers.EMPTY))
    return found


def edit(
    session: Session,
    actor: access.Actor,
    code: str,
    patch: object,
    *,
    document: str,
    reason: str = "",
    after: int | None = None,
    now: datetime,
) -> int:
    """Make a new version of a level, and write at every agency what comes of it; the version's number.

    Parameters:
        document: what orders it, as people cite it.
        after: the number of the version that the editor saw.

    Raises:
        NotFoundError, ForbiddenError, InvalidError: as `proposed`; ``document`` is missing or too long.
        StaleError: somebody has made a version since.
    """
    document, reason = (unicodedata.normalize("NFC", text).strip() for text in (document, reason))
    problems = [errors.Problem("document", "missing")] if not document else []
    told = (("document", document, LONGEST_DOCUMENT), ("reason", reason, LONGEST_REASON))
    problems += [errors.Problem(key, "too_long", {"limit": str(most)}) for key, text, most in told if len(text) > most]
    if problems:
        raise errors.InvalidError(*problems)
    found = proposed(session, actor, code, patch, document, hold=True)
    number = newest(session).get(found.scope.agency_id, (0, layers.EMPTY))[0]
    if after is not None and after != number:
        raise errors.StaleError("calendar", number)
    ids = _kept(session, set(found.calendars.values()), now)
    made = _version(session, actor, found, number + 1, ids[found.calendars[found.scope.agency_id].sha256], now)
    made.document, made.reason = document, reason
    session.add(made)
    _write(session, found.calendars, ids)
    owner = _owner(session, found.scope.agency_id)
    if owner is not None:
        payload = {"calendar": found.scope.code, "number": made.number, "document": document, "body": made.body}
        chain.append(session, event.AGENCY, owner, "calendar_edited", payload, actor=actor, now=now)
    session.flush()
    return made.number


def _version(
    session: Session, actor: access.Actor, found: Edit, number: int, calendar_id: int, now: datetime
) -> calendars.CalendarVersion:
    last = named.newest(session) or 0
    return calendars.CalendarVersion(
        id=max(base.new_id(base.to_ms(now)), last + 1),  # the largest names the state of all calendars
        agency_id=found.scope.agency_id,
        number=number,
        body=orjson.dumps(layers.to_json(found.layer), option=orjson.OPT_SORT_KEYS).decode(),
        calendar_id=calendar_id,
        made_at=base.to_ms(now),
        made_by=actor.person_id or None,
    )


def _kept(session: Session, wanted: set[cal.Calendar], now: datetime) -> dict[str, int]:
    """The ids of calendars by their hash; those that are new are written."""
    table = calendars.Calendar
    bodies = {one.sha256: one.canonical.decode() for one in wanted}
    lines = [
        {"id": base.new_id(base.to_ms(now)), "sha256": sha256, "body": body} for sha256, body in sorted(bodies.items())
    ]
    rows.insert(session, table, lines, update=(), unique=("sha256",))
    return {
        row.sha256: row.id
        for row in session.execute(select(table.sha256, table.id).where(table.sha256.in_(sorted(bodies))))
    }


def _write(session: Session, found: Mapping[int | None, cal.Calendar], ids: Mapping[str, int]) -> None:
    """Write at each agency which calendar it keeps: one statement for each calendar."""
    by_calendar: dict[int, list[int]] = {}
    for agency_id, kept in found.items():
        if agency_id is not None:
            by_calendar.setdefault(ids[kept.sha256], []).append(agency_id)
    for calendar_id, agencies in sorted(by_calendar.items()):
        for at in range(0, len(agencies), 1_000):
            _set(session, calendar_id, agencies[at : at + 1_000])


def _set(session: Session, calendar_id: int, agencies: Sequence[int]) -> None:
    table = agency.Agency
    session.execute(
        update(table).where(table.id.in_(agencies)).values(calendar_id=calendar_id),
        execution_options={"synchronize_session": False},
    )


def _owner(session: Session, agency_id: int | None) -> agency.Agency | None:
    """The agency in whose record an edit stands; the city's own for the city, where there is one."""
    table = agency.Agency
    if agency_id is not None:
        return session.get(table, agency_id)
    city = select(table).where(table.kind == agency.CITY, table.parent_id.is_(None)).order_by(table.id).limit(1)
    return session.scalars(city).one_or_none()
