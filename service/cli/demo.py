"""The command `demo`: loads agencies of Hà Nội, people, the six shipped procedures, and their cases, once.

Agencies, people and procedures are made one by one where they are missing; all cases come in one transaction with the
integrator's account, which therefore says whether the demo is there. Interrupted anywhere, a second call goes on where
the first one stopped, and nothing is there twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from models import database as db
from service import config as configuration
from service.cli import accounts, sentences

if TYPE_CHECKING:
    from rich import progress


@click.command()
@click.option("--force", is_flag=True, help="Load it beside procedures that are here already.")
def demo(force: bool) -> None:
    """Load the demo: agencies, people, procedures and cases, once."""
    config = configuration.read()
    database = db.Database(config.database, pool=2)
    try:
        if accounts.loaded(database):
            click.echo("The demo is loaded already.")
            return
        with sentences.told(config.locale):
            db.upgrade(config.database)
            token = load(config, database, force=force, now=datetime.now(UTC))
    finally:
        database.dispose()
    for line in accounts.table():
        click.echo(line)
    click.echo(f"Mã truy cập API / API token (tichhop): {token}")


def load(config: configuration.Config, database: db.Database, *, force: bool, now: datetime) -> str:
    """Load what is missing; the integrator's API token, which is told this once.

    Raises:
        click.ClickException: there are procedures that aren't the demo's, and `force` isn't given.
        ServiceError: something of the demo is refused: a code of it is taken, say.
    """
    # Here, not above: a second call must not wait for the engine to be loaded.
    from rich import progress

    from service.cli import demo_people, demo_procedures

    with database.reading() as session:
        foreign = demo_procedures.foreign(session, now=now)
    if foreign and not force:
        raise click.ClickException(_refusal(foreign))
    columns = (progress.TextColumn("{task.description}"), progress.BarColumn(), progress.TimeElapsedColumn())
    with progress.Progress(*columns, transient=True) as shown:
        with database.transaction() as session:
            demo_procedures.add_agencies(session, now=now)
        with database.transaction() as session:
            demo_procedures.add_people(session, demo_people.accounts(), now=now)
        _procedures(config, database, shown, now)
        return _cases(database, shown, now)


def _refusal(foreign: Sequence[str]) -> str:
    named = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
    return (
        f"This database has procedures that aren't the demo's ({named}), and the demo brings accounts whose password "
        "everybody knows: use another database (LANEWAY_DATABASE), or --force."
    )


def _procedures(config: configuration.Config, database: db.Database, shown: progress.Progress, now: datetime) -> None:
    from service.cli import demo_plan, demo_procedures
    from service.usecases import importer

    read = importer.Importer(config.import_seconds, config.import_bytes)
    total = sum(len(one.versions) for one in demo_procedures.shipped())
    bar = shown.add_task("Procedures", total=total)
    try:
        for name in demo_procedures.add_procedures(database, read, demo_plan.dates(now), now=now):
            shown.update(bar, description=f"Procedure {name}", advance=1)
    finally:
        read.close()


def _cases(database: db.Database, shown: progress.Progress, now: datetime) -> str:
    """All cases in one transaction: an interrupted call leaves none."""
    from service.cli import demo_people, demo_plan, demo_play, demo_procedures
    from service.usecases import people

    planned = demo_plan.cases(now)
    bar = shown.add_task("Cases", total=len(planned))
    with database.transaction() as session:
        demo_procedures.add_people(session, [demo_people.integrator()], now=now)
        owner = people.actor(session, demo_people.INTEGRATOR, now=now)
        made = people.create_token(session, owner, "demo", now=now)
        for settled in demo_play.Play(session, planned, now).run():
            shown.update(bar, completed=settled)
    assert made.secret is not None
    return made.secret
