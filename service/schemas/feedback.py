"""Feedback, agencies' reports, reviews of procedures and overlaps on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base, common

f = ma.fields
KINDS = ("feedback", "new", "overlap", "contradiction")


class PublicFeedback(base.Strict):
    """What somebody without an account sends; nothing personal is needed."""

    title = base.Text(required=True, longest=300, empty=False)
    body = base.Text(required=True, longest=20_000, empty=False)
    procedure = base.Text(longest=60, load_default="")
    element = base.Text(longest=200, load_default="")
    case = base.Text(longest=80, load_default="")
    legal_text = base.Text(longest=1_000, load_default="")
    contact = base.Text(longest=500, load_default="")


class NewFeedback(PublicFeedback):
    """What an agency reports: a new procedure, an overlap, a contradiction, or feedback that it was given."""

    kind = base.Choice(*KINDS, load_default="feedback")
    other_procedure = base.Text(longest=60, load_default="")
    agency = base.Text(longest=60, load_default="", metadata={"description": "In whose name; without: the first"})


class LookUp(base.Strict):
    """Code and secret, as they were told when it was sent."""

    code = base.Text(required=True, longest=30, empty=False)
    secret = base.Text(required=True, longest=60, empty=False)


class FeedbackQuery(common.PageQuery):
    """Which ones; state ``open`` is received and assigned."""

    state = base.Choice("open", "received", "assigned", "answered", "closed", "rejected")
    kind = base.Choice(*KINDS)
    procedure = base.Text(longest=60)
    agency = base.Text(longest=60)
    q = base.Text(longest=200, load_default="")


class FeedbackAct(base.Strict):
    """One act. `agency` and `due_at` are of assigning, `text` of the others, `publish` of answering; `revision` is the
    one that was seen."""

    text = base.Text(longest=20_000, load_default="")
    agency = base.Text(longest=60, load_default="")
    due_at = base.Instant(load_default=None, allow_none=True)
    publish = base.Flag(load_default=False)
    revision = base.Whole(1, 2**31 - 1, load_default=None, allow_none=True)


class FeedbackLine(base.Shown):
    """A line of its record."""

    at = base.Instant()
    kind = f.String()
    by = f.String()
    told = f.Dict()


class Published(base.Shown):
    """What everybody reads of a published answer."""

    code = f.String()
    title = f.String()
    procedure = f.Nested(common.ProcedureRef, allow_none=True)
    created_at = base.Instant()
    answer = f.String()
    answered_at = base.Instant(allow_none=True)


class Sent(Published):
    """What who sent it reads with code and secret; `secret` is told once, in the answer to sending it."""

    state = f.String()
    body = f.String()
    secret = f.String(allow_none=True)


class Feedback(base.Shown):
    """A piece of feedback, or a report of an agency."""

    code = f.String()
    kind = f.String(metadata={"enum": list(KINDS)})
    source = f.String(metadata={"enum": ["public", "internal"]})
    state = f.String(metadata={"enum": ["received", "assigned", "answered", "closed", "rejected"]})
    title = f.String()
    body = f.String()
    legal_text = f.String()
    contact = f.String()
    procedure = f.Nested(common.ProcedureRef, allow_none=True)
    other_procedure = f.Nested(common.ProcedureRef, allow_none=True)
    element = f.String()
    step = f.String()
    case = f.String(allow_none=True)
    reporter = f.Nested(common.AgencyRef, allow_none=True)
    reported_by = f.String()
    assigned = f.Nested(common.AgencyRef, allow_none=True)
    created_at = base.Instant()
    due_at = base.Instant(allow_none=True)
    overdue = f.Boolean()
    answer = f.String()
    published = f.Boolean()
    answered_at = base.Instant(allow_none=True)
    acts = f.List(f.String(), metadata={"description": "What the reader may do now"})
    revision = f.Integer()


class FeedbackWithRecord(Feedback):
    """The same with its record."""

    history = f.List(f.Nested(FeedbackLine))


class ProcedureReviewQuery(common.PageQuery):
    """Open reviews, or closed ones."""

    closed = base.Flag(load_default=False)


class NewProcedureReview(base.Strict):
    """Which procedure to look at anew."""

    procedure = base.Text(required=True, longest=60, empty=False)


class Conclusion(base.Strict):
    """What came of a review."""

    conclusion = base.Text(required=True, longest=20_000, empty=False)


class ProcedureReview(base.Shown):
    """A review of a procedure."""

    id = f.String()
    procedure = f.Nested(common.ProcedureRef)
    reason = f.String(metadata={"enum": ["threshold", "asked"]})
    count = f.Integer()
    days = f.Integer()
    state = f.String(metadata={"enum": ["open", "closed"]})
    opened_at = base.Instant()
    open_feedback = f.Integer()
    closed_at = base.Instant(allow_none=True)
    conclusion = f.String()
    may_close = f.Boolean()


class OverlapQuery(common.PageQuery):
    """Overlaps by state, the weightiest first."""

    state = base.Choice("proposed", "dismissed", "reported", load_default="proposed")


class Reason(base.Strict):
    """Why."""

    reason = base.Text(required=True, longest=2_000, empty=False)


class OverlapReport(base.Strict):
    """What is said beside what is alike, and in whose name."""

    text = base.Text(longest=10_000, load_default="")
    agency = base.Text(longest=60, load_default="")


class Side(base.Shown):
    """A lane of a procedure."""

    procedure = f.Nested(common.ProcedureRef)
    lane_key = f.String()
    lane = f.String()


class Alike(base.Shown):
    """What is alike on both sides."""

    kind = f.String(metadata={"enum": ["step", "document", "field"]})
    a = f.String()
    b = f.String()
    a_element = f.String()
    b_element = f.String()
    alike = f.Float(metadata={"description": "Of 100"})


class Overlap(base.Shown):
    """Two lanes that seem to do, or ask for, the same."""

    id = f.String()
    a = f.Nested(Side)
    b = f.Nested(Side)
    score = f.Float()
    evidence = f.List(f.Nested(Alike))
    state = f.String()
    found_at = base.Instant()
    reason = f.String()
    feedback = f.String(allow_none=True)
    may_decide = f.Boolean()
