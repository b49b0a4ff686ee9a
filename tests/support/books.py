"""Whether what a database says of its cases fits together: nothing lost, nothing twice, nothing left over.

The same promises are checked after races and after kills, over every case there is.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import base, event, step, timer
from models import case as cases
from models import database as db
from runner import engine, outcome, state
from service.usecases import published

Place = tuple[object, ...]


def faults(database: db.Database) -> list[str]:
    """What doesn't fit, a line each; empty where all is well."""
    with database.reading() as session:
        found = list(_counters(session))
        for case in session.scalars(select(cases.Case)):
            found += [f"{case.code}: {told}" for told in _case(session, case)]
    return found


def _case(session: Session, case: cases.Case) -> Iterator[str]:
    record = _record(session, case.id)
    for fault in event.verify(record, case.event_head, case.event_seq):
        yield f"the record is broken: {fault}"
    table = step.Step
    log = list(session.scalars(select(table).where(table.case_id == case.id).order_by(table.seq)))
    yield from _acts(record, log)
    yield from _waits(session, case, log)
    reopened = {json.loads(one.payload or "{}")["seq"] for one in record if one.kind == "task.recalled"}
    answered = sorted(session.scalars(select(step.Answers.seq).where(step.Answers.case_id == case.id)))
    completed = [row.seq for row in log if row.kind == "task" and row.outcome == outcome.Closing.COMPLETED.value]
    completed = sorted([*completed, *(row.seq for row in log if row.outcome == outcome.Closing.SKIPPED.value)])
    if [seq for seq in answered if seq in completed or seq not in reopened] != [0, *completed]:
        yield f"answers are kept of {answered}, and {completed} were completed"


def _record(session: Session, case_id: int) -> list[event.Event]:
    mine = select(event.Event).where(event.Event.scope == event.CASE, event.Event.scope_id == case_id)
    return list(session.scalars(mine.order_by(event.Event.seq)))


def _acts(record: list[event.Event], log: list[step.Step]) -> Iterator[str]:
    """Each completion and each opening is told once, and is in the step log."""
    told: dict[str, list[int]] = defaultdict(list)
    for one in record:
        payload = json.loads(one.payload or "{}")
        told["opened"] += payload.get("opened", [])
        told["fired"] += payload.get("timers", [])
        if one.kind == "task.completed":
            told["completed"].append(payload["seq"])
        if one.kind == "task.recalled":
            told["completed"].remove(payload["seq"])
    if sorted(told["opened"]) != [row.seq for row in log]:
        yield f"the record opened {sorted(told['opened'])}, the step log {[row.seq for row in log]}"
    ended = [row.seq for row in log if row.kind == "task" and row.outcome == outcome.Closing.COMPLETED.value]
    if sorted(told["completed"]) != ended:
        yield f"the record completed {sorted(told['completed'])}, the step log {ended}"
    twice = [seq for seq, times in Counter(told["fired"]).items() if times > 1]
    if twice:
        yield f"timers {twice} fired twice"


def _waits(session: Session, case: cases.Case, log: list[step.Step]) -> Iterator[str]:
    """The engine's state, the open rows, the timers and the listenings agree."""
    program = published.get(session, case.version_id).program
    resting = [wait.seq for wait in engine.waits(program, case.state)]
    open_rows = [row.seq for row in log if row.completed_at is None]
    if resting != open_rows:
        yield f"the engine waits at {resting}, the step log at {open_rows}"
    timers = sorted(session.scalars(select(timer.Timer.seq).where(timer.Timer.case_id == case.id)))
    heard = sorted(session.scalars(select(timer.Listening.seq).where(timer.Listening.case_id == case.id)))
    live = state.load(program, case.state, base.to_datetime(case.opened_at), engine.DEFAULT)
    tasks = sorted(live.all_tasks(), key=lambda task: task.id)
    if case.status == "running" and timers != (due := [task.id for task in tasks if task.due is not None]):
        yield f"the engine has the timers {due}, the rows tell {timers}"
    listening = [
        task.id
        for task in tasks
        if task.id > 0 and getattr(getattr(task.spec, "event_definition", None), "kind", None) == "message"
    ]
    if case.status == "running" and heard != listening:
        yield f"the engine listens at {listening}, the rows tell {heard}"
    if case.status != "running" and (open_rows or timers):
        yield f"it is {case.status}, and {open_rows} are open, timers {timers} set"


def _counters(session: Session) -> Iterator[str]:
    """The counters tell what counting the open rows tells; behind an event-based gateway the first event counts."""
    table, totals = step.Step, step.totals()
    counted: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
    first: dict[tuple[int, str], str] = {}
    open_rows = select(table).where(table.completed_at.is_(None)).order_by(table.case_id, table.seq)
    for row in session.scalars(open_rows):
        if row.group is not None and first.setdefault((row.case_id, row.group), row.element) != row.element:
            continue
        figures = counted[row.procedure_id, row.version_id, row.lane_key, row.element, row.agency_id or 0]
        is_task = row.kind in ("task", "call")
        figures[0] += 1
        figures[1] += is_task
        figures[2] += row.claimed_at is not None
    told = {
        tuple(row)[:5]: [int(figure) for figure in tuple(row)[5:]]
        for row in session.execute(select(totals))
        if any(tuple(row)[5:])
    }
    if told != dict(counted):
        yield f"the counters tell {told}, the open steps {dict(counted)}"
