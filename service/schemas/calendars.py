"""Calendars on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base

f = ma.fields
SHIFTS = {"type": "array", "items": {"type": "array", "items": {"type": "string", "example": "08:00"}}}


class Calendar(base.Shown):
    """A level's calendar: `own` is what it says itself, `calendar` what counts there."""

    scope = f.String(metadata={"description": "`city`, or an agency's code"})
    name = f.String(attribute="name_vi")
    name_en = f.String()
    number = f.Integer(metadata={"description": "Of its newest version; 0: it says nothing itself"})
    own = f.Dict()
    calendar = f.Dict(metadata={"description": "{zone, country, hours: {mon: {shifts, half}}, days: {date: …}}"})
    sha256 = f.String(metadata={"description": "Of the calendar's canonical JSON: what due dates name"})
    may_edit = f.Boolean()


class CalendarDay(base.Shown):
    """A day of a month."""

    day = f.Date()
    shifts = f.Raw(metadata=SHIFTS)
    counts = f.Integer(metadata={"description": "Halves of a working day: 0, 1 or 2"})
    source = f.String(
        metadata={"enum": ["weekday", "weekend", "holiday", "holiday_made_up", "off", "work"], "description": "Why"}
    )
    name = f.String(metadata={"description": "The holiday's name, or the note"})
    document = f.String()
    swap = f.Date(allow_none=True, metadata={"description": "The other day of a swap"})
    own = f.Boolean(metadata={"description": "This level itself says so"})


class CalendarMonth(base.Shown):
    """The days of a month."""

    items = f.List(f.Nested(CalendarDay))


class CalendarVersion(base.Shown):
    """A version of what a level says."""

    number = f.Integer()
    body = f.Dict()
    document = f.String()
    reason = f.String()
    made_at = base.Instant()
    made_by = f.String()


class CalendarVersions(base.Shown):
    """The newest first."""

    items = f.List(f.Nested(CalendarVersion))


class MonthQuery(base.Strict):
    """Which month."""

    year = base.Whole(1970, 2200, required=True)
    month = base.Whole(1, 12, required=True)


class CalendarPatch(base.Strict):
    """What the edit replaces; null takes it back, so that the level above says it again."""

    zone = base.Text(longest=100, allow_none=True)
    country = base.Text(longest=10, allow_none=True)
    hours = base.JsonObject(
        metadata={"description": '{"sat": {"shifts": [["07:30", "11:30"]], "half": true}, "fri": null}'}
    )
    days = base.JsonObject(
        most=5_000,
        metadata={
            "description": '{"2026-01-02": {"work": false, "swap": "2026-01-10", "note": "…", "document": "…"}, '
            '"2026-01-10": {"work": true, "swap": "2026-01-02"}, "2026-05-04": null}'
        },
    )


class CalendarProposal(base.Strict):
    """An edit to be looked at before it is made."""

    edit = base.Nested(CalendarPatch, required=True)


class CalendarEdit(CalendarProposal):
    """An edit, and the document that orders it."""

    document = base.Text(required=True, longest=300, empty=False)
    reason = base.Text(longest=500, load_default="")
    after = base.Whole(0, 999_999_999, load_default=None, allow_none=True)


class CalendarEdited(base.Shown):
    """The new version; a worker counts anew what is open."""

    number = f.Integer()


class DueChange(base.Shown):
    """A due date that would change."""

    case = f.String()
    what = f.String(metadata={"enum": ["case", "step", "lane", "budget"]})
    seq = f.Integer()
    name = f.String(metadata={"description": "Of the step, the lane or the budget"})
    before = base.Instant(data_key="from")
    after = base.Instant(data_key="to")


class DueChanges(base.Shown):
    """What an edit would change: the first, and how many. `more`: only so many were looked at."""

    items = f.List(f.Nested(DueChange), attribute="shown")
    count = f.Integer()
    cases = f.Integer()
    looked_at = f.Integer()
    more = f.Boolean()
