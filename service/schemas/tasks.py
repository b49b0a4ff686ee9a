"""Tasks on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common

f = ma.fields
STATES = ("all", "untouched", "claimed", "mine")


class TaskQuery(common.PageQuery):
    """Which tasks: `lane` is a lane's key or label; `q` is looked for in codes and the applicant's name."""

    agency = base.Text(longest=60)
    lane = base.Text(longest=500)
    state = base.Choice(*STATES, load_default="all")
    overdue = base.Flag()
    q = base.Text(longest=200, load_default="")
    procedure = base.Text(longest=60)
    case = base.Text(longest=80)
    element = base.Text(longest=300)


class Task(base.Shown):
    """A task in a list."""

    id = f.String()
    case = f.String()
    procedure = f.Nested(common.ProcedureRef)
    element = f.String()
    name = f.String()
    lane = f.String()
    lane_key = f.String()
    kind = f.String()
    state = f.String(
        metadata={"enum": ["untouched", "claimed", "mine", "completed", "withdrawn", "recalled", "moved", "skipped"]}
    )
    holder = f.String(metadata={"enum": ["agency", "applicant", "system"]})
    role = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    since = base.Instant()
    due_at = base.Instant(allow_none=True)
    overdue = f.Boolean()
    claimed_at = base.Instant(allow_none=True)
    claimed_by = f.Nested(common.PersonRef, allow_none=True)
    completed_at = base.Instant(allow_none=True)
    completed_by = f.Nested(common.PersonRef, allow_none=True)
    applicant = f.String()
    visit = f.Integer()
    item = f.Raw(allow_none=True)
    incident = f.String(allow_none=True)


class FullTask(Task):
    """A task with its form (a form-js schema), what was answered before, and what the reader may do."""

    form = f.Dict(allow_none=True)
    values = f.Dict()
    may_work = f.Boolean()
    may_recall = f.Boolean()


class Complete(base.Strict):
    """`answers` by the form's keys; unknown ones are refused by name."""

    answers = base.JsonObject(required=True)


class Opened(base.Shown):
    """Where the case went."""

    id = f.String()
    kind = f.String()
    element = f.String()
    name = f.String()
    lane = f.String()
    agency = f.String(allow_none=True)
    due_at = base.Instant(allow_none=True)


class Completed(base.Shown):
    """What a completion did."""

    task = f.String()
    case = f.String()
    status = f.String()
    completed_at = base.Instant()
    opened = f.List(f.Nested(Opened))
    recallable = f.Boolean()
