"""Feedback of citizens and reports of agencies, as they are sent.

How they are read is in `feedbackviews`, what becomes of one in `feedbackacts`. A public one needs no account and
nothing personal: its code and secret, told once, are all that is needed to see the answer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import base, event, procedure
from models import case as cases
from models import feedback as tables
from service import errors
from service.rules import access, feedbackaccess
from service.rules import feedback as rules
from service.usecases import chain, feedbackpublic, feedbackviews, locked, published, starting

LONGEST = {"title": 300, "body": 20_000, "legal_text": 1_000, "contact": 500, "element": 200, "case": 80}


@dataclass(frozen=True, slots=True)
class New:
    """What somebody sends. Procedures and case by code; `element` is a step's id in the version in force."""

    title: str
    body: str
    kind: str = "feedback"
    procedure: str = ""
    element: str = ""
    case: str = ""
    legal_text: str = ""
    contact: str = ""
    other_procedure: str = ""


def send(
    session: Session,
    actor: access.Actor,
    new: New,
    *,
    now: datetime,
    agency_code: str = "",
    address: str = "",
    threshold: rules.Threshold = rules.USUAL,
) -> feedbackviews.FeedbackView:
    """Keep a piece of feedback; its view bears the look-up secret where nobody signed in, this once.

    Parameters:
        actor: `feedbackpublic.NOBODY` for a public one.
        agency_code: in whose name a person who is signed in reports.
        address: where a public one comes from, for the limit.

    Raises:
        InvalidError: naming each field that is wrong.
        ForbiddenError: not an agency of hers.
        TooManyError: too many from this address.
    """
    public = actor.via == "public"
    if public:
        feedbackpublic.limited(session, address, now)
        feedbackpublic.count(session, address, now)
    kept = _checked(new, public=public)
    reporter = None if public else _reporter(actor, agency_code)
    at = base.to_ms(now)
    row = tables.Feedback(
        id=base.new_id(at), source="public" if public else "internal", state="received", created_at=at, revision=1,
        published=False, answer="", event_seq=0, event_head=b"", reporter_id=actor.person_id or None,
        reporter_agency_id=reporter, **_linked(session, actor, kept, now),
    )  # fmt: skip
    row.code = _code(row.id)
    secret = starting.new_secret() if public else None
    row.secret_hash = None if secret is None else starting.secret_hash(secret)
    session.add(row)
    session.flush()
    told = {"kind": row.kind, "source": row.source}
    chain.append(session, event.FEEDBACK, row, "feedback_sent", told, actor=actor, now=now)
    session.flush()
    _look_anew(session, row.procedure_id, threshold, now)
    return replace(feedbackviews.view(feedbackviews.found(session, row.code), actor, now), secret=secret)


