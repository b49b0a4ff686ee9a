"""Report II.06a, the dossiers behind its figures, and the register on the wire."""

from __future__ import annotations

import marshmallow as ma

from service.measures import ii06a
from service.schemas import base, common

f = ma.fields


class FiguresQuery(base.Strict):
    """A period of whole days, `from` and `to` both inside; an agency (without: the city), a field of procedures."""

    first = base.Day(data_key="from", required=True, metadata={"type": "string"})
    last = base.Day(data_key="to", required=True, metadata={"type": "string"})
    agency = base.Text(longest=60)
    field = base.Text(longest=200, metadata={"description": "Of procedures; empty: those that belong to none"})
    procedure = base.Text(longest=60)
    by = base.Choice("field", "procedure", "agency", load_default="field")
    excused = base.Flag(
        load_default=True,
        metadata={"description": "Whether dossiers that wait for a supplement count as within time"},
    )


class ListQuery(FiguresQuery):
    """The same, and which page; rows by agency have no list of their own: ask with `agency`."""

    by = base.Choice("field", "procedure", load_default="field")
    cursor = base.Text(longest=600)
    limit = base.Whole(1, 200, load_default=50)


class FigureQuery(ListQuery):
    """Which figure: the number of its column on the form."""

    column = base.Whole(min(ii06a.COLUMNS), max(ii06a.COLUMNS), required=True)


class Figures(base.Shown):
    """The figures of a row; always received = settled + open. Numbers of columns on the form in brackets."""

    received = f.Integer(metadata={"description": "(3) = (4) + (5) + (6)"})
    online = f.Integer(metadata={"description": "(4)"})
    direct = f.Integer(metadata={"description": "(5) at the counter or by post"})
    carried = f.Integer(metadata={"description": "(6) from the period before"})
    settled = f.Integer(metadata={"description": "(7) = (8) + (9) + (10)"})
    early = f.Integer(metadata={"description": "(8)"})
    on_time = f.Integer(metadata={"description": "(9)"})
    late = f.Integer(metadata={"description": "(10)"})
    open = f.Integer(metadata={"description": "(11) = (12) + (13)"})
    within = f.Integer(metadata={"description": "(12) within time"})
    overdue = f.Integer(metadata={"description": "(13)"})


class FiguresRow(base.Shown):
    """A row: of a field, a procedure or an agency."""

    code = f.String()
    name = f.String()
    name_en = f.String()
    figures = f.Nested(Figures)


class FiguresReport(base.Shown):
    """The report. `total` is null by agency: a dossier that several agencies had is in the row of each."""

    as_of = base.Instant()
    agency = f.Nested(common.AgencyRef, allow_none=True)
    rows = f.List(f.Nested(FiguresRow))
    total = f.Nested(Figures, allow_none=True)


class DossierLine(base.Shown):
    """A dossier as the agency asked about, or the city, counts it."""

    code = f.String()
    procedure = f.Nested(common.ProcedureRef)
    channel = f.String(metadata={"enum": ["direct", "online", "post"]})
    received_at = base.Instant()
    due_at = base.Instant(allow_none=True)
    settled_at = base.Instant(allow_none=True)
    result = f.String(allow_none=True, metadata={"enum": ["early", "on_time", "late", None]})
    overdue = f.Boolean()


class RegisterLine(DossierLine):
    """A line of the register."""

    owner = f.String()
    contact = f.String()
    receiver = f.String()
    lead = f.Nested(common.AgencyRef, allow_none=True)
