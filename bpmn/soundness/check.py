"""Soundness of a prepared diagram as findings: whether a case may get stuck, do work twice, or never end."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn import describing, graph
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn.lint import finding, words
from bpmn.soundness import building, explore, levels, said, verdicts
from bpmn.soundness import drawn as dr
from bpmn.soundness import level as lv


@dataclass(frozen=True, slots=True)
class Bound:
    """How much is looked at. `work` counts tokens and places looked at, `states` situations, `places` what folding
    leaves. All three together keep a check within some tenths of a second and some ten megabytes."""

    work: int = 400_000
    states: int = 12_000
    places: int = 12_000


DEFAULT = Bound()
SHOWN = 4
"""Names in one message; of more, how many there are."""
PREVENTING = ("unreachable", "no-way-to-end")


def check(
    diagram: dg.Diagram, prepared: pp.Prepared, told: Iterable[finding.Finding] = (), bound: Bound = DEFAULT
) -> tuple[finding.Finding, ...]:
    """What a bounded token game finds.

    Parameters:
        diagram: as drawn; findings name its elements.
        prepared: what is played.
        told: what has been found before; what the drawing alone shows is not told again.

    Never raises for any prepared diagram.
    """
    return tuple(Checking(diagram, prepared, told, bound).findings())


def runs(told: Iterable[finding.Finding]) -> bool:
    """Whether a game can be played: no error is left but of what stands beside the diagram."""
    return not any(one.level is finding.Level.ERROR and one.rule != "lane-unbound" and not one.asks for one in told)


def play(
    drawing: dr.Drawing, made: Mapping[str, lv.Level], bound: Bound = DEFAULT, *, reduced: bool = True
) -> explore.Exploring:
    """Play the levels of a diagram; where work is done twice again, without folding what merges two tokens into one.

    Raises:
        building.TooLargeError: there are more places than the bound allows.
    """
    net = building.Building(drawing, made, bound.places).net
    first = explore.Exploring(net, work=bound.work, states=bound.states, reduced=reduced)
    if not first.run().doubled or not any(level.inclusive for level in made.values()):
        return first
    rest = replace(bound, work=bound.work - first.game.work)
    again = play(drawing, levels.of(drawing, inclusive=False), rest, reduced=reduced)
    if again.played.whole:
        return again
    first.played.whole = False
    return first


class Checking:
    """One check."""

    def __init__(
        self, diagram: dg.Diagram, prepared: pp.Prepared, told: Iterable[finding.Finding], bound: Bound
    ) -> None:
        self.diagram = diagram
        self.described = describing.Names(diagram)
        self.prepared = prepared
        self.bound = bound
        self.told = [one for one in told if one.rule in PREVENTING and one.element is not None]
        self.drawing = dr.Drawing(prepared)
        self.before = {node: [flow.source for flow in flows] for node, flows in self.drawing.into.items()}

    def findings(self) -> Iterator[finding.Finding]:
        """What there is to tell, the gravest first."""
        made = levels.of(self.drawing)
        if all(level.simple for level in made.values()):
            return
        try:
            exploring = play(self.drawing, made, self.bound)
        except building.TooLargeError:
            yield self._bounded(0)
            return
        played = exploring.played
        judging = verdicts.Judging(played, exploring.game, self.before)
        faults = [fault for fault in judging.all() if not self._told_before(fault)]
        yield from map(self._finding, faults)
        if played.whole and not played.cut and not any(f.kind in ("deadlock", "cannot-end") for f in faults):
            yield from self._never(judging.reached())
        if not played.whole:
            yield self._bounded(len(played.came))

    def _told_before(self, fault: verdicts.Verdict) -> bool:
        """A circle that the drawing has no way out of is told by its rule."""
        if fault.kind != "cannot-end":
            return False
        return any(element in self._endless for element in fault.about)

    @functools.cached_property
    def _endless(self) -> set[str]:
        """What the parts without a way to an end lead to."""
        ways = graph.Graph(self.diagram).ways
        return graph.closure(ways, [one.element or "" for one in self.told if one.rule == "no-way-to-end"])

    # -- never reached ------------------------------------------------------------------------------------------------

    def _never(self, reached: set[str]) -> Iterator[finding.Finding]:
        """Of each part that no case comes to, the first node; what the drawing doesn't lead to has been told."""
        nodes = self.prepared.diagram.nodes
        missing = [node for node in self.diagram.nodes if node in nodes and node not in reached]
        if not missing:
            return
        ways = graph.Graph(self.prepared.diagram)
        drawn = ways.reached(ways.entries)
        before = graph.backwards(ways.ways)
        for node in missing:
            led = any(one in reached for one in before.get(node, ())) or self._begins(nodes[node])
            if node in drawn and led and self._told_here(nodes[node]):
                yield self._finding(verdicts.Verdict("never-reached", node))

    def _begins(self, node: dg.Node) -> bool:
        """Whether a message of the file is to begin a process at it."""
        return any(one.id == node.id for _, one in self.drawing.beginnings(node.process))

    def _told_here(self, node: dg.Node) -> bool:
        """Not what is done in any order, nor what isn't played: an event that nothing triggers."""
        outer = self.prepared.diagram.nodes.get(node.parent or "")
        return (outer is None or outer.type != "adHocSubProcess") and node.attributes.get("isForCompensation") != "true"

    # -- telling ------------------------------------------------------------------------------------------------------

    def _finding(self, fault: verdicts.Verdict) -> finding.Finding:
        told = said.MESSAGE if fault.mail else said.BY_KIND[fault.kind]
        if fault.hopeless:
            told = replace(told, vi=told.vi + said.NO_CASE_VI, en=told.en + said.NO_CASE_EN)
        vi, en = self._values(fault, "vi"), self._values(fault, "en")
        made = words.made(told, self.diagram, self._shown(fault.element), vi, names=self.described)
        english = words.made(told, self.diagram, self._shown(fault.element), en, names=self.described)
        known = self.diagram.nodes.keys() | self.diagram.flows.keys()
        trace = tuple(element for element in fault.trace if element in known)
        if trace and made.element in known and made.element not in trace:
            trace = (*trace, made.element or "")
        return replace(made, message_en=english.message_en, trace=trace)

    def _values(self, fault: verdicts.Verdict, language: str) -> Mapping[str, str]:
        vi = language == "vi"
        if fault.mail:
            return {"message": self._message(fault.mail), "senders": self._names(fault.about, vi=vi)}
        if fault.kind == "deadlock":
            sources = (self.prepared.diagram.flows[flow].source for flow in fault.flows if flow)
            return {"branches": self._names(tuple(sources), vi=vi, after=True)}
        if fault.kind == "lack-of-synchronisation":
            beginning = said.BEGINNING_VI if vi else said.BEGINNING_EN
            return {"split": self._names(fault.about, vi=vi) if fault.about else beginning}
        key = "left" if fault.kind == "ends-with-work-left" else "circle"
        return {key: self._names(fault.about, vi=vi)}

    def _message(self, mail: str) -> str:
        """Name of a message; of one that has got the id of its flow for a name, that of an event that waits for it."""
        name = mail.removeprefix(dr.SIGNAL)
        if name not in self.diagram.message_flows:
            return name
        every = self.prepared.diagram.nodes.values()
        waiting = (words.shown(node.name) for node in every if name in dr.messages(node, caught=True))
        return next((shown for shown in waiting if shown), name)

    def _names(self, elements: tuple[str, ...], *, vi: bool, after: bool = False) -> str:
        """Names of nodes as a list, each in quotation marks."""
        every = dict.fromkeys(self._shown(element) for element in elements)
        names = [self._name(one, vi=vi) for one in every]
        quoted = [f"«{name}»" if vi else f"“{name}”" for name in names[:SHOWN]]
        if len(names) > SHOWN:
            quoted.append(f"… ({len(names)})")
        if not quoted:
            return said.NOBODY_VI if vi else said.NOBODY_EN
        return ("từ " if vi else "from ") + ", ".join(quoted) if after else ", ".join(quoted)

    def _name(self, element: str, *, vi: bool) -> str:
        node = self.diagram.nodes.get(element)
        if node is not None and node.name:
            return words.shown(node.name)
        called = self.described.of(element)
        return element if called is None else called[0 if vi else 1]

    def _shown(self, element: str) -> str:
        """The element as drawn: what preparing has put in stands for what it was put in front of."""
        seen: set[str] = set()
        while element not in self.diagram.nodes and element in self.prepared.diagram.nodes and element not in seen:
            seen.add(element)
            if self.prepared.diagram.nodes[element].type == "intermediateThrowEvent":
                element = next(iter(self.before.get(element, ())), element)  # sent after a task
            else:
                element = next((flow.target for flow in self.drawing.out.get(element, ())), element)
        return element

    def _bounded(self, count: int) -> finding.Finding:
        first = next(iter(self.prepared.starts or tuple(self.diagram.processes)), None)
        return words.made(said.BOUND, self.diagram, first, {"count": str(count)})
