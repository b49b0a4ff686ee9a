"""Clocks between rows and values: read, changed by one act at a time, written with their acts in two statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import settings as st
from models import base, rows
from models import clock as clocks
from service.rules import clocks as rule
from service.rules import worktime
from service.usecases import calendars, notices, watched

COLUMNS = tuple(clocks.Clock.__table__.c)
_CHANGING = (
    "agency_id", "calendar_id", "state", "paused_for", "stopped_at", "first_due_at", "due_at", "extended", "late_s",
    "since", "used", "limit_ticks", "grace", "excluded", "acts", "watch_at", "told_at", "told_used",
)  # fmt: skip
CUT_OFF, OUTAGE = "cut_off", "outage"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `fresh` are the rows of the acts that were done to it and are not written yet."""

    id: int
    case_id: int
    kind: str
    subject: str
    procedure_id: int
    version_id: int
    agency_id: int | None
    calendar_id: int | None
    counter: rule.Counter
    first_due: datetime | None = None
    extended: bool = False
    acts: int = 0
    told_at: int | None = None
    told_used: int | None = None
    """What was last warned of: forgotten when the clock begins anew."""
    fresh: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    @property
    def running(self) -> bool:
        """Whether it counts now."""
        return self.counter.state is rule.State.RUNNING

    @property
    def stopped(self) -> bool:
        """Whether it has ended."""
        return self.counter.state is rule.State.STOPPED


def of_row(row: Any) -> Clock:
    """A clock from its row."""
    unit = st.Unit(row.unit)
    limit = None if row.amount is None else st.Limit(row.amount, unit)
    counter = rule.Counter(
        terms=rule.Terms(limit, unit, worktime.Ends(row.ends)),
        state=rule.State(row.state),
        since=base.to_datetime(row.since),
        started=base.to_datetime(row.started_at),
        used=row.used,
        allowed=row.limit_ticks,
        due=_instant(row.due_at),
        grace=row.grace,
        paused_for=row.paused_for or "",
        excluded=tuple(_stretch(one) for one in row.excluded or ()),
        stopped=_instant(row.stopped_at),
        late=row.late_s or 0,
    )
    return Clock(
        row.id, row.case_id, row.kind, row.subject, row.procedure_id, row.version_id, row.agency_id, row.calendar_id,
        counter, _instant(row.first_due_at), row.extended, row.acts, row.told_at, row.told_used,
    )  # fmt: skip


def to_row(clock: Clock) -> dict[str, Any]:
    """The row of a clock; whether somebody is to be warned is looked at anew, because its due date may have moved."""
    kept = clock.counter
    return {
        "id": clock.id,
        "case_id": clock.case_id,
        "kind": clock.kind,
        "subject": clock.subject,
        "procedure_id": clock.procedure_id,
        "version_id": clock.version_id,
        "agency_id": clock.agency_id,
        "calendar_id": clock.calendar_id,
        "amount": None if kept.terms.limit is None else kept.terms.limit.amount,
        "unit": kept.terms.counted_in.value,
        "state": kept.state.value,
        "paused_for": kept.paused_for or None,
        "started_at": base.to_ms(kept.started),
        "stopped_at": _ms(kept.stopped),
        "first_due_at": _ms(clock.first_due),
        "due_at": _ms(kept.due),
        "extended": clock.extended,
        "late_s": kept.late if clock.stopped else None,
        "since": base.to_ms(kept.since),
        "used": kept.used,
        "limit_ticks": kept.allowed,
        "ends": kept.terms.ends.value,
        "grace": kept.grace,
        "excluded": [_stretch_json(one) for one in kept.excluded] or None,
        "acts": clock.acts,
        "watch_at": 0,
        "told_at": clock.told_at,
        "told_used": clock.told_used,
    }


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else base.to_datetime(ms)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else base.to_ms(at)


