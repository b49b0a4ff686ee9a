"""An operator's work on a case: see its state, put a token elsewhere, let one go on without the work.

Each act needs the right and a reason, runs as one step of the engine on the locked case, and stands in the case's
record with who, why, from where and where to. Nothing is kept of an act that the engine refuses: it is told, and the
operator decides anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import base, incident, rows, step
from models import case as cases
from runner import engine, outcome
from service import errors
from service.rules import access
from service.usecases import completion, failed, limits, locked, published, record, statetold, stateviews, tasks
from service.usecases import idempotency as replay

_CASE, _STEP = cases.Case, step.Step


def state(session: Session, actor: access.Actor, code: str) -> stateviews.StateView:
    """The engine's state of a case in the words of its diagram; where it can't be read, why.

    Raises:
        NotFoundError, ForbiddenError: not this person's to see.
    """
    row = session.execute(
        select(_CASE.id, _CASE.code, _CASE.version_id, _CASE.state, _CASE.status, _CASE.revision).where(
            _CASE.code == code
        )
    ).one_or_none()
    if row is None:
        raise errors.NotFoundError("case", code)
    tasks.refuse(access.may_operate(actor, locked.agencies(session, row.id)), "case", code)
    opened = select(_STEP.seq, _STEP.enabled_at).where(_STEP.case_id == row.id, _STEP.completed_at.is_(None))
    since = {one.seq: base.to_datetime(one.enabled_at) for one in session.execute(opened)}
    failure = incident.Incident
    held = select(failure.seq, failure.id).where(failure.case_id == row.id, failure.resolved_at.is_(None))
    incidents = {one.seq: str(one.id) for one in session.execute(held) if one.seq is not None}
    return statetold.view(published.get(session, row.version_id), row, since, incidents)


def move(
    session: Session,
    actor: access.Actor,
    code: str,
    seq: int,
    element: str,
    reason: str,
    *,
    now: datetime,
    idempotency: replay.Idempotency | None = None,
    budget: limits.Budget = limits.USUAL,
) -> stateviews.Operated:
    """Put the token that waits under a number into another element of its scope.

    Parameters:
        element: id of a node that begins with the token, or of a sequence flow that it is put on.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        InvalidError: no reason, or an element where the token can't go.
        ConflictError: ``case_closed``; ``task_closed``: nothing waits under the number; ``act_failed``: the step that
            follows can't be taken.
        KeyReusedError: the key was used for another request.
    """

    def act(case: locked.Case, one: published.Published, found: locked.Step) -> record.Recorded:
        told = completion.reason(reason)
        out = engine.move(one.program, case.state, seq, element, now=now, budget=budget)
        done = {"seq": seq, "element": found.element, "to": element, "reason": told}
        return _write(session, actor, case, one, found, out, record.Act("step.moved", done), now)

    return _operate(session, actor, code, seq, "move", act, now, idempotency)


def skip(
    session: Session,
    actor: access.Actor,
    code: str,
    seq: int,
    reason: str,
    answers: Mapping[str, object] | None = None,
    *,
    now: datetime,
    idempotency: replay.Idempotency | None = None,
    budget: limits.Budget = limits.USUAL,
) -> stateviews.Operated:
    """Let a token leave its wait without the work: a task, a call, a message or a timer.

    Parameters:
        answers: what the step is to say all the same, such as the decision of a gateway behind it; of a task by its
            form's keys, what is required may be missing.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        InvalidError: no reason, or answers that don't fit.
        ConflictError: ``case_closed``; ``task_closed``: nothing waits under the number; ``act_failed``: the step that
            follows can't be taken.
        KeyReusedError: the key was used for another request.
    """

    def act(case: locked.Case, one: published.Published, found: locked.Step) -> record.Recorded:
        told = completion.reason(reason)
        kept = completion.part(one, found, answers)
        out = engine.skip(one.program, case.state, seq, kept, now=now, budget=budget)
        done = {"seq": seq, "element": found.element, "reason": told}
        written = _write(session, actor, case, one, found, out, record.Act("step.skipped", done), now)
        said = {"case_id": case.id, "seq": seq, "body": kept, "undo": None}
        rows.insert(session, step.Answers, [said], update=("body", "undo"))
        return written

    return _operate(session, actor, code, seq, "skip", act, now, idempotency)


def _operate(
    session: Session,
    actor: access.Actor,
    code: str,
    seq: int,
    verb: str,
    act: Callable[[locked.Case, published.Published, locked.Step], record.Recorded],
    now: datetime,
    asked: replay.Idempotency | None,
) -> stateviews.Operated:
    """What moving and skipping have in common: lock, right, wait, and what is told afterwards."""
    case, operation = locked.case_by_code(session, code), f"{verb} {code} {seq}"
    tasks.refuse(access.may_operate(actor, locked.agencies(session, case.id)), "case", code)
    first = replay.again(replay.look(session, actor.person_id, asked), asked, operation, stateviews.Operated)
    if first is not None:
        return first
    if case.status != "running":
        raise errors.ConflictError("case_closed", {"status": case.status})
    found = _waiting(session, case, seq)
    one = published.get(session, case.version_id)
    try:
        written = act(case, one, found)
    except outcome.NotMovableError as cause:
        key, values = "seq" if cause.code == "an_instance" else "element", {"element": cause.element}
        raise errors.InvalidError(errors.Problem(key, cause.code, values)) from cause
    except outcome.NotOpenError as cause:
        raise errors.ConflictError("task_closed", {"outcome": None, "at": None}) from cause
    except outcome.StepError as cause:
        raise errors.ConflictError("act_failed", {"case": code, **failed.named(one, cause.incident)}) from cause
    done = stateviews.Operated(
        case=code,
        status="ended" if written.ended else case.status,
        step=f"{case.id}-{seq}",
        how="moved" if verb == "move" else "skipped",
        at=base.to_datetime(base.to_ms(now)),
        opened=tuple(completion.opened(one, row) for row in written.opened),
    )
    return replay.keep(session, actor.person_id, asked, operation, done, base.to_ms(now))


def _waiting(session: Session, case: locked.Case, seq: int) -> locked.Step:
    known = locked.steps(session, case.id, [seq]) if locked.names_a_task(case.id, seq) else {}
    found = known.get(seq)
    if found is None:
        raise errors.NotFoundError("step", f"{case.id}-{seq}")
    if found.completed_at is not None:
        at = base.to_datetime(found.completed_at).isoformat()
        raise errors.ConflictError("task_closed", {"outcome": found.outcome, "at": at})
    return found


def _write(
    session: Session,
    actor: access.Actor,
    case: locked.Case,
    one: published.Published,
    found: locked.Step,
    out: outcome.Outcome,
    act: record.Act,
    now: datetime,
) -> record.Recorded:
    """Write the step; the incidents of what it closed hold the case no longer."""
    person_id = actor.person_id or None
    act = record.Act(act.kind, act.payload, person_id, found.agency_id)
    written = record.outcome_of(session, case, one, out, act, now=now, step=found)
    failed.settle(session, case.id, [closed.seq for closed in out.closed], person_id, base.to_ms(now))
    return written
