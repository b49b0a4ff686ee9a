"""Feedback and agencies' reports: the list that analysts work with, one with its acts, reporting, reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import flask

from service import errors
from service.pages import blueprint, refusals, texts
from service.rules import feedback as rules
from service.rules import feedbackaccess
from service.schemas import request
from service.usecases import agencies, feedback, feedbackacts, feedbackviews, procedurereviews, procedures

MOST_PROCEDURES = 200
FILTERS = ("state", "kind", "procedure", "agency", "q")
FIELDS = (
    "kind", "title", "body", "procedure", "other_procedure", "element", "case", "legal_text", "contact", "agency",
)  # fmt: skip


@blueprint.pages.get("/feedback", endpoint="feedback")
def listed() -> str:
    """What this person may read, newest first; what is open unless she asks for more."""
    given = {name: flask.request.args.get(name, "").strip() for name in FILTERS}
    state = given["state"] or "open"
    asked = feedbackviews.Query(
        state=state if state in {"open", *rules.STATES} else None,
        kind=given["kind"] if given["kind"] in rules.KINDS else None,
        procedure=given["procedure"] or None,
        agency=given["agency"] or None,
        q=given["q"],
        cursor=flask.request.args.get("cursor") or None,
    )
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        page = feedbackviews.page(session, actor, asked, now=now)
        known = procedures.page(session, actor, now=now, limit=MOST_PROCEDURES).items
    kept = {name: value for name, value in given.items() if value}
    return flask.render_template(
        "feedback/list.html",
        page=page,
        given={**given, "state": state},
        kept=kept,
        procedures=known,
        kinds=rules.KINDS,
        states=("open", *rules.STATES, "all"),
        reports=bool(feedbackaccess.reports_for(actor)),
        analyst=actor.has("draw") or actor.everywhere,
    )


@blueprint.pages.get("/feedback/new", endpoint="feedback_new")
def new() -> str:
    """The form in which an agency reports."""
    return _new({name: flask.request.args.get(name, "").strip() for name in FIELDS})


def _new(typed: Mapping[str, str], problems: Sequence[refusals.Said] = (), wrong: frozenset[str] = frozenset()) -> str:
    actor, now = request.actor(), request.now()
    mine = feedbackaccess.reports_for(actor)
    with request.wiring().database.reading() as session:
        known = procedures.page(session, actor, now=now, limit=MOST_PROCEDURES).items
        steps = feedback.steps(session, typed["procedure"], now=now) if typed.get("procedure") else ()
        named = {one.code: one for one in agencies.tree(session, actor, now=now)}
    own = dict.fromkeys(m.agency_code for m in actor.memberships if m.agency_id in mine)
    return flask.render_template(
        "feedback/new.html",
        typed=typed,
        problems=problems,
        wrong=wrong,
        steps=steps,
        procedures=known,
        kinds=rules.KINDS,
        offices=[named[code] for code in own if code in named],
    )


@blueprint.pages.post("/feedback/new", endpoint="feedback_sent")
def sent() -> flask.Response | tuple[str, int]:
    """Keep a report."""
    typed = {name: flask.request.form.get(name, "").strip() for name in FIELDS}
    told = {name: value for name, value in typed.items() if name != "agency"}
    config = request.wiring().config
    try:
        with request.wiring().database.transaction() as session:
            made = feedback.send(
                session,
                request.actor(),
                feedback.New(**told),
                agency_code=typed["agency"],
                now=request.now(),
                threshold=rules.Threshold(config.review_count, config.review_days),
            )
    except errors.InvalidError as refused:
        return _new(typed, said(refused), frozenset(one.key for one in refused.problems)), 422
    flask.flash(texts._("Đã gửi báo cáo %(code)s.", code=made.code), "success")
    return blueprint.go(flask.url_for("pages.feedback_one", code=made.code))


def said(refused: errors.InvalidError) -> list[refusals.Said]:
    """What is wrong, field by field."""
    labels = {
        "title": texts._("Tiêu đề"),
        "body": texts._("Nội dung"),
        "procedure": texts._("Thủ tục"),
        "other_procedure": texts._("Thủ tục thứ hai"),
        "element": texts._("Bước"),
        "case": texts._("Mã hồ sơ"),
        "legal_text": texts._("Văn bản pháp luật"),
        "contact": texts._("Liên hệ"),
        "agency": texts._("Cơ quan"),
        "due_at": texts._("Hạn trả lời"),
        "text": texts._("Nội dung"),
        "conclusion": texts._("Kết luận"),
        "reason": texts._("Lý do"),
    }
    return [
        refusals.Said(labels.get(one.key, one.key), refusals.sentence(one.code, one.values), one.key)
        for one in refused.problems
    ]


@blueprint.pages.get("/feedback/<code>", endpoint="feedback_one")
def one(code: str) -> str:
    """One with its record and what can be done with it now."""
    return _one(code)


def _one(code: str, problems: Sequence[refusals.Said] = (), typed: Mapping[str, str] | None = None) -> str:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        found = feedbackviews.get(session, actor, code, now=now)
        offices = agencies.tree(session, actor, now=now) if "assign" in found.acts else ()
    return flask.render_template(
        "feedback/one.html", one=found, offices=offices, problems=problems, typed=typed or {}, acts=rules.ACTS
    )


@blueprint.pages.post("/feedback/<code>/<act>", endpoint="feedback_act")
def act(code: str, act: str) -> flask.Response | tuple[str, int]:
    """Assign, answer, reject, close, or open it again."""
    if act not in rules.ACTS:
        raise errors.NotFoundError("act", act)
    form = flask.request.form
    revision = form.get("revision", "")
    try:
        done = feedbackacts.Act(
            act,
            form.get("text", ""),
            form.get("agency", ""),
            _evening(form.get("due", "")),
            form.get("publish") == "1",
            int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else None,
        )
        with request.wiring().database.transaction() as session:
            feedbackacts.act(session, request.actor(), code, done, now=request.now())
    except errors.InvalidError as refused:
        return _one(code, said(refused), form), 422
    except (errors.ConflictError, errors.StaleError) as late:
        return _one(code, [refusals.Said("", refusals.sentence(late.code, late.values))], form), 409
    flask.flash(texts._("Đã ghi nhận."), "success")
    return blueprint.go(flask.url_for("pages.feedback_one", code=code))


def _evening(text: str) -> datetime | None:
    """The end of a day in the server's zone.

    Raises:
        InvalidError: it is no day.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if not 1970 < day.year < 9000:
            raise ValueError(text)
    except ValueError as cause:
        raise errors.InvalidError(errors.Problem("due_at", "not_a_day")) from cause
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(request.wiring().config.zone))


