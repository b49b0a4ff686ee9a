"""Cases: the list, and one case with who holds it and all that happened. Taking one in is in `starting.py`."""

from __future__ import annotations

import flask

from service import errors
from service.pages import answers, blueprint, drawing, records, refusals, texts
from service.schemas import request
from service.usecases import apologyviews, cases, clockstold, delivery, documents, forms, procedures, reviewviews

STATUSES = ("running", "ended", "cancelled")
MOST_PROCEDURES = 200


@blueprint.pages.get("/cases", endpoint="cases")
def listed() -> str:
    """The cases that this person may read, newest first, found by code or applicant."""
    given = {
        name: flask.request.args.get(name, "").strip()
        for name in ("q", "status", "procedure", "overdue", "agency", "lane")
    }
    asked = cases.CaseQuery(
        procedure=given["procedure"] or None,
        agency=given["agency"] or None,
        lane=given["lane"] or None,
        status=given["status"] if given["status"] in STATUSES else None,
        overdue=True if given["overdue"] else None,
        q=given["q"],
        cursor=flask.request.args.get("cursor") or None,
    )
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        page = cases.page(session, actor, asked, now=now)
        known = procedures.page(session, actor, now=now, limit=MOST_PROCEDURES).items
    kept = {name: value for name, value in given.items() if value}
    return flask.render_template(
        "cases/list.html", page=page, given=given, kept=kept, procedures=known, filtered=bool(kept)
    )


@blueprint.pages.get("/cases/<code>")
def case(code: str) -> str:
    """A case: who holds it since when, where it is on the diagram, what happened."""
    return _page(code)


def _page(code: str, *, refused: str = "", reason: str = "") -> str:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        found = cases.get(session, actor, code, now=now)
        history = cases.history(session, actor, code, now=now)
        tokens = cases.tokens(session, actor, code)
        labels = forms.labels(session, found.procedure.code, found.procedure.version, request.language())
        filed = forms.filed(session, actor, code)
        handed_in = documents.of_case(session, actor, code)
        rests_for = clockstold.rests_for(session, int(found.id))
        excused = apologyviews.of_case(session, actor, int(found.id))
        reviewed = reviewviews.of_case(session, actor, int(found.id))
    late = [one.element for one in found.holding if one.overdue]
    said = {one.seq: answers.lines(one.answers or {}, labels.get(one.element)) for one in history.steps}
    return flask.render_template(
        "cases/case.html",
        case=found,
        history=history,
        said=said,
        filed=answers.lines(filed, labels.get("")),
        documents=handed_in,
        rests_for=rests_for,
        apologies=excused,
        reviews=reviewed,
        marks=drawing.marks(tokens, late=late),
        refused=refused,
        reason=reason,
        recallable=records.recallable(history),
        names={one.element: one.name for one in history.steps},
    )


@blueprint.pages.post("/cases/<code>/cancel")
def cancel(code: str) -> flask.Response | tuple[str, int]:
    """Cancel a case, with a reason that goes into its record."""
    reason = flask.request.form.get("reason", "")
    try:
        with request.wiring().database.transaction() as session:
            cases.cancel(session, request.actor(), code, reason, now=request.now(), budget=request.wiring().budget)
    except errors.InvalidError:
        return _page(code, refused=texts._("Hãy ghi lý do hủy, không quá 2.000 ký tự."), reason=reason), 422
    except errors.ConflictError as late:
        return _page(code, refused=refusals.sentence(late.code, late.values), reason=reason), 409
    flask.flash(texts._("Đã hủy hồ sơ %(code)s.", code=code), "success")
    return blueprint.go(flask.url_for("pages.case", code=code))


@blueprint.pages.post("/cases/<code>/messages")
def bring(code: str) -> flask.Response | tuple[str, int]:
    """Note that what the case waits for outside has happened, such as the bank's payment."""
    try:
        with request.wiring().database.transaction() as session:
            name = flask.request.form.get("message", "")
            delivery.bring(session, request.actor(), code, name, {}, now=request.now(), budget=request.wiring().budget)
    except (errors.ConflictError, errors.IncidentError) as late:
        return _page(code, refused=refusals.sentence(late.code, late.values)), 409
    flask.flash(texts._("Đã ghi nhận; hồ sơ đi tiếp."), "success")
    return blueprint.go(flask.url_for("pages.case", code=code))
