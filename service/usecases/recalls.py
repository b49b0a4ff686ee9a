"""Taking a hand-over back: the engine undoes the step, the log reopens the row, and the record keeps both."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import base, incident, step
from runner import engine, outcome
from service import errors
from service.rules import access
from service.usecases import failed, limits, locked, published, record, record_steps

BEGUN = tuple(how.value for how in (outcome.Closing.COMPLETED, *record_steps.OPERATED))
"""How a step has ended with which somebody had something to do."""


def recall(
    session: Session,
    found: locked.Found,
    actor: access.Actor,
    *,
    now: datetime,
    budget: limits.Budget = limits.USUAL,
) -> None:
    """Take back the completion of a task, whose right has been decided.

    The task's row is open again, as its sender's; what the completion opened is closed as recalled. The answers stay,
    so that the form comes back as it was sent.

    Raises:
        ConflictError: ``already_begun`` with who and which task; ``not_recallable``.
    """
    case, task = found.case, found.step
    if case.status != "running" or task.outcome != outcome.Closing.COMPLETED.value:
        raise errors.ConflictError("not_recallable")
    _must_be_untouched(session, case.id, task.seq)
    undo = session.scalar(
        select(step.Answers.undo).where(step.Answers.case_id == case.id, step.Answers.seq == task.seq)
    )
    if undo is None:
        raise errors.ConflictError("not_recallable")
    one = published.get(session, case.version_id)
    try:
        out = engine.recall(one.program, case.state, undo, now=now, budget=budget)
    except (outcome.NotRecallableError, outcome.NotOpenError, outcome.StepError) as cause:
        raise errors.ConflictError("not_recallable") from cause
    back = {wait.seq for wait in out.opened} | {task.seq}
    known = locked.steps(session, case.id, back)
    fresh = replace(out, opened=tuple(wait for wait in out.opened if wait.seq not in known))
    was = {"at": task.completed_at, "by": None if task.completed_by is None else str(task.completed_by)}
    payload = {"seq": task.seq, "element": task.element, "was": was, "closed": [one.seq for one in out.closed]}
    act = record.Act("task.recalled", payload, actor.person_id, task.agency_id)
    reopened = [step for step in known.values() if step.completed_at is not None]
    record.outcome_of(session, case, one, fresh, act, now=now, back=reopened)
    _reopen(session, case, known, base.to_ms(now))
    answers = step.Answers
    session.execute(
        update(answers).where(answers.case_id == case.id, answers.seq == task.seq).values(undo=None),
        execution_options={"synchronize_session": False},
    )


def _must_be_untouched(session: Session, case_id: int, seq: int) -> None:
    """Nobody has begun what this step opened: claimed it, completed it, or answered it and met an incident, which
    keeps the answers."""
    table, failure = step.Step, incident.Incident
    tried = (
        select(failure.operation)
        .where(failure.case_id == table.case_id, failure.seq == table.seq, failure.resolved_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    begun = session.execute(
        select(table.seq, table.claimed_by, table.completed_by, tried.label("tried"))
        .where(table.case_id == case_id, table.opened_by == seq)
        .where(table.claimed_by.is_not(None) | table.outcome.in_(BEGUN) | tried.is_not(None))
        .order_by(table.seq)
    ).first()
    if begun is not None:
        by = begun.claimed_by or begun.completed_by
        if by is None and begun.tried is not None:
            by = failed.Operation.from_json(begun.tried).person_id
        raise errors.ConflictError("already_begun", {"who": locked.who(session, by), "task": f"{case_id}-{begun.seq}"})


def _reopen(session: Session, case: locked.Case, steps: dict[int, locked.Step], now_ms: int) -> None:
    table, deltas = step.Step, record_steps.Deltas()
    deltas.steps((one for one in steps.values() if one.completed_at is not None), 1)
    session.execute(
        update(table)
        .where(table.case_id == case.id, table.seq.in_(list(steps)))
        .values(completed_at=None, completed_by=None, outcome=None, wall_s=None, working_s=None),
        execution_options={"synchronize_session": False},
    )
    deltas.write(session, case, now_ms)
