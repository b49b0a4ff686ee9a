"""A city in which cases get late: clocks as their use case writes them, and the acts of an apology in one line each."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from bpmn import settings as st
from models import apology, base, blobs, clock
from models import case as cases
from service.rules import apologies as rules
from service.rules import worktime
from service.usecases import apologies, apologydrafts, apologyviews, people
from tests.service.usecases import world

PDF = b"%PDF-1.7 a letter"


@dataclass
class Late:
    """A city with one procedure (`world.chain`) and what the tests do with its clocks."""

    city: world.World
    store: blobs.Blobs
    letters: list[dict[str, Any]] = field(default_factory=list)
    of_cases: list[apology.Apology] = field(default_factory=list)

    def case(self, **more: Any) -> str:
        """A new case; its code."""
        return self.city.start("TT", **more).code

    def clock(
        self,
        code: str,
        due: datetime,
        *,
        kind: str = clock.LANE,
        subject: str = "P/Two",
        agency: str | None = "H26.2",
        amount: int = 3,
        unit: str = "working_day",
        **more: Any,
    ) -> int:
        """A clock of a case, due at an instant; its id. What the case's own start has set going is taken away first."""
        limit = st.Limit(amount, st.Unit(unit))
        began = worktime.add_ticks(due, -amount * worktime.TICKS[limit.unit], limit.unit)
        at = base.to_ms(min(began, due))
        values: dict[str, Any] = {
            "id": base.new_id(base.to_ms(self.city.now)),
            "kind": kind,
            "subject": subject if kind != clock.CASE else "",
            "agency_id": None if agency is None else self.city.agencies[agency],
            "amount": amount,
            "unit": unit,
            "state": clock.RUNNING,
            "started_at": at,
            "since": at,
            "first_due_at": base.to_ms(due),
            "due_at": base.to_ms(due),
            "limit_ticks": amount * worktime.TICKS[limit.unit],
            "acts": 1,
            **more,
        }
        with self.city.database.transaction() as session:
            case = session.execute(
                select(cases.Case.id, cases.Case.procedure_id, cases.Case.version_id).where(cases.Case.code == code)
            ).one()
            own = (clock.Clock.case_id == case.id, clock.Clock.kind == kind, clock.Clock.subject == values["subject"])
            for was in session.scalars(select(clock.Clock).where(*own)).all():
                session.execute(delete(clock.ClockAct).where(clock.ClockAct.clock_id == was.id))
                session.delete(was)
            session.flush()
            whose = {"case_id": case.id, "procedure_id": case.procedure_id, "version_id": case.version_id}
            session.add(clock.Clock(**whose, **values))
            session.flush()
            session.add(clock.ClockAct(clock_id=values["id"], seq=1, at=at, kind="start"))
        return int(values["id"])

    def change(self, clock_id: int, **values: Any) -> None:
        """Let something happen to a clock."""
        with self.city.database.transaction() as session:
            row = session.get_one(clock.Clock, clock_id)
            for key, value in values.items():
                setattr(row, key, base.to_ms(value) if isinstance(value, datetime) else value)

    def sweep(self, batch: int = 100) -> int:
        """What the worker does."""
        with self.city.database.transaction() as session:
            done = apologydrafts.tidy(session, self.city.now, batch)
        with self.city.database.transaction() as session:
            return done + apologydrafts.draft_due(session, self.city.now, batch)

    def of(self, code: str) -> tuple[apologyviews.ApologyView, ...]:
        """The apologies of a case."""
        with self.city.database.reading() as session:
            case_id = session.scalars(select(cases.Case.id).where(cases.Case.code == code)).one()
            return apologyviews.of_case(session, people.SYSTEM, case_id)

    def late(self, hours: float = 1, **more: Any) -> apologyviews.ApologyView:
        """A draft for a lane that is late."""
        code = self.case()
        self.clock(code, self.city.now - timedelta(hours=hours), **more)
        self.sweep()
        (found,) = self.of(code)
        return found

    def act(self, name: str, who: str, one: apologyviews.ApologyView, *more: Any, **named: Any) -> Any:
        """Do something with an apology."""
        with self.city.database.transaction() as session:
            actor = self.city.people[who]
            return getattr(apologies, name)(session, actor, one.id, *more, now=self.city.now, **named)

    def submit(self, one: apologyviews.ApologyView, who: str = "staff H26.2", **more: Any) -> apologyviews.ApologyView:
        """Write and submit, with the date that was proposed."""
        draft = rules.Draft(**({"reason": "workload", "words": "", "new_due": one.new_due_at} | more))
        return self.act("write", who, one, draft, submit=True)

    def sign(self, one: apologyviews.ApologyView, who: str = "chief H26.2") -> apologyviews.ApologyView:
        """Sign what was approved."""

        def render(says: Any) -> bytes:
            self.letters.append(dict(says))
            return PDF + says["number"].encode()

        return apologies.sign(self.city.database, self.store, self.city.people[who], one.id, render, now=self.city.now)

    def signed(self, one: apologyviews.ApologyView, **more: Any) -> apologyviews.ApologyView:
        """From draft to signature."""
        return self.sign(self.act("approve", "chief H26.2", self.submit(one, **more)))

    def sent(self, one: apologyviews.ApologyView, **more: Any) -> apologyviews.ApologyView:
        """From draft to the register."""
        return self.act("send", "staff H26.2", self.signed(one, **more), "intake")

    def late_row(self) -> apology.Apology:
        """The row of a draft, to make others like it."""
        made = int(self.late().id)
        return next(row for row in self.rows() if row.id == made)

    def copy(self, since: datetime, until: datetime | None) -> apology.Apology:
        """An apology like the first of `of_cases`, for a mistake, owed from then on until it was settled."""
        like = self.of_cases[0]
        return apology.Apology(
            id=base.new_id(base.to_ms(since)), case_id=like.case_id, procedure_id=like.procedure_id,
            agency_id=like.agency_id, ground=rules.ERROR, owed_from=base.to_ms(since), created_at=0,
            settled_at=None if until is None else base.to_ms(until), written_by=[],
        )  # fmt: skip

    def rows(self) -> list[apology.Apology]:
        """All apologies."""
        with self.city.database.reading() as session:
            return list(session.scalars(select(apology.Apology).order_by(apology.Apology.id)))


def build(city: world.World) -> Late:
    """The procedure in force."""
    diagram, lanes = world.chain()
    city.publish("TT", diagram, lanes)
    return Late(city, blobs.Blobs(Path(tempfile.mkdtemp(prefix="laneway-letters-"))))
