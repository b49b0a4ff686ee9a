"""An operator's work on a case: its state, and tokens moved and skipped with a reason."""

from __future__ import annotations

from typing import Any

from service.api import kit
from service.schemas import request
from service.schemas import states as schemas
from service.usecases import operating

blp = kit.Blueprint("operating", "For operators: the state of a case, moving and skipping its tokens")
KEY = [{"in": "header", "name": kit.KEY_HEADER, "schema": {"type": "string", "maxLength": 200}}]


@blp.route("/cases/<code>/state")
@blp.response(200, schemas.State)
def state(code: str) -> Any:
    """The engine's state of a case: scopes with their data, tokens, parked tokens and listeners."""
    with request.wiring().database.reading() as session:
        return operating.state(session, request.actor(), code)


@blp.route("/cases/<code>/move", methods=["POST"])
@blp.doc(parameters=KEY)
@blp.arguments(schemas.Move)
@blp.response(200, schemas.Operated)
def move(body: dict[str, Any], code: str) -> Any:
    """Put the token of a wait into another element of its scope, with a reason that goes into the record."""
    with request.wiring().database.transaction() as session:
        return operating.move(
            session,
            request.actor(),
            code,
            body["seq"],
            body["element"],
            body["reason"],
            now=request.now(),
            idempotency=kit.idempotent(),
            budget=request.wiring().budget,
        )


@blp.route("/cases/<code>/skip", methods=["POST"])
@blp.doc(parameters=KEY)
@blp.arguments(schemas.Skip)
@blp.response(200, schemas.Operated)
def skip(body: dict[str, Any], code: str) -> Any:
    """Let a token leave its wait without the work, with a reason that goes into the record."""
    with request.wiring().database.transaction() as session:
        return operating.skip(
            session,
            request.actor(),
            code,
            body["seq"],
            body["reason"],
            body["answers"],
            now=request.now(),
            idempotency=kit.idempotent(),
            budget=request.wiring().budget,
        )
