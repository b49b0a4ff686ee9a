"""Apologies: the agency's desk, one apology from draft to register, and what is recorded on the page of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import flask

from service import errors, papers
from service.pages import apologytexts, blueprint, refusals, texts
from service.rules import apologies as rules
from service.schemas import request
from service.usecases import apologies, apologyacts, apologydrafts, apologyletter, apologyviews, faults

TABS = ("owed", *rules.OWED, "sent", "withdrawn", "dropped", "all")


@blueprint.pages.get("/apologies", endpoint="apologies")
def listed() -> str:
    """The apologies that this person may read; those of her own agencies first asked for."""
    given = {name: flask.request.args.get(name, "").strip() for name in ("state", "all", "second", "case")}
    actor = request.actor()
    mine = not given["all"] and actor.has("work")
    asked = apologyviews.ApologyQuery(
        state=given["state"] if given["state"] in TABS else "owed",
        mine=mine,
        second=True if given["second"] else None,
        case=given["case"] or None,
        cursor=flask.request.args.get("cursor") or None,
    )
    with request.wiring().database.reading() as session:
        page = apologyviews.page(session, actor, asked)
    kept = {name: value for name, value in given.items() if value}
    return flask.render_template(
        "apologies/list.html", page=page, given={**given, "state": asked.state}, kept=kept, tabs=TABS, mine=mine
    )


@blueprint.pages.get("/apologies/<apology_id>", endpoint="apology")
def one(apology_id: str) -> str:
    """One apology, with what this person may do with it."""
    return _page(apology_id)


def _page(apology_id: str, said: Sequence[refusals.Said] = ()) -> str:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        found = apologyviews.get(session, actor, apology_id)
        latest = apologies.latest(session, apology_id, now)
    typed = flask.request.form if said else {}
    return flask.render_template(
        "apologies/one.html",
        one=found,
        latest=latest,
        said=said,
        typed=typed,
        reasons=apologytexts.reasons(),
        review_right="review" in {right for m in actor.memberships for right in m.rights},
    )


@blueprint.pages.post("/apologies/<apology_id>", endpoint="apology_act")
def act(apology_id: str) -> flask.Response | tuple[str, int]:
    """Do something with it; what is refused comes back with what was typed."""
    form, wiring, now = flask.request.form, request.wiring(), request.now()
    revision = form.get("revision", "")

    def done() -> None:
        asked = apologyacts.Asked(
            act=form.get("act", ""),
            reason=form.get("reason", ""),
            words=form.get("words", ""),
            new_due=_typed_instant(form.get("new_due", "")),
            how=form.get("how", "intake"),
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None,
        )
        apologyacts.do(
            wiring.database,
            wiring.documents,
            request.actor(),
            apology_id,
            asked,
            lambda says: papers.pdf(apologyletter.TEMPLATE, says, at=now),
            now=now,
        )

    said, status = attempted(done)
    if said:
        return _page(apology_id, said), status
    flask.flash(_done(form.get("act", "")), "success")
    return blueprint.go(flask.url_for("pages.apology", apology_id=apology_id))


def attempted(act: Callable[[], None]) -> tuple[list[refusals.Said], int]:
    """Do something; what is refused as sentences with the status of the answer, nothing where it was done."""
    try:
        act()
    except errors.InvalidError as wrong:
        return [
            refusals.Said(apologytexts.field(each.key), refusals.sentence(each.code, each.values), each.key)
            for each in wrong.problems
        ], 422
    except errors.StaleError as stale:
        return [refusals.Said("", refusals.sentence(stale.code, stale.values))], 412
    except errors.ConflictError as late:
        return [refusals.Said("", refusals.sentence(late.code, late.values))], 409
    except errors.ForbiddenError as refused:
        return [refusals.Said("", refusals.sentence(refused.code, refused.values))], 403
    return [], 303


def _typed_instant(text: str) -> datetime | None:
    """What a field of date and time holds, in the server's zone.

    Raises:
        InvalidError: it is none.
    """
    if not text.strip():
        return None
    try:
        found = datetime.fromisoformat(text.strip()[:16]).replace(tzinfo=ZoneInfo(request.wiring().config.zone))
    except ValueError as cause:
        raise errors.InvalidError(errors.Problem("new_due", "not_a_datetime")) from cause
    if not 2000 <= found.year < 9000:
        raise errors.InvalidError(errors.Problem("new_due", "not_a_datetime"))
    return found


def _done(act: str) -> str:
    known = {
        rules.WRITE: texts._("Đã lưu nháp."),
        rules.SUBMIT: texts._("Đã trình lãnh đạo duyệt."),
        rules.GIVE_BACK: texts._("Đã trả lại người viết."),
        rules.APPROVE: texts._("Đã duyệt; chờ ký."),
        rules.SIGN: texts._("Đã ký và cấp số; hãy gửi cho người nộp."),
        rules.SEND: texts._("Đã gửi và công khai."),
        rules.DROP: texts._("Đã bỏ bản nháp."),
        rules.REOPEN: texts._("Đã mở lại bản nháp."),
        rules.WITHDRAW: texts._("Đã thu hồi; sổ công khai ghi lý do."),
    }
    return known.get(act, "")


@blueprint.pages.get("/apologies/<apology_id>/letter.pdf", endpoint="apology_letter")
def letter(apology_id: str) -> flask.Response:
    """What the letter would say now, to be saved."""
    now = request.now()
    with request.wiring().database.reading() as session:
        says = apologies.preview(session, request.actor(), apology_id, now=now)
    response = flask.Response(papers.pdf(apologyletter.TEMPLATE, says, at=now), content_type="application/pdf")
    response.headers["Content-Disposition"] = "attachment; filename=phieu-xin-loi-du-thao.pdf"
    return response


@blueprint.pages.post("/cases/<code>/faults", endpoint="record_fault")
def record_fault(code: str) -> flask.Response:
    """Record a mistake on a case."""
    form = flask.request.form

    def done() -> None:
        with request.wiring().database.transaction() as session:
            faults.record_fault(
                session, request.actor(), code, form.get("agency", ""), form.get("what", ""), now=request.now()
            )

    return _back(code, attempted(done)[0], texts._("Đã ghi nhận sai sót; cơ quan đó có bản nháp phiếu xin lỗi."))


@blueprint.pages.post("/cases/<code>/foresee", endpoint="foresee")
def foresee(code: str) -> flask.Response:
    """Say that the own agency will not keep its date."""

    def done() -> None:
        with request.wiring().database.transaction() as session:
            apologydrafts.foresee(session, request.actor(), code, now=request.now())

    return _back(code, attempted(done)[0], texts._("Đã có bản nháp phiếu xin lỗi vì thấy trước sẽ chậm."))


def _back(code: str, said: Sequence[refusals.Said], done: str) -> flask.Response:
    for each in said:
        flask.flash(f"{each.label}: {each.text}" if each.label else each.text, "warning")
    if not said:
        flask.flash(done, "success")
    return blueprint.go(flask.url_for("pages.case", code=code) + "#apologies")
