"""Clocks as a case moves: begun, paused, resumed and stopped in the transaction of the step that moves it.

Which clocks run is told from where the case rests afterwards (`rules/clockholds.py`); this gives each clock the act
that takes it there. So a recall, an operator's move, a timer and a message need no rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bpmn import clocking
from bpmn import settings as st
from models import base, rows
from models import clock as clocks
from runner import outcome
from service.rules import clockholds, worktime
from service.rules import clocks as rule
from service.usecases import calendars, clockrows, clockview, locked, published

UNIT = st.Unit.WORKING_DAY
"""What a clock without a limit measures in."""

_inherited = clocking.USUAL


def inherit(terms: clocking.Terms) -> None:
    """Let versions inherit these terms in this process, over the usual ones."""
    global _inherited
    _inherited = clocking.over(terms, clocking.USUAL)


def terms_of(one: published.Published) -> clocking.Terms:
    """The terms of a version's clocks, over what it inherits."""
    return clocking.over(one.effective.clocks, _inherited)


@dataclass(frozen=True, slots=True)
class Step:
    """What a step did to where the case rests.

    `closed` and `back` are rows of the step log, `opened` those to be written; `back` are open again. `over`: the case
    has ended. `ended_at` is when what it closed really ended: of a timer its instant, however late the worker came.
    """

    closed: Sequence[locked.Step]
    opened: Sequence[Mapping[str, Any]]
    back: Sequence[locked.Step] = ()
    over: bool = False
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The clocks that were changed; `due_at` of the case from now on, where `redue`."""

    changed: tuple[clockrows.Clock, ...] = ()
    redue: bool = False
    due_at: int | None = None


NOT_MOVED = Moved()


def move(
    session: Session, case: locked.Case, one: published.Published, did: Step, now: datetime, *, begins: bool = False
) -> Moved:
    """Give each clock of the case the act that takes it where it should be; nothing is written yet.

    Nothing is asked of a case that begins, nor where no clock can begin, rest or end.
    """
    if begins:
        seen = clockview.View()
    elif did.over or did.back or clockview.moves_a_clock(one, case, terms_of(one), did.closed, did.opened):
        seen = clockview.look(session, case.id)
    else:
        return NOT_MOVED
    moving = _Moving(session, seen, case, one, did, base.to_datetime(base.to_ms(now)))
    if did.over:
        moving.end()
    else:
        moving.go_on()
    changed = tuple(one for key, one in moving.kept.items() if one is not seen.kept.get(key))
    before, after = seen.kept.get((clocks.CASE, "")), moving.kept.get((clocks.CASE, ""))
    if after is None or after is before or did.over:
        return Moved(changed)
    return Moved(changed, True, shown_due(after))


def shown_due(clock: clockrows.Clock) -> int | None:
    """When a case is due as its clock says: no date while it rests, unless it was late before."""
    counter = clock.counter
    if counter.due is None or (counter.state is rule.State.PAUSED and not counter.breached):
        return None
    return base.to_ms(counter.due)


class _Moving:
    """One step's way through the clocks of a case."""

    def __init__(
        self,
        session: Session,
        seen: clockview.View,
        case: locked.Case,
        one: published.Published,
        did: Step,
        now: datetime,
    ) -> None:
        self.session, self.case, self.one, self.did, self.now = session, case, one, did, now
        self.terms = terms_of(one)
        self.kept = dict(seen.kept)
        self.ended = min(now, did.ended_at or now)
        gone = {step.seq for step in did.closed}
        rests = [rest for rest in seen.rests if rest.seq not in gone]
        rests += [clockview.of_row(row) for row in did.opened] + [clockview.of_step(step) for step in did.back]
        self.rests = {rest.seq: rest for rest in rests}
        self.holds = [clockview.hold(one, case, self.terms, rest) for rest in self.rests.values()]

    def end(self) -> None:
        """The case has ended: every clock stops."""
        for key, clock in self.kept.items():
            if not clock.stopped:
                self.kept[key] = self._stop(clock)

    def go_on(self) -> None:
        """Begin, pause and resume clocks by where the case rests now."""
        self._acknowledge()
        self._of_case()
        wants = [*clockholds.of_lanes(self.terms, self.holds), *clockholds.of_budgets(self.terms, self.holds)]
        wanted = set()
        for want in wants:
            apart = want.agency_id if want.apart else None
            subject = clocks.lane_subject(want.subject, apart) if want.kind == clocks.LANE else want.subject
            wanted.add((want.kind, subject))
            self._want(want, subject)
        for key, clock in list(self.kept.items()):
            if clock.kind in (clocks.LANE, clocks.BUDGET) and key not in wanted:
                self.kept[key] = self._rest(clock, clockholds.ELSEWHERE)

    def _calendar(self, clock: clockrows.Clock) -> worktime.Calendar:
        return calendars.by_id(self.session, clock.calendar_id)

    def _acknowledge(self) -> None:
        """What is closed has been acknowledged; what another agency handed over is to be."""
        for step in self.did.closed:
            key = (clocks.ACK, str(step.seq))
            if key in self.kept and not self.kept[key].stopped:
                self.kept[key] = self._stop(self.kept[key])
        limit = None if self.terms.acknowledgement is None else self.terms.acknowledgement.limit
        senders = {step.seq: step.agency_id for step in self.did.closed}
        for row in self.did.opened if limit is not None else ():
            if row["handed_over"]:
                sender = senders.get(row["opened_by"])
                told = None if sender is None else {"from_agency": str(sender)}
                self._open(clocks.ACK, str(row["seq"]), row["agency_id"], limit, self.now, body=told)

    def _of_case(self) -> None:
        clock = self.kept.get((clocks.CASE, ""))
        if clock is None:
            opened = base.to_datetime(self.case.opened_at)
            clock = self._open(clocks.CASE, "", self.case.intake_agency_id, self.one.effective.limit, opened)
        before = clock.counter.paused_for
        waits = before == clockholds.NOT_RECEIVED or (not clock.counter.used and clock.counter.since == self.now)
        received = not waits or clockholds.received(self.terms, self.holds, self.case.intake_agency_id)
        reason = clockholds.of_case(self.terms, self.holds, received)
        if before == clockholds.SUPPLEMENT and reason != before and self.terms.supplement is clocking.After.RESTART:
            self._restart()
            clock = self.kept[clocks.CASE, ""]
        if before == clockholds.NOT_RECEIVED and not reason:
            clock = self._cut_off(clock)
        self.kept[clocks.CASE, ""] = self._rest(clock, reason) if reason else self._run(clock)

    def _restart(self) -> None:
        """After a supplement the time begins anew, where it had not run out."""
        for key, clock in self.kept.items():
            if clock.kind == clocks.ACK or clock.stopped:
                continue
            counter = rule.restart(clock.counter, self.now, self._calendar(clock))
            if counter is not clock.counter:
                untold = replace(clock, told_at=None, told_used=None)
                done = clockrows.done(untold, counter, rule.Kind.RESTART, self.now, reason=clockholds.SUPPLEMENT)
                self.kept[key] = done

    def _want(self, want: clockholds.Want, subject: str) -> None:
        key = (want.kind, subject)
        clock = self.kept.get(key)
        if clock is None:
            since = min((r.enabled_at for r in self.rests.values() if r.lane_key == want.subject), default=None)
            at = self.now if since is None else base.to_datetime(since)
            clock = self._open(want.kind, subject, want.agency_id, want.limit, at)
        elif clock.agency_id != want.agency_id:
            clock = replace(clock, agency_id=want.agency_id)
        self.kept[key] = self._rest(clock, want.reason) if want.reason else self._run(clock)

    def _open(
        self,
        kind: str,
        subject: str,
        agency_id: int | None,
        limit: st.Limit | None,
        at: datetime,
        body: Mapping[str, object] | None = None,
    ) -> clockrows.Clock:
        office = self.case.intake_agency_id if agency_id is None else agency_id
        named = calendars.as_of(self.session, self.case.calendars, [office])[office]
        of_case = kind == clocks.CASE
        ends = worktime.Ends((self.terms.start.ends or clocking.Ends.SAME_TIME).value) if of_case else None
        terms = rule.Terms(limit, UNIT, ends or worktime.Ends.SAME_TIME)
        excluded = cut_off(self.terms.start, at, named.calendar) if of_case else ()
        counter = rule.start(terms, at, named.calendar, excluded)
        clock = clockrows.Clock(
            base.new_id(base.to_ms(self.now)), self.case.id, kind, subject, self.case.procedure_id,
            self.case.version_id, agency_id, named.id, counter,
        )  # fmt: skip
        body = clockrows.stretch_body(excluded[0]) if excluded else body
        clock = clockrows.done(clock, counter, rule.Kind.START, at, body=body)
        clock = self._run(clock) if kind == clocks.ACK else clock
        self.kept[kind, subject] = clock
        return clock

    def _cut_off(self, clock: clockrows.Clock) -> clockrows.Clock:
        """What the competent agency receives late in the day counts from the next."""
        found = cut_off(self.terms.start, self.now, self._calendar(clock))
        if not found:
            return clock
        counter = replace(clock.counter, excluded=rule.merged((*clock.counter.excluded, *found)))
        body = clockrows.stretch_body(found[0])
        return clockrows.done(clock, counter, rule.Kind.EXCLUDE, self.now, reason=clockrows.CUT_OFF, body=body)

    def _rest(self, clock: clockrows.Clock, reason: str) -> clockrows.Clock:
        if clock.stopped or (not clock.running and clock.counter.paused_for == reason):
            return clock
        begun = clock.counter.since
        at = max(self.ended, begun) if clock.running else self.now
        counter = rule.pause(clock.counter, at, reason, self._calendar(clock))
        return clockrows.done(clock, counter, rule.Kind.PAUSE, at, reason=reason)

    def _run(self, clock: clockrows.Clock) -> clockrows.Clock:
        if not clock.running and not clock.stopped:
            counter = rule.resume(clock.counter, self.now, self._calendar(clock))
            clock = clockrows.done(clock, counter, rule.Kind.RESUME, self.now)
        if clock.first_due is None and clock.counter.due is not None:
            clock = replace(clock, first_due=clock.counter.due)
        return clock

    def _stop(self, clock: clockrows.Clock) -> clockrows.Clock:
        at = max(self.ended, clock.counter.since) if clock.running else self.now
        counter = rule.stop(clock.counter, at, self._calendar(clock))
        return clockrows.done(clock, counter, rule.Kind.STOP, at)


