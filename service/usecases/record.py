"""The one place that writes what the engine did into rows, in as few statements as it has kinds of rows.

For a task that closes and opens others: cases, steps closed, steps opened, events, counter deltas. Timers,
messages, calls and further closings add a statement each, and only when there are any.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from models import base, rows
from models import case as cases
from models import event as events
from runner import outcome
from service import errors
from service.usecases import clockrows, clocks, locked, published, record_steps, record_waits, worktimers

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody or something did, for the record: `kind` is the event's, e.g. ``task.completed``."""

    kind: str
    payload: Mapping[str, object] = field(default_factory=dict)
    actor_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written: the opened steps' rows, whether the case ended, and whether the step can be taken back."""

    opened: tuple[Mapping[str, Any], ...] = ()
    ended: bool = False
    undo: bytes | None = None


def outcome_of(
    session: Session,
    case: locked.Case,
    one: published.Published,
    out: outcome.Outcome,
    act: Act,
    *,
    now: datetime,
    step: locked.Step | None = None,
    status: str | None = None,
    new: Mapping[str, object] | None = None,
    back: Sequence[locked.Step] = (),
    ended_at: datetime | None = None,
) -> Recorded:
    """Write one step of the engine.

    Parameters:
        case: as it was read under its lock; written only if nobody has written it since.
        act: for the record; what was passed and opened is added to its payload.
        step: the wait that a person closed, where one did; other closed waits are read.
        status: of the case afterwards, where it isn't running or ended.
        new: the row of a case that begins with this step.
        back: steps that this one opens again.
        ended_at: when what closed really ended, where that was before now: a timer's instant.

    Raises:
        StaleError: somebody has written the case since it was read.
    """
    now_ms = base.to_ms(now)
    out = worktimers.dated(session, case, one, out)
    closed = record_steps.closed(session, case.id, out.closed, step)
    opened = record_steps.opening(session, case, one, out, closed, now)
    over = out.ended or status is not None
    did = clocks.Step(tuple(closed.values()), opened, back, over, ended_at)
    moved = clocks.move(session, case, one, did, now, begins=new is not None)
    payload = {**act.payload, "opened": [row["seq"] for row in opened], "passed": list(out.passed)}
    acts = [Act(act.kind, payload, act.actor_id, act.agency_id)]
    status = status or ("ended" if out.ended else case.status)
    if out.ended and status == "ended":
        acts.append(Act("case.ended", {"ends": list(out.ends)}))
    lines = chain(case, acts, now_ms)
    _case(session, case, out.state, lines, status, now_ms, moved, new)
    record_steps.close(session, case.id, closed, out.closed, act.actor_id, now_ms)
    record_steps.open_rows(session, case.id, opened, now_ms)
    record_steps.count(session, case, closed, opened, now_ms)
    record_waits.write(session, case, out, now_ms)
    clockrows.write(session, moved.changed)
    clocks.silences(session, case, one, opened, now)
    rows.insert(session, events.Event, lines)
    return Recorded(tuple(opened), status == "ended", out.undo)


def chain(case: locked.Case, acts: Sequence[Act], now_ms: int) -> list[dict[str, object]]:
    """The event rows of `acts`, chained to the case's record."""
    head, lines = case.event_head, []
    for number, act in enumerate(acts, start=case.event_seq + 1):
        entry = events.Entry(events.CASE, case.id, number, now_ms, act.kind, act.actor_id, act.agency_id)
        line = events.row(head, entry, act.payload, secrets.token_bytes(SALT_BYTES))
        head = cast("bytes", line["hash"])
        lines.append(line)
    return lines


def only_act(session: Session, case: locked.Case, act: Act, *, now: datetime, status: str | None = None) -> None:
    """Record an act that moves no token: a claim, a release, an incident; with the case's new status, if it has one."""
    now_ms = base.to_ms(now)
    lines = chain(case, [act], now_ms)
    if status is not None and status != case.status:
        clocks.stop_all(session, case.id, now)
    _case(session, case, case.state, lines, status or case.status, now_ms)
    rows.insert(session, events.Event, lines)


def only_acts(session: Session, told: Sequence[tuple[locked.Case, Sequence[Act]]], *, now: datetime) -> None:
    """The same for several acts of several cases, each case once; the events of all are one statement."""
    now_ms, every = base.to_ms(now), list[dict[str, object]]()
    for case, acts in told:
        lines = chain(case, acts, now_ms)
        _case(session, case, case.state, lines, case.status, now_ms)
        every += lines
    rows.insert(session, events.Event, every)


def _case(
    session: Session,
    case: locked.Case,
    state: bytes,
    lines: Sequence[Mapping[str, object]],
    status: str,
    now_ms: int,
    moved: clocks.Moved = clocks.NOT_MOVED,
    new: Mapping[str, object] | None = None,
) -> None:
    """Write the case's row, if it still is as it was read: a late writer must not undo another's work."""
    table = cases.Case
    values: dict[str, object] = {
        "revision": case.revision + 1,
        "event_seq": lines[-1]["seq"],
        "event_head": lines[-1]["hash"],
    }
    if state is not case.state:
        values["state"] = state
    dossier = _dossier_status(case.dossier_status, status, lines)
    if status != case.status:
        values |= {"status": status, "ended_at": now_ms}
    if moved.redue and moved.due_at != case.due_at:
        values["due_at"] = moved.due_at
    if dossier != case.dossier_status:
        values["dossier_status"] = dossier
    if new is not None:
        rows.insert(session, table, [{**new, **values}])
    elif rows.update(session, table, {"id": case.id, "revision": case.revision}, values) != 1:
        raise errors.StaleError("case", case.revision)


def _dossier_status(before: str, status: str, lines: Sequence[Mapping[str, object]]) -> str:
    """The status in the national code list, as far as the tokens tell it."""
    if status == "ended":
        return "RESOLVED"
    if status == "cancelled":
        return "STOPPED"
    completed = any(line["kind"] in {"task.completed", "task.deemed", "step.skipped"} for line in lines)
    return "IN_PROGRESS" if completed and before in {"NEW_SUBMITTED", "ACCEPTED"} else before
