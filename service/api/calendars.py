"""When offices are open: the city's calendar and each agency's, edited in versions."""

from __future__ import annotations

from typing import Any

from service.api import kit
from service.schemas import calendars as schemas
from service.schemas import request
from service.usecases import calendarchanges, calendaredits

blp = kit.Blueprint("calendars", "Calendars: hours, days off and make-up days of the city and of agencies")


@blp.route("/calendars/<scope>")
@blp.response(200, schemas.Calendar)
def calendar(scope: str) -> Any:
    """The calendar of the city (`city`) or of an agency (its code)."""
    with request.wiring().database.reading() as session:
        return calendaredits.view(session, request.actor(), scope)


@blp.route("/calendars/<scope>/days")
@blp.arguments(schemas.MonthQuery, location="query")
@blp.response(200, schemas.CalendarMonth)
def days(query: dict[str, Any], scope: str) -> Any:
    """The days of a month: which of them count, and why."""
    with request.wiring().database.reading() as session:
        return {"items": calendaredits.month(session, scope, query["year"], query["month"], request.language())}


@blp.route("/calendars/<scope>/versions")
@blp.response(200, schemas.CalendarVersions)
def versions(scope: str) -> Any:
    """What was edited, by whom, when, by which document."""
    with request.wiring().database.reading() as session:
        return {"items": calendaredits.versions(session, scope)}


@blp.route("/calendars/<scope>/changes", methods=["POST"])
@blp.arguments(schemas.CalendarProposal)
@blp.response(200, schemas.DueChanges)
def changes(body: dict[str, Any], scope: str) -> Any:
    """A dry run: which open due dates an edit would change; nothing is written."""
    with request.wiring().database.reading() as session:
        return calendarchanges.dry_run(session, request.actor(), scope, body["edit"])


@blp.route("/calendars/<scope>/versions", methods=["POST"])
@blp.arguments(schemas.CalendarEdit)
@blp.response(201, schemas.CalendarEdited)
def edit(body: dict[str, Any], scope: str) -> Any:
    """Edit a calendar. What begins from now on is counted by it; what is open is counted anew by a worker."""
    with request.wiring().database.transaction() as session:
        number = calendarchanges.order(
            session,
            request.actor(),
            scope,
            body["edit"],
            document=body["document"],
            reason=body["reason"],
            after=body["after"],
            now=request.now(),
        )
    return {"number": number}