def cut_off(start: clocking.Start, at: datetime, calendar: worktime.Calendar) -> tuple[rule.Stretch, ...]:
    """The time before a clock begins to count that starts late in the day."""
    seconds = None
    if start.cut_off:
        hours, minutes = start.cut_off.split(":")
        seconds = int(hours) * 3600 + int(minutes) * 60
    policy = worktime.Policy(seconds, 60 * start.last if start.last else None)
    begins = worktime.begin(at, calendar, policy)
    return (rule.Stretch(at, begins, clockrows.CUT_OFF),) if begins > at else ()


def acknowledged(session: Session, case_id: int, step: locked.Step, now: datetime) -> None:
    """Stop the clock of a hand-over that somebody of the next agency has taken up."""
    if not step.handed_over:
        return
    found = clockrows.one(session, case_id, clocks.ACK, str(step.seq))
    if found is None or found.stopped:
        return
    at = base.to_datetime(base.to_ms(now))
    counter = rule.stop(found.counter, at, calendars.by_id(session, found.calendar_id))
    clockrows.write(session, [clockrows.done(found, counter, rule.Kind.STOP, at)])


def stop_all(session: Session, case_id: int, now: datetime) -> None:
    """Stop every clock of a case that ends without a step of the engine."""
    at = base.to_datetime(base.to_ms(now))
    stopped = []
    for clock in clockview.look(session, case_id).kept.values():
        if not clock.stopped:
            counter = rule.stop(clock.counter, at, calendars.by_id(session, clock.calendar_id))
            stopped.append(clockrows.done(clock, counter, rule.Kind.STOP, at))
    clockrows.write(session, stopped)


def silences(
    session: Session, case: locked.Case, one: published.Published, opened: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Write when opened steps consent by silence (`usecases/consents.py`); no statement where none does."""
    terms = terms_of(one).consents
    told = []
    for row in opened if terms else ():
        consent = terms.get(row["element"])
        if consent is not None and row["kind"] == outcome.WaitKind.TASK.value:
            due = worktime.add(now, consent.limit, calendars.by_id(session, row["calendar_id"]))
            told.append({"case_id": case.id, "seq": row["seq"], "due_at": base.to_ms(due)})
    rows.insert(session, clocks.Consent, told, update=("due_at",))
