"""The working calendar of the city and of each agency: a month with what counts and why, and how to change it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import flask

from service import errors
from service.pages import blueprint, refusals, texts
from service.rules import calendar as cal
from service.rules import calendar_layers
from service.schemas import request, strictjson
from service.usecases import agencies, calendarchanges, calendaredits

KINDS = ("off", "work", "swap", "drop", "hours")
FIRST_YEAR, LAST_YEAR = 1971, 2200
MOST_HOURS, MOST_DIGITS = 200, 10
_SHIFT = re.compile(r"\s*(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)\s*")
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Preview:
    """An edit that waits for a yes: what it says, as it is sent on and in words, and what it would change."""

    patch: str
    said: tuple[str, ...]
    document: str
    reason: str
    changes: calendarchanges.Changes


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and refused, to stand in its form again."""

    kind: str = ""
    fields: Mapping[str, str] | None = None
    problems: tuple[refusals.Said, ...] = ()

    def of(self, kind: str, name: str, otherwise: str = "") -> str:
        """What was typed into a field."""
        return (self.fields or {}).get(name, "") if kind == self.kind else otherwise


NOTHING = Typed()


@blueprint.pages.get("/calendars", endpoint="calendars")
def city() -> flask.Response:
    """To the calendar of an administrator's own agency, else to the city's."""
    actor = request.actor()
    own = next((m for m in actor.memberships if "manage" in m.rights and not m.top), None)
    return blueprint.go(flask.url_for("pages.calendar", scope=own.agency_code if own else calendaredits.CITY))


@blueprint.pages.get("/calendars/pick", endpoint="calendars_pick")
def pick() -> flask.Response:
    """To the calendar that was picked from the list."""
    scope = flask.request.args.get("scope", "")[:100] or calendaredits.CITY
    return blueprint.go(flask.url_for("pages.calendar", scope=scope, month=flask.request.args.get("month") or None))


@blueprint.pages.get("/calendars/<scope>", endpoint="calendar")
def calendar(scope: str) -> str:
    """One level's calendar."""
    return _page(scope)


@blueprint.pages.post("/calendars/<scope>/preview", endpoint="calendar_preview")
def preview(scope: str) -> str | tuple[str, int]:
    """Say what an edit would change; nothing is written."""
    kind, sent = flask.request.form.get("kind", ""), flask.request.form
    fields = {name: value.strip() for name, value in sent.items()}
    patch, problems = _patch(scope, kind, fields)
    if not fields.get("document"):
        problems.append(refusals.Said(texts._("Văn bản"), refusals.sentence("missing", {})))
    if problems:
        return _page(scope, Typed(kind, fields, tuple(problems))), 400
    document, reason = fields["document"], fields.get("reason", "")
    try:
        with request.wiring().database.reading() as session:
            changes = calendarchanges.dry_run(session, request.actor(), scope, patch, document=document)
    except errors.InvalidError as wrong:
        return _page(scope, Typed(kind, fields, tuple(map(_said, wrong.problems)))), 400
    return _page(scope, NOTHING, Preview(json.dumps(patch), _in_words(patch), document, reason, changes))


@blueprint.pages.post("/calendars/<scope>", endpoint="calendar_edit")
def edit(scope: str) -> flask.Response | tuple[str, int]:
    """Make a new version, as it was previewed."""
    sent = flask.request.form
    patch, seen = strictjson.decode(sent.get("patch", "").encode("utf-8", "replace")), sent.get("after", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < MOST_DIGITS):
        flask.abort(400)
    try:
        with request.wiring().database.transaction() as session:
            number = calendarchanges.order(
                session,
                request.actor(),
                scope,
                patch,
                document=sent.get("document", ""),
                reason=sent.get("reason", ""),
                after=int(seen),
                now=request.now(),
            )
    except errors.InvalidError as wrong:
        return _page(scope, Typed("", {}, tuple(map(_said, wrong.problems)))), 400
    except errors.StaleError as late:
        return _page(scope, Typed("", {}, (refusals.Said("", refusals.sentence(late.code, late.values)),))), 409
    told = texts._("Đã lưu phiên bản %(n)s. Hạn của các bước và hồ sơ đang mở được tính lại trong ít phút.", n=number)
    flask.flash(told, "success")
    return blueprint.go(flask.url_for("pages.calendar", scope=scope, month=sent.get("month") or None))


