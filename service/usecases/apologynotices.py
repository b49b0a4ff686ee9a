"""Who is told what of apologies and reviews: whose turn it is, the intake unit, of second breaches those above."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models import agency, apology, procedure, review
from models import case as cases
from service.usecases import apologyviews, notices, recipients


def drafted(session: Session, row: apology.Apology, now: datetime) -> None:
    """A draft waits to be written: told to the agency's people; a second breach also to the lead agency and the
    Office."""
    case = _case(session, row.case_id)
    around = recipients.Around(agency=row.agency_id, intake=case.intake_agency_id, lead=case.lead_agency_id)
    known = recipients.directory(session, around.agencies, now)
    staff = known.staff.get(row.agency_id, frozenset()) | known.leading(row.agency_id)
    _tell(session, row, staff, "apology.drafted", now)
    if row.second:
        above = known.people("lead", around) | known.people("office", around)
        _tell(session, row, above, "apology.second", now, subject="")


def next_turn(session: Session, row: apology.Apology, act: str, now: datetime) -> None:
    """It is somebody else's turn after an act; what was told before is settled."""
    notices.settle(session, [_subject(row)], now)
    right = {"submit": "chief", "approve": "sign"}.get(act)
    if right is not None:
        people = notices.of_agencies(session, right, [row.agency_id], now)[row.agency_id]
        _tell(session, row, people, f"apology.{act}", now)
    elif act == "give_back":
        _tell(session, row, frozenset(row.written_by), "apology.give_back", now)
    elif act == "send":
        intake = _case(session, row.case_id).intake_agency_id
        people = notices.of_agencies(session, "start", [intake], now)[intake]
        _tell(session, row, people, "apology.send", now)


def asked(session: Session, row: review.Review, people: Collection[int], now: datetime) -> None:
    """Some people are asked to explain."""
    values = {**_names(session, row.case_id, row.agency_id), "review": str(row.id)}
    for person_id in people:
        notices.tell(
            session,
            [person_id],
            "review.asked",
            values,
            case_id=row.case_id,
            now=now,
            key=f"review:{row.id}:asked:{person_id}",
            subject=f"review:{row.id}:{person_id}",
        )


def explained(session: Session, row: review.Review, person_id: int, now: datetime) -> None:
    """Somebody has explained."""
    notices.settle(session, [f"review:{row.id}:{person_id}"], now)


def opened(session: Session, row: review.Review, now: datetime) -> None:
    """A review was opened by rule: told to those who review in the agency."""
    people = notices.of_agencies(session, "review", [row.agency_id], now)[row.agency_id]
    values = {**_names(session, row.case_id, row.agency_id), "review": str(row.id)}
    key = f"review:{row.id}:opened"
    notices.tell(session, people, "review.opened", values, case_id=row.case_id, now=now, key=key)


def _subject(row: apology.Apology) -> str:
    return f"apology:{row.id}"


def _tell(
    session: Session,
    row: apology.Apology,
    people: Collection[int],
    kind: str,
    now: datetime,
    *,
    subject: str | None = None,
) -> None:
    number = apologyviews.number(row.number, row.symbol)
    values = {**_names(session, row.case_id, row.agency_id), "apology": str(row.id), "number": number}
    about = _subject(row) if subject is None else subject
    key = f"{_subject(row)}:{kind}:{row.revision}"
    notices.tell(session, people, kind, values, case_id=row.case_id, now=now, key=key, subject=about)


def _case(session: Session, case_id: int) -> Row[str, int, int | None]:
    table = cases.Case
    return session.execute(
        select(table.code, table.intake_agency_id, procedure.Procedure.lead_agency_id)
        .join(procedure.Procedure, procedure.Procedure.id == table.procedure_id)
        .where(table.id == case_id)
    ).one()


def _names(session: Session, case_id: int, agency_id: int) -> dict[str, object]:
    """The values that every text here names."""
    about, office, case = procedure.Procedure, agency.Agency, cases.Case
    found = session.execute(
        select(case.code, about.name_vi, about.name_en, office.name_vi.label("vi"), office.name_en.label("en"))
        .join(about, about.id == case.procedure_id)
        .join(office, office.id == agency_id)
        .where(case.id == case_id)
    ).one()
    return {
        "case": found.code,
        "procedure": {"vi": found.name_vi, "en": found.name_en},
        "agency": {"vi": found.vi, "en": found.en},
    }
