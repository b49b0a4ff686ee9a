"""A task in a person's hands: read, claim, release, complete, recall. Lists of tasks are in `worklist`.

Whoever writes locks the case first (`locked.task`), is asked for her right before anything is told about the task,
and loses to whoever was first with a conflict that says who and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bpmn.forms import formjs, initial
from models import base, rows, step
from runner import outcome
from service import errors
from service.rules import access
from service.usecases import (
    clocks,
    completion,
    limits,
    locked,
    published,
    recalls,
    record,
    record_steps,
    views,
    worklist,
)
from service.usecases import idempotency as replay

TaskQuery = worklist.TaskQuery
page = worklist.page


def get(
    session: Session, actor: access.Actor, case_id: int, seq: int, *, now: datetime, language: str = "vi"
) -> views.TaskView:
    """A task with its form, and what is known of the case for it.

    Parameters:
        language: of what nobody wrote in the form, vi or en.

    Raises:
        NotFoundError: there is none, or the person has nothing to do with its case.
    """
    row = worklist.one(session, case_id, seq)
    agencies = frozenset[int]() if row is None else locked.agencies(session, case_id)
    if row is None or not access.may_read_case(actor, agencies):
        raise errors.NotFoundError("task", f"{case_id}-{seq}")
    one = published.get(session, row.version_id)
    view = worklist.view(row, one, actor, now)
    asked = one.form(row.element, language) if row.element in one.prepared.tasks else None
    open_now = row.completed_at is None and row.status == "running"
    answered = session.get(step.Answers, (case_id, seq))
    values = dict(answered.body) if answered is not None else {}
    if open_now:
        values = {**completion.seen(one, row.state, seq), **values}
        values = values if asked is None else initial.shown(asked.fields, values)
    facts = access.StepFacts(row.agency_id, row.role)
    return replace(
        view,
        form=None if asked is None else formjs.schema(asked, language),
        values=values,
        may_work=open_now and _may_end(actor, facts, row.kind, row.claimed_by, agencies),
        may_recall=answered is not None
        and answered.undo is not None
        and row.outcome == outcome.Closing.COMPLETED.value
        and row.status == "running"
        and bool(access.may_recall(actor, facts, row.completed_by, agencies)),
    )


def _may_end(
    actor: access.Actor, facts: access.StepFacts, kind: str, claimed_by: int | None, agencies: frozenset[int]
) -> bool:
    if kind not in record_steps.PERSONAL or not access.may_work(actor, facts, agencies):
        return False
    return claimed_by in (None, actor.person_id) or bool(access.may_take_over(actor, facts))


def claim(session: Session, actor: access.Actor, case_id: int, seq: int, *, now: datetime) -> None:
    """Begin a task; claiming one's own again changes nothing.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        ConflictError: it is done, or a colleague has begun.
    """
    found = _mine(session, actor, locked.task(session, case_id, seq, actor.person_id))
    _must_be_open(session, found)
    if found.step.claimed_by == actor.person_id:
        return
    _must_be_free(session, actor, found)
    _claim(session, found, actor, base.to_ms(now), now)


def release(session: Session, actor: access.Actor, case_id: int, seq: int, *, now: datetime) -> None:
    """Give a task back untouched; a chief may do so for a colleague.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        ConflictError: it is done, a colleague's, or nobody has claimed it.
    """
    found = _mine(session, actor, locked.task(session, case_id, seq, actor.person_id))
    _must_be_open(session, found)
    if found.step.claimed_by is None:
        raise errors.ConflictError("not_claimed")
    if found.step.claimed_by != actor.person_id and not access.may_take_over(actor, found.step.facts):
        raise _claimed(session, found)
    _claim(session, found, None, None, now, actor)


def _claim(
    session: Session,
    found: locked.Found,
    claimer: access.Actor | None,
    at: int | None,
    now: datetime,
    actor: access.Actor | None = None,
) -> None:
    """Write who has begun, or with no claimer that nobody has."""
    case, task = found.case, found.step
    who = claimer or actor
    assert who is not None
    kind = "task.released" if claimer is None else "task.claimed"
    act = record.Act(kind, {"seq": task.seq, "element": task.element}, who.person_id, task.agency_id)
    record.only_act(session, case, act, now=now)
    claimed = {"claimed_by": None if claimer is None else claimer.person_id, "claimed_at": at}
    rows.update(session, step.Step, {"case_id": case.id, "seq": task.seq}, claimed)
    if claimer is not None:
        clocks.acknowledged(session, case.id, task, now)
    change = (claimer is not None) - (task.claimed_by is not None)
    deltas = record_steps.Deltas()
    deltas.claim(task.lane_key, task.element, task.agency_id, change)
    deltas.write(session, case, base.to_ms(now))


def complete(
    session: Session,
    actor: access.Actor,
    case_id: int,
    seq: int,
    answers: Mapping[str, object],
    *,
    now: datetime,
    idempotency: replay.Idempotency | None = None,
    budget: limits.Budget = limits.USUAL,
) -> views.Completed:
    """Complete a task (or enter the result of an outside call).

    Parameters:
        answers: by the form's keys; unknown ones are refused by name.
        idempotency: a retry with the same key and body gets an equal value, and nothing happens twice.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        InvalidError: the answers don't fit the form.
        ConflictError: somebody was first, or a colleague has claimed it.
        IncidentError: the engine couldn't take the step; the answers are kept.
        KeyReusedError: the key was used for another request.
    """
    asked = idempotency
    found = locked.task(session, case_id, seq, actor.person_id, asked.key if asked else None)
    operation = f"complete {case_id}-{seq}"
    first = replay.again(found.first, asked, operation, views.Completed)
    if first is not None:
        return first
    _mine(session, actor, found)
    try:
        _must_be_open(session, found)
        _must_be_free(session, actor, found)
        one = published.get(session, found.case.version_id)
        kept = completion.checked(session, one, found, answers, actor.person_id, now)
        done = completion.run(session, found, one, kept, person_id=actor.person_id, now=now, budget=budget)
    except (errors.ConflictError, outcome.NotOpenError) as late:
        # Waiting for the lock may have outlived what was read with it: a request with the same key may be why.
        first = replay.again(replay.look(session, actor.person_id, asked), asked, operation, views.Completed)
        if first is not None:
            return first
        if isinstance(late, outcome.NotOpenError):
            raise _lost(session, case_id, seq, actor) from late
        raise
    return replay.keep(session, actor.person_id, asked, operation, done, base.to_ms(now))


def recall(
    session: Session,
    actor: access.Actor,
    case_id: int,
    seq: int,
    *,
    now: datetime,
    budget: limits.Budget = limits.USUAL,
) -> None:
    """Take a hand-over back, until somebody of the next lane has begun.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        ConflictError: ``already_begun`` with who, ``not_recallable``, or the task isn't completed.
    """
    found = locked.task(session, case_id, seq, actor.person_id)
    decision = access.may_recall(actor, found.step.facts, found.step.completed_by, ())
    if not decision:
        agencies = locked.agencies(session, case_id)
        refuse(access.may_recall(actor, found.step.facts, found.step.completed_by, agencies), "task", case_id, seq)
    recalls.recall(session, found, actor, now=now, budget=budget)


def _mine(session: Session, actor: access.Actor, found: locked.Found) -> locked.Found:
    """Refuse who may not do this step; the case's agencies are asked for only then."""
    if not access.may_work(actor, found.step.facts, ()):
        agencies = locked.agencies(session, found.case.id)
        refuse(access.may_work(actor, found.step.facts, agencies), "task", found.case.id, found.step.seq)
    if found.step.kind not in record_steps.PERSONAL:
        raise errors.ConflictError("not_a_task", {"kind": found.step.kind})
    return found


