"""Cases with histories made up at random, written straight into the tables of cases and clocks, and their figures as
counting every case by hand gives them: from the acts alone, by a few lines that know nothing of tallies and rollups."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from models import base, clock, procedure, rows
from models import case as cases
from service.measures import dossiers
from service.usecases import figures, tallies
from tests.service.usecases import world

HOUR = 3_600_000
FIRST = base.to_ms(datetime(2025, 12, 20, 3, tzinfo=UTC))
NOW = datetime(2026, 3, 10, 4, 30, tzinfo=UTC)
FIELDS = {"TT.A": "Hộ tịch", "TT.B": "Đất đai", "TT.C": "Hộ tịch"}
AGENCIES = ("H26.1", "H26.2", "TAX.1")


@dataclass
class History:
    """One clock's acts in order, as (at, kind, reason, hours)."""

    kind: str
    subject: str
    agency: str | None
    limit: int | None
    acts: list[tuple[int, str, str, int]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """The clock's row after these acts: as `service.rules.clocks` has it, in plain hours."""
        state, paused_for, since, stopped, late = "running", None, self.acts[0][0], None, None
        left = None if self.limit is None else self.limit * HOUR
        due = None if left is None else since + left
        for at, kind, reason, hours in self.acts[1:]:
            if kind == "extend":
                due, left = (None, None) if due is None or left is None else (due + hours * HOUR, left + hours * HOUR)
            elif kind == "pause" and state == "paused":
                paused_for = reason
            elif kind == "pause":
                left = None if left is None else left - (at - since)
                state, paused_for, since = "paused", reason, at
            elif kind == "resume":
                if due is not None and left is not None and due >= since:
                    due = at + left
                state, paused_for, since = "running", None, at
            else:
                breached = due is not None and (due < since if state == "paused" else due < at)
                state, stopped, since, late = "stopped", at, at, int(breached)
        return {
            "kind": self.kind, "subject": self.subject, "limit_ticks": None, "amount": self.limit, "unit": "hour",
            "state": state, "paused_for": paused_for, "started_at": self.acts[0][0], "stopped_at": stopped,
            "first_due_at": None, "due_at": due, "extended": False, "late_s": late, "since": since, "used": 0,
            "acts": len(self.acts), "calendar_id": None, "apology": 0, "ends": "same_time", "grace": 0,
        }  # fmt: skip

    @property
    def held(self) -> bool:
        """Whether the lane has the case after these acts."""
        return self.let_go() is None

    def let_go(self) -> int | None:
        """When the lane last gave the case away, or ended."""
        gone = None
        for at, kind, reason, _ in self.acts:
            if kind in {"start", "resume"}:
                gone = None
            elif (kind, reason) == ("pause", "elsewhere") or kind == "stop":
                gone = gone if gone is not None else at
        return gone


@dataclass
class Past:
    """A case: when it was taken in, and its clocks; the first is the case's own."""

    id: int
    procedure: str
    channel: str
    opened_at: int
    clocks: list[History]


class Book:
    """A city with cases whose histories are made up."""

    def __init__(self, city: world.World, seed: int) -> None:
        self.city, self.rand, self.numbers = city, random.Random(seed), itertools.count(1)  # noqa: S311 -- a history
        self.cases: list[Past] = []
        self.versions: dict[str, tuple[int, int]] = {}
        for code, of_field in FIELDS.items():
            version = city.publish(code, *world.chain())
            with city.database.transaction() as session:
                table = procedure.Procedure
                session.execute(update(table).where(table.code == code).values(field=of_field))
                found = session.scalars(select(table.id).where(table.code == code)).one()
                self.versions[code] = (found, version)

    def take_in(self, count: int) -> None:
        """More cases."""
        for _ in range(count):
            at = FIRST + self.rand.randrange(0, 75 * 24 * HOUR, 60_000)
            case = Past(next(self.numbers), self.rand.choice(list(FIELDS)), self.rand.choice(cases.CHANNELS), at, [])
            case.clocks.append(
                History("case", "", "H26.1", self.rand.choice([None, 24, 72, 200]), [(at, "start", "", 0)])
            )
            for lane in range(self.rand.randint(1, 3)):
                begins = at + self.rand.randrange(0, 30 * HOUR, 60_000)
                office = self.rand.choice(["H26.1", "H26.1", *AGENCIES, None])
                one = History("lane", f"L{lane}", office, self.rand.choice([None, 8, 48]), [(begins, "start", "", 0)])
                case.clocks.append(one)
            self.cases.append(case)
            self.write(case, new=True)
            for _ in range(self.rand.randint(0, 14)):
                self.act(case)

    def act(self, case: Past | None = None) -> None:
        """Something happens to a clock of a case: one that makes sense after what was before it."""
        case = case or self.rand.choice(self.cases)
        one = self.rand.choice(case.clocks)
        before, now = one.acts[-1][0], base.to_ms(NOW)
        state = one.row()["state"]
        if state == "stopped" or before >= now:
            return
        at = min(now, before + self.rand.randrange(1, 50 * HOUR))
        wanted = ["pause", "stop", "extend"] if state == "running" else ["resume", "resume", "pause", "stop", "extend"]
        kind = self.rand.choice(wanted)
        reasons = (
            ["supplement", "payment"] if one.kind == "case" else ["supplement", "payment", "elsewhere", "elsewhere"]
        )
        one.acts.append((at, kind, self.rand.choice(reasons) if kind == "pause" else "", self.rand.randint(1, 90)))
        self.write(case)

    def write(self, case: Past, *, new: bool = False) -> None:
        """Put the case and its clocks into the tables."""
        procedure_id, version_id = self.versions[case.procedure]
        own = case.clocks[0].row()
        with self.city.database.transaction() as session:
            if new:
                rows.insert(session, cases.Case, [
                    {"id": case.id, "code": f"H-{case.id}", "procedure_id": procedure_id, "version_id": version_id,
                     "revision": 1, "state": b"", "status": "running", "dossier_status": "ACCEPTED",
                     "opened_at": case.opened_at, "applicant": {"name": f"Bà {case.id}", "phone": "09"},
                     "applicant_folded": "", "intake_agency_id": self.city.agencies["H26.1"], "channel": case.channel,
                     "agency_choices": {}, "secret_hash": b"", "event_seq": 0, "event_head": b""}
                ])  # fmt: skip
            session.execute(update(cases.Case).where(cases.Case.id == case.id).values(ended_at=own["stopped_at"]))
            for number, one in enumerate(case.clocks):
                id_ = case.id * 10 + number
                place = {"id": id_, "case_id": case.id, "procedure_id": procedure_id, "version_id": version_id}
                line = one.row() | place | {"agency_id": None if one.agency is None else self.city.agencies[one.agency]}
                rows.insert(session, clock.Clock, [line], update=tuple(line))
                session.execute(delete(clock.ClockAct).where(clock.ClockAct.clock_id == id_))
                rows.insert(session, clock.ClockAct, [
                    {"clock_id": id_, "seq": seq, "at": at, "kind": kind, "reason": reason}
                    for seq, (at, kind, reason, _) in enumerate(one.acts, start=1)
                ])  # fmt: skip

    def fold(self, times: int = 1_000, batch: int = 7) -> int:
        """The worker counts so often."""
        done = 0
        for _ in range(times):
            with self.city.database.transaction() as session:
                more = tallies.fold(session, NOW, batch)
            done += more
            if not more:
                break
        return done

    def by_hand(self, asked: figures.Query, now: datetime = NOW) -> Counter[int]:
        """The figures, by looking at every case."""
        start = base.to_ms(datetime.combine(asked.first, datetime.min.time(), dossiers.HANOI))
        end = base.to_ms(datetime.combine(asked.last + timedelta(days=1), datetime.min.time(), dossiers.HANOI))
        known = min(end - 1, base.to_ms(now))
        found: Counter[int] = Counter()
        for case in self.cases:
            if asked.field is not None and FIELDS[case.procedure] != asked.field:
                continue
            mine = (
                [case.clocks[0]] if asked.agency is None else [o for o in case.clocks[1:] if o.agency == asked.agency]
            )
            if asked.agency == "H26.1":
                # It took all of them in, and answers for each until it ends.
                ended = case.clocks[0].row()["stopped_at"]
                whole = History("case", "", "H26.1", None, [(case.opened_at, "start", "", 0)])
                whole.acts += [] if ended is None else [(ended, "stop", "", 0)]
                mine.append(whole)
            if mine:
                received = case.opened_at if asked.agency is None else min(one.acts[0][0] for one in mine)
                found.update(columns_of(mine, received, case.channel, asked, (start, end, known)))
        return +found


def columns_of(
    mine: list[History], received: int, channel: str, asked: figures.Query, period: tuple[int, int, int]
) -> list[int]:
    """The columns in which a case counts."""
    start, _, known = period
    if received > known:
        return []
    settled = None if any(one.held for one in mine) else max(at for one in mine if (at := one.let_go()) is not None)
    if settled is not None and settled < start:
        return []
    columns = [3]
    if received < start:
        columns.append(6)
    else:
        columns.append(4 if channel == "online" else 5)
    late_at = [at for one in mine if (at := late_since(one, excused=True)) is not None]
    strict = [at for one in mine if (at := late_since(one, excused=False)) is not None]
    if settled is not None and settled <= known:
        limited = [(one.let_go() or 0, one.row()["due_at"]) for one in mine if one.row()["due_at"] is not None]
        early = bool(limited) and all(dossiers.day(gone) < dossiers.day(due) for gone, due in limited)
        columns += [7, 10 if late_at else 8 if early else 9]
        return columns
    overdue_since = late_at if asked.excused or settled is not None else strict
    columns += [11, 13 if any(at <= known for at in overdue_since) else 12]
    return columns


def late_since(one: History, *, excused: bool) -> int | None:
    """From when a clock is late as far as is known; of one that rests or stopped in time, never."""
    row = one.row()
    due: int | None = row["due_at"]
    if due is None:
        return None
    if row["state"] == "stopped":
        return due if row["late_s"] else None
    if row["state"] == "running" or due < row["since"]:
        return due
    return due if not excused and row["paused_for"] == "supplement" and one.held else None
