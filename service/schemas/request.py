"""What a request brings besides its body: the instant, the language, who asks, and proof that they meant to.

Both doors stand on this, so that the API and the pages agree on who somebody is. A browser is known by a session
cookie and must send a token bound to that session with every change (OWASP's HMAC-based double submit); a program is
known by a bearer token (RFC 6750), which no browser sends by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

import flask

from models import blobs
from models import database as db
from service import config as configuration
from service import errors
from service.rules import access
from service.usecases import importer as importing
from service.usecases import limits, pace, people

EXTENSION = "laneway"
SESSION_COOKIE = "laneway_session"
VISITOR_COOKIE = "laneway_visitor"
LOCALE_COOKIE = "laneway_locale"
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Wiring:
    """What every request of this process shares. `clock` gives the present instant, aware, in UTC; `budget` bounds
    each step of the engine, `checks` how often one person may have a drawing checked, `register` how often one address
    may read a public register."""

    config: configuration.Config
    database: db.Database
    importer: importing.Importer
    documents: blobs.Blobs
    clock: Callable[[], datetime]
    budget: limits.Budget
    checks: pace.Pace
    register: pace.Pace


def wiring() -> Wiring:
    """What the application was made with."""
    return cast(Wiring, flask.current_app.extensions[EXTENSION])


def now() -> datetime:
    """The instant of this request: asked for once, so that everything it does has the same time."""
    if "now" not in flask.g:
        flask.g.now = wiring().clock()
    return cast(datetime, flask.g.now)


def language() -> str:
    """``vi`` or ``en``: what the person chose on a page, else what the client prefers, else the server's; found once,
    as every text of a page asks for it."""
    if "language" not in flask.g:
        flask.g.language = _language()
    return cast(str, flask.g.language)


def _language() -> str:
    chosen = flask.request.cookies.get(LOCALE_COOKIE, "")
    if chosen in configuration.LOCALES:
        return chosen
    # Of "en-GB, vi;q=0.5" the first is meant: a region that we don't know apart is its language.
    preferred = (tag.partition("-")[0].lower() for tag in flask.request.accept_languages.values())
    return next((tag for tag in preferred if tag in configuration.LOCALES), wiring().config.locale)


def address() -> str:
    """Where the request comes from, as far as the proxies that are trusted tell."""
    return flask.request.remote_addr or ""


def visitor() -> people.Visitor | None:
    """Who asks, or None; looked up once. A bearer token goes before a cookie.

    Raises:
        SignInNeededError: a bearer token was sent that isn't good (any more).
    """
    if "visitor" not in flask.g:
        flask.g.visitor = _visitor()
    return cast("people.Visitor | None", flask.g.visitor)


def actor() -> access.Actor:
    """Who asks.

    Raises:
        SignInNeededError: nobody is signed in.
    """
    found = visitor()
    if found is None:
        raise errors.SignInNeededError
    return found.actor


def _visitor() -> people.Visitor | None:
    scheme, _, token = flask.request.headers.get("Authorization", "").partition(" ")
    database = wiring().database
    if scheme.lower() == "bearer":
        with database.reading() as session:
            found = people.by_token(session, token.strip(), now=now())
        if found is None:
            raise errors.SignInNeededError("token_unknown")
        return found
    cookie = flask.request.cookies.get(SESSION_COOKIE, "")
    if not cookie:
        return None
    with database.reading() as session:
        found = people.by_session(session, cookie, now=now(), idle_minutes=wiring().config.session_idle_minutes)
    if found is not None and found.stale:
        with database.transaction() as session:
            people.touch(session, cookie, now=now())
    return found


def csrf_token() -> str:
    """What a page's form sends back in `csrf_token`, or a script in the header ``X-CSRF-Token``.

    Bound to the session; on the sign-in page, where there is none, to a random cookie that `answer_cookies` sets.
    """
    return _csrf(_bound_to())


def check_csrf(sent: str | None = None) -> None:
    """Refuse a change that a foreign page may have asked for.

    Parameters:
        sent: the token; None takes it from the header, else from the form.

    Raises:
        ForbiddenError: ``csrf``.
    """
    if flask.request.method in SAFE_METHODS:
        return
    found = visitor()
    if found is not None and found.actor.via == "token":
        return  # no browser sends a bearer token by itself
    if sent is None:
        sent = flask.request.headers.get(CSRF_HEADER) or flask.request.form.get(CSRF_FIELD, "")
    origin = flask.request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != flask.request.host
    bound = _cookie()
    if foreign or not bound or not hmac.compare_digest(_csrf(bound).encode(), sent.encode("utf-8", "replace")):
        raise errors.ForbiddenError("csrf")


def _cookie() -> str:
    return flask.request.cookies.get(SESSION_COOKIE) or flask.request.cookies.get(VISITOR_COOKIE, "")


def _bound_to() -> str:
    found = _cookie()
    if found:
        return found
    if "new_visitor" not in flask.g:
        flask.g.new_visitor = secrets.token_urlsafe(24)
    return cast(str, flask.g.new_visitor)


def _csrf(bound: str) -> str:
    key = hashlib.sha256(f"csrf:{wiring().config.secret}".encode()).digest()
    return hmac.new(key, bound.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def remember(response: flask.Response, session_token: str) -> None:
    """Put a new session into the browser, in place of whatever identified it before."""
    config = wiring().config
    response.set_cookie(
        SESSION_COOKIE,
        session_token,
        max_age=config.session_hours * 3600,
        httponly=True,
        secure=config.https,
        samesite="Lax",
    )
    response.delete_cookie(VISITOR_COOKIE)
    flask.g.pop("new_visitor", None)


def forget(response: flask.Response) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, secure=wiring().config.https, samesite="Lax")


def answer_cookies(response: flask.Response) -> None:
    """Set the cookie that a form given to a stranger is bound to; called for every answer."""
    if "new_visitor" in flask.g:
        secure = wiring().config.https
        response.set_cookie(VISITOR_COOKIE, flask.g.new_visitor, httponly=True, secure=secure, samesite="Lax")
