"""What the rules look at: the diagram as drawn, what was made of it, the settings that hold, and the ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bpmn import describing, graph, joining
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.lint import finding, words


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: the diagram as drawn, what was made of it, the settings that hold, and the ways between nodes.

    `outgoing` and `incoming` are the flows of each node, whole at both ends; `joined` the processes that are read as
    one, by the first of them.
    """

    diagram: dg.Diagram
    prepared: pp.Prepared
    settings: st.Settings
    graph: graph.Graph
    outgoing: Mapping[str, Sequence[dg.Flow]]
    incoming: Mapping[str, Sequence[dg.Flow]]
    names: describing.Names
    joined: Mapping[str, str] = field(default_factory=dict)
    sparing: words.Sparing = field(default_factory=words.Sparing)

    def of(self, types: Iterable[str]) -> Iterator[dg.Node]:
        """Nodes as drawn, of some types."""
        wanted = frozenset(types)
        return (node for node in self.diagram.nodes.values() if node.type in wanted)

    def level(self, node: dg.Node) -> tuple[str, str | None]:
        """The process that a node is part of, and the subprocess that it stands in (None at the top)."""
        return self.joined.get(node.process, node.process), node.parent

    def event_gateways(self) -> Iterator[dg.Node]:
        """Event-based gateways that remain what they are: of others a person decides, or they are passed."""
        ready = self.prepared.diagram.nodes
        return (one for one in self.of({"eventBasedGateway"}) if ready.get(one.id, one).type == one.type)

    def out(self, node: str) -> Sequence[dg.Flow]:
        """Flows that leave a node."""
        return self.outgoing.get(node, ())

    def into(self, node: str) -> Sequence[dg.Flow]:
        """Flows that enter a node."""
        return self.incoming.get(node, ())

    def conditional(self) -> Iterator[dg.Flow]:
        """Flows whose condition is used when running: no label, and not where it has no effect."""
        for flow in self.diagram.flows.values():
            ready = self.prepared.diagram.flows.get(flow.id)
            if flow.condition is not None and ready is not None and ready.condition == flow.condition:
                yield flow

    def tell(self, said: words.Words, element: str, **values: words.Value) -> finding.Finding:
        """The finding that `said` makes about an element; a step that was put in is called as people will see it."""
        added = element not in self.diagram.nodes and element in self.prepared.diagram.nodes
        drawn = self.prepared.diagram if added else self.diagram
        return self.sparing.counted(said, element) or words.made(said, drawn, element, values, names=self.names)

    def tell_lane(self, said: words.Words, lane: dg.Lane, **values: str) -> finding.Finding:
        """The finding that `said` makes about a lane: keyed by its id, called by its label."""
        if left := self.sparing.counted(said, lane.id):
            return left
        label = words.shown(lane.label) or lane.id
        texts = {"name": label, **{key: words.shown(value) for key, value in values.items()}}
        return finding.Finding(
            rule=said.rule,
            level=said.level,
            message=said.vi.format_map(texts),
            message_en=said.en.format_map(texts),
            element=lane.id,
            name=words.shown(lane.label),
            lane=words.shown(lane.label),
            line=lane.place.line,
            values={**texts, "lane_key": lane.key},
        )


def of(diagram: dg.Diagram, prepared: pp.Prepared, settings: st.Settings) -> Subject:
    """What the rules look at; `settings` are those that hold (`properties.effective`)."""
    return Subject(
        diagram,
        prepared,
        settings,
        graph.Graph(diagram),
        graph.flows_out(diagram),
        graph.flows_in(diagram),
        describing.Names(diagram),
        joining.groups(diagram),
    )