@blueprint.pages.get("/feedback/reviews", endpoint="procedure_reviews")
def reviews() -> str:
    """Procedures that somebody has to look at anew."""
    return _reviews()


def _reviews(problems: Sequence[refusals.Said] = ()) -> str:
    closed = bool(flask.request.args.get("closed"))
    with request.wiring().database.reading() as session:
        cursor = flask.request.args.get("cursor") or None
        page = procedurereviews.page(session, request.actor(), closed=closed, cursor=cursor)
    kept = {"closed": "1"} if closed else {}
    return flask.render_template("feedback/reviews.html", page=page, closed=closed, kept=kept, problems=problems)


@blueprint.pages.post("/feedback/reviews/<review>/close", endpoint="close_review")
def close_review(review: str) -> flask.Response | tuple[str, int]:
    """Close a review with what came of it."""
    try:
        with request.wiring().database.transaction() as session:
            conclusion = flask.request.form.get("conclusion", "")
            procedurereviews.close(session, request.actor(), number("review", review), conclusion, now=request.now())
    except errors.InvalidError as refused:
        return _reviews(said(refused)), 422
    except errors.ConflictError as late:
        return _reviews([refusals.Said("", refusals.sentence(late.code, late.values))]), 409
    flask.flash(texts._("Đã kết thúc rà soát."), "success")
    return blueprint.go(flask.url_for("pages.procedure_reviews"))


def number(kind: str, asked: str) -> int:
    """An id in an address; what can't be one names nothing."""
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        raise errors.NotFoundError(kind, asked)
    return int(asked)


def kind(value: str) -> str:
    """What a kind of feedback is called."""
    names = {
        "feedback": texts._("phản ánh, kiến nghị"),
        "new": texts._("thủ tục phát sinh"),
        "overlap": texts._("chồng chéo"),
        "contradiction": texts._("mâu thuẫn"),
    }
    return names.get(value, value)


def state(value: str) -> str:
    """What a state of feedback is called."""
    names = {
        "open": texts._("chưa trả lời"),
        "received": texts._("mới nhận"),
        "assigned": texts._("đã giao"),
        "answered": texts._("đã trả lời"),
        "closed": texts._("đã khép lại"),
        "rejected": texts._("không tiếp nhận"),
        "all": texts._("tất cả"),
    }
    return names.get(value, value)


def act_name(value: str) -> str:
    """What an act on feedback is called, by its name or by its event's."""
    names = {
        "sent": texts._("đã gửi"),
        "assign": texts._("giao cơ quan trả lời"),
        "answer": texts._("trả lời"),
        "reject": texts._("không tiếp nhận"),
        "close": texts._("khép lại"),
        "reopen": texts._("mở lại"),
    }
    return names.get(value.removeprefix("feedback_"), value)
