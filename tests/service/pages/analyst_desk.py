"""Somebody at the pages without a browser: signed in, sending forms with the token that the pages give."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import flask
import pytest
from werkzeug import datastructures
from werkzeug.test import TestResponse

from service.schemas import request
from service.usecases import people, published
from tests.service.api import world as worlds
from tests.support import databases


class Desk:
    """A person's place in a city.

    Parameters:
        login: one of `worlds.PEOPLE`.
        language: ``vi`` or ``en``.
    """

    def __init__(self, city: worlds.World, login: str = "analyst", language: str = "vi") -> None:
        self.city = city
        self._client = city.app.test_client()
        with city.database.transaction() as session:
            person = people.actor(session, login, now=city.now)
            token = people.open_session(session, person.person_id, now=city.now)
        self._client.set_cookie(request.SESSION_COOKIE, token)
        self._client.set_cookie(request.LOCALE_COOKIE, language)

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self._client.get(path)

    def text(self, path: str) -> str:
        """A page's text, which is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return shown(answer)

    def post(self, path: str, fields: dict[str, object] | datastructures.MultiDict[str, str]) -> TestResponse:
        """Send a form."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.get("/procedures").text)
        assert found is not None
        sent: datastructures.MultiDict[str, object] = datastructures.MultiDict()
        pairs = fields.items(multi=True) if isinstance(fields, datastructures.MultiDict) else fields.items()
        for name, value in pairs:
            sent.add(name, value)
        sent["csrf_token"] = found[1]
        return self._client.post(path, data=sent)


def shown(answer: TestResponse) -> str:
    """What an answer says, without its markup, on one line."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", answer.text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def fields(answer: TestResponse) -> datastructures.MultiDict[str, str]:
    """The fields of a version's form as a browser would send them back."""
    form = re.search(r'(?s)<form[^>]* id="version-form".*?</form>', answer.text)
    assert form is not None
    return datastructures.MultiDict(_fields(form[0]))


def _fields(form: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"(?s)<input[^>]*>", form):
        kind, name, value = (_attribute(tag, key) for key in ("type", "name", "value"))
        if name and (kind != "checkbox" or re.search(r"\bchecked\b", tag)):
            yield name, value
    for select, body in re.findall(r"(?s)(<select[^>]*>)(.*?)</select>", form):
        options = re.findall(r"<option[^>]*>", body)
        chosen = next((option for option in options if re.search(r"\bselected\b", option)), options[0])
        if name := _attribute(select, "name"):
            yield name, _attribute(chosen, "value")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def copied(template: Path, folders: pytest.TempPathFactory) -> str:
    """The address of a fresh database for the tests of a module."""
    path = folders.mktemp("pages") / "laneway.sqlite"
    shutil.copyfile(template, path)
    published.forget()
    return databases.sqlite_address(path)


@contextmanager
def open_city(url: str) -> Iterator[worlds.World]:
    """A city over the database at `url`, closed in the end."""
    city = worlds.build(url)
    try:
        yield city
    finally:
        wiring = city.app.extensions[request.EXTENSION]
        wiring.importer.close()
        wiring.database.dispose()
        city.database.dispose()


@contextmanager
def speaking(app: flask.Flask, language: str) -> Iterator[None]:
    """Inside a request of somebody who reads `language`."""
    with app.test_request_context(headers={"Cookie": f"{request.LOCALE_COOKIE}={language}"}):
        yield
