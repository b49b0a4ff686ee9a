"""Clocks and outages on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common, procedures

f = ma.fields


class DayTold(base.Shown):
    """A day out of the ordinary within a stretch."""

    day = f.Date()
    works = f.Boolean()
    name = f.String()
    document = f.String()


class Stretch(base.Shown):
    """One stretch of a clock; `used` is what is counted up to its end."""

    since = base.Instant()
    until = base.Instant()
    counted = f.Boolean()
    why = f.String()
    ticks = f.Integer()
    used = f.Integer()
    document = f.String()
    days = f.List(f.Nested(DayTold))
    weekend = f.Integer(metadata={"description": "How many days of weekends lie in it"})


class ClockAct(base.Shown):
    """One thing done to a clock."""

    at = base.Instant()
    kind = f.String()
    reason = f.String()
    document = f.String()
    who = f.Nested(common.PersonRef, allow_none=True)


class Clock(base.Shown):
    """A clock explained; amounts are ticks, of which `per_unit` are one of `unit`."""

    id = f.String()
    kind = f.String(metadata={"enum": ["case", "lane", "budget", "ack"]})
    subject = f.String()
    name = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    limit = f.Nested(procedures.Limit, allow_none=True)
    unit = f.String()
    per_unit = f.Integer()
    state = f.String(metadata={"enum": ["running", "paused", "stopped"]})
    paused_for = f.String()
    started_at = base.Instant()
    stopped_at = base.Instant(allow_none=True)
    first_due_at = base.Instant(allow_none=True)
    due_at = base.Instant(allow_none=True)
    extended = f.Boolean()
    used = f.Integer()
    left = f.Integer(allow_none=True)
    late = f.Integer()
    calendar = f.String(allow_none=True)
    zone = f.String()
    stretches = f.List(f.Nested(Stretch))
    acts = f.List(f.Nested(ClockAct))
    may_extend = f.Boolean()


class Extension(base.Strict):
    """Which clock is extended: by `limit` (``2 working_day``), or until a date."""

    kind = base.Choice("case", "lane", "budget", required=True)
    subject = base.Text(longest=2_000, load_default="")
    until = base.Instant()
    limit = base.Text(longest=40)
    reason = base.Text(longest=2_000, required=True)
    document = base.Text(longest=300, load_default="")


class Extended(base.Shown):
    """The new due date."""

    due_at = base.Instant(allow_none=True)


class NewOutage(base.Strict):
    """An outage; without an agency of the whole city."""

    agency = base.Text(longest=60)
    since = base.Instant(required=True)
    until = base.Instant(required=True)
    reason = base.Text(longest=2_000, required=True)
    document = base.Text(longest=300, required=True)


class OutageEnd(base.Strict):
    """When an outage ended or will end."""

    until = base.Instant(required=True)


class Outage(base.Shown):
    """An announced outage."""

    id = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    since = base.Instant()
    until = base.Instant()
    reason = f.String()
    document = f.String()
    announced_at = base.Instant()
    applied = f.Boolean(metadata={"description": "Whether every clock that it touches has been counted anew"})
