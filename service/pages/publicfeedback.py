"""Feedback for everybody: the form that needs no account, what became of it, and published answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import flask

from service import errors
from service.pages import blueprint, display, feedback, refusals, texts
from service.rules import feedback as rules
from service.schemas import request
from service.usecases import feedback as sending
from service.usecases import feedbackpublic, feedbackviews, procedures

FIELDS = ("title", "body", "procedure", "case", "contact")


@blueprint.pages.get("/public/feedback")
@blueprint.open_to_all
def public_feedback() -> str:
    """The form, the look-up and the newest published answers."""
    return _page({"procedure": flask.request.args.get("procedure", "")})


def _page(
    typed: Mapping[str, str],
    problems: Sequence[refusals.Said] = (),
    wrong: frozenset[str] = frozenset(),
    *,
    sent: feedbackviews.FeedbackView | None = None,
    seen: feedbackviews.FeedbackView | None = None,
    missed: str = "",
) -> str:
    with request.wiring().database.reading() as session:
        known = procedures.public(session, now=request.now())
        cursor = flask.request.args.get("cursor") or None
        answers = feedbackpublic.answered(session, cursor=cursor, now=request.now())
    return flask.render_template(
        "publicfeedback/page.html",
        typed=typed,
        problems=problems,
        wrong=wrong,
        procedures=known,
        page=answers,
        sent=sent,
        seen=seen,
        missed=missed,
    )


@blueprint.pages.post("/public/feedback")
@blueprint.open_to_all
def send_public_feedback() -> tuple[str, int]:
    """Keep it; the answer tells code and secret, this once."""
    typed = {name: flask.request.form.get(name, "").strip() for name in FIELDS}
    config = request.wiring().config
    try:
        with request.wiring().database.transaction() as session:
            made = sending.send(
                session,
                feedbackpublic.NOBODY,
                sending.New(**typed),
                now=request.now(),
                address=request.address(),
                threshold=rules.Threshold(config.review_count, config.review_days),
            )
    except errors.InvalidError as refused:
        return _page(typed, feedback.said(refused), frozenset(one.key for one in refused.problems)), 422
    except errors.TooManyError as refused:
        return _page(typed, [refusals.Said("", _too_often(refused))]), 429
    return _page({}, sent=made), 201


@blueprint.pages.post("/public/feedback/look-up")
@blueprint.open_to_all
def look_up_feedback() -> str | tuple[str, int]:
    """What became of a piece of feedback."""
    code, secret = (flask.request.form.get(name, "").strip() for name in ("code", "secret"))
    try:
        with request.wiring().database.transaction() as session:
            seen = feedbackpublic.look_up(session, code, secret, address=request.address(), now=request.now())
    except errors.NotFoundError:
        return _page({}, missed=texts._("Không tìm thấy: mã phản ánh hoặc mã tra cứu không đúng.")), 404
    except errors.TooManyError as refused:
        return _page({}, missed=_too_often(refused)), 429
    return _page({}, seen=seen)


def _too_often(refused: errors.TooManyError) -> str:
    return texts._("Quá nhiều lần từ cùng một nơi; hãy thử lại sau %(at)s.", at=display.instant(refused.retry_at))
