"""Office hours for the demo's people: they begin and end tasks when their offices work."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from service.rules import worktime

HOUR = 3600


def later(start: datetime, seconds: float) -> datetime:
    """The instant at which `seconds` of office hours after `start` have been worked."""
    local = start.astimezone(worktime.ZONE)
    day, second = local.date(), local.hour * HOUR + local.minute * 60 + local.second
    while True:
        if worktime.is_working_day(day):
            for since, until in worktime.SHIFTS:
                at = max(second, since)
                if at + seconds < until:
                    return _at(day, at + seconds).astimezone(start.tzinfo)
                seconds -= max(0, until - at)
        day, second = day + timedelta(days=1), 0


def working_day(now: datetime, back: int) -> date:
    """The working day that lies `back` working days before the last one that has begun by `now`."""
    local = now.astimezone(worktime.ZONE)
    day = local.date()
    if local.hour * HOUR < worktime.OPENS + HOUR:
        day -= timedelta(days=1)
    while not worktime.is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(back):
        day -= timedelta(days=1)
        while not worktime.is_working_day(day):
            day -= timedelta(days=1)
    return day


def moment(dice: random.Random, now: datetime, back: int) -> datetime:
    """Some instant in the office hours of that working day, before `now`."""
    day = working_day(now, back)
    since, until = dice.choice(worktime.SHIFTS)
    found = _at(day, dice.uniform(since, until))
    return found if found < now else _at(day, worktime.OPENS + dice.uniform(0, HOUR / 2))


def first_of_month(now: datetime, days: int) -> datetime:
    """Midnight of the first day of the month that lies at least `days` before `now`: when decisions come into force."""
    local = now.astimezone(worktime.ZONE) - timedelta(days=days)
    return datetime(local.year, local.month, 1, tzinfo=worktime.ZONE)


def _at(day: date, seconds: float) -> datetime:
    return datetime.combine(day, time(), tzinfo=worktime.ZONE) + timedelta(seconds=int(seconds))
