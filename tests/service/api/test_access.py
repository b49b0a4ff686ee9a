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
CITY = frozenset({"administrator", "manager", "analyst"})
OVERSEERS = frozenset({"administrator", "manager"})
DAY_OFF = {"days": {"2031-01-03": {"work": False}}}
REVIEWERS = frozenset({"chief", "manager"})

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
    "GET /cases/<code>/clocks": (IN_CASE, 404),
    "POST /cases/<code>/clocks/extend": (frozenset({"chief"}), 403),
    "GET /outages": (ALL, 0),
    "POST /outages": (OPERATORS, 403),
    "POST /outages/<outage>/end": (OPERATORS, 403),
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
    "GET /notices": (ALL, 0),
    "GET /notices/count": (ALL, 0),
    "POST /notices/read": (ALL, 0),
    "POST /notices/<notice>/read": (frozenset(), 404),
    "POST /notices/<notice>/acknowledge": (frozenset(), 404),
    "GET /preferences": (ALL, 0),
    "PUT /preferences": (ALL, 0),
    "GET /warnings/policy": (OPERATORS, 403),
    "PUT /warnings/policy": (OPERATORS, 403),
    "GET /holding": (ALL, 0),
    "GET /reports/bottlenecks": (ALL, 0),
    "GET /reports/ii06a": (CITY, 403),
    "GET /reports/ii06a/cases": (CITY, 403),
    "GET /reports/register": (OVERSEERS, 403),
    "POST /public/feedback": (None, 0),
    "POST /public/feedback/look-up": (None, 0),
    "GET /public/feedback": (None, 0),
    "POST /feedback": (ALL, 0),
    "GET /feedback": (ALL, 0),
    "GET /feedback/<code>": (CITY, 404),
    "POST /feedback/<code>/<act>": (DRAW, 404),
    "GET /procedure-reviews": (ALL, 0),
    "POST /procedure-reviews": (DRAW, 403),
    "POST /procedure-reviews/<review>/close": (frozenset(), 404),
    "GET /overlaps": (CITY, 403),
    "POST /overlaps": (DRAW, 403),
    "POST /overlaps/<overlap>/dismiss": (frozenset(), 404),
    "POST /overlaps/<overlap>/report": (frozenset(), 404),
    "GET /calendars/<scope>": (ALL, 0),
    "GET /calendars/<scope>/days": (ALL, 0),
    "GET /calendars/<scope>/versions": (ALL, 0),
    "POST /calendars/<scope>/changes": (OPERATORS, 403),
    "POST /calendars/<scope>/versions": (OPERATORS, 403),
    "GET /apologies": (ALL, 0),
    "GET /apologies/<apology>": (IN_CASE, 404),
    "GET /apologies/<apology>/letter.pdf": (IN_CASE, 404),
    "POST /apologies/<apology>/acts": (ONE_STOP, 403),
    "POST /apologies/<apology>/review": (REVIEWERS, 403),
    "GET /cases/<code>/apologies": (IN_CASE, 404),
    "POST /cases/<code>/faults": (ONE_STOP | {"taxer"} | OPERATORS, 403),
    "POST /cases/<code>/foresee": (ONE_STOP | {"taxer"} | OPERATORS, 403),
    "GET /reports/apology-debt": (ALL, 0),
    "GET /agencies/<code>/apology-policy": (ONE_STOP | OPERATORS | {"manager"}, 404),
    "PUT /agencies/<code>/apology-policy": (OPERATORS, 403),
    "GET /register/apologies": (None, 0),
    "GET /reviews": (ALL, 0),
    "GET /reviews/<review>": (REVIEWERS, 404),
    "POST /reviews/<review>/acts": (REVIEWERS, 404),
    "POST /tasks/<task>/review": (REVIEWERS, 403),
    "GET /reports/reviews": (ALL, 0),
    "GET /me": (ALL, 0),
    "GET /tokens": (ALL, 0),
    "POST /tokens": (ALL, 0),
    "DELETE /tokens/<token>": (frozenset(), 404),
    "GET /agencies": (ALL, 0),
    "GET /worker": (OPERATORS, 403),
    "GET /jobs": (OPERATORS, 403),
    "POST /jobs/<job>/retry": (OPERATORS, 403),
    "POST /jobs/<job>/cancel": (OPERATORS, 403),
    "GET /health": (None, 0),
    "GET /openapi.json": (None, 0),
    "GET /docs": (None, 0),
    "GET /docs.js": (None, 0),
}
TOLD = {("POST /feedback/<code>/<act>", "manager"): 403}
"""Who reads what she may not change is told that she may not."""
LET_IN = {
    "POST /public/feedback/look-up": "not_found",
    "POST /cases/<code>/messages": "nobody_listens",
    "POST /cases/<code>/foresee": "nothing_to_foresee",
    "POST /tasks/<task>/review": "not_late",
    "POST /outages/<outage>/end": "not_found",
}
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
            assert answer.status_code == (415 if method == "POST" else 200), route
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
        elif path.startswith("/feedback/<"):
            about = {"title": "A", "body": "B", "procedure": procedure}
            code = world.post("analyst", "feedback", json=about).get_json()["code"]
        elif path.startswith("/public/"):
            world.later(minutes=20)  # an address may ask only so often
        elif path.startswith("/agencies/"):
            code = "H26.1"
        elif path.startswith(("/apologies/<", "/reviews/<")):
            code = world.erred(world.started(procedure)["code"])
            code = world.reviewed(code) if path.startswith("/reviews/") else code
        elif path == "/procedures/<code>/documents":
            code = procedure
        elif path == "/documents/<document>":
            code = world.handed_in(world.started(procedure)["code"])["id"]
        elif "<job>" in path:
            code = world.dead_job()
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
            through = answer.status_code < 300 or (answer.is_json and answer.json["code"] == LET_IN.get(route))
            assert through, (route, who, answer.text)
            continue
        hidden = who in OUTSIDE_A_CASE and path.startswith(("/cases/<", "/tasks/<", "/apologies/<"))
        expected = TOLD.get((route, who), 404 if hidden else refusal)
        assert answer.status_code == expected, (route, who, answer.text)


