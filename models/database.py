"""The database: connections, transactions, and the only commit.

SQLite and PostgreSQL run the same code. On SQLite a write transaction takes the write lock at once (BEGIN
IMMEDIATE): begun as a reader it could find, when it comes to write, that what it has read is old. The driver's
own setting begins only at the first write, so transactions are begun here, by an engine event.
"""

from __future__ import annotations

import contextlib
import functools
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from alembic import config

BUSY_MS = 30_000
"""How long an SQLite writer waits for the one before it."""

IDLE_MS = 60_000
"""How long a transaction may stand still before PostgreSQL undoes it: a process that was put to sleep in the middle of
a case must not keep it, and can't write when it wakes."""

WAL_TRIES, WAL_SECONDS = 200, 0.05
"""How often, and how long apart, a new SQLite file is asked to log ahead."""

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 0x4C61_6E65
"""Number of the PostgreSQL advisory lock that lets one process migrate at a time."""


class Database:
    """One database and its pool of connections; a process has one.

    Parameters:
        url: ``sqlite:///path`` or ``postgresql+psycopg://…`` (``postgresql://`` is read as that).
        pool: connections kept; as many again may be opened in a rush.
    """

    def __init__(self, url: str, *, pool: int = 8) -> None:
        self.engine = _engine(url, pool)
        self._writing = self.engine.execution_options(laneway_write=True)
        # SQLite's writers wait for each other by sleeping and asking again, ever longer, and may be passed over for
        # hundreds of milliseconds. Those of one process queue here instead; of several, SQLite still lets one in.
        self._turn: contextlib.AbstractContextManager[object] = (
            threading.RLock() if self.dialect == "sqlite" else contextlib.nullcontext()
        )

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that may write; the only place that commits.

        Committed when the block ends well, or with an exception that says `keeps` (what went wrong has been
        written down and must stay written); any other exception rolls back.
        """
        with self._turn, Session(self._writing, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            except Exception as error:  # re-raised below: only tells whether to commit before
                if not getattr(error, "keeps", False):
                    raise
                session.commit()
                raise
            session.commit()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: what it sees is never kept, and on SQLite it waits for no writer."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that only reads, and all of whose statements see the same instant: for figures that must agree."""
        with self.reading() as session:
            if self.dialect == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str, pool: int) -> Engine:
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"pool_size": pool, "max_overflow": pool, "json_serializer": _json}
    # What was typed, and hashes of secrets, are parameters: an error that is logged must not tell them.
    options["hide_parameters"] = True
    if address.get_backend_name() == "sqlite":
        options["connect_args"] = {"isolation_level": None, "check_same_thread": False}
    else:
        options["pool_pre_ping"] = True
    engine = sqlalchemy.create_engine(address, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True
    connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MS}")
    connection.autocommit = False


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    _log_ahead(cursor)
    cursor.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives the machine's end, too
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _log_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch the file to write-ahead logging, once for its life.

    The switch itself doesn't wait for a lock as all else does: two processes that open a new file at once would meet
    a "database is locked", so it is tried again.
    """
    for _ in range(WAL_TRIES):
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(WAL_SECONDS)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("laneway_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def upgrade(url: str) -> None:
    """Bring the schema to the newest revision; several processes may do so at once."""
    from alembic import command  # here and below, not above: it takes long to load, and most commands don't migrate

    database = Database(url, pool=1)
    try:
        with database.transaction() as session:
            connection = session.connection()
            if database.dialect == "postgresql":
                connection.execute(sqlalchemy.select(sqlalchemy.func.pg_advisory_xact_lock(MIGRATING)))
            command.upgrade(_alembic(connection), "head")
    finally:
        database.dispose()


def _alembic(connection: Connection | None = None) -> config.Config:
    from alembic import config

    made = config.Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if connection is not None:
        made.attributes["connection"] = connection
    return made


@functools.cache
def heads() -> frozenset[str]:
    """The revisions that a schema made by this release has."""
    from alembic import script

    return frozenset(script.ScriptDirectory.from_config(_alembic()).get_heads())
