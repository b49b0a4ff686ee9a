"""Cases: starting one, finding one, and who holds it."""

from __future__ import annotations

from typing import Any

import flask

from service.api import kit
from service.schemas import cases as schemas
from service.schemas import common, request
from service.usecases import cases, delivery

blp = kit.Blueprint("cases", "Cases: start, find, holding, history, cancel")


@blp.route("/cases", methods=["POST"])
@blp.doc(parameters=[{"in": "header", "name": kit.KEY_HEADER, "schema": {"type": "string", "maxLength": 200}}])
@blp.arguments(schemas.NewCase)
@blp.response(201, schemas.StartedCase)
def start(body: dict[str, Any]) -> Any:
    """Start a case by the version in force; a retry with the same Idempotency-Key and body gets the first answer."""
    with request.wiring().database.transaction() as session:
        started = cases.start(
            session,
            request.actor(),
            body["procedure"],
            body["data"],
            body["applicant"],
            body["agencies"],
            channel=body["channel"],
            now=request.now(),
            idempotency=kit.idempotent(),
            budget=request.wiring().budget,
        )
    return started, 201, {"Location": flask.url_for("cases.get", code=started.code)}


@blp.route("/cases")
@blp.arguments(schemas.CaseQuery, location="query")
@blp.response(200, common.page_of(schemas.Case))
def page(query: dict[str, Any]) -> Any:
    """Cases that the reader may read, newest first, each with who holds it."""
    with request.wiring().database.reading() as session:
        return kit.paged(cases.page(session, request.actor(), cases.CaseQuery(**query), now=request.now()))


@blp.route("/cases/<code>")
@blp.response(200, schemas.Case)
def get(code: str) -> Any:
    """A case with its agencies and who holds it."""
    with request.wiring().database.reading() as session:
        return cases.get(session, request.actor(), code, now=request.now())


@blp.route("/cases/<code>/holding")
@blp.response(200, schemas.Holder(many=True))
def holding(code: str) -> Any:
    """Every place where the case rests now; only an ended case answers []."""
    with request.wiring().database.reading() as session:
        return list(cases.holding(session, request.actor(), code, now=request.now()))


@blp.route("/cases/<code>/history")
@blp.response(200, schemas.History)
def history(code: str) -> Any:
    """Every step and every act, oldest first, and whether the record is intact."""
    with request.wiring().database.reading() as session:
        return cases.history(session, request.actor(), code, now=request.now())


@blp.route("/cases/<code>/tokens")
@blp.response(200, schemas.Tokens)
def tokens(code: str) -> Any:
    """Where the tokens stand in the diagram, and what was passed."""
    with request.wiring().database.reading() as session:
        return cases.tokens(session, request.actor(), code)


@blp.route("/cases/<code>/cancel", methods=["POST"])
@blp.arguments(schemas.Cancel)
@blp.response(200, schemas.Case)
def cancel(body: dict[str, Any], code: str) -> Any:
    """Cancel a case with a reason: the unit that took it in may."""
    with request.wiring().database.transaction() as session:
        cases.cancel(session, request.actor(), code, body["reason"], now=request.now(), budget=request.wiring().budget)
    with request.wiring().database.reading() as session:
        return cases.get(session, request.actor(), code, now=request.now())


@blp.route("/cases/<code>/messages", methods=["POST"])
@blp.arguments(schemas.NewMessage)
@blp.response(200, schemas.Case)
def message(body: dict[str, Any], code: str) -> Any:
    """Bring a message from outside to a case that waits for it, such as the bank's that the fee was paid."""
    wiring, actor, now = request.wiring(), request.actor(), request.now()
    with wiring.database.transaction() as session:
        delivery.bring(
            session, actor, code, body["name"], body["payload"], key=body["key"], now=now, budget=wiring.budget
        )
    with wiring.database.reading() as session:
        return cases.get(session, actor, code, now=now)
