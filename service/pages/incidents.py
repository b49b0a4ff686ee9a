"""Incidents: steps that could not be taken, what to do about them, and taking them again."""

from __future__ import annotations

import flask

from service import errors
from service.pages import answers, blueprint, refusals, texts
from service.schemas import request
from service.usecases import forms, incidents


@blueprint.pages.get("/incidents", endpoint="incidents")
def listed() -> str:
    """The incidents of the cases that this person may read, newest first."""
    given = {name: flask.request.args.get(name, "").strip() for name in ("resolved", "case", "procedure")}
    asked = incidents.IncidentQuery(
        resolved=bool(given["resolved"]),
        procedure=given["procedure"] or None,
        case=given["case"] or None,
        cursor=flask.request.args.get("cursor") or None,
    )
    with request.wiring().database.reading() as session:
        page = incidents.page(session, request.actor(), asked, now=request.now())
        versions = {(one.procedure.code, one.procedure.version) for one in page.items if one.answers}
        labels = {version: forms.labels(session, *version, request.language()) for version in versions}
    typed = {
        one.id: answers.lines(one.answers, labels[one.procedure.code, one.procedure.version].get(one.element))
        for one in page.items
        if one.answers
    }
    kept = {name: value for name, value in given.items() if value}
    return flask.render_template("incidents/list.html", page=page, given=given, kept=kept, typed=typed)


@blueprint.pages.post("/incidents/<incident>/retry", endpoint="retry")
def retry(incident: str) -> flask.Response:
    """Take the step again."""
    if not (incident.isascii() and incident.isdigit() and len(incident) < 20):
        raise errors.NotFoundError("incident", incident)
    try:
        with request.wiring().database.transaction() as session:
            done = incidents.retry(
                session, request.actor(), int(incident), now=request.now(), budget=request.wiring().budget
            )
        flask.flash(texts._("Bước đã chạy được; hồ sơ %(code)s đi tiếp.", code=done.case), "success")
    except errors.IncidentError as again:
        told = refusals.sentence(again.code, again.values)
        flask.flash(texts._("Vẫn chưa chạy được: %(reason)s", reason=told), "warning")
    except errors.ConflictError as late:
        flask.flash(refusals.sentence(late.code, late.values), "warning")
    return blueprint.go(flask.url_for("pages.incidents"))
