"""A whole installation: a city in a database, and a web server and workers on it that are processes of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.usecases import people
from tests.service.usecases import world
from tests.support import clients, databases, servers

SECRET = "a-secret-that-only-tests-have-and-nobody-else"


class Installation:
    """A city with its processes; whatever was started is gone when `close` returns.

    Parameters:
        url: a database with the newest schema and no rows.
        folder: for what the processes say.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.city = world.World(url)
        # The processes go by the machine's clock, and what is published must be in force by it.
        self.city.now = datetime.now(UTC)
        self.port = servers.free_port()
        self._values = {"LANEWAY_DATABASE": url, "LANEWAY_SECRET": SECRET, "PYTHONDONTWRITEBYTECODE": "1"}
        self._folder = folder
        self._started: list[servers.Server] = []
        self._clients: list[clients.Client] = []
        self._tokens: dict[str, str] = {}

    def serve(self, *options: str) -> servers.Server:
        """Start a web server on this installation's port, and wait until it answers."""
        command = servers.laneway("serve", "--port", str(self.port), *options)
        server = self._start(command, "web")
        servers.wait_for(server, f"http://127.0.0.1:{self.port}{clients.API}/health")
        return server

    def work(self) -> servers.Server:
        """Start a worker."""
        return self._start(servers.laneway("worker"), "worker")

    def said(self, most: int = 6_000) -> str:
        """The end of what its web servers have said: an answer of 500 tells a number only."""
        log = self._folder / "web.log"
        return log.read_text(encoding="utf-8", errors="replace")[-most:] if log.exists() else ""

    def kill(self) -> None:
        """End everything that runs at once, web server and workers, without a chance to tidy up."""
        while self._started:
            self._started.pop().kill()

    def _start(self, command: list[str], name: str) -> servers.Server:
        server = servers.start(command, self._folder / f"{name}.log", self._values)
        self._started.append(server)
        return server

    def client(self, name: str) -> clients.Client:
        """A client that acts for somebody of the city; each call opens a connection of its own."""
        if name not in self._tokens:
            with self.city.database.transaction() as session:
                made = people.create_token(session, self.city.people[name], "tests", now=self.city.now)
            assert made.secret is not None
            self._tokens[name] = made.secret
        opened = clients.Client(self.port, self._tokens[name])
        self._clients.append(opened)
        return opened

    def close(self) -> None:
        """Stop everything."""
        for opened in self._clients:
            opened.close()
        self.kill()
        self.city.database.dispose()


@contextmanager
def fresh(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A fresh database for a fixture that lives longer than one test and has `databases.DATABASES` as its parameters.

    Parameters:
        folder: for the file, where the database is one.
    """
    if request.param == "sqlite":
        path = folder / "laneway.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield databases.sqlite_address(path)
        return
    cluster, template = (request.getfixturevalue(f"postgresql_{name}") for name in ("cluster", "template"))
    with databases.postgresql_database(cluster, template) as url:
        yield url


@contextmanager
def installed(url: str, folder: Path) -> Iterator[Installation]:
    """An installation for the length of a block."""
    made = Installation(url, folder)
    try:
        yield made
    finally:
        made.close()
