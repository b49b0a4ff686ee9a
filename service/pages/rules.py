"""Why a finding is told and how to mend it: the pages of the project's documentation, shown where a finding is read.

The text is ours, from `docs/`; it is rendered without HTML of its own all the same. No diagram is read for it: what the
documentation holds is told by tests to be all that can be found.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import flask
import markdown_it
import markupsafe
from markdown_it import token
from werkzeug import wrappers

from service import errors
from service.pages import blueprint, texts
from service.schemas import request

DOCS = Path(__file__).parents[2] / "docs"
APART = frozenset({"README", "modelers"})
"""Pages that explain no single rule."""
HEADINGS = {"vi": "Tiếng Việt", "en": "English"}
COLUMN = {"vi": 1, "en": 2}
"""Where a language stands in the tables of modelers."""
_READER = markdown_it.MarkdownIt("commonmark", {"html": False})
_TOPIC = re.compile(r"^.*\]\((?:rules/)?modelers\.md#([\w-]+)\)\n?", re.MULTILINE)
_ADDRESS = re.compile(r"(?:(?:\.\./)?findings\.md#|)([a-z0-9-]+)(?:\.md)?")


@dataclass(frozen=True, slots=True)
class Page:
    """What is written of a rule: by language, in markdown, and the section on modelers that goes with it."""

    written: Mapping[str, str]
    topic: str


@functools.cache
def _pages() -> Mapping[str, Page]:
    """Every rule and finding by its name."""
    found = {}
    for path in sorted((DOCS / "rules").glob("*.md")):
        if path.stem not in APART:
            found[path.stem] = _page(path.read_text(encoding="utf-8"), "## ")
    for section in (DOCS / "findings.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, text = section.partition("\n")
        found.setdefault(name, _page(text, "### "))
    return found


def _page(text: str, level: str) -> Page:
    topic = _TOPIC.search(text)
    parts = dict(part.split("\n", 1) for part in _TOPIC.sub("", text).split(f"\n{level}")[1:])
    return Page({language: parts[heading] for language, heading in HEADINGS.items()}, topic[1] if topic else "")


@functools.cache
def _modelers() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Section → rows: a family of modelers, and what to do in it in Vietnamese and in English."""
    text = (DOCS / "rules" / "modelers.md").read_text(encoding="utf-8")
    found = {}
    for section in text.split("\n## ")[1:]:
        name, *lines = section.strip().splitlines()
        rows = [line for line in lines if line.startswith("|")][2:]
        found[name] = tuple(tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows)
    return found


@blueprint.pages.get("/rules")
def rules() -> str:
    """All that may be told, by name."""
    language = request.language()
    shown = [(name, _first(page.written[language])) for name, page in sorted(_pages().items())]
    return flask.render_template("rules/list.html", rules=shown)


@blueprint.pages.get("/rules/<name>")
def rule(name: str) -> str:
    """Why it is told, what is right and wrong, and how to mend it in each family of modelers."""
    found, language = _pages().get(name), request.language()
    if found is None:
        raise errors.NotFoundError("rule", name)
    column = COLUMN[language]
    modelers = [(row[0], row[column]) for row in _modelers().get(found.topic, ())]
    return flask.render_template("rules/one.html", name=name, text=_html(found.written[language]), modelers=modelers)


@blueprint.pages.get("/rules/pictures/<name>.svg")
def rule_picture(name: str) -> wrappers.Response:
    """A picture of a rule's page."""
    rule_name, _, kind = name.rpartition("-")
    if rule_name not in _pages() or kind not in {"valid", "invalid"}:
        raise errors.NotFoundError("picture", name)
    return flask.send_from_directory(DOCS / "rules" / "pictures", f"{name}.svg", mimetype="image/svg+xml")


def _first(written: str) -> str:
    """What a page says first that is no level: one line for the list."""
    lines = (line.strip() for line in written.splitlines())
    said = [line for line in lines if line and not line.startswith(("Mức:", "Level:"))]
    return re.sub(r"\*([^*]+)\*", r"\1", said[0]).replace("\\", "") if said else ""


def _html(written: str) -> markupsafe.Markup:
    """Markdown as HTML: tags in it are text, and links lead to pages of ours alone."""
    tokens = _READER.parse(written)
    for one in (inner for outer in tokens for inner in outer.children or ()):
        _led(one)
    return markupsafe.Markup(_READER.renderer.render(tokens, _READER.options, {}))  # noqa: S704 - rendered without HTML


def _led(one: token.Token) -> None:
    """Lead a link or picture of the documentation to the page that shows it here."""
    if one.type == "image":
        name = Path(str(one.attrs["src"])).stem
        one.attrs["src"] = flask.url_for("pages.rule_picture", name=name)
        right = name.endswith("-valid")
        said = texts._("Hình: vẽ đúng") if right else texts._("Hình: vẽ sai")
        one.children = [token.Token("text", "", 0, content=said)]
        one.attrs["class"] = "rule-picture"
    elif one.type == "link_open":
        leads = _ADDRESS.fullmatch(str(one.attrs["href"]))
        known = leads is not None and leads[1] in _pages()
        one.attrs["href"] = (
            flask.url_for("pages.rule", name=leads[1]) if leads and known else flask.url_for("pages.rules")
        )
