"""The record: an append-only chain of events per case, version, agency and person.

Each event's hash covers the hash before it, so that changing, removing or reordering events shows; the last
hash stands in the owner's row, so that cutting off the end shows as well, and chains of different cases never
meet in one row. The chain hashes a salted digest of the payload: payload and salt can be erased (personal
data), and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

CASE, VERSION, AGENCY, PERSON, FEEDBACK = "case", "version", "agency", "person", "feedback"


class Event(base.Base):
    """One line. `payload` is canonical JSON exactly as hashed; null once erased."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_actor", "actor_id", "at"),)

    scope: Mapped[str] = mapped_column(String(10), primary_key=True)
    scope_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[int]
    month: Mapped[int] = mapped_column(Integer)
    actor_id: Mapped[int | None]
    agency_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None]
    digest: Mapped[bytes]
    hash: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event says, before it has a place in the chain. Instants in ms UTC."""

    scope: str
    scope_id: int
    seq: int
    at: int
    kind: str
    actor_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain is broken: `seq` of the event, and `missing`, `payload`, `hash` or `head`."""

    seq: int
    what: str


def canonical(value: object) -> str:
    """The one JSON spelling that is hashed: sorted keys, no white space."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(salt: bytes, payload: str) -> bytes:
    """SHA-256 over salt and payload."""
    return hashlib.sha256(salt + payload.encode()).digest()


def chained(head: bytes, entry: Entry, payload_digest: bytes) -> bytes:
    """The event's hash: SHA-256 over the head before it, its own facts, and the digest of its payload."""
    facts = [entry.scope, entry.scope_id, entry.seq, entry.at, entry.kind, entry.actor_id, entry.agency_id]
    return hashlib.sha256(head + canonical(facts).encode() + payload_digest).digest()


def row(head: bytes, entry: Entry, payload: object, salt: bytes) -> dict[str, object]:
    """The table row of an event that follows `head`; its ``hash`` is the new head."""
    spelled = canonical(payload)
    of_payload = digest(salt, spelled)
    return {
        "scope": entry.scope,
        "scope_id": entry.scope_id,
        "seq": entry.seq,
        "at": entry.at,
        "month": base.month(entry.at),
        "actor_id": entry.actor_id,
        "agency_id": entry.agency_id,
        "kind": entry.kind,
        "payload": spelled,
        "salt": salt,
        "digest": of_payload,
        "hash": chained(head, entry, of_payload),
    }


def verify(events: Iterable[Event], head: bytes, last: int) -> tuple[Fault, ...]:
    """What is wrong with a chain.

    Parameters:
        events: all of one owner, by seq.
        head: the hash in the owner's row.
        last: the number of events that the owner's row tells.

    An erased payload (payload and salt null) is no fault.
    """
    faults: list[Fault] = []
    before, expected = b"", 1
    for event in events:
        if event.seq != expected:
            faults.append(Fault(expected, "missing"))
        if event.payload is not None and digest(event.salt or b"", event.payload) != event.digest:
            faults.append(Fault(event.seq, "payload"))
        entry = Entry(event.scope, event.scope_id, event.seq, event.at, event.kind, event.actor_id, event.agency_id)
        if chained(before, entry, event.digest) != event.hash:
            faults.append(Fault(event.seq, "hash"))
        before, expected = event.hash, event.seq + 1
    if expected != last + 1 or before != head:
        faults.append(Fault(expected, "head"))
    return tuple(faults)
