"""Reports: where the time goes, per step and lane."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import flask

from service.pages import blueprint, refusals, texts
from service.schemas import request
from service.usecases import analytics, procedures

MOST_PROCEDURES = 200
MOST_DIGITS = 6
"""Of a version's number."""
YEARS = range(1971, 9000)
"""Days of other years can't be kept, or have no day after them."""
FILTERS = ("procedure", "version", "from", "to")
BARS = 20
TASK = "task"


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the table. `share` is its mean against the slowest's, 0 to `BARS`; `slowest` marks that one.

    The slowest is sought among people's tasks: a timer that runs for fifteen days is slow by law.
    """

    step: analytics.Bottleneck
    share: int
    slowest: bool


@blueprint.pages.get("/reports/bottlenecks", endpoint="bottlenecks")
def bottlenecks() -> str:
    """Waiting and work per step and lane, the slowest on average first."""
    given = {name: flask.request.args.get(name, "").strip() for name in FILTERS}
    problems: list[refusals.Said] = []
    since = _day(given["from"], texts._("Từ ngày"), problems)
    until = _day(given["to"], texts._("Đến ngày"), problems)
    typed = given["version"]
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else None
    asked = analytics.BottleneckQuery(
        procedure=given["procedure"] or None,
        version=version if given["procedure"] else None,
        since=since,
        until=None if until is None else until + timedelta(days=1),
    )
    actor = request.actor()
    with request.wiring().database.reading() as session:
        found = analytics.bottlenecks(session, actor, asked)
        known = procedures.page(session, actor, now=request.now(), limit=MOST_PROCEDURES).items
    numbers = [
        line.number
        for one in known
        if one.code == given["procedure"]
        for line in reversed(one.versions)
        if line.state == "published"
    ]
    tasks, others = _lines(found)
    return flask.render_template(
        "reports/bottlenecks.html",
        lines=tasks,
        others=others,
        given=given,
        procedures=known,
        versions=numbers,
        problems=problems,
        bars=BARS,
    )


def _lines(found: Sequence[analytics.Bottleneck]) -> tuple[list[Line], list[Line]]:
    """People's tasks, the slowest first, and what is waited for besides: messages, timers, outside work."""
    tasks = [one for one in found if one.kind == TASK]
    others = [one for one in found if one.kind != TASK]
    return _ranked(tasks, mark=True), _ranked(others, mark=False)


def _ranked(found: Sequence[analytics.Bottleneck], *, mark: bool) -> list[Line]:
    most = max((one.total.mean or 0 for one in found), default=0) or 1
    return [
        Line(one, round(BARS * (one.total.mean or 0) / most), mark and place == 0 and bool(one.total.mean))
        for place, one in enumerate(found)
    ]


def _day(text: str, label: str, problems: list[refusals.Said]) -> datetime | None:
    """The beginning of a day in the server's zone; nothing, and a problem, for what is no day."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day; its zone is given below
        if day.year not in YEARS:
            raise ValueError(text)
        return datetime.combine(day, time(), zoneinfo.ZoneInfo(request.wiring().config.zone))
    except (ValueError, OverflowError):
        problems.append(refusals.Said(label, refusals.sentence("not_a_day", {})))
        return None
