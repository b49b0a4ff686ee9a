"""What is said about a diagram: one frozen value that the page, the API and the command line all show."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The diagram can't run: blocks publishing."""
    WARNING = "warning"
    """It runs on an assumption that the analyst must accept: blocks publishing until accepted."""
    NOTE = "note"
    """Worth knowing; blocks nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `rule` names the rule (file of `bpmn/lint/rules` or repair of `bpmn/prepare.py`); `message` and
    `message_en` say in Vietnamese and English what was found, what was assumed and what to do in the
    modeler. `lane` is the label that an analyst would give. `values` are the texts inside the message.
    """

    rule: str
    level: Level
    message: str
    message_en: str
    element: str | None = None
    name: str = ""
    lane: str = ""
    line: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    """Kind of answer that settles it (a key of `settings.Answer`), where one beside the file can."""
    trace: tuple[str, ...] = ()
    """Ids of the elements that a case passes until it shows, in order; empty where no way has to be shown."""

    @property
    def key(self) -> str:
        """What an acceptance is stored under: the rule and the element, stable over re-uploads."""
        return f"{self.rule}:{self.element or ''}"

    @property
    def said(self) -> str:
        """What it says of its element, as a short digest: an acceptance holds as long as this stays the same.

        The texts count as people read them; the name of an element that has none is its id, and that may change.
        """
        texts = {key: " ".join(unicodedata.normalize("NFC", text).split()) for key, text in self.values.items()}
        if texts.get("name") == self.element:
            del texts["name"]
        told = json.dumps([self.rule, self.level.value, sorted(texts.items())])
        return hashlib.sha256(told.casefold().encode()).hexdigest()[:16]
