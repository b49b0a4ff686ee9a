"""The only table from errors to HTTP: what a use case refused becomes problem+json (RFC 9457) or a page.

Nothing of an unexpected error is told but a number under which the log holds it.
"""

from __future__ import annotations

import http
import logging
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import flask
import jinja2
import orjson
from sqlalchemy import exc
from werkzeug import exceptions

from service import errors
from service.schemas import findings, messages, request, strictjson

log = logging.getLogger("laneway")
API = "/api/"
TYPE = "urn:laneway:problem:"
RETRY_SECONDS = 1
LONGEST_KEY = 2_500
"""What a problem tells of its key at most: whoever sent it may have made it up."""

_STATUS: tuple[tuple[type[errors.ServiceError], int], ...] = (
    (errors.NotFoundError, 404),
    (errors.SignInNeededError, 401),
    (errors.ForbiddenError, 403),
    (errors.StaleError, 412),
    (errors.ConflictError, 409),
    (errors.BlockedError, 409),
    (errors.InvalidError, 422),
    (errors.UnreadableError, 422),
    (errors.KeyReusedError, 422),
    (errors.TooManyError, 429),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a door says: `code` is stable, `title` and `detail` are in the language of the request."""

    status: int
    code: str
    title: str
    detail: str
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Sequence[Mapping[str, object]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def failure(error: Exception) -> Failure:
    """What is told of an error."""
    if isinstance(error, errors.ServiceError):
        return _refused(error)
    if isinstance(error, strictjson.StrictJsonError):
        return _told(400, error.code, error.values)
    if isinstance(error, exceptions.HTTPException):
        return _http(error)
    if isinstance(error, exc.OperationalError):
        # The database is away or busy beyond the wait: nothing was committed, and a retry may find it back.
        log.warning("database: %s", error.orig)
        return _told(503, "database_away", {}, headers={"Retry-After": str(RETRY_SECONDS)})
    return _unexpected(error)


def _refused(error: errors.ServiceError) -> Failure:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 409)
    headers = {}
    told: Sequence[Mapping[str, object]] = ()
    if isinstance(error, errors.SignInNeededError):
        headers["WWW-Authenticate"] = 'Bearer realm="laneway"'
    if isinstance(error, errors.TooManyError):
        seconds = (error.retry_at - request.now()).total_seconds()
        headers["Retry-After"] = str(max(1, math.ceil(seconds)))
    if isinstance(error, errors.InvalidError):
        told = [_problem(problem) for problem in error.problems]
    if isinstance(error, errors.BlockedError):
        told = [findings.shown(found, request.language()) for found in error.findings]
    if error.code == "import_busy":
        status, headers["Retry-After"] = 503, str(RETRY_SECONDS)
    refused = _told(status, error.code, error.values, told, headers)
    if isinstance(error, errors.UnreadableError) and error.messages:
        return replace(refused, detail=error.messages[request.language()])
    return refused


def _problem(problem: errors.Problem) -> dict[str, object]:
    message = messages.text(problem.code, request.language(), problem.values)
    return {"key": problem.key[:LONGEST_KEY], "code": problem.code, "message": message, "values": dict(problem.values)}


def _http(error: exceptions.HTTPException) -> Failure:
    status = error.code or 500
    code = http.HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")
    headers = {}
    if isinstance(error, exceptions.MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return _told(status, code, {}, headers=headers)


def _unexpected(error: Exception) -> Failure:
    number = secrets.token_hex(6)
    log.error("error %s at %s %s", number, flask.request.method, flask.request.path, exc_info=error)
    return _told(500, "internal_error", {"number": number})


def _told(
    status: int,
    code: str,
    values: Mapping[str, object],
    told: Sequence[Mapping[str, object]] = (),
    headers: Mapping[str, str] | None = None,
) -> Failure:
    language = request.language()
    return Failure(
        status=status,
        code=code,
        title=messages.title(code, status, language),
        detail=messages.text(code, language, values),
        values=values,
        errors=told,
        headers=headers or {},
    )


def answer(error: Exception) -> flask.Response:
    """The response for an error: problem+json under `/api/`, a page elsewhere."""
    told = failure(error)
    response = problem(told) if flask.request.path.startswith(API) else _page(told)
    response.headers.extend(told.headers)
    return response


def problem(told: Failure) -> flask.Response:
    """A failure as problem+json."""
    body: dict[str, object] = {
        "type": TYPE + told.code,
        "title": told.title,
        "status": told.status,
        "detail": told.detail,
        "code": told.code,
        "values": dict(told.values),
    }
    if told.errors:
        body["errors"] = list(told.errors)
    content = orjson.dumps(body, default=str)
    response = flask.Response(content, told.status, content_type="application/problem+json")
    response.headers["Content-Language"] = request.language()
    return response


def _page(told: Failure) -> flask.Response:
    """A failure as a page; who isn't signed in is shown the way to sign in, and comes back."""
    if told.status == http.HTTPStatus.UNAUTHORIZED and "pages.sign_in" in flask.current_app.view_functions:
        following = flask.request.full_path.rstrip("?") if flask.request.method == "GET" else None
        return flask.make_response(flask.redirect(flask.url_for("pages.sign_in", next=following)))
    try:
        content = flask.render_template("failure.html", failure=told)
    except jinja2.TemplateNotFound:
        content = f"{told.status} {told.title}\n{told.detail}\n"
        return flask.Response(content, told.status, content_type="text/plain; charset=utf-8")
    return flask.Response(content, told.status, content_type="text/html; charset=utf-8")
