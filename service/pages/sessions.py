"""Signing in and out, the language, and where each role begins."""

from __future__ import annotations

import flask

from service import config, errors
from service.pages import blueprint, display, texts
from service.rules import access
from service.schemas import request
from service.usecases import people

YEAR_SECONDS = 31_536_000


@blueprint.pages.get("/")
def home() -> flask.Response:
    """Where this person's work is."""
    return blueprint.go(flask.url_for(_begins(request.actor())))


def _begins(actor: access.Actor) -> str:
    views = flask.current_app.view_functions
    wanted = (
        (actor.has("work"), "pages.tasks"),
        (actor.has("draw") or actor.has("publish"), "pages.procedures"),
        (access.reports_on(actor) != frozenset(), "pages.holding"),
        (actor.has("oversee"), "pages.cases"),
        (True, "pages.procedures"),
    )
    return next((name for wants, name in wanted if wants and name in views), "pages.nothing")


@blueprint.pages.get("/nothing")
def nothing() -> str:
    """For somebody without any role."""
    return flask.render_template("sessions/nothing.html")


@blueprint.pages.get("/sign-in")
@blueprint.open_to_all
def sign_in() -> str | flask.Response:
    """The page to sign in; who has done so already goes on."""
    following = blueprint.local_path(flask.request.args.get("next"))
    if request.visitor() is not None:
        return blueprint.go(following or flask.url_for("pages.home"))
    return _asked(following)


def _asked(following: str | None, login: str = "", problem: str = "") -> str:
    return flask.render_template("sessions/sign_in.html", following=following, login=login, problem=problem)


@blueprint.pages.post("/sign-in")
@blueprint.open_to_all
def signed_in() -> flask.Response | tuple[str, int]:
    """Open a session and go on to where the person wanted to go."""
    form, wiring = flask.request.form, request.wiring()
    following, login = blueprint.local_path(form.get("next")), form.get("login", "")
    try:
        token = people.sign_in(
            wiring.database,
            login,
            form.get("password", ""),
            address=request.address(),
            now=request.now(),
            hours=wiring.config.session_hours,
            replacing=flask.request.cookies.get(request.SESSION_COOKIE),
        )
    except errors.SignInFailedError:
        return _asked(following, login, texts._("Tên đăng nhập hoặc mật khẩu không đúng.")), 401
    except errors.TooManyError as refused:
        told = texts._("Đã thử sai quá nhiều lần; hãy thử lại sau %(at)s.", at=display.instant(refused.retry_at))
        return _asked(following, login, told), 429
    response = blueprint.go(following or flask.url_for("pages.home"))
    request.remember(response, token)
    return response


@blueprint.pages.post("/sign-out")
@blueprint.open_to_all
def sign_out() -> flask.Response:
    """End the session."""
    token = flask.request.cookies.get(request.SESSION_COOKIE)
    if token:
        with request.wiring().database.transaction() as session:
            people.sign_out(session, token)
    response = blueprint.go(flask.url_for("pages.sign_in"))
    request.forget(response)
    # What was typed is kept in the browser until it is sent: not for whoever sits down here next.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@blueprint.pages.post("/language")
@blueprint.open_to_all
def language() -> flask.Response:
    """Show everything in the language chosen from now on, beginning with the page that was open."""
    chosen = flask.request.form.get("locale", "")
    response = blueprint.go(blueprint.local_path(flask.request.form.get("back")) or flask.url_for("pages.home"))
    if chosen in config.LOCALES:
        secure = request.wiring().config.https
        response.set_cookie(
            request.LOCALE_COOKIE, chosen, max_age=YEAR_SECONDS, httponly=True, secure=secure, samesite="Lax"
        )
    return response
