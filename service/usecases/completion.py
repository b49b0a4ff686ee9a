"""Completing a task, from checked answers to rows: what a person's click and an incident's retry have in common."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bpmn.forms import check
from models import base, rows, step
from runner import engine, outcome
from service import errors
from service.usecases import failed, handedin, limits, locked, published, record, views

DEEPEST, MOST_PARTS, LONGEST_KEY = 20, 20_000, 200
LONGEST_REASON = 2_000


def checked(
    session: Session, one: published.Published, found: locked.Found, answers: object, person_id: int, now: datetime
) -> dict[str, Any]:
    """Answers as the task's form takes them; those to an outside call are any plain JSON.

    Parameters:
        person_id: who answers: documents that she has uploaded for this task may be named.

    Raises:
        InvalidError: naming each key that is wrong or unknown.
    """
    if found.step.kind != outcome.WaitKind.TASK.value:
        return plain(answers, "answers")
    variables = seen(one, found.case.state, found.step.seq)
    store = handedin.Store(session, place(found), person_id)
    form = one.form(found.step.element)
    result = check.check(form, answers, variables, now=now.astimezone(base.HANOI), store=store)
    if result.problems:
        problems = (errors.Problem(f"answers.{p.key}".rstrip("."), p.code, p.values) for p in result.problems)
        raise errors.InvalidError(*problems)
    return dict(result.answers)


def place(found: locked.Found) -> handedin.Place:
    """Where documents for a task are put."""
    return handedin.Place(found.case.procedure_id, found.case.id, found.step.seq)


def seen(one: published.Published, state: bytes, seq: int) -> dict[str, outcome.Json]:
    """The data that a task sees. None of a state that can't be read: the step itself then tells what is wrong with it,
    and keeps what was typed."""
    try:
        return engine.variables(one.program, state, seq)
    except engine.StateError:
        return {}


def reason(text: str, key: str = "reason") -> str:
    """Why somebody does what the record must tell, in NFC.

    Parameters:
        key: of the field that it was typed into.

    Raises:
        InvalidError: none, or too long.
    """
    told = unicodedata.normalize("NFC", text).strip()
    if not told or len(told) > LONGEST_REASON:
        raise errors.InvalidError(errors.Problem(key, "required" if not told else "too_long"))
    return told


def part(one: published.Published, found: locked.Step, answers: object) -> dict[str, Any]:
    """Some of the answers that a step's form takes, for one that is skipped: what is required may be missing.

    Raises:
        InvalidError: naming each key that is wrong or unknown.
    """
    if not answers or found.kind != outcome.WaitKind.TASK.value:
        return plain(answers or {}, "answers")
    result = check.check(one.form(found.element), answers, {})
    problems = [
        errors.Problem(f"answers.{p.key}".rstrip("."), p.code, p.values)
        for p in result.problems
        if p.code != "required"
    ]
    if problems:
        raise errors.InvalidError(*problems)
    return dict(result.answers)


def plain(raw: object, where: str) -> dict[str, Any]:
    """An object of plain JSON of bounded depth and size, texts in NFC.

    Raises:
        InvalidError: it is none.
    """
    left = [MOST_PARTS]
    copied = _plain(raw, where, 0, left)
    if not isinstance(copied, dict):
        raise errors.InvalidError(errors.Problem(where, "wrong_type", {"expected": "object"}))
    return copied


def _plain(raw: object, where: str, depth: int, left: list[int]) -> object:
    left[0] -= 1
    if depth > DEEPEST or left[0] < 0:
        raise errors.InvalidError(errors.Problem(where, "too_large"))
    if isinstance(raw, str):
        return unicodedata.normalize("NFC", raw)
    if raw is None or isinstance(raw, bool | int):
        return raw
    if isinstance(raw, float) and raw - raw == 0:
        return raw
    if isinstance(raw, list | tuple):
        return [_plain(part, where, depth + 1, left) for part in raw]
    if isinstance(raw, Mapping) and all(isinstance(key, str) and 0 < len(key) <= LONGEST_KEY for key in raw):
        named = ((unicodedata.normalize("NFC", key), part) for key, part in raw.items())
        return {key: _plain(part, f"{where}.{key}", depth + 1, left) for key, part in named}
    raise errors.InvalidError(errors.Problem(where, "wrong_type", {"expected": "JSON"}))


def run(
    session: Session,
    found: locked.Found,
    one: published.Published,
    answers: Mapping[str, Any],
    *,
    person_id: int | None,
    now: datetime,
    budget: limits.Budget = limits.USUAL,
    kind: str = "",
    ended_at: datetime | None = None,
) -> views.Completed:
    """Take the step and write it.

    Parameters:
        found: the case and the task, locked; the task open.
        answers: as `checked` gave them.
        person_id: whose act it is.
        kind: of the act in the record, where it is another than that a person completed or answered it.
        ended_at: when the work really ended, where that was before now.

    Raises:
        IncidentError: the engine couldn't; it is written down.
        NotOpenError: the engine's state has closed the task.
        ConflictError: ``document_used``.
    """
    case, task, now_ms = found.case, found.step, base.to_ms(now)
    is_task = task.kind == outcome.WaitKind.TASK.value
    step_of = engine.complete if is_task else engine.answer
    # Before the step: where the engine can't take it, what was typed is kept, and the documents with it.
    handed = handedin.named(session, answers, place(found), person_id)
    handedin.keep(session, handed, case.id)
    try:
        out = step_of(one.program, case.state, task.seq, dict(answers), now=now, budget=budget)
    except outcome.StepError as cause:
        kind = failed.COMPLETE if is_task else failed.ANSWER
        operation = failed.Operation(kind, person_id, task.seq, answers)
        again = found.incident_id
        raise failed.keep(session, case, one, operation, cause.incident, now=now, again=again) from cause
    act = record.Act(
        kind or ("task.completed" if is_task else "call.answered"),
        {"seq": task.seq, "element": task.element, "claimed": task.claimed_by is not None, **handedin.told(handed)},
        person_id,
        task.agency_id,
    )
    written = record.outcome_of(session, case, one, out, act, now=now, step=task, ended_at=ended_at)
    kept = {"case_id": case.id, "seq": task.seq, "body": dict(answers), "undo": written.undo}
    rows.insert(session, step.Answers, [kept], update=("body", "undo"))
    if found.incident_id is not None:
        failed.resolve(session, found.incident_id, person_id, now_ms)
    status = "ended" if written.ended else case.status
    return views.Completed(
        task=f"{case.id}-{task.seq}",
        case=case.code,
        status=status,
        completed_at=base.to_datetime(now_ms),
        opened=tuple(opened(one, row) for row in written.opened),
        recallable=written.undo is not None,
    )


def opened(one: published.Published, row: Mapping[str, Any]) -> views.Opened:
    """A step just opened, as it is shown."""
    return views.Opened(
        id=f"{row['case_id']}-{row['seq']}",
        kind=row["kind"],
        element=row["element"],
        name=one.name(row["element"]),
        lane=one.lane(row["lane_key"]),
        holder=row["holder"],
        due_at=None if row["due_at"] is None else base.to_datetime(row["due_at"]),
    )
