"""How a rule says what it found: two templates, filled with what the diagram holds, on one line each.

Repairs and lint rules make their findings here, so that each one names element, lane and line in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bpmn import describing
from bpmn import diagram as dg
from bpmn.lint import finding

Value = str | describing.Said | dg.Node | dg.Flow | dg.MessageFlow | dg.Process | dg.Pool
"""What fills a template: a text of the diagram, a text in Vietnamese and English, or an element, which is called by its
name or else described."""
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
    values: Mapping[str, Value],
    lane: dg.Lane | None = None,
    names: describing.Names | None = None,
) -> finding.Finding:
    """The finding that `said` makes about an element of a diagram; `names` describe what has no name."""
    name, place = _known(diagram, element)
    if lane is None and element is not None:
        lane = diagram.lanes.get(diagram.lane_of.get(element, ""))
    described = names.of(element) if names is not None and element is not None and not name else None
    spelled = {"name": described or (shown(name) or shown(element or ""),) * 2}
    spelled.update({key: _spelled(value, names) for key, value in values.items()})
    texts = {key: _plain(value) for key, value in {"name": name or element or "", **values}.items()}
    return finding.Finding(
        rule=said.rule,
        level=said.level,
        message=said.vi.format_map({key: one for key, (one, _) in spelled.items()}),
        message_en=said.en.format_map({key: one for key, (_, one) in spelled.items()}),
        element=element,
        name=shown(name),
        lane=shown(lane.label) if lane else "",
        line=place.line,
        values=texts,
        asks=said.asks,
    )


def _spelled(value: Value, names: describing.Names | None) -> describing.Said:
    """A value in both languages; an element by its name, else by what it stands beside."""
    if isinstance(value, str):
        return shown(value), shown(value)
    if isinstance(value, tuple):
        return shown(value[0]), shown(value[1])
    described = names.of(value.id) if names is not None and not value.name else None
    return described or (shown(value.name or value.id),) * 2


def _plain(value: Value) -> str:
    """A value as it is kept beside the sentences: one text for both languages."""
    if isinstance(value, str):
        return shown(value)
    return shown(value[1]) if isinstance(value, tuple) else shown(value.name or value.id)


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
