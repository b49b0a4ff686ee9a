"""Values that nobody means to send: each is refused or found nowhere, on both doors, and none is answered by 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from service.schemas import request as requests
from service.usecases import people
from tests.service.api.world import PASSWORD, World

ODD = ("a\x00b", "9" * 19, "9" * 5000, "１２", "²", "0001-01-01", "9999-12-31", "x" * 5000, 'a"\r\nX: y', "đ💩", "-")
FEW = ("a\x00b", "9" * 5000, "9999-12-31", "0001-01-01T00:00", 'đ"\r\nX: y')
QUERY = (
    "q",
    "state",
    "agency",
    "procedure",
    "version",
    "case",
    "lane",
    "element",
    "cursor",
    "from",
    "to",
    "next",
    "limit",
)
FORM = (
    "login", "password", "next", "back", "locale", "answers", "key", "reason", "code", "name", "lead_agency",
    "revision", "effective_from", "applicant.name", "accept", "act",
)  # fmt: skip
NAMES = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


@pytest.fixture(scope="module")
def browser(world: World) -> FlaskClient:
    """A browser in which somebody has signed in who reaches every page."""
    client = world.app.test_client()
    token = people.sign_in(world.database, "administrator", PASSWORD, address="a", now=world.now)
    client.set_cookie(requests.SESSION_COOKIE, token)
    return client


def routes(world: World, method: str) -> Iterator[Rule]:
    for rule in world.app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in {"static", "vendor", "pages.sign_out"}:
            yield rule


def filled(rule: Rule, odd: str, *, at: str = "") -> str:
    """A rule's address with `odd` in the place named `at`, and what could be there in the others."""
    usual = {"code": "TT.0000", "number": "1", "task": "1-1", "task_id": "1-1"}
    return NAMES.sub(lambda name: quote(odd if name[1] == at else usual.get(name[1], "1"), safe=""), rule.rule)


def csrf(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/procedures").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT"])
def test_no_odd_part_of_an_address_is_answered_by_a_fault(world: World, browser: FlaskClient, method: str) -> None:
    world.published()
    headers = {requests.CSRF_HEADER: csrf(browser)}
    for rule in routes(world, method):
        for place in rule.arguments:
            for odd in ODD:
                answer = browser.open(filled(rule, odd, at=place), method=method, headers=headers)
                assert answer.status_code < 500, (rule.rule, place, odd[:20])
                answer.close()


def test_no_odd_query_is_answered_by_a_fault(world: World, browser: FlaskClient) -> None:
    code = world.published()
    for rule in routes(world, "GET"):
        for name in QUERY:
            for odd in FEW:
                more = f"&procedure={code}" if name == "version" else ""
                answer = browser.get(f"{filled(rule, '')}?{name}={quote(odd, safe='')}{more}")
                assert answer.status_code < 500, (rule.rule, name, odd[:20])
                answer.close()


def test_no_odd_field_of_a_form_is_answered_by_a_fault(world: World, browser: FlaskClient) -> None:
    world.drafted()
    token = csrf(browser)
    for rule in routes(world, "POST"):
        if rule.rule.startswith("/api/"):
            continue
        for name in FORM:
            for odd in FEW:
                fields = {"code": "TT.1", "name": "A", "lead_agency": "H26", "csrf_token": token, name: odd}
                answer = browser.post(filled(rule, ""), data=fields)
                assert answer.status_code < 500, (rule.rule, name, odd[:20])
                assert "X" not in answer.headers, rule.rule
                answer.close()
