"""Warning in time: what the worker's loop does when a limit comes near, is reached, and is passed.

A look takes what is due to be looked at, tells the newest point that each has passed since it was last told of, and
says when to look again. Everything of it is one transaction, the rows held: two workers never tell the same, and what
was told before a kill is told once. What a case's row is held by somebody else for, is told at the next look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agency, base, notice, procedure, step
from service.rules import warnings
from service.usecases import locked, notices, policies, published, recipients, record, watched

KIND = "warning"
"""How the kinds of these notices begin; the stage follows."""
_STEP = step.Step


@dataclass(frozen=True, slots=True)
class _Passed:
    """Something that has passed a point."""

    one: watched.Watched
    warned: warnings.Warned
    progress: warnings.Progress


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a batch needs to know of cases, people and names."""

    cases: Mapping[int, locked.Case]
    leads: Mapping[int, int | None]
    agencies: Mapping[int, tuple[str, str]]
    open: Mapping[int, Sequence[Any]]
    """Open steps of each case."""
    senders: Mapping[tuple[int, int], int | None]
    """Who handed a step over, by case and number."""


def look(session: Session, now: datetime, batch: int) -> int:
    """Tell what is to be told now, of at most `batch` steps and as many clocks; how many were looked at."""
    due = [*watched.due_steps(session, now, batch), *watched.due_clocks(session, now, batch)]
    if not due:
        return 0
    known = policies.known(session, {one.agency_id for one in due if one.agency_id}, {one.version_id for one in due})
    passed: list[_Passed] = []
    results: list[tuple[watched.Watched, int | None, tuple[int, int] | None]] = []
    for one in due:
        plan, progress = known.of(one.agency_id, one.version_id).plan(one.what), one.progress(now)
        warned = warnings.newest(plan, one.span, one.told_progress(), progress)
        again = one.when(warnings.following(plan, one.span, progress), now, progress.used)
        watch_at = None if again is None else watched.later_ms(again)
        if warned is not None:
            passed.append(_Passed(one, warned, progress))
        results.append((one, watch_at, None if warned is None else (base.to_ms(now), progress.used)))
    busy = _tell(session, passed, known.mail, now) if passed else frozenset[int]()
    told_ids = {id(one.one) for one in passed}
    done = [result for result in results if not (id(result[0]) in told_ids and result[0].case_id in busy)]
    watched.looked(session, done)
    return len(done)


def _tell(session: Session, passed: Sequence[_Passed], mail: policies.Mail, now: datetime) -> frozenset[int]:
    """Tell them; returns the cases that somebody else holds, of which nothing was told."""
    held = locked.free_cases(session, {one.one.case_id for one in passed})
    mine = [one for one in passed if one.one.case_id in held]
    facts = _facts(session, mine, held)
    around = [_around(one.one, facts) for one in mine]
    directory = recipients.directory(session, frozenset().union(*(one.agencies for one in around)), now)
    silent = _acknowledged(session, [one.one.subject for one in mine])
    tellings, acts = [], defaultdict[int, list[record.Act]](list)
    for one, place in zip(mine, around, strict=True):
        due_ms = base.to_ms(one.one.due)
        people = {
            person_id
            for person_id in directory.all(one.warned.to, place)
            if not warnings.silenced(one.warned.stage, due_ms, silent[one.one.subject, person_id])
        }
        if not people:
            continue
        values = _values(session, one, facts)
        tellings.append(_telling(one, people, values, mail))
        named = {"people": [str(person_id) for person_id in sorted(people)]}
        acts[one.one.case_id].append(record.Act("warning.told", {**values, **named}, None, one.one.agency_id))
    notices.settle(session, [one.subject for one in tellings], now)
    notices.tell_all(session, tellings, now, mail)
    record.only_acts(session, [(held[case_id], told) for case_id, told in sorted(acts.items())], now=now)
    return frozenset(one.one.case_id for one in passed) - held.keys()


def _telling(
    one: _Passed, people: Collection[int], values: Mapping[str, object], mail: policies.Mail
) -> notices.Telling:
    point, due_ms = one.warned.point, base.to_ms(one.one.due)
    return notices.Telling(
        people=people,
        kind=f"{KIND}.{one.warned.stage.value}",
        values=values,
        key=f"{one.one.subject}:{due_ms}:{point.after}.{point.value}",
        case_id=one.one.case_id,
        subject=one.one.subject,
        half=one.warned.stage.half,
        due_at=due_ms,
        quiet=one.warned.quiet,
        urgent=one.warned.stage.value in mail.urgent,
    )


