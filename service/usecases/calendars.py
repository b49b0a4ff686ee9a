"""Which calendar counts for an agency, a step or a case.

Calendars never change, so a process keeps those that it has read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import calendar as calendars
from service import errors
from service.rules import calendar as cal
from service.rules import calendar_json
from service.usecases import kept

MOST_STATES = 4
MOST_BYTES = 32 * 2**20
BYTES_EACH = 400_000
"""About what a calendar takes with the years that are asked for."""


class Named(NamedTuple):
    """A calendar and the id by which a due date names it; None: the plain one."""

    id: int | None
    calendar: cal.Calendar


PLAIN = Named(None, cal.PLAIN)

_kept: kept.Kept[int, cal.Calendar] = kept.Kept(MOST_BYTES)


def newest(session: Session) -> int | None:
    """Names the state of all calendars; None: nobody has edited one, and every agency keeps the plain one."""
    found: int | None = session.scalar(select(calendars.NEWEST))
    return found


def as_of(session: Session, state: int | None, ids: Iterable[int | None]) -> dict[int | None, Named]:
    """The same as `of_agencies`, by what the process remembers of that state: mostly no statement at all.

    Parameters:
        state: as `newest` tells it; a case's row is read with it (`locked.Case.calendars`).
    """
    wanted = set(ids)
    if state is None:
        return dict.fromkeys(wanted, PLAIN)
    known = _remembered.of(state)
    if not wanted <= known.keys():
        known |= {agency_id: one.id for agency_id, one in of_agencies(session, wanted).items()}
    read = _read(session, (known[agency_id] for agency_id in wanted))
    return {agency_id: _named(known[agency_id], read) for agency_id in wanted}


def of_agencies(session: Session, ids: Iterable[int | None]) -> dict[int | None, Named]:
    """The calendars that agencies keep, by agency id; under None the city's. One statement.

    An agency without a calendar of its own, and None, have the city's; where the city has none, the plain one.
    """
    wanted = {agency_id for agency_id in ids if agency_id is not None}
    rows = session.execute(calendars.named(sorted(wanted))).all()
    told = {row[0]: row[1] for row in rows}
    city = told.get(0)
    named: dict[int | None, int | None] = {agency_id: told.get(agency_id) or city for agency_id in wanted}
    named[None] = city
    known = _read(session, named.values())
    return {agency_id: _named(one, known) for agency_id, one in named.items()}


def by_id(session: Session, calendar_id: int | None) -> cal.Calendar:
    """A calendar that a due date names.

    Raises:
        NotFoundError: there is none.
    """
    return cal.PLAIN if calendar_id is None else _read(session, [calendar_id])[calendar_id]


def _named(calendar_id: int | None, known: Mapping[int, cal.Calendar]) -> Named:
    return PLAIN if calendar_id is None else Named(calendar_id, known[calendar_id])


class _Remembered:
    """Which calendar each agency keeps, by state, of the few states asked for last. Used by all threads."""

    def __init__(self) -> None:
        self._states = dict[int, dict[int | None, int | None]]()
        self._lock = threading.Lock()

    def of(self, state: int) -> dict[int | None, int | None]:
        """The agencies of a state that are known, to be added to."""
        with self._lock:
            found = self._states.pop(state, None)
            self._states[state] = {} if found is None else found
            while len(self._states) > MOST_STATES:
                del self._states[next(iter(self._states))]
            return self._states[state]


_remembered = _Remembered()


def _read(session: Session, ids: Iterable[int | None]) -> dict[int, cal.Calendar]:
    """Calendars by id; asks only for those not kept."""
    wanted = {one for one in ids if one is not None}
    found = {one: known for one in wanted if (known := _kept.get(one)) is not None}
    if missing := sorted(wanted - found.keys()):
        table = calendars.Calendar
        for row in session.execute(select(table.id, table.body).where(table.id.in_(missing))):
            found[row.id] = calendar_json.read(orjson.loads(row.body))
            _kept.put(row.id, found[row.id], BYTES_EACH)
    if lost := wanted - found.keys():
        raise errors.NotFoundError("calendar", min(lost))
    return found