def _page(scope: str, typed: Typed = NOTHING, preview: Preview | None = None) -> str:
    today = request.now().astimezone(ZoneInfo(request.wiring().config.zone)).date()
    shown = _asked_month(today)
    with request.wiring().database.reading() as session:
        actor = request.actor()
        found = calendaredits.view(session, actor, scope)
        days = calendaredits.month(session, scope, shown.year, shown.month, request.language())
        versions = calendaredits.versions(session, scope)
        offices = agencies.tree(session, actor, now=request.now())
    return flask.render_template(
        "calendars/calendar.html",
        found=found,
        shown=shown,
        today=today,
        days=days,
        versions=versions,
        offices=[one for one in offices if one.kind != "tinh" or one.depth],
        months=(_beside(shown, -1), _beside(shown, 1)),
        typed=typed,
        preview=preview,
        week=_week(found),
        own_days=_own_days(found),
        weekday=weekday,
        source=source,
        changed=changed,
    )


def _asked_month(today: date) -> date:
    found = _MONTH.fullmatch(flask.request.values.get("month", ""))
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def _beside(month: date, by: int) -> str:
    number = month.year * 12 + month.month - 1 + by
    return f"{number // 12:04}-{number % 12 + 1:02}"


def weekday(number: int) -> str:
    """The name of a day of the week, Monday 0."""
    return (
        texts._("Thứ Hai"),
        texts._("Thứ Ba"),
        texts._("Thứ Tư"),
        texts._("Thứ Năm"),
        texts._("Thứ Sáu"),
        texts._("Thứ Bảy"),
        texts._("Chủ Nhật"),
    )[number]


def source(day: calendaredits.DayView) -> str:
    """Why a day counts or not, in words."""
    return {
        cal.Source.WEEKDAY: texts._("có làm việc"),
        cal.Source.WEEKEND: texts._("nghỉ hằng tuần"),
        cal.Source.HOLIDAY: texts._("nghỉ lễ"),
        cal.Source.HOLIDAY_MADE_UP: texts._("làm bù theo lịch nghỉ lễ"),
        cal.Source.OFF: texts._("nghỉ theo văn bản"),
        cal.Source.WORK: texts._("làm bù theo văn bản"),
    }[cal.Source(day.source)]


def changed(one: calendarchanges.Change) -> str:
    """Whose due date it is that an edit would change, in words."""
    if one.what == calendarchanges.STEP:
        return texts._("bước %(name)s", name=one.name)
    if one.what == calendarchanges.CASE:
        return texts._("cả hồ sơ")
    if one.what == "lane":
        return texts._("làn %(name)s", name=one.name)
    return texts._("hạn chung %(name)s", name=one.name)


@dataclass(frozen=True, slots=True)
class Weekday:
    """The hours of a weekday as they are shown and typed; `own`: this level says them."""

    key: str
    name: str
    hours: str
    half: bool
    own: bool


def _own_days(found: calendaredits.CalendarView) -> list[tuple[str, Any]]:
    """The days that this level itself says something of, in order."""
    own: Any = found.own.get("days", {})
    return sorted(own.items())


def _week(found: calendaredits.CalendarView) -> list[Weekday]:
    told: Any = found.calendar["hours"]
    own: Any = found.own.get("hours", {})
    return [
        Weekday(
            key,
            weekday(number),
            ", ".join(f"{since}–{until}" for since, until in told[key]["shifts"]),
            bool(told[key].get("half")),
            key in own,
        )
        for number, key in enumerate(cal.WEEKDAYS)
    ]


