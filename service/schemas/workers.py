"""Workers and jobs on the wire."""

from __future__ import annotations

import marshmallow as ma

from models import job
from service.schemas import base, common
from service.usecases import workers

f = ma.fields


class Worker(base.Shown):
    """A worker's last sign of life."""

    name = f.String()
    at = base.Instant()
    alive = f.Boolean(
        metadata={"description": f"Whether that was less than {workers.ALIVE.total_seconds():.0f} seconds ago"}
    )


class Backlog(base.Shown):
    """What is due and not done."""

    kind = f.String(metadata={"enum": ["timers", "messages", "jobs"]})
    count = f.Integer(metadata={"description": f"At most {workers.MOST_COUNTED} are counted"})
    oldest = base.Instant(allow_none=True, metadata={"description": "Since when the first of them has been due"})


class Workers(base.Shown):
    """How the workers are doing."""

    workers = f.List(f.Nested(Worker))
    backlog = f.List(f.Nested(Backlog))
    held = f.Integer(metadata={"description": "Timers that wait for the retry of an incident"})
    dead = f.Integer(metadata={"description": "Jobs that wait for an operator"})


class JobQuery(common.PageQuery):
    """Which jobs; without `state` those of all states."""

    state = base.Choice(*job.STATES)
    kind = base.Text(longest=60)


class Job(base.Shown):
    """Work that is done after the commit of what wanted it."""

    id = f.String()
    kind = f.String()
    key = f.String(metadata={"description": "Names its effect; what goes outside carries it at each try"})
    state = f.String(metadata={"enum": list(job.STATES)})
    tries = f.Integer()
    error = f.String(metadata={"description": "What the last try said, in English; empty when none failed"})
    worker = f.String(allow_none=True)
    created_at = base.Instant()
    due_at = base.Instant(allow_none=True, metadata={"description": "When it is tried next, or its worker given up"})
    ended_at = base.Instant(allow_none=True)
