"""Report II.06a, the dossiers behind each of its figures, and the register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service import errors
from service.api import kit
from service.schemas import common, request
from service.schemas import figures as schemas
from service.usecases import dossierlists, figures

blp = kit.Blueprint("figures", "Report II.06a and the register")


def _asked(query: dict[str, Any]) -> figures.Query:
    wrong = [
        errors.Problem(key, "not_a_day")
        for key, name in (("from", "first"), ("to", "last"))
        if isinstance(query[name], datetime)
    ]
    if wrong:
        raise errors.InvalidError(*wrong)
    names = ("first", "last", "agency", "field", "by", "excused", "procedure")
    return figures.Query(**{name: query[name] for name in names if name in query})


@blp.route("/reports/ii06a")
@blp.arguments(schemas.FiguresQuery, location="query")
@blp.response(200, schemas.FiguresReport)
def report(query: dict[str, Any]) -> Any:
    """What was received, settled and is open, as form II.06a counts it."""
    with request.wiring().database.snapshot() as session:
        return figures.report(session, request.actor(), _asked(query), now=request.now())


@blp.route("/reports/ii06a/cases")
@blp.arguments(schemas.FigureQuery, location="query")
@blp.response(200, common.page_of(schemas.DossierLine))
def cases(query: dict[str, Any]) -> Any:
    """The dossiers that a figure of the report's last row counts."""
    return _page(query, query["column"])


@blp.route("/reports/register")
@blp.arguments(schemas.ListQuery, location="query")
@blp.response(200, common.page_of(schemas.RegisterLine))
def register(query: dict[str, Any]) -> Any:
    """The register: what was received in the period."""
    return _page(query, dossierlists.REGISTER)


def _page(query: dict[str, Any], column: int) -> Any:
    with request.wiring().database.snapshot() as session:
        found = dossierlists.page(
            session,
            request.actor(),
            _asked(query),
            column,
            now=request.now(),
            cursor=query.get("cursor"),
            limit=query["limit"],
        )
    return kit.paged(found)
