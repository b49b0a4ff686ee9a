"""Who may call what: one expectation per route of the API, and none without."""

from __future__ import annotations

import io
from typing import Any

import pytest

from service.api import kit
from tests.service.api import drawings
from tests.service.api.world import PEOPLE, World

ALL = frozenset(PEOPLE)
FORM = {"data": drawings.FORM, "content_type": "application/json"}
DRAW = frozenset({"administrator", "analyst"})
IN_CASE = frozenset({"administrator", "manager", "officer", "chief", "taxer"})
ONE_STOP = frozenset({"officer", "chief"})
OPERATORS = frozenset({"administrator"})

AT_A_DRAFT = ("/versions", "/compare", "<code>/check", "<code>/place", "/procedures/<code>")
"""Endings of routes that are asked of a procedure with a draft."""
EXPECTED: dict[str, tuple[frozenset[str] | None, int]] = {
    # route → who gets through (None: everybody, signed in or not), and what the others get
    "POST /procedures": (DRAW, 403),
    "GET /procedures": (ALL, 0),
    "GET /procedures/<code>": (ALL, 0),
    "POST /procedures/<code>/versions": (DRAW, 403),
    "GET /procedures/<code>/versions/<number:number>": (DRAW, 404),
    "GET /procedures/<code>/versions/<number:number>/diagram.bpmn": (DRAW, 404),
    "GET /procedures/<code>/versions/<number:number>/picture.bpmn": (DRAW, 404),
    "GET /procedures/<code>/versions/<number:number>/steps": (DRAW, 404),
    "PUT /procedures/<code>/versions/<number:number>/settings": (DRAW, 404),
    "POST /procedures/<code>/versions/<number:number>/publish": (DRAW, 404),
    "GET /procedures/<code>/compare": (DRAW, 404),
    "POST /procedures/<code>/check": (DRAW, 403),
    "POST /procedures/<code>/place": (DRAW, 403),
    "GET /procedures/<code>/versions/<number:number>/forms/<name>": (DRAW, 404),
    "PUT /procedures/<code>/versions/<number:number>/forms/<name>": (DRAW, 404),
    "POST /forms/check": (DRAW, 403),
    "PUT /procedures/<code>/versions/<number:number>/answers/<path:element>": (DRAW, 404),
    "DELETE /procedures/<code>/versions/<number:number>/answers/<path:element>": (DRAW, 404),
    "POST /cases": (ONE_STOP, 403),
    "GET /cases": (ALL, 0),
    "GET /cases/<code>": (IN_CASE, 404),
    "GET /cases/<code>/holding": (IN_CASE, 404),
    "GET /cases/<code>/history": (IN_CASE, 404),
    "GET /cases/<code>/tokens": (IN_CASE, 404),
    "POST /cases/<code>/cancel": (ONE_STOP | OPERATORS, 403),
    "GET /cases/<code>/state": (OPERATORS, 403),
    "POST /cases/<code>/move": (OPERATORS, 403),
    "POST /cases/<code>/skip": (OPERATORS, 403),
    "POST /cases/<code>/messages": (ONE_STOP, 403),
    "GET /tasks": (ALL, 0),
    "GET /tasks/<task>": (IN_CASE, 404),
    "POST /tasks/<task>/claim": (ONE_STOP, 403),
    "POST /tasks/<task>/release": (ONE_STOP, 403),
    "POST /tasks/<task>/complete": (ONE_STOP, 403),
    "POST /tasks/<task>/recall": (ONE_STOP, 403),
    "POST /tasks/<task>/documents": (ONE_STOP, 403),
    "POST /procedures/<code>/documents": (ONE_STOP, 403),
    "GET /documents/<document>": (IN_CASE, 404),
    "GET /cases/<code>/documents": (IN_CASE, 404),
    "GET /incidents": (ALL, 0),
    "POST /incidents/<incident>/retry": (frozenset(), 404),
    "GET /holding": (ALL, 0),
    "GET /reports/bottlenecks": (ALL, 0),
    "GET /me": (ALL, 0),
    "GET /tokens": (ALL, 0),
    "POST /tokens": (ALL, 0),
    "DELETE /tokens/<token>": (frozenset(), 404),
    "GET /agencies": (ALL, 0),
    "GET /health": (None, 0),
    "GET /openapi.json": (None, 0),
    "GET /docs": (None, 0),
    "GET /docs.js": (None, 0),
}
LET_IN = {"POST /cases/<code>/messages": "nobody_listens"}
"""What a person who may is told where the case isn't in the state for it."""
OUTSIDE_A_CASE = frozenset({"stranger", "analyst"})
"""To these a case does not exist: 404 where others are told that they may not."""


