"""Working time by the calendar that an agency keeps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bpmn import settings
from service.rules import worktime
from service.usecases import calendars


def add(session: Session, agency_id: int | None, start: datetime, limit: settings.Limit) -> datetime:
    """When a limit ends that begins now."""
    return worktime.add(start, limit, calendars.of_agencies(session, [agency_id])[agency_id].calendar)


def between(session: Session, agency_id: int | None, start: datetime, end: datetime) -> int:
    """Seconds of working time between two instants."""
    return worktime.between(start, end, calendars.of_agencies(session, [agency_id])[agency_id].calendar)
