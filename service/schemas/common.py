"""Parts that several answers hold: agencies, people, procedures, findings, problems, pages."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from service.schemas import base

f = ma.fields


class AgencyRef(base.Shown):
    """An agency as it is named."""

    code = f.String()
    name = f.String(attribute="name_vi")
    name_en = f.String()


class PersonRef(base.Shown):
    """A person as colleagues see her."""

    id = f.String()
    name = f.String()


class ProcedureRef(base.Shown):
    """A procedure and version, as named beside a case or a task."""

    code = f.String()
    name = f.String(attribute="name_vi")
    name_en = f.String()
    version = f.Integer()


class Finding(base.Shown):
    """Something said about a diagram; `message` is in the language of the request."""

    rule = f.String()
    level = f.String(metadata={"enum": ["error", "warning", "note"]})
    element = f.String(allow_none=True)
    name = f.String()
    lane = f.String()
    line = f.Integer(metadata={"description": "Line of the file, from 1; 0 where unknown"})
    message = f.String()


class ProblemItem(base.Shown):
    """One thing wrong in what was sent."""

    key = f.String(metadata={"description": "Path of the field, joined by dots"})
    code = f.String()
    message = f.String()
    values = f.Dict()


class Problem(base.Shown):
    """RFC 9457. `code` is stable; `title` and `detail` are in the language of the request."""

    type = f.String()
    title = f.String()
    status = f.Integer()
    detail = f.String()
    code = f.String()
    values = f.Dict(metadata={"description": "What the detail names: who was first and when, the revision, the line"})
    errors = f.List(
        f.Dict(), metadata={"description": "Problems {key, code, message, values}, or the findings that block"}
    )


class PageQuery(base.Strict):
    """Which page: `cursor` from the `next` of the page before."""

    cursor = base.Text(longest=600)
    limit = base.Whole(1, 200, load_default=50)


def page_of(item: type[ma.Schema]) -> ma.Schema:
    """The schema of a keyset page of `item`."""
    shown: dict[str, Any] = {
        "items": f.List(f.Nested(item)),
        "next": f.String(allow_none=True, metadata={"description": "Address of the next page, null on the last"}),
    }
    return base.Shown.from_dict(shown, name=f"{item.__name__}Page")()
