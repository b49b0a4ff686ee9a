"""Procedures, their versions, and how two of them differ."""

from __future__ import annotations

import unicodedata
from typing import Any
from urllib.parse import quote

import flask
from werkzeug import exceptions

from service import errors
from service.api import kit
from service.schemas import common, request, strictjson
from service.schemas import procedures as schemas
from service.usecases import checking, drafts, procedures, versions

blp = kit.Blueprint("procedures", "Procedures, versions, comparison")
RAW = frozenset({"application/xml", "text/xml", "application/octet-stream"})
DIAGRAMS = (".bpmn", ".xml", ".bpmn20.xml")
MULTIPART = "multipart/form-data"


@blp.route("/procedures", methods=["POST"])
@blp.arguments(schemas.NewProcedure)
@blp.response(201, schemas.Procedure)
def create(body: dict[str, Any]) -> Any:
    """Register a procedure."""
    wiring = request.wiring()
    with wiring.database.transaction() as session:
        made = procedures.create(
            session,
            request.actor(),
            body["code"],
            body["name"],
            name_en=body["name_en"],
            field=body["field"],
            lead_agency=body["lead_agency"],
            now=request.now(),
        )
    return made, 201, {"Location": flask.url_for("procedures.get", code=made.code)}


@blp.route("/procedures")
@blp.arguments(common.PageQuery, location="query")
@blp.response(200, common.page_of(schemas.Procedure))
def page(query: dict[str, Any]) -> Any:
    """Procedures by code."""
    with request.wiring().database.reading() as session:
        return kit.paged(procedures.page(session, request.actor(), now=request.now(), **query))


@blp.route("/procedures/<code>")
@blp.response(200, schemas.Procedure)
def get(code: str) -> Any:
    """A procedure with its versions."""
    with request.wiring().database.reading() as session:
        return procedures.get(session, request.actor(), code, now=request.now())


_FILE = {"file": {"type": "array", "items": {"type": "string", "contentMediaType": "application/xml"}}}
_FORM = {
    **_FILE,
    "settings": {"type": "object"},
    "forms_of": {"type": "integer", "description": "Version whose forms come along, but for those that are sent"},
}


@blp.route("/procedures/<code>/versions", methods=["POST"])
@blp.doc(
    requestBody={
        "required": True,
        "description": "The .bpmn file itself, or a form with it, its form files, and optionally `settings` as JSON",
        "content": {
            "application/xml": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": {}},
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "properties": {
                        **_FORM,
                        "fit": {"type": "string", "description": "1: leave out settings of what isn't in the diagram"},
                        "after": {"type": "integer", "description": "409 where the newest version is another, or"},
                        "after_revision": {"type": "integer", "description": "has another revision"},
                    },
                }
            },
        },
    }
)
@blp.response(201, schemas.Version)
def add_version(code: str) -> Any:
    """Bring a diagram, drawn in any modeler, as the next draft; 422 only if no diagram can be made of the bytes."""
    wiring = request.wiring()
    files: dict[str, bytes] = {}
    more: dict[str, Any] = {}
    if flask.request.mimetype in RAW:
        name, diagram = flask.request.headers.get("Slug", ""), flask.request.get_data(cache=False)
    elif flask.request.mimetype == MULTIPART:
        name, diagram, files = _files()
        more = {"settings": _settings(), "forms_of": _number("forms_of"), "fit": flask.request.form.get("fit") == "1"}
        if (after := _number("after")) is not None:
            more["seen"] = drafts.Seen(after, _number("after_revision") or 0)
    else:
        raise exceptions.UnsupportedMediaType
    made = drafts.add(
        wiring.database,
        wiring.importer,
        request.actor(),
        code,
        diagram,
        files,
        file_name=name,
        now=request.now(),
        **more,
    )
    where = flask.url_for("procedures.get_version", code=code, number=made.number)
    return made, 201, {"Location": where, **kit.tagged(_tag(made))}


