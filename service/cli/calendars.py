"""The command `calendar`: when offices are open, days off and make-up days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models import database as db
from service import config as configuration
from service.cli import sentences

_HOURS = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)=(\S*)( half)?")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def calendar() -> None:
    """Look after the calendars by which time limits are counted."""


@contextmanager
def _opened() -> Iterator[tuple[db.Database, configuration.Config]]:
    config = configuration.read()
    database = db.Database(config.database, pool=1)
    try:
        with sentences.told(config.locale):
            yield database, config
    finally:
        database.dispose()


@calendar.command()
@click.argument("scope", default="city")
@click.option("--month", metavar="YYYY-MM", help="Which month; the present one otherwise.")
def show(scope: str, month: str | None) -> None:
    """Show a month of the calendar of an agency's code, or of the city."""
    from service.usecases import calendaredits

    with _opened() as (database, config):
        first = _month(month) if month else datetime.now(ZoneInfo(config.zone)).date()
        with database.reading() as session:
            days = calendaredits.month(session, scope, first.year, first.month, config.locale)
    table = Table("Day", "", "Hours", "Counts", "Why", "Document")
    for one in days:
        hours = ", ".join(f"{since}–{until}" for since, until in one.shifts)
        why = " · ".join(filter(None, (one.source, one.name, f"⇄ {one.swap}" if one.swap else "")))
        shown = (one.day.isoformat(), f"{one.day:%a}", hours, ("–", "½", "1")[one.counts], why, one.document)
        table.add_row(*map(Text, shown))
    Console().print(table)


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as wrong:
        raise click.BadParameter("YYYY-MM, for instance 2026-11", param_hint="--month") from wrong


@calendar.command()
@click.argument("scope")
@click.option("--off", "off", type=DAY, multiple=True, metavar="DAY", help="A day off.")
@click.option("--work", "work", type=DAY, multiple=True, metavar="DAY", help="A day that is worked.")
@click.option(
    "--swap",
    "swap",
    type=(DAY, DAY),
    multiple=True,
    metavar="OFF WORK",
    help="A day off, and the day that is worked for it.",
)
@click.option("--drop", "drop", type=DAY, multiple=True, metavar="DAY", help="Say nothing of that day any more.")
@click.option(
    "--hours",
    "hours",
    multiple=True,
    metavar="DAY=HH:MM-HH:MM,…[ half]",
    help="Hours of a weekday: sat=07:30-11:30 half. Empty: closed.",
)
@click.option("--document", required=True, help="The document that orders it, as people cite it.")
@click.option("--note", default="", help="What the days are called.")
@click.option("--reason", default="", help="Why.")
@click.option("--dry-run", is_flag=True, help="Say which open due dates would change, and change nothing.")
def add(
    scope: str, off: tuple[datetime, ...], work: tuple[datetime, ...], swap: tuple[tuple[datetime, datetime], ...],
    drop: tuple[datetime, ...], hours: tuple[str, ...], document: str, note: str, reason: str, dry_run: bool,
) -> None:  # fmt: skip
    """Edit the calendar of SCOPE (city, or an agency's code) by a new version."""
    from service.rules import calendar_layers
    from service.usecases import calendarchanges, people

    said = {"note": note} if note else {}
    days: dict[str, object] = {one.date().isoformat(): {"work": False, **said} for one in off}
    days |= {one.date().isoformat(): {"work": True, **said} for one in work}
    for one, other in swap:
        days |= calendar_layers.swap(one.date(), other.date(), note)
    days |= {one.date().isoformat(): None for one in drop}
    patch = {"days": days, "hours": dict(map(_hours, hours))}
    with _opened() as (database, config):
        if dry_run:
            with database.reading() as session:
                told = calendarchanges.dry_run(session, people.SYSTEM, scope, patch, document=document)
            _print(told, ZoneInfo(config.zone))
            return
        with database.transaction() as session:
            number = calendarchanges.order(
                session, people.SYSTEM, scope, patch, document=document, reason=reason, now=datetime.now(UTC)
            )
    click.echo(f"{scope}: version {number}; a worker counts anew what is open, or: laneway calendar apply")


def _hours(text: str) -> tuple[str, object]:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise click.BadParameter("sat=07:30-11:30,13:30-17:30, or sat=07:30-11:30 half", param_hint="--hours")
    shifts = [part.partition("-")[::2] for part in found[2].split(",") if part]
    return found[1], {"shifts": [list(shift) for shift in shifts], "half": bool(found[3])}


def _print(told: object, zone: ZoneInfo) -> None:
    from service.usecases import calendarchanges

    assert isinstance(told, calendarchanges.Changes)
    table = Table("Case", "What", "Due", "Would be due")
    table.columns[0].no_wrap, table.columns[0].min_width = True, 22
    for one in told.shown:
        before, after = (f"{at.astimezone(zone):%d/%m/%Y %H:%M}" for at in (one.before, one.after))
        table.add_row(*map(Text, (one.case, one.name or one.what, before, after)))
    Console().print(table)
    more = f"; only {told.looked_at} were looked at" if told.more else ""
    click.echo(f"{told.count} due dates of {told.cases} cases{more}")


@calendar.command()
def apply() -> None:
    """Count anew, case by case, what is open and was counted by an older calendar; may be stopped and run again."""
    from service.usecases import calendarchanges

    cases = changed = 0
    with _opened() as (database, _):
        for _case, dates in calendarchanges.walk(database.transaction, lambda: datetime.now(UTC)):
            cases, changed = cases + 1, changed + dates
    click.echo(f"{changed} due dates of {cases} cases")
