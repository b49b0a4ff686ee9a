"""People, tokens and agencies on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.schemas import base

f = ma.fields


class Membership(base.Shown):
    """A role in an agency."""

    agency = f.String(attribute="agency_code")
    role = f.String()
    rights = f.Function(lambda held: sorted(held.rights), metadata={"type": "array", "items": {"type": "string"}})


class Me(base.Shown):
    """Who asks."""

    id = f.Function(lambda actor: str(actor.person_id), metadata={"type": "string"})
    name = f.String()
    via = f.String()
    memberships = f.List(f.Nested(Membership))


class NewToken(base.Strict):
    """A token's name says what uses it; it ends after `days`."""

    name = base.Text(required=True, longest=100, empty=False)
    days = base.Whole(1, 3_650, load_default=365)


class Token(base.Shown):
    """An API token; `secret` is shown once, when it is made."""

    id = f.String()
    name = f.String()
    created_at = base.Instant()
    expires_at = base.Instant(allow_none=True)


class MadeToken(Token):
    """A token that has just been made."""

    secret = f.String()


class TokenList(base.Shown):
    """The tokens of who asks."""

    items = f.List(f.Nested(Token))


class AgencyQuery(base.Strict):
    """Which agencies."""

    kind = base.Text(longest=60)


class Agency(base.Shown):
    """An agency in its tree."""

    code = f.String()
    name = f.String(attribute="name_vi")
    name_en = f.String()
    kind = f.String()
    parent = f.String(allow_none=True)
    depth = f.Integer()


class Agencies(base.Shown):
    """The agencies that exist now, each after the one above it."""

    items = f.List(f.Nested(Agency))
