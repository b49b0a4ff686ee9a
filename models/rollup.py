"""Dossiers as the report counts them, and their sums by day, month and year.

A tally is one dossier as one agency counts it, or, under agency 0, as the city does; it follows from the case's clocks
and can be made again from them at any time. Rollups are sums of what tallies say of days, so that a report adds a few
thousand rows however many dossiers there were. Neither points at other tables by a foreign key: a check of one would
lock rows of cases that people are working on.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, String, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

CITY = 0
"""Stands for the city in `Tally.agency_id` and `Rollup.scope`."""
AGENCIES = -1
"""The scope of rollups whose items are agencies, all procedures together."""
YEAR, MONTH, DAY = 0, 1, 2
EPOCH = date(1970, 1, 1)
IS_OPEN = text("settled_at IS NULL")
WAS_OVERDUE = text("overdue_at IS NOT NULL")
IS_WAITING = text("waiting_at IS NOT NULL")
FIGURES = ("online", "direct", "early", "on_time", "late", "opened", "overdue", "waiting")


class Tally(base.Base):
    """A dossier as one agency counts it.

    `settled_at` is null while it is open; `result` is then null, else early, on_time or late. `due_at` is the present
    due date. `overdue_at` is from when it is overdue, if it is not settled before; null where it was settled in time or
    its clock rests in time. `waiting_at`: from when it would be overdue if waiting for a supplement were no excuse.
    """

    __tablename__ = "tallies"
    __table_args__ = (
        Index("ix_tallies_case", "case_id"),
        Index("ix_tallies_received", "agency_id", "received_at", "case_id"),
        Index("ix_tallies_settled", "agency_id", "settled_at", "case_id"),
        Index("ix_tallies_open", "agency_id", "received_at", "case_id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_tallies_overdue", "agency_id", "overdue_at", "case_id",
              sqlite_where=WAS_OVERDUE, postgresql_where=WAS_OVERDUE),
        Index("ix_tallies_waiting", "agency_id", "waiting_at", "case_id",
              sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
    )  # fmt: skip

    agency_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    procedure_id: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String(10))
    received_at: Mapped[int]
    settled_at: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(String(10))
    due_at: Mapped[int | None]
    overdue_at: Mapped[int | None]
    waiting_at: Mapped[int | None]


class Rollup(base.Base):
    """Sums of one day, month or year (`grain`).

    `scope` is an agency, or `CITY`, and `item` then a procedure; or `AGENCIES`, and `item` an agency. `bucket` is the
    year, the month as year × 12 + month − 1, or the day as its number since 1/1/1970 in Việt Nam's time. `online` and
    `direct` (by post included) count what was received, `early`, `on_time` and `late` what was settled; `opened` is
    received − settled; `overdue` what became overdue − what of it was settled, `waiting` the same of what is so only
    where waiting for a supplement is no excuse. These two reach into days to come.
    """

    __tablename__ = "rollups"

    scope: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    grain: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    bucket: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    online: Mapped[int] = mapped_column(Integer)
    direct: Mapped[int] = mapped_column(Integer)
    early: Mapped[int] = mapped_column(Integer)
    on_time: Mapped[int] = mapped_column(Integer)
    late: Mapped[int] = mapped_column(Integer)
    opened: Mapped[int] = mapped_column(Integer)
    overdue: Mapped[int] = mapped_column(Integer)
    waiting: Mapped[int] = mapped_column(Integer)


ADD = text(
    "INSERT INTO rollups (scope, grain, bucket, item, " + ", ".join(FIGURES) + ") "
    "VALUES (:scope, :grain, :bucket, :item, " + ", ".join(f":{name}" for name in FIGURES) + ") "
    "ON CONFLICT (scope, grain, bucket, item) DO UPDATE SET "
    + ", ".join(f"{name} = rollups.{name} + excluded.{name}" for name in FIGURES)
)
"""Adds to a sum. Same words on both databases."""

_SUMS = ", ".join(f"CAST(SUM({name}) AS INTEGER) AS {name}" for name in FIGURES)
_NAMES = ", ".join(FIGURES)
_SOMETHING = " OR ".join(f"{name} <> 0" for name in FIGURES)
_DAY_MS, _ZONE_MS = 86_400_000, 25_200_000
_OWN_DAYS = f"""
SELECT scope, bucket, item, {_SUMS} FROM (
SELECT agency_id AS scope, (received_at + {_ZONE_MS}) / {_DAY_MS} AS bucket, procedure_id AS item,
 CASE channel WHEN 'online' THEN 1 ELSE 0 END AS online, CASE channel WHEN 'online' THEN 0 ELSE 1 END AS direct,
 0 AS early, 0 AS on_time, 0 AS late, 1 AS opened, 0 AS overdue, 0 AS waiting FROM tallies
UNION ALL
SELECT agency_id, (settled_at + {_ZONE_MS}) / {_DAY_MS}, procedure_id, 0, 0,
 CASE result WHEN 'early' THEN 1 ELSE 0 END, CASE result WHEN 'on_time' THEN 1 ELSE 0 END,
 CASE result WHEN 'late' THEN 1 ELSE 0 END, -1, CASE WHEN overdue_at IS NULL THEN 0 ELSE -1 END, 0
 FROM tallies WHERE settled_at IS NOT NULL
UNION ALL
SELECT agency_id, (overdue_at + {_ZONE_MS}) / {_DAY_MS}, procedure_id, 0, 0, 0, 0, 0, 0, 1,
 CASE WHEN waiting_at IS NULL THEN 0 ELSE -1 END FROM tallies WHERE overdue_at IS NOT NULL
UNION ALL
SELECT agency_id, (waiting_at + {_ZONE_MS}) / {_DAY_MS}, procedure_id, 0, 0, 0, 0, 0, 0, 0, 1
 FROM tallies WHERE waiting_at IS NOT NULL
) AS parts GROUP BY scope, bucket, item"""  # noqa: S608 -- our own names only
_DAYS_OF_AGENCIES = f"""
SELECT {AGENCIES} AS scope, bucket, scope AS item, {_SUMS} FROM rollups WHERE grain = {DAY} AND scope > 0
GROUP BY bucket, scope"""  # noqa: S608 -- our own names only
_YEARS = f"""
SELECT scope, bucket / 12 AS bucket, item, {_SUMS} FROM rollups WHERE grain = {MONTH}
GROUP BY scope, bucket / 12, item"""  # noqa: S608 -- our own names only


def _months(days: range) -> str:
    """The sums of months; `days` are those between which there is anything."""
    first, last = (EPOCH + timedelta(days=number) for number in (days.start, days.stop))
    told, at = [], date(first.year, first.month, 1)
    while at <= last:
        after = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        told.append((at.year * 12 + at.month - 1, (at - EPOCH).days, (after - EPOCH).days))
        at = after
    months = " UNION ALL ".join(
        f"SELECT {bucket} AS month, {since} AS since, {until} AS until" for bucket, since, until in told
    )
    return f"""
