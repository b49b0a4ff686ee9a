"""What an edited calendar does to what is due already: told beforehand, then done case by case.

A due date names the calendar that it was counted by. What is open and names another than its office keeps now is
counted anew from where it began; what is closed keeps its own for ever. Each case is done in its own transaction and
its record says what was due before; stopping anywhere loses nothing, because what is left still names the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from bpmn import settings as st
from models import agency, base, clock, rows, step
from models import case as cases
from runner import outcome
from service.rules import access, worktime
from service.rules import calendar as cal
from service.usecases import calendaredits, calendars, clockacts, locked, longwork, published, record

KIND = "calendars.apply"
MOST_LOOKED_AT = 20_000
"""Due dates that a dry run recounts; beyond, it says that there are more."""
SHOWN, BATCH, MOST_NAMED = 50, 200, 1_000
STEP, CASE = "step", "case"
_STEP, _CASE, _AGENCY = step.Step.__table__.c, cases.Case.__table__.c, agency.Agency.__table__.c
_CLOCK = clock.Clock.__table__.c
_OFFICE = func.coalesce(_STEP.agency_id, _CASE.intake_agency_id)


@dataclass(frozen=True, slots=True)
class Change:
    """A due date that changes: of a case, of the step `name` of it, or of the clock `name` of a lane or budget."""

    case: str
    what: str
    seq: int
    name: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit would change: the first of them, and how many; `more`: only so many were looked at."""

    shown: tuple[Change, ...]
    count: int
    cases: int
    looked_at: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    """An open due date: `limit` of `calendar` from `since`."""

    case_id: int
    case: str
    what: str
    seq: int
    name: str
    limit: st.Limit | None
    office: int
    since: int
    due_at: int | None
    calendar_id: int | None


def dry_run(
    session: Session, actor: access.Actor, code: str, patch: object, *, document: str = "", shown: int = SHOWN
) -> Changes:
    """What would become due at another time if a level were edited so; nothing is written.

    Raises:
        NotFoundError, ForbiddenError, InvalidError: as `calendaredits.proposed`.
    """
    edit = calendaredits.proposed(session, actor, code, patch, document)
    kept = calendars.of_agencies(session, edit.calendars)
    changed = {
        agency_id: wanted
        for agency_id, wanted in edit.calendars.items()
        if agency_id is not None and wanted != kept[agency_id].calendar
    }
    if not changed:
        return Changes((), 0, 0, 0)
    found: list[Change] = []
    count, looked_at, seen = 0, 0, set[int]()
    for one in _open(session, sorted(changed), MOST_LOOKED_AT + 1):
        looked_at += 1
        if looked_at > MOST_LOOKED_AT:
            break
        due_at = _recounted(one, changed[one.office])
        if due_at == one.due_at or due_at is None or one.due_at is None:
            continue
        count += 1
        seen.add(one.case_id)
        if len(found) < shown:
            found.append(_change(one, due_at))
    left = max(0, MOST_LOOKED_AT - looked_at)
    moved, of_clocks = clockacts.would_move(session, changed, most=left)
    told = [_of_clock(session, one) for one in moved if one.before is not None and one.after is not None]
    looked_at, cases_met = looked_at + of_clocks, seen | {one.case_id for one in moved}
    found += told[: max(0, shown - len(found))]
    more = looked_at >= MOST_LOOKED_AT
    return Changes(tuple(found), count + len(told), len(cases_met), min(looked_at, MOST_LOOKED_AT), more)


def _of_clock(session: Session, one: clockacts.Redated) -> Change:
    assert one.before is not None
    assert one.after is not None
    name = one.subject
    if one.kind == clock.LANE:
        name = published.get(session, one.version_id).lane(clock.lane_key(one.subject))
    return Change(one.case, one.kind, 0, name, one.before, one.after)


def _change(one: _Due, due_at: int) -> Change:
    before = base.to_datetime(one.due_at or due_at)
    return Change(one.case, one.what, one.seq, one.name, before, base.to_datetime(due_at))


def _recounted(one: _Due, calendar: cal.Calendar) -> int | None:
    if one.limit is None:
        return one.due_at
    return base.to_ms(worktime.add(base.to_datetime(one.since), one.limit, calendar))


