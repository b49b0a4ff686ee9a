"""Documents: the bytes behind a link."""

from __future__ import annotations

import flask

from service.pages import blueprint
from service.schemas import documents as schemas
from service.schemas import request
from service.usecases import documents


@blueprint.pages.get("/documents/<asked>")
def document(asked: str) -> flask.Response:
    """A document, to be saved."""
    wiring = request.wiring()
    with wiring.database.reading() as session:
        return schemas.download(documents.get(session, wiring.documents, request.actor(), asked))
