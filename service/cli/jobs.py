"""`laneway jobs`: what operators do about long work in the terminal."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from service.cli import operating


@click.group()
def jobs() -> None:
    """Long work: mails, requests, work in bulk. Dead jobs wait here for an operator."""


@jobs.command("list")
@click.option("--state", type=click.Choice(("dead", "waiting", "running", "done", "cancelled", "all")), default="dead")
@click.option("--kind", metavar="KIND", help="Only jobs of this kind, e.g. mail.send.")
@operating.ACTOR
def list_jobs(state: str, kind: str | None, login: str | None) -> None:
    """Show jobs, the newest first, 200 at most."""
    from service.usecases import workers

    asked = workers.JobQuery(state=None if state == "all" else state, kind=kind, limit=workers.MOST)
    with operating.opened() as desk, desk.database.reading() as session:
        found = workers.jobs(session, desk.actor(session, login), asked)
        zone = ZoneInfo(desk.config.zone)
    for one in found.items:
        told = f"{one.id} {one.kind} {operating.plain(one.key)} · {one.state} · {one.tries} tries"
        click.echo(f"{told} · {operating.when(one.created_at, zone)}")
        if one.error:
            click.echo(f"  {operating.plain(one.error)}")
    if not found.items:
        click.echo("no such jobs")


@jobs.command()
@click.argument("job", type=click.IntRange(0, 2**63 - 1))
@operating.ACTOR
def retry(job: int, login: str | None) -> None:
    """Let a dead or cancelled JOB be tried again, under its own key."""
    from service.usecases import workers

    with operating.opened() as desk, desk.database.transaction() as session:
        done = workers.retry(session, desk.actor(session, login), job, now=desk.now)
    click.echo(f"{done.id}: {done.state}")


@jobs.command()
@click.argument("job", type=click.IntRange(0, 2**63 - 1))
@operating.ACTOR
def cancel(job: int, login: str | None) -> None:
    """Let a JOB be done no more."""
    from service.usecases import workers

    with operating.opened() as desk, desk.database.transaction() as session:
        done = workers.cancel(session, desk.actor(session, login), job, now=desk.now)
    click.echo(f"{done.id}: {done.state}")