@blp.route("/procedures/<code>/check", methods=["POST"])
@blp.doc(requestBody={"required": True, "content": {MULTIPART: {"schema": {"type": "object", "properties": _FORM}}}})
@blp.response(200, schemas.Checked)
def check(code: str) -> Any:
    """What would be found in a drawing; nothing is kept."""
    if flask.request.mimetype != MULTIPART:
        raise exceptions.UnsupportedMediaType
    wiring = request.wiring()
    _, diagram, files = _files()
    return checking.check(
        wiring.database,
        wiring.importer,
        request.actor(),
        code,
        diagram,
        files,
        settings=_settings(),
        forms_of=_number("forms_of"),
        tempo=wiring.checks,
        now=request.now(),
    )


@blp.route("/procedures/<code>/place", methods=["POST"])
@blp.doc(requestBody={"required": True, "content": {MULTIPART: {"schema": {"type": "object", "properties": _FILE}}}})
@blp.response(200, {"type": "string"}, content_type="application/xml")
def place(code: str) -> flask.Response:
    """A drawing as it is read, as BPMN 2.0 in which every element has an id and a place; nothing is kept."""
    if flask.request.mimetype != MULTIPART:
        raise exceptions.UnsupportedMediaType
    wiring = request.wiring()
    _, diagram, _ = _files()
    drawn = checking.place(
        wiring.database, wiring.importer, request.actor(), code, diagram, tempo=wiring.checks, now=request.now()
    )
    return flask.Response(drawn, content_type="application/xml")


def _number(name: str) -> int | None:
    """A number among the fields of the form; None where there is none.

    Raises:
        InvalidError: something else stands there.
    """
    text = flask.request.form.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.InvalidError(errors.Problem(name, "wrong_type"))
    return int(text)


def _files() -> tuple[str, bytes, dict[str, bytes]]:
    """The diagram and the form files of a form, whatever its fields are called."""
    sent = [file for _, file in flask.request.files.items(multi=True) if file.filename]
    diagrams = [file for file in sent if (file.filename or "").lower().endswith(DIAGRAMS)]
    if len(diagrams) != 1:
        raise errors.InvalidError(errors.Problem("file", "several_diagrams" if diagrams else "no_diagram"))
    forms: dict[str, bytes] = {}
    for file in sent:
        if file is diagrams[0] or file.name == "settings":
            continue
        name = file.filename or ""
        if name in forms:
            raise errors.InvalidError(errors.Problem(f"forms.{name[:80]}", "form_name"))
        forms[name] = file.read()
    return diagrams[0].filename or "", diagrams[0].read(), forms


def _settings() -> object:
    """The settings that came with the diagram, as a field or as a file."""
    text = flask.request.form.get("settings")
    if text is not None:
        return strictjson.decode(text.encode("utf-8", "surrogatepass"))
    file = flask.request.files.get("settings")
    return None if file is None else strictjson.decode(file.read())


@blp.route("/procedures/<code>/versions/<number:number>")
@blp.response(200, schemas.Version)
def get_version(code: str, number: int) -> Any:
    """A version with its findings, lanes and settings."""
    with request.wiring().database.reading() as session:
        found = versions.get(session, request.actor(), code, number, now=request.now())
    return kit.unchanged(_tag(found)) or (found, 200, kit.tagged(_tag(found)))


