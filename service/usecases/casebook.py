"""What a case's rows tell: who holds it, what happened, and the marks for its picture.

Everything comes from the step log, messages, incidents and the record; only the live tokens ask the engine.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from models import agency, base, event, incident, message, person, step, timer
from models import case as cases
from runner import engine, outcome
from service.rules import access
from service.usecases import locked, published, views, worklist

_STEP, _CASE = step.Step, cases.Case
ANSWERED = (outcome.Closing.COMPLETED.value, outcome.Closing.SKIPPED.value)
"""How a step ended whose answers count."""


def holders(
    session: Session, case_ids: Sequence[int], *, now: datetime, untroubled: bool = False
) -> Mapping[int, tuple[views.Holder, ...]]:
    """The open waits of some cases, oldest first, with messages on their way and incidents of no task.

    A running case always rests somewhere: with no open wait a message to it is on its way, or an incident holds it.

    Parameters:
        untroubled: no incident can be there yet.
    """
    if not case_ids:
        return {}
    found: dict[int, list[views.Holder]] = defaultdict(list)
    incidents = () if untroubled else _incidents(session, case_ids)
    query = worklist.tasks_of(case_ids).where(_STEP.completed_at.is_(None)).order_by(_STEP.case_id, _STEP.seq)
    for row in session.execute(query):
        if row.status == "running":
            one = published.get(session, row.version_id)
            found[row.case_id].append(_holder(row, one, base.to_ms(now)))
    for row in _messages(session, case_ids):
        found[row.id].append(_on_its_way(row, published.get(session, row.version_id)))
    for row in incidents:
        found[row.case_id].append(_held(row, published.get(session, row.version_id)))
    return {case_id: tuple(held) for case_id, held in found.items()}


def _holder(row: Row[*tuple[Any, ...]], one: published.Published, now_ms: int) -> views.Holder:
    kind = "applicant" if row.kind == "task" and row.holder == "applicant" else row.kind
    kind = "incident" if row.incident_id is not None else kind
    return views.Holder(
        kind=kind,
        element=row.element,
        name=one.name(row.element),
        lane_key=row.lane_key,
        lane=one.lane(row.lane_key),
        since=base.to_datetime(row.enabled_at),
        agency=None if row.agency_code is None else views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        due_at=worklist.instant(row.due_at),
        overdue=row.due_at is not None and row.due_at < now_ms,
        claimed_by=worklist.person_ref(row.claimed_by, row.claimer),
        task=f"{row.case_id}-{row.seq}" if row.kind in ("task", "call") else None,
        incident=None if row.incident_id is None else str(row.incident_id),
        message=one.outside_message(row.element) if kind == "message" else None,
    )


def _messages(session: Session, case_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Messages between pools of running cases that have not been delivered."""
    table = message.Message
    return session.execute(
        select(_CASE.id, _CASE.version_id, table.from_element, table.name, table.created_at)
        .join(_CASE, _CASE.id == table.to_case)
        .where(table.to_case.in_(case_ids), table.state.in_(("pending", "waiting")), _CASE.status == "running")
        .order_by(table.id)
    ).all()


def _on_its_way(row: Row[*tuple[Any, ...]], one: published.Published) -> views.Holder:
    lane = one.prepared.diagram.lane_of.get(row.from_element, "")
    since = base.to_datetime(row.created_at)
    return views.Holder("message", row.from_element, row.name, lane, one.lane(lane), since)


