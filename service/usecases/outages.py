"""Announced outages: while a system is away, the clocks of an agency, or of the whole city, don't count.

An outage is announced with the document that says so, before, during or after it, and applied in batches by the worker:
to every open clock at once, and when it is over once more, because steps begin meanwhile. Said anew with another end it
replaces what was said before.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from models import agency, base, rows, step
from models import clock as clocks
from service import errors
from service.rules import access
from service.rules import clocks as rule
from service.usecases import (
    calendars,
    clockacts,
    clockrows,
    completion,
    consents,
    published,
    tasks,
    views,
)

LONGEST = timedelta(days=366)
APPLIED, OVER, DONE = 0, 1, 2
_CLOCK = clocks.Clock.__table__.c
_STEP = step.Step.__table__.c


@dataclass(frozen=True, slots=True)
class OutageView:
    """An outage as it is shown; `agency` None: of the whole city."""

    id: str
    since: datetime
    until: datetime
    reason: str
    document: str
    announced_at: datetime
    applied: bool
    agency: views.AgencyRef | None = None


def announce(
    session: Session,
    actor: access.Actor,
    agency_code: str | None,
    since: datetime,
    until: datetime,
    reason: str,
    document: str,
    *,
    now: datetime,
) -> OutageView:
    """Announce an outage of an agency, or of the city (None).

    Raises:
        NotFoundError, ForbiddenError: no such agency, or not this person's to say.
        InvalidError: no reason or document, or no time in which a system could be away.
    """
    found = None
    if agency_code is not None:
        found = session.execute(select(agency.Agency).where(agency.Agency.code == agency_code)).scalar_one_or_none()
        if found is None:
            raise errors.NotFoundError("agency", agency_code)
    tasks.refuse(access.may_announce_outage(actor, None if found is None else found.id), "agency", agency_code or "")
    told, paper = completion.reason(reason), unicodedata.normalize("NFC", document).strip()
    if not paper or len(paper) > clockacts.LONGEST_DOCUMENT:
        raise errors.InvalidError(errors.Problem("document", "required" if not paper else "too_long"))
    _span(since, until)
    row = clocks.Outage(
        id=base.new_id(base.to_ms(now)), agency_id=None if found is None else found.id, since=base.to_ms(since),
        until=base.to_ms(until), reason=told, document=paper, announced_at=base.to_ms(now),
        announced_by=actor.person_id or None, swept_to=0, phase=APPLIED,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _view(row, found)


def _span(since: datetime, until: datetime) -> None:
    if until <= since:
        raise errors.InvalidError(errors.Problem("until", "too_early", {"limit": since.isoformat()}))
    if until - since > LONGEST:
        raise errors.InvalidError(errors.Problem("until", "too_late", {"limit": (since + LONGEST).isoformat()}))


def amend(session: Session, actor: access.Actor, outage_id: int, until: datetime, *, now: datetime) -> OutageView:
    """Say when an outage ended or will end.

    Raises:
        NotFoundError, ForbiddenError, InvalidError: as `announce`.
    """
    row = session.get(clocks.Outage, outage_id, with_for_update=True)
    if row is None:
        tasks.refuse(access.may(actor, "manage"), "outage", outage_id)
        raise errors.NotFoundError("outage", outage_id)
    tasks.refuse(access.may_announce_outage(actor, row.agency_id), "outage", outage_id)
    _span(base.to_datetime(row.since), until)
    row.until, row.swept_to, row.phase = base.to_ms(until), 0, APPLIED
    row.announced_at, row.announced_by = base.to_ms(now), actor.person_id or None
    session.flush()
    return _view(row, None if row.agency_id is None else session.get(agency.Agency, row.agency_id))


def listed(session: Session, limit: int = 200) -> tuple[OutageView, ...]:
    """The outages, the newest first."""
    table, office = clocks.Outage, agency.Agency
    query = select(table, office).outerjoin(office, office.id == table.agency_id).order_by(table.id.desc())
    return tuple(_view(row, found) for row, found in session.execute(query.limit(limit)))


def _view(row: clocks.Outage, found: agency.Agency | None) -> OutageView:
    ref = None if found is None else views.AgencyRef(found.code, found.name_vi, found.name_en)
    return OutageView(
        str(row.id), base.to_datetime(row.since), base.to_datetime(row.until), row.reason, row.document,
        base.to_datetime(row.announced_at), row.phase == DONE, ref,
    )  # fmt: skip


def apply(session: Session, now: datetime, batch: int) -> int:
    """Apply announced outages to the clocks that they touch; how many clocks were looked at."""
    table, now_ms = clocks.Outage, base.to_ms(now)
    waiting = (table.phase == APPLIED) | ((table.phase == OVER) & (table.until <= now_ms))
    query = select(table).where(table.phase < DONE, waiting).order_by(table.id).limit(1)
    row = session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
    if row is None:
        return 0
    which = true() if row.agency_id is None else _CLOCK.agency_id == row.agency_id
    ids, found = clockacts.opened(session, which & (_CLOCK.started_at < row.until), row.swept_to, batch, lock=True)
    acts = clockrows.acts(session, [one.id for one in found])
    changed = [done for one in found if (done := _applied(session, row, clockrows.of_row(one), acts[one.id], now))]
    clockrows.write(session, changed)
    for clock in changed:
        if clock.kind == clocks.CASE:
            clockacts.redate_case(session, clock.case_id, clock)
    for one in found:
        if one.kind == clocks.LANE:
            _redate_steps(session, row, clockrows.of_row(one), changed)
    row.swept_to = ids[-1] if ids else row.swept_to
    if len(ids) < batch:
        row.phase, row.swept_to = (DONE if row.until <= now_ms else OVER), 0
    session.flush()
    return max(1, len(ids))


def _applied(
    session: Session, row: clocks.Outage, clock: clockrows.Clock, acts: list[Any], now: datetime
) -> clockrows.Clock | None:
    """The clock without the outage; None where that has been said already."""
    stretch = rule.Stretch(base.to_datetime(row.since), base.to_datetime(row.until), clockrows.OUTAGE, str(row.id))
    body = clockrows.stretch_body(stretch)
    said = [act.body for act in acts if act.body and act.body.get("ref") == stretch.ref]
    if (said and said[-1] == body) or stretch.until <= clock.counter.started:
        return None
    act = rule.Act(rule.Kind.EXCLUDE, now, clockrows.OUTAGE, clock.calendar_id, stretch=stretch)
    counter = clockrows.told_again(session, clock, acts, now, [act]).counter
    return clockrows.done(
        clock, counter, act.kind, now, reason=clockrows.OUTAGE, document=row.document, person_id=row.announced_by,
        body=body,
    )  # fmt: skip


def _redate_steps(session: Session, row: clocks.Outage, clock: clockrows.Clock, changed: list[clockrows.Clock]) -> None:
    """Tell anew when the open steps of a lane are due that the outage touches."""
    clock = next((one for one in changed if one.id == clock.id), clock)
    one = published.get(session, clock.version_id)
    query = select(_STEP.seq, _STEP.element, _STEP.kind, _STEP.enabled_at, _STEP.due_at, _STEP.calendar_id).where(
        _STEP.case_id == clock.case_id,
        _STEP.completed_at.is_(None),
        _STEP.lane_key == clocks.lane_key(clock.subject),
        _STEP.enabled_at < row.until,
    )
    for wait in session.execute(query):
        limit = one.step(wait.element).limit
        if limit is None or wait.kind == "timer":
            continue
        calendar, begun = calendars.by_id(session, wait.calendar_id), base.to_datetime(wait.enabled_at)
        excluded = [stretch for stretch in clock.counter.excluded if stretch.why == clockrows.OUTAGE]
        due = rule.start(rule.Terms(limit), begun, calendar, excluded).due
        assert due is not None
        due_ms = base.to_ms(due)
        if due_ms != wait.due_at:
            named = {"case_id": clock.case_id, "seq": wait.seq}
            rows.update(session, step.Step, named, {"due_at": due_ms, "order_at": due_ms, "watch_at": 0})
    consents.redate(session, clock, one)
