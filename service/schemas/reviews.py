"""Reviews of responsibility on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.rules import reviews as rules
from service.schemas import base, common
from service.usecases import apologyacts

f = ma.fields


class ReviewQuery(common.PageQuery):
    """Which reviews."""

    state = base.Choice(rules.OPEN, rules.CLOSED, "all", load_default=rules.OPEN)


class Opening(base.Strict):
    """Why a review is opened."""

    reason = base.Text(required=True, empty=False)


class Line(base.Shown):
    """A visit of a step, with seconds of working time that it waited and was worked at."""

    seq = f.Integer()
    name = f.String()
    lane = f.String()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    enabled_at = base.Instant()
    claimed_at = base.Instant(allow_none=True)
    completed_at = base.Instant(allow_none=True)
    due_at = base.Instant(allow_none=True)
    late = f.Boolean()
    waiting = f.Integer()
    work = f.Integer()
    reviewed = f.Boolean()
    person = f.Nested(common.PersonRef, allow_none=True)


class Concerned(base.Shown):
    """Somebody whom the review concerns."""

    person = f.Nested(common.PersonRef)
    steps = f.String()
    asked_at = base.Instant()
    explanation = f.String()
    explained_at = base.Instant(allow_none=True)
    answers_for = f.Boolean()


class Review(base.Shown):
    """A review, for those concerned."""

    id = f.String()
    case = f.String()
    agency = f.Nested(common.AgencyRef)
    procedure = f.Nested(common.ProcedureRef)
    ground = f.String(metadata={"enum": list(rules.GROUNDS)})
    lane = f.String()
    state = f.String()
    reason = f.String()
    wrong = f.String()
    due_at = base.Instant(allow_none=True)
    late_s = f.Integer(allow_none=True)
    opened_at = base.Instant()
    opened_by = f.Nested(common.PersonRef, allow_none=True)
    conclusion = f.String()
    findings = f.String()
    measures = f.String()
    closed_at = base.Instant(allow_none=True)
    closed_by = f.Nested(common.PersonRef, allow_none=True)
    sha256 = f.String()
    lines = f.List(f.Nested(Line))
    people = f.List(f.Nested(Concerned))
    others = f.List(f.Nested(common.PersonRef))
    acts = f.List(f.String())


class ReviewAct(base.Strict):
    """explain: `words`; ask: `person`; close: `conclusion`, `words` (the findings), `measures`, `answers_for`."""

    act = base.Choice(*apologyacts.REVIEW_ACTS, required=True)
    words = base.Text(load_default="")
    person = base.Text(longest=20, load_default="")
    conclusion = base.Choice("", *rules.CONCLUSIONS, load_default="")
    measures = base.Text(load_default="")
    answers_for = f.List(base.Text(longest=20), load_default=list, validate=ma.validate.Length(max=200))


class FigureQuery(base.Strict):
    """Days on which reviews were opened, both counted."""

    since = base.Day(data_key="from", required=True)
    until = base.Day(data_key="to", required=True)


class ReviewFigure(base.Shown):
    """How many; no names."""

    agency = f.Nested(common.AgencyRef)
    ground = f.String()
    conclusion = f.String(metadata={"description": "Empty: still open"})
    count = f.Integer()


class ReviewFigures(base.Shown):
    """Reviews opened in a period, and how they ended."""

    items = f.List(f.Nested(ReviewFigure))
