"""Handing a letter over: its date goes to the clock, itself to the unit that took the dossier in, or by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import apology, base, clock
from service.rules import access
from service.usecases import apologyviews, clockacts, clockrows, locked, longwork

MAIL = "mail.send"
TEXT = (
    "Kính gửi ông/bà,\n\nCơ quan giải quyết hồ sơ {code} gửi ông/bà Phiếu xin lỗi số {number} kèm theo thư này.\n\n"
    "Rất mong nhận được sự thông cảm của ông/bà."
)
_CLOCK = clock.Clock


def address(case: locked.Case) -> str:
    """The applicant's mail address; empty where there is none that could be one."""
    told = str((case.applicant or {}).get("email", "")).strip()
    return told if "@" in told and not any(sign.isspace() for sign in told) else ""


def appoint(session: Session, actor: access.Actor, row: apology.Apology, *, now: datetime) -> None:
    """Give the new date to the clock that was late, and to the case's where the applicant's own date moves with it."""
    if row.new_due_at is None:
        return
    of_case = (_CLOCK.case_id == row.case_id) & (_CLOCK.kind == clock.CASE) & (_CLOCK.due_at < row.new_due_at)
    wanted = (_CLOCK.id == row.clock_id) | of_case
    for clock_id in session.scalars(select(_CLOCK.id).where(wanted, _CLOCK.stopped_at.is_(None))).all():
        _extended(session, clock_id, row, actor, now)


def hand_over(session: Session, row: apology.Apology, case: locked.Case, *, now: datetime) -> None:
    """Want the mail sent; a letter that the intake unit hands over stands among the case's documents."""
    if row.sent_how != "mail":
        return
    number = apologyviews.number(row.number, row.symbol)
    body = {
        "to": [address(case)],
        "subject": f"Phiếu xin lỗi số {number} về hồ sơ {case.code}",
        "text": TEXT.format(code=case.code, number=number),
        "documents": [str(row.document_id)],
    }
    longwork.enqueue(session, MAIL, body, f"apology:{row.id}", now)


def _extended(session: Session, clock_id: int, row: apology.Apology, actor: access.Actor, now: datetime) -> None:
    """The one extension of a clock, by this letter; with its new date it is without an apology again."""
    assert row.new_due_at is not None
    found = clockrows.by_id(session, clock_id)
    if found.extended or found.stopped or found.counter.due is None:
        return
    number, until = apologyviews.number(row.number, row.symbol), base.to_datetime(row.new_due_at)
    if until <= found.counter.due:
        return
    clockacts.prolong(session, found, until, row.reason, number, actor.person_id or None, now=now)
    session.execute(update(_CLOCK).where(_CLOCK.id == clock_id).values(apology=0))
