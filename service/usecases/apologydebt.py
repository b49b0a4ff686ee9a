"""Apology debt: what each agency owes its applicants, counted for any day from the rows and not from notes of that day.

Lateness is owed from the broken date until a letter has been handed over, or was found not to be owed. Counting needs
no more than what was open when the period began, and what came and went in it.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models import agency, apology, base, clock
from service import errors
from service.rules import access
from service.rules import apologies as rules
from service.usecases import views

MOST_DAYS = 400
_TABLE, _CLOCK, _AGENCY = apology.Apology, clock.Clock, agency.Agency


@dataclass(frozen=True, slots=True)
class Debt:
    """What an agency owes now. `drafted` of the `owed` have a draft; `oldest` is since when the first one is owed;
    `second` of them broke a second date."""

    agency: views.AgencyRef
    owed: int
    drafted: int
    second: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """What an agency owed at the end of a day (now, for today), and what came and was given on it."""

    agency: views.AgencyRef
    day: date
    owed: int
    came: int
    given: int


def now_owed(session: Session, actor: access.Actor, *, now: datetime) -> tuple[Debt, ...]:
    """What each agency owes at this instant, the most first: letters not handed over, and late clocks that have not
    even a draft yet. Two statements.

    Raises:
        ForbiddenError: this person reads no figures.
    """
    at = base.to_ms(now)
    second = func.sum(cast(_TABLE.second, Integer))
    found = select(_TABLE.agency_id, func.count(), second, func.min(_TABLE.owed_from)).where(
        _TABLE.settled_at.is_(None), _TABLE.owed_from <= at
    )
    sums: dict[int, list[Any]] = {}
    grouped = _mine(found, actor, _TABLE.agency_id).group_by(_TABLE.agency_id)
    for agency_id, count, twice, oldest in session.execute(grouped):
        sums[agency_id] = [count, count, twice or 0, oldest]
    for agency_id, count, oldest in session.execute(_undrafted(actor, at)):
        sum_ = sums.setdefault(agency_id, [0, 0, 0, oldest])
        sum_[0] += count
        sum_[3] = min(sum_[3], oldest)
    named = _named(session, set(sums))
    debts = [
        Debt(named[key], owed, drafted, twice, base.to_datetime(since))
        for key, (owed, drafted, twice, since) in sums.items()
    ]
    return tuple(sorted(debts, key=lambda one: (-one.owed, one.agency.code)))


def _undrafted(actor: access.Actor, at: int) -> Any:
    """Late clocks that the worker has not come to yet, counted as it will draft for them: one letter of an agency to
    an applicant, and of a case's clock none where lanes answer for it."""
    lane, letter = aliased(_CLOCK), aliased(_TABLE)
    going = and_(clock.LATE_GOING, _CLOCK.due_at <= at)
    whose = (lane.case_id == _CLOCK.case_id, lane.kind == clock.LANE, lane.agency_id.is_not(None))
    lanes = exists().where(*whose, or_(lane.late_s > 0, and_(lane.stopped_at.is_(None), lane.due_at <= at)))
    same = (letter.case_id == _CLOCK.case_id, letter.agency_id == _CLOCK.agency_id, letter.clock_id.is_not(None))
    written = exists().where(*same, letter.state.in_(rules.OWED))
    counted = select(_CLOCK.agency_id, func.count(_CLOCK.case_id.distinct()), func.min(_CLOCK.due_at)).where(
        or_(going, clock.LATE_STOPPED), ~written, or_(_CLOCK.kind != clock.CASE, ~lanes)
    )
    return _mine(counted, actor, _CLOCK.agency_id).group_by(_CLOCK.agency_id)


def by_day(
    session: Session, actor: access.Actor, first: date, last: date, *, now: datetime, zone: tzinfo
) -> tuple[Day, ...]:
    """What each agency owed at the end of each day of a period; days without debt and change are left out.

    Parameters:
        first, last: days, both counted.
        zone: in which days begin.

    Raises:
        InvalidError: the period is upside down or too long.
        ForbiddenError: this person reads no figures.
    """
    if not 0 <= (last - first).days < MOST_DAYS:
        raise errors.InvalidError(errors.Problem("to", "not_allowed"))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    begins = [base.to_ms(datetime.combine(day, time(), zone)) for day in (*days, last + timedelta(days=1))]
    at = base.to_ms(now)
    changes: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    owed: dict[int, int] = defaultdict(int)
    for agency_id, since, until in session.execute(_period(actor, begins[0], min(begins[-1], at + 1))):
        if since < begins[0]:
            owed[agency_id] += 1
        else:
            changes[agency_id, _day(begins, since)][0] += 1
        if until is not None and until < begins[-1]:
            changes[agency_id, _day(begins, until)][1] += 1
    named = _named(session, {*owed, *(agency_id for agency_id, _ in changes)})
    return tuple(_days(days, begins, at, owed, changes, named))


def _period(actor: access.Actor, since: int, until: int) -> Any:
    """From when until when each thing was owed that was owed at some time of a period."""
    open_then: ColumnElement[bool] = or_(_TABLE.settled_at.is_(None), _TABLE.settled_at >= since)
    # What was settled before it came to be owed was only foreseen, and never owed.
    owed = or_(_TABLE.settled_at.is_(None), _TABLE.settled_at > _TABLE.owed_from)
    found = select(_TABLE.agency_id, _TABLE.owed_from, _TABLE.settled_at)
    return _mine(found.where(open_then, owed, _TABLE.owed_from < until), actor, _TABLE.agency_id)


def _day(begins: list[int], at: int) -> int:
    return bisect.bisect_right(begins, at) - 1


def _days(
    days: list[date],
    begins: list[int],
    at: int,
    owed: dict[int, int],
    changes: dict[tuple[int, int], list[int]],
    named: dict[int, views.AgencyRef],
) -> list[Day]:
    found = []
    for agency_id, ref in sorted(named.items(), key=lambda one: one[1].code):
        left = owed[agency_id]
        for number, day in enumerate(days):
            if begins[number] > at:
                break
            came, given = changes.get((agency_id, number), (0, 0))
            left += came - given
            if left or came or given:
                found.append(Day(ref, day, left, came, given))
    return found


def _mine(found: Any, actor: access.Actor, column: Any) -> Any:
    scope = access.reports_on(actor)
    if scope is None:
        return found
    if not scope:
        raise errors.ForbiddenError("no_right")
    return found.where(column.in_(sorted(scope)))


def _named(session: Session, ids: set[int]) -> dict[int, views.AgencyRef]:
    found = session.execute(
        select(_AGENCY.id, _AGENCY.code, _AGENCY.name_vi, _AGENCY.name_en).where(_AGENCY.id.in_(sorted(ids)))
    )
    return {row.id: views.AgencyRef(row.code, row.name_vi, row.name_en) for row in found}
