"""What every table shares: one registry, ids ordered by time, instants as whole milliseconds.

Ids are made by us and not by the database, so that rows which point at each other can be written in one
statement each, in any order of tables; they are ordered by time, so that new rows stand together in the index.
"""

from __future__ import annotations

import itertools
import os
import secrets
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from sqlalchemy import BigInteger, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

EPOCH_MS = 1_577_836_800_000
"""2020-01-01T00:00:00Z, from which ids count."""

RANDOM_BITS = 20
"""With these, ids have at most 18 digits until the year 2050."""

MOST_ID, MOST_SEQ = 2**63 - 1, 2**31 - 1
"""The largest that the columns hold; what is asked for beyond names nothing."""
FAR = 253_402_214_400_000
"""9999-12-31: stands for "no due date" where rows are put in order."""

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names by rule, so that migrations can name them on both databases."""


_numbers: Iterator[int] = itertools.count(secrets.randbits(RANDOM_BITS))


def _count_from_elsewhere() -> None:
    """Web processes are forked: counting on from where their parent was, brothers would make the same ids."""
    global _numbers
    _numbers = itertools.count(secrets.randbits(RANDOM_BITS))


os.register_at_fork(after_in_child=_count_from_elsewhere)


class Base(DeclarativeBase):
    """The registry of all tables; instants are BIGINT milliseconds UTC."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {int: BigInteger}


def key() -> Mapped[int]:
    """A primary key made by `new_id`."""
    return mapped_column(BigInteger, primary_key=True, autoincrement=False)


def new_id(now_ms: int) -> int:
    """An id that sorts by time: milliseconds since 2020, then 20 bits of a count that begins anywhere.

    One process never makes an id twice; two processes meet if they make one in the same millisecond with the same
    count: once in a million times that they make one at once, and then the second row is refused.

    Parameters:
        now_ms: milliseconds UTC.
    """
    return (max(now_ms - EPOCH_MS, 0) << RANDOM_BITS) | (next(_numbers) & ((1 << RANDOM_BITS) - 1))


def to_ms(instant: datetime) -> int:
    """An aware datetime as milliseconds UTC.

    Raises:
        ValueError: the datetime is naive.
    """
    if instant.tzinfo is None:
        raise ValueError("naive datetime: say in which zone")
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def to_datetime(ms: int) -> datetime:
    """Milliseconds UTC as an aware datetime in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


HANOI = timezone(timedelta(hours=7))
"""Việt Nam's time, which has no summer time: months of the log and days of dossier codes are counted in it."""


def month(ms: int, zone: tzinfo = HANOI) -> int:
    """The month of an instant as YYYYMM: what log and record are partitioned by."""
    local = to_datetime(ms).astimezone(zone)
    return local.year * 100 + local.month


def folded(text: str) -> str:
    """`text` for searching: without accents, đ as d, lower case, white space single. Same for NFC and NFD."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
