"""Commands for the database as a whole."""

from __future__ import annotations

import click

from models import database as models
from service import config as configuration


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this release."""
    models.upgrade(configuration.read().database)
    click.echo("The database is up to date.")
