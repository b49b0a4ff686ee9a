"""The command `holding`: who has a case now, for an operator at a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
    from service.usecases import views


@click.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="As the API answers, instead of a table.")
@click.option("--as", "login", metavar="LOGIN", help="See what this person sees; otherwise everything.")
def holding(code: str, as_json: bool, login: str | None) -> None:
    """Say which lanes hold the case CODE now; only an ended case is held by nobody."""
    # Here, not above: `laneway --help` must not load the engine.
    from service.schemas import cases as schemas
    from service.usecases import cases, people

    config = configuration.read()
    database = db.Database(config.database, pool=1)
    now = datetime.now(UTC)
    with sentences.told(config.locale), database.reading() as session:
        actor = people.SYSTEM if login is None else people.actor(session, login, now=now)
        held = cases.holding(session, actor, code, now=now)
    database.dispose()
    if as_json:
        click.echo(json.dumps(schemas.Holder(many=True).dump(held), ensure_ascii=False, indent=1))
    elif not held:
        click.echo(f"{code}: ended")
    else:
        Console().print(_table(held, ZoneInfo(config.zone)))


def _table(held: Sequence[views.Holder], zone: ZoneInfo) -> Table:
    table = Table("Lane", "Agency", "Kind", "Step", "Since", "Due", "By")
    for one in held:
        agency = one.agency.code if one.agency else ""
        by = one.claimed_by.name if one.claimed_by else ""
        shown = (one.lane, agency, one.kind, one.name, _when(one.since, zone), _when(one.due_at, zone), by)
        # Text, never markup: what a diagram says must not steer the terminal.
        table.add_row(*map(Text, shown))
    return table


def _when(instant: datetime | None, zone: ZoneInfo) -> str:
    return "" if instant is None else f"{instant.astimezone(zone):%d/%m/%Y %H:%M}"
