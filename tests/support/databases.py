"""Fresh databases for tests: every promise about data is kept on SQLite and on PostgreSQL.

`database_url` is an address with the newest schema and no rows; `empty_database_url` has no schema either. Both run a
test once per database; `sqlite_url` and `postgresql_url` are for what concerns one of them. The schema is made once per
run and copied per test: a file copy on SQLite, a template database on PostgreSQL. All processes of one run share one
PostgreSQL server, which the first test that needs it starts.
"""

import fcntl
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.support import needs, postgresql

TEMPLATE = "laneway_template"
NO_SERVER = "PostgreSQL's server programs are not installed (python -m tests.support.provision)"
SAVED = "postgresql.json"
SHARED_FOLDER = pytest.StashKey[Path]()
"""A folder that all processes of one test run share."""

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
"""Parameters that run a test once per database; `-m "not postgresql"` leaves one out."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder, or take it over from the process that runs the others."""
    given: dict[str, str] | None = getattr(config, "workerinput", None)
    folder = tempfile.mkdtemp(prefix="laneway-tests-") if given is None else given["laneway_folder"]
    config.stash[SHARED_FOLDER] = Path(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: pytest.Item) -> None:
    """Tell a process of xdist where the run's folder is."""
    node.workerinput["laneway_folder"] = str(node.config.stash[SHARED_FOLDER])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's PostgreSQL server, if a test needed one, and remove the run's folder."""
    if hasattr(config, "workerinput"):
        return
    folder = config.stash[SHARED_FOLDER]
    saved = folder / SAVED
    if saved.exists():
        postgresql.Cluster.saved(saved).stop()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep the other processes of this test run waiting."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _shared_folder(config: pytest.Config) -> Path:
    return config.stash[SHARED_FOLDER]


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest schema."""
    from models import database  # the house's own tests run without the tables

    database.upgrade(url)


@pytest.fixture(scope="session")
def postgresql_cluster(pytestconfig: pytest.Config) -> postgresql.Cluster:
    """The PostgreSQL server of this test run, started when the first test needs it."""
    programs = postgresql.find()
    if programs is None:
        needs.missing(NO_SERVER)
    folder = _shared_folder(pytestconfig)
    saved = folder / SAVED
    with _alone(folder):
        if not saved.exists():
            postgresql.start(programs).save(saved)
    return postgresql.Cluster.saved(saved)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_cluster: postgresql.Cluster, pytestconfig: pytest.Config) -> str:
    """The name of a PostgreSQL database with the newest schema, for copying."""
    with _alone(_shared_folder(pytestconfig)), _administered(postgresql_cluster) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone() is None:
            making = f"{TEMPLATE}_making"
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(making)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            upgrade(postgresql_cluster.url(making))
            close = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(close, [making])
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(making), sql.Identifier(TEMPLATE)))
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(pytestconfig: pytest.Config) -> Path:
    """An SQLite file with the newest schema, for copying."""
    folder = _shared_folder(pytestconfig)
    template = folder / "template.sqlite"
    with _alone(folder):
        if not template.exists():
            making = folder / "making.sqlite"
            upgrade(sqlite_address(making))
            with closing(sqlite3.connect(making)) as connection:
                # Folds what stands in the write-ahead log into the file, which alone is copied.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            making.rename(template)
    return template


def sqlite_address(path: Path) -> str:
    """Return the address of an SQLite file for SQLAlchemy."""
    return f"sqlite:///{path}"


@contextmanager
def _administered(cluster: postgresql.Cluster) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        yield connection


@contextmanager
def postgresql_database(cluster: postgresql.Cluster, template: str) -> Iterator[str]:
    """A new database copied from `template`, dropped afterwards with whatever is still connected to it."""
    name = sql.Identifier(f"t_{uuid.uuid4().hex}")
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with _administered(cluster) as connection:
        connection.execute(copy.format(name, sql.Identifier(template)))
        try:
            yield cluster.url(name.as_string().strip('"'))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the newest schema."""
    path = tmp_path / "laneway.sqlite"
    shutil.copyfile(sqlite_template, path)
    return sqlite_address(path)


@pytest.fixture
def postgresql_url(postgresql_cluster: postgresql.Cluster, postgresql_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the newest schema."""
    with postgresql_database(postgresql_cluster, postgresql_template) as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the newest schema; the test runs once per database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database without a schema; the test runs once per database."""
    if request.param == "sqlite":
        yield sqlite_address(tmp_path / "empty.sqlite")
        return
    with postgresql_database(request.getfixturevalue("postgresql_cluster"), "template1") as url:
        yield url