def refuse(decision: access.Decision, kind: str, *asked: object) -> None:
    """Raise what a refusal is answered with; nothing where it is allowed.

    Raises:
        NotFoundError: the person should not know of it.
        ForbiddenError: the person may know of it but not do this.
    """
    if decision.hidden:
        raise errors.NotFoundError(kind, "-".join(str(part) for part in asked))
    if not decision:
        raise errors.ForbiddenError(decision.code)


def _must_be_open(session: Session, found: locked.Found) -> None:
    task, case = found.step, found.case
    if task.completed_at is not None:
        at = base.to_datetime(task.completed_at).isoformat()
        if task.outcome == outcome.Closing.COMPLETED.value:
            raise errors.ConflictError("task_done", {"who": locked.who(session, task.completed_by), "at": at})
        raise errors.ConflictError("task_closed", {"outcome": task.outcome, "at": at})
    if case.status != "running":
        raise errors.ConflictError("case_closed", {"status": case.status})


def _must_be_free(session: Session, actor: access.Actor, found: locked.Found) -> None:
    claimed_by = found.step.claimed_by
    if claimed_by in (None, actor.person_id) or access.may_take_over(actor, found.step.facts):
        return
    raise _claimed(session, found)


def _claimed(session: Session, found: locked.Found) -> errors.ConflictError:
    task = found.step
    at = None if task.claimed_at is None else base.to_datetime(task.claimed_at).isoformat()
    return errors.ConflictError("task_claimed", {"who": locked.who(session, task.claimed_by), "at": at})


def _lost(session: Session, case_id: int, seq: int, actor: access.Actor) -> errors.ConflictError:
    """Who was first, read anew."""
    try:
        _must_be_open(session, locked.task(session, case_id, seq, actor.person_id))
    except errors.ConflictError as told:
        return told
    return errors.ConflictError("task_closed", {"outcome": None, "at": None})
