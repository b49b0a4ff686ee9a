"""The public register of apologies, and the debt of each agency."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import flask

from service import errors
from service.pages import blueprint, refusals
from service.schemas import request
from service.usecases import apologydebt, apologyregister

DAYS = 30
YEARS = range(2000, 9000)


@blueprint.pages.get("/register/apologies")
@blueprint.open_to_all
def apology_register() -> str:
    """For everybody: what was apologised for, without a name."""
    request.wiring().register.take(request.address(), request.now())
    given = {name: flask.request.args.get(name, "").strip()[:200] for name in ("q", "agency", "from", "to")}
    since, until = _day(given["from"]), _day(given["to"])
    asked = apologyregister.Query(
        q=given["q"],
        agency=given["agency"] or None,
        since=_begins(since),
        until=_begins(None if until is None else until + timedelta(days=1)),
        cursor=flask.request.args.get("cursor") or None,
    )
    with request.wiring().database.reading() as session:
        page = apologyregister.page(session, asked)
        offices = apologyregister.agencies(session)
    kept = {name: value for name, value in given.items() if value}
    return flask.render_template("apologies/register.html", page=page, given=given, kept=kept, offices=offices)


@blueprint.pages.get("/reports/apology-debt", endpoint="apology_debt")
def debt() -> str:
    """What each agency owes now, and day by day."""
    now, zone = request.now(), ZoneInfo(request.wiring().config.zone)
    today = now.astimezone(zone).date()
    given = {name: flask.request.args.get(name, "").strip() for name in ("from", "to")}
    last = _day(given["to"]) or today
    first = _day(given["from"]) or last - timedelta(days=DAYS - 1)
    said = ""
    days: tuple[apologydebt.Day, ...] = ()
    with request.wiring().database.reading() as session:
        owed = apologydebt.now_owed(session, request.actor(), now=now)
        try:
            days = apologydebt.by_day(session, request.actor(), first, last, now=now, zone=zone)
        except errors.InvalidError as wrong:
            said = refusals.sentence(wrong.problems[0].code, {})
    return flask.render_template("apologies/debt.html", owed=owed, days=days[::-1], first=first, last=last, said=said)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _begins(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), ZoneInfo(request.wiring().config.zone))