def _steps() -> Select[*tuple[Any, ...]]:
    joined = step.Step.__table__.join(cases.Case.__table__, _STEP.case_id == _CASE.id)
    return (
        select(
            _STEP.case_id, _CASE.code, _STEP.seq, _STEP.element, _STEP.version_id, _OFFICE.label("office"),
            _STEP.enabled_at, _STEP.due_at, _STEP.calendar_id, _STEP.kind,
        )
        .select_from(joined)
        .where(_STEP.completed_at.is_(None), _CASE.status == "running")
    )  # fmt: skip


def _cases() -> Select[*tuple[Any, ...]]:
    has_clock = select(clock.Clock.id).where(clock.Clock.case_id == _CASE.id, clock.Clock.kind == clock.CASE).exists()
    return select(
        _CASE.id, _CASE.code, _CASE.version_id, _CASE.intake_agency_id, _CASE.opened_at, _CASE.due_at,
        _CASE.calendar_id, has_clock.label("has_clock"),
    ).where(_CASE.status == "running")  # fmt: skip


def _open(session: Session, offices: Sequence[int], most: int) -> Iterable[_Due]:
    """Open due dates that are counted by the calendars of these offices: cases first, then steps."""
    known = frozenset(offices)
    of_cases, of_steps = _cases().where(_CASE.due_at.is_not(None)), _steps().where(_STEP.due_at.is_not(None))
    if len(offices) <= MOST_NAMED:
        of_cases = of_cases.where(_CASE.intake_agency_id.in_(offices))
        of_steps = of_steps.where(_OFFICE.in_(offices))
    for row in session.execute(of_cases.order_by(_CASE.id).limit(most)):
        if row.intake_agency_id in known:
            yield _case_due(session, row)
    for row in session.execute(of_steps.order_by(_STEP.case_id, _STEP.seq).limit(most)):
        if row.office in known:
            yield _step_due(session, row)


def _case_due(session: Session, row: Any) -> _Due:
    # A case with a clock is due when the clock says.
    limit = None if row.has_clock else published.get(session, row.version_id).effective.limit
    return _Due(row.id, row.code, CASE, 0, "", limit, row.intake_agency_id, row.opened_at, row.due_at, row.calendar_id)


def _step_due(session: Session, row: Any) -> _Due:
    one = published.get(session, row.version_id)
    # A timer fires when its diagram says; a limit doesn't move it.
    limit = None if row.kind == outcome.WaitKind.TIMER.value else one.step(row.element).limit
    name = one.name(row.element)
    return _Due(
        row.case_id, row.code, STEP, row.seq, name, limit, row.office, row.enabled_at, row.due_at, row.calendar_id
    )


def pending(session: Session, after: int = 0, most: int = BATCH) -> tuple[int, ...]:
    """Ids of running cases, from the one after `after`, in which something open names another calendar than its office
    keeps now."""
    city = calendars.of_agencies(session, [None])[None].id or 0
    of_steps = (
        select(_STEP.case_id)
        .select_from(
            step.Step.__table__.join(cases.Case.__table__, _STEP.case_id == _CASE.id).join(
                agency.Agency.__table__, _AGENCY.id == _OFFICE
            )
        )
        .where(_STEP.completed_at.is_(None), _CASE.status == "running", _STEP.case_id > after)
        .where(_differs(_STEP.calendar_id, city))
        .distinct()
        .order_by(_STEP.case_id)
        .limit(most)
    )
    of_cases = (
        select(_CASE.id)
        .select_from(cases.Case.__table__.join(agency.Agency.__table__, _AGENCY.id == _CASE.intake_agency_id))
        .where(_CASE.status == "running", _CASE.id > after, _differs(_CASE.calendar_id, city))
        .order_by(_CASE.id)
        .limit(most)
    )
    of_clocks = (
        select(_CLOCK.case_id)
        .select_from(
            clock.Clock.__table__.join(cases.Case.__table__, _CLOCK.case_id == _CASE.id).join(
                agency.Agency.__table__, _AGENCY.id == func.coalesce(_CLOCK.agency_id, _CASE.intake_agency_id)
            )
        )
        .where(_CLOCK.stopped_at.is_(None), _CASE.status == "running", _CLOCK.case_id > after)
        .where(_differs(_CLOCK.calendar_id, city))
        .distinct()
        .order_by(_CLOCK.case_id)
        .limit(most)
    )
    found = {*session.scalars(of_steps), *session.scalars(of_cases), *session.scalars(of_clocks)}
    return tuple(sorted(found)[:most])


