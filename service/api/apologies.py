"""Apologies: drafts, letters, the debt, mistakes, how each agency apologises; and the register, which is public."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import flask

from service import papers
from service.api import kit
from service.rules import apologypolicy
from service.schemas import apologies as schemas
from service.schemas import common, request
from service.usecases import apologies as usecase
from service.usecases import (
    apologyacts,
    apologydebt,
    apologydrafts,
    apologyletter,
    apologypolicies,
    apologyregister,
    apologyviews,
    cases,
    faults,
)

blp = kit.Blueprint("apologies", "Apologies, their letters, what is owed")
register_blp = kit.Blueprint("register", "The public register of apologies", public=True)
DAYS = timedelta(days=29)


@blp.route("/apologies")
@blp.arguments(schemas.ApologyQuery, location="query")
@blp.response(200, common.page_of(schemas.Apology))
def page(query: dict[str, Any]) -> Any:
    """Apologies that the reader may read; what is owed longest first."""
    with request.wiring().database.reading() as session:
        return kit.paged(apologyviews.page(session, request.actor(), apologyviews.ApologyQuery(**query)))


@blp.route("/apologies/<apology>")
@blp.response(200, schemas.Apology)
def get(apology: str) -> Any:
    """One apology, with what the reader may do."""
    with request.wiring().database.reading() as session:
        return apologyviews.get(session, request.actor(), apology)


@blp.route("/apologies/<apology>/letter.pdf")
@blp.response(200, content_type="application/pdf")
def letter(apology: str) -> flask.Response:
    """What the letter would say now, as a draft; a signed one is the case's document."""
    now = request.now()
    with request.wiring().database.reading() as session:
        says = usecase.preview(session, request.actor(), apology, now=now)
    response = flask.Response(papers.pdf(apologyletter.TEMPLATE, says, at=now), content_type="application/pdf")
    response.headers["Content-Disposition"] = "attachment; filename=apology.pdf"
    return response


@blp.route("/apologies/<apology>/acts", methods=["POST"])
@blp.arguments(schemas.ApologyAct)
@blp.response(200, schemas.Apology)
def act(body: dict[str, Any], apology: str) -> Any:
    """Write, submit, give back, approve, sign, send, drop, reopen or withdraw."""
    wiring, now = request.wiring(), request.now()
    return apologyacts.do(
        wiring.database,
        wiring.documents,
        request.actor(),
        apology,
        apologyacts.Asked(**body),
        lambda says: papers.pdf(apologyletter.TEMPLATE, says, at=now),
        now=now,
    )


@blp.route("/cases/<code>/apologies")
@blp.response(200, schemas.ApologyList)
def of_case(code: str) -> Any:
    """The apologies of a case, oldest first."""
    with request.wiring().database.reading() as session:
        case_id = cases.readable(session, request.actor(), code)
        return {"items": apologyviews.of_case(session, request.actor(), case_id)}


@blp.route("/cases/<code>/faults", methods=["POST"])
@blp.arguments(schemas.Fault)
@blp.response(201, schemas.Made)
def record_fault(body: dict[str, Any], code: str) -> Any:
    """Record a mistake; the agency whose it was gets the draft of an apology."""
    with request.wiring().database.transaction() as session:
        made = faults.record_fault(
            session, request.actor(), code, body["agency"], body["what"], seq=body["seq"], now=request.now()
        )
    return {"apologies": [made]}


@blp.route("/cases/<code>/foresee", methods=["POST"])
@blp.response(201, schemas.Made)
def foresee(code: str) -> Any:
    """Say that the reader's own agencies will not keep their dates in this case."""
    with request.wiring().database.transaction() as session:
        return {"apologies": apologydrafts.foresee(session, request.actor(), code, now=request.now())}


@blp.route("/reports/apology-debt")
@blp.arguments(schemas.DebtQuery, location="query")
@blp.response(200, schemas.Debts)
def debt(query: dict[str, Any]) -> Any:
    """What is late without an apology: now, and at the end of each day of a period."""
    now, zone = request.now(), ZoneInfo(request.wiring().config.zone)
    last = kit.instant(query["last"]).astimezone(zone).date() if "last" in query else now.astimezone(zone).date()
    first = kit.instant(query["first"]).astimezone(zone).date() if "first" in query else last - DAYS
    with request.wiring().database.reading() as session:
        days = apologydebt.by_day(session, request.actor(), first, last, now=now, zone=zone)
        return {"now": apologydebt.now_owed(session, request.actor(), now=now), "days": days}


@blp.route("/agencies/<code>/apology-policy")
@blp.response(200, schemas.ApologyPolicy)
def policy(code: str) -> Any:
    """How an agency apologises, with what holds for all below it."""
    with request.wiring().database.reading() as session:
        return apologypolicy.plain(apologypolicies.get(session, request.actor(), code))


@blp.route("/agencies/<code>/apology-policy", methods=["PUT"])
@blp.arguments(schemas.ApologyPolicyChange)
@blp.response(200, schemas.ApologyPolicy)
def put_policy(body: dict[str, Any], code: str) -> Any:
    """Set how an agency apologises; of the city's own, for all that say nothing else."""
    with request.wiring().database.transaction() as session:
        return apologypolicy.plain(apologypolicies.put(session, request.actor(), code, body, now=request.now()))


@register_blp.route("/register/apologies")
@register_blp.arguments(schemas.RegisterQuery, location="query")
@register_blp.response(200, common.page_of(schemas.Entry))
def register(query: dict[str, Any]) -> Any:
    """The register, newest first, for everybody; names and whole dossier codes are not in it."""
    request.wiring().register.take(request.address(), request.now())
    since, until = query.pop("since", None), query.pop("until", None)
    asked = apologyregister.Query(**query, since=_day(since, 0), until=_day(until, 1))
    with request.wiring().database.reading() as session:
        return kit.paged(apologyregister.page(session, asked))


def _day(given: Any, more: int) -> datetime | None:
    if given is None:
        return None
    return kit.instant(given) + timedelta(days=0 if isinstance(given, datetime) else more)
