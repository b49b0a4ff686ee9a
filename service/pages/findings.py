"""Findings on a page: grouped so that forty alike are one, what can be accepted, marks on the diagram, what blocks.

A level is told by a sign and a word, never by colour alone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import flask

from bpmn.lint import finding
from service.pages import answerform, texts, words
from service.schemas import request
from service.usecases import versions

SIGNS = {"error": "✕", "warning": "▲", "note": "ℹ", "accepted": "✓"}
"""Level → the sign that stands for it in the list and on the diagram."""
WAYS = ("level", "lane", "rule")
"""How the list may be cut into sections."""
UNBOUND = "lane-unbound"
MOST_TOLD, LONGEST_TOLD = 3, 90
LONGEST_WORD = 24
"""Of a text without spaces that a group's lines repeat: longer ones are ids, which say nothing to people."""
ANSWERED = "answered"
_WEIGHT = ("error", "warning", "accepted", ANSWERED, "note")
_MODELER = re.compile(r"(?<=\s)(?:Trong phần mềm vẽ|In the modeler): ")
"""What begins the part of a message that says how to draw it."""
_QUOTED = re.compile(r"[«“](.*?)[»”]")
"""A text of the diagram, as messages quote it."""
_GAP = "…"
Asked = Mapping[int, tuple[answerform.Asked, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in the list. `element` is empty where the diagram has nothing to point at.

    `message` is all that it says; `said` is that without `drawn`, how to say it in the modeler. `alike` is `said` with
    a gap for what the diagram calls things, `about` what fills the gaps.
    """

    key: str
    rule: str
    level: str
    sign: str
    word: str
    message: str
    said: str
    drawn: str
    alike: str
    about: str
    element: str
    name: str
    lane: str
    line: int
    asked: tuple[answerform.Asked, ...] = ()
    trace: tuple[str, ...] = ()
    accepted: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that say the same of one or several elements; `said` and `drawn` say it of all."""

    rule: str
    level: str
    said: str
    drawn: str
    lines: tuple[Line, ...]
    more: str = ""
    """Address of the page on the rule, empty where there is none."""

    @property
    def open(self) -> int:
        """How many still wait for a person: not accepted, and more than a note."""
        return sum(1 for line in self.lines if line.level != "note" and not line.accepted)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the list: a level, a lane (empty: the diagram as a whole), or all of it."""

    by: str
    name: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def message(found: finding.Finding) -> str:
    """What a finding says, in the reader's language."""
    return found.message_en if request.language() == "en" else found.message


def _line(found: finding.Finding, anchor: str, accepted: bool, asked: tuple[answerform.Asked, ...] = ()) -> Line:
    told = message(found)
    said, drawn = _split(told)
    alike, about = _gapped(said, found.values)
    return Line(
        key=found.key,
        rule=found.rule,
        level=found.level.value,
        sign=SIGNS[found.level.value],
        word=words.level(found.level.value),
        message=told,
        said=said,
        drawn=drawn,
        alike=alike,
        about=about or found.name or found.element or "",
        element=found.element or "",
        name=found.name or found.element or "",
        lane=found.lane,
        line=found.line,
        asked=asked,
        trace=found.trace,
        accepted=accepted,
        anchor=anchor,
    )


def _split(told: str) -> tuple[str, str]:
    """A message without the part on how to draw it, and that part."""
    found = _MODELER.search(told)
    if found is None:
        return told, ""
    drawn = told[found.end() :]
    return told[: found.start()].rstrip(), drawn[:1].upper() + drawn[1:]


def _gapped(said: str, values: Mapping[str, str]) -> tuple[str, str]:
    """A message with a gap at each text of the diagram that it quotes, and those texts, in their order."""
    known = frozenset(filter(None, values.values()))
    found: list[str] = []

    def gap(match: re.Match[str]) -> str:
        if match[1] not in known:
            return match[0]
        found.append(match[1])
        return f"{match[0][0]}{_GAP}{match[0][-1]}"

    alike = _QUOTED.sub(gap, said)
    spoken = [text for text in dict.fromkeys(found) if " " in text or len(text) <= LONGEST_WORD]
    return alike, " · ".join(spoken)


def anchors(found: Sequence[finding.Finding]) -> list[str]:
    """The place of each finding on the page: the same after a save, so that what was open stays open."""
    seen: dict[str, int] = {}
    named = []
    for one in found:
        name = f"finding-{zlib.crc32(one.key.encode('utf-8', 'surrogatepass')):08x}"
        seen[name] = seen.get(name, 0) + 1
        named.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return named


def listed(
    view: versions.VersionView, accepted: frozenset[str], by: str = "level", asked: Asked | None = None
) -> list[Section]:
    """The findings in sections, the heaviest first; within a section, what says the same is one group.

    Parameters:
        accepted: keys of the accepted ones, also of those that are ticked and not kept yet.
        by: of `WAYS`.
        asked: questions beside findings, by the finding's place.
    """
    lines = []
    for place, (one, anchor) in enumerate(zip(view.findings, anchors(view.findings), strict=True)):
        taken = one.level is finding.Level.WARNING and one.key in accepted
        lines.append(_line(one, anchor, taken, (asked or {}).get(place, ())))
    lines.sort(key=lambda line: (_WEIGHT.index(_kind(line)), line.accepted))
    sections: dict[str, list[Line]] = {}
    for line in lines:
        sections.setdefault({"level": _kind(line), "lane": line.lane}.get(by, ""), []).append(line)
    return [Section(by, name, _groups(some)) for name, some in sections.items()]


def _kind(line: Line) -> str:
    """The part of the list by level: what has been answered is looked for together."""
    return ANSWERED if line.rule in answerform.ANSWERED else line.level


def _groups(lines: Iterable[Line]) -> tuple[Group, ...]:
    alike: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in lines:
        alike.setdefault((line.rule, line.level, line.alike, line.drawn), []).append(line)
    made = []
    for (rule, level, said, drawn), some in alike.items():
        told = some[0].said if len(some) == 1 else said
        made.append(Group(rule, level, told, drawn, tuple(some), _more(rule)))
    return tuple(made)


def _more(rule: str) -> str:
    """Where a rule is explained."""
    if "pages.rule" not in flask.current_app.view_functions:
        return ""
    return flask.url_for("pages.rule", name=rule)


def blocking(view: versions.VersionView) -> list[Group]:
    """What keeps a draft from being published, errors first."""
    places = dict(zip((one.key for one in view.findings), anchors(view.findings), strict=True))
    lines = [_line(one, places[one.key], False) for one in view.blocking]
    return list(_groups(sorted(lines, key=lambda line: _WEIGHT.index(line.level))))


def marks(view: versions.VersionView, accepted: frozenset[str]) -> dict[str, object]:
    """What `static/js/markers.js` draws: of each element its findings with level, place in the list and words."""
    by_element: dict[str, list[dict[str, str]]] = {}
    for one, anchor in zip(view.findings, anchors(view.findings), strict=True):
        taken = one.level is finding.Level.WARNING and one.key in accepted
        level = "accepted" if taken else one.level.value
        word = texts._("Đã chấp nhận") if taken else words.level(level)
        if one.element:
            title = f"{word}: {_split(message(one))[0]}"
            told = {"level": level, "sign": SIGNS[level], "anchor": anchor, "title": title}
            by_element.setdefault(one.element, []).append(told)
    heaviest = {key: sorted(some, key=lambda each: _WEIGHT.index(each["level"])) for key, some in by_element.items()}
    return {"findings": heaviest}


def opened(view: versions.VersionView, accepted: frozenset[str]) -> dict[str, int]:
    """How much of a version still waits: errors, warnings, accepted warnings, lanes that nobody has bound."""
    warnings = [one.key in accepted for one in view.findings if one.level is finding.Level.WARNING]
    return {
        "error": sum(1 for one in view.findings if one.level is finding.Level.ERROR),
        "warning": warnings.count(False),
        "accepted": warnings.count(True),
        "unbound": sum(1 for one in view.findings if one.rule == UNBOUND),
    }


def changed(before: versions.VersionView, after: versions.VersionView) -> str:
    """What a save has changed among the findings, in a few sentences."""
    told = [texts._("Đã lưu.")]
    if gone := _beside(before, after):
        told.append(texts._("Đã giải quyết: %(names)s.", names=gone))
    if new := _beside(after, before):
        told.append(texts._("Mới phát hiện: %(names)s.", names=new))
    if left := len(after.blocking):
        told.append(texts.ngettext("Còn %(num)d điều chặn ban hành.", "Còn %(num)d điều chặn ban hành.", left))
    elif before.blocking:
        told.append(texts._("Bây giờ ban hành được."))
    return " ".join(told)


def _beside(one: versions.VersionView, other: versions.VersionView) -> str:
    """What the findings of one say that the other hasn't: the first few, and how many more."""
    known = {each.key for each in other.findings}
    only = [each for each in one.findings if each.key not in known and each.rule not in answerform.ANSWERED]
    names = list(dict.fromkeys(_short(_split(message(each))[0]) for each in only))
    if len(names) > MOST_TOLD:
        more = len(names) - MOST_TOLD + 1
        names = [*names[: MOST_TOLD - 1], texts.ngettext("%(num)d điều khác", "%(num)d điều khác", more)]
    return "; ".join(names)


def _short(text: str) -> str:
    """The first sentence, or as much of it as one takes in at a glance."""
    first = re.split(r"(?<=[.;?!])\s", text, maxsplit=1)[0].rstrip(".;")
    return first if len(first) <= LONGEST_TOLD else f"{first[: LONGEST_TOLD - 1].rstrip()}…"
