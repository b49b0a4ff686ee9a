"""Notices by mail: gathered per person, so that one mail a day tells all there is, and handed over as long work.

Which notice goes out when stands in its row; what is handed over is gathered under the person's lock, so that several
workers never send two mails for one. What a mail says is looked up when it is sent: what was read, settled or
acknowledged meanwhile isn't in it, and where nothing is left none is sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import base, notice, person, rows
from models import case as cases
from service.usecases import inbox, longwork, notices

WORK = "mail.send"
"""The kind of the long work; its body names the person and the notices."""
GAP = timedelta(minutes=15)
"""At least so long lies between two mails to one person: what is urgent meanwhile is gathered."""
MOST_IN_ONE = 100
"""Notices that a mail spells out; it says how many more there are."""
_NOTICE, _TO, _CHOICE = notice.Notice, notice.Recipient, notice.NoticeChoice
GAP_MS = GAP // timedelta(milliseconds=1)
_QUIET = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Group:
    """What a mail says about one case; None: about none."""

    case: str | None
    notices: tuple[inbox.NoticeView, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, and to whom. `more` is how many notices it doesn't spell out."""

    name: str
    address: str
    locale: str
    groups: tuple[Group, ...]
    more: int = 0


def hand_over(session: Session, now: datetime, batch: int) -> int:
    """Hand over what is to go out now, for at most `batch` people; how many mails that is, put off ones too."""
    now_ms = base.to_ms(now)
    # In the words of the partial index: a database takes it only where it sees that its condition holds.
    waiting = (notice.UNMAILED, _TO.mail_at <= now_ms)
    due = select(_TO.person_id).where(*waiting).group_by(_TO.person_id).limit(batch)
    asked = list(session.scalars(due))
    if not asked:
        return 0
    who = person.Person
    free = select(who.id).where(who.id.in_(asked)).order_by(who.id).with_for_update(key_share=True, skip_locked=True)
    people = list(session.scalars(free))
    last = _last(session, people)
    soon = {one: at + GAP_MS for one, at in last.items() if now_ms - GAP_MS < at <= now_ms}
    for one, at in soon.items():
        session.execute(update(_TO).where(*waiting, _TO.person_id == one).values(mail_at=at), execution_options=_QUIET)
    return len(soon) + _handed(session, [one for one in people if one not in soon], now)


def _last(session: Session, people: Sequence[int]) -> dict[int, int]:
    """When people last got mail, ms UTC."""
    found = session.execute(select(_CHOICE.person_id, _CHOICE.mailed_at).where(_CHOICE.person_id.in_(people)))
    return {row.person_id: row.mailed_at for row in found if row.mailed_at is not None}


def _handed(session: Session, people: Sequence[int], now: datetime) -> int:
    """Want a mail to each of some people; what goes into it needs no other."""
    now_ms = base.to_ms(now)
    waiting = (notice.UNMAILED, _TO.mail_at <= now_ms, _TO.person_id.in_(people))
    notices.hold(session, *waiting)
    taken = update(_TO).where(*waiting).values(mail_at=None, mailed_at=now_ms)
    each: dict[int, list[int]] = defaultdict(list)
    for row in session.execute(taken.returning(_TO.person_id, _TO.notice_id), execution_options=_QUIET):
        each[row.person_id].append(row.notice_id)
    for person_id, ids in sorted(each.items()):
        body = {"person": str(person_id), "notices": [str(one) for one in sorted(ids)]}
        longwork.enqueue(session, WORK, body, f"notices:{person_id}:{max(ids)}", now)
    known = [{"person_id": one, "digest": True, "mailed_at": now_ms} for one in sorted(each)]
    rows.insert(session, _CHOICE, known, update=("mailed_at",))
    return len(each)


def drop(session: Session, now: datetime, batch: int) -> int:
    """Where mail is switched off: what would go out now never does; how many notices."""
    late = select(_TO.notice_id, _TO.person_id).where(notice.UNMAILED, _TO.mail_at <= base.to_ms(now)).limit(batch)
    ids = {row.notice_id for row in session.execute(late)}
    if not ids:
        return 0
    which = (_TO.notice_id.in_(sorted(ids)), _TO.mail_at <= base.to_ms(now))
    notices.hold(session, *which)
    gone = update(_TO).where(*which).values(mail_at=None).returning(_TO.notice_id)
    return len(session.execute(gone, execution_options=_QUIET).all())


def letter(session: Session, person_id: int, notice_ids: Sequence[int]) -> Letter | None:
    """What there still is to say; None where nothing is, or nobody to say it to."""
    who = session.get(person.Person, person_id)
    if who is None or not who.active or not who.email:
        return None
    found = session.execute(
        select(*inbox.COLUMNS)
        .join(_NOTICE, _NOTICE.id == _TO.notice_id)
        .outerjoin(cases.Case, cases.Case.id == _NOTICE.case_id)
        .where(_TO.person_id == person_id, _TO.notice_id.in_(notice_ids), _TO.read_at.is_(None))
        .order_by(_NOTICE.id.desc())
    ).all()
    if not found:
        return None
    groups: dict[str | None, list[inbox.NoticeView]] = {}
    for one in map(inbox.view, found[:MOST_IN_ONE]):
        groups.setdefault(one.case, []).append(one)
    told = tuple(Group(case, tuple(each)) for case, each in groups.items())
    return Letter(who.name, who.email, who.locale, told, len(found) - min(len(found), MOST_IN_ONE))
