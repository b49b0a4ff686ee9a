"""Overlaps that were found: two lanes side by side, dismissed or made a report."""

from __future__ import annotations

from collections.abc import Sequence

import flask

from service import errors
from service.pages import blueprint, feedback, refusals, texts
from service.schemas import request
from service.usecases import overlaps


@blueprint.pages.get("/feedback/overlaps", endpoint="overlaps")
def listed() -> str:
    """Overlaps, the weightiest first."""
    return _list()


def _list(problems: Sequence[refusals.Said] = ()) -> str:
    state = flask.request.args.get("state", "")
    state = state if state in overlaps.STATES else overlaps.STATES[0]
    with request.wiring().database.reading() as session:
        page = overlaps.page(session, request.actor(), state=state, cursor=flask.request.args.get("cursor") or None)
    kept = {} if state == overlaps.STATES[0] else {"state": state}
    return flask.render_template(
        "overlaps/list.html",
        page=page,
        state=state,
        states=overlaps.STATES,
        may_look=request.actor().has("draw"),
        kept=kept,
        problems=problems,
    )


@blueprint.pages.post("/feedback/overlaps", endpoint="look_for_overlaps")
def look() -> flask.Response:
    """Let the worker look anew."""
    with request.wiring().database.transaction() as session:
        overlaps.want(session, request.actor(), now=request.now())
    flask.flash(texts._("Đang tìm; hãy tải lại trang sau ít giây."), "success")
    return blueprint.go(flask.url_for("pages.overlaps"))


@blueprint.pages.post("/feedback/overlaps/<overlap>", endpoint="decide_overlap")
def decide(overlap: str) -> flask.Response | tuple[str, int]:
    """Dismiss one with a reason, or make a report of it."""
    form, actor, now = flask.request.form, request.actor(), request.now()
    number, text = feedback.number("overlap", overlap), form.get("text", "")
    try:
        with request.wiring().database.transaction() as session:
            if form.get("decision") == "report":
                made = overlaps.report(session, actor, number, text, now=now)
                flask.flash(texts._("Đã lập báo cáo %(code)s.", code=made.code), "success")
                return blueprint.go(flask.url_for("pages.feedback_one", code=made.code))
            overlaps.dismiss(session, actor, number, text, now=now)
    except errors.InvalidError as refused:
        return _list(feedback.said(refused)), 422
    except errors.ConflictError as late:
        return _list([refusals.Said("", refusals.sentence(late.code, late.values))]), 409
    flask.flash(texts._("Đã bỏ qua; cặp này sẽ không được đề xuất lại."), "success")
    return blueprint.go(flask.url_for("pages.overlaps"))


def kind(value: str) -> str:
    """What is alike."""
    names = {"step": texts._("bước"), "document": texts._("giấy tờ"), "field": texts._("thông tin khai")}
    return names.get(value, value)


def state(value: str) -> str:
    """What a state of an overlap is called."""
    names = {
        "proposed": texts._("chờ quyết định"),
        "dismissed": texts._("đã gạt đi"),
        "reported": texts._("đã lập báo cáo"),
    }
    return names.get(value, value)
