"""Clocks: explained, extended; outages announced."""

from __future__ import annotations

from typing import Any

from bpmn import settings as st
from service import errors
from service.api import kit
from service.schemas import clocks as schemas
from service.schemas import request
from service.usecases import clockacts, clockstold, outages

blp = kit.Blueprint("clocks", "Clocks of cases, and outages that they don't count")


@blp.route("/cases/<code>/clocks")
@blp.response(200, schemas.Clock(many=True))
def explained(code: str) -> Any:
    """Every clock of a case: each stretch, whether it counted and why, and the sum."""
    with request.wiring().database.reading() as session:
        return list(clockstold.explain(session, request.actor(), code, now=request.now(), language=request.language()))


@blp.route("/cases/<code>/clocks/extend", methods=["POST"])
@blp.arguments(schemas.Extension)
@blp.response(200, schemas.Extended)
def extend(body: dict[str, Any], code: str) -> Any:
    """Extend a clock, the one time that it may be: the chiefs of the agency that answers for it may."""
    wanted = clockacts.Wanted(_limit(body.get("limit")), body.get("until"))
    with request.wiring().database.transaction() as session:
        due = clockacts.extend(
            session,
            request.actor(),
            code,
            body["kind"],
            body["subject"],
            wanted,
            body["reason"],
            body["document"],
            now=request.now(),
        )
    return {"due_at": due}


def _limit(text: str | None) -> st.Limit | None:
    try:
        return st.parse_limit(text)
    except st.SettingsError as wrong:
        raise errors.InvalidError(errors.Problem("limit", "not_allowed", {"value": wrong.value})) from wrong


@blp.route("/outages")
@blp.response(200, schemas.Outage(many=True))
def listed() -> Any:
    """Announced outages, the newest first."""
    with request.wiring().database.reading() as session:
        request.actor()
        return list(outages.listed(session))


@blp.route("/outages", methods=["POST"])
@blp.arguments(schemas.NewOutage)
@blp.response(201, schemas.Outage)
def announce(body: dict[str, Any]) -> Any:
    """Announce an outage: clocks don't count meanwhile."""
    with request.wiring().database.transaction() as session:
        return outages.announce(
            session,
            request.actor(),
            body.get("agency"),
            body["since"],
            body["until"],
            body["reason"],
            body["document"],
            now=request.now(),
        )


@blp.route("/outages/<outage>/end", methods=["POST"])
@blp.arguments(schemas.OutageEnd)
@blp.response(200, schemas.Outage)
def end(body: dict[str, Any], outage: str) -> Any:
    """Say when an outage ended or will end; clocks are counted anew by it."""
    with request.wiring().database.transaction() as session:
        return outages.amend(session, request.actor(), _number(outage), body["until"], now=request.now())


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise errors.NotFoundError("outage", text)
    return int(text)
