"""Counts dossiers for the report: takes clocks to which something was done, and brings tallies and rollups up to them.

A clock tells how many acts it has and how many were counted; where these differ its case is counted anew, from all of
its clocks, and what the new tallies differ by from the old ones is added to the rollups in the same transaction. So
counting twice adds nothing, a worker that dies has counted nothing, and whoever changes a clock need not know of it.
What isn't counted yet a report counts for itself (`uncounted`), so that its figures are those of the moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from models import case as cases
from models import clock, rollup, rows, step
from service.measures import dossiers

BATCH = 200
"""Clocks at a time: so long do steps of their cases wait for it at most."""
COUNTING = 0x5461_6C6C
"""Number of PostgreSQL's advisory lock that lets one process count at a time."""
RECALLED = "recalled"
READ = 1_000
"""Cases whose clocks are read at a time."""
_CLOCK, _ACT, _TALLY, _ROLLUP = clock.Clock, clock.ClockAct, rollup.Tally, rollup.Rollup
_COLUMNS = ("procedure_id", "channel", "received_at", "settled_at", "result", "due_at", "overdue_at", "waiting_at")

Dossiers = dict[tuple[int, int], dossiers.Dossier]
"""By (agency, case); agency 0 is the city."""


def fold(session: Session, _now: datetime, batch: int = BATCH) -> int:
    """Count cases whose clocks changed; how many clocks that were. Two at once don't count the same twice."""
    if not _alone(session):
        return 0
    taken = session.execute(
        select(_CLOCK.id, _CLOCK.case_id, _CLOCK.acts)
        .where(clock.UNCOUNTED)
        .order_by(_CLOCK.case_id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    ).all()
    if not taken:
        return 0
    case_ids = sorted({row.case_id for row in taken})
    old, new = counted(session, case_ids), told(session, case_ids)
    _replace(session, old, new)
    changes = dossiers.Changes()
    changes.replace(old, new)
    write(session, changes)
    session.execute(
        update(_CLOCK).where(_CLOCK.id.in_([row.id for row in taken])).values(counted=_CLOCK.acts),
        execution_options={"synchronize_session": False},
    )
    return len(taken)


def _alone(session: Session) -> bool:
    """Whether no other process counts: of two that did one could take away what the other has just added."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(COUNTING))))


def uncounted(session: Session) -> tuple[int, ...]:
    """Cases with a clock that changed since it was counted."""
    return tuple(session.scalars(select(_CLOCK.case_id).where(clock.UNCOUNTED).distinct()))


def chunks(case_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """So many as are read at a time."""
    for start in range(0, len(case_ids), READ):
        yield case_ids[start : start + READ]


def counted(session: Session, case_ids: Collection[int]) -> Dossiers:
    """What was counted of some cases."""
    found = session.execute(select(*_TALLY.__table__.c).where(_TALLY.case_id.in_(case_ids)))
    return {(row.agency_id, row.case_id): of_row(row) for row in found}


def of_row(row: Any) -> dossiers.Dossier:
    """A tally's row as a value."""
    return dossiers.Dossier(*(getattr(row, name) for name in _COLUMNS))


def told(session: Session, case_ids: Collection[int]) -> Dossiers:
    """What is to be counted of some cases, from their clocks as they are."""
    case_clocks: dict[int, dossiers.Clock] = {}
    lanes: dict[tuple[int, int], list[dossiers.Clock]] = defaultdict(list)
    away, back = _away(session, case_ids), _taken_back(session, case_ids)
    for row in session.execute(
        select(
            _CLOCK.id, _CLOCK.case_id, _CLOCK.kind, _CLOCK.subject, _CLOCK.agency_id, _CLOCK.started_at, _CLOCK.state,
            _CLOCK.paused_for, _CLOCK.since, _CLOCK.stopped_at, _CLOCK.due_at, _CLOCK.late_s,
        ).where(_CLOCK.case_id.in_(case_ids), _CLOCK.kind.in_((clock.CASE, clock.LANE)))
    ):  # fmt: skip
        one = dossiers.Clock(
            row.started_at,
            row.state,
            row.paused_for,
            row.since,
            row.stopped_at,
            row.due_at,
            row.late_s,
            away.get(row.id),
        )
        if row.kind == clock.CASE:
            case_clocks[row.case_id] = one
        elif row.agency_id is not None and (row.case_id, clock.lane_key(row.subject), row.agency_id) not in back:
            lanes[row.agency_id, row.case_id].append(one)
    facts = {row.id: row for row in session.execute(_cases(case_ids))}
    found: Dossiers = {}
    for case_id, fact in facts.items():
        own = case_clocks.get(case_id) or _without_clock(fact)
        found[rollup.CITY, case_id] = dossiers.of_clocks(fact.procedure_id, fact.channel, [own], fact.opened_at)
        # Who took it in answers to the applicant until the case ends, wherever it is meanwhile.
        lanes[fact.intake_agency_id, case_id].append(_without_clock(fact))
    for (agency_id, case_id), clocks in lanes.items():
        fact = facts[case_id]
        found[agency_id, case_id] = dossiers.of_clocks(fact.procedure_id, fact.channel, clocks)
    return found


def _cases(case_ids: Collection[int]) -> Any:
    table = cases.Case
    return select(
        table.id, table.procedure_id, table.channel, table.opened_at, table.ended_at, table.intake_agency_id
    ).where(table.id.in_(case_ids))  # fmt: skip


def _without_clock(fact: Any) -> dossiers.Clock:
    """A case from being taken in to its end, without a limit: also where its own clock hasn't begun."""
    state = dossiers.RUNNING if fact.ended_at is None else dossiers.STOPPED
    return dossiers.Clock(fact.opened_at, state, None, fact.opened_at, fact.ended_at)


def _away(session: Session, case_ids: Collection[int]) -> dict[int, int | None]:
    """Clock → since when its lane let go of the case, of those that don't run."""
    resting = (
        select(_CLOCK.id)
        .where(_CLOCK.case_id.in_(case_ids), _CLOCK.kind == clock.LANE, _CLOCK.state != clock.RUNNING)
        .scalar_subquery()
    )
    acts: dict[int, dossiers.Away] = defaultdict(dossiers.Away)
    for row in session.execute(
        select(_ACT.clock_id, _ACT.kind, _ACT.reason, _ACT.at)
        .where(_ACT.clock_id.in_(resting), _ACT.kind.in_(("start", "pause", "resume")))
        .order_by(_ACT.clock_id, _ACT.seq)
    ):
        acts[row.clock_id].act(row.kind, row.reason, row.at)
    return {clock_id: one.since for clock_id, one in acts.items()}


def _taken_back(session: Session, case_ids: Collection[int]) -> set[tuple[int, str, int | None]]:
    """(Case, lane, agency) of lanes from which the sender took everything back: they have received nothing."""
    table = step.Step
    recalled = func.count(case((table.outcome == RECALLED, 1)))
    found = session.execute(
        select(table.case_id, table.lane_key, table.agency_id)
        .where(table.case_id.in_(case_ids))
        .group_by(table.case_id, table.lane_key, table.agency_id)
        .having(func.count() == recalled)
    )
    return {(row.case_id, row.lane_key, row.agency_id) for row in found}


def _replace(session: Session, old: Dossiers, new: Dossiers) -> None:
    gone = defaultdict(list)
    for agency_id, case_id in old.keys() - new.keys():
        gone[agency_id].append(case_id)
    for agency_id, case_ids in gone.items():
        session.execute(delete(_TALLY).where(_TALLY.agency_id == agency_id, _TALLY.case_id.in_(case_ids)))
    fresh = [
        {"agency_id": agency_id, "case_id": case_id, **{name: getattr(one, name) for name in _COLUMNS}}
        for (agency_id, case_id), one in sorted(new.items())
        if old.get((agency_id, case_id)) != one
    ]
    rows.insert(session, _TALLY, fresh, update=_COLUMNS)


def write(session: Session, changes: dossiers.Changes) -> None:
    """Add differences to the rollups."""
    lines = list(changes.rows())
    if lines:
        session.execute(rollup.ADD, lines)


def count_anew(session: Session) -> None:
    """Forget all that was counted; the worker, or `fold`, counts everything again."""
    session.execute(delete(_ROLLUP))
    session.execute(delete(_TALLY))
    session.execute(
        update(_CLOCK).where(_CLOCK.counted != -1).values(counted=-1), execution_options={"synchronize_session": False}
    )


def sum_anew(session: Session) -> None:
    """Make the rollups again from the tallies, by a few statements over all of them."""
    session.execute(delete(_ROLLUP))
    for grain, _, selected in rollup.steps(range(1))[:2]:
        session.execute(rollup.fill(grain, selected))
    for grain, _, selected in rollup.steps(_extent(session))[2:]:
        session.execute(rollup.fill(grain, selected))


def _extent(session: Session) -> range:
    first, last = session.execute(rollup.EXTENT).one()
    return range(first or 0, last or 0)


def faults(session: Session) -> list[str]:
    """Where rollups aren't what the tallies add up to; empty when all is well."""
    found = []
    for grain, agencies, selected in rollup.steps(_extent(session)):
        missing, wrong = rollup.differences(grain, agencies, selected)
        found += [f"should be: {grain} {tuple(row)}" for row in session.execute(missing)]
        found += [f"is: {grain} {tuple(row)}" for row in session.execute(wrong)]
    return found
