"""Calendars: what due dates were counted by, and the versions that people edit.

A calendar's row is found by what it says and never changes, so that a due date can name it for ever. People edit
versions: of the city (no agency), or of one agency, which says only what it has otherwise than the agency above. The
calendar that comes of all of them stands at the agency.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Select, String, Text, func, literal, select, text, union_all
from sqlalchemy.orm import Mapped, aliased, mapped_column

from models import agency, base

CITY = text("agency_id IS NULL")


class Calendar(base.Base):
    """A calendar by content: `body` is its canonical JSON, `sha256` that of the body."""

    __tablename__ = "calendars"

    id: Mapped[int] = base.key()
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(Text)


class CalendarVersion(base.Base):
    """What the city (`agency_id` null) or an agency says of its calendar, numbered from 1.

    `body` is JSON of what differs from above; `calendar_id` what came of it then; `document` the document that ordered
    it, `reason` why it was made. Ids grow with each version of whomever: the largest names the state of all calendars.
    """

    __tablename__ = "calendar_versions"
    __table_args__ = (
        Index("uq_calendar_versions_agency", "agency_id", "number", unique=True),
        Index("uq_calendar_versions_city", "number", unique=True, sqlite_where=CITY, postgresql_where=CITY),
    )

    id: Mapped[int] = base.key()
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"))
    document: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[int]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


def named(agencies: list[int]) -> Select[int, int | None]:
    """Of each agency, and of the city as 0, the id of the calendar that it keeps: rows (agency id, calendar id)."""
    own = select(agency.Agency.id, agency.Agency.calendar_id).where(agency.Agency.id.in_(agencies))
    version = CalendarVersion
    newest = select(func.max(version.number)).where(version.agency_id.is_(None)).scalar_subquery()
    city = select(literal(0), version.calendar_id).where(version.agency_id.is_(None), version.number == newest)
    both = union_all(own, city).subquery()
    return select(both.c[0], both.c[1])


NEWEST = select(func.max(CalendarVersion.id)).scalar_subquery()
"""Names the state of all calendars; to be asked beside something else. Null: there is none but the plain one."""


def newest_versions() -> Select[*tuple[Any, ...]]:
    """The newest version of each level that has one: rows (agency_id, number, body)."""
    table, last = CalendarVersion, aliased(CalendarVersion)
    later = select(last.id).where(
        last.number > table.number, func.coalesce(last.agency_id, 0) == func.coalesce(table.agency_id, 0)
    )
    return select(table.agency_id, table.number, table.body).where(~later.exists())
