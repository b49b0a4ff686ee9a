"""Mistakes recorded on a case: what was wrong, whose it was, and the draft of an apology that comes of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agency, apology, base, step
from service import errors
from service.rules import access
from service.rules import apologies as rules
from service.usecases import apologynotices, completion, locked, record, tasks


def record_fault(
    session: Session,
    actor: access.Actor,
    code: str,
    agency_code: str,
    what: str,
    *,
    now: datetime,
    seq: int | None = None,
) -> str:
    """Record a mistake on a case; the id of the draft that appears for the agency whose it was.

    Parameters:
        what: what was wrong, as the letter will say it.
        seq: number of the step at which it was made, where one is known.

    Raises:
        NotFoundError, ForbiddenError: not this person's case to write on.
        InvalidError: no such agency or step in this case, nothing said, or something about a person.
    """
    case = locked.case_by_code(session, code)
    agencies = locked.agencies(session, case.id)
    tasks.refuse(access.may_record_fault(actor, agencies), "case", code)
    told = completion.reason(what, "what")
    agency_id = session.scalar(select(agency.Agency.id).where(agency.Agency.code == agency_code))
    if agency_id is None or agency_id not in agencies:
        raise errors.InvalidError(errors.Problem("agency", "not_in_case", {"code": agency_code[:60]}))
    if seq is not None and session.get(step.Step, (case.id, seq)) is None:
        raise errors.InvalidError(errors.Problem("seq", "not_allowed"))
    at = base.to_ms(now)
    fault = apology.Fault(
        id=base.new_id(at), case_id=case.id, agency_id=agency_id, seq=seq, what=told, recorded_at=at,
        recorded_by=actor.person_id or None,
    )  # fmt: skip
    session.add(fault)
    session.flush()
    row = apology.Apology(
        id=base.new_id(at),
        case_id=case.id,
        procedure_id=case.procedure_id,
        agency_id=agency_id,
        ground=rules.ERROR,
        fault_id=fault.id,
        due_at=None,
        case_due_at=case.due_at,
        reason="own_mistake",
        owed_from=at,
        created_at=at,
        created_by=actor.person_id or None,
        written_by=[],
    )
    session.add(row)
    session.flush()
    said = {"apology": str(row.id), "fault": str(fault.id), "seq": seq, "what": told}
    record.only_act(session, case, record.Act("fault.recorded", said, actor.person_id or None, agency_id), now=now)
    apologynotices.drafted(session, row, now)
    return str(row.id)
