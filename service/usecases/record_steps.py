"""The step log's part of recording: rows closed, rows opened, and the counters' deltas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import base, rows, step
from models import case as cases
from runner import outcome
from service.rules import worktime
from service.usecases import calendars, locked, notices, places, published, watched

PERSONAL = (outcome.WaitKind.TASK.value, outcome.WaitKind.CALL.value)
"""Kinds of waits that a person can end."""
OPERATED = (outcome.Closing.MOVED, outcome.Closing.SKIPPED)
"""How an operator ends a wait, of whatever kind."""


def closed(
    session: Session, case_id: int, told: Sequence[outcome.Closed], known: locked.Step | None
) -> dict[int, locked.Step]:
    """The rows of the waits that a step closed, by seq; only those not known already are read."""
    found = {} if known is None else {known.seq: known}
    missing = [one.seq for one in told if one.seq not in found]
    if missing:
        found |= locked.steps(session, case_id, missing)
    return {one.seq: found[one.seq] for one in told if one.seq in found}


def close(
    session: Session,
    case_id: int,
    steps: Mapping[int, locked.Step],
    told: Sequence[outcome.Closed],
    person_id: int | None,
    now_ms: int,
) -> None:
    """Close the rows; a person's name stands on what she completed, moved or skipped, not on what that withdrew.

    Who was warned of one needs to know no longer.
    """
    warned = [watched.step_subject(case_id, row.seq) for row in steps.values() if row.told_at is not None]
    notices.settle(session, warned, base.to_datetime(now_ms))
    for one in told:
        row = steps.get(one.seq)
        if row is None:
            continue
        by_person = one.how in OPERATED or (one.how is outcome.Closing.COMPLETED and row.kind in PERSONAL)
        rows.update(
            session,
            step.Step,
            {"case_id": case_id, "seq": one.seq},
            {
                "completed_at": now_ms,
                "completed_by": person_id if by_person else None,
                "outcome": one.how.value,
                "wall_s": max(0, (now_ms - row.enabled_at) // 1000),
                "working_s": worktime.between(
                    base.to_datetime(row.enabled_at),
                    base.to_datetime(now_ms),
                    calendars.by_id(session, row.calendar_id),
                ),
            },
        )


def opening(
    session: Session,
    case: locked.Case,
    one: published.Published,
    out: outcome.Outcome,
    closing: Mapping[int, locked.Step],
    now: datetime,
) -> list[dict[str, Any]]:
    """The rows of the waits that a step opened; `closing` are those that it closed."""
    named = places.named_by_items(session, out.opened)
    due = {timer.seq: base.to_ms(timer.due_at) for timer in out.timers_set}
    placed = [(wait, places.of_wait(one, case, wait, named)) for wait in out.opened]
    offices = (place.agency_id or case.intake_agency_id for _, place in placed)
    kept = calendars.as_of(session, case.calendars, offices) if placed else {}
    return [
        {
            **_row(case, one, wait, place, kept[place.agency_id or case.intake_agency_id], due.get(wait.seq), now),
            "handed_over": _handed_over(place, wait, closing),
        }
        for wait, place in placed
    ]


def _handed_over(place: places.Place, wait: outcome.Wait, closing: Mapping[int, locked.Step]) -> bool:
    """Whether another agency's step led to this task of an agency."""
    before = closing.get(wait.opened_by or 0)
    if before is None or before.agency_id is None or place.holder != places.AGENCY:
        return False
    return wait.kind is outcome.WaitKind.TASK and place.agency_id not in (None, before.agency_id)


