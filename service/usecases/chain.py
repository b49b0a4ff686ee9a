"""One more line in the record of a version, an agency or a person: the chain of a case has its own writer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from models import base, event
from service.rules import access

SALT_BYTES = 16


class Owner(Protocol):
    """A row whose record this is: it holds the number and the hash of the last line."""

    id: int
    event_seq: int
    event_head: bytes


def append(
    session: Session,
    scope: str,
    owner: Owner,
    kind: str,
    payload: Mapping[str, object],
    *,
    actor: access.Actor,
    now: datetime,
) -> None:
    """Write a line; the caller holds the owner's row, so that two lines can't follow the same one."""
    entry = event.Entry(
        scope=scope,
        scope_id=owner.id,
        seq=(owner.event_seq or 0) + 1,
        at=base.to_ms(now),
        kind=kind,
        actor_id=actor.person_id or None,
    )
    row = event.row(owner.event_head or b"", entry, payload, secrets.token_bytes(SALT_BYTES))
    session.add(event.Event(**row))
    owner.event_seq, owner.event_head = entry.seq, bytes(row["hash"])  # type: ignore[call-overload]
