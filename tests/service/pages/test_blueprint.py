"""What every page keeps: who may come in, that a change was meant, that nobody is led away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from flask import testing

from service import app, config
from service.pages import blueprint, texts
from tests.service.api import world as worlds
from tests.support import databases

OPEN = {"pages.sign_in", "pages.signed_in", "pages.sign_out", "pages.language"}
OPEN |= {"pages.apology_register", "pages.public_feedback", "pages.look_up_feedback"}


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """A small city of the module's own."""
    path = tmp_path_factory.mktemp("pages") / "laneway.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    made = worlds.build(databases.sqlite_address(path))
    yield made
    made.database.dispose()


@pytest.fixture
def browser(city: worlds.World) -> testing.FlaskClient:
    """A browser that has been nowhere yet."""
    return city.app.test_client()


def _token(browser: testing.FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/sign-in").text)
    assert found is not None
    return found[1]


def _sign_in(browser: testing.FlaskClient, login: str = "officer", password: str = worlds.PASSWORD, **more: str) -> str:
    """Send the page to sign in; where it leads."""
    fields = {"login": login, "password": password, "csrf_token": _token(browser), **more}
    answer = browser.post("/sign-in", data=fields)
    return answer.headers["Location"] if answer.status_code == 303 else str(answer.status_code)


def _rules(application: flask.Flask, method: str) -> list[tuple[str, str]]:
    """Endpoint and a path of every page that takes a method."""
    adapter = application.url_map.bind("localhost")
    found = []
    for rule in application.url_map.iter_rules():
        if rule.endpoint.startswith("pages.") and method in (rule.methods or ()):
            converters = rule._converters
            filled = {
                name: 1 if type(c).__name__ in {"IntegerConverter", "Number"} else "1-1"
                for name, c in converters.items()
            }
            found.append((rule.endpoint, adapter.build(rule.endpoint, filled, method=method)))
    return found


def test_every_page_asks_who_is_there_first(city: worlds.World) -> None:
    """Without a session each leads to the page to sign in, and back from there."""
    asked = [(endpoint, path) for endpoint, path in _rules(city.app, "GET") if endpoint not in OPEN]
    assert len(asked) > 10
    for endpoint, path in asked:
        answer = city.app.test_client().get(path)
        assert (answer.status_code, answer.headers.get("Location", "")[:8]) == (302, "/sign-in"), endpoint


def test_no_change_without_the_token_of_our_own_forms(city: worlds.World) -> None:
    """A foreign page's form carries the cookie, and not the token."""
    changes = _rules(city.app, "POST")
    assert len(changes) > 8
    browser = city.app.test_client()
    _sign_in(browser)
    for endpoint, path in changes:
        assert browser.post(path, data={"locale": "en"}).status_code == 403, endpoint


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/cases?q=a", "/cases?q=a"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("/\t/elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_to_pages_of_this_server_only(browser: testing.FlaskClient, asked: str, led: str) -> None:
    """Whatever address the way in was asked to lead to."""
    assert _sign_in(browser, next=asked) == led


def test_a_wrong_password_is_told_in_one_sentence_and_the_name_is_kept(browser: testing.FlaskClient) -> None:
    """In the reader's language, with a status that says so."""
    answer = browser.post(
        "/sign-in",
        data={"login": "officer", "password": "sai", "csrf_token": _token(browser)},
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert 'value="officer"' in answer.text


def test_too_many_attempts_are_told_when_to_come_back(sqlite_url: str) -> None:
    """With the time, and without saying whether the name is known."""
    city = worlds.build(sqlite_url)
    browser = city.app.test_client()
    codes = [_sign_in(browser, "nobody at all", "sai mật khẩu") for _ in range(11)]
    city.database.dispose()
    assert codes == ["401"] * 10 + ["429"]


def test_signing_out_ends_the_session(browser: testing.FlaskClient) -> None:
    """The cookie opens nothing afterwards, and the browser keeps nothing that was typed."""
    _sign_in(browser)
    assert browser.get("/tasks").status_code == 200
    token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/tasks").text)
    assert token is not None
    answer = browser.post("/sign-out", data={"csrf_token": token[1]})
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert browser.get("/tasks").status_code == 302


@pytest.mark.parametrize(
    ("login", "begins"),
    [("officer", "/tasks"), ("manager", "/holding"), ("analyst", "/procedures"), ("administrator", "/procedures")],
)
def test_each_role_begins_where_its_work_is(browser: testing.FlaskClient, login: str, begins: str) -> None:
    """The start page leads there."""
    _sign_in(browser, login)
    assert browser.get("/").headers["Location"] == begins


def test_a_page_that_is_none_is_told_in_both_languages(browser: testing.FlaskClient) -> None:
    """With the menu, for who is signed in."""
    _sign_in(browser)
    assert "Không tìm thấy" in browser.get("/none", headers={"Accept-Language": "vi"}).text
    english = browser.get("/none", headers={"Accept-Language": "en"})
    assert english.status_code == 404
    assert "Not found" in english.text
    assert "/tasks" in english.text


def test_a_fault_shows_a_number_and_nothing_of_itself(sqlite_url: str) -> None:
    """The log holds it under that number."""
    application = app.create_app(config.Config(database=sqlite_url, secret="s" * 40))

    @blueprint.open_to_all
    def broken() -> str:
        raise RuntimeError("a secret of the inside")

    application.add_url_rule("/broken", view_func=broken)
    answer = application.test_client().get("/broken", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "secret of the inside" not in answer.text
    assert re.search(r"number [0-9a-f]{12}", answer.text)


def test_nothing_in_a_page_runs_inline(browser: testing.FlaskClient) -> None:
    """The content security policy would refuse it."""
    _sign_in(browser, "manager")
    for path in ("/holding", "/reports/bottlenecks", "/cases", "/incidents"):
        text = browser.get(path).text
        assert not re.search(r"\son\w+=|<style|\sstyle=", text), path
        assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", text), path


def test_every_catalogue_can_be_read_and_counts(city: worlds.World) -> None:
    """English has a singular."""
    english = texts.translations("en")
    assert english.ngettext("%(num)d ngày", "%(num)d ngày", 1) == "%(num)d day"
    assert english.ngettext("%(num)d ngày", "%(num)d ngày", 2) == "%(num)d days"