def steps(session: Session, procedure_code: str, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """The steps that feedback about a procedure can name: element and label with its lane; none where nothing is in
    force."""
    version_id = session.scalar(procedure.in_force(procedure_code, base.to_ms(now)))
    if version_id is None:
        return ()
    return tuple(
        (row.element, f"{row.name or row.element} ({row.lane_label})")
        for row in published.get(session, version_id).steps
    )


def _code(number: int) -> str:
    """The number in base 32 without letters that look like digits (Crockford's), after ``PA-``."""
    signs, text = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", ""
    while number:
        number, rest = divmod(number, 32)
        text = signs[rest] + text
    return f"PA-{text}"


def _checked(new: New, *, public: bool) -> dict[str, str]:
    kept = {
        name: unicodedata.normalize("NFC", getattr(new, name)).strip()
        for name in (
            "kind",
            "title",
            "body",
            "legal_text",
            "contact",
            "procedure",
            "element",
            "case",
            "other_procedure",
        )
    }
    wrong = [errors.Problem(name, "missing") for name in ("title", "body") if not kept[name]]
    wrong += [errors.Problem(name, "too_long") for name, most in LONGEST.items() if len(kept[name]) > most]
    wrong += [errors.Problem(name, "unstorable_text") for name, text in kept.items() if "\x00" in text]
    if kept["kind"] not in (rules.KINDS[:1] if public else rules.KINDS):
        wrong.append(errors.Problem("kind", "not_allowed"))
    if kept["kind"] in {"overlap", "contradiction"} and not kept["procedure"]:
        wrong.append(errors.Problem("procedure", "missing"))
    if wrong:
        raise errors.InvalidError(*wrong)
    return kept


def _reporter(actor: access.Actor, code: str) -> int:
    mine = feedbackaccess.reports_for(actor)
    held = [m for m in actor.memberships if m.agency_id in mine and code in {"", m.agency_code}]
    if not held:
        raise errors.ForbiddenError("not_your_agency")
    return held[0].agency_id


def _linked(session: Session, actor: access.Actor, kept: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The columns of a row: codes resolved to what they name."""
    columns: dict[str, Any] = {name: kept[name] for name in ("kind", "title", "body", "legal_text", "contact")}
    columns["title_folded"] = base.folded(kept["title"])
    columns |= {"procedure_id": None, "version_id": None, "element": "", "case_id": None, "other_procedure_id": None}
    table = procedure.Procedure
    codes = {kept[name] for name in ("procedure", "other_procedure")} - {""}
    ids = {row.code: row.id for row in session.execute(select(table.code, table.id).where(table.code.in_(codes)))}
    unknown = [
        errors.Problem(name, "unknown_procedure")
        for name in ("procedure", "other_procedure")
        if kept[name] and kept[name] not in ids
    ]
    if unknown:
        raise errors.InvalidError(*unknown)
    columns["procedure_id"] = ids.get(kept["procedure"])
    columns["other_procedure_id"] = ids.get(kept["other_procedure"])
    if kept["case"]:
        _case(session, actor, kept["case"], columns)
    if columns["procedure_id"] and columns["version_id"] is None:
        code = next(code for code, id_ in ids.items() if id_ == columns["procedure_id"])
        columns["version_id"] = session.scalar(procedure.in_force(code, base.to_ms(now)))
    if kept["element"]:
        _step(session, kept["element"], columns)
    return columns


def _case(session: Session, actor: access.Actor, code: str, columns: dict[str, Any]) -> None:
    """Link the case. To a stranger a code that is none looks like any other: it is kept in the text alone."""
    table = cases.Case
    found = session.execute(
        select(table.id, table.procedure_id, table.version_id).where(table.code == code)
    ).one_or_none()
    if actor.via == "public":
        columns["body"] = f"{columns['body']}\n\n({code})"
    elif found is None or not access.may_read_case(actor, locked.agencies(session, found.id)):
        raise errors.InvalidError(errors.Problem("case", "unknown_case"))
    if found is not None and columns["procedure_id"] in {None, found.procedure_id}:
        columns |= {"case_id": found.id, "procedure_id": found.procedure_id, "version_id": found.version_id}


def _step(session: Session, element: str, columns: dict[str, Any]) -> None:
    version_id = columns["version_id"]
    known = published.get(session, version_id).prepared.diagram.nodes if version_id is not None else {}
    if element not in known:
        raise errors.InvalidError(errors.Problem("element", "unknown_element"))
    columns["element"] = element


def _look_anew(session: Session, procedure_id: int | None, threshold: rules.Threshold, now: datetime) -> None:
    """Open a review of the procedure where enough is open about it, and none is open yet."""
    if procedure_id is None or not threshold.count:
        return
    # Two that are sent at once queue here, so that one of them opens the review.
    session.execute(select(procedure.Procedure.id).where(procedure.Procedure.id == procedure_id).with_for_update())
    since = base.to_ms(now - timedelta(days=threshold.days))
    found = session.scalar(tables.open_since(procedure_id, since)) or 0
    review = tables.ProcedureReview
    known = session.scalar(select(review.id).where(review.procedure_id == procedure_id, review.state == "open"))
    if known is not None or not threshold.reached(found):
        return
    at = base.to_ms(now)
    session.add(
        review(id=base.new_id(at), procedure_id=procedure_id, reason="threshold", count=found, days=threshold.days,
               state="open", opened_at=at, conclusion="")
    )  # fmt: skip
    session.flush()
