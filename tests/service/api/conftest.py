"""One city per module and database: its tests make their own procedures and cases in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.schemas import request as requests
from service.usecases import published
from tests.service.api import world as worlds
from tests.support import databases


@pytest.fixture(scope="module", params=databases.DATABASES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """The application over a fresh database; the module's tests run once per database."""
    published.forget()
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("api") / "laneway.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield from _running(databases.sqlite_address(path), path.parent)
        return
    cluster = request.getfixturevalue("postgresql_cluster")
    with databases.postgresql_database(cluster, request.getfixturevalue("postgresql_template")) as url:
        yield from _running(url, tmp_path_factory.mktemp("api"))


def _running(url: str, folder: Path) -> Iterator[worlds.World]:
    made = worlds.build(url, str(folder / "documents"))
    yield made
    wiring = made.app.extensions[requests.EXTENSION]
    wiring.importer.close()
    wiring.database.dispose()
    made.database.dispose()
