"""The engine's state of a case on the wire, and an operator's acts on it."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common, tasks

f = ma.fields


class Place(base.Shown):
    """An element that a token can be moved to."""

    element = f.String()
    name = f.String()
    type = f.String()


class StateToken(base.Shown):
    """One live token or listener; `seq` is what `move` and `skip` name."""

    role = f.String(metadata={"enum": ["wait", "active", "listener"]})
    element = f.String()
    name = f.String()
    type = f.String()
    lane_key = f.String()
    lane = f.String()
    seq = f.Integer(allow_none=True)
    kind = f.String(allow_none=True)
    since = base.Instant(allow_none=True)
    visit = f.Integer()
    opened_by = f.Integer(allow_none=True)
    index = f.Integer(allow_none=True)
    item = f.Raw(allow_none=True)
    host = f.String(allow_none=True)
    due_at = base.Instant(allow_none=True)
    message = f.String(allow_none=True)
    key = f.String(allow_none=True)
    signal = f.Boolean()
    instances = f.Integer(allow_none=True)
    done = f.Integer(allow_none=True)
    data = f.Dict()
    incident = f.String(allow_none=True)
    may_move = f.Boolean()
    may_skip = f.Boolean()


class Parked(base.Shown):
    """Tokens that wait on a flow into a join."""

    flow = f.String()
    join = f.String()
    name = f.String()
    count = f.Integer()


class Scope(base.Shown):
    """A running process or subprocess, or the case itself (`type` case), from the outside in by `depth`."""

    element = f.String()
    name = f.String()
    type = f.String()
    depth = f.Integer()
    data = f.Dict()
    tokens = f.List(f.Nested(StateToken))
    parked = f.List(f.Nested(Parked))
    places = f.List(f.Nested(Place))


class State(base.Shown):
    """The engine's state of a case; `unreadable` says why there are no scopes where it can't be read."""

    case = f.String()
    id = f.String()
    procedure = f.Nested(common.ProcedureRef)
    status = f.String()
    revision = f.Integer()
    format = f.Integer(allow_none=True)
    size = f.Integer(metadata={"description": "Bytes as stored"})
    last_seq = f.Integer(metadata={"description": "The last number given to a wait or listener"})
    expected = f.Integer(metadata={"description": "Messages on their way that will begin a process"})
    scopes = f.List(f.Nested(Scope))
    unreadable = f.String(allow_none=True)


class Move(base.Strict):
    """Which wait, where to (a node or a sequence flow of the same process or subprocess), and why."""

    seq = base.Whole(1, 2**31 - 1, required=True)
    element = base.Text(required=True, longest=300, empty=False)
    reason = base.Text(required=True, longest=2_000, empty=False)


class Skip(base.Strict):
    """Which wait, why, and what the step is to say all the same."""

    seq = base.Whole(1, 2**31 - 1, required=True)
    reason = base.Text(required=True, longest=2_000, empty=False)
    answers = base.JsonObject(load_default=dict)


class Operated(base.Shown):
    """What an operator's act did."""

    case = f.String()
    status = f.String()
    step = f.String()
    how = f.String(metadata={"enum": ["moved", "skipped"]})
    at = base.Instant()
    opened = f.List(f.Nested(tasks.Opened))
