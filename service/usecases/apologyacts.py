"""One door for all acts on an apology and on a review: both the pages and the API ask by the act's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import blobs, database
from service import errors
from service.rules import access
from service.rules import apologies as rules
from service.usecases import apologies, apologyviews, reviews, reviewviews

REVIEW_ACTS = ("explain", "ask", "close")


@dataclass(frozen=True, slots=True)
class Asked:
    """An act of `rules.ACTS` with what it needs: reason (of a draft: of the catalogue), words, new date, way of
    sending; `revision` is the one that was looked at."""

    act: str
    reason: str = ""
    words: str = ""
    new_due: datetime | None = None
    how: str = "intake"
    revision: int | None = None


def do(
    kept_in: database.Database,
    store: blobs.Blobs,
    actor: access.Actor,
    apology_id: str,
    asked: Asked,
    render: apologies.Render,
    *,
    now: datetime,
) -> apologyviews.ApologyView:
    """Do it in a transaction of its own.

    Parameters:
        render: makes the letter, for a signature.

    Raises:
        InvalidError: there is no such act; and what each act raises.
    """
    if asked.act == rules.SIGN:
        return apologies.sign(kept_in, store, actor, apology_id, render, now=now, revision=asked.revision)
    with kept_in.transaction() as session:
        return _done(session, actor, apology_id, asked, now)


def _done(
    session: Session, actor: access.Actor, apology_id: str, asked: Asked, now: datetime
) -> apologyviews.ApologyView:
    draft = rules.Draft(asked.reason, asked.words, asked.new_due)
    match asked.act:
        case rules.WRITE | rules.SUBMIT:
            submit = asked.act == rules.SUBMIT
            return apologies.write(session, actor, apology_id, draft, now=now, submit=submit, revision=asked.revision)
        case rules.APPROVE:
            return apologies.approve(session, actor, apology_id, now=now, revision=asked.revision)
        case rules.GIVE_BACK:
            return apologies.give_back(session, actor, apology_id, asked.words, now=now)
        case rules.SEND:
            return apologies.send(session, actor, apology_id, asked.how, now=now)
        case rules.DROP:
            return apologies.drop(session, actor, apology_id, asked.words, now=now)
        case rules.REOPEN:
            return apologies.reopen(session, actor, apology_id, now=now)
        case rules.WITHDRAW:
            return apologies.withdraw(session, actor, apology_id, asked.words, now=now)
    raise errors.InvalidError(errors.Problem("act", "not_allowed"))


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """An act of `REVIEW_ACTS`: an explanation's words; whom to ask; conclusion, findings, measures and who answers."""

    act: str
    words: str = ""
    person: str = ""
    conclusion: str = ""
    measures: str = ""
    answers_for: tuple[str, ...] = ()


def review(
    session: Session, actor: access.Actor, review_id: str, asked: ReviewAsked, *, now: datetime
) -> reviewviews.ReviewView:
    """Do it.

    Raises:
        InvalidError: there is no such act; and what each act raises.
    """
    match asked.act:
        case "explain":
            return reviews.explain(session, actor, review_id, asked.words, now=now)
        case "ask":
            return reviews.ask(session, actor, review_id, asked.person, now=now)
        case "close":
            how = (asked.conclusion, asked.words, asked.measures, asked.answers_for)
            return reviews.close(session, actor, review_id, *how, now=now)
    raise errors.InvalidError(errors.Problem("act", "not_allowed"))
