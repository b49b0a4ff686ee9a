"""Who is let in and how, and what every answer bears."""

from __future__ import annotations

from collections.abc import Iterator

import flask
import pytest
from flask.testing import FlaskClient
from sqlalchemy import exc, select, text

from models import person
from service import app, config, errors
from service.api import kit
from service.schemas import request as requests
from service.usecases import people
from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.api.world import PASSWORD, World


@pytest.fixture
def browser(world: World) -> FlaskClient:
    """A browser in which the officer has signed in."""
    client = world.app.test_client()
    token = people.sign_in(world.database, "officer", PASSWORD, address="10.0.0.1", now=world.now)
    client.set_cookie(requests.SESSION_COOKIE, token)
    return client


def csrf(world: World, client: FlaskClient) -> str:
    """What a page would have given this browser to send back."""
    cookie = client.get_cookie(requests.SESSION_COOKIE)
    assert cookie is not None
    with world.app.test_request_context(headers={"Cookie": f"{requests.SESSION_COOKIE}={cookie.value}"}):
        return requests.csrf_token()


def test_a_browser_reads_with_its_session_and_changes_only_with_its_token(world: World, browser: FlaskClient) -> None:
    assert browser.get("/api/v1/me").get_json()["name"] == "Officer"
    path = f"/api/v1/tasks/{world.task(world.started()['code'])}/claim"
    for headers in ({}, {requests.CSRF_HEADER: "x"}, {requests.CSRF_HEADER: "é"}):
        refused = browser.post(path, headers=headers)
        assert (refused.status_code, refused.get_json()["code"]) == (403, "csrf")
    assert browser.post(path, headers={requests.CSRF_HEADER: csrf(world, browser)}).status_code == 200


def test_a_change_from_a_foreign_page_is_refused_even_with_the_token(world: World, browser: FlaskClient) -> None:
    headers = {requests.CSRF_HEADER: csrf(world, browser), "Origin": "https://elsewhere.example"}
    assert browser.post("/api/v1/tokens", json={"name": "A"}, headers=headers).status_code == 403
    headers["Origin"] = "http://localhost"
    assert browser.post("/api/v1/tokens", json={"name": "A"}, headers=headers).status_code == 201


def test_anothers_csrf_token_is_worth_nothing(world: World, browser: FlaskClient) -> None:
    other = world.app.test_client()
    token = people.sign_in(world.database, "chief", PASSWORD, address="10.0.0.2", now=world.now)
    other.set_cookie(requests.SESSION_COOKIE, token)
    headers = {requests.CSRF_HEADER: csrf(world, other)}
    assert browser.post("/api/v1/tokens", json={"name": "A"}, headers=headers).status_code == 403


def test_an_authorization_header_does_not_lend_a_session_the_right_to_skip_its_token(
    world: World, browser: FlaskClient
) -> None:
    for scheme in ("Basic eDp5", "Bearer", "Bearer wrong", "x"):
        answer = browser.post("/api/v1/tokens", json={"name": "A"}, headers={"Authorization": scheme})
        assert answer.status_code in {401, 403}, scheme


def test_a_session_ends_when_unused_and_at_the_latest_after_its_hours(world: World) -> None:
    client, before = world.app.test_client(), world.now
    client.set_cookie(
        requests.SESSION_COOKIE, people.sign_in(world.database, "officer", PASSWORD, address="a", now=world.now)
    )
    for _ in range(3):
        world.later(hours=7)
        assert client.get("/api/v1/me").status_code == 200
    world.later(hours=4)
    assert client.get("/api/v1/me").status_code == 401
    client.set_cookie(
        requests.SESSION_COOKIE, people.sign_in(world.database, "officer", PASSWORD, address="a", now=world.now)
    )
    world.later(hours=9)
    assert client.get("/api/v1/me").status_code == 401
    world.now = before


