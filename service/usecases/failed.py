"""What happens when the engine can't take a step: nothing of it, and an incident that keeps what was to be done.

The engine changes nothing when it fails and nothing has been written before it runs, so the incident stands in the
transaction of the failed step: the error that is then raised says `keeps`, and the transaction is committed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import base, incident, step, timer
from runner import outcome
from service import errors
from service.usecases import locked, places, published, record

log = logging.getLogger("laneway")
LINE = "{reason} in case {case} of {procedure} version {version}, “{name}” ({element}) in lane “{lane}”: {message}"
"""What the log says of an incident."""
COMPLETE, ANSWER, WAKE, DELIVER = "complete", "answer", "wake", "deliver"


@dataclass(frozen=True, slots=True)
class Operation:
    """What was to be done, for doing it again: `person_id` is whose act it was, None the worker's."""

    kind: str
    person_id: int | None = None
    seq: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    message_id: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is stored; ids as texts, because JSON is read by browsers."""
        return {
            "kind": self.kind,
            "person_id": None if self.person_id is None else str(self.person_id),
            "seq": self.seq,
            "answers": dict(self.answers),
            "message_id": None if self.message_id is None else str(self.message_id),
        }

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> Operation:
        """As it was stored."""
        person_id, message_id = raw["person_id"], raw["message_id"]
        return Operation(
            kind=raw["kind"],
            person_id=None if person_id is None else int(person_id),
            seq=raw["seq"],
            answers=raw["answers"],
            message_id=None if message_id is None else int(message_id),
        )


def keep(
    session: Session,
    case: locked.Case,
    one: published.Published,
    operation: Operation,
    failed: outcome.Incident,
    *,
    now: datetime,
    again: int | None = None,
) -> errors.IncidentError:
    """Write the incident and return the error to raise.

    Parameters:
        again: id of the open incident of the same step, which then counts one try more and keeps the newer operation.
    """
    now_ms, failed = base.to_ms(now), _placed(session, case, one, operation, failed)
    place = places.of_lane(one, case, failed.lane, outcome.WaitKind.TASK) if failed.lane else places.Place(None)
    values: dict[str, Any] = {
        "code": failed.code,
        "message": failed.message[:2_000],
        "element": failed.element,
        "name": failed.name or one.name(failed.element),
        "lane_key": failed.lane,
        "agency_id": place.agency_id,
        "values": dict(failed.values),
        "operation": operation.to_json(),
    }
    table = incident.Incident
    if again is None and operation.seq is not None:
        again = _of_task(session, case.id, operation.seq)
    if again is None:
        again = base.new_id(now_ms)
        row = table(id=again, case_id=case.id, seq=operation.seq, tries=1, created_at=now_ms, **values)
        session.add(row)
        session.flush()
    else:
        session.execute(update(table).where(table.id == again).values(**values, tries=table.tries + 1))
    payload = {"incident": str(again), "code": failed.code, "element": failed.element, "operation": operation.kind}
    record.only_act(session, case, record.Act("incident.raised", payload, operation.person_id), now=now)
    told = {"case": case.code, **named(one, failed)}
    log.warning("incident %s: %s", again, LINE.format_map(told))
    return errors.IncidentError(again, failed.code, told)


def named(one: published.Published, failed: outcome.Incident) -> dict[str, object]:
    """What an error of the engine names: version, element, labels, and the engine's own sentence."""
    return {
        **dict(failed.values),
        "procedure": one.code,
        "version": one.number,
        "element": failed.element,
        "name": failed.name or one.name(failed.element),
        "lane": one.lane(failed.lane),
        "message": failed.message[:500],
        "reason": failed.code,
    }


def _placed(
    session: Session, case: locked.Case, one: published.Published, operation: Operation, failed: outcome.Incident
) -> outcome.Incident:
    """An incident that names no element, as that of a state which can't be read, told of the step it was met at, else
    of the step that has been open longest."""
    if failed.element:
        return failed
    table = step.Step
    query = select(table.element, table.lane_key).where(table.case_id == case.id)
    met = table.seq == operation.seq if operation.seq is not None else table.completed_at.is_(None)
    found = session.execute(query.where(met).order_by(table.seq).limit(1)).one_or_none()
    if found is None:
        return failed
    return replace(failed, element=found.element, name=one.name(found.element), lane=found.lane_key)


def _of_task(session: Session, case_id: int, seq: int) -> int | None:
    """The open incident of a task: another's try may have raised it while this one waited for the case."""
    table = incident.Incident
    query = select(table.id).where(table.case_id == case_id, table.seq == seq, table.resolved_at.is_(None))
    return session.scalar(query.limit(1))


def of_worker(session: Session, case_id: int, kind: str) -> int | None:
    """The open incident of a case's timers or of one kind of the worker's operations."""
    table = incident.Incident
    open_ones = select(table.id, table.operation).where(table.case_id == case_id, table.resolved_at.is_(None))
    return next((row.id for row in session.execute(open_ones) if row.operation["kind"] == kind), None)


def settle(session: Session, case_id: int, seqs: Collection[int], person_id: int | None, now_ms: int) -> None:
    """Mark the open incidents of steps as settled: what they held is not to be done any more."""
    table = incident.Incident
    if seqs:
        session.execute(
            update(table)
            .where(table.case_id == case_id, table.seq.in_(seqs), table.resolved_at.is_(None))
            .values(resolved_at=now_ms, resolved_by=person_id),
            execution_options={"synchronize_session": False},
        )


def resolve(session: Session, incident_id: int, person_id: int | None, now_ms: int) -> None:
    """Mark an incident as settled; the timers it held go on."""
    table = incident.Incident
    session.execute(
        update(table)
        .where(table.id == incident_id, table.resolved_at.is_(None))
        .values(resolved_at=now_ms, resolved_by=person_id)
    )
    session.execute(update(timer.Timer).where(timer.Timer.incident_id == incident_id).values(incident_id=None))
