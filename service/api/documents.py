"""Documents: attached to a task's or a start's answers, and read again."""

from __future__ import annotations

from typing import Any

import flask
from werkzeug import exceptions

from service import errors
from service.api import kit
from service.schemas import documents as schemas
from service.schemas import request
from service.usecases import documents, handedin

blp = kit.Blueprint("documents", "Documents: attach to answers, list, download")
MULTIPART = "multipart/form-data"
BODY = {
    "required": True,
    "description": "One file; what it is called is taken from its part, what it is from its content",
    "content": {
        MULTIPART: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
            }
        }
    },
}


@blp.route("/tasks/<task>/documents", methods=["POST"])
@blp.doc(requestBody=BODY)
@blp.response(201, schemas.Document)
def add_to_task(task: str) -> Any:
    """Upload a document for a task; its answers then name it. One that no answers name is dropped after a day."""
    case, seq = kit.task(task)
    with request.wiring().database.reading() as session:
        place = documents.for_task(session, request.actor(), case, seq)
    return _added(place)


@blp.route("/procedures/<code>/documents", methods=["POST"])
@blp.doc(requestBody=BODY)
@blp.response(201, schemas.Document)
def add_to_start(code: str) -> Any:
    """Upload a document for a case that is about to be started; its `data` then names it."""
    with request.wiring().database.reading() as session:
        place = documents.for_start(session, request.actor(), code, now=request.now())
    return _added(place)


def _added(place: handedin.Place) -> Any:
    """Read the body only now: who may not attach anything sends nothing."""
    if flask.request.mimetype != MULTIPART:
        raise exceptions.UnsupportedMediaType
    wiring = request.wiring()
    sent = [file for _, file in flask.request.files.items(multi=True)]
    if len(sent) != 1:
        raise errors.InvalidError(errors.Problem("file", "one_file"))
    made = documents.add(
        wiring.database,
        wiring.documents,
        request.actor(),
        place,
        sent[0].stream,
        sent[0].filename or "",
        limit=wiring.config.document_bytes,
        now=request.now(),
    )
    return made, 201, {"Location": flask.url_for("documents.get", document=made.id)}


@blp.route("/documents/<document>")
@blp.response(200, {"type": "string"}, content_type="application/octet-stream")
def get(document: str) -> flask.Response:
    """The bytes of a document, always to be saved."""
    wiring = request.wiring()
    with wiring.database.reading() as session:
        return schemas.download(documents.get(session, wiring.documents, request.actor(), document))


@blp.route("/cases/<code>/documents")
@blp.response(200, schemas.CaseDocument(many=True))
def of_case(code: str) -> Any:
    """What was handed in for a case, oldest first."""
    with request.wiring().database.reading() as session:
        return list(documents.of_case(session, request.actor(), code))
