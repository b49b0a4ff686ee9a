"""Reviews of responsibility, for those concerned: the list, and one with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flask

from service import errors
from service.pages import apologies, apologytexts, blueprint, refusals, texts
from service.schemas import request
from service.usecases import apologyacts, reviews, reviewviews

STATES = ("open", "closed", "all")
MOST_DIGITS = 18


@blueprint.pages.get("/reviews", endpoint="reviews")
def listed() -> str:
    """The reviews that concern this person, or that she may conduct."""
    state = flask.request.args.get("state", "")
    state = state if state in STATES else "open"
    with request.wiring().database.reading() as session:
        cursor = flask.request.args.get("cursor") or None
        page = reviewviews.page(session, request.actor(), state=state, cursor=cursor)
    return flask.render_template("reviews/list.html", page=page, state=state, states=STATES)


@blueprint.pages.get("/reviews/<review_id>", endpoint="review")
def one(review_id: str) -> str:
    """One review."""
    return _page(review_id)


def _page(review_id: str, said: Sequence[refusals.Said] = ()) -> str:
    with request.wiring().database.reading() as session:
        found = reviewviews.get(session, request.actor(), review_id, now=request.now())
    return flask.render_template(
        "reviews/one.html",
        one=found,
        said=said,
        typed=flask.request.form if said else {},
        chosen=flask.request.form.getlist("answers_for") if said else [],
        conclusions=apologytexts.conclusions(),
    )


@blueprint.pages.post("/reviews/<review_id>", endpoint="review_act")
def act(review_id: str) -> flask.Response | tuple[str, int]:
    """Explain, ask, or close."""
    form = flask.request.form
    asked = apologyacts.ReviewAsked(
        act=form.get("act", ""),
        words=form.get("words", ""),
        person=form.get("person", ""),
        conclusion=form.get("conclusion", ""),
        measures=form.get("measures", ""),
        answers_for=tuple(form.getlist("answers_for")),
    )

    def done() -> None:
        with request.wiring().database.transaction() as session:
            apologyacts.review(session, request.actor(), review_id, asked, now=request.now())

    said, status = apologies.attempted(done)
    if said:
        return _page(review_id, said), status
    known = {
        "explain": texts._("Đã ghi giải trình của bạn."),
        "ask": texts._("Đã đề nghị giải trình."),
        "close": texts._("Đã kết luận; kiểm điểm không sửa được nữa."),
    }
    flask.flash(known.get(asked.act, ""), "success")
    return blueprint.go(flask.url_for("pages.review", review_id=review_id))


@blueprint.pages.post("/apologies/<apology_id>/review", endpoint="open_review")
def open_for_apology(apology_id: str) -> flask.Response:
    """Open a review of what an apology is about."""

    def opened() -> str:
        with request.wiring().database.transaction() as session:
            reason = flask.request.form.get("reason", "")
            return reviews.open_for_apology(session, request.actor(), apology_id, reason, now=request.now()).id

    return _opened(opened, flask.url_for("pages.apology", apology_id=apology_id))


@blueprint.pages.post("/cases/<code>/steps/<task_id>/review", endpoint="open_step_review")
def open_for_step(code: str, task_id: str) -> flask.Response:
    """Open a review of one late step."""
    case, _, seq = task_id.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= MOST_DIGITS for part in (case, seq)):
        raise errors.NotFoundError("task", task_id)

    def opened() -> str:
        with request.wiring().database.transaction() as session:
            reason = flask.request.form.get("reason", "")
            return reviews.open_for_step(session, request.actor(), int(case), int(seq), reason, now=request.now()).id

    return _opened(opened, flask.url_for("pages.case", code=code))


def _opened(act: Callable[[], str], otherwise: str) -> flask.Response:
    made: list[str] = []
    said, _ = apologies.attempted(lambda: made.append(act()))
    for each in said:
        flask.flash(f"{each.label}: {each.text}" if each.label else each.text, "warning")
    return blueprint.go(flask.url_for("pages.review", review_id=made[0]) if made else otherwise)