def _in_words(patch: Mapping[str, Any]) -> tuple[str, ...]:
    """What an edit says, line by line."""
    lines = []
    for key, one in patch.get("days", {}).items():
        day = f"{date.fromisoformat(key):%d/%m/%Y}"
        if one is None:
            lines.append(texts._("%(day)s: bỏ, theo cấp trên", day=day))
            continue
        what = texts._("làm bù") if one["work"] else texts._("nghỉ")
        lines.append(" · ".join(filter(None, (f"{day}: {what}", one.get("note")))))
    for key, one in patch.get("hours", {}).items():
        name = weekday(cal.WEEKDAYS.index(key))
        if one is None:
            lines.append(texts._("%(day)s: bỏ, theo cấp trên", day=name))
            continue
        hours = ", ".join(f"{since}–{until}" for since, until in one["shifts"]) or texts._("không làm việc")
        lines.append(" · ".join(filter(None, (f"{name}: {hours}", texts._("tính nửa ngày") if one["half"] else ""))))
    return tuple(lines)


def _said(problem: errors.Problem) -> refusals.Said:
    part = problem.key.split(".")
    label = problem.key
    if part[0] == "hours":
        label = (
            weekday(cal.WEEKDAYS.index(part[1]))
            if len(part) > 1 and part[1] in cal.WEEKDAYS
            else texts._("Giờ làm việc")
        )
    elif part[0] == "days":
        label = texts._("Ngày")
    elif part[0] == "document":
        label = texts._("Văn bản")
    elif part[0] == "reason":
        label = texts._("Lý do")
    return refusals.Said(label, refusals.sentence(problem.code, problem.values), problem.key)


def _patch(scope: str, kind: str, fields: Mapping[str, str]) -> tuple[dict[str, object], list[refusals.Said]]:
    """What a form asks for, as a patch; and what can't be read of it."""
    problems: list[refusals.Said] = []
    if kind == "hours":
        return {"hours": _hours_of(scope, fields, problems)}, problems
    if kind not in KINDS:
        flask.abort(400)
    note = {"note": fields["note"]} if fields.get("note") else {}
    day = _day(fields.get("day", ""), texts._("Ngày"), problems)
    other = _day(fields.get("other", ""), texts._("Ngày làm bù"), problems) if kind == "swap" else None
    if day is None or problems:
        return {}, problems
    if kind == "drop":
        return {"days": {day.isoformat(): None}}, problems
    if kind == "swap" and other is not None:
        if other == day:
            problems.append(refusals.Said(texts._("Ngày làm bù"), refusals.sentence("not_allowed", {})))
        return {"days": calendar_layers.swap(day, other, fields.get("note", ""))}, problems
    return {"days": {day.isoformat(): {"work": kind == "work", **note}}}, problems


def _day(typed: str, label: str, problems: list[refusals.Said]) -> date | None:
    try:
        day = date.fromisoformat(typed)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    except ValueError:
        pass
    problems.append(refusals.Said(label, refusals.sentence("not_a_day" if typed else "missing", {})))
    return None


def _hours_of(scope: str, fields: Mapping[str, str], problems: list[refusals.Said]) -> dict[str, object]:
    """The weekdays that were typed otherwise than they are, or taken back."""
    with request.wiring().database.reading() as session:
        week = _week(calendaredits.view(session, request.actor(), scope))
    changed: dict[str, object] = {}
    for one in week:
        typed, half = fields.get(f"hours_{one.key}", "")[:MOST_HOURS], f"half_{one.key}" in fields
        if f"inherit_{one.key}" in fields:
            changed[one.key] = None
        elif (shifts := _shifts(typed)) is None:
            said = texts._("ghi như 08:00–12:00, 13:00–17:00; để trống là không làm việc")
            problems.append(refusals.Said(one.name, said))
        elif (shifts, half and bool(shifts)) != (_shifts(one.hours), one.half):
            changed[one.key] = {"shifts": shifts, "half": half}
    if not changed and not problems:
        problems.append(refusals.Said(texts._("Giờ làm việc"), texts._("chưa có gì khác với giờ đang áp dụng")))
    return changed


def _shifts(typed: str) -> list[list[str]] | None:
    found = [_SHIFT.fullmatch(part) for part in re.split(r"[,;]", typed) if part.strip()]
    if not all(found):
        return None
    return [[f"{int(one[1]):02}:{one[2]}", f"{int(one[3]):02}:{one[4]}"] for one in found if one]