def routes(world: World) -> dict[str, Any]:
    """The API's routes, from the application's own table."""
    return {
        f"{method} {rule.rule.removeprefix(kit.PREFIX)}": rule
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith(kit.PREFIX)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_says_who_may_call_it(world: World) -> None:
    assert set(routes(world)) == set(EXPECTED)


def test_nobody_gets_in_without_signing_in_and_nobody_is_sent_elsewhere(world: World) -> None:
    for route, (who, _) in EXPECTED.items():
        method, path = route.split(" ")
        answer = world.call(None, method, kit.PREFIX + _filled(path, "x", "1-1"))
        if who is None:
            assert answer.status_code == 200, route
            continue
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json"), route
        assert answer.headers["WWW-Authenticate"].startswith("Bearer"), route
        assert "Location" not in answer.headers, route


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_each_person_gets_through_where_she_should_and_nowhere_else(world: World, who: str) -> None:
    procedure = world.published()
    for route, (allowed, refusal) in EXPECTED.items():
        method, path = route.split(" ")
        code = task = ""
        if "<number:number>" in path or path.endswith(AT_A_DRAFT):
            code = world.drafted()
        elif path == "/procedures/<code>/documents":
            code = procedure
        elif path == "/documents/<document>":
            code = world.handed_in(world.started(procedure)["code"])["id"]
        elif "<code>" in path or "<task>" in path:
            code = world.started(procedure)["code"]
            task = world.task(code)
        if path.endswith("/release"):
            world.post(who if who in ONE_STOP else "officer", f"tasks/{task}/claim")
        if path.endswith("/recall"):
            by = who if who in ONE_STOP else "officer"
            world.post(by, f"tasks/{task}/complete", json={"answers": {"full_name": "A"}})
        answer = world.call(who, method, kit.PREFIX + _filled(path, code, task),
                            **_sent(route, world))  # fmt: skip
        if allowed is None or who in allowed:
            through = answer.status_code < 300 or answer.json["code"] == LET_IN.get(route)
            assert through, (route, who, answer.text)
            continue
        hidden = who in OUTSIDE_A_CASE and path.startswith(("/cases/<", "/tasks/<"))
        assert answer.status_code == (404 if hidden else refusal), (route, who, answer.text)


def _filled(path: str, code: str, task: str) -> str:
    filled = (
        path.replace("<code>", code).replace("<document>", code).replace("<task>", task).replace("<number:number>", "1")
    )
    filled = (
        filled.replace("<name>", "intake.form")
        .replace("<path:element>", "assess")
        .replace("<incident>", "1")
        .replace("<token>", "1")
    )
    return filled + "?from=1&to=1" if filled.endswith("/compare") else filled


def _sent(route: str, world: World) -> dict[str, Any]:
    """A body with which the route goes through."""
    new = {"code": world.code(), "name": "A", "lead_agency": "H26"}
    bodies: dict[str, dict[str, Any]] = {
        "POST /tasks/<task>/documents": {"data": {"file": (io.BytesIO(drawings.PDF), "a.pdf")}},
        "POST /procedures/<code>/documents": {"data": {"file": (io.BytesIO(drawings.PDF), "a.pdf")}},
        "POST /procedures": {"json": new},
        "POST /procedures/<code>/versions": {"data": drawings.diagram(), "content_type": "text/xml"},
        "PUT /procedures/<code>/versions/<number:number>/settings": {"json": drawings.SETTINGS},
        "POST /procedures/<code>/versions/<number:number>/publish": {"json": {}},
        "POST /procedures/<code>/check": {"data": {"file": (io.BytesIO(drawings.diagram()), "a.bpmn")}},
        "POST /procedures/<code>/place": {"data": {"file": (io.BytesIO(drawings.diagram()), "a.bpmn")}},
        "PUT /procedures/<code>/versions/<number:number>/forms/<name>": FORM,
        "POST /forms/check": FORM,
        "PUT /procedures/<code>/versions/<number:number>/answers/<path:element>": {"json": {"lane": drawings.TAX}},
        "POST /cases/<code>/cancel": {"json": {"reason": "Rút"}},
        "POST /cases/<code>/messages": {"json": {"name": "paid"}},
        "POST /cases/<code>/move": {"json": {"seq": 1, "element": "give", "reason": "Nhầm bước"}},
        "POST /cases/<code>/skip": {"json": {"seq": 1, "reason": "Đã làm trên giấy"}},
        "POST /tasks/<task>/complete": {"json": {"answers": {"full_name": "A"}}},
        "POST /tokens": {"json": {"name": "A"}},
    }
    if route == "POST /cases":
        return {"json": {"procedure": world.published(), "applicant": {"name": "A"}}}
    return bodies.get(route, {})
