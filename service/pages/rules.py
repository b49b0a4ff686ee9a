"""Why a finding is told and how to mend it: the pages of the project's documentation, shown where a finding is read.

The text is ours; it is rendered without HTML of its own all the same.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import flask
import markdown_it
import markupsafe
from markdown_it import token
from werkzeug import wrappers

from service import errors
from service.pages import blueprint, texts
from service.schemas import request
from service.usecases import explained

_READER = markdown_it.MarkdownIt("commonmark", {"html": False})
_ADDRESS = re.compile(r"(?:(?:\.\./)?findings\.md#|)([a-z0-9-]+)(?:\.md)?")


@blueprint.pages.get("/rules")
def rules() -> str:
    """All that may be told, by name."""
    language = request.language()
    shown = [(name, page.first(language)) for name, page in sorted(explained.pages().items())]
    return flask.render_template("rules/list.html", rules=shown)


@blueprint.pages.get("/rules/<name>")
def rule(name: str) -> str:
    """Why it is told, what is right and wrong, and how to mend it in each family of modelers."""
    found, language = explained.pages().get(name), request.language()
    if found is None:
        raise errors.NotFoundError("rule", name)
    column = explained.COLUMN[language]
    modelers = [(row[0], row[column]) for row in explained.modelers().get(found.topic, ())]
    return flask.render_template("rules/one.html", name=name, text=_html(found.written[language]), modelers=modelers)


@blueprint.pages.get("/rules/pictures/<name>.svg")
def rule_picture(name: str) -> wrappers.Response:
    """A picture of a rule's page."""
    rule_name, _, kind = name.rpartition("-")
    if rule_name not in explained.pages() or kind not in {"valid", "invalid"}:
        raise errors.NotFoundError("picture", name)
    return flask.send_from_directory(explained.PICTURES, f"{name}.svg", mimetype="image/svg+xml")


def _html(written: str) -> markupsafe.Markup:
    """Markdown as HTML: tags in it are text, and links lead to pages of ours alone."""
    tokens = _READER.parse(written)
    for one in (inner for outer in tokens for inner in outer.children or ()):
        _led(one)
    return markupsafe.Markup(_READER.renderer.render(tokens, _READER.options, {}))  # noqa: S704 - rendered without HTML


def _led(one: token.Token) -> None:
    """Lead a link or picture of the documentation to the page that shows it here."""
    if one.type == "image":
        name = PurePosixPath(str(one.attrs["src"])).stem
        one.attrs["src"] = flask.url_for("pages.rule_picture", name=name)
        right = name.endswith("-valid")
        said = texts._("Hình: vẽ đúng") if right else texts._("Hình: vẽ sai")
        one.children = [token.Token("text", "", 0, content=said)]
        one.attrs["class"] = "rule-picture"
    elif one.type == "link_open":
        leads = _ADDRESS.fullmatch(str(one.attrs["href"]))
        known = leads is not None and leads[1] in explained.pages()
        one.attrs["href"] = (
            flask.url_for("pages.rule", name=leads[1]) if leads and known else flask.url_for("pages.rules")
        )
