"""Feedback and agencies' reports, reviews of procedures, overlaps; the public part needs no account."""

from __future__ import annotations

from typing import Any

import flask

from service import errors
from service.api import kit
from service.rules import feedback as rules
from service.schemas import common, request
from service.schemas import feedback as schemas
from service.usecases import (
    feedback,
    feedbackacts,
    feedbackpublic,
    feedbackviews,
    overlaps,
    procedurereviews,
)

blp = kit.Blueprint("feedback", "Feedback, agencies' reports, reviews of procedures, overlaps")
public = kit.Blueprint("publicfeedback", "Feedback without an account", public=True)
MOST_DIGITS = 18


def _threshold() -> rules.Threshold:
    config = request.wiring().config
    return rules.Threshold(config.review_count, config.review_days)


@public.route("/public/feedback", methods=["POST"])
@public.arguments(schemas.PublicFeedback)
@public.response(201, schemas.Sent)
def send_public(body: dict[str, Any]) -> Any:
    """Send feedback; the answer bears code and secret for looking up what becomes of it."""
    with request.wiring().database.transaction() as session:
        return feedback.send(
            session,
            feedbackpublic.NOBODY,
            feedback.New(**body),
            now=request.now(),
            address=request.address(),
            threshold=_threshold(),
        )


@public.route("/public/feedback/look-up", methods=["POST"])
@public.arguments(schemas.LookUp)
@public.response(200, schemas.Sent)
def look_up(body: dict[str, Any]) -> Any:
    """What became of a piece of feedback; code and secret stand in the body, so that no log of addresses holds them."""
    with request.wiring().database.transaction() as session:
        return feedbackpublic.look_up(
            session, body["code"], body["secret"], address=request.address(), now=request.now()
        )


@public.route("/public/feedback")
@public.arguments(common.PageQuery, location="query")
@public.response(200, common.page_of(schemas.Published))
def answered(query: dict[str, Any]) -> Any:
    """Published answers, the newest first."""
    with request.wiring().database.reading() as session:
        return kit.paged(feedbackpublic.answered(session, cursor=query.get("cursor"), now=request.now()))


@blp.route("/feedback", methods=["POST"])
@blp.arguments(schemas.NewFeedback)
@blp.response(201, schemas.Feedback)
def send(body: dict[str, Any]) -> Any:
    """Report a new procedure, an overlap, a contradiction, or feedback, in an agency's name."""
    agency = body.pop("agency")
    with request.wiring().database.transaction() as session:
        sent = feedback.send(
            session,
            request.actor(),
            feedback.New(**body),
            agency_code=agency,
            now=request.now(),
            threshold=_threshold(),
        )
    return sent, 201, {"Location": flask.url_for("feedback.get", code=sent.code)}


@blp.route("/feedback")
@blp.arguments(schemas.FeedbackQuery, location="query")
@blp.response(200, common.page_of(schemas.Feedback))
def page(query: dict[str, Any]) -> Any:
    """What the reader may read, newest first."""
    with request.wiring().database.reading() as session:
        return kit.paged(feedbackviews.page(session, request.actor(), feedbackviews.Query(**query), now=request.now()))


@blp.route("/feedback/<code>")
@blp.response(200, schemas.FeedbackWithRecord)
def get(code: str) -> Any:
    """One with its record."""
    with request.wiring().database.reading() as session:
        return feedbackviews.get(session, request.actor(), code, now=request.now())


@blp.route("/feedback/<code>/<act>", methods=["POST"])
@blp.arguments(schemas.FeedbackAct)
@blp.response(200, schemas.FeedbackWithRecord)
def do(body: dict[str, Any], code: str, act: str) -> Any:
    """``assign`` it to an agency, ``answer``, ``reject``, ``close``, or ``reopen`` it."""
    if act not in rules.ACTS:
        raise errors.NotFoundError("act", act)
    with request.wiring().database.transaction() as session:
        return feedbackacts.act(session, request.actor(), code, feedbackacts.Act(act, **body), now=request.now())


@blp.route("/procedure-reviews")
@blp.arguments(schemas.ProcedureReviewQuery, location="query")
@blp.response(200, common.page_of(schemas.ProcedureReview))
def reviews(query: dict[str, Any]) -> Any:
    """Procedures that somebody has to look at anew."""
    with request.wiring().database.reading() as session:
        return kit.paged(procedurereviews.page(session, request.actor(), **query))


@blp.route("/procedure-reviews", methods=["POST"])
@blp.arguments(schemas.NewProcedureReview)
@blp.response(201, schemas.ProcedureReview)
def open_review(body: dict[str, Any]) -> Any:
    """Ask for a procedure to be looked at; the review that is open already, where there is one."""
    with request.wiring().database.transaction() as session:
        return procedurereviews.open_one(session, request.actor(), body["procedure"], now=request.now())


@blp.route("/procedure-reviews/<review>/close", methods=["POST"])
@blp.arguments(schemas.Conclusion)
@blp.response(200, schemas.ProcedureReview)
def close_review(body: dict[str, Any], review: str) -> Any:
    """Close it with what came of it."""
    with request.wiring().database.transaction() as session:
        return procedurereviews.close(
            session, request.actor(), _number("review", review), body["conclusion"], now=request.now()
        )


@blp.route("/overlaps")
@blp.arguments(schemas.OverlapQuery, location="query")
@blp.response(200, common.page_of(schemas.Overlap))
def overlapping(query: dict[str, Any]) -> Any:
    """Lanes that seem to do the same step or ask for the same document, side by side."""
    with request.wiring().database.reading() as session:
        return kit.paged(overlaps.page(session, request.actor(), **query))


@blp.route("/overlaps", methods=["POST"])
@blp.response(202)
def look(**_nothing: Any) -> Any:
    """Let the worker look for overlaps anew, in the versions in force."""
    with request.wiring().database.transaction() as session:
        overlaps.want(session, request.actor(), now=request.now())


@blp.route("/overlaps/<overlap>/dismiss", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.Overlap)
def dismiss(body: dict[str, Any], overlap: str) -> Any:
    """Say why it is none; it isn't proposed again."""
    with request.wiring().database.transaction() as session:
        return overlaps.dismiss(
            session, request.actor(), _number("overlap", overlap), body["reason"], now=request.now()
        )


@blp.route("/overlaps/<overlap>/report", methods=["POST"])
@blp.arguments(schemas.OverlapReport)
@blp.response(201, schemas.Feedback)
def report(body: dict[str, Any], overlap: str) -> Any:
    """Make an agency's report of it."""
    with request.wiring().database.transaction() as session:
        return overlaps.report(
            session,
            request.actor(),
            _number("overlap", overlap),
            body["text"],
            agency_code=body["agency"],
            now=request.now(),
        )


def _number(kind: str, asked: str) -> int:
    if not (asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS):
        raise errors.NotFoundError(kind, asked)
    return int(asked)