def _stretch(told: Any) -> rule.Stretch:
    since, until, why, ref = told
    return rule.Stretch(base.to_datetime(since), base.to_datetime(until), why, ref)


def _stretch_json(one: rule.Stretch) -> list[object]:
    return [base.to_ms(one.since), base.to_ms(one.until), one.why, one.ref]


def by_id(session: Session, clock_id: int) -> Clock:
    """A clock by its id."""
    return of_row(session.execute(select(*COLUMNS).where(clocks.Clock.id == clock_id)).one())


def stretch_body(one: rule.Stretch) -> dict[str, object]:
    """What an act that excludes a stretch keeps of it."""
    return {"since": base.to_ms(one.since), "until": base.to_ms(one.until), "why": one.why, "ref": one.ref}


def done(
    clock: Clock,
    counter: rule.Counter,
    kind: rule.Kind,
    at: datetime,
    *,
    reason: str = "",
    document: str = "",
    person_id: int | None = None,
    body: Mapping[str, object] | None = None,
) -> Clock:
    """The clock after an act, with the act to be written."""
    act = {
        "clock_id": clock.id,
        "seq": clock.acts + 1,
        "at": base.to_ms(at),
        "kind": kind.value,
        "reason": reason or None,
        "document": document or None,
        "person_id": person_id,
        "calendar_id": clock.calendar_id,
        "body": None if body is None else dict(body),
    }
    return replace(clock, counter=counter, acts=clock.acts + 1, fresh=(*clock.fresh, act))


def one(session: Session, case_id: int, kind: str, subject: str) -> Clock | None:
    """A clock of a case."""
    table = clocks.Clock.__table__.c
    query = select(*COLUMNS).where(table.case_id == case_id, table.kind == kind, table.subject == subject)
    row = session.execute(query).one_or_none()
    return None if row is None else of_row(row)


def acts(session: Session, clock_ids: Iterable[int]) -> dict[int, list[Any]]:
    """The rows of clocks' acts in order, by clock."""
    table = clocks.ClockAct.__table__.c
    query = select(*table).where(table.clock_id.in_(list(clock_ids))).order_by(table.clock_id, table.seq)
    found: dict[int, list[Any]] = {}
    for row in session.execute(query):
        found.setdefault(row.clock_id, []).append(row)
    return found


def told_again(
    session: Session,
    clock: Clock,
    told: Iterable[Any],
    now: datetime,
    more: Iterable[rule.Act] = (),
    calendar: worktime.Calendar | None = None,
) -> rule.Reading:
    """A clock told from the rows of its acts, and from acts that are to be added.

    Parameters:
        calendar: that counts, where it is not that of the last act.
    """
    done = [*(_act(row) for row in told), *more]
    last = done[-1].calendar
    known = {last: calendars.by_id(session, last) if calendar is None else calendar}
    return rule.reading(clock.counter.terms, done, known, now)


def _act(row: Any) -> rule.Act:
    body: Mapping[str, Any] = row.body or {}
    stretch = None
    if "until" in body:
        since, until = base.to_datetime(body["since"]), base.to_datetime(body["until"])
        stretch = rule.Stretch(since, until, body["why"], body["ref"])
    return rule.Act(
        rule.Kind(row.kind),
        base.to_datetime(row.at),
        row.reason or "",
        row.calendar_id,
        body.get("ticks", 0),
        stretch,
        _instant(body.get("told")),
    )


def write(session: Session, changed: Iterable[Clock]) -> None:
    """Write clocks and their new acts: two statements, none where nothing was done.

    Who was warned of one that has ended needs to know no longer.
    """
    touched = [one for one in changed if one.fresh]
    for one in touched:
        if one.counter.stopped is not None and one.told_at is not None:
            notices.settle(session, [watched.clock_subject(one.id)], one.counter.stopped)
    rows.insert(session, clocks.Clock, [to_row(one) for one in touched], update=_CHANGING)
    rows.insert(session, clocks.ClockAct, [act for one in touched for act in one.fresh])
