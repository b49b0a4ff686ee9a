"""Cases on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common

f = ma.fields


class NewCase(base.Strict):
    """`data` answers the start form; `applicant` says for whom; `agencies` picks one per kind ({kind: code});
    `channel` says how it was handed in: a program that files it does so online unless it says otherwise."""

    procedure = base.Text(required=True, longest=60, empty=False)
    data = base.JsonObject(load_default=dict)
    applicant = base.JsonObject(load_default=dict, most=40)
    channel = base.Choice("online", "direct", "post", load_default="online")
    agencies = f.Dict(
        keys=base.Text(longest=60), values=base.Text(longest=60, empty=False), load_default=dict,
        error_messages={"invalid": "wrong_type"},
    )  # fmt: skip


class CaseQuery(common.PageQuery):
    """Which cases; `q` is looked for in codes, outside codes and the applicant's name."""

    procedure = base.Text(longest=60)
    agency = base.Text(longest=60)
    status = base.Choice("running", "ended", "cancelled")
    overdue = base.Flag()
    q = base.Text(longest=200, load_default="")


class Holder(base.Shown):
    """One place where a case rests."""

    lane = f.String()
    lane_key = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    kind = f.String(metadata={"enum": ["task", "message", "timer", "call", "condition", "incident", "applicant"]})
    since = base.Instant()
    due_at = base.Instant(allow_none=True)
    overdue = f.Boolean()
    claimed_by = f.Nested(common.PersonRef, allow_none=True)
    element = f.String()
    name = f.String()
    task = f.String(allow_none=True)
    incident = f.String(allow_none=True)
    message = f.String(allow_none=True, metadata={"description": "Name of a message that is awaited from outside"})


class Case(base.Shown):
    """A case; `secret` is given once, in the answer to its start."""

    code = f.String()
    id = f.String()
    procedure = f.Nested(common.ProcedureRef)
    status = f.String(metadata={"enum": ["running", "ended", "cancelled"]})
    dossier_status = f.String()
    opened_at = base.Instant()
    ended_at = base.Instant(allow_none=True)
    due_at = base.Instant(allow_none=True)
    overdue = f.Boolean()
    channel = f.String(metadata={"enum": ["direct", "online", "post"]})
    intake = f.Nested(common.AgencyRef)
    applicant = f.Dict()
    agencies = f.List(f.Nested(common.AgencyRef))
    holding = f.List(f.Nested(Holder))
    outside_codes = f.Dict()
    may_cancel = f.Boolean()
    may_operate = f.Boolean(metadata={"description": "Whether the reader may see its state, move and skip tokens"})
    may_bring = f.Boolean(metadata={"description": "Whether the reader may bring the messages that are awaited"})
    revision = f.Integer()


class StartedCase(Case):
    """A case that has just been started."""

    secret = f.String(allow_none=True, metadata={"description": "For the applicant's look-up; shown this once"})


class Cancel(base.Strict):
    """Why the case is cancelled."""

    reason = base.Text(required=True, longest=2_000, empty=False)


class NewMessage(base.Strict):
    """A message from outside: its name in the diagram, the correlation key where it has one, what it says."""

    name = base.Text(required=True, longest=500, empty=False)
    key = base.Text(longest=500, load_default=None, allow_none=True)
    payload = base.JsonObject(load_default=dict)


class HistoryStep(base.Shown):
    """One visit of one step."""

    seq = f.Integer()
    kind = f.String()
    element = f.String()
    name = f.String()
    lane = f.String()
    holder = f.String()
    visit = f.Integer()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    enabled_at = base.Instant()
    claimed_at = base.Instant(allow_none=True)
    claimed_by = f.Nested(common.PersonRef, allow_none=True)
    completed_at = base.Instant(allow_none=True)
    completed_by = f.Nested(common.PersonRef, allow_none=True)
    due_at = base.Instant(allow_none=True)
    late = f.Boolean()
    outcome = f.String(allow_none=True)
    seconds = f.Integer(allow_none=True)
    working_seconds = f.Integer(allow_none=True)
    answers = f.Dict(allow_none=True)


class Event(base.Shown):
    """One line of the record."""

    seq = f.Integer()
    at = base.Instant()
    kind = f.String()
    person = f.Nested(common.PersonRef, allow_none=True)
    agency = f.Nested(common.AgencyRef, allow_none=True)
    payload = f.Dict()


class History(base.Shown):
    """All that happened to a case; `intact` is false where the record's chain is broken."""

    steps = f.List(f.Nested(HistoryStep))
    events = f.List(f.Nested(Event))
    intact = f.Boolean()


class TokenMark(base.Shown):
    """Where tokens stand."""

    element = f.String()
    count = f.Integer()
    waiting = f.Boolean()


class Tokens(base.Shown):
    """The picture of a case: live tokens, and how often each node and flow was passed."""

    live = f.List(f.Nested(TokenMark))
    visited = f.Dict(keys=f.String(), values=f.Integer())
