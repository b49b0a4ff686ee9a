"""Who asks, the tokens of who asks, and the agencies."""

from __future__ import annotations

from typing import Any

from service.api import kit
from service.schemas import people as schemas
from service.schemas import request
from service.usecases import agencies, people

blp = kit.Blueprint("people", "Who asks, API tokens, agencies")


@blp.route("/me")
@blp.response(200, schemas.Me)
def me() -> Any:
    """Who asks, with roles and rights."""
    return request.actor()


@blp.route("/tokens")
@blp.response(200, schemas.TokenList)
def tokens() -> Any:
    """The API tokens of who asks, without their secrets."""
    with request.wiring().database.reading() as session:
        return {"items": people.tokens(session, request.actor(), now=request.now())}


@blp.route("/tokens", methods=["POST"])
@blp.arguments(schemas.NewToken)
@blp.response(201, schemas.MadeToken)
def create_token(body: dict[str, Any]) -> Any:
    """Make an API token; its secret is told this once."""
    with request.wiring().database.transaction() as session:
        return people.create_token(session, request.actor(), body["name"], days=body["days"], now=request.now())


@blp.route("/tokens/<token>", methods=["DELETE"])
@blp.response(204)
def revoke_token(token: str) -> None:
    """End an API token."""
    with request.wiring().database.transaction() as session:
        people.revoke_token(session, request.actor(), token, now=request.now())


@blp.route("/agencies")
@blp.arguments(schemas.AgencyQuery, location="query")
@blp.response(200, schemas.Agencies)
def tree(query: dict[str, Any]) -> Any:
    """The agencies that exist now, each after the one above it; `kind` gives those to pick from."""
    with request.wiring().database.reading() as session:
        return {"items": agencies.tree(session, request.actor(), kind=query.get("kind"), now=request.now())}