def test_a_revoked_token_opens_nothing(world: World) -> None:
    made = world.post("taxer", "tokens", json={"name": "máy tính", "days": 3}).get_json()
    headers = {"Authorization": f"Bearer {made['secret']}"}
    client = world.app.test_client()
    assert client.get("/api/v1/me", headers=headers).get_json()["via"] == "token"
    assert made["secret"] not in world.get("taxer", "tokens").text
    assert world.call("officer", "DELETE", f"tokens/{made['id']}").status_code == 404
    assert world.call("taxer", "DELETE", f"tokens/{made['id']}").status_code == 204
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_token_ends_on_its_day(world: World) -> None:
    made, before = world.post("taxer", "tokens", json={"name": "A", "days": 1}).get_json(), world.now
    headers = {"Authorization": f"Bearer {made['secret']}"}
    world.later(days=1, seconds=1)
    assert world.app.test_client().get("/api/v1/me", headers=headers).status_code == 401
    world.now = before


def test_every_answer_bears_the_headers_that_keep_a_browser_safe(world: World) -> None:
    for path in ("/api/v1/health", "/api/v1/me", "/api/v1/docs", "/api/v1/nothing", "/static/vendor/htmx.min.js"):
        headers = world.app.test_client().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_what_one_person_reads_no_cache_shows_another(world: World) -> None:
    assert world.get("officer", "tasks").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["..%2fpackage.json", "../package.json", "htmx.org/package.json", "", "%00", "x"])
def test_nothing_but_the_named_vendor_files_is_served(world: World, name: str) -> None:
    assert world.app.test_client().get(f"/static/vendor/{name}").status_code == 404


def test_every_named_vendor_file_is_there(world: World) -> None:
    for name in app.VENDOR:
        answer = world.app.test_client().get(f"/static/vendor/{name}")
        assert answer.status_code == 200, name
        answer.close()


def test_a_problem_speaks_the_language_that_is_asked_for(world: World) -> None:
    client = world.app.test_client()
    told = {}
    for language in ("vi", "en-GB, vi;q=0.5", "fr"):
        answer = client.get("/api/v1/me", headers={"Accept-Language": language})
        told[language] = (answer.headers["Content-Language"], answer.get_json()["title"])
    assert told["vi"] == told["fr"] == ("vi", "Cần đăng nhập")
    assert told["en-GB, vi;q=0.5"] == ("en", "Sign in first")


def test_each_refusal_of_a_use_case_has_its_status(world: World) -> None:
    from service import failures

    expected = {
        errors.NotFoundError("case", "x"): 404,
        errors.SignInNeededError(): 401,
        errors.ForbiddenError(): 403,
        errors.StaleError("version", 2): 412,
        errors.ConflictError("task_done"): 409,
        errors.BlockedError(()): 409,
        errors.InvalidError(): 422,
        errors.UnreadableError("not_xml"): 422,
        errors.KeyReusedError(): 422,
        errors.TooManyError("too_many_sign_ins", world.now): 429,
        RuntimeError("secret inside"): 500,
    }
    for error, status in expected.items():
        with world.app.test_request_context("/api/v1/x"):
            answer = failures.answer(error)
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert "secret" not in answer.get_data(as_text=True)


