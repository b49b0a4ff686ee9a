"""What the importer asks its child, through one pipe: a header that says which parts follow, then the parts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """A version as it is kept: the files, what stands beside them, the stored prepared diagram (None: not needed)."""

    diagram: bytes
    forms: Mapping[str, bytes] = field(default_factory=dict)
    settings: bytes = b"{}"
    prepared: bytes | None = None


def packed(what: str, sources: Sequence[Source | None], carry: bool) -> list[bytes]:
    """What is sent."""
    parts: list[bytes] = []
    heads: list[dict[str, object] | None] = []
    for source in sources:
        if source is None:
            heads.append(None)
            continue
        heads.append({"forms": list(source.forms), "prepared": source.prepared is not None})
        parts += [source.diagram, source.settings, *source.forms.values()]
        if source.prepared is not None:
            parts.append(source.prepared)
    header = json.dumps({"what": what, "carry": carry, "sources": heads}).encode()
    return [header, *(part or b" " for part in parts)]


def received(pipe: Connection) -> tuple[str, list[Source | None], bool]:
    """What was sent: what is asked, of which sources, and whether settings are carried over.

    Raises:
        EOFError: the other end is closed.
    """
    header = json.loads(pipe.recv_bytes())
    found = [None if head is None else _unpacked(head, pipe) for head in header["sources"]]
    return header["what"], found, header["carry"]


def _unpacked(head: Mapping[str, Any], pipe: Connection) -> Source:
    diagram, settings = pipe.recv_bytes(), pipe.recv_bytes()
    forms = {name: pipe.recv_bytes() for name in head["forms"]}
    return Source(diagram, forms, settings, pipe.recv_bytes() if head["prepared"] else None)