def _filled(path: str, code: str, task: str) -> str:
    filled = (
        path.replace("<code>", code)
        .replace("<document>", code)
        .replace("<apology>", code)
        .replace("<review>", code)
        .replace("<task>", task)
        .replace("<number:number>", "1")
    )
    filled = (
        filled.replace("<name>", "intake.form")
        .replace("<path:element>", "assess")
        .replace("<incident>", "1")
        .replace("<token>", "1")
        .replace("<scope>", "city")
        .replace("<act>", "reject")
        .replace("<review>", "1")
        .replace("<overlap>", "1")
        .replace("<job>", code)
        .replace("<outage>", "1")
        .replace("<notice>", "1")
    )
    if filled.endswith("/days"):
        return f"{filled}?year=2026&month=1"
    if filled.startswith("/reports/ii06a") or filled == "/reports/register":
        return f"{filled}?from=2026-01-01&to=2026-12-31" + ("&column=3" if filled.endswith("/cases") else "")
    if filled.endswith("/reports/reviews"):
        return filled + "?from=2026-11-01&to=2026-11-30"
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
        "POST /cases/<code>/clocks/extend": {"json": {"kind": "case", "limit": "2 working_day", "reason": "Xác minh"}},
        "POST /outages": {
            "json": {
                "since": "2026-11-23T08:00:00+07:00",
                "until": "2026-11-23T09:00:00+07:00",
                "reason": "Mất điện",
                "document": "TB 7",
            }
        },
        "POST /outages/<outage>/end": {"json": {"until": "2026-11-23T09:00:00+07:00"}},
        "POST /cases/<code>/messages": {"json": {"name": "paid"}},
        "POST /cases/<code>/move": {"json": {"seq": 1, "element": "give", "reason": "Nhầm bước"}},
        "POST /cases/<code>/skip": {"json": {"seq": 1, "reason": "Đã làm trên giấy"}},
        "POST /tasks/<task>/complete": {"json": {"answers": {"full_name": "A"}}},
        "POST /tokens": {"json": {"name": "A"}},
        "POST /public/feedback": {"json": {"title": "A", "body": "B"}},
        "POST /public/feedback/look-up": {"json": {"code": "PA-1", "secret": "x"}},
        "POST /feedback": {"json": {"title": "A", "body": "B"}},
        "POST /feedback/<code>/<act>": {"json": {"text": "A"}},
        "POST /procedure-reviews/<review>/close": {"json": {"conclusion": "A"}},
        "POST /overlaps/<overlap>/dismiss": {"json": {"reason": "A"}},
        "POST /overlaps/<overlap>/report": {"json": {}},
        "POST /calendars/<scope>/changes": {"json": {"edit": DAY_OFF}},
        "POST /calendars/<scope>/versions": {"json": {"edit": DAY_OFF, "document": "QĐ 1"}},
        "POST /apologies/<apology>/acts": {"json": {"act": "write", "reason": "own_mistake"}},
        "POST /apologies/<apology>/review": {"json": {"reason": "Sai sót"}},
        "POST /tasks/<task>/review": {"json": {"reason": "Chậm"}},
        "POST /reviews/<review>/acts": {
            "json": {"act": "close", "conclusion": "not_responsible", "words": "Không có lỗi"}
        },
        "POST /cases/<code>/faults": {"json": {"agency": "H26.1", "what": "Ghi sai ngày"}},
        "PUT /agencies/<code>/apology-policy": {"json": {"symbol": "PXL-TT"}},
        "POST /notices/<notice>/acknowledge": {"json": {}},
        "PUT /preferences": {"json": {"locale": "vi", "email": "", "digest": True}},
        "PUT /warnings/policy": {"json": {"levels": {}}},
    }
    if route == "POST /procedure-reviews":
        return {"json": {"procedure": world.published()}}
    if route == "POST /cases":
        return {"json": {"procedure": world.published(), "applicant": {"name": "A"}}}
    return bodies.get(route, {})
