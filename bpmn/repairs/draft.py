"""The working copy that the repairs change, and the one way in which they tell what they do.

A diagram is frozen; preparing it takes many small changes. A draft holds the changing nodes and flows with
indexes kept in step (each change costs the same however large the diagram is), and gives the frozen value
back. `tell` makes the finding, so that each one names element, lane and line in the same way.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bpmn import describing
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.expressions import errors, parse, tree
from bpmn.forms import form as form_model
from bpmn.forms import formjs
from bpmn.lint import finding, words

Fields = tuple[Mapping[str, object], ...]
"""Form-js components as they are drawn."""
PERSONAL = frozenset({"task", "userTask", "manualTask"})
"""Tasks that a person completes as drawn (10.3.3)."""


class Draft:
    """A diagram while it is prepared.

    Attributes:
        origin: the diagram as drawn, with `answers` laid over it.
        answers: those that fit, by element id; those of elements that are put in too.
        nodes, flows, message_flows: what there is now, in order.
        tasks, decisions: what becomes of `Prepared`.
        kept_messages: nodes whose message stays one, filled by the message repair.
        cut: nodes that lost a way in because what led there was taken out.
        joined: process as drawn → the one that it has become part of.
        findings: what was told, in order.
    """

    def __init__(self, diagram: dg.Diagram, answers: Mapping[str, st.Answer]) -> None:
        self.origin, self.answers = diagram, dict(answers)
        self.nodes: dict[str, dg.Node] = dict(diagram.nodes)
        self.flows: dict[str, dg.Flow] = {}
        self.message_flows: dict[str, dg.MessageFlow] = dict(diagram.message_flows)
        self.lane_of: dict[str, str] = dict(diagram.lane_of)
        self.lanes: dict[str, dg.Lane] = dict(diagram.lanes)
        self.tasks: dict[str, pp.HumanTask] = {}
        self.decisions: dict[str, pp.Decision] = {}
        self.kept_messages: set[str] = set()
        self.cut: set[str] = set()
        self.joined: dict[str, str] = {}
        self.starts: tuple[str, ...] = ()
        self.start_message: dict[str, str] = {}
        self.findings: list[finding.Finding] = []
        self._numbers: dict[str, int] = {}
        self._told: set[tuple[str, str | None]] = set()
        self._names = describing.Names(diagram)
        self._sparing = words.Sparing()
        self._parsed: dict[dg.Text, tree.Expression | errors.ExpressionSyntaxError] = {}
        self._fields: dict[int, tuple[Fields, tuple[form_model.Field, ...] | form_model.FormError]] = {}
        self._out: dict[str, dict[str, None]] = {}
        self._in: dict[str, dict[str, None]] = {}
        self._taken = {*diagram.nodes, *diagram.flows, *diagram.items, *diagram.pools, *diagram.processes}
        self._taken |= {lane.id for lane in diagram.lanes.values()} | set(diagram.message_flows)
        for flow in diagram.flows.values():
            self.put_flow(flow)
        self.children: dict[tuple[str, str | None], dict[str, None]] = {}
        for node in self.nodes.values():
            self.children.setdefault((node.process, node.parent), {})[node.id] = None

    # --- changing

    def put_node(self, node: dg.Node, lane: str | None = None) -> None:
        """Add a node or put it in the place of the one with its id."""
        self.nodes[node.id] = node
        self._taken.add(node.id)
        self.children.setdefault((node.process, node.parent), {})[node.id] = None
        if lane is not None:
            self.lane_of[node.id] = lane

    def put_flow(self, flow: dg.Flow) -> None:
        """Add a flow or put it in the place of the one with its id; unchanged ends keep their order."""
        old = self.flows.get(flow.id)
        if old is not None and old.source != flow.source:
            self._out[old.source].pop(flow.id, None)
        if old is not None and old.target != flow.target:
            self._in[old.target].pop(flow.id, None)
        self.flows[flow.id] = flow
        self._taken.add(flow.id)
        self._out.setdefault(flow.source, {})[flow.id] = None
        self._in.setdefault(flow.target, {})[flow.id] = None

    def drop_flow(self, flow_id: str) -> None:
        """Take a flow out."""
        flow = self.flows.pop(flow_id)
        self._out[flow.source].pop(flow_id, None)
        self._in[flow.target].pop(flow_id, None)

    def drop_node(self, node_id: str) -> None:
        """Take a node out, and the flows at it."""
        for flow in (*self.outgoing(node_id), *self.incoming(node_id)):
            if flow.id in self.flows:
                self.drop_flow(flow.id)
        node = self.nodes.pop(node_id)
        self.lane_of.pop(node_id, None)
        self.children[(node.process, node.parent)].pop(node_id, None)

    def drop_tree(self, node_id: str) -> None:
        """Take out a node with all that stands in it and on its border; what only it led to doesn't begin instead."""
        waiting = [node_id]
        while waiting:
            gone = waiting.pop()
            if gone not in self.nodes:
                continue  # a boundary event is reached from its host and from its level
            node = self.nodes[gone]
            waiting.extend(self.children.get((node.process, node.id), ()))
            waiting.extend(self.borders.get(node.id, ()))
            self.cut.update(flow.target for flow in self.outgoing(node.id))
            self.drop_node(node.id)

    @functools.cached_property
    def borders(self) -> dict[str, list[str]]:
        """Boundary events by the activity that they are drawn on."""
        found: dict[str, list[str]] = {}
        for node in self.origin.nodes.values():
            if node.attached_to is not None:
                found.setdefault(node.attached_to, []).append(node.id)
        return found

    def fresh(self, base: str) -> str:
        """An id that nothing in the diagram has: `base`, else with the first free number behind it."""
        name = base
        while name in self._taken:
            # Counted per wish, or many of one wish would each go through all the others.
            self._numbers[base] = self._numbers.get(base, 1) + 1
            name = f"{base}_{self._numbers[base]}"
        self._taken.add(name)
        return name

    def insert_before(self, node_id: str, new: dg.Node, lane: str) -> None:
        """Put a node on all the ways into another one."""
        into = self.incoming(node_id)
        self.put_node(new, lane)
        for flow in into:
            self.put_flow(replace(flow, target=new.id))
        self.link(new.id, node_id)

    def link(self, source: str, target: str) -> dg.Flow:
        """Add a plain flow between two nodes of one level."""
        node = self.nodes[source]
        flow = dg.Flow(
            id=self.fresh(f"{source}_to_{target}"),
            source=source,
            target=target,
            process=node.process,
            parent=node.parent,
        )
        self.put_flow(flow)
        return flow

    def join(self, into: Mapping[str, str]) -> None:
        """Make processes part of others: process → the one that takes it in."""
        self.joined.update(into)
        self.children = {}
        for node in self.nodes.values():
            self.put_node(replace(node, process=into.get(node.process, node.process)))
        for flow in self.flows.values():
            self.put_flow(replace(flow, process=into.get(flow.process, flow.process)))

    # --- asking

    def outgoing(self, node: str) -> tuple[dg.Flow, ...]:
        """Flows that leave a node."""
        return tuple(self.flows[f] for f in self._out.get(node, ()))

    def incoming(self, node: str) -> tuple[dg.Flow, ...]:
        """Flows that enter a node."""
        return tuple(self.flows[f] for f in self._in.get(node, ()))

    def scopes(self) -> Iterable[tuple[str, str | None]]:
        """Process id and subprocess id (None at the top) of each level that holds a node."""
        return tuple(self.children)

    def in_scope(self, process: str, parent: str | None) -> tuple[dg.Node, ...]:
        """Nodes that stand directly in a process or subprocess."""
        return tuple(self.nodes[n] for n in self.children.get((process, parent), ()) if n in self.nodes)

    def of_type(self, types: Iterable[str]) -> tuple[dg.Node, ...]:
        """Nodes of some types, in order."""
        wanted = frozenset(types)
        return tuple(n for n in self.nodes.values() if n.type in wanted)

    def parsed(self, text: dg.Text) -> tree.Expression:
        """The expression that a text writes down; parsed once, however often it stands in the diagram and is asked for.

        Raises:
            ExpressionSyntaxError: it is none.
        """
        found = self._parsed.get(text)
        if found is None:
            try:
                found = parse.parse(text.body, text.language)
            except errors.ExpressionSyntaxError as wrong:
                found = wrong
            self._parsed[text] = found
        if isinstance(found, errors.ExpressionSyntaxError):
            raise found
        return found

    def fields(self, drawn: Fields) -> tuple[form_model.Field, ...]:
        """The fields that are drawn in a node; read once where several nodes share them.

        Raises:
            FormError: naming the field that is wrong.
        """
        # Known by identity, which the tuple kept beside makes sure of: comparing fields would cost as much as reading.
        if id(drawn) not in self._fields:
            try:
                self._fields[id(drawn)] = drawn, formjs.fields(drawn)
            except form_model.FormError as wrong:
                self._fields[id(drawn)] = drawn, wrong
        found = self._fields[id(drawn)][1]
        if isinstance(found, form_model.FormError):
            raise found
        return found

    def lane(self, node_id: str) -> str:
        """Key of the lane that a node stands in; empty before each node has one."""
        return self.lane_of.get(node_id, "")

    # --- telling

    def tell(self, said: words.Words, element: str | None, **values: words.Value) -> None:
        """Add a finding, once for a rule and an element."""
        if (said.rule, element) in self._told:
            return
        self._told.add((said.rule, element))
        left = self._sparing.counted(said, element) if element is not None else None
        lane = self.lanes.get(self.lane(element or ""))
        self.findings.append(left or words.made(said, self.origin, element, values, lane, self._names))

    def frozen(self) -> dg.Diagram:
        """The diagram as it is now, without the message flows of what was taken out."""
        gone = self.origin.nodes.keys() - self.nodes.keys()
        talk = {id_: one for id_, one in self.message_flows.items() if not gone & {one.source, one.target}}
        return replace(
            self._of_joined() if self.joined else self.origin,
            nodes=self.nodes,
            flows=self.flows,
            message_flows=talk,
            lanes=self.lanes,
            lane_of=self.lane_of,
        )

    def _of_joined(self) -> dg.Diagram:
        """What is drawn, its pools and data those of the processes that theirs have become part of."""
        into, drawn = self.joined, self.origin
        pools = {
            key: replace(one, process=into.get(one.process or "", one.process)) for key, one in drawn.pools.items()
        }
        items = {key: replace(one, parent=into.get(one.parent or "", one.parent)) for key, one in drawn.items.items()}
        processes = {key: one for key, one in drawn.processes.items() if key not in into}
        return replace(drawn, processes=processes, pools=pools, items=items)


def catches(node: dg.Node) -> bool:
    """Whether a node waits for its event instead of throwing it."""
    return node.type in {"startEvent", "intermediateCatchEvent", "boundaryEvent"}
