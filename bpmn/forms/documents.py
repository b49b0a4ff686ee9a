"""Files in forms: an answer is a list of references to stored documents, never a file.

A reference says what the store said when it took the file in; it is believed only where the store says the same now.
Where no store is given, as at the terminal, nothing can be attached: nothing is demanded, and a reference is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
KEYS = frozenset({"id", "name", "size", "type"})
LONGEST_NAME, LONGEST_TYPE = 255, 100
MOST = 50
"""How many documents one field takes."""
_NOTICES = {"vi": "Trang ngoài không hiện ở đây: {url}", "en": "A page from outside isn't shown here: {url}"}
_PLAIN_URL = re.compile(r"https://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{1,500}")


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document. `size` in bytes; `type` is its media type, as ``application/pdf``."""

    id: str
    name: str
    size: int
    type: str

    def reference(self) -> dict[str, object]:
        """How an answer names it."""
        return {"id": self.id, "name": self.name, "size": self.size, "type": self.type}


class Store(Protocol):
    """What a check needs of the place where documents are kept."""

    def found(self, ids: Collection[str]) -> Mapping[str, Document]:
        """Those of the documents that are there and that the person who answers may use, by id."""
        ...


def read(raw: object) -> Document | None:
    """A reference as an answer names it; None for anything else."""
    if not isinstance(raw, Mapping) or raw.keys() != KEYS:
        return None
    known, name, size, kind = raw["id"], raw["name"], raw["size"], raw["type"]
    if not isinstance(known, str) or not _ID.fullmatch(known):
        return None
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        return None
    if not isinstance(kind, str) or len(kind) > LONGEST_TYPE:
        return None
    return Document(known, name, size, kind) if isinstance(size, int) and not isinstance(size, bool) else None


def accepted(one: Document, accept: str) -> bool:
    """Whether a document is of the kinds that a field takes, written as HTML does: ``.pdf, image/*``."""
    kinds = [kind.strip().casefold() for kind in accept.split(",") if kind.strip()]
    return not kinds or any(_is(one, kind) for kind in kinds)


def _is(one: Document, kind: str) -> bool:
    if kind.startswith("."):
        return one.name.casefold().endswith(kind)
    main = kind.removesuffix("*")
    return one.type.casefold().startswith(main) if kind.endswith("/*") else one.type.casefold() == kind


def without_frames(components: Sequence[Mapping[str, object]], language: str) -> list[dict[str, object]]:
    """Components for our pages: in the place of a frame with a page from outside, which their policy would leave blank,
    a notice says so."""
    return [_without_frames(one, language) for one in components]


def _without_frames(one: Mapping[str, object], language: str) -> dict[str, object]:
    if one.get("type") == "iframe":
        notice = _NOTICES.get(language, _NOTICES["vi"])
        label = " ".join(str(one.get("label") or "").split()).replace("{", "&#123;")
        url = one.get("url")
        said = notice.replace("{url}", url if isinstance(url, str) and _PLAIN_URL.fullmatch(url) else "–")
        text = "\n\n".join(filter(None, (f"**{label}**" if label else "", said)))
        kept = {name: one[name] for name in ("id", "conditional", "layout") if name in one}
        return {"type": "text", "text": text, **kept}
    inner = one.get("components")
    return {**one, "components": without_frames(inner, language)} if isinstance(inner, list) else dict(one)
