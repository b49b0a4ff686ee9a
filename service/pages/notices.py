"""Notices: the inbox with its bell, and what a person prefers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import flask

from service import config, errors
from service.pages import blueprint, refusals, texts
from service.schemas import notice_texts, request
from service.usecases import inbox, preferences

KINDS = ("warning", "apology", "review")
"""How kinds begin that can be filtered by."""
YEAR_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Group:
    """The notices of a page that are about one case, the newest first; `case` None: about none."""

    case: str | None
    notices: tuple[inbox.NoticeView, ...]


def unread() -> int:
    """How many notices the person at this page hasn't read."""
    with request.wiring().database.reading() as session:
        return inbox.unread(session, request.actor())


@blueprint.pages.get("/notices", endpoint="notices")
def listed() -> str:
    """What this person was told, by case."""
    return _page()


def _page(refused: str = "", notice: str = "", note: str = "") -> str:
    given = {name: flask.request.args.get(name, "").strip() for name in ("state", "kind", "case")}
    given["state"] = given["state"] if given["state"] in inbox.STATES else "unread"
    asked = inbox.NoticeQuery(
        state=given["state"],
        kind=given["kind"] if given["kind"] in KINDS else None,
        case=given["case"][:80] or None,
        cursor=flask.request.args.get("cursor") or None,
    )
    with request.wiring().database.reading() as session:
        page = inbox.page(session, request.actor(), asked, now=request.now())
    kept = {name: value for name, value in given.items() if value and (name, value) != ("state", "unread")}
    return flask.render_template(
        "notices/list.html", page=page, groups=_groups(page.items), given=given, kept=kept, refused=refused,
        typed={"notice": notice, "note": note},
    )  # fmt: skip


def _groups(items: Sequence[inbox.NoticeView]) -> list[Group]:
    """By case, in the order of each case's newest notice."""
    found: dict[str | None, list[inbox.NoticeView]] = {}
    for one in items:
        found.setdefault(one.case, []).append(one)
    return [Group(case, tuple(each)) for case, each in found.items()]


@blueprint.pages.post("/notices/read", endpoint="read_notices")
def read_all() -> flask.Response:
    """Mark all as read."""
    with request.wiring().database.transaction() as session:
        inbox.read(session, request.actor(), None, now=request.now())
    flask.flash(texts._("Đã đánh dấu tất cả là đã đọc."), "success")
    return blueprint.go(flask.url_for("pages.notices"))


@blueprint.pages.post("/notices/<notice>/read", endpoint="read_notice")
def read(notice: str) -> flask.Response:
    """Mark one as read."""
    with request.wiring().database.transaction() as session:
        inbox.read(session, request.actor(), notice, now=request.now())
    return blueprint.go(_back())


@blueprint.pages.post("/notices/<notice>/acknowledge", endpoint="acknowledge_notice")
def acknowledge(notice: str) -> flask.Response | tuple[str, int]:
    """Say that one knows, and what is being done about it."""
    note = flask.request.form.get("note", "")
    try:
        with request.wiring().database.transaction() as session:
            inbox.acknowledge(session, request.actor(), notice, note, now=request.now())
    except errors.InvalidError as refused:
        return _page(refusals.sentence(refused.problems[0].code, refused.problems[0].values), notice, note), 422
    flask.flash(texts._("Đã ghi nhận. Việc này không còn được nhắc lại hằng ngày cho bạn."), "success")
    return blueprint.go(_back())


def _back() -> str:
    """The list as it was filtered."""
    return blueprint.local_path(flask.request.form.get("back")) or flask.url_for("pages.notices")


@blueprint.pages.get("/preferences", endpoint="preferences")
def shown() -> str:
    """What this person prefers."""
    with request.wiring().database.reading() as session:
        known = preferences.get(session, request.actor())
    return _preferences(known)


def _preferences(known: preferences.Preferences, said: Sequence[refusals.Said] = ()) -> str:
    return flask.render_template(
        "notices/preferences.html", known=known, said=said, mailing=request.wiring().config.smtp is not None
    )


@blueprint.pages.post("/preferences", endpoint="prefer")
def prefer() -> flask.Response | tuple[str, int]:
    """Change it; the pages are in the chosen language from then on."""
    form = flask.request.form
    typed = preferences.Preferences(
        form.get("locale", "vi"), form.get("email", "").strip(), digest=form.get("digest") == "1"
    )
    try:
        with request.wiring().database.transaction() as session:
            preferences.put(
                session, request.actor(), locale=typed.locale, email=typed.email, digest=typed.digest,
                now=request.now(),
            )  # fmt: skip
    except errors.InvalidError as refused:
        labels = {"email": texts._("Thư điện tử"), "locale": texts._("Ngôn ngữ")}
        said = [
            refusals.Said(labels.get(one.key, one.key), refusals.sentence(one.code, one.values), one.key)
            for one in refused.problems
        ]
        locale = typed.locale if typed.locale in config.LOCALES else "vi"
        return _preferences(replace(typed, locale=locale), said), 422
    flask.flash(texts._("Đã lưu tùy chọn."), "success")
    response = blueprint.go(flask.url_for("pages.preferences"))
    secure = request.wiring().config.https
    response.set_cookie(
        request.LOCALE_COOKIE, typed.locale, max_age=YEAR_SECONDS, httponly=True, secure=secure, samesite="Lax"
    )
    return response


def title(one: inbox.NoticeView) -> str:
    """What a notice says, in few words."""
    return notice_texts.title(one.kind, one.values, request.language())


def sentence(one: inbox.NoticeView) -> str:
    """What there is to know besides."""
    return notice_texts.sentence(one.kind, one.values, request.language())


def place(one: inbox.NoticeView) -> str:
    """Where it is: agency and procedure."""
    return notice_texts.place(one.values, request.language())