def _facts(session: Session, passed: Sequence[_Passed], held: Mapping[int, locked.Case]) -> _Facts:
    watching = [one.one for one in passed]
    leads = select(procedure.Procedure.id, procedure.Procedure.lead_agency_id)
    leads = leads.where(procedure.Procedure.id.in_({one.procedure_id for one in watching}))
    names = select(agency.Agency.id, agency.Agency.name_vi, agency.Agency.name_en)
    names = names.where(agency.Agency.id.in_({one.agency_id for one in watching if one.agency_id}))
    running = (
        select(_STEP.case_id, _STEP.seq, _STEP.element, _STEP.lane_key, _STEP.agency_id, _STEP.claimed_by)
        .add_columns(_STEP.opened_by)
        .where(_STEP.case_id.in_(list(held)), _STEP.completed_at.is_(None))
    )
    opened: dict[int, list[Any]] = {case_id: [] for case_id in held}
    for row in session.execute(running):
        opened[row.case_id].append(row)
    return _Facts(
        cases=held,
        leads={row.id: row.lead_agency_id for row in session.execute(leads)},
        agencies={row.id: (row.name_vi, row.name_en) for row in session.execute(names)},
        open=opened,
        senders=_senders(session, watching, opened),
    )


def _senders(
    session: Session, watching: Sequence[watched.Watched], opened: Mapping[int, Sequence[Any]]
) -> dict[tuple[int, int], int | None]:
    """The agencies that handed over what is to be acknowledged; asked only where something is."""
    asked = {(one.case_id, one.seq) for one in watching if one.what == warnings.ACK}
    before = {
        (row.case_id, row.seq): row.opened_by
        for case_id in {case_id for case_id, _ in asked}
        for row in opened[case_id]
        if (row.case_id, row.seq) in asked and row.opened_by is not None
    }
    if not before:
        return {}
    query = select(_STEP.case_id, _STEP.seq, _STEP.agency_id)
    query = query.where(_STEP.case_id.in_({case_id for case_id, _ in before}), _STEP.seq.in_(set(before.values())))
    sent = {(row.case_id, row.seq): row.agency_id for row in session.execute(query)}
    return {key: sent.get((key[0], opened_by)) for key, opened_by in before.items()}


def _around(one: watched.Watched, facts: _Facts) -> recipients.Around:
    case = facts.cases[one.case_id]
    return recipients.Around(
        agency=one.agency_id,
        doers=frozenset(row.claimed_by for row in facts.open[one.case_id] if row.claimed_by and _is_of(row, one)),
        sender=facts.senders.get((one.case_id, one.seq or 0)),
        intake=case.intake_agency_id,
        lead=facts.leads.get(one.procedure_id),
    )


def _is_of(row: Any, one: watched.Watched) -> bool:
    """Whether an open step is one that this is about."""
    if one.seq is not None:
        return bool(row.seq == one.seq)
    same_lane = one.what != warnings.LANE or row.lane_key == one.lane_key
    return bool(same_lane and row.agency_id == one.agency_id)


def _acknowledged(session: Session, subjects: Collection[str]) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """What was acknowledged of some subjects, and by whom: half and due date."""
    told, to = notice.Notice, notice.Recipient
    query = (
        select(told.subject, told.half, told.due_at, to.person_id)
        .join(to, to.notice_id == told.id)
        .where(notice.ABOUT, told.subject.in_(sorted(subjects)), to.acknowledged_at.is_not(None))
    )
    found = defaultdict[tuple[str, int], list[tuple[str, int]]](list)
    for row in session.execute(query):
        found[row.subject, row.person_id].append((row.half, row.due_at or 0))
    return found


def _values(session: Session, passed: _Passed, facts: _Facts) -> dict[str, object]:
    """What the words name; nothing about the applicant."""
    one, warned = passed.one, passed.warned
    version, case = published.get(session, one.version_id), facts.cases[one.case_id]
    element = next((row.element for row in facts.open[one.case_id] if row.seq == one.seq), "")
    vi, en = facts.agencies.get(one.agency_id or 0, ("", ""))
    values: dict[str, object] = {
        "what": one.what,
        "stage": warned.stage.value,
        "case": case.code,
        "procedure": {"code": version.code, "vi": version.name_vi, "en": version.name_en},
        "agency": {"vi": vi, "en": en},
        "due": one.due.isoformat(),
        "share": warned.share,
        "days": warned.days,
    }
    if one.lane_key:
        values["lane"] = version.lane(one.lane_key)
    if element:
        values |= {"step": version.name(element), "seq": one.seq}
    return values | ({"budget": one.budget} if one.budget else {})
