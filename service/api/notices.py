"""Notices: a person's inbox, her preferences, and the policies of warnings."""

from __future__ import annotations

from typing import Any

from service.api import kit
from service.schemas import common, request
from service.schemas import notices as schemas
from service.usecases import inbox, policies, preferences

blp = kit.Blueprint("notices", "What people are told, and when")


@blp.route("/notices")
@blp.arguments(schemas.NoticeQuery, location="query")
@blp.response(200, common.page_of(schemas.Notice))
def page(query: dict[str, Any]) -> Any:
    """One's own notices, newest first."""
    with request.wiring().database.reading() as session:
        return kit.paged(inbox.page(session, request.actor(), inbox.NoticeQuery(**query), now=request.now()))


@blp.route("/notices/count")
@blp.response(200, schemas.Count)
def count() -> Any:
    """How many of them are unread."""
    with request.wiring().database.reading() as session:
        return {"unread": inbox.unread(session, request.actor())}


@blp.route("/notices/read", methods=["POST"])
@blp.response(200, schemas.Marked)
def read_all() -> Any:
    """Mark all of them as read."""
    with request.wiring().database.transaction() as session:
        return {"read": inbox.read(session, request.actor(), None, now=request.now())}


@blp.route("/notices/<notice>/read", methods=["POST"])
@blp.response(200, schemas.Marked)
def read(notice: str) -> Any:
    """Mark one as read."""
    with request.wiring().database.transaction() as session:
        return {"read": inbox.read(session, request.actor(), notice, now=request.now())}


@blp.route("/notices/<notice>/acknowledge", methods=["POST"])
@blp.arguments(schemas.Acknowledge)
@blp.response(200, schemas.Notice)
def acknowledge(body: dict[str, Any], notice: str) -> Any:
    """Say that one knows; a warning that was acknowledged isn't told again daily."""
    with request.wiring().database.transaction() as session:
        return inbox.acknowledge(session, request.actor(), notice, body["note"], now=request.now())


@blp.route("/preferences")
@blp.response(200, schemas.PreferencesShown)
def preferences_of_mine() -> Any:
    """One's own preferences."""
    with request.wiring().database.reading() as session:
        return preferences.get(session, request.actor())


@blp.route("/preferences", methods=["PUT"])
@blp.arguments(schemas.Preferences)
@blp.response(200, schemas.PreferencesShown)
def prefer(body: dict[str, Any]) -> Any:
    """Change them."""
    with request.wiring().database.transaction() as session:
        return preferences.put(session, request.actor(), now=request.now(), **body)


@blp.route("/warnings/policy")
@blp.arguments(schemas.PolicyQuery, location="query")
@blp.response(200, schemas.PolicyShown)
def policy(query: dict[str, Any]) -> Any:
    """At what points of a limit who is told."""
    with request.wiring().database.reading() as session:
        return policies.get(session, request.actor(), policies.Scope(**query))


@blp.route("/warnings/policy", methods=["PUT"])
@blp.arguments(schemas.PolicyQuery, location="query")
@blp.arguments(schemas.Policy)
@blp.response(200, schemas.PolicyShown)
def decide(query: dict[str, Any], body: dict[str, Any]) -> Any:
    """Decide it; kinds that are left out are decided by the scope above."""
    scope = policies.Scope(**query)
    with request.wiring().database.transaction() as session:
        return policies.put(
            session, request.actor(), scope, body["levels"], body["mail"], revision=body["revision"], now=request.now()
        )
