"""The board and the reports on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common

f = ma.fields


class BoardQuery(base.Strict):
    """Which part of the board."""

    procedure = base.Text(longest=60)
    agency = base.Text(longest=60)


class BoardLane(base.Shown):
    """What one lane holds now, in cases."""

    procedure = f.Nested(common.ProcedureRef)
    lane = f.String()
    lane_key = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    held = f.Integer(metadata={"description": "Cases that rest here"})
    untouched = f.Integer(metadata={"description": "Of these, with an open task that nobody has claimed"})
    waiting = f.Integer(metadata={"description": "Of these, waiting for a message, a timer or outside work"})
    claimed = f.Integer()
    overdue = f.Integer()
    oldest = base.Instant(allow_none=True)


class Board(base.Shown):
    """What is held where."""

    lanes = f.List(f.Nested(BoardLane))


class BottleneckQuery(base.Strict):
    """Steps completed from `from` (inclusive) to `to` (exclusive), of a procedure or one of its versions."""

    procedure = base.Text(longest=60)
    version = base.Whole(1, 1_000_000)
    since = base.Day(data_key="from", metadata={"type": "string"})
    until = base.Day(data_key="to", metadata={"type": "string"})


class Spread(base.Shown):
    """A measure in seconds; percentiles by nearest rank; null where there is nothing."""

    n = f.Integer()
    p50 = f.Float(allow_none=True)
    p90 = f.Float(allow_none=True)
    mean = f.Float(allow_none=True)


class Bottleneck(base.Shown):
    """One step in one lane: waiting is enabled → claimed, work claimed → completed, total enabled → completed."""

    procedure = f.Nested(common.ProcedureRef)
    element = f.String()
    name = f.String()
    lane = f.String()
    lane_key = f.String()
    kind = f.String(metadata={"enum": ["task", "message", "timer", "call", "condition"]})
    n = f.Integer()
    waiting = f.Nested(Spread)
    work = f.Nested(Spread)
    total = f.Nested(Spread)
    open_now = f.Integer()


class Bottlenecks(base.Shown):
    """Where the time goes, the slowest first."""

    steps = f.List(f.Nested(Bottleneck))