@blp.route("/procedures/<code>/versions/<number:number>/diagram.bpmn")
@blp.response(200, {"type": "string"}, content_type="application/xml")
def diagram(code: str, number: int) -> flask.Response:
    """The file as it came, byte for byte."""
    with request.wiring().database.reading() as session:
        file = versions.diagram(session, request.actor(), code, number)
    tag = kit.etag("d", code, number)
    same = kit.unchanged(tag)
    if same is not None:
        return same
    response = flask.Response(file.body, content_type="application/xml")
    # A header holds Latin letters only: the whole name goes into filename* (RFC 6266, 4.3).
    names = {"filename": _plain(file.name), "filename*": f"UTF-8''{quote(file.name, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    response.set_etag(tag)
    return response


@blp.route("/procedures/<code>/versions/<number:number>/picture.bpmn")
@blp.response(200, {"type": "string"}, content_type="application/xml")
def picture(code: str, number: int) -> flask.Response:
    """The diagram as it was read, for viewers: BPMN 2.0 in UTF-8, every element with an id and a place."""
    wiring = request.wiring()
    drawn, tag = versions.picture(wiring.database, wiring.importer, request.actor(), code, number)
    same = kit.unchanged(tag)
    if same is not None:
        return same
    response = flask.Response(drawn, content_type="application/xml")
    response.set_etag(tag)
    return response


def _plain(name: str) -> str:
    """A file's name in ASCII: letters without their accents, the rest left out."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return bare.encode("ascii", "ignore").decode() or "diagram.bpmn"


@blp.route("/procedures/<code>/versions/<number:number>/steps")
@blp.response(200, schemas.Steps)
def steps(code: str, number: int) -> Any:
    """The step table."""
    with request.wiring().database.reading() as session:
        found = versions.steps(session, request.actor(), code, number)
    tag = kit.etag(f"r{found.revision}", found.state)
    return kit.unchanged(tag) or (found, 200, kit.tagged(tag))


@blp.route("/procedures/<code>/versions/<number:number>/settings", methods=["PUT"])
@blp.doc(
    requestBody={"required": True, "content": {kit.JSON: {"schema": schemas.SETTINGS}}},
    parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}}],
)
@blp.response(200, schemas.Version)
def put_settings(code: str, number: int) -> Any:
    """Replace what stands beside a draft's file: bindings, limits, roles, outputs, accepted warnings, answers."""
    wiring = request.wiring()
    found = drafts.put_settings(
        wiring.database,
        wiring.importer,
        request.actor(),
        code,
        number,
        kit.json_body(flask.request),
        revision=kit.revision(),
        now=request.now(),
    )
    return found, 200, kit.tagged(_tag(found))


@blp.route("/procedures/<code>/versions/<number:number>/answers/<path:element>", methods=["PUT"])
@blp.doc(
    requestBody={"required": True, "content": {kit.JSON: {"schema": schemas.ANSWER}}},
    parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}}],
)
@blp.response(200, schemas.Version)
def put_answer(code: str, number: int, element: str) -> Any:
    """Say of one element of a draft what its drawing leaves open; the file stays as it is."""
    return _answered(code, number, element, kit.json_body(flask.request))


@blp.route("/procedures/<code>/versions/<number:number>/answers/<path:element>", methods=["DELETE"])
@blp.doc(parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}}])
@blp.response(200, schemas.Version)
def delete_answer(code: str, number: int, element: str) -> Any:
    """Take away what was said of one element of a draft."""
    return _answered(code, number, element, None)


def _answered(code: str, number: int, element: str, answer: object) -> Any:
    wiring = request.wiring()
    found = drafts.put_answer(
        wiring.database,
        wiring.importer,
        request.actor(),
        code,
        number,
        element,
        answer,
        revision=kit.revision(),
        now=request.now(),
    )
    return found, 200, kit.tagged(_tag(found))


@blp.route("/procedures/<code>/versions/<number:number>/publish", methods=["POST"])
@blp.doc(parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}}])
@blp.arguments(schemas.Publish)
@blp.response(200, schemas.Version)
def publish(body: dict[str, Any], code: str, number: int) -> Any:
    """Freeze a draft and let it come into force; 409 with the findings that block."""
    now = request.now()
    when = kit.instant(body["effective_from"]) if "effective_from" in body else now
    if when < kit.today(now):
        raise errors.InvalidError(errors.Problem("effective_from", "in_the_past"))
    with request.wiring().database.transaction() as session:
        found = versions.publish(
            session, request.actor(), code, number, max(when, now), now=now, revision=kit.revision()
        )
    return found, 200, kit.tagged(_tag(found))


@blp.route("/procedures/<code>/compare")
@blp.arguments(schemas.CompareQuery, location="query")
@blp.response(200, schemas.Comparison)
def compare(query: dict[str, Any], code: str) -> Any:
    """What changed from one version to another."""
    wiring = request.wiring()
    return versions.compare(wiring.database, wiring.importer, request.actor(), code, query["one"], query["other"])


def _tag(version: versions.VersionView) -> str:
    return kit.etag(f"r{version.revision}", version.state, "f" if version.in_force else "n", request.language())
