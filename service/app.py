"""The web application, put together: configuration, database, both doors, errors, headers.

A process makes one. Nothing is kept in it that another process would need: processes share only the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import flask
from werkzeug.middleware import proxy_fix

from models import blobs
from models import database as db
from service import config as configuration
from service import failures
from service.api import routes as api
from service.pages import routes as pages
from service.schemas import request
from service.usecases import apologyregister, checking, clocks, importer, limits, published

YEAR_SECONDS = 31_536_000
LARGE = frozenset({"procedures.add_version", "procedures.check", "procedures.place", "forms.check", "forms.put"}) | {
    f"pages.{name}" for name in ("add_version", "save_settings", "publish", "complete", "started")
}
"""Where files and long forms come in: only from people who have signed in, which is asked before a body is read."""
DOCUMENTS = frozenset({"documents.add_to_task", "documents.add_to_start"})
"""Where one document comes in; who may bring one is asked before its body is read."""
AROUND = 2**16
"""Bytes of what a form puts around a file."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
VENDOR = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "bpmn-js/bpmn-modeler.js": "bpmn-js/dist/bpmn-modeler.production.min.js",
    "bpmn-js/bpmn-viewer.js": "bpmn-js/dist/bpmn-viewer.production.min.js",
    "bpmn-js/bpmn-navigated-viewer.js": "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
    "bpmn-js/diagram-js.css": "bpmn-js/dist/assets/diagram-js.css",
    "bpmn-js/bpmn-js.css": "bpmn-js/dist/assets/bpmn-js.css",
    "bpmn-js/css/bpmn.css": "bpmn-js/dist/assets/bpmn-font/css/bpmn.css",
    "bpmn-js/font/bpmn.woff2": "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2",
    "bpmn-js/font/bpmn.woff": "bpmn-js/dist/assets/bpmn-font/font/bpmn.woff",
    "bpmn-js/font/bpmn.ttf": "bpmn-js/dist/assets/bpmn-font/font/bpmn.ttf",
    "form-js/form-editor.js": "@bpmn-io/form-js/dist/form-editor.umd.js",
    "form-js/form-js-editor.css": "@bpmn-io/form-js/dist/assets/form-js-editor.css",
    "form-js/properties-panel.css": "@bpmn-io/form-js/dist/assets/properties-panel.css",
    "form-js/form-viewer.js": "@bpmn-io/form-js/dist/form-viewer.umd.js",
    "form-js/form-js.css": "@bpmn-io/form-js/dist/assets/form-js.css",
    "form-js/form-js-base.css": "@bpmn-io/form-js/dist/assets/form-js-base.css",
    "swagger-ui/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "swagger-ui/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
}
"""Files of other people's packages that are served, by the name under ``/static/vendor/``; no others are."""


def create_app(
    config: configuration.Config,
    *,
    clock: Callable[[], datetime] | None = None,
    stopwatch: Callable[[], float] = time.thread_time,
) -> flask.Flask:
    """The application.

    Parameters:
        config: as `config.read` gives it.
        clock: gives the present instant, aware; the system's clock when None.
        stopwatch: gives seconds that go on while a thread works, by which a step's time is bounded.
    """
    app = flask.Flask("service", static_folder="pages/static", template_folder="pages/templates")
    app.config["MAX_CONTENT_LENGTH"] = config.upload_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = config.upload_bytes
    app.config["MAX_FORM_PARTS"] = 200
    app.config["SECRET_KEY"] = config.secret
    # Vietnamese as it is, not as \u escapes: half the bytes, and people read it at the terminal.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 300
    published.bound(config.versions_bytes)
    clocks.inherit(config.clocks)
    app.extensions[request.EXTENSION] = request.Wiring(
        config=config,
        database=db.Database(config.database),
        importer=importer.Importer(config.import_seconds, config.import_bytes),
        documents=blobs.Blobs(config.documents),
        clock=clock or _system_clock,
        budget=limits.budget(config, stopwatch),
        checks=checking.tempo(),
        register=apologyregister.tempo(),
    )
    if config.proxies:
        trusted = proxy_fix.ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)
        app.wsgi_app = trusted  # type: ignore[method-assign]
    # Each kind of exception apart, and last the rest: no error leaves without passing the one table.
    app.register_error_handler(Exception, failures.answer)
    app.before_request(_storable)
    app.after_request(_finish)
    app.add_url_rule("/static/vendor/<path:name>", "vendor", _vendor)
    api.register(app)
    pages.register(app)
    return app


def _system_clock() -> datetime:
    return datetime.now(UTC)


def _storable() -> None:
    """An address with a NUL names nothing that could be stored; a body is bounded before anything reads it, because
    taking a form apart costs many times its size."""
    if "\x00" in flask.request.path:
        flask.abort(404)
    if b"%00" in flask.request.query_string and not flask.request.path.startswith(failures.API):
        flask.abort(400)
    config = request.wiring().config
    if flask.request.endpoint in DOCUMENTS:
        flask.request.max_content_length = config.document_bytes + AROUND
    elif flask.request.endpoint not in LARGE:
        flask.request.max_content_length = config.answers_bytes


def _finish(response: flask.Response) -> flask.Response:
    request.answer_cookies(response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.wiring().config.https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}")
    if not flask.request.path.startswith("/static/"):
        # What one person may read, no cache on the way may show to another.
        response.headers.setdefault(
            "Cache-Control", "no-store" if "ETag" not in response.headers else "private, no-cache"
        )
    return response


def _vendor(name: str) -> flask.Response:
    """A file of the fixed table; a name from outside never becomes a path."""
    if name not in VENDOR:
        flask.abort(404)
    modules = Path(request.wiring().config.node_modules)
    return flask.send_file(modules / VENDOR[name], max_age=YEAR_SECONDS // 12)
