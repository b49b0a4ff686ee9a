"""Taking in a new case: pick a procedure, fill in what it asks, hand the applicant a slip.

The look-up secret is told once, on the page that answers the form; a reload sends the form again, and its key makes
the same answer of it instead of a second case.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import flask

from service import errors
from service.pages import blueprint, refusals, texts
from service.rules import access
from service.schemas import request, strictjson
from service.usecases import agencies, cases, forms, idempotency, procedures

APPLICANT = ("name", "identity", "phone", "email", "address")
MOST_PROCEDURES = 200


@dataclass(frozen=True, slots=True)
class Pick:
    """A kind of agency that the case picks; `lanes` are those it works in, `chosen` the one offered first."""

    kind: str
    lanes: tuple[str, ...]
    offices: tuple[agencies.AgencyView, ...]
    chosen: str


@blueprint.pages.get("/cases/new")
def start_case() -> str:
    """The procedures that a case can be started by now."""
    actor = request.actor()
    _may_start(actor)
    with request.wiring().database.reading() as session:
        known = procedures.page(session, actor, now=request.now(), limit=MOST_PROCEDURES).items
    offered = [one for one in known if any(version.in_force for version in one.versions)]
    return flask.render_template("cases/pick.html", procedures=offered)


def _may_start(actor: access.Actor) -> None:
    if not actor.has("start"):
        raise errors.ForbiddenError("no_right")


@blueprint.pages.get("/cases/new/<code>")
def start_case_of(code: str) -> str:
    """What starting a case of a procedure asks."""
    _may_start(request.actor())
    return _page(code)


def _page(
    code: str,
    *,
    problems: Sequence[refusals.Said] = (),
    typed: Mapping[str, object] | None = None,
    given: Mapping[str, str] | None = None,
) -> str:
    """The form, with what was sent where something was wrong with it.

    Parameters:
        typed: answers to the procedure's own form.
        given: the applicant's fields and the agencies picked, by the names of their inputs.
    """
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        asked = forms.start(session, code, now=now, language=request.language())
        offices = {kind: agencies.tree(session, actor, now=now, kind=kind) for kind in asked.kinds}
        known = {one.code: one.parent for one in agencies.tree(session, actor, now=now)}
    own = {membership.agency_code for membership in actor.memberships}
    near = {known.get(one) for one in own} - {None}
    sent = given or {}
    picks = [
        Pick(kind, lanes, offices[kind], sent.get(f"agency.{kind}") or _nearest(offices[kind], own, near))
        for kind, lanes in asked.kinds.items()
    ]
    return flask.render_template(
        "cases/start.html",
        asked=asked,
        picks=picks,
        given=sent,
        fields=_applicant_fields(),
        problems=problems,
        values=typed or {},
        key=sent.get("key") or secrets.token_urlsafe(16),
    )


def _nearest(offices: Sequence[agencies.AgencyView], own: set[str], near: set[str | None]) -> str:
    """The office to offer first: the person's own, else one beneath the same agency, else the only one."""
    for wanted in (
        [one.code for one in offices if one.code in own],
        [one.code for one in offices if one.parent in near and one.parent is not None],
        [one.code for one in offices] if len(offices) == 1 else [],
    ):
        if len(wanted) == 1 or (wanted and wanted[0] in own):
            return wanted[0]
    return ""


def _applicant_fields() -> list[tuple[str, str, str]]:
    """Name, label and autocomplete-free input type of what is asked about the applicant."""
    labels = {
        "name": (texts._("Họ và tên người nộp"), "text"),
        "identity": (texts._("Số định danh cá nhân"), "text"),
        "phone": (texts._("Điện thoại"), "tel"),
        "email": (texts._("Thư điện tử"), "email"),
        "address": (texts._("Địa chỉ"), "text"),
    }
    return [(name, *labels[name]) for name in APPLICANT]


@blueprint.pages.post("/cases/new/<code>", endpoint="started")
def started(code: str) -> tuple[str, int]:
    """Start the case; the answer is the slip, with the secret that is told this once."""
    given = {name: value.strip() for name, value in flask.request.form.items() if name != request.CSRF_FIELD}
    sent = given.get("answers", "")
    typed = strictjson.decode(sent.encode("utf-8", "replace")) if sent else {}
    applicant = {name: given[f"applicant.{name}"] for name in APPLICANT if given.get(f"applicant.{name}")}
    picked = {
        name.removeprefix("agency."): value for name, value in given.items() if name.startswith("agency.") and value
    }
    try:
        with request.wiring().database.transaction() as session:
            case = cases.start(
                session,
                request.actor(),
                code,
                typed,
                applicant,
                picked,
                channel="post" if given.get("channel") == "post" else "direct",
                now=request.now(),
                idempotency=_key(given),
                budget=request.wiring().budget,
            )
    except errors.InvalidError as wrong:
        return _page(code, problems=_problems(code, wrong), typed=typed, given=given), 422
    except errors.ConflictError as late:
        told = refusals.Said("", refusals.sentence(late.code, late.values))
        return _page(code, problems=[told], typed=typed, given=given), 409
    return flask.render_template("cases/started.html", case=case, code=code), 201


def _key(given: Mapping[str, str]) -> idempotency.Idempotency | None:
    key = given.get("key", "")[: idempotency.LONGEST_KEY]
    body = "\n".join(f"{name}={given[name]}" for name in sorted(given) if name != "key")
    return idempotency.Idempotency(key, hashlib.sha256(body.encode("utf-8", "replace")).digest()) if key else None


def _problems(code: str, wrong: errors.InvalidError) -> list[refusals.Said]:
    with request.wiring().database.reading() as session:
        asked = forms.start(session, code, now=request.now(), language=request.language())
    labels = forms.of_schema(asked.schema).fields
    named = {f"data.{key}": label for key, label in labels.items()}
    named.update({f"applicant.{name}": label for name, label, _ in _applicant_fields()})
    named.update({f"agencies.{kind}": ", ".join(lanes) for kind, lanes in asked.kinds.items()})
    return refusals.problems(wrong, forms.Labels(named))
