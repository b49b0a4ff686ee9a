"""Apologies, the register, debt and policies on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.rules import apologies as rules
from service.schemas import base, common
from service.usecases import apologies

f = ma.fields


class ApologyQuery(common.PageQuery):
    """Which apologies: ``owed`` ones, those in a state, or all; with `mine` of the reader's own agencies."""

    state = base.Choice("owed", "all", *rules.STATES, load_default="owed")
    mine = base.Flag(load_default=False)
    second = base.Flag()
    agency = base.Text(longest=60)
    procedure = base.Text(longest=60)
    case = base.Text(longest=80)


class Apology(base.Shown):
    """An apology; `acts` are those that the reader may do now."""

    id = f.String()
    case = f.String()
    agency = f.Nested(common.AgencyRef)
    procedure = f.Nested(common.ProcedureRef)
    ground = f.String(metadata={"enum": list(rules.GROUNDS)})
    lane = f.String()
    second = f.Boolean(metadata={"description": "A new date had been given, and was broken too"})
    state = f.String(metadata={"enum": list(rules.STATES)})
    revision = f.Integer()
    reason = f.String(metadata={"enum": ["", *rules.REASONS]})
    words = f.String()
    wrong = f.String(metadata={"description": "The mistake that it is about"})
    done = f.Boolean()
    owed_from = base.Instant()
    due_at = base.Instant(allow_none=True)
    case_due_at = base.Instant(allow_none=True)
    new_due_at = base.Instant(allow_none=True)
    settled_at = base.Instant(allow_none=True)
    number = f.String()
    document = f.String(allow_none=True)
    sha256 = f.String()
    created_at = base.Instant()
    created_by = f.Nested(common.PersonRef, allow_none=True)
    approved_at = base.Instant(allow_none=True)
    approved_by = f.Nested(common.PersonRef, allow_none=True)
    signed_at = base.Instant(allow_none=True)
    signed_by = f.Nested(common.PersonRef, allow_none=True)
    sent_at = base.Instant(allow_none=True)
    sent_by = f.Nested(common.PersonRef, allow_none=True)
    sent_how = f.String()
    published_at = base.Instant(allow_none=True)
    closed_at = base.Instant(allow_none=True)
    closed_by = f.Nested(common.PersonRef, allow_none=True)
    closed_reason = f.String()
    applicant = f.String()
    acts = f.List(f.String())


class ApologyList(base.Shown):
    """Apologies of a case."""

    items = f.List(f.Nested(Apology))


class ApologyAct(base.Strict):
    """An act on an apology. `reason` is of the catalogue, for a draft; `words` say more, or why something is given
    back, dropped or withdrawn."""

    act = base.Choice(*rules.ACTS, required=True)
    reason = base.Choice("", *rules.REASONS, load_default="")
    words = base.Text(load_default="")
    new_due = base.Instant(load_default=None, allow_none=True)
    how = base.Choice(*apologies.HOW, load_default="intake")
    revision = base.Whole(1, 2**31 - 1, load_default=None, allow_none=True)


class Fault(base.Strict):
    """A mistake on a case: whose, what was wrong, and at which step."""

    agency = base.Text(required=True, longest=60)
    what = base.Text(required=True, empty=False)
    seq = base.Whole(0, 2**31 - 1, load_default=None, allow_none=True)


class Made(base.Shown):
    """The drafts that came of it."""

    apologies = f.List(f.String())


class RegisterQuery(common.PageQuery):
    """The register, searched."""

    q = base.Text(longest=200, load_default="")
    agency = base.Text(longest=60)
    procedure = base.Text(longest=60)
    since = base.Day(data_key="from")
    until = base.Day(data_key="to")
    limit = base.Whole(1, 100, load_default=25)


class ProcedureName(base.Shown):
    """A procedure as the register names it."""

    code = f.String()
    name = f.String(attribute="name_vi")
    name_en = f.String()


class Entry(base.Shown):
    """A line of the public register; the dossier's code is masked."""

    number = f.String()
    code = f.String()
    agency = f.Nested(common.AgencyRef)
    procedure = f.Nested(ProcedureName)
    ground = f.String()
    second = f.Boolean()
    published_at = base.Instant()
    due_at = base.Instant(allow_none=True)
    new_due_at = base.Instant(allow_none=True)
    reason = f.String()
    withdrawn = f.Boolean()
    withdrawn_reason = f.String()


class DebtQuery(base.Strict):
    """Days, both counted; the last 30 where none are named."""

    first = base.Day(data_key="from")
    last = base.Day(data_key="to")


class Debt(base.Shown):
    """What an agency owes now."""

    agency = f.Nested(common.AgencyRef)
    owed = f.Integer()
    drafted = f.Integer()
    second = f.Integer()
    oldest = base.Instant(allow_none=True)


class DebtDay(base.Shown):
    """What an agency owed at the end of a day, and what came and was given on it."""

    agency = f.Nested(common.AgencyRef)
    day = f.Date()
    owed = f.Integer()
    came = f.Integer()
    given = f.Integer()


class Debts(base.Shown):
    """Now, and day by day."""

    now = f.List(f.Nested(Debt))
    days = f.List(f.Nested(DebtDay))


class ApologyPolicy(base.Shown):
    """How an agency apologises."""

    symbol = f.String()
    place = f.String()
    head = f.String()
    deputy = f.String()
    apart = f.Boolean(metadata={"description": "Who has written an apology may not sign it"})
    again = f.Dict(metadata={"description": "The new limit that is proposed: {amount, unit}"})
    most = f.Dict(metadata={"description": "The longest new limit"})
    foresee = f.String(metadata={"enum": ["untouched", "always", "never"]})
    review_second = f.Boolean()
    review_days = f.Integer(metadata={"description": "Working days late from which a review is opened; 0: never"})


class ApologyPolicyChange(base.Strict):
    """What an agency does otherwise than all others; what isn't named is as the city says."""

    symbol = base.Text(longest=40)
    place = base.Text(longest=100)
    head = base.Text(longest=120)
    deputy = base.Text(longest=120)
    apart = base.Flag()
    again = base.JsonObject()
    most = base.JsonObject()
    foresee = base.Choice("untouched", "always", "never")
    review_second = base.Flag()
    review_days = base.Whole(0, 250)
