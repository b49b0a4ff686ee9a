"""A refusal as one sentence in the terminal, in the language of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import exc

from service import errors
from service.schemas import messages

NO_TABLE = ("no such table", "does not exist")
"""What SQLite and PostgreSQL say where there is no such table."""
NO_TABLES = (
    "Cơ sở dữ liệu chưa có bảng: hãy chạy laneway db upgrade.",
    "The database has no tables yet: run laneway db upgrade.",
)


@contextmanager
def told(locale: str) -> Iterator[None]:
    """Turn what a use case refuses inside the block into one sentence and exit code 1.

    Raises:
        click.ClickException: says what was refused, and of each wrong thing its name.
    """
    try:
        yield
    except errors.ServiceError as refused:
        raise click.ClickException(sentence(refused, locale)) from refused
    except (exc.OperationalError, exc.ProgrammingError) as away:
        raise click.ClickException(_away(str(away.orig), locale)) from away


def _away(said: str, locale: str) -> str:
    """What is told of a database that doesn't answer: the driver's own words, which hold no password."""
    first = (said.splitlines() or [""])[0]
    if any(sign in first for sign in NO_TABLE):
        return NO_TABLES[locale == "en"]
    return f"{messages.text('database_away', locale)} ({first})"


def sentence(refused: errors.ServiceError, locale: str) -> str:
    """What is told of a refusal."""
    if isinstance(refused, errors.InvalidError):
        parts = (f"{one.key}: {messages.text(one.code, locale, one.values)}" for one in refused.problems)
        return " · ".join(parts)
    if isinstance(refused, errors.BlockedError):
        shown = (one.message_en if locale == "en" else one.message for one in refused.findings)
        return " · ".join([messages.text(refused.code, locale, refused.values), *shown])
    if isinstance(refused, errors.UnreadableError) and locale in refused.messages:
        return refused.messages[locale]
    return messages.text(refused.code, locale, refused.values)
