"""Several rows in one INSERT statement, compiled once.

SQLAlchemy compiles an INSERT of several rows anew each time, and sends "many rows" as many statements; on the way of
a completion both cost more than the rest. The text made here holds names of our tables and columns only.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, TextClause, bindparam, text
from sqlalchemy.orm import DeclarativeBase, Session

MOST_VALUES = 8_000
"""In one statement; SQLite takes 32,766, PostgreSQL's protocol 65,535."""


def insert(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[Mapping[str, object]],
    *,
    update: tuple[str, ...] | None = None,
) -> None:
    """Insert `rows`, which all have the same columns, in one statement (several, if very many).

    Parameters:
        update: columns to overwrite where a row with the same primary key is there already; with none named it stays
            as it is, with None it is an error.
    """
    if not rows:
        return
    table, columns = model.__table__, tuple(rows[0])
    assert isinstance(table, Table)
    chunk = max(1, MOST_VALUES // len(columns))
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        values = {f"{column}_{n}": row[column] for n, row in enumerate(part) for column in columns}
        session.execute(_statement(table, columns, len(part), update), values)


@functools.lru_cache(maxsize=500)
def _statement(table: Table, columns: tuple[str, ...], count: int, update: tuple[str, ...] | None) -> TextClause:
    named = ", ".join(f'"{table.c[column].name}"' for column in columns)
    row_texts = (f"({', '.join(f':{column}_{n}' for column in columns)})" for n in range(count))
    sql = f'INSERT INTO "{table.name}" ({named}) VALUES {", ".join(row_texts)}'  # noqa: S608 -- our own names only
    if update is not None:
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
        overwrite = ", ".join(f'"{c}" = excluded."{c}"' for c in update)
        sql += f" ON CONFLICT ({keys}) DO " + (f"UPDATE SET {overwrite}" if update else "NOTHING")
    types: Any = [bindparam(f"{c}_{n}", type_=table.c[c].type) for n in range(count) for c in columns]
    return text(sql).bindparams(*types)
