"""The board of what is held where, and the bottlenecks."""

from __future__ import annotations

from typing import Any

from service.api import kit
from service.schemas import reports as schemas
from service.schemas import request
from service.usecases import analytics

blp = kit.Blueprint("reports", "Holding board and bottlenecks")


@blp.route("/holding")
@blp.arguments(schemas.BoardQuery, location="query")
@blp.response(200, schemas.Board)
def board(query: dict[str, Any]) -> Any:
    """What each lane holds now: cases, untouched, claimed, overdue, and since when the oldest waits."""
    with request.wiring().database.reading() as session:
        lanes = analytics.board(
            session,
            request.actor(),
            procedure_code=query.get("procedure"),
            agency_code=query.get("agency"),
            now=request.now(),
        )
    return {"lanes": lanes}


@blp.route("/reports/bottlenecks")
@blp.arguments(schemas.BottleneckQuery, location="query")
@blp.response(200, schemas.Bottlenecks)
def bottlenecks(query: dict[str, Any]) -> Any:
    """Per step and lane: waiting, work and total time in seconds (p50, p90, mean), and what is open now."""
    asked = analytics.BottleneckQuery(
        procedure=query.get("procedure"),
        version=query.get("version"),
        since=kit.instant(query["since"]) if "since" in query else None,
        until=kit.instant(query["until"]) if "until" in query else None,
    )
    with request.wiring().database.reading() as session:
        return {"steps": analytics.bottlenecks(session, request.actor(), asked)}
