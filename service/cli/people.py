"""The command `user`: the first administrator of an installation, and anybody after her."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from models import database as db
from service import config as configuration
from service.cli import sentences
from service.usecases import people


@click.group()
def user() -> None:
    """Look after people who sign in."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="How colleagues see her.")
@click.option("--agency", required=True, metavar="CODE", help="Where she works.")
@click.option("--role", required=True, metavar="ROLE", help="staff, chief, analyst, … as the roles in the database.")
@click.option("--locale", type=click.Choice(configuration.LOCALES), help="Language of her pages.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input's first line.")
def add(login: str, name: str, agency: str, role: str, locale: str | None, password_stdin: bool) -> None:
    """Add somebody who can sign in as LOGIN."""
    config = configuration.read()
    # A password among the arguments would stand in the shell's history and in the list of processes.
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _asked()
    database = db.Database(config.database, pool=1)
    held = [people.Membership(agency, role)]
    try:
        with sentences.told(config.locale):
            # Who adds the first administrator of an installation may not have started it yet.
            db.upgrade(config.database)
            with database.transaction() as session:
                people.add(
                    session, people.SYSTEM, login, name, password, held,
                    locale=locale or config.locale, now=datetime.now(UTC),
                )  # fmt: skip
    finally:
        database.dispose()
    click.echo(f"{people.login_key(login)}: {role}, {agency}")


def _asked() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
