"""When timers in working time are due: the engine says how much, the calendar of whoever is at work says until when.

That is the office which holds the step that the timer stands on, else the one whose lane the timer stands in; where
nobody of ours is there, the one-stop unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bpmn import settings as st
from bpmn.expressions import temporal
from runner import outcome
from service.rules import calendar as cal
from service.rules import worktime
from service.usecases import calendars, locked, places, published


def dated(session: Session, case: locked.Case, one: published.Published, out: outcome.Outcome) -> outcome.Outcome:
    """The outcome with an instant for each timer that it sets; no statement where none is in working time."""
    if all(timer.working is None for timer in out.timers_set):
        return out
    named, waits = places.named_by_items(session, out.opened), {wait.seq: wait for wait in out.opened}
    offices = {timer.seq: _office(case, one, timer, waits, named) for timer in out.timers_set}
    kept = calendars.as_of(session, case.calendars, offices.values())
    set_ = (
        timer
        if timer.working is None
        else replace(timer, due_at=_due(timer.due_at, timer.working, kept[office].calendar))
        for timer, office in zip(out.timers_set, offices.values(), strict=True)
    )
    return replace(out, timers_set=tuple(set_))


def _due(since: datetime, working: temporal.Working, calendar: cal.Calendar) -> datetime:
    return worktime.add(since, st.Limit(working.amount, st.Unit(working.unit)), calendar)


def _office(
    case: locked.Case,
    one: published.Published,
    timer: outcome.Timer,
    waits: Mapping[int, outcome.Wait],
    named: Mapping[str, int],
) -> int:
    stands_on = waits.get(timer.host or timer.seq)
    if stands_on is not None:
        place = places.of_wait(one, case, stands_on, named)
    else:
        place = places.of_lane(one, case, timer.lane, outcome.WaitKind.TIMER)
    return place.agency_id or case.intake_agency_id