SELECT scope, month AS bucket, item, {_SUMS} FROM rollups
JOIN ({months}) AS months ON bucket >= since AND bucket < until WHERE grain = {DAY} GROUP BY scope, month, item"""  # noqa: S608 -- our own names only


def steps(days: range) -> tuple[tuple[int, bool, str], ...]:
    """How rollups are made from tallies, a step after the other: grain, whether it is of scope `AGENCIES`, what to
    select (scope, bucket, item, figures)."""
    return (DAY, False, _OWN_DAYS), (DAY, True, _DAYS_OF_AGENCIES), (MONTH, False, _months(days)), (YEAR, False, _YEARS)


def fill(grain: int, selected: str) -> TextClause:
    """Writes what a step selects."""
    into = f"INSERT INTO rollups (scope, grain, bucket, item, {_NAMES})"
    return text(f"{into} SELECT scope, {grain}, bucket, item, {_NAMES} FROM ({selected}) AS made")  # noqa: S608 -- our own names only


def differences(grain: int, agencies: bool, selected: str) -> tuple[TextClause, TextClause]:
    """What a step selects that isn't so in the rollups, and what is in them that it doesn't select."""
    which = f"scope = {AGENCIES}" if agencies else f"scope <> {AGENCIES}" if grain == DAY else "1 = 1"
    made = f"SELECT scope, bucket, item, {_NAMES} FROM ({selected}) AS made WHERE {_SOMETHING}"  # noqa: S608 -- our own names only
    kept = f"SELECT scope, bucket, item, {_NAMES} FROM rollups WHERE grain = {grain} AND {which} AND ({_SOMETHING})"  # noqa: S608 -- our own names only
    return text(f"{made} EXCEPT {kept}"), text(f"{kept} EXCEPT {made}")


EXTENT = text(
    f"SELECT MIN(bucket), MAX(bucket) FROM rollups WHERE grain = {DAY}"  # noqa: S608 -- our own names only
)
"""The first and the last day of which there is anything."""
