"""Health, the description of this API, and a page that shows it: open to everybody, and telling nothing of anybody."""

from __future__ import annotations

from typing import Any

import flask
import flask_smorest
import marshmallow as ma

from service.api import kit
from service.schemas import base, request
from service.usecases import health

blp = kit.Blueprint("system", "Health and the description of this API", public=True)
DOCS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Laneway API</title>
<link rel="stylesheet" href="{css}">
</head>
<body>
<div id="docs" data-description="{description}"></div>
<script src="{bundle}"></script>
<script src="{start}"></script>
</body>
</html>
"""
START = """"use strict";
const place = document.getElementById("docs");
SwaggerUIBundle({ url: place.dataset.description, domNode: place, deepLinking: true, validatorUrl: null });
"""


class Health(base.Shown):
    """Whether this server can work."""

    status = ma.fields.String(metadata={"enum": ["ok", "failing"]})
    database = ma.fields.String(metadata={"enum": ["ok", "away"]})
    schema_at_head = ma.fields.Boolean()
    worker_seconds = ma.fields.Float(
        allow_none=True, metadata={"description": "Since the worker's last sign of life; null if there was none"}
    )


@blp.route("/health")
@blp.response(200, Health)
@blp.alt_response(503, schema=Health)
def get_health() -> Any:
    """Whether the database answers, has the right tables, and the worker lives; 503 when this server can't work."""
    found = health.check(request.wiring().database, now=request.now())
    return found, 200 if found.status == "ok" else 503


@blp.route("/openapi.json")
@blp.response(200, {"type": "object"})
def description() -> flask.Response:
    """This description, OpenAPI 3.1."""
    found = flask_smorest.current_api.spec.to_dict()
    return flask.jsonify(found)


@blp.route("/docs")
@blp.response(200, {"type": "string"}, content_type="text/html")
def docs() -> flask.Response:
    """A page that shows the description, with everything it needs from this server."""
    page = DOCS.format(
        css=flask.url_for("vendor", name="swagger-ui/swagger-ui.css"),
        bundle=flask.url_for("vendor", name="swagger-ui/swagger-ui-bundle.js"),
        start=flask.url_for("system.docs_start"),
        description=flask.url_for("system.description"),
    )
    return flask.Response(page, content_type="text/html; charset=utf-8")


@blp.route("/docs.js")
@blp.response(200, {"type": "string"}, content_type="text/javascript")
def docs_start() -> flask.Response:
    """What starts the docs page: no script stands inside a page."""
    return flask.Response(START, content_type="text/javascript; charset=utf-8")
