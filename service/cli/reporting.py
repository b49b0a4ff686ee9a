"""The commands `rollup` and `overlaps`: figures counted and checked anew, overlaps looked for, by an operator."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from models import database as db
from service import config as configuration

SHOWN = 20


@click.group()
def rollup() -> None:
    """Look after the sums behind report II.06a."""


@rollup.command()
def check() -> None:
    """Compare the sums with the tallies they are made of; exit code 1 where they differ."""
    from service.usecases import tallies  # here and below, not above: `laneway --help` must not load the database

    database = db.Database(configuration.read().database, pool=1)
    with database.snapshot() as session:
        found = tallies.faults(session)
        waiting = len(tallies.uncounted(session))
    database.dispose()
    click.echo(f"{len(found)} sums are wrong; {waiting} cases wait to be counted.")
    for line in found[:SHOWN]:
        click.echo(f"  {line}")
    if found:
        raise click.exceptions.Exit(1)


@rollup.command()
def fold() -> None:
    """Count what waits to be counted, as the worker does."""
    from service.usecases import tallies

    database = db.Database(configuration.read().database, pool=1)
    click.echo(f"{_counted(database, tallies.BATCH)} clocks were counted.")
    database.dispose()


@rollup.command()
@click.option("--from-clocks", is_flag=True, help="Count every case anew as well, which takes long.")
def rebuild(from_clocks: bool) -> None:
    """Make the sums again from the tallies."""
    from service.usecases import tallies

    database = db.Database(configuration.read().database, pool=1)
    with database.transaction() as session:
        if from_clocks:
            tallies.count_anew(session)
        else:
            tallies.sum_anew(session)
    counted = _counted(database, tallies.READ) if from_clocks else 0
    click.echo(f"The sums were made again; {counted} clocks were counted.")
    database.dispose()


def _counted(database: db.Database, batch: int) -> int:
    from service.usecases import tallies

    done, now = 0, datetime.now(UTC)
    while True:
        with database.transaction() as session:
            more = tallies.fold(session, now, batch)
        if not more:
            return done
        done += more


@click.command()
def overlaps() -> None:
    """Look for lanes that do the same step or ask for the same document, in the versions in force."""
    from service.usecases import overlaps as finding

    database = db.Database(configuration.read().database, pool=1)
    now = datetime.now(UTC)
    with database.reading() as session:
        seen = finding.search(session, now=now)
    with database.transaction() as session:
        found, new = finding.keep(session, *seen, now=now)
    click.echo(f"{found} overlaps were found, {new} of them new: see the page of feedback.")
    database.dispose()
