"""All pages, put on the application: each noun's module adds its routes to the blueprint when it is imported."""

from __future__ import annotations

import flask

from service.pages import (
    answertexts,
    apologies,
    apologytexts,
    blueprint,
    calendars,
    cases,
    clocks,
    comparison,
    display,
    documents,
    feedback,
    figures,
    formtexts,
    holding,
    incidents,
    modeler,
    notices,
    operating,
    overlaps,
    procedures,
    publicfeedback,
    publicregister,
    records,
    refusals,
    reports,
    reviews,
    rules,
    sessions,
    starting,
    tasks,
    texts,
    versions,
    warnings,
    words,
    workers,
)
from service.schemas import request

MODULES = (
    sessions,
    documents,
    tasks,
    cases,
    clocks,
    starting,
    holding,
    reports,
    figures,
    feedback,
    overlaps,
    publicfeedback,
    incidents,
    procedures,
    versions,
    answertexts,
    modeler,
    comparison,
    operating,
    rules,
    calendars,
    workers,
    apologies,
    publicregister,
    reviews,
    notices,
    warnings,
)
"""The nouns; being named here is what puts a module's routes on the blueprint."""

WORDS = {
    "at_fields": refusals.at_fields,
    "outcome": refusals.outcome,
    "happened": refusals.happened,
    "advice": refusals.advice,
    "told": records.told,
    "dossier_status": records.dossier_status,
    "status": records.status,
    "holder_kind": records.holder_kind,
    "step_kind": records.step_kind,
    "applicant_field": records.applicant_field,
    "token_role": records.token_role,
    "element_word": words.element,
    "backlog_kind": workers.kind,
    "job_state": workers.state,
    "written": display.written,
    "column_name": figures.column_name,
    "channel": figures.channel,
    "result": figures.result,
    "feedback_kind": feedback.kind,
    "feedback_state": feedback.state,
    "feedback_act": feedback.act_name,
    "alike_kind": overlaps.kind,
    "overlap_state": overlaps.state,
    "typed_instant": display.typed_instant,
    "office_time": display.office_time,
    **apologytexts.FILTERS,
    **clocks.FILTERS,
    "notice_title": notices.title,
    "notice_sentence": notices.sentence,
    "notice_place": notices.place,
}
"""Filters that turn codes into words, and problems into what the browser shows at their fields."""


def register(app: flask.Flask) -> None:
    """Put the pages on an application that has its wiring."""
    config = app.extensions[request.EXTENSION].config
    texts.register(app, config.zone)
    display.register(app)
    app.jinja_env.filters.update(WORDS)
    app.jinja_env.globals["form_texts"] = formtexts.spoken
    app.jinja_env.globals["unread_notices"] = notices.unread
    app.jinja_env.globals["file_texts"] = formtexts.files
    app.config.update(
        SESSION_COOKIE_NAME="laneway_notices", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=config.https
    )
    app.register_blueprint(blueprint.pages)
