"""What people do with an apology: write, submit, approve, sign, hand over, drop, withdraw.

Each act locks the case first, as every writer does, and stands in the case's record. A signature takes the next number
of the agency and year in its own transaction, makes the letter and keeps it as a document of the case: number, letter
and record are there together or not at all.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import apology, base, blobs, clock, database, document, person, procedure, rows
from models import case as cases
from service import errors
from service.rules import access, apologypolicy
from service.rules import apologies as rules
from service.usecases import (
    apologyletter,
    apologynotices,
    apologypolicies,
    apologyregister,
    apologyviews,
    completion,
    handover,
    locked,
    record,
    tasks,
    worktimes,
)

Render = Callable[[Mapping[str, Any]], bytes]
"""Makes the letter of its values: what sets type is not known down here."""
HOW = ("intake",)
"""Ways of sending: the unit that took the dossier in hands it over."""
_TABLE, _CLOCK = apology.Apology, clock.Clock


@dataclass(frozen=True, slots=True)
class Opened:
    """An apology that is about to change, its case locked."""

    row: apology.Apology
    case: locked.Case
    agencies: frozenset[int]
    facts: rules.Facts
    lead_agency_id: int | None


def write(
    session: Session,
    actor: access.Actor,
    apology_id: str,
    draft: rules.Draft,
    *,
    now: datetime,
    submit: bool = False,
    revision: int | None = None,
) -> apologyviews.ApologyView:
    """Write reason and new date into a draft, and submit it where it is whole.

    Raises:
        NotFoundError, ForbiddenError: not this person's to write.
        ConflictError: ``not_now``: it is no draft any more.
        StaleError: somebody has written since `revision`.
        InvalidError: something is wrong or missing; a second date is ``appointed_once``.
    """
    act = rules.SUBMIT if submit else rules.WRITE
    found = _open(session, actor, apology_id, act, access.may_apologise, revision)
    policy = apologypolicies.of(session, found.row.agency_id)
    _must_be_right(session, found, draft, policy, now, whole=submit)
    row = found.row
    row.reason, row.words = draft.reason, draft.words.strip()
    row.new_due_at = None if draft.new_due is None else base.to_ms(draft.new_due)
    row.written_by = sorted({*row.written_by, actor.person_id})
    return _done(session, actor, found, act, {}, now=now)


def _must_be_right(
    session: Session,
    found: Opened,
    draft: rules.Draft,
    policy: apologypolicy.Policy,
    now: datetime,
    *,
    whole: bool,
) -> None:
    latest = worktimes.add(session, found.row.agency_id, now, policy.most)
    told = rules.wrong(draft, found.facts, now=now, latest=latest, whole=whole)
    problems = [errors.Problem(one.key, one.code, one.values) for one in told]
    if whole:
        problems += _personal("words", draft.words, found.case)
    if problems:
        raise errors.InvalidError(*problems)


def _personal(key: str, words: str, case: locked.Case) -> list[errors.Problem]:
    """That what will be published tells of a person, if it does."""
    name = base.folded(str((case.applicant or {}).get("name", "")))
    said = rules.personal(words, base.folded(words), name)
    return [] if said is None else [errors.Problem(key, f"personal_{said}")]


def latest(session: Session, apology_id: str, now: datetime) -> datetime | None:
    """Until when a new date may be promised; None where none may be."""
    row = session.get_one(_TABLE, apologyviews.asked(apology_id))
    known = facts(session, row)
    if not rules.may_appoint(known, now):
        return None
    until = worktimes.add(session, row.agency_id, now, apologypolicies.of(session, row.agency_id).most)
    return min(until, known.case_due) if known.case_moved and known.case_due is not None else until


def give_back(
    session: Session, actor: access.Actor, apology_id: str, reason: str, *, now: datetime
) -> apologyviews.ApologyView:
    """Back to those who write, with what is missing.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: as for `write`.
        InvalidError: no reason.
    """
    found = _open(session, actor, apology_id, rules.GIVE_BACK, access.may_approve_apology)
    found.row.approved_by = found.row.approved_at = None
    return _done(session, actor, found, rules.GIVE_BACK, {"reason": completion.reason(reason)}, now=now)


def approve(
    session: Session, actor: access.Actor, apology_id: str, *, now: datetime, revision: int | None = None
) -> apologyviews.ApologyView:
    """Approve what was submitted, as it stands.

    Raises:
        NotFoundError, ForbiddenError, ConflictError, StaleError: as for `write`.
    """
    found = _open(session, actor, apology_id, rules.APPROVE, access.may_approve_apology, revision)
    found.row.approved_by, found.row.approved_at = actor.person_id or None, base.to_ms(now)
    return _done(session, actor, found, rules.APPROVE, {}, now=now)


def sign(
    kept_in: database.Database,
    store: blobs.Blobs,
    actor: access.Actor,
    apology_id: str,
    render: Render,
    *,
    now: datetime,
    revision: int | None = None,
) -> apologyviews.ApologyView:
    """Sign: the next number of agency and year, the letter made and kept, its hash in the record.

    Raises:
        NotFoundError, ForbiddenError, ConflictError, StaleError: as for `write`; ``signs_own`` for who has written it.
        InvalidError: the new date has become impossible since it was approved.
    """
    with store.held(), kept_in.transaction() as session:
        found = _open(session, actor, apology_id, rules.SIGN, access.may_sign, revision)
        policy = apologypolicies.of(session, found.row.agency_id)
        row, role = found.row, _role(actor, found.row.agency_id)
        refused = rules.may_sign(role, actor.person_id, frozenset(row.written_by), policy)
        if refused is not None:
            raise errors.ForbiddenError(refused.code)
        draft = rules.Draft(row.reason, row.words, _instant(row.new_due_at))
        _must_be_right(session, found, draft, policy, now, whole=True)
        _number(session, row, policy, now)
        row.signed_by, row.signed_at = actor.person_id or None, base.to_ms(now)
        signature = apologyletter.Signature(actor.name, role, now, _title(session, role))
        row.letter = apologyletter.says(session, row, policy, signature, done=found.facts.done, now=now)
        pdf = render(row.letter)
        row.sha256 = store.put(io.BytesIO(pdf))
        row.document_id = _keep(session, row, len(pdf), actor, now)
        told = {"number": apologyviews.number(row.number, row.symbol), "sha256": row.sha256}
        return _done(session, actor, found, rules.SIGN, told, now=now)


def _role(actor: access.Actor, agency_id: int) -> str:
    """The role by which somebody signs in an agency: the plainest form that she may use."""
    held = {m.role for m in actor.memberships if m.agency_id == agency_id and "sign" in m.rights}
    return next((role for role in rules.FOR if role in held), next(iter(sorted(held)), ""))


def _title(session: Session, role: str) -> str:
    return session.scalar(select(person.Role.name_vi).where(person.Role.code == role)) or ""


def _number(session: Session, row: apology.Apology, policy: apologypolicy.Policy, now: datetime) -> None:
    year = now.astimezone(base.HANOI).year
    taken = session.execute(apology.NEXT_NUMBER, {"agency_id": row.agency_id, "year": year}).scalar_one()
    row.year, row.number, row.symbol = year, int(taken), policy.symbol


def _keep(session: Session, row: apology.Apology, size: int, actor: access.Actor, now: datetime) -> int:
    """The letter as a document of its case."""
    at = base.to_ms(now)
    kept = {
        "id": base.new_id(at),
        "sha256": row.sha256,
        "size": size,
        "type": "application/pdf",
        "name": f"Phiếu xin lỗi số {row.number:02}-{row.symbol}.pdf".replace("/", "-"),
        "procedure_id": row.procedure_id,
        "case_id": row.case_id,
        "seq": document.LETTER,
        "state": document.KEPT,
        "uploaded_by": actor.person_id,
        "uploaded_at": at,
    }
    rows.insert(session, document.Document, [kept])
    return int(str(kept["id"]))


def send(
    session: Session, actor: access.Actor, apology_id: str, how: str, *, now: datetime
) -> apologyviews.ApologyView:
    """Send the letter to the unit that took the dossier in, to be handed over. From now on it stands in the register,
    nothing is owed any more, and the new date is the clock's.

    Parameters:
        how: one of `HOW`.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: as for `write`.
        InvalidError: there is no such way.
    """
    found = _open(session, actor, apology_id, rules.SEND, access.may_apologise)
    if how not in HOW:
        raise errors.InvalidError(errors.Problem("how", "not_allowed"))
    row, at = found.row, base.to_ms(now)
    row.sent_at, row.sent_by, row.sent_how = at, actor.person_id or None, how
    row.settled_at, row.published_at = at, at
    row.register_folded = apologyregister.searched(session, row)
    handover.appoint(session, actor, row, now=now)
    return _done(session, actor, found, rules.SEND, {"how": how}, now=now)


def drop(
    session: Session, actor: access.Actor, apology_id: str, reason: str, *, now: datetime
) -> apologyviews.ApologyView:
    """Drop a draft that is not owed; for the same date none appears again, and it can be taken up again.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: as for `write`.
        InvalidError: no reason.
    """
    found = _open(session, actor, apology_id, rules.DROP, access.may_approve_apology)
    return _closed(session, actor, found, rules.DROP, completion.reason(reason), now)


def reopen(session: Session, actor: access.Actor, apology_id: str, *, now: datetime) -> apologyviews.ApologyView:
    """Take up a dropped draft again.

    Raises:
        NotFoundError, ForbiddenError: as for `write`.
        ConflictError: ``not_now``; ``apology_open``: there is another one of the same agency in this case.
    """
    found = _open(session, actor, apology_id, rules.REOPEN, access.may_approve_apology)
    row = found.row
    if row.clock_id is not None and open_of(session, row.case_id, row.agency_id) is not None:
        raise errors.ConflictError("apology_open")
    row.closed_at = row.closed_by = row.settled_at = None
    row.closed_reason = ""
    return _done(session, actor, found, rules.REOPEN, {}, now=now)


def open_of(session: Session, case_id: int, agency_id: int) -> int | None:
    """The apology for lateness that an agency owes the applicant of a case; there is one at a time."""
    query = select(_TABLE.id).where(_TABLE.case_id == case_id, _TABLE.agency_id == agency_id)
    return session.scalar(query.where(_TABLE.state.in_(rules.OWED), _TABLE.clock_id.is_not(None)).limit(1))


def withdraw(
    session: Session, actor: access.Actor, apology_id: str, reason: str, *, now: datetime
) -> apologyviews.ApologyView:
    """Withdraw a signed letter that was found wrong; in the register it stays, as withdrawn and why.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: as for `write`.
        InvalidError: no reason, or one that tells of a person.
    """
    found = _open(session, actor, apology_id, rules.WITHDRAW, access.may_approve_apology)
    told = completion.reason(reason)
    if said := _personal("reason", told, found.case):
        raise errors.InvalidError(*said)
    return _closed(session, actor, found, rules.WITHDRAW, told, now)


def _closed(
    session: Session, actor: access.Actor, found: Opened, act: str, reason: str, now: datetime
) -> apologyviews.ApologyView:
    row, at = found.row, base.to_ms(now)
    row.closed_at, row.closed_by, row.closed_reason = at, actor.person_id or None, reason
    row.settled_at = row.settled_at or at
    return _done(session, actor, found, act, {"reason": reason}, now=now)


def preview(session: Session, actor: access.Actor, apology_id: str, *, now: datetime) -> dict[str, Any]:
    """What the letter would say as the draft stands.

    Raises:
        NotFoundError: there is none, or none whose case this person may read.
    """
    row = session.get(_TABLE, apologyviews.asked(apology_id))
    if row is None or not access.may_read_case(actor, locked.agencies(session, row.case_id)):
        raise errors.NotFoundError("apology", apology_id)
    if row.letter is not None:
        return dict(row.letter)
    policy, done = apologypolicies.of(session, row.agency_id), facts(session, row).done
    return apologyletter.says(session, row, policy, None, done=done, now=now)


def facts(session: Session, row: apology.Apology) -> rules.Facts:
    """What decisions about an apology need; one statement."""
    table = _CLOCK
    found = session.execute(
        select(table.id, table.kind, table.extended, table.due_at, table.stopped_at).where(
            table.case_id == row.case_id, (table.id == row.clock_id) | (table.kind == clock.CASE)
        )
    ).all()
    own = next((one for one in found if one.id == row.clock_id), None)
    whole = next((one for one in found if one.kind == clock.CASE), None)
    due = row.case_due_at if whole is None else whole.due_at
    return rules.Facts(
        state=row.state,
        ground=row.ground,
        clock_moved=own is not None and bool(own.extended),
        case_moved=whole is not None and bool(whole.extended),
        case_due=_instant(due),
        done=own is not None and own.stopped_at is not None,
    )


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else base.to_datetime(ms)


May = Callable[[access.Actor, int, frozenset[int]], access.Decision]


def _open(
    session: Session, actor: access.Actor, apology_id: str, act: str, may: May, revision: int | None = None
) -> Opened:
    """An apology for an act, its case locked.

    Raises:
        NotFoundError, ForbiddenError: not this person's.
        ConflictError: ``not_now``: not in its state.
        StaleError: it has been changed since `revision`.
    """
    number = apologyviews.asked(apology_id)
    asked = session.execute(select(_TABLE.case_id, _TABLE.agency_id).where(_TABLE.id == number)).one_or_none()
    if asked is None:
        raise errors.NotFoundError("apology", apology_id)
    agencies = locked.agencies(session, asked.case_id)
    decision = may(actor, asked.agency_id, agencies)
    if not decision and decision.hidden:
        raise errors.NotFoundError("apology", apology_id)
    tasks.refuse(decision, "apology", apology_id)
    case = locked.case(session, asked.case_id)
    row = session.get_one(_TABLE, number, populate_existing=True)
    known = facts(session, row)
    if rules.after(row.state, act) is None:
        raise errors.ConflictError("not_now", {"state": row.state})
    if revision is not None and revision != row.revision:
        raise errors.StaleError("apology", row.revision)
    lead = select(procedure.Procedure.lead_agency_id).join(
        cases.Case, cases.Case.procedure_id == procedure.Procedure.id
    )
    return Opened(row, case, agencies, known, session.scalar(lead.where(cases.Case.id == case.id)))


def _done(
    session: Session,
    actor: access.Actor,
    found: Opened,
    act: str,
    told: Mapping[str, object],
    *,
    now: datetime,
) -> apologyviews.ApologyView:
    """Write the new state, and the act into the case's record."""
    row = found.row
    following = rules.after(row.state, act)
    assert following is not None
    row.state, row.revision = following, row.revision + 1
    session.flush()
    said = {"apology": str(row.id), **told}
    record.only_act(
        session, found.case, record.Act(f"apology.{act}", said, actor.person_id or None, row.agency_id), now=now
    )
    apologynotices.next_turn(session, row, act, now)
    return apologyviews.get(session, actor, str(row.id))
