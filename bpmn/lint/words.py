"""How a rule says what it found: two templates, filled with what the diagram holds, on one line each.

Repairs and lint rules make their findings here, so that each one names element, lane and line in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bpmn import describing
from bpmn import diagram as dg
from bpmn.lint import finding

LONGEST_NAME = 200
MOST = 100
"""How many findings of one rule are told one by one; a broken file must not bury its reader."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one rule says. The templates hold ``{name}`` of the element and the values given to `tell`."""

    rule: str
    level: finding.Level
    vi: str
    en: str
    asks: str = ""
    """Kind of answer that settles it, see `finding.Finding.asks`."""


@dataclass(frozen=True, slots=True)
class Sparing:
    """Who has been told of, by rule: beyond `MOST` elements of one rule a finding is only counted, not put into words.

    The first of those that are left out is still said in full, as `told.bounded` names it.
    """

    told: dict[str, set[str]] = field(default_factory=dict)

    def counted(self, said: Words, element: str) -> finding.Finding | None:
        """A finding without words where enough has been said of a rule, else None: say it in full."""
        elements = self.told.setdefault(said.rule, set())
        if len(elements) <= MOST or element in elements:
            elements.add(element)
            return None
        return finding.Finding(said.rule, said.level, "", "", element)


def shown(text: str) -> str:
    """A text from the diagram on one line and of bearable length, as messages repeat it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def listed(names: Sequence[str], most: int, between: str = ", ") -> str:
    """The first names in a row, with dots in the place of those beyond `most`."""
    return between.join((*names[:most], *(["…"] if len(names) > most else [])))


def made(
    said: Words,
    diagram: dg.Diagram,
    element: str | None,
    values: Mapping[str, str],
    lane: dg.Lane | None = None,
    names: describing.Names | None = None,
) -> finding.Finding:
    """The finding that `said` makes about an element of a diagram; `names` describe what has no name."""
    name, place = _known(diagram, element)
    if lane is None and element is not None:
        lane = diagram.lanes.get(diagram.lane_of.get(element, ""))
    texts = {"name": shown(name) or shown(element or ""), **{key: shown(value) for key, value in values.items()}}
    vi, en = _called(texts, "" if "name" in values else element or "", names)
    return finding.Finding(
        rule=said.rule,
        level=said.level,
        message=said.vi.format_map(vi),
        message_en=said.en.format_map(en),
        element=element,
        name=shown(name),
        lane=shown(lane.label) if lane else "",
        line=place.line,
        values=texts,
        asks=said.asks,
    )


def _called(
    texts: Mapping[str, str], element: str, names: describing.Names | None
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The texts in both languages: an id in the place of a name that is missing is put into words."""
    if names is None:
        return texts, texts
    found = {key: called for key, text in texts.items() if (called := names.of(text)) is not None}
    if "name" in texts and (not element or texts["name"] != shown(element)):
        found.pop("name", None)
    found.update({key: said for key in ("kind", "type") if (said := describing.kind(texts.get(key, ""))) is not None})
    vi, en = ({key: called[at] for key, called in found.items()} for at in (0, 1))
    return {**texts, **vi}, {**texts, **en}


def _known(diagram: dg.Diagram, element: str | None) -> tuple[str, dg.Place]:
    """Name and place of anything in the diagram that has an id."""
    if element is None:
        return "", dg.NOWHERE
    tables: tuple[Mapping[str, dg.Node | dg.Flow | dg.MessageFlow | dg.Process | dg.Pool | dg.Item], ...] = (
        diagram.nodes,
        diagram.flows,
        diagram.message_flows,
        diagram.processes,
        diagram.pools,
        diagram.items,
    )
    for table in tables:
        if element in table:
            return table[element].name, table[element].place
    return "", dg.NOWHERE
