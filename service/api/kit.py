"""What the routes share: who may come in, how a body is read, ETags, pages.

A route is a few lines: read with a schema, call one use case, show with a schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import flask
import flask_smorest
import marshmallow as ma
from webargs import flaskparser
from werkzeug import exceptions, routing

from service import errors
from service.schemas import base, request, strictjson
from service.usecases import idempotency

PREFIX = "/api/v1"
JSON = "application/json"
KEY_HEADER = "Idempotency-Key"
View = TypeVar("View", bound=Callable[..., Any])
PROBLEM = "application/problem+json"
MOST_DIGITS = 18
"""Of a part of a task's id."""


class Number(routing.BaseConverter):
    """The number of a version in an address: what is longer than any is no such address."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        """As a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As digits."""
        return str(value)


class Parser(flaskparser.FlaskParser):
    """Reads strictly: what a schema doesn't know is refused in queries as well, and problems are ours."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {
        **flaskparser.FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
    }

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:
        """The body, decoded strictly."""
        return json_body(req)

    def handle_error(self, error: ma.ValidationError, req: Any, schema: ma.Schema, **_options: Any) -> NoReturn:
        """As ours: each problem names its key."""
        messages = error.messages
        inner = next(iter(messages.values())) if isinstance(messages, Mapping) and len(messages) == 1 else messages
        raise errors.InvalidError(*base.problems(inner)) from error


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Routes of one noun: all of them ask for a signed-in person, unless made `public`."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, description: str, *, public: bool = False) -> None:
        super().__init__(name, f"service.api.{name}", url_prefix=PREFIX, description=description)
        self._told: dict[str, Any] = {"security": []} if public else {}
        if not public:
            self.before_request(_guard)

    # The decorators of the library have no types; a view keeps its own.

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Serve a view under an address; its operation is named after noun and function, for generated clients."""
        serve = super().route(rule, **options)

        def served(view: View) -> View:
            return cast("View", serve(self.doc(operationId=f"{self.name}_{view.__name__}", **self._told)(view)))

        return served

    def arguments(self, schema: type[ma.Schema], **options: Any) -> Callable[[View], View]:
        """Read the body or the query with a schema; the view gets it first."""
        return cast("Callable[[View], View]", super().arguments(schema, **options))

    def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Show what the view gives with a schema."""
        return cast("Callable[[View], View]", super().response(status, schema, **options))

    def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:
        """Describe another answer."""
        return cast("Callable[[View], View]", super().alt_response(status, **options))

    def doc(self, **options: Any) -> Callable[[View], View]:
        """Describe what the schemas don't."""
        return cast("Callable[[View], View]", super().doc(**options))


def _guard() -> None:
    request.actor()
    request.check_csrf(flask.request.headers.get(request.CSRF_HEADER, ""))


def json_body(req: flask.Request) -> dict[str, strictjson.Json]:
    """The body as a JSON object.

    Raises:
        UnsupportedMediaType, RequestEntityTooLarge: not JSON, or too much of it.
        StrictJsonError: not JSON that can be accepted.
    """
    if req.mimetype != JSON:
        raise exceptions.UnsupportedMediaType
    req.max_content_length = request.wiring().config.answers_bytes
    return strictjson.decode(req.get_data(cache=True))


def idempotent() -> idempotency.Idempotency | None:
    """The client's name for this request, if it gave one.

    Raises:
        InvalidError: the key is empty, too long, or not ASCII.
    """
    key = flask.request.headers.get(KEY_HEADER)
    if key is None:
        return None
    if not (key.isascii() and key.isprintable() and 1 <= len(key) <= idempotency.LONGEST_KEY):
        raise errors.InvalidError(errors.Problem(KEY_HEADER, "key_length"))
    asked = f"{flask.request.method} {flask.request.path}\n".encode() + flask.request.get_data(cache=True)
    return idempotency.Idempotency(key, hashlib.sha256(asked).digest())


def etag(*parts: object) -> str:
    """The entity tag of what a revision and the other `parts` name, in signs that a tag may have (RFC 9110, 8.8.3)."""
    return "-".join(quote(str(part), safe="") for part in parts)


def unchanged(tag: str) -> flask.Response | None:
    """304 where the client has this very thing already."""
    if not flask.request.if_none_match.contains_weak(tag):
        return None
    response = flask.Response(status=304)
    response.set_etag(tag)
    return response


def tagged(tag: str) -> dict[str, str]:
    """Headers of an answer that may be asked for again."""
    return {"ETag": f'"{tag}"', "Vary": "Accept-Language"}


def revision() -> int | None:
    """The revision that the client saw, from If-Match; None where it doesn't say, or says ``*``.

    Raises:
        StaleError: no tag among them is one of ours.
    """
    tags = flask.request.if_match
    if not tags or tags.star_tag:
        return None
    for tag in tags.as_set():
        first = tag.partition("-")[0]
        if first[:1] == "r" and first[1:].isascii() and first[1:].isdigit() and len(first) < 12:
            return int(first[1:])
    raise errors.StaleError("version", 0)


def paged(page: Any) -> dict[str, Any]:
    """A page as ``{items, next}``: `next` is the address of the next one, null on the last."""
    if page.next is None:
        return {"items": page.items, "next": None}
    query = [(key, value) for key, value in flask.request.args.items(multi=True) if key != "cursor"]
    return {"items": page.items, "next": f"{flask.request.path}?{urlencode([*query, ('cursor', page.next)])}"}


def today(now: datetime) -> datetime:
    """When the present day began in the server's zone."""
    return instant(now.astimezone(ZoneInfo(request.wiring().config.zone)).date())


def instant(day: date | datetime) -> datetime:
    """An instant; a bare day begins at midnight in the server's zone."""
    if isinstance(day, datetime):
        return day
    return datetime.combine(day, time(), ZoneInfo(request.wiring().config.zone))


def task(asked: str) -> tuple[int, int]:
    """Case and number of a task's id; what can't be one names no task."""
    case, _, seq = asked.partition("-")
    for part in (case, seq):
        if not (part.isascii() and part.isdigit() and len(part) <= MOST_DIGITS):
            raise errors.NotFoundError("task", asked)
    if int(seq) >= 2**31:
        raise errors.NotFoundError("task", asked)
    return int(case), int(seq)
