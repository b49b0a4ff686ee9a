"""All pages, put on the application: each noun's module adds its routes to the blueprint when it is imported."""

from __future__ import annotations

import flask

from service.pages import blueprint, display, sessions, texts
from service.schemas import request

MODULES = (sessions,)
"""The nouns; being named here is what puts a module's routes on the blueprint."""


def register(app: flask.Flask) -> None:
    """Put the pages on an application that has its wiring."""
    config = app.extensions[request.EXTENSION].config
    texts.register(app, config.zone)
    display.register(app)
    app.config.update(
        SESSION_COOKIE_NAME="laneway_notices", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=config.https
    )
    app.register_blueprint(blueprint.pages)
