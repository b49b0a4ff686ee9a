"""A city with its web server and worker as processes of their own: one per module, whose tests start their cases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import city as cities
from tests.browser import desk as desks
from tests.support import browser, databases, servers

SECRET = "a-secret-that-only-tests-have-and-nobody-else"


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[cities.City]:
    """Agencies, people and two procedures in force, on a fresh database."""
    path = tmp_path_factory.mktemp("city") / "laneway.sqlite"
    shutil.copyfile(sqlite_template, path)
    made = cities.build(databases.sqlite_address(path))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def address(city: cities.City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the city's web server answers."""
    port = servers.free_port()
    documents = tmp_path_factory.mktemp("documents")
    values = {"LANEWAY_DATABASE": city.url, "LANEWAY_SECRET": SECRET, "LANEWAY_DOCUMENTS": str(documents)}
    command = servers.laneway("serve", "--port", str(port), "--worker")
    log = tmp_path_factory.mktemp("server") / "log"
    url = f"http://127.0.0.1:{port}"
    with servers.running(command, log, f"{url}/api/v1/health", values):
        yield url


@pytest.fixture
def desk(address: str, new_page: browser.NewPage) -> desks.Open:
    """Opens the browser of somebody who has signed in; see `desk.Open`."""

    def open_desk(login: str, locale: str = "vi-VN", width: int = browser.WIDE) -> desks.Desk:
        opened = desks.Desk(new_page(locale, width), address)
        opened.sign_in(login)
        return opened

    return open_desk
