"""Reviewing who was responsible: opened by those with the right or by rule, explained, concluded, and closed for good.

A review is restricted to those concerned, so what is done in it stands in the record of the agency and not in that of
the case, which other agencies read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import agency, apology, base, clock, event, review, rows, step
from models import case as cases
from service import errors
from service.rules import access, apologypolicy
from service.rules import reviews as rules
from service.usecases import (
    apologynotices,
    apologypolicies,
    apologyviews,
    chain,
    completion,
    locked,
    people,
    reviewviews,
    tasks,
    worktimes,
)

DAY_SECONDS = 8 * 3600
_TABLE, _WHO, _CLOCK = review.Review, review.ReviewPerson, clock.Clock


def open_for_apology(
    session: Session, actor: access.Actor, apology_id: str, reason: str, *, now: datetime
) -> reviewviews.ReviewView:
    """Open a review of the lateness or mistake that an apology is about.

    Raises:
        NotFoundError, ForbiddenError: not this person's to open.
        ConflictError: ``review_exists``.
        InvalidError: no reason.
    """
    row = session.get(apology.Apology, apologyviews.asked(apology_id))
    if row is None:
        raise errors.NotFoundError("apology", apology_id)
    agencies = locked.agencies(session, row.case_id)
    tasks.refuse(access.may_review(actor, row.agency_id, agencies), "apology", apology_id)
    fault = None if row.fault_id is None else session.get(apology.Fault, row.fault_id)
    about = {
        "subject": f"clock:{row.clock_id}" if fault is None else f"fault:{fault.id}",
        "ground": (rules.SECOND if row.second else rules.LATE) if fault is None else rules.ERROR,
        "clock_id": row.clock_id,
        "fault_id": row.fault_id,
        "lane_key": row.lane_key,
        "seq": None if fault is None else fault.seq,
    }
    return _open(session, actor, row.case_id, row.agency_id, about, completion.reason(reason), now)


def open_for_step(
    session: Session, actor: access.Actor, case_id: int, seq: int, reason: str, *, now: datetime
) -> reviewviews.ReviewView:
    """Open a review of one step that is or was late.

    Raises:
        NotFoundError, ForbiddenError: not this person's to open.
        ConflictError: ``not_late``; ``review_exists``.
        InvalidError: no reason.
    """
    row = session.get(step.Step, (case_id, seq)) if locked.names_a_task(case_id, seq) else None
    if row is None or row.agency_id is None:
        raise errors.NotFoundError("task", f"{case_id}-{seq}")
    tasks.refuse(access.may_review(actor, row.agency_id, locked.agencies(session, case_id)), "task", case_id, seq)
    if row.due_at is None or row.due_at >= (row.completed_at or base.to_ms(now)):
        raise errors.ConflictError("not_late")
    about = {"subject": f"step:{case_id}:{seq}", "ground": rules.LATE, "lane_key": row.lane_key, "seq": seq}
    return _open(session, actor, case_id, row.agency_id, about, completion.reason(reason), now)


def _open(
    session: Session,
    actor: access.Actor,
    case_id: int,
    agency_id: int,
    about: Mapping[str, Any],
    reason: str,
    now: datetime,
) -> reviewviews.ReviewView:
    made = _made(session, actor, case_id, agency_id, about, reason, now)
    if made is None:
        raise errors.ConflictError("review_exists")
    return reviewviews.get(session, actor, str(made.id), now=now)


def _made(
    session: Session,
    actor: access.Actor,
    case_id: int,
    agency_id: int,
    about: Mapping[str, Any],
    reason: str,
    now: datetime,
) -> review.Review | None:
    """The review, with those asked who held what it is about; None where there is one of the same subject."""
    at = base.to_ms(now)
    procedure_id = session.scalars(select(cases.Case.procedure_id).where(cases.Case.id == case_id)).one()
    row = {
        "id": base.new_id(at), "case_id": case_id, "agency_id": agency_id, "procedure_id": procedure_id,
        "clock_id": None, "fault_id": None, "seq": None, "state": rules.OPEN, "reason": reason, "opened_at": at,
        "opened_by": actor.person_id or None, "conclusion": "", "findings": "", "measures": "", "sha256": "",
    }  # fmt: skip
    if rows.insert(session, _TABLE, [{**row, **about}], update=(), unique=("subject",)) == 0:
        return None
    made = session.get_one(_TABLE, row["id"])
    table = step.Step
    held = select(table.seq, table.claimed_by, table.completed_by).where(table.case_id == case_id)
    by_person: dict[int, list[int]] = {}
    for line in session.execute(held.where(reviewviews.subject_steps(made)).order_by(table.seq)):
        for person_id in {line.claimed_by, line.completed_by} - {None}:
            by_person.setdefault(person_id, []).append(line.seq)
    _ask(session, made, {key: ", ".join(map(str, seqs))[:400] for key, seqs in by_person.items()}, now)
    said = {"review": str(made.id), "subject": made.subject, "ground": made.ground}
    _record(session, actor, made, "review.opened", said, now)
    return made


def _ask(session: Session, row: review.Review, seqs: Mapping[int, str], now: datetime) -> None:
    at = base.to_ms(now)
    asked = [
        {"review_id": row.id, "person_id": person_id, "seqs": told, "asked_at": at, "explanation": "", "answers_for": 0}
        for person_id, told in sorted(seqs.items())
    ]
    rows.insert(session, _WHO, asked, update=())
    apologynotices.asked(session, row, sorted(seqs), now)


def ask(
    session: Session, actor: access.Actor, review_id: str, person_id: str, *, now: datetime
) -> reviewviews.ReviewView:
    """Ask a further colleague of the agency to explain.

    Raises:
        NotFoundError, ForbiddenError: not this person's review.
        ConflictError: ``review_closed``.
        InvalidError: nobody who works in the agency.
    """
    row = _held(session, actor, review_id, now)
    seen = reviewviews.get(session, actor, review_id, now=now)
    if person_id not in {one.id for one in seen.others}:
        raise errors.InvalidError(errors.Problem("person", "not_allowed"))
    _ask(session, row, {int(person_id): ""}, now)
    _record(session, actor, row, "review.asked", {"review": review_id, "person": person_id}, now)
    return reviewviews.get(session, actor, review_id, now=now)


def explain(
    session: Session, actor: access.Actor, review_id: str, words: str, *, now: datetime
) -> reviewviews.ReviewView:
    """Write the one explanation of whom the review concerns; it stays as it was written.

    Raises:
        NotFoundError, ForbiddenError: it doesn't concern this person.
        ConflictError: ``review_closed``; ``already_explained``.
        InvalidError: nothing said, or too much.
    """
    row = _locked(session, actor, review_id)
    own = session.get(_WHO, (row.id, actor.person_id))
    if own is None:
        raise errors.ForbiddenError("not_concerned")
    if own.explained_at is not None:
        raise errors.ConflictError("already_explained")
    own.explanation, own.explained_at = completion.reason(words, "explanation"), base.to_ms(now)
    apologynotices.explained(session, row, actor.person_id, now)
    told = {"review": review_id, "sha256": hashlib.sha256(own.explanation.encode()).hexdigest()}
    _record(session, actor, row, "review.explained", told, now)
    return reviewviews.get(session, actor, review_id, now=now)


def close(
    session: Session,
    actor: access.Actor,
    review_id: str,
    conclusion: str,
    findings: str,
    measures: str = "",
    answers_for: Collection[str] = (),
    *,
    now: datetime,
) -> reviewviews.ReviewView:
    """Conclude a review; nothing of it is written again, and its hash stands in the agency's record.

    Parameters:
        conclusion: of `rules.CONCLUSIONS`.
        answers_for: ids of those found responsible.

    Raises:
        NotFoundError, ForbiddenError: not this person's to conclude; ``reviews_own`` for whom it concerns.
        ConflictError: ``review_closed``.
        InvalidError: what is missing.
    """
    row = _held(session, actor, review_id, now)
    who = reviewviews.concerned(session, row.id)
    if actor.person_id in who:
        raise errors.ForbiddenError("reviews_own")
    chosen = {int(one) for one in answers_for if one.isascii() and one.isdigit() and len(one) < 20}
    missing = rules.why_not_closed(conclusion, findings, chosen, who)
    if missing is not None:
        raise errors.InvalidError(errors.Problem(*missing))
    row.findings = completion.reason(findings, "findings")
    row.measures = completion.reason(measures, "measures") if measures.strip() else ""
    row.conclusion, row.state = conclusion, rules.CLOSED
    row.closed_at, row.closed_by = base.to_ms(now), actor.person_id or None
    told = list(session.scalars(select(_WHO).where(_WHO.review_id == row.id).order_by(_WHO.person_id)))
    for one in told:
        one.answers_for = int(one.person_id in chosen)
    row.sha256 = hashlib.sha256(event.canonical(_whole(row, told)).encode()).hexdigest()
    session.flush()
    _record(session, actor, row, "review.closed", {"review": review_id, "sha256": row.sha256}, now)
    return reviewviews.get(session, actor, review_id, now=now)


def _whole(row: review.Review, told: list[review.ReviewPerson]) -> dict[str, object]:
    """What the hash of a closed review covers."""
    about = ("id", "case_id", "agency_id", "subject", "ground", "reason", "opened_at")
    of = (*about, "conclusion", "findings", "measures", "closed_at", "closed_by")
    each = ("person_id", "explanation", "explained_at", "answers_for")
    people_ = [{key: getattr(one, key) for key in each} for one in told]
    return {**{key: getattr(row, key) for key in of}, "people": people_}


def intact(session: Session, review_id: int) -> bool:
    """Whether a closed review is as it was closed."""
    row = session.get_one(_TABLE, review_id)
    told = list(session.scalars(select(_WHO).where(_WHO.review_id == row.id).order_by(_WHO.person_id)))
    return row.sha256 == hashlib.sha256(event.canonical(_whole(row, told)).encode()).hexdigest()


def _held(session: Session, actor: access.Actor, review_id: str, now: datetime) -> review.Review:
    """An open review that this person conducts, its row locked."""
    row = _locked(session, actor, review_id)
    agencies = locked.agencies(session, row.case_id)
    if not access.may_review(actor, row.agency_id, agencies):
        raise errors.ForbiddenError("no_right")
    return row


def _locked(session: Session, actor: access.Actor, review_id: str) -> review.Review:
    known = review_id.isascii() and review_id.isdigit() and len(review_id) < 20 and int(review_id) <= base.MOST_ID
    row = session.get(_TABLE, int(review_id), with_for_update=True, populate_existing=True) if known else None
    if row is None or not access.may_read_review(actor, row.agency_id, reviewviews.concerned(session, row.id)):
        raise errors.NotFoundError("review", review_id)
    if row.state != rules.OPEN:
        raise errors.ConflictError("review_closed")
    return row


def _record(
    session: Session,
    actor: access.Actor,
    row: review.Review,
    kind: str,
    told: Mapping[str, object],
    now: datetime,
) -> None:
    # Not FOR UPDATE: rows that point at the agency are written all the time, and must not wait.
    owner = session.get_one(agency.Agency, row.agency_id, with_for_update={"key_share": True}, populate_existing=True)
    chain.append(session, event.AGENCY, owner, kind, told, actor=actor, now=now)
    session.flush()


def by_rule(session: Session, case_id: int, clock_id: int, policy: apologypolicy.Policy, *, now: datetime) -> bool:
    """Open the review of a clock if its agency's policy says so; whether one was opened.

    A second breach is one where the clock had been given its new date already.
    """
    row = session.get_one(_CLOCK, clock_id)
    if row.agency_id is None or row.due_at is None:
        return False
    until = now if row.stopped_at is None else base.to_datetime(row.stopped_at)
    late_s = worktimes.between(session, row.agency_id, base.to_datetime(row.due_at), until)
    ground = rules.due(policy, second=bool(row.extended) and late_s > 0, late_days=late_s / DAY_SECONDS)
    if ground is None:
        return False
    lane_key = clock.lane_key(row.subject) if row.kind == clock.LANE else ""
    about = {"subject": f"clock:{clock_id}", "ground": ground, "clock_id": clock_id, "lane_key": lane_key}
    made = _made(session, people.SYSTEM, case_id, row.agency_id, about, "", now)
    if made is not None:
        apologynotices.opened(session, made, now)
    return made is not None


def open_due(session: Session, now: datetime, batch: int) -> int:
    """Open the reviews that policies ask for because something has been late for long; how many were opened."""
    city, own = apologypolicies.everywhere(session)
    opened = 0
    others = (city, _CLOCK.agency_id.not_in(sorted(own)))
    for policy, whose in (others, *((policy, _CLOCK.agency_id == agency_id) for agency_id, policy in own.items())):
        if policy.review_days and opened < batch:
            opened += _open_long(session, policy, whose, now, batch - opened)
    return opened


def _open_long(session: Session, policy: apologypolicy.Policy, whose: Any, now: datetime, batch: int) -> int:
    """Of running clocks: what stopped late was looked at when its apology was drafted."""
    # More calendar days than working days have gone by at least; the exact count is the rule's.
    cutoff = base.to_ms(now - timedelta(days=policy.review_days))
    none = ~exists().where(_TABLE.clock_id == _CLOCK.id)
    query = select(_CLOCK.id, _CLOCK.case_id).where(
        _CLOCK.state == clock.RUNNING, _CLOCK.kind != clock.ACK, _CLOCK.due_at <= cutoff, whose, none
    )
    found = session.execute(query.order_by(_CLOCK.due_at, _CLOCK.id).limit(batch)).all()
    return sum(by_rule(session, row.case_id, row.id, policy, now=now) for row in found)
