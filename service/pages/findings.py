"""Findings on a page: the list with what can be accepted, marks on the diagram, and what blocks publishing.

A level is told by a sign and a word, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.lint import finding
from service.pages import texts, words
from service.schemas import request
from service.usecases import versions

SIGNS = {"error": "✕", "warning": "▲", "note": "ℹ", "accepted": "✓"}
"""Level → the sign that stands for it in the list and on the diagram."""
_WEIGHT = ("error", "warning", "accepted", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in the list; `rule` names the page that explains it. `element` is empty where the diagram has
    nothing to point at."""

    key: str
    rule: str
    level: str
    sign: str
    word: str
    message: str
    element: str
    name: str
    lane: str
    line: int
    accepted: bool = False
    anchor: str = ""


def message(found: finding.Finding) -> str:
    """What a finding says, in the reader's language."""
    return found.message_en if request.language() == "en" else found.message


def _line(found: finding.Finding, number: int, accepted: bool) -> Line:
    return Line(
        key=found.key,
        rule=found.rule,
        level=found.level.value,
        sign=SIGNS[found.level.value],
        word=words.level(found.level.value),
        message=message(found),
        element=found.element or "",
        name=found.name or found.element or "",
        lane=found.lane,
        line=found.line,
        accepted=accepted,
        anchor=f"finding-{number}",
    )


def listed(view: versions.VersionView, accepted: frozenset[str]) -> list[tuple[str, list[Line]]]:
    """The findings by level, the heaviest first; levels without any are left out."""
    lines = [_line(one, number, one.key in accepted) for number, one in enumerate(view.findings, 1)]
    by_level = ((level.value, [line for line in lines if line.level == level.value]) for level in finding.Level)
    return [(level, some) for level, some in by_level if some]


def blocking(view: versions.VersionView) -> list[Line]:
    """What keeps a draft from being published, errors first."""
    numbers = {one.key: number for number, one in enumerate(view.findings, 1)}
    lines = [_line(one, numbers[one.key], False) for one in view.blocking]
    return sorted(lines, key=lambda line: _WEIGHT.index(line.level))


def marks(view: versions.VersionView) -> dict[str, object]:
    """What `static/js/diagram.js` draws: the heaviest level of each element as its outline, and a badge.

    Notes get an outline alone: nearly every step of a fresh draft has one.
    """
    by_element: dict[str, list[tuple[str, finding.Finding]]] = {}
    for one in view.findings:
        if one.element:
            taken = one.level is finding.Level.WARNING and one.key in view.settings.accepted
            by_element.setdefault(one.element, []).append(("accepted" if taken else one.level.value, one))
    markers, badges = {}, []
    for element, some in by_element.items():
        kind = min((level for level, _ in some), key=_WEIGHT.index)
        markers[element] = [kind]
        if kind != "note":
            badges.append({"element": element, "text": SIGNS[kind], "kind": kind, "title": _title(kind, some)})
    return {"markers": markers, "badges": badges}


def _title(kind: str, some: Sequence[tuple[str, finding.Finding]]) -> str:
    word = texts._("Đã chấp nhận") if kind == "accepted" else words.level(kind)
    told = [message(one) for level, one in some if level == kind]
    return f"{word}: {' · '.join(told)}"
