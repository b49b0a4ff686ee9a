"""Procedures and versions on the wire."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from bpmn import answering
from bpmn import settings as st
from service.schemas import base, common, findings, request

f = ma.fields

_TEXT = {"type": "string"}
ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "timer": {
            "type": "object",
            "additionalProperties": False,
            "required": ["kind", "value"],
            "properties": {"kind": {"enum": list(answering.TIMERS)}, "value": _TEXT},
        },
        "decision": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "question": _TEXT,
                "by": {"enum": [answering.BEFORE, answering.APART]},
                "lane": _TEXT,
                "default": _TEXT,
                "labels": {"type": "object", "additionalProperties": _TEXT},
            },
        },
        **{kind: _TEXT for kind in answering.KINDS if kind not in {"timer", "decision"}},
    },
}
"""What may be said of an element that its drawing leaves open, as `bpmn.answering` reads it."""
SETTINGS = {
    "type": "object",
    "properties": {"answers": {"type": "object", "additionalProperties": ANSWER}},
}
"""What stands beside a file; `bpmn.settings` reads it and names the key that is wrong."""


class NewProcedure(base.Strict):
    """`code` is the national code, `lead_agency` the code of the agency that leads."""

    code = base.Text(required=True, longest=60, empty=False)
    name = base.Text(required=True, longest=500, empty=False)
    name_en = base.Text(longest=500, load_default="")
    field = base.Text(longest=200, load_default="")
    lead_agency = base.Text(required=True, longest=60, empty=False)


class VersionLine(base.Shown):
    """A version in its procedure's list."""

    number = f.Integer()
    state = f.String(metadata={"enum": ["draft", "published"]})
    revision = f.Integer()
    file_name = f.String()
    created_at = base.Instant()
    effective_from = base.Instant(allow_none=True)
    published_at = base.Instant(allow_none=True)
    in_force = f.Boolean()
    errors_count = f.Integer(attribute="errors", data_key="errors")
    warnings = f.Integer()


class Procedure(base.Shown):
    """A procedure with the versions that the reader may read, newest first."""

    code = f.String()
    name = f.String(attribute="name_vi")
    name_en = f.String()
    field = f.String()
    status = f.String()
    lead_agency = f.Nested(common.AgencyRef, attribute="lead", allow_none=True)
    created_at = base.Instant()
    versions = f.List(f.Nested(VersionLine))


class Lane(base.Shown):
    """A lane: who it is bound to, null while unbound."""

    key = f.String()
    label = f.String()
    pool = f.String()
    parent = f.String(allow_none=True)
    bind = f.Function(lambda lane: binding(lane.binding), metadata={"type": ["object", "null"]})
    steps = f.Integer()


class Limit(base.Shown):
    """A time limit."""

    amount = f.Integer()
    unit = f.String(metadata={"enum": [unit.value for unit in st.Unit]})


class Version(base.Shown):
    """A version: `blocking` counts the findings that keep it from being published."""

    procedure = f.Nested(common.ProcedureRef)
    number = f.Integer()
    state = f.String(metadata={"enum": ["draft", "published"]})
    revision = f.Integer()
    file_name = f.String()
    sha256 = f.String(metadata={"description": "Over diagram, forms and settings; empty while a draft"})
    created_at = base.Instant()
    created_by = f.Nested(common.PersonRef, allow_none=True)
    effective_from = base.Instant(allow_none=True)
    published_at = base.Instant(allow_none=True)
    published_by = f.Nested(common.PersonRef, allow_none=True)
    in_force = f.Boolean()
    findings = f.Method("shown_findings", metadata={"type": "array", "items": {"type": "object"}})
    blocking = f.Function(lambda version: len(version.blocking), metadata={"type": "integer"})
    lanes = f.List(f.Nested(Lane))
    forms = f.List(f.String())
    settings = f.Function(lambda version: st.to_json(version.settings), metadata={"type": "object"})

    def shown_findings(self, version: Any) -> list[dict[str, object]]:
        """In the language of the request."""
        return [findings.shown(found, request.language()) for found in version.findings]


class Step(base.Shown):
    """A row of the step table: tên bước, đơn vị, nội dung, thời hạn, biểu mẫu, kết quả."""

    element = f.String(attribute="row.element")
    name = f.String(attribute="row.name")
    type = f.String(attribute="row.type")
    lane = f.String(attribute="row.lane_label")
    lane_key = f.String(attribute="row.lane")
    bind = f.Function(lambda line: binding(line.row.binding), metadata={"type": ["object", "null"]})
    agency = f.Nested(common.AgencyRef, allow_none=True)
    role = f.String(attribute="row.role", allow_none=True)
    limit = f.Nested(Limit, attribute="row.limit", allow_none=True)
    output = f.String(attribute="row.output", allow_none=True)
    form = f.String(attribute="row.form", allow_none=True)
    content = f.String(attribute="row.content")
    personal = f.Boolean(attribute="row.personal", metadata={"description": "Whether a person completes it"})
    added = f.Boolean(attribute="row.added", metadata={"description": "Put in when prepared: a person's decision"})


class Steps(base.Shown):
    """The step table of a version."""

    steps = f.List(f.Nested(Step))
    lanes = f.List(f.Nested(Lane))
    limit = f.Nested(Limit, allow_none=True)


class Checked(base.Shown):
    """What would be found in a drawing; `blocking` counts what would keep it from being published."""

    findings = f.Method("shown_findings", metadata={"type": "array", "items": {"type": "object"}})
    blocking = f.Function(lambda checked: len(checked.blocking), metadata={"type": "integer"})
    steps = f.Method("shown_steps", metadata={"type": "array", "items": {"type": "object"}})
    lanes = f.List(f.Nested(Lane))

    def shown_findings(self, checked: Any) -> list[dict[str, object]]:
        """In the language of the request."""
        return [findings.shown(found, request.language()) for found in checked.findings]

    def shown_steps(self, checked: Any) -> list[dict[str, object]]:
        """The steps in the order in which work flows."""
        return [
            {"element": row.element, "name": row.name, "lane_key": row.lane, "personal": row.personal}
            for row in checked.steps
        ]


class Publish(base.Strict):
    """When the version comes into force: a day, or an instant with its zone; now when missing."""

    effective_from = base.Day(metadata={"type": "string", "examples": ["2026-12-01"]})


class Change(base.Shown):
    """One change between two versions."""

    kind = f.String()
    element = f.String()
    name = f.String()
    lane = f.String()
    before = f.Function(lambda change: change.get("before"), metadata={"type": ["string", "null"]})
    after = f.Function(lambda change: change.get("after"), metadata={"type": ["string", "null"]})


class Comparison(base.Shown):
    """What changed; the figures are [before, after]."""

    changes = f.List(f.Nested(Change))
    steps = f.List(f.Integer())
    lanes = f.List(f.Integer())
    hand_overs = f.List(f.Integer())


class CompareQuery(base.Strict):
    """Which two versions."""

    one = base.Whole(1, 1_000_000, required=True, data_key="from")
    other = base.Whole(1, 1_000_000, required=True, data_key="to")


def binding(bound: st.Binding | None) -> dict[str, str] | None:
    """A binding as it is written in the settings."""
    if bound is None:
        return None
    key = {st.BindTo.AGENCY: "code", st.BindTo.KIND: "kind", st.BindTo.SYSTEM: "name"}.get(bound.to)
    return {"to": bound.to.value, **({key: bound.value} if key else {})}