def _differs(column: ColumnElement[int | None], city: int) -> ColumnElement[bool]:
    return func.coalesce(column, 0) != func.coalesce(_AGENCY.calendar_id, city)


def apply(session: Session, case_id: int, *, now: datetime) -> tuple[Change, ...]:
    """Count what is open in a case by the calendars that its offices keep now; what was changed is in its record. A
    second call finds nothing to do."""
    case = locked.case(session, case_id)
    if case.status != "running":
        return ()
    dues = [_step_due(session, row) for row in session.execute(_steps().where(_STEP.case_id == case_id))]
    dues += [_case_due(session, row) for row in session.execute(_cases().where(_CASE.id == case_id))]
    kept = calendars.as_of(session, case.calendars, {one.office for one in dues})
    changed: list[Change] = []
    for one in dues:
        wanted = kept[one.office]
        if wanted.id == one.calendar_id:
            continue
        due_at = one.due_at if one.due_at is None else _recounted(one, wanted.calendar)
        _write(session, one, wanted.id, due_at)
        if due_at is not None and due_at != one.due_at:
            changed.append(_change(one, due_at))
    changed += [
        _of_clock(session, one)
        for one in clockacts.recount(session, case, now=now)
        if one.before is not None and one.after is not None
    ]
    if changed:
        told = [
            {
                "what": one.what,
                "seq": one.seq,
                "name": one.name,
                "from": base.to_ms(one.before),
                "to": base.to_ms(one.after),
            }
            for one in changed
        ]
        record.only_act(session, case, record.Act("calendar.applied", {"due": told}), now=now)
    return tuple(changed)


def _write(session: Session, one: _Due, calendar_id: int | None, due_at: int | None) -> None:
    if one.what == CASE:
        rows.update(session, cases.Case, {"id": one.case_id}, {"calendar_id": calendar_id, "due_at": due_at})
        return
    values = {"calendar_id": calendar_id, "due_at": due_at, "order_at": base.FAR if due_at is None else due_at}
    if due_at != one.due_at:
        values["watch_at"] = 0  # who is to be warned is looked at by the new date
    rows.update(session, step.Step, {"case_id": one.case_id, "seq": one.seq}, values)


def want(session: Session, now: datetime) -> bool:
    """Let a worker count anew what is open, after an edit; whether that wasn't wanted already."""
    state = calendars.newest(session)
    return longwork.enqueue(session, KIND, {}, f"{KIND}:{state}", now)


def order(
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
    """Edit a level and let a worker count anew what is open; the number of the version. As `calendaredits.edit`."""
    number = calendaredits.edit(session, actor, code, patch, document=document, reason=reason, after=after, now=now)
    want(session, now)
    return number


def left_behind(session: Session, now: datetime, _batch: int) -> int:
    """Want the work again where a step that was under way at the edit still was counted by the old calendar."""
    if not pending(session, most=1):
        return 0
    key = f"{KIND}:{calendars.newest(session)}:{base.to_ms(now) // 3_600_000}"
    longwork.enqueue(session, KIND, {}, key, now)
    return 0


def walk(transaction: Callable[[], Any], now: Callable[[], datetime], after: int = 0) -> Iterable[tuple[int, int]]:
    """Do all cases that are pending, each in its own transaction: the case's id, and how many due dates it changed."""
    while True:
        with transaction() as session:
            ids = pending(session, after)
        if not ids:
            return
        for case_id in ids:
            with transaction() as session:
                changed = len(apply(session, case_id, now=now()))
            yield case_id, changed
            after = case_id


def run(task: longwork.Task) -> None:
    """The worker's part: as `walk`; a try that follows another finds only what is left."""
    for _ in walk(task.transaction, task.now):
        pass


HANDLER = longwork.Handler(run)
