"""Notices, preferences and policies of warnings on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.rules import warnings
from service.schemas import base, common, notice_texts, request
from service.usecases import inbox, policies

f = ma.fields


class NoticeQuery(common.PageQuery):
    """Which of one's notices; `kind` is how their kind begins, such as ``warning``."""

    state = base.Choice(*inbox.STATES, load_default="unread")
    kind = base.Text(longest=60)
    case = base.Text(longest=80)


class Notice(base.Shown):
    """A notice; `title` and `text` are in the language of the request, `values` what they were made of."""

    id = f.String()
    kind = f.String()
    case = f.String(allow_none=True)
    title = f.Function(
        lambda one: notice_texts.title(one.kind, one.values, request.language()), metadata={"type": "string"}
    )
    text = f.Function(
        lambda one: notice_texts.sentence(one.kind, one.values, request.language()), metadata={"type": "string"}
    )
    values = f.Dict()
    created_at = base.Instant()
    quiet = f.Boolean(metadata={"description": "It stands in the inbox, uncounted and unmailed"})
    read_at = base.Instant(allow_none=True)
    acknowledged_at = base.Instant(allow_none=True)
    note = f.String()
    settled_at = base.Instant(allow_none=True, metadata={"description": "Since when what it is about is past"})


class Count(base.Shown):
    """How many notices are unread; at most 100 are counted."""

    unread = f.Integer()


class Acknowledge(base.Strict):
    """`note` says what is being done about it; it stands in the case's record."""

    note = base.Text(longest=2_000, load_default="")


class Marked(base.Shown):
    """How many notices were unread until now."""

    read = f.Integer()


class Preferences(base.Strict):
    """`digest`: notices come by mail, once a working day, and at once what is urgent."""

    locale = base.Choice("vi", "en", required=True)
    email = base.Text(longest=300, required=True)
    digest = base.Flag(required=True)


class PreferencesShown(base.Shown):
    """One's own preferences."""

    locale = f.String()
    email = f.String()
    digest = f.Boolean()


class PolicyQuery(base.Strict):
    """Whose: an agency's, a version's of a procedure, or without any of them the installation's."""

    agency = base.Text(longest=60)
    procedure = base.Text(longest=60)
    version = base.Whole(1, 999_999_999)


class Policy(base.Strict):
    """`levels` by kind (step, lane, case, budget, ack): where they stand and who is told; `mail` only without a scope.

    ``{"step": {"levels": [{"at": "80%", "to": ["doer"], "quiet": false}], "repeat": true}}``
    """

    levels = base.JsonObject(required=True)
    mail = base.JsonObject(load_default=None)
    revision = base.Whole(0, 2**53, load_default=None)


class PolicyShown(base.Shown):
    """A policy; `own` are the kinds that this scope decides itself, the others come from above."""

    levels = f.Function(lambda one: warnings.to_json(one.policy), metadata={"type": "object"})
    own = f.Function(lambda one: sorted(one.own), metadata={"type": "array", "items": {"type": "string"}})
    mail = f.Function(
        lambda one: None if one.mail is None else policies.mail_json(one.mail), metadata={"type": "object"}
    )
    revision = f.Integer()
