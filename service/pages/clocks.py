"""The clocks of a case: each stretch, whether it counted, why, and the sum; and extending one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import flask

from service import errors
from service.pages import blueprint, clockwords, refusals, texts, words
from service.schemas import request
from service.usecases import cases, clockacts, clockstold

FILTERS = {
    "clock_kind": clockwords.kind,
    "clock_state": clockwords.state,
    "clock_why": clockwords.why,
    "clock_act": clockwords.act,
}


@blueprint.pages.get("/cases/<code>/clocks", endpoint="clocks")
def explained(code: str) -> str:
    """What each clock of a case has counted, and what not."""
    return _page(code)


def _page(code: str, *, refused: str = "", typed: flask.Request | None = None) -> str:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        found = cases.get(session, actor, code, now=now)
        told = clockstold.explain(session, actor, code, now=now, language=request.language())
    form = {} if typed is None else {key: typed.form.get(key, "") for key in ("clock", "until", "reason", "document")}
    return flask.render_template(
        "cases/clocks.html",
        case=found,
        clocks=told,
        amount=clockwords.amount,
        limit=words.limit,
        refused=refused,
        typed=form,
    )


@blueprint.pages.post("/cases/<code>/clocks/extend", endpoint="extend_clock")
def extend(code: str) -> flask.Response | tuple[str, int]:
    """Extend a clock, the one time that it may be."""
    form = flask.request.form
    kind, _, subject = form.get("clock", "").partition("|")
    try:
        wanted = clockacts.Wanted(until=_instant(form.get("until", "")))
        with request.wiring().database.transaction() as session:
            clockacts.extend(
                session,
                request.actor(),
                code,
                kind,
                subject,
                wanted,
                form.get("reason", ""),
                form.get("document", ""),
                now=request.now(),
            )
    except errors.InvalidError as wrong:
        said = " ".join(_SENTENCES[one.key]() for one in wrong.problems if one.key in _SENTENCES)
        return _page(code, refused=said, typed=flask.request), 422
    except errors.ConflictError as late:
        return _page(code, refused=refusals.sentence(late.code, late.values), typed=flask.request), 409
    flask.flash(texts._("Đã gia hạn."), "success")
    return blueprint.go(flask.url_for("pages.clocks", code=code))


_SENTENCES = {
    "until": lambda: texts._("Ngày hẹn mới phải sau hạn hiện tại, và không quá mức gia hạn của thủ tục."),
    "reason": lambda: texts._("Hãy ghi lý do, không quá 2.000 ký tự."),
    "document": lambda: texts._("Số, ký hiệu văn bản không quá 300 ký tự."),
}


def _instant(typed: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(request.wiring().config.zone))
