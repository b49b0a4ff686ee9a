"""Incidents on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common, incident_texts, request

f = ma.fields


class IncidentQuery(common.PageQuery):
    """Which incidents: those that wait for a retry, or with `resolved` the others."""

    resolved = base.Flag(load_default=False)
    case = base.Text(longest=80)
    procedure = base.Text(longest=60)


class Incident(base.Shown):
    """A step that could not be taken; nothing of it happened."""

    id = f.String()
    case = f.String()
    procedure = f.Nested(common.ProcedureRef)
    code = f.String()
    message = f.String(metadata={"description": "The engine's own sentence, in English"})
    happened = f.Function(
        lambda one: incident_texts.happened(one.code, request.language(), one.values),
        metadata={"type": "string", "description": "What happened, in the language of the request"},
    )
    advice = f.Function(
        lambda one: incident_texts.advice(one.code, request.language(), one.values),
        metadata={"type": "string", "description": "What to do, in the language of the request"},
    )
    element = f.String()
    name = f.String()
    lane = f.String()
    lane_key = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    operation = f.String()
    task = f.String(allow_none=True)
    tries = f.Integer()
    values = f.Dict()
    answers = f.Dict()
    person = f.Nested(common.PersonRef, allow_none=True)
    created_at = base.Instant()
    resolved_at = base.Instant(allow_none=True)
    may_retry = f.Boolean()
