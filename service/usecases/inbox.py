"""A person's inbox: what she was told, how much of it she hasn't read, and what she does about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Row, Select, func, select, update
from sqlalchemy.orm import Session

from models import base, notice
from models import case as cases
from service import errors
from service.rules import access
from service.usecases import completion, cursors, locked, notices, record, views

MOST, USUAL = 200, 50
MOST_COUNTED = 100
"""Beyond this the bell says "99+"."""
STATES = ("unread", "all", "acknowledged")
_NOTICE, _TO = notice.Notice, notice.Recipient
_QUIET = {"synchronize_session": False}
COLUMNS = (
    _NOTICE.id,
    _NOTICE.kind,
    _NOTICE.values,
    _NOTICE.created_at,
    _NOTICE.settled_at,
    _TO.quiet,
    _TO.read_at,
    _TO.acknowledged_at,
    _TO.note,
    cases.Case.code,
)
"""What `view` shows."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader sees it. `settled_at`: since when it is past; `case` is a code."""

    id: str
    kind: str
    values: Mapping[str, Any]
    case: str | None
    created_at: datetime
    quiet: bool
    read_at: datetime | None
    acknowledged_at: datetime | None
    note: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeQuery:
    """Which notices of the reader's: by state, kind (its beginning, such as ``warning``), and case by code."""

    state: str = "unread"
    kind: str | None = None
    case: str | None = None
    cursor: str | None = None
    limit: int = USUAL


def unread(session: Session, actor: access.Actor) -> int:
    """How many notices this person hasn't read, at most `MOST_COUNTED`; one look into an index."""
    # In the words of the partial index: a database takes it only where it sees that its condition holds.
    some = select(_TO.notice_id).where(_TO.person_id == actor.person_id, notice.UNREAD).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def page(session: Session, actor: access.Actor, asked: NoticeQuery, *, now: datetime) -> views.Page[NoticeView]:
    """This person's notices, newest first; nobody reads another's.

    Raises:
        InvalidError: a state, limit or cursor that is none.
    """
    if asked.state not in STATES:
        raise errors.InvalidError(errors.Problem("state", "not_allowed", {"value": asked.state[:40]}))
    query = _mine(actor)
    if asked.state == "unread":
        query = query.where(_TO.read_at.is_(None))
    elif asked.state == "acknowledged":
        query = query.where(_TO.acknowledged_at.is_not(None))
    if asked.kind:
        query = query.where(_NOTICE.kind.startswith(asked.kind, autoescape=True))
    if asked.case:
        query = query.where(cases.Case.code == asked.case)
    if asked.cursor is not None:
        query = query.where(_TO.notice_id < cursors.read(asked.cursor, 1)[0])
    limit = cursors.limit(asked.limit, MOST)
    found = session.execute(query.order_by(_TO.notice_id.desc()).limit(limit + 1)).all()
    shown = tuple(view(row) for row in found[:limit])
    return views.Page(shown, cursors.write(found[limit - 1].id) if len(found) > limit else None)


def get(session: Session, actor: access.Actor, notice_id: str) -> NoticeView:
    """One of this person's notices.

    Raises:
        NotFoundError: she wasn't told of it.
    """
    row = session.execute(_mine(actor).where(_TO.notice_id == _number(notice_id))).one_or_none()
    if row is None:
        raise errors.NotFoundError("notice", notice_id)
    return view(row)


def _number(notice_id: str) -> int:
    if not (notice_id.isascii() and notice_id.isdigit() and len(notice_id) < 20 and int(notice_id) <= base.MOST_ID):
        raise errors.NotFoundError("notice", notice_id)
    return int(notice_id)


def _mine(actor: access.Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS)
        .join(_NOTICE, _NOTICE.id == _TO.notice_id)
        .outerjoin(cases.Case, cases.Case.id == _NOTICE.case_id)
        .where(_TO.person_id == actor.person_id)
    )


def view(row: Row[*tuple[Any, ...]]) -> NoticeView:
    """A notice with what its reader did about it, as it is shown."""

    def at(ms: int | None) -> datetime | None:
        return None if ms is None else base.to_datetime(ms)

    return NoticeView(
        id=str(row.id),
        kind=row.kind,
        values=row.values,
        case=row.code,
        created_at=base.to_datetime(row.created_at),
        quiet=row.quiet,
        read_at=at(row.read_at),
        acknowledged_at=at(row.acknowledged_at),
        note=row.note,
        settled_at=at(row.settled_at),
    )


def read(session: Session, actor: access.Actor, notice_id: str | None, *, now: datetime) -> int:
    """Mark a notice of this person's as read, None: all of them; how many weren't.

    Raises:
        NotFoundError: she wasn't told of it.
    """
    mine = [_TO.person_id == actor.person_id, _TO.read_at.is_(None)]
    if notice_id is not None:
        get(session, actor, notice_id)
        mine.append(_TO.notice_id == int(notice_id))
    notices.hold(session, *mine)
    done = update(_TO).where(*mine).values(read_at=base.to_ms(now), mail_at=None)
    return cast("CursorResult[Any]", session.execute(done, execution_options=_QUIET)).rowcount


def acknowledge(session: Session, actor: access.Actor, notice_id: str, note: str, *, now: datetime) -> NoticeView:
    """Say that this person knows, with a note on what she does about it; it goes into the case's record.

    Doing so again changes nothing.

    Raises:
        NotFoundError: she wasn't told of it.
        InvalidError: the note is too long.
    """
    before = get(session, actor, notice_id)
    if before.acknowledged_at is not None:
        return before
    told = "" if not note.strip() else completion.reason(note)
    row = session.execute(select(_NOTICE.case_id, _NOTICE.values).where(_NOTICE.id == int(notice_id))).one()
    # The case first, then the row: in the order in which the worker takes them.
    case = None if row.case_id is None else locked.case(session, row.case_id)
    now_ms = base.to_ms(now)
    mine = update(_TO).where(_TO.notice_id == int(notice_id), _TO.person_id == actor.person_id)
    mine = mine.where(_TO.acknowledged_at.is_(None))
    written = {"acknowledged_at": now_ms, "note": told, "read_at": func.coalesce(_TO.read_at, now_ms), "mail_at": None}
    done = cast("CursorResult[Any]", session.execute(mine.values(written), execution_options=_QUIET)).rowcount
    if case is not None and done:
        payload = {"notice": notice_id, "kind": before.kind, "note": told, **_about(before.values)}
        act = record.Act("notice.acknowledged", payload, actor.person_id or None)
        record.only_act(session, case, act, now=now)
    return get(session, actor, notice_id)


def _about(values: Mapping[str, Any]) -> dict[str, object]:
    return {key: values[key] for key in ("what", "seq", "lane", "step") if key in values}