def _incidents(session: Session, case_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Open incidents that stand at no task: timers and messages."""
    table = incident.Incident
    return session.execute(
        select(table.case_id, table.id, table.element, table.name, table.lane_key, table.created_at)
        .add_columns(_CASE.version_id, agency.Agency.code, agency.Agency.name_vi, agency.Agency.name_en)
        .join(_CASE, _CASE.id == table.case_id)
        .outerjoin(agency.Agency, agency.Agency.id == table.agency_id)
        .where(table.case_id.in_(case_ids), table.seq.is_(None), table.resolved_at.is_(None))
        .where(_CASE.status == "running")
        .order_by(table.id)
    ).all()


def _held(row: Row[*tuple[Any, ...]], one: published.Published) -> views.Holder:
    return views.Holder(
        kind="incident",
        element=row.element,
        name=row.name or one.name(row.element),
        lane_key=row.lane_key,
        lane=one.lane(row.lane_key),
        since=base.to_datetime(row.created_at),
        agency=None if row.code is None else views.AgencyRef(row.code, row.name_vi, row.name_en),
        incident=str(row.id),
    )


def history(session: Session, actor: access.Actor, case_id: int, *, now: datetime) -> views.History:
    """The step log, the answers and the record of a case, oldest first."""
    case = session.execute(
        select(_CASE.event_seq, _CASE.event_head, _CASE.version_id, _CASE.status).where(_CASE.id == case_id)
    ).one()
    one = published.get(session, case.version_id)
    agencies = locked.agencies(session, case_id)
    answers = {
        row.seq: row
        for row in session.execute(
            select(step.Answers.seq, step.Answers.body, step.Answers.undo.is_not(None).label("undoable")).where(
                step.Answers.case_id == case_id
            )
        )
    }
    found = session.execute(worklist.tasks_of([case_id]).order_by(_STEP.seq)).all()
    steps = tuple(_line(row, one, answers.get(row.seq), actor, agencies, base.to_ms(now)) for row in found)
    query = select(event.Event).where(event.Event.scope == event.CASE, event.Event.scope_id == case_id)
    told = list(session.scalars(query.order_by(event.Event.seq)))
    intact = not event.verify(told, case.event_head, case.event_seq)
    return views.History(steps, _events(session, told), intact)


def _line(
    row: Row[*tuple[Any, ...]],
    one: published.Published,
    answered: Row[*tuple[Any, ...]] | None,
    actor: access.Actor,
    agencies: frozenset[int],
    now_ms: int,
) -> views.HistoryLine:
    completed = row.outcome == outcome.Closing.COMPLETED.value
    undoable = completed and row.status == "running" and answered is not None and answered.undoable
    facts = access.StepFacts(row.agency_id, row.role)
    return views.HistoryLine(
        seq=row.seq,
        kind=row.kind,
        element=row.element,
        name=one.name(row.element),
        lane=one.lane(row.lane_key),
        holder=row.holder,
        visit=row.visit,
        enabled_at=base.to_datetime(row.enabled_at),
        agency=None if row.agency_code is None else views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        claimed_at=worklist.instant(row.claimed_at),
        claimed_by=worklist.person_ref(row.claimed_by, row.claimer),
        completed_at=worklist.instant(row.completed_at),
        completed_by=worklist.person_ref(row.completed_by, row.completer),
        due_at=worklist.instant(row.due_at),
        late=row.due_at is not None and row.due_at < (row.completed_at or now_ms),
        outcome=row.outcome,
        seconds=row.wall_s,
        working_seconds=row.working_s,
        answers=answered.body if answered is not None and row.outcome in ANSWERED else None,
        may_recall=undoable and bool(access.may_recall(actor, facts, row.completed_by, agencies)),
    )


def _events(session: Session, told: Sequence[event.Event]) -> tuple[views.EventLine, ...]:
    people = {row.actor_id for row in told if row.actor_id is not None}
    offices = {row.agency_id for row in told if row.agency_id is not None}
    names = {
        row.id: row.name
        for row in session.execute(select(person.Person.id, person.Person.name).where(person.Person.id.in_(people)))
    }
    table = agency.Agency
    refs = {
        row.id: views.AgencyRef(row.code, row.name_vi, row.name_en)
        for row in session.execute(
            select(table.id, table.code, table.name_vi, table.name_en).where(table.id.in_(offices))
        )
    }
    return tuple(
        views.EventLine(
            seq=row.seq,
            at=base.to_datetime(row.at),
            kind=row.kind,
            person=worklist.person_ref(row.actor_id, names.get(row.actor_id or 0)),
            agency=None if row.agency_id is None else refs.get(row.agency_id),
            payload={} if row.payload is None else json.loads(row.payload),
        )
        for row in told
    )


def tokens(session: Session, case_id: int) -> views.Tokens:
    """Live tokens from the engine, passages from the record; what was recalled is taken off again."""
    case = session.execute(select(_CASE.state, _CASE.version_id, _CASE.status).where(_CASE.id == case_id)).one()
    one = published.get(session, case.version_id)
    live = _live(one, case.state) if case.status == "running" else ()
    table = event.Event
    told = session.execute(
        select(table.kind, table.payload)
        .where(table.scope == event.CASE, table.scope_id == case_id, table.payload.is_not(None))
        .order_by(table.seq)
    )
    passed: Counter[str] = Counter()
    by_seq: dict[int, list[str]] = {}
    for row in told:
        said = json.loads(row.payload)
        if row.kind == "task.recalled":
            passed.subtract(by_seq.pop(said["seq"], []))
            continue
        here = said.get("passed", [])
        passed.update(here)
        if "seq" in said and here:
            by_seq[said["seq"]] = here
    marks = tuple(views.TokenMark(token.element, token.count, token.waiting) for token in live)
    return views.Tokens(marks, {element: count for element, count in passed.items() if count > 0})


def _live(one: published.Published, state: bytes) -> tuple[outcome.Token, ...]:
    """Where tokens stand; nowhere to be seen in a state that can't be read, which the next step makes an incident."""
    try:
        return engine.tokens(one.program, state)
    except engine.StateError:
        return ()


def clear(session: Session, case_id: int, now_ms: int) -> None:
    """Clear up after a cancelled case: its messages fail, its incidents are settled, nothing wakes it."""
    table, failure = message.Message, incident.Incident
    for waits in (timer.Timer, timer.Listening):
        session.execute(delete(waits).where(waits.case_id == case_id), execution_options={"synchronize_session": False})
    session.execute(
        update(table)
        .where(table.to_case == case_id, table.state.in_(("pending", "waiting")))
        .values(state="failed", tried_at=now_ms),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(failure).where(failure.case_id == case_id, failure.resolved_at.is_(None)).values(resolved_at=now_ms),
        execution_options={"synchronize_session": False},
    )