def _row(
    case: locked.Case,
    one: published.Published,
    wait: outcome.Wait,
    place: places.Place,
    kept: calendars.Named,
    fires_at: int | None,
    now: datetime,
) -> dict[str, Any]:
    settings, now_ms = one.step(wait.element), base.to_ms(now)
    due_at, watch_at = fires_at, None
    if settings.limit is not None and wait.kind is not outcome.WaitKind.TIMER:
        due_at = base.to_ms(worktime.add(now, settings.limit, kept.calendar))
        if place.holder == places.AGENCY:
            watch_at = watched.first_look(now, settings.limit, kept.calendar)
    return {
        "case_id": case.id,
        "seq": wait.seq,
        "month": base.month(now_ms),
        "procedure_id": case.procedure_id,
        "version_id": case.version_id,
        "element": wait.element,
        "lineage": one.lineage(wait.element),
        "lane_key": wait.lane,
        "agency_id": place.agency_id,
        "holder": place.holder,
        "kind": wait.kind.value,
        "role": settings.role or "staff",
        "visit": wait.visit,
        "item": wait.item,
        "group": wait.group,
        "opened_by": wait.opened_by,
        "enabled_at": now_ms,
        "due_at": due_at,
        "calendar_id": kept.id,
        "order_at": base.FAR if due_at is None else due_at,
        "watch_at": watch_at,
    }


def open_rows(session: Session, case_id: int, opened: Sequence[Mapping[str, Any]], now_ms: int) -> None:
    """Insert the opened steps; an agency that a multi-instance's item named comes to know of the case."""
    if not opened:
        return
    rows.insert(session, step.Step, opened)
    by_item = {row["agency_id"] for row in opened if isinstance(row["item"], str) and row["agency_id"] is not None}
    rows.insert(
        session,
        cases.CaseAgency,
        [{"agency_id": agency_id, "case_id": case_id} for agency_id in sorted(by_item)],
        update=(),
    )


def count(
    session: Session,
    case: locked.Case,
    closing: Mapping[int, locked.Step],
    opened: Sequence[Mapping[str, Any]],
    now_ms: int,
) -> None:
    """Append the counters' deltas of what closed and opened."""
    deltas = Deltas()
    deltas.steps(closing.values(), -1)
    for row in _once((one["group"], one["seq"], one["element"], one) for one in opened):
        deltas.add(row["lane_key"], row["element"], row["agency_id"], 1, row["kind"] in PERSONAL, False)
    deltas.write(session, case, now_ms)


def _once(waits: Iterable[tuple[str | None, int, str, Any]]) -> list[Any]:
    """The events behind one event-based gateway hold one token: the first of them stands for it. Where several tokens
    are at one gateway, each has all of its events, so that the first event is there as often as there are tokens."""
    kept, groups = [], dict[str, str]()
    for group, _, element, wait in sorted(waits, key=lambda one: one[1]):
        if group is None or groups.setdefault(group, element) == element:
            kept.append(wait)
    return kept


class Deltas:
    """Changes of the counters, summed per step and agency, so that a transaction appends few rows."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str, int], list[int]] = {}

    def add(self, lane_key: str, element: str, agency_id: int | None, sign: int, personal: bool, claimed: bool) -> None:
        """One wait more (`sign` 1) or less (-1)."""
        sums = self._sums.setdefault((lane_key, element, agency_id or 0), [0, 0, 0])
        sums[0] += sign
        sums[1] += sign * personal
        sums[2] += sign * claimed

    def steps(self, waits: Iterable[locked.Step], sign: int) -> None:
        """Rows of the step log that are open again (`sign` 1) or closed (-1)."""
        for one in _once((one.group, one.seq, one.element, one) for one in waits):
            claimed = one.claimed_by is not None
            self.add(one.lane_key, one.element, one.agency_id, sign, one.kind in PERSONAL, claimed)

    def claim(self, lane_key: str, element: str, agency_id: int | None, sign: int) -> None:
        """One claim more or less."""
        self._sums.setdefault((lane_key, element, agency_id or 0), [0, 0, 0])[2] += sign

    def write(self, session: Session, case: locked.Case, now_ms: int) -> None:
        """Append what isn't zero."""
        lines = [
            {
                "id": base.new_id(now_ms),
                "procedure_id": case.procedure_id,
                "version_id": case.version_id,
                "lane_key": lane_key,
                "element": element,
                "agency_id": agency_id,
                "held": held,
                "tasks": tasks,
                "claimed": claimed,
            }
            for (lane_key, element, agency_id), (held, tasks, claimed) in self._sums.items()
            if held or tasks or claimed
        ]
        rows.insert(session, step.CounterDelta, lines)
