"""The holding board: one card per lane, with what it holds now."""

from __future__ import annotations

import flask

from service.pages import blueprint
from service.schemas import request
from service.usecases import agencies, analytics, procedures

MOST_PROCEDURES = 200


@blueprint.pages.get("/holding", endpoint="holding")
def board() -> str:
    """What each lane holds, those with overdue cases first."""
    given = {name: flask.request.args.get(name, "").strip() for name in ("procedure", "agency")}
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        lanes = analytics.board(
            session, actor, now=now, procedure_code=given["procedure"] or None, agency_code=given["agency"] or None
        )
        known = procedures.page(session, actor, now=now, limit=MOST_PROCEDURES).items
        offices = agencies.tree(session, actor, now=now)
    totals = {name: sum(getattr(lane, name) for lane in lanes) for name in ("held", "untouched", "claimed", "overdue")}
    return flask.render_template(
        "reports/holding.html", lanes=lanes, given=given, procedures=known, offices=offices, totals=totals
    )
