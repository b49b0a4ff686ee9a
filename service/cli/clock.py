"""The command `clock explain`: what each clock of a case has counted and why, for an operator at a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models import database as db
from service import config as configuration
from service.cli import sentences

if TYPE_CHECKING:
    from service.usecases import clockstold


@click.group()
def clock() -> None:
    """Legal times of cases."""


@clock.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="As the API answers, instead of tables.")
@click.option("--as", "login", metavar="LOGIN", help="See what this person sees; otherwise everything.")
def explain(code: str, as_json: bool, login: str | None) -> None:
    """List every stretch of each clock of the case CODE: counted or not, why, and the sum."""
    # Here, not above: `laneway --help` must not load the engine.
    from service.schemas import clocks as schemas
    from service.usecases import clockstold, people

    config = configuration.read()
    database = db.Database(config.database, pool=1)
    now = datetime.now(UTC)
    with sentences.told(config.locale), database.reading() as session:
        actor = people.SYSTEM if login is None else people.actor(session, login, now=now)
        told = clockstold.explain(session, actor, code, now=now, language="en")
    database.dispose()
    if as_json:
        click.echo(json.dumps(schemas.Clock(many=True).dump(told), ensure_ascii=False, indent=1))
        return
    for one in told:
        Console().print(_table(one, ZoneInfo(config.zone)))


def _table(one: clockstold.ClockTold, zone: ZoneInfo) -> Table:
    title = f"{one.kind} {one.name}".strip() + f": {one.state} {one.paused_for}".rstrip()
    due = "no limit" if one.due_at is None else f"due {_when(one.due_at, zone)}"
    late = f", late {_amount(one.late, one)}" if one.late else ""
    table = Table("From", "To", "Counted", "Why", "Amount", "Sum", title=Text(title), caption=Text(due + late))
    for part in one.stretches:
        apart = [f"{day.day:%d/%m} {'worked' if day.works else 'off'} {day.name}".rstrip() for day in part.days]
        why = "; ".join([part.why, *([part.document] if part.document else []), *apart])
        shown = (_when(part.since, zone), _when(part.until, zone), "yes" if part.counted else "no", why)
        # Text, never markup: what a diagram says must not steer the terminal.
        table.add_row(*map(Text, (*shown, _amount(part.ticks, one), _amount(part.used, one))))
    return table


def _amount(ticks: int, one: clockstold.ClockTold) -> str:
    units, rest = divmod(ticks, one.per_unit)
    hours, seconds = divmod(rest, 3_600)
    return f"{units} {one.unit} {hours}:{seconds // 60:02}:{seconds % 60:02}"


def _when(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%d/%m/%Y %H:%M}"
