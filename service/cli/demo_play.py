"""Plays the demo's cases through the use cases, event by event in the order of time, under a clock of its own.

What a person, the worker and the bank do are events in one queue; each is done at its instant by who it is for, and
what it opens puts the next ones into the queue. Nothing is written but by use cases.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import base, message, timer
from service.cli import demo_offices, demo_people, demo_stories
from service.rules import access
from service.usecases import cases, deadlines, delivery, people, tasks, versions, views

WORKER = timedelta(seconds=2)
"""How long after it was sent the worker delivers a message."""
LAST = timedelta(hours=5)
"""Who should have ended by now and hasn't is hurried in the last hours."""
HURRY = timedelta(minutes=4)
BATCH = 100
PAYMENT, PAYMENT_MESSAGE = "Catch_Payment", "land.payment"


@dataclass(slots=True)
class Dossier:
    """A case under way. `waits` holds what is open, by kind, element and number of the step."""

    story: demo_stories.Case
    code: str = ""
    case_id: int = 0
    ended: bool = False
    waits: set[tuple[str, str, str]] = field(default_factory=set)
    visits: Counter[str] = field(default_factory=Counter)
    timers: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose a step is: code of an agency or of a kind that the case picks, and the role that it asks for."""

    agency: str
    kind: str
    role: str


class Play:
    """The demo being played in one session; `run` yields after each event how many cases have been settled.

    Parameters:
        planned: the cases, in the order in which they begin.
        now: when everything stops: the present.
    """

    def __init__(self, session: Session, planned: tuple[demo_stories.Case, ...], now: datetime) -> None:
        self._session, self._now = session, now
        self._queue: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = itertools.count()
        self._dossiers: dict[int, Dossier] = {}
        self._people: dict[str, access.Actor] = {}
        self._desks: dict[tuple[str, int], Mapping[str, Desk]] = {}
        self.settled = 0
        for story in planned:
            self._at(story.opened, self._begin(Dossier(story)))

    def run(self) -> Iterator[int]:
        """Let everything happen that has happened by now."""
        while self._queue and self._queue[0][0] <= self._now:
            at, _, act = heapq.heappop(self._queue)
            act(at)
            yield self.settled
        while deadlines.fold_counters(self._session):
            pass

    def _at(self, when: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self._queue, (when, next(self._numbers), act))

    def _who(self, login: str) -> access.Actor:
        if login not in self._people:
            self._people[login] = people.actor(self._session, login, now=self._now)
        return self._people[login]

    def _one_of(self, dossier: Dossier, agency: str, role: str) -> access.Actor:
        return self._who(dossier.story.dice.choice(demo_people.logins(agency, role)))

    # --- a case begins
    def _begin(self, dossier: Dossier) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            story = dossier.story
            person = demo_stories.applicant(story)
            officer = self._one_of(dossier, story.ward["mot-cua"], demo_people.STAFF)
            filed = demo_stories.data(story, person)
            seen = cases.start(self._session, officer, story.procedure, filed, person, story.agencies, now=at)
            dossier.code, dossier.case_id = seen.code, int(seen.id)
            self._dossiers[dossier.case_id] = dossier
            if not story.finish:
                self.settled += 1
            self._seen(dossier, seen.holding, at)

        return act

    # --- what opens
    def _seen(self, dossier: Dossier, holding: tuple[views.Holder, ...], at: datetime) -> None:
        """Take over what holds the case now."""
        found = {("task" if one.task else one.kind, one.element, one.task or "") for one in holding}
        for wait in sorted(found - dossier.waits):
            self._opened(dossier, wait, at)
        dossier.waits = found
        self._timers(dossier)

    def _opened(self, dossier: Dossier, wait: tuple[str, str, str], at: datetime) -> None:
        kind, element, task = wait
        if kind == "task":
            dossier.visits[element] += 1
            self._plan(dossier, element, task, at)
        elif element == PAYMENT and element not in dossier.story.never:
            hours = float(dossier.story.facts.get("pays_after", 8)) / max(1, 4 * dossier.visits[PAYMENT])
            dossier.visits[PAYMENT] += 1
            when = demo_offices.later(at, hours * demo_offices.HOUR * dossier.story.dice.lognormvariate(0, 0.2))
            self._at(self._hurried(dossier, at, when), self._pay(dossier))

    def _timers(self, dossier: Dossier) -> None:
        table = timer.Timer
        for due in self._session.scalars(select(table.due_at).where(table.case_id == dossier.case_id)):
            if due not in dossier.timers:
                dossier.timers.add(due)
                self._at(base.to_datetime(due), self._wake(dossier))

    def _plan(self, dossier: Dossier, element: str, task: str, at: datetime) -> None:
        """Somebody will begin with a task, and complete it; at an element where the case stops, begins at most."""
        story = dossier.story
        waiting, work = story.delays(element)
        desk = self._desk(dossier, element)
        actor = self._one_of(dossier, desk.agency or story.agencies[desk.kind], desk.role)
        begins = self._hurried(dossier, at, demo_offices.later(at, waiting))
        ends = self._hurried(dossier, begins, demo_offices.later(begins, work))
        stops = element in story.never
        if story.claims() and not (stops and (story.finish or story.dice.random() < 0.5)):
            self._at(begins, self._claim(dossier, task, actor))
        if not stops:
            self._at(ends, self._complete(dossier, element, task, actor))

    def _hurried(self, dossier: Dossier, at: datetime, when: datetime) -> datetime:
        return at + HURRY if dossier.story.finish and when > self._now - LAST else when

    def _desk(self, dossier: Dossier, element: str) -> Desk:
        key = dossier.story.procedure, dossier.story.version
        if key not in self._desks:
            self._desks[key] = self._read_desks(*key)
        return self._desks[key][element]

    def _read_desks(self, procedure: str, version: int) -> Mapping[str, Desk]:
        table = versions.steps(self._session, people.SYSTEM, procedure, version)
        return {line.row.element: _desk(line) for line in table.steps}

    # --- what people do
    def _claim(self, dossier: Dossier, task: str, actor: access.Actor) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            if any(wait[2] == task for wait in dossier.waits):
                case_id, seq = map(int, task.split("-"))
                tasks.claim(self._session, actor, case_id, seq, now=at)

        return act

    def _complete(self, dossier: Dossier, element: str, task: str, actor: access.Actor) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            if ("task", element, task) not in dossier.waits:
                return
            case_id, seq = map(int, task.split("-"))
            said = demo_stories.answers(dossier.story, element, dossier.visits[element], at)
            done = tasks.complete(self._session, actor, case_id, seq, said, now=at)
            dossier.waits.remove(("task", element, task))
            for one in done.opened:
                wait = ("task" if one.kind in ("task", "call") else one.kind, one.element, one.id)
                wait = wait if wait[0] == "task" else (*wait[:2], "")
                self._opened(dossier, wait, at)
                dossier.waits.add(wait)
            self._timers(dossier)
            self._ended(dossier, done.status)
            if dossier.story.procedure == demo_stories.LAND:
                self._at(at + WORKER, self._post)

        return act

    def _pay(self, dossier: Dossier) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            if not any(wait[1] == PAYMENT for wait in dossier.waits):
                return
            bank, told = self._who(demo_people.INTEGRATOR), demo_stories.payment(dossier.story)
            delivery.bring(self._session, bank, dossier.code, PAYMENT_MESSAGE, told, now=at)
            self._look(dossier, at)

        return act

    # --- what the worker does
    def _wake(self, dossier: Dossier) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            if not dossier.ended:
                failed = deadlines.wake(self._session, dossier.case_id, now=at)
                assert failed is None, failed
                self._look(dossier, at)

        return act

    def _post(self, at: datetime) -> None:
        table = message.Message
        while ids := deadlines.pending_messages(self._session, at, BATCH):
            for number in ids:
                failed = deadlines.deliver(self._session, number, now=at)
                assert failed is None, failed
            for case_id in set(self._session.scalars(select(table.to_case).where(table.id.in_(ids)))):
                if case_id in self._dossiers:
                    self._look(self._dossiers[case_id], at)

    def _look(self, dossier: Dossier, at: datetime) -> None:
        holding = cases.holding(self._session, people.SYSTEM, dossier.code, now=at)
        self._seen(dossier, holding, at)
        self._ended(dossier, "running" if holding else "ended")

    def _ended(self, dossier: Dossier, status: str) -> None:
        if status == "ended" and not dossier.ended:
            dossier.ended = True
            self.settled += 1


def _desk(line: versions.StepLine) -> Desk:
    bound = line.row.binding
    role = line.row.role or demo_people.STAFF
    if line.agency is not None:
        return Desk(line.agency.code, "", role)
    is_kind = bound is not None and bound.to.value == "kind"
    # Tasks of the applicant are offered to the one-stop unit.
    return Desk("", bound.value if bound is not None and is_kind else "mot-cua", role)
