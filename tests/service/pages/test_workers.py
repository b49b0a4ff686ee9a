"""The page of the workers: dead jobs are retried and cancelled there, by operators alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import testing

from models import job
from service.usecases import health
from tests.service.api import world as worlds
from tests.support import databases


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """A small city of the module's own."""
    path = tmp_path_factory.mktemp("pages") / "laneway.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    made = worlds.build(databases.sqlite_address(path))
    yield made
    made.database.dispose()


def _signed_in(city: worlds.World, login: str) -> testing.FlaskClient:
    browser = city.app.test_client()
    fields = {"login": login, "password": worlds.PASSWORD, "csrf_token": _token(browser, "/sign-in")}
    assert browser.post("/sign-in", data=fields).status_code == 303
    return browser


def _token(browser: testing.FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(path).text)
    assert found is not None
    return found[1]


def _state(city: worlds.World, id_: str) -> str:
    with city.database.reading() as session:
        return session.get_one(job.Job, int(id_)).state


def test_a_dead_job_is_retried_and_cancelled_by_its_buttons(city: worlds.World) -> None:
    id_, browser = city.dead_job(key="notice 7"), _signed_in(city, "administrator")
    page = browser.get("/worker").text
    assert "notice 7" in page
    assert "the mail server is away" in page
    for act, wanted in (("retry", "waiting"), ("cancel", "cancelled"), ("cancel", "cancelled")):
        answer = browser.post(f"/worker/jobs/{id_}/{act}", data={"csrf_token": _token(browser, "/worker")})
        assert (answer.status_code, _state(city, id_)) == (303, wanted)
    assert "đã xong hoặc đã bỏ" in browser.get("/worker").text


def test_the_page_says_loudly_that_no_worker_is_running(city: worlds.World) -> None:
    browser = _signed_in(city, "administrator")
    assert "laneway worker" in browser.get("/worker").text
    with city.database.transaction() as session:
        health.beat(session, "w", now=city.now)
    assert "laneway worker" not in browser.get("/worker").text


def test_nobody_else_sees_the_page_or_its_entry_in_the_menu(city: worlds.World) -> None:
    for login in ("officer", "chief", "manager", "analyst"):
        browser = _signed_in(city, login)
        assert browser.get("/worker").status_code == 403
        assert 'href="/worker"' not in browser.get("/procedures").text
