"""All routes of the API under one description."""

from __future__ import annotations

from typing import Any

import flask
import flask_smorest
from flask_smorest.utils import prepare_response
from werkzeug import exceptions

from service import failures
from service.api import (
    apologies,
    calendars,
    cases,
    clocks,
    documents,
    feedback,
    figures,
    forms,
    incidents,
    kit,
    notices,
    operating,
    people,
    procedures,
    reports,
    reviews,
    system,
    tasks,
    workers,
)
from service.schemas import base, common

BLUEPRINTS = (
    procedures.blp,
    forms.blp,
    cases.blp,
    clocks.blp,
    operating.blp,
    tasks.blp,
    documents.blp,
    incidents.blp,
    notices.blp,
    reports.blp,
    calendars.blp,
    figures.blp,
    feedback.blp,
    feedback.public,
    apologies.blp,
    apologies.register_blp,
    reviews.blp,
    people.blp,
    workers.blp,
    system.blp,
)
VERSION = "1"


class Api(flask_smorest.Api):  # type: ignore[misc]
    """Describes the routes; errors go through the one table, and are described as it answers them."""

    ERROR_SCHEMA = common.Problem

    def handle_http_exception(self, error: exceptions.HTTPException) -> flask.Response:
        """As problem+json, or a page."""
        return failures.answer(error)

    def _register_responses(self) -> None:
        response: dict[str, Any] = {"description": "What was refused, and why", "schema": self.ERROR_SCHEMA}
        prepare_response(response, self.spec, kit.PROBLEM)
        for name in ("DEFAULT_ERROR", "UNPROCESSABLE_ENTITY", "UNPROCESSABLE_CONTENT"):
            self.spec.components.response(name, response, lazy=True)


def register(app: flask.Flask) -> None:
    """Put the API into an application."""
    app.config["API_TITLE"] = "Laneway"
    app.config["API_VERSION"] = VERSION
    app.config["OPENAPI_VERSION"] = "3.1.0"
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters["number"] = kit.Number
    api = Api(app, spec_kwargs={"info": _info(), "security": [{"token": []}, {"session": []}]})
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemes.security_scheme(
        "session",
        {"type": "apiKey", "in": "cookie", "name": "laneway_session", "description": "Changes need X-CSRF-Token too"},
    )
    api.register_converter(kit.Number, lambda _: {"type": "integer", "minimum": 1})
    for kind, described in (
        (base.Text, "string"),
        (base.Choice, "string"),
        (base.Whole, "integer"),
        (base.Flag, "boolean"),
        (base.JsonObject, "object"),
        (base.Day, "string"),
    ):
        api.register_field(kind, described, None)
    api.register_field(base.Instant, "string", "date-time")
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)


def _info() -> dict[str, Any]:
    return {
        "description": "Runs procedures that several agencies settle together, from their BPMN diagrams.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
