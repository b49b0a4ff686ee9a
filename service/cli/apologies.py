"""The command `apologies`: what each agency owes, and how it apologises."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models import database as db
from service import config as configuration
from service.cli import sentences
from service.rules import apologypolicy
from service.usecases import apologydebt, apologypolicies, people


@click.group()
def apologies() -> None:
    """Look after the apologies that agencies owe."""


@apologies.command()
def debt() -> None:
    """Print what each agency owes now: late or wrong, and no letter handed over."""
    config = configuration.read()
    database = db.Database(config.database, pool=1)
    try:
        with database.reading() as session:
            owed = apologydebt.now_owed(session, people.SYSTEM, now=datetime.now(UTC))
    finally:
        database.dispose()
    table = Table("agency", "name", "owed", "drafted", "second breach", "oldest")
    for one in owed:
        oldest = "" if one.oldest is None else one.oldest.isoformat(timespec="minutes")
        figures = (str(one.owed), str(one.drafted), str(one.second))
        table.add_row(one.agency.code, Text(one.agency.name_vi), *figures, oldest)
    Console().print(table)


@apologies.command()
@click.argument("code")
@click.argument("changes", nargs=-1, metavar="[KEY=VALUE]…")
def policy(code: str, changes: tuple[str, ...]) -> None:
    """Print how an agency apologises, or set it: values as JSON or plain text, e.g. head="CHỦ TỊCH" review_days=10.

    What is named takes the place of all that was set before; the city's own agency is for all that say nothing else.
    """
    config = configuration.read()
    database = db.Database(config.database, pool=1)
    try:
        with sentences.told(config.locale), database.transaction() as session:
            if changes:
                now = datetime.now(UTC)
                found = apologypolicies.put(session, people.SYSTEM, code, dict(map(_pair, changes)), now=now)
            else:
                found = apologypolicies.get(session, people.SYSTEM, code)
    finally:
        database.dispose()
    click.echo(json.dumps(apologypolicy.plain(found), ensure_ascii=False, indent=2))


def _pair(text: str) -> tuple[str, Any]:
    key, given, value = text.partition("=")
    if not given:
        raise click.BadParameter(f"{text!r} is not KEY=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
