"""Incidents: steps that could not be taken, and trying them again."""

from __future__ import annotations

from typing import Any

from service import errors
from service.api import kit
from service.schemas import common, request
from service.schemas import incidents as schemas
from service.usecases import incidents

blp = kit.Blueprint("incidents", "Incidents and retries")
MOST_DIGITS = 18


@blp.route("/incidents")
@blp.arguments(schemas.IncidentQuery, location="query")
@blp.response(200, common.page_of(schemas.Incident))
def page(query: dict[str, Any]) -> Any:
    """Incidents of the cases that the reader may read, newest first."""
    with request.wiring().database.reading() as session:
        return kit.paged(incidents.page(session, request.actor(), incidents.IncidentQuery(**query), now=request.now()))


@blp.route("/incidents/<incident>/retry", methods=["POST"])
@blp.response(200, schemas.Incident)
def retry(incident: str) -> Any:
    """Take the step again, with what was typed then."""
    if not (incident.isascii() and incident.isdigit() and len(incident) <= MOST_DIGITS):
        raise errors.NotFoundError("incident", incident)
    with request.wiring().database.transaction() as session:
        return incidents.retry(
            session, request.actor(), int(incident), now=request.now(), budget=request.wiring().budget
        )