def test_a_wrong_method_or_content_type_is_told_as_a_problem(world: World) -> None:
    answer = world.call("officer", "DELETE", "tasks")
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
    answer = world.post("officer", "cases", data="a=b", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    answer = world.post("analyst", f"procedures/{world.drafted()}/versions", json={})
    assert answer.status_code == 415


def test_a_body_over_its_bound_is_refused_unread(world: World) -> None:
    answer = world.post("officer", "cases", data=b" " * (2**20 + 1), content_type="application/json")
    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"


def test_a_stranger_sends_no_long_form_and_an_analyst_a_long_file(world: World) -> None:
    long = 2 * 2**20
    kind = {"content_type": "application/x-www-form-urlencoded"}
    assert world.app.test_client().post("/sign-in", data=b"a&" * (long // 2), **kind).status_code == 413
    assert world.app.test_client().post("/tasks/1-1", data=b"a&" * (long // 2), **kind).status_code == 302
    padded = drawings.diagram() + b" " * long
    made = world.post("analyst", f"procedures/{world.drafted()}/versions", data=padded, content_type="text/xml")
    assert made.status_code == 201


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "10.9.8.7")])
def test_who_forwarded_a_request_is_believed_only_of_our_own_proxies(
    sqlite_url: str, proxies: int, counted: str
) -> None:
    city = worlds.build(sqlite_url)
    configured = config.Config(database=sqlite_url, secret="s" * 40, proxies=proxies)
    client = app.create_app(configured, clock=lambda: city.now).test_client()
    page = client.get("/sign-in").text
    sent = {"login": "officer", "password": "x", "csrf_token": page.split('csrf-token" content="')[1].split('"')[0]}
    client.post("/sign-in", data=sent, headers={"X-Forwarded-For": "10.9.8.7"})
    with city.database.reading() as session:
        assert f"address:{counted}" in session.scalars(select(person.SignInAttempt.who)).all()
    city.database.dispose()


def test_an_error_of_the_database_is_logged_without_what_was_typed(world: World) -> None:
    with pytest.raises(exc.StatementError) as told, world.database.reading() as session:
        session.execute(text("SELECT :typed FROM nowhere"), {"typed": "số định danh 001"})
    assert "001" not in str(told.value)


def test_health_tells_whether_the_server_can_work(world: World) -> None:
    from service.usecases import health

    with world.database.transaction() as session:
        health.beat(session, now=world.now)
    answer = world.get(None, "health")
    assert answer.get_json() == {"status": "ok", "database": "ok", "schema_at_head": True, "worker_seconds": 0.0}


def test_agencies_come_as_a_tree_and_by_kind(world: World) -> None:
    codes = [one["code"] for one in world.get("officer", "agencies").get_json()["items"]]
    assert codes == ["H26", "H26.1", "H26.2", "H26.9"]
    (one,) = world.get("officer", "agencies?kind=mot-cua").get_json()["items"]
    assert (one["code"], one["parent"], one["depth"]) == ("H26.1", "H26", 1)


def test_a_cookie_of_the_visitor_is_set_where_a_form_needs_it(world: World) -> None:
    with world.app.test_request_context("/"):
        token = requests.csrf_token()
        response = world.app.process_response(flask.Response())
    assert requests.VISITOR_COOKIE in response.headers["Set-Cookie"]
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert token


def test_a_description_names_each_route_and_is_sound(world: World) -> None:
    spec = world.get(None, "openapi.json").get_json()
    assert spec["openapi"].startswith("3.1")
    operations = [op for path in spec["paths"].values() for name, op in path.items() if name != "parameters"]
    ids = [op["operationId"] for op in operations]
    assert len(ids) == len(set(ids))
    served = {rule.rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith(kit.PREFIX)}
    assert len(spec["paths"]) == len(served)
    for path, item in spec["paths"].items():
        named = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for name, op in item.items():
            if name == "parameters":
                continue
            given = {
                one["name"] for one in [*item.get("parameters", []), *op.get("parameters", [])] if one["in"] == "path"
            }
            assert given == named, path
            assert op["responses"], path
            assert op["summary"], path
    missing = [ref for ref in _refs(spec) if not _resolves(spec, ref)]
    assert missing == []
    assert _wrong_types(spec) == []


def _refs(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from _refs(part)
    elif isinstance(value, list):
        for part in value:
            yield from _refs(part)


def _resolves(spec: dict[str, object], ref: str) -> bool:
    at: object = spec
    for part in ref.removeprefix("#/").split("/"):
        if not isinstance(at, dict) or part not in at:
            return False
        at = at[part]
    return True


JSON_TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}


def _wrong_types(value: object, path: str = "") -> list[str]:
    """Where a schema says what JSON Schema 2020-12 doesn't know."""
    if isinstance(value, list):
        return [wrong for n, part in enumerate(value) for wrong in _wrong_types(part, f"{path}/{n}")]
    if not isinstance(value, dict):
        return []
    found = []
    kind = value.get("type")
    if isinstance(kind, str | list) and not path.endswith(("properties", "token", "session")):
        kinds = {kind} if isinstance(kind, str) else set(kind)
        found += [path] if not kinds <= JSON_TYPES else []
    if "nullable" in value and not path.endswith("properties"):
        found.append(f"{path}: nullable")
    return found + [wrong for name, part in value.items() for wrong in _wrong_types(part, f"{path}/{name}")]
