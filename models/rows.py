"""Several rows in one INSERT statement, and one row in an UPDATE, compiled once.

SQLAlchemy compiles an INSERT of several rows anew each time, and sends "many rows" as many statements; an UPDATE is
built anew from its parts. On the way of a completion that costs more than the rest. The text made here holds names of
our tables and columns only.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Table, TextClause, bindparam, text
from sqlalchemy.orm import DeclarativeBase, Session

MOST_VALUES = 8_000
"""In one statement; SQLite takes 32,766, PostgreSQL's protocol 65,535."""


def insert(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[Mapping[str, object]],
    *,
    update: tuple[str, ...] | None = None,
    unique: tuple[str, ...] = (),
) -> int:
    """Insert `rows`, which all have the same columns, in one statement (several, if very many).

    Parameters:
        update: columns to overwrite where a row with the same primary key is there already; with none named it stays
            as it is, with None it is an error.
        unique: the columns of another unique key that `update` is about.

    Returns:
        how many rows were written.
    """
    if not rows:
        return 0
    table, columns, written = model.__table__, tuple(rows[0]), 0
    assert isinstance(table, Table)
    chunk = max(1, MOST_VALUES // len(columns))
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        values = {f"{column}_{n}": row[column] for n, row in enumerate(part) for column in columns}
        done = session.execute(_statement(table, columns, len(part), update, unique), values)
        written += cast("CursorResult[Any]", done).rowcount
    return written


def update(
    session: Session, model: type[DeclarativeBase], where: Mapping[str, object], values: Mapping[str, object]
) -> int:
    """Write `values` where the columns of `where` are equal to what it says; returns how many rows that were."""
    table = model.__table__
    assert isinstance(table, Table)
    bound = {f"w_{column}": value for column, value in where.items()}
    bound |= {f"v_{column}": value for column, value in values.items()}
    done = session.execute(_update(table, tuple(where), tuple(values)), bound)
    return cast("CursorResult[Any]", done).rowcount


@functools.lru_cache(maxsize=200)
def _update(table: Table, where: tuple[str, ...], columns: tuple[str, ...]) -> TextClause:
    changes = ", ".join(f'"{table.c[column].name}" = :v_{column}' for column in columns)
    equal = " AND ".join(f'"{table.c[column].name}" = :w_{column}' for column in where)
    types: Any = [bindparam(f"w_{c}", type_=table.c[c].type) for c in where]
    types += [bindparam(f"v_{c}", type_=table.c[c].type) for c in columns]
    return text(f'UPDATE "{table.name}" SET {changes} WHERE {equal}').bindparams(*types)  # noqa: S608 -- as above


@functools.lru_cache(maxsize=500)
def _statement(
    table: Table, columns: tuple[str, ...], count: int, update: tuple[str, ...] | None, unique: tuple[str, ...]
) -> TextClause:
    named = ", ".join(f'"{table.c[column].name}"' for column in columns)
    row_texts = (f"({', '.join(f':{column}_{n}' for column in columns)})" for n in range(count))
    sql = f'INSERT INTO "{table.name}" ({named}) VALUES {", ".join(row_texts)}'  # noqa: S608 -- our own names only
    if update is not None:
        keys = ", ".join(f'"{name}"' for name in unique or (column.name for column in table.primary_key))
        overwrite = ", ".join(f'"{c}" = excluded."{c}"' for c in update)
        sql += f" ON CONFLICT ({keys}) DO " + (f"UPDATE SET {overwrite}" if update else "NOTHING")
    types: Any = [bindparam(f"{c}_{n}", type_=table.c[c].type) for n in range(count) for c in columns]
    return text(sql).bindparams(*types)
