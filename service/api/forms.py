"""The forms of a version, one by one."""

from __future__ import annotations

from typing import Any

import flask
from werkzeug import exceptions

from service.api import kit
from service.schemas import procedures as schemas
from service.schemas import request
from service.usecases import formdrafts

blp = kit.Blueprint("forms", "Forms of a version")
ADDRESS = "/procedures/<code>/versions/<number:number>/forms/<name>"


@blp.route("/forms/check", methods=["POST"])
@blp.doc(requestBody={"required": True, "content": {kit.JSON: {"schema": {"type": "object"}}}})
@blp.response(204)
def check() -> None:
    """Whether a form-js schema could be used here; 422 names the field that can't."""
    formdrafts.check(request.actor(), _body())


@blp.route(ADDRESS)
@blp.doc(
    parameters=[
        {
            "in": "query",
            "name": "as",
            "schema": {"type": "string", "enum": ["form-js"]},
            "description": "of a JSON schema a form-js schema with the same fields",
        }
    ]
)
@blp.response(200, {"type": "object"}, content_type=kit.JSON)
def get(code: str, number: int, name: str) -> flask.Response:
    """A form's file as it came: a form-js schema, or a JSON schema."""
    with request.wiring().database.reading() as session:
        if flask.request.args.get("as") == "form-js":
            return flask.jsonify(formdrafts.drawable(session, request.actor(), code, number, name).schema)
        body = formdrafts.get(session, request.actor(), code, number, name)
    return flask.Response(body, content_type=kit.JSON)


@blp.route(ADDRESS, methods=["PUT"])
@blp.doc(
    requestBody={"required": True, "content": {kit.JSON: {"schema": {"type": "object"}}}},
    parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}}],
)
@blp.response(200, schemas.Version)
@blp.alt_response(201, schema=schemas.Version, description="The version is published: the form is in the next draft")
def put(code: str, number: int, name: str) -> Any:
    """Put a form into a draft; of a published version it makes the next draft."""
    wiring = request.wiring()
    made = formdrafts.put(
        wiring.database,
        wiring.importer,
        request.actor(),
        code,
        number,
        name,
        _body(),
        revision=kit.revision(),
        now=request.now(),
    )
    where = flask.url_for("procedures.get_version", code=code, number=made.number)
    status = 200 if made.number == number else 201
    return made, status, {"Location": where, **kit.tagged(kit.etag(f"r{made.revision}", made.state))}


def _body() -> bytes:
    """The form's bytes, which are kept as they are."""
    if flask.request.mimetype != kit.JSON:
        raise exceptions.UnsupportedMediaType
    return flask.request.get_data(cache=False)
