"""The command `import`: a diagram becomes a procedure's next draft, by the same way as an upload."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models import database as db
from service import config as configuration
from service.cli import sentences

if TYPE_CHECKING:
    from service.rules import access
    from service.usecases import versions


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--procedure", "code", required=True, metavar="CODE", help="The procedure whose next version it is.")
@click.option(
    "--forms",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the form files (*.form, and *.json that FILE names); the folder of FILE otherwise.",
)
@click.option("--create", "name", metavar="NAME", help="Register the procedure under this name first (with --lead).")
@click.option("--lead", metavar="AGENCY", help="With --create: code of the agency that leads it.")
@click.option("--field", default="", help="With --create: its field.")
@click.option("--as", "login", metavar="LOGIN", help="Whose draft it is; otherwise this installation's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def import_file(
    file: Path,
    code: str,
    forms: Path | None,
    name: str | None,
    lead: str | None,
    field: str,
    login: str | None,
    as_json: bool,
) -> None:
    """Bring FILE as a procedure's next draft and list what was found.

    `NAME.settings.json` beside the file is taken as its settings; without it those of the version before are carried
    over. Exit code 0 says that there is a draft now, whatever was found; 1 that there is none.
    """
    if (name is None) != (lead is None):
        raise click.UsageError("--create and --lead go together.")
    config = configuration.read()
    database, now = db.Database(config.database, pool=2), datetime.now(UTC)
    try:
        with sentences.told(config.locale):
            actor = _actor(database, login, now)
            if name is not None and lead is not None:
                _create(database, actor, code, name, lead, field, now)
            made = _add(config, database, actor, code, file, forms or file.parent, now)
    finally:
        database.dispose()
    _tell(made, config.locale, as_json)


def _actor(database: db.Database, login: str | None, now: datetime) -> access.Actor:
    from service.usecases import people

    if login is None:
        return people.SYSTEM
    with database.reading() as session:
        return people.actor(session, login, now=now)


def _create(
    database: db.Database, actor: access.Actor, code: str, name: str, lead: str, field: str, now: datetime
) -> None:
    from service.usecases import procedures

    with database.transaction() as session:
        procedures.create(session, actor, code, name, lead_agency=lead, field=field, now=now)


def _add(
    config: configuration.Config,
    database: db.Database,
    actor: access.Actor,
    code: str,
    file: Path,
    folder: Path,
    now: datetime,
) -> versions.VersionView:
    from service.cli import files
    from service.usecases import drafts, importer

    beside = file.with_suffix(".settings.json")
    try:
        data = file.read_bytes()
        forms = files.forms_of(data, folder)
        settings = json.loads(beside.read_bytes()) if beside.exists() else None
    except (OSError, ValueError) as cause:
        raise click.ClickException(f"{file}: {cause}") from cause
    read = importer.Importer(config.import_seconds, config.import_bytes)
    try:
        return drafts.add(database, read, actor, code, data, forms, now=now, file_name=file.name, settings=settings)
    finally:
        read.close()


def _tell(made: versions.VersionView, locale: str, as_json: bool) -> None:
    from service.cli import files

    if as_json:
        told = {
            "procedure": made.procedure.code,
            "number": made.number,
            "state": made.state,
            "blocking": len(made.blocking),
            "findings": [files.finding_json(one) for one in made.findings],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    files.print_findings(made.findings, locale)
    click.echo(f"{made.procedure.code} v{made.number}: {made.state}, {len(made.blocking)} blocking")
