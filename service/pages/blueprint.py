"""The one blueprint of all pages: who is signed in, proof that a form is ours, the menu, and what templates need.

Each noun's module registers its routes on `pages`. Every page needs a signed-in person unless its view is marked with
`open_to_all`; every change needs the token that our own forms carry.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import flask

from service import errors
from service.pages import texts
from service.rules import access
from service.schemas import request

pages = flask.Blueprint("pages", __name__)
STATIC = Path(__file__).parent / "static"
View = TypeVar("View", bound=Callable[..., object])
_open: set[str] = set()
OF_PROCEDURES = tuple(
    f"pages.{name}" for name in ("procedure", "version", "compare", "modeler", "form_builder", "new_form")
)
OF_CALENDARS = ("pages.calendar", "pages.calendar_preview", "pages.calendar_edit")
OF_FEEDBACK = tuple(f"pages.{name}" for name in ("feedback_new", "feedback_one", "procedure_reviews", "overlaps"))
NOT_PAGES = ("/api/", "/static/")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu; `current`: the page shown is one of its pages."""

    label: str
    href: str
    current: bool


def open_to_all(view: View) -> View:
    """Mark a view as one that nobody has to sign in for."""
    _open.add(f"{pages.name}.{view.__name__}")
    return view


@pages.before_app_request
def _recognise() -> None:
    """Find out who asks, also where the address is none of ours: the page that says so shows the menu too."""
    if not flask.request.path.startswith(NOT_PAGES):
        request.visitor()


@pages.before_request
def _admit() -> flask.Response | None:
    if flask.request.endpoint not in _open and request.visitor() is None:
        # Who was signed out while filling in a form comes back to the form; what was typed is kept in the browser.
        if flask.request.method == "POST" and (back := _came_from()):
            return go(flask.url_for("pages.sign_in", next=back))
        raise errors.SignInNeededError
    request.check_csrf()
    if any("\x00" in text for _, text in flask.request.form.items(multi=True)):
        flask.abort(400)
    return None


def _came_from() -> str | None:
    """The page of ours that a form was sent from."""
    parts = urlsplit(flask.request.referrer or "")
    if parts.netloc != flask.request.host:
        return None
    return local_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def go(address: str) -> flask.Response:
    """Answer with the way to another page, to be fetched with GET."""
    return flask.make_response(flask.redirect(address, 303))


def local_path(text: str | None) -> str | None:
    """`text` where it is a path on this server, None where it leads anywhere else.

    A browser takes ``//host`` and ``/\\host`` for other servers and drops tabs and line ends, so that none of them may
    stand in it.
    """
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text:
        return None
    if any(ord(sign) < 32 for sign in text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text


def here() -> str:
    """The address of the page that is shown: also of one that answers a form sent to the page's own address."""
    return flask.request.full_path.rstrip("?")


@functools.cache
def _stamp(name: str) -> str:
    path = STATIC / name
    return str(path.stat().st_mtime_ns // 1_000_000) if path.is_file() else "0"


def static(name: str) -> str:
    """The address of a file of ours; it changes with the file."""
    return flask.url_for("static", filename=name, v=_stamp(name))


def vendor(name: str) -> str:
    """The address of a file of somebody else's package, by its name in the application's table."""
    return flask.url_for("vendor", name=name)


def _entries(actor: access.Actor) -> list[tuple[str, str, tuple[str, ...]]]:
    """Label, endpoint and the further endpoints that belong to it, of what this person comes for."""
    works, sees = actor.has("work"), actor.has("work") or actor.has("oversee")
    scope = access.reports_on(actor)
    reports = scope is None or bool(scope)
    asked = (
        (works, texts._("Việc của cơ quan"), "pages.tasks", ("pages.task",)),
        (sees, texts._("Hồ sơ"), "pages.cases", ("pages.case",)),
        (actor.has("start"), texts._("Tiếp nhận hồ sơ"), "pages.start_case", ("pages.start_case_of",)),
        (sees, texts._("Xin lỗi"), "pages.apologies", ("pages.apology", "pages.apology_debt")),
        (access.reviews(actor) != frozenset(), texts._("Kiểm điểm"), "pages.reviews", ("pages.review",)),
        (reports, texts._("Bảng theo dõi"), "pages.holding", ()),
        (reports, texts._("Điểm nghẽn"), "pages.bottlenecks", ()),
        (reports, texts._("Báo cáo"), "pages.ii06a", ("pages.figure", "pages.register")),
        (True, texts._("Phản ánh"), "pages.feedback", OF_FEEDBACK),
        (sees, texts._("Sự cố"), "pages.incidents", ()),
        (bool(access.may_operate_server(actor)), texts._("Tiến trình nền"), "pages.worker", ()),
        (True, texts._("Quy trình"), "pages.procedures", OF_PROCEDURES),
        (actor.has("manage"), texts._("Lịch làm việc"), "pages.calendars", OF_CALENDARS),
        (bool(access.may_decide_warnings(actor, None)), texts._("Nhắc hạn"), "pages.warnings", ()),
    )
    return [(label, endpoint, more) for wanted, label, endpoint, more in asked if wanted]


def menu(actor: access.Actor) -> list[Item]:
    """The menu of a person: what her roles have pages for."""
    at, views = flask.request.endpoint, flask.current_app.view_functions
    return [
        Item(label, flask.url_for(endpoint), at == endpoint or at in more)
        for label, endpoint, more in _entries(actor)
        if endpoint in views
    ]


@pages.app_context_processor
def _context() -> dict[str, object]:
    # Not looked up here: where even that failed, the page that says so must still be drawn.
    visitor = flask.g.get("visitor")
    actor = visitor.actor if visitor else None
    return {
        "actor": actor,
        "csrf": request.csrf_token(),
        "csrf_name": request.CSRF_FIELD,
        "locale": request.language(),
        "menu": menu(actor) if actor else [],
        "here": here(),
        "now": request.now(),
        "static": static,
        "vendor": vendor,
    }
