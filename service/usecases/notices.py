"""Notices: telling people something once.

Whoever has something to tell calls `tell` in the transaction in which it happened: the people, a kind whose words are
in `service/schemas/notice_texts.py`, the values that those name, and a key. A key that was told already is told to
nobody twice; people who are new to it are added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, TextClause, delete, func, select, update
from sqlalchemy.orm import Session

from models import base, notice, person, rows
from service.usecases import policies

_NOTICE, _TO = notice.Notice, notice.Recipient
_QUIET = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell.

    Parameters:
        people: ids of those who should know.
        kind: names its words; `values` is plain JSON that they name, without anything about the applicant.
        key: names it; the same key is never told twice to the same person.
        subject: what it is about, where a newer notice settles an older one: see `settle`.
        half, due_at: of a warning, so that its acknowledgement can silence the next.
        quiet: it stands in the inbox, uncounted and unmailed; `urgent`: mailed at once and not with the digest.
    """

    people: Collection[int]
    kind: str
    values: Mapping[str, Any]
    key: str
    case_id: int | None = None
    subject: str = ""
    half: str = ""
    due_at: int | None = None
    quiet: bool = False
    urgent: bool = False


def tell(
    session: Session,
    people: Collection[int],
    kind: str,
    values: Mapping[str, Any],
    *,
    case_id: int | None,
    now: datetime,
    key: str,
    urgent: bool = False,
    subject: str = "",
) -> int:
    """Tell some people something; how many of them hadn't been told."""
    return tell_all(session, [Telling(people, kind, values, key, case_id, subject, urgent=urgent)], now)


def tell_all(session: Session, tellings: Sequence[Telling], now: datetime, mail: policies.Mail | None = None) -> int:
    """Tell several things, in as many statements as one; how many notices reached somebody new.

    Parameters:
        mail: how notices go out, where it has been read already.
    """
    wanted = [one for one in tellings if one.people]
    if not wanted:
        return 0
    now_ms = base.to_ms(now)
    ids = _written(session, wanted, now_ms)
    loud = {person_id for one in wanted if not one.quiet for person_id in one.people}
    mailed = _mailed(session, loud)
    mail = mail or policies.known(session, (), ()).mail
    digest_ms = base.to_ms(mail.digest(now))
    lines = {
        (ids[one.key], person_id): {
            "notice_id": ids[one.key],
            "person_id": person_id,
            "quiet": one.quiet,
            "note": "",
            "mail_at": (now_ms if one.urgent else digest_ms) if person_id in mailed and not one.quiet else None,
        }
        for one in wanted
        for person_id in sorted(one.people)
    }
    return rows.insert(session, _TO, list(lines.values()), update=())


def _written(session: Session, wanted: Sequence[Telling], now_ms: int) -> dict[str, int]:
    """The notices' ids by key; those that are there already stay as they were written."""
    ids = {one.key: base.new_id(now_ms) for one in wanted}
    fresh = {
        one.key: {
            "id": ids[one.key],
            "key": one.key,
            "kind": one.kind,
            "case_id": one.case_id,
            "subject": one.subject,
            "half": one.half,
            "due_at": one.due_at,
            "values": dict(one.values),
            "created_at": now_ms,
        }
        for one in wanted
    }
    if rows.insert(session, _NOTICE, list(fresh.values()), update=(), unique=("key",)) < len(fresh):
        there = session.execute(select(_NOTICE.key, _NOTICE.id).where(_NOTICE.key.in_(list(ids))))
        ids |= {row.key: row.id for row in there}
    return ids


def _mailed(session: Session, people: Collection[int]) -> frozenset[int]:
    """Those of some people who get mail: they have an address and haven't chosen otherwise."""
    if not people:
        return frozenset()
    table, choice = person.Person, notice.NoticeChoice
    found = session.scalars(
        select(table.id)
        .outerjoin(choice, choice.person_id == table.id)
        .where(table.id.in_(sorted(people)), table.email != "", func.coalesce(choice.digest, True))
    )
    return frozenset(found)


def of_agencies(session: Session, right: str, agency_ids: Collection[int], now: datetime) -> dict[int, frozenset[int]]:
    """Who has a right now in each of some agencies; one statement."""
    table, who = person.Membership, person.Person
    now_ms = base.to_ms(now)
    found = session.execute(
        select(table.agency_id, table.person_id, person.Role.rights)
        .join(person.Role, person.Role.code == table.role)
        .join(who, who.id == table.person_id)
        .where(table.agency_id.in_(sorted(agency_ids)), who.active.is_(True), table.valid_from <= now_ms)
        .where(table.valid_to.is_(None) | (table.valid_to > now_ms))
    )
    held: dict[int, set[int]] = {agency_id: set() for agency_id in agency_ids}
    for row in found:
        if right in row.rights:
            held[row.agency_id].add(row.person_id)
    return {agency_id: frozenset(people) for agency_id, people in held.items()}


def settle(session: Session, subjects: Collection[str], now: datetime) -> int:
    """What some notices are about is past: they count no longer, and aren't mailed any more. How many that were."""
    if not subjects:
        return 0
    now_ms = base.to_ms(now)
    # In the words of the partial index: a database takes it only where it sees that its condition holds.
    standing = (notice.ABOUT, _NOTICE.subject.in_(sorted(subjects)), _NOTICE.settled_at.is_(None))
    done = update(_NOTICE).where(*standing).values(settled_at=now_ms).returning(_NOTICE.id)
    ids = list(session.scalars(done, execution_options=_QUIET))
    if ids:
        unread = (_TO.notice_id.in_(ids), _TO.read_at.is_(None))
        hold(session, *unread)
        session.execute(update(_TO).where(*unread).values(read_at=now_ms, mail_at=None), execution_options=_QUIET)
    return len(ids)


def hold(session: Session, *which: ColumnElement[bool] | TextClause) -> None:
    """Take rows of recipients in one order, so that two who change several never wait for each other in a ring."""
    session.execute(select(_TO.notice_id).where(*which).order_by(_TO.notice_id, _TO.person_id).with_for_update()).all()


def forget(session: Session, now: datetime, batch: int) -> int:
    """Drop notices that are older than the policy keeps them; how many."""
    kept = policies.known(session, (), ()).mail.kept_days
    before = base.to_ms(now - timedelta(days=kept))
    old = select(_NOTICE.id).where(_NOTICE.created_at < before).order_by(_NOTICE.created_at).limit(batch)
    return len(session.scalars(delete(_NOTICE).where(_NOTICE.id.in_(old)).returning(_NOTICE.id)).all())
