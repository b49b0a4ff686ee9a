"""An operator's commands: see a case's state, move or skip a token, retry what failed, cancel a case.

Each act is recorded as that of the person named by `--as`, with her rights, else as the system's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from models import database as db
from service import config as configuration
from service.cli import sentences

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.rules import access
    from service.usecases import limits, stateviews

ACTOR = click.option("--as", "login", metavar="LOGIN", help="Act as this person, with her rights; else as the system.")
REASON = click.option("--reason", required=True, help="Goes into the case's record.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with."""

    config: configuration.Config
    database: db.Database
    now: datetime
    budget: limits.Budget

    def actor(self, session: Session, login: str | None) -> access.Actor:
        """Who acts."""
        from service.usecases import people

        return people.SYSTEM if login is None else people.actor(session, login, now=self.now)


@contextmanager
def opened() -> Iterator[Desk]:
    """What a command works with, its database closed afterwards and refusals told in words."""
    from service.usecases import limits

    config = configuration.read()
    database = db.Database(config.database, pool=1)
    try:
        with sentences.told(config.locale):
            yield Desk(config, database, datetime.now(UTC), limits.budget(config, time.thread_time))
    finally:
        database.dispose()


@click.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="As the API answers, instead of text.")
@ACTOR
def state(code: str, as_json: bool, login: str | None) -> None:
    """Show the engine's state of the case CODE: scopes, tokens, data, what is waited for."""
    from service.schemas import states as schemas
    from service.usecases import operating

    with opened() as desk, desk.database.reading() as session:
        found = operating.state(session, desk.actor(session, login), code)
        zone = ZoneInfo(desk.config.zone)
    if as_json:
        click.echo(json.dumps(schemas.State().dump(found), ensure_ascii=False, indent=1))
        return
    for line in _lines(found, zone):
        click.echo(line)
    if found.unreadable is not None:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("code")
@click.argument("seq", type=click.IntRange(1, 2**31 - 1))
@click.argument("element")
@REASON
@ACTOR
def move(code: str, seq: int, element: str, reason: str, login: str | None) -> None:
    """Put the token that waits under SEQ in the case CODE into ELEMENT (a node or a flow of the same scope)."""
    from service.usecases import operating

    with opened() as desk, desk.database.transaction() as session:
        actor = desk.actor(session, login)
        done = operating.move(session, actor, code, seq, element, reason, now=desk.now, budget=desk.budget)
    _tell(done)


@click.command()
@click.argument("code")
@click.argument("seq", type=click.IntRange(1, 2**31 - 1))
@REASON
@click.option("--answers", metavar="JSON", default="{}", help="What the step is to say all the same, as an object.")
@ACTOR
def skip(code: str, seq: int, reason: str, answers: str, login: str | None) -> None:
    """Let the token that waits under SEQ in the case CODE go on without the work."""
    from service.schemas import messages, strictjson
    from service.usecases import operating

    try:
        said = strictjson.decode(answers.encode("utf-8", "replace"))
    except strictjson.StrictJsonError as wrong:
        told = messages.text(wrong.code, configuration.read().locale, wrong.values)
        raise click.BadParameter(told, param_hint="--answers") from wrong
    with opened() as desk, desk.database.transaction() as session:
        actor = desk.actor(session, login)
        done = operating.skip(session, actor, code, seq, reason, said, now=desk.now, budget=desk.budget)
    _tell(done)


@click.command()
@click.argument("what", metavar="CODE|INCIDENT")
@ACTOR
def retry(what: str, login: str | None) -> None:
    """Take the step of an INCIDENT again, or of every open incident of the case CODE."""
    from service import errors
    from service.usecases import incidents

    failures = 0
    with opened() as desk:
        with desk.database.reading() as session:
            actor = desk.actor(session, login)
            found = [int(what)] if what.isascii() and what.isdigit() else incidents.open_in(session, actor, what)
        for one in found:
            try:
                with desk.database.transaction() as session:
                    incidents.retry(session, actor, one, now=desk.now, budget=desk.budget)
                click.echo(f"{one}: ok")
            except errors.IncidentError as again:
                failures += 1
                click.echo(f"{one}: {sentences.sentence(again, desk.config.locale)}", err=True)
    if not found:
        click.echo(f"{what}: no open incident")
    if failures:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("code")
@REASON
@ACTOR
def cancel(code: str, reason: str, login: str | None) -> None:
    """End the case CODE before its time: everything open is withdrawn."""
    from service.usecases import cases

    with opened() as desk, desk.database.transaction() as session:
        cases.cancel(session, desk.actor(session, login), code, reason, now=desk.now, budget=desk.budget)
    click.echo(f"{code}: cancelled")


def _tell(done: stateviews.Operated) -> None:
    click.echo(f"{done.case}: {done.step} {done.how}, {done.status}")
    for one in done.opened:
        click.echo(f"  {one.id} {one.kind} {one.element} “{plain(one.name)}” · {plain(one.lane)}")


def _lines(found: stateviews.StateView, zone: ZoneInfo) -> Iterator[str]:
    told = f"{found.procedure.code} v{found.procedure.version}, {found.status}, revision {found.revision}"
    yield f"{found.case}: {told}"
    if found.unreadable is not None:
        yield f"  the state ({found.size} bytes) can't be read by this release: {found.unreadable}"
        return
    yield f"  format {found.format}, {found.size} bytes, last number {found.last_seq}"
    for scope in found.scopes:
        yield from _scope(scope, zone)


def _scope(scope: stateviews.ScopeView, zone: ZoneInfo) -> Iterator[str]:
    pad = "  " * (scope.depth + 1)
    yield f"{pad}{scope.type} {scope.element} {_label(scope.element, scope.name)}".rstrip()
    if scope.data:
        yield f"{pad}  data {_json(scope.data)}"
    for one in scope.tokens:
        yield f"{pad}  {_token(one, zone)}"
        if one.data:
            yield f"{pad}    data {_json(one.data)}"
    for parked in scope.parked:
        where = f"{parked.join} {_label(parked.join, parked.name)}".rstrip()
        yield f"{pad}  parked at {where}: {parked.count} on flow {parked.flow}"


def _token(one: stateviews.TokenView, zone: ZoneInfo) -> str:
    number = f"#{one.seq} " if one.seq is not None else ""
    what = f"{one.role} {one.kind}" if one.kind else one.role
    parts = [f"{number}{what} {one.type} {one.element} {_label(one.element, one.name)}".rstrip(), plain(one.lane)]
    more = {
        "on": one.host,
        "instance": one.index,
        "item": None if one.item is None else _json(one.item),
        "visit": one.visit if one.visit > 1 else None,
        "opened by": None if one.opened_by is None else f"#{one.opened_by}",
        "since": when(one.since, zone),
        "due": when(one.due_at, zone),
        "signal" if one.signal else "message": None if one.message is None else plain(one.message),
        "key": None if one.key is None else plain(one.key),
        "done": None if one.done is None else f"{one.done} of {'?' if one.instances is None else one.instances}",
        "incident": one.incident,
    }
    parts += [f"{name} {value}" for name, value in more.items() if value is not None]
    return " · ".join(part for part in parts if part)


def _label(element: str, name: str) -> str:
    return f"“{plain(name)}”" if name and name != element else ""


def plain(text: str) -> str:
    """One line: what a diagram says must not steer the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def when(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """An instant as people write it."""
    return None if instant is None else f"{instant.astimezone(zone):%d/%m/%Y %H:%M}"
