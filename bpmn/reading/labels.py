"""Labels of lanes that deceive the eye: characters that can't be seen, letters of another script that look alike.

A label is never authority, but people read it: two lanes that look the same and are not must be told (Unicode
Technical Standard 39 describes the deceptions; the table here holds the letters that look like Latin ones).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from bpmn import diagram
from bpmn.lint import finding
from bpmn.reading import told

_LOOK_ALIKES = str.maketrans(
    # Cyrillic, then Greek, then what is left of other alphabets.
    "АВЕЅІЈКМНОРСТУХҮѴаеѕіјорсухһԁԛԝѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορυƖ|ոѕցԍ℮",
    "ABESIJKMHOPCTYXYVaesijopcyxhdqwvABEZHIKMNOPTYXvopuIInsgge",
)
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
"""Letters and symbols by category that show nothing."""


def hidden(label: str) -> str:
    """The characters of a label that can't be seen, once each."""
    return "".join(
        dict.fromkeys(c for c in label if c in _BLANK or unicodedata.category(c) in ("Cf", "Cc", "Co", "Cn"))
    )


def visible(label: str) -> bool:
    """Whether a label shows anything."""
    gone = hidden(label)
    return bool("".join(c for c in label if c not in gone).strip())


def skeleton(label: str) -> str:
    """What a label looks like: two labels with one skeleton can't be told apart by eye."""
    gone = hidden(label)
    shown = unicodedata.normalize("NFKC", "".join(c for c in label if c not in gone))
    # Vietnamese letters come apart into base and marks, so that a foreign base letter under marks is found too.
    apart = unicodedata.normalize("NFD", shown).translate(_LOOK_ALIKES)
    return " ".join(unicodedata.normalize("NFC", apart).casefold().split())


def judged(lanes: Iterable[diagram.Lane]) -> Iterator[finding.Finding]:
    """Findings about the lanes' own names."""
    seen: dict[str, diagram.Lane] = {}
    same: dict[tuple[str, str | None, str], diagram.Lane] = {}
    for lane in lanes:
        if not lane.name:
            continue
        if gone := hidden(lane.name):
            yield _said("lane-hidden-characters", lane, one=lane.name, codes=_codes(gone))
        if not visible(lane.name):
            continue
        folded = " ".join(lane.name.split()).casefold()
        first = seen.setdefault(skeleton(lane.name), lane)
        if " ".join(first.name.split()).casefold() != folded:
            odd = "".join(sorted(set(lane.name) ^ set(first.name)))
            yield _said("lane-look-alike", lane, one=lane.name, other=first.name, codes=_codes(odd))
        elif not lane.pool_itself and same.setdefault((lane.pool, lane.parent, folded), lane) is not lane:
            yield _said("lane-same-name", lane, one=lane.name)


def _said(rule: str, lane: diagram.Lane, **values: str) -> finding.Finding:
    return told.said(rule, lane.id, lane.name, lane.place.line, **values)


def _codes(characters: str) -> str:
    return ", ".join(f"U+{ord(c):04X}" for c in characters[:8])
