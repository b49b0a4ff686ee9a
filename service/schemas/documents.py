"""Documents on the wire, and as downloads."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import flask
import marshmallow as ma
from werkzeug import exceptions

from service.schemas import base
from service.usecases import documents

f = ma.fields


class Document(base.Shown):
    """A document as answers name it: the whole object stands in the list of a file field."""

    id = f.String()
    name = f.String()
    size = f.Integer(metadata={"description": "Bytes"})
    type = f.String(metadata={"description": "The media type that its content says"})


class CaseDocument(Document):
    """A document of a case; `task` and `step` say with which step it came, null and empty for the start."""

    sha256 = f.String()
    uploaded_at = base.Instant()
    uploaded_by = f.String()
    task = f.String(allow_none=True)
    step = f.String()
    letter = f.Boolean(metadata={"description": "A letter that was signed here"})


def download(found: documents.Stored) -> flask.Response:
    """A document's bytes, to be saved: no browser shows or runs what somebody else has brought.

    Raises:
        NotFound: its bytes are gone from the disk.
    """
    if flask.request.if_none_match.contains_weak(found.sha256):
        response = flask.Response(status=304)
    else:
        try:
            response = flask.send_file(found.path, mimetype=found.document.type, etag=False, conditional=False)
        except FileNotFoundError as cause:
            raise exceptions.NotFound from cause
        # A header holds Latin letters only: the whole name goes into filename* (RFC 6266, 4.3).
        names = {"filename": _plain(found.document.name), "filename*": f"UTF-8''{quote(found.document.name, safe='')}"}
        response.headers.set("Content-Disposition", "attachment", **names)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(found.sha256)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _plain(name: str) -> str:
    """A name in ASCII: letters without their accents, the rest left out."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return bare.encode("ascii", "ignore").decode().lstrip(".") or "document"
