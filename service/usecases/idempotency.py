"""The same request twice has the effect of one, and gets the same answer.

A client names its request with a key. The first answer is kept as a value in the transaction of its effect; a retry
gets an equal value, and so the same bytes. A key belongs to a person: nobody reads another's answer by guessing.
The answer of a start holds the case's look-up secret; that is why keys are dropped after a day (`forget`).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import base, rows
from models import idempotency as keys
from service import errors

KEPT_MS = 24 * 3600 * 1000
"""How long a first answer is given again."""

LONGEST_KEY = 200
LONGEST_OPERATION = 40
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What a client sent: its key, and the SHA-256 of method, path and body."""

    key: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class First:
    """What a key has been used for."""

    operation: str
    body_hash: bytes
    body: Any


def look(session: Session, person_id: int, asked: Idempotency | None) -> First | None:
    """What a person's key has been used for, None for nothing yet."""
    if asked is None:
        return None
    table = keys.IdempotencyKey
    row = session.execute(
        select(table.operation, table.body_hash, table.body).where(table.person_id == person_id, table.key == asked.key)
    ).one_or_none()
    return None if row is None else First(*row)


def again(first: First | None, asked: Idempotency | None, operation: str, kind: type[Answer]) -> Answer | None:
    """The first answer, None where there is none yet.

    Raises:
        KeyReusedError: the key was used for another request.
    """
    if first is None or asked is None:
        return None
    if first.operation != operation[:LONGEST_OPERATION] or first.body_hash != asked.body_hash:
        raise errors.KeyReusedError
    return typing.cast("Answer", built(kind, first.body))


def keep(
    session: Session, person_id: int, asked: Idempotency | None, operation: str, answer: Answer, now_ms: int
) -> Answer:
    """Keep the first answer as the last statement of its transaction; returns the answer to give.

    Where another request with the same key was faster, all that this one did is rolled back, and the answer is the
    other's.

    Raises:
        KeyReusedError: the faster one was another request.
        StaleError: the faster one has been undone meanwhile; try again.
    """
    if asked is None:
        return answer
    row = {
        "person_id": person_id,
        "key": asked.key,
        "operation": operation[:LONGEST_OPERATION],
        "body_hash": asked.body_hash,
        "body": plain(answer),
        "created_at": now_ms,
    }
    try:
        rows.insert(session, keys.IdempotencyKey, [row])
    except IntegrityError:
        session.rollback()
        first = again(look(session, person_id, asked), asked, operation, type(answer))
        if first is None:
            raise errors.StaleError("idempotency_key", 0) from None
        return first
    return answer


def forget(session: Session, now_ms: int) -> None:
    """Drop keys older than a day; the worker calls it."""
    table = keys.IdempotencyKey
    session.execute(delete(table).where(table.created_at < now_ms - KEPT_MS))


def plain(value: object) -> Any:
    """A frozen view as plain JSON; instants as ms UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, datetime):
        return base.to_ms(value)
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value


def built(hint: Any, raw: Any) -> Any:
    """`raw` as the view type that `hint` names."""
    if isinstance(hint, type) and is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{f.name: built(hints[f.name], raw[f.name]) for f in fields(hint) if f.name in raw})
    if hint is datetime:
        return base.to_datetime(raw)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union or origin is types.UnionType:
        return None if raw is None else built(next(a for a in arguments if a is not type(None)), raw)
    if origin is tuple:
        return tuple(built(arguments[0], part) for part in raw)
    return raw
