"""Puts the specs of a version together: the one place that knows which class executes which element."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition

from bpmn import diagram, vocabulary
from bpmn import prepared as prep
from bpmn.expressions import errors, parse, tree
from runner import troubles
from runner.specs import (
    ad_hoc,
    association,
    boundary_event,
    call_activity,
    catch_event,
    definitions,
    end_event,
    event_gateway,
    event_subprocess,
    exclusive_gateway,
    human_task,
    inclusive_gateway,
    level,
    link,
    multi_instance,
    multiple,
    node,
    none_task,
    parallel_gateway,
    parts,
    pool,
    receive_task,
    refusals,
    send_task,
    service_task,
    standard_loop,
    start_event,
    subprocess,
    throw_event,
    transaction,
)

GATEWAYS: dict[str, Any] = {
    "exclusiveGateway": exclusive_gateway.ExclusiveGateway,
    "inclusiveGateway": inclusive_gateway.InclusiveGateway,
    "parallelGateway": parallel_gateway.ParallelGateway,
    "eventBasedGateway": event_gateway.EventGateway,
}
EVENTS: dict[str, Any] = {
    "startEvent": start_event.StartEvent,
    "endEvent": end_event.EndEvent,
    "intermediateCatchEvent": catch_event.CatchEvent,
    "intermediateThrowEvent": throw_event.ThrowEvent,
    "boundaryEvent": boundary_event.BoundaryEvent,
}
SUBPROCESSES: dict[str, Any] = {
    "subProcess": subprocess.SubProcess,
    "transaction": transaction.Transaction,
    "adHocSubProcess": ad_hoc.AdHocSubProcess,
}
BOUND = frozenset({"serviceTask", "scriptTask", "businessRuleTask", "sendTask"})
"""Tasks that an implementation makes a call; ``##unspecified`` and its like (10.3.3) say that there is none."""


class Assembly:
    """Work on one version; `build` once, then read `table`, `specs` and `resting`."""

    def __init__(self, prepared: prep.Prepared) -> None:
        self.prepared = prepared
        self.drawn = prepared.diagram
        ids = (*self.drawn.nodes, *self.drawn.flows, *self.drawn.processes)
        self.table = tuple(ids)
        self.number = {f"{kind} {id_}": n for n, (kind, id_) in enumerate(self._kinds())}
        self.specs: list[Any] = [None] * len(ids)
        self.resting: list[Any] = self.specs
        self.levels: dict[str, level.Level] = {}
        self.definitions = definitions.Definitions(prepared)

    def _kinds(self) -> Iterator[tuple[str, str]]:
        yield from (("node", id_) for id_ in self.drawn.nodes)
        yield from (("flow", id_) for id_ in self.drawn.flows)
        yield from (("process", id_) for id_ in self.drawn.processes)

    def build(self) -> pool.Collaboration:
        """All specs, joined up.

        Raises:
            UnsupportedError: see `loader.program`.
        """
        refusals.refuse(self.drawn)
        for process in self.drawn.processes:
            self.levels[f"process {process}"] = level.Level(f"#{self.number[f'process {process}']}")
        for drawn in self.drawn.nodes.values():
            if drawn.type in vocabulary.SUBPROCESSES:
                self.levels[f"node {drawn.id}"] = level.Level(f"#{self.number[f'node {drawn.id}']}")
        for item in self.drawn.items.values():
            if item.type == "dataObject":
                around = self.levels.get(f"node {item.parent}") or self.levels.get(f"process {item.parent}")
                if around is not None:
                    around.objects |= {item.name or item.id}
        for drawn in self.drawn.nodes.values():
            with _read(drawn):
                self._place(drawn)
        self._join_up()
        self.resting = list(self.specs)
        for drawn in self.drawn.nodes.values():
            if drawn.attached_to is not None:
                self._attach(drawn)
            elif drawn.event_subprocess:
                self._listen(drawn)
        for built in self.levels.values():
            self._begin(built)
        return self._collaborate()

    # -- nodes --------------------------------------------------------------------------------------------------------

    def _level_of(self, drawn: diagram.Node) -> level.Level:
        return self.levels[f"node {drawn.parent}" if drawn.parent else f"process {drawn.process}"]

    def _place(self, drawn: diagram.Node) -> None:
        index = self.number[f"node {drawn.id}"]
        around = self._level_of(drawn)
        lane = self.prepared.diagram.lane_of.get(drawn.id, "")
        if drawn.loop is not None and drawn.type in vocabulary.ACTIVITIES:
            made = self._looped(drawn, around, index, lane)
        else:
            made = self._make(drawn, around, index, lane)
        # Only where it says something: every attribute that all specs bear costs each of them (`node.Shared`).
        if (copied := association.of(drawn)) is not None:
            made.associations = copied
            for part in made.parts:
                part.associations = copied
        if _offered(drawn, self.drawn.nodes.get(drawn.parent or "")):
            made.in_ad_hoc = True
        self.specs[index] = made
        around.nodes.append(made)

    def _make(self, drawn: diagram.Node, around: level.Level, index: int, lane: str, **more: Any) -> Any:
        given = (around.spec, index, drawn, lane)
        if drawn.type in GATEWAYS:
            if drawn.type == "eventBasedGateway":
                more["event_definition"] = MultipleEventDefinition()
            made = GATEWAYS[drawn.type](*given, **more)
            made.level = around
            return made
        if drawn.type in EVENTS:
            return self._event(drawn, given)
        if drawn.type == "callActivity":
            return self._call(drawn, given, more)
        if drawn.type in vocabulary.SUBPROCESSES:
            return self._subprocess(drawn, given, more)
        return self._task(drawn, given, more)

    def _subprocess(self, drawn: diagram.Node, given: tuple[Any, ...], more: dict[str, Any]) -> Any:
        class_: Any = event_subprocess.EventSubprocess if drawn.event_subprocess else SUBPROCESSES[drawn.type]
        if drawn.type == "adHocSubProcess":
            more["condition"] = _parsed(drawn.completion)
        index = self.number[f"node {drawn.id}"]
        made = class_(*given, subworkflow_spec=f"#{index}", **more)
        made.level = self.levels[f"node {drawn.id}"]
        return made

    def _event(self, drawn: diagram.Node, given: tuple[Any, ...]) -> Any:
        more: dict[str, Any] = {}
        if drawn.type == "boundaryEvent":
            more["cancel_activity"] = drawn.interrupting
        if len(drawn.events) < 2 or drawn.type in ("endEvent", "intermediateThrowEvent"):
            return EVENTS[drawn.type](*given, event_definition=self.definitions.of_event(drawn), **more)
        each = self.definitions.each(drawn)
        if drawn.type == "intermediateCatchEvent":
            made: Any = multiple.MultipleCatchEvent(*given, event_definition=multiple.Multiple(each))
            made.parts = parts.made(catch_event.CatchEvent, given, each)
            made.definitions = each
            return made
        made = EVENTS[drawn.type](*given, event_definition=each[0], **more)
        made.definitions = each
        if drawn.type == "boundaryEvent":
            parts.beside(made, given, each[1:], **more)
        return made

    def _task(self, drawn: diagram.Node, given: tuple[Any, ...], more: dict[str, Any]) -> Any:
        if drawn.type in BOUND and drawn.implementation and not drawn.implementation.startswith("##"):
            return service_task.Called(*given, **more)
        if drawn.id in self.prepared.tasks or drawn.type in (
            "userTask",
            "serviceTask",
            "scriptTask",
            "businessRuleTask",
        ):
            return human_task.HumanTask(*given, **more)
        if drawn.type in ("sendTask", "receiveTask"):
            class_: Any = send_task.SendTask if drawn.type == "sendTask" else receive_task.ReceiveTask
            return class_(*given, event_definition=self.definitions.of_task(drawn), **more)
        return none_task.PassingTask(*given, **more)

    def _call(self, drawn: diagram.Node, given: tuple[Any, ...], more: dict[str, Any]) -> Any:
        if f"process {drawn.called}" not in self.levels:
            if drawn.id in self.prepared.tasks:
                return human_task.HumanTask(*given, **more)
            reason = f"the process that it calls ({drawn.called}) is not in the file"
            raise troubles.UnsupportedError(drawn.id, drawn.name, drawn.type, reason)
        made = call_activity.CallActivity(
            *given,
            subworkflow_spec=drawn.called,
            inputs=tuple((name, parse.parse(text)) for name, text in drawn.called_inputs),
            outputs=tuple((name, parse.parse(text)) for name, text in drawn.called_outputs),
            **more,
        )
        made.level = self.levels[f"process {drawn.called}"]
        return made

    # -- loops --------------------------------------------------------------------------------------------------------

    def _looped(self, drawn: diagram.Node, around: level.Level, index: int, lane: str) -> Any:
        assert drawn.loop is not None
        inner = self._make(drawn, around, index, lane, name=f"#{index}/i")
        # Reached through its host only: it bears the host's visits and, for a multi-instance, data of its own.
        inner.visited = False
        inner.own_item = drawn.loop.kind != "standard"
        given = (around.spec, index, drawn, lane)
        if drawn.loop.kind == "standard":
            return standard_loop.StandardLoop(
                *given,
                task_spec=inner.name,
                maximum=drawn.loop.maximum,
                condition=None,
                test_before=drawn.loop.test_before,
                inner=inner,
                loop_condition=_parsed(drawn.loop.condition),
            )
        class_: Any = multi_instance.SequentialMultiInstance
        if drawn.loop.kind == "parallel":
            class_ = multi_instance.ParallelMultiInstance
        return class_(*given, task_spec=inner.name, inner=inner, said=self._characteristics(drawn, drawn.loop))

    def _characteristics(self, drawn: diagram.Node, loop: diagram.Loop) -> multi_instance.Characteristics:
        said = multi_instance.Characteristics(
            cardinality=_parsed(loop.cardinality),
            collection=parse.parse(loop.collection) if loop.collection else None,
            item=loop.item,
            collection_object=loop.collection_object,
            output_object=loop.output_object,
            item_id=loop.item_id,
            output_item_id=loop.output_item_id,
            output_collection=loop.output_collection,
            output_item=parse.parse(loop.output_item) if loop.output_item else None,
            completion=_parsed(loop.completion),
            thrown=self.definitions.of_instances(drawn, loop),
            once=loop.behavior == "One",
        )
        if said.cardinality is None and said.collection is None:
            reason = "it says neither how many instances nor over which collection"
            raise troubles.UnsupportedError(drawn.id, drawn.name, "multiInstanceLoopCharacteristics", reason)
        return said

    # -- flows --------------------------------------------------------------------------------------------------------

    def _join_up(self) -> None:
        incoming: dict[int, list[node.Flow]] = {}
        outgoing: dict[int, list[node.Flow]] = {}
        for drawn in self.drawn.flows.values():
            source, target = self.number[f"node {drawn.source}"], self.number[f"node {drawn.target}"]
            default = drawn.default or self.drawn.nodes[drawn.source].default == drawn.id
            with _read(drawn):
                condition = None if default else _parsed(drawn.condition)
            index = self.number[f"flow {drawn.id}"]
            flow = node.Flow(index, drawn.id, self.specs[target], condition, default)
            outgoing.setdefault(source, []).append(flow)
            incoming.setdefault(target, []).append(flow)
            around = self._level_of(self.drawn.nodes[drawn.source])
            around.flows[index] = flow
            around.sources[index] = [source]
            self.specs[source]._outputs.append(self.specs[target].name)
            self.specs[target]._inputs.append(self.specs[source].name)
        for spec in self.specs:
            if spec is not None:
                spec.join_up(tuple(incoming.get(spec.index, ())), tuple(outgoing.get(spec.index, ())))
        self._link()

    def _link(self) -> None:
        for around in self.levels.values():
            ends = [n for n in around.nodes if isinstance(getattr(n, "event_definition", None), link.Link)]
            caught = {n.event_definition.name: n for n in ends if n.node.type == "intermediateCatchEvent"}  # type: ignore[attr-defined]
            for thrown in (n for n in ends if n.node.type != "intermediateCatchEvent"):
                target = caught.get(thrown.event_definition.name)  # type: ignore[attr-defined]
                if target is None:
                    raise troubles.UnsupportedError(
                        thrown.node.id, thrown.node.name, "linkEventDefinition", "no link of its name is caught here"
                    )
                thrown.event_definition.target = target  # type: ignore[attr-defined]
                around.links.append((thrown.index, target.index))

    # -- boundary events, event subprocesses, beginnings --------------------------------------------------------------

    def _attach(self, drawn: diagram.Node) -> None:
        host = self.specs[self.number[f"node {drawn.attached_to}"]]
        spec = self.specs[self.number[f"node {drawn.id}"]]
        host.boundaries = (*host.boundaries, spec, *spec.parts)
        self._level_of(drawn).links.append((host.index, spec.index))

    def _listen(self, drawn: diagram.Node) -> None:
        around, inside = self._level_of(drawn), self.levels[f"node {drawn.id}"]
        host = self.specs[self.number[f"node {drawn.id}"]]
        for start in inside.nodes:
            if isinstance(start, start_event.StartEvent) and start.event_definition.written is not None:
                given = (around.spec, start.index, start.node, start.lane)
                more: dict[str, Any] = {"subprocess": host, "start": start}
                first, *others = start.definitions
                listener = event_subprocess.EventStart(*given, name=f"#{start.index}/l", event_definition=first, **more)
                parts.beside(listener, given, others, **more)
                around.listeners = (*around.listeners, listener, *listener.parts)
                self.resting[start.index] = listener

    def _begin(self, built: level.Level) -> None:
        events = [n for n in built.nodes if isinstance(n, start_event.StartEvent)]
        bare = [n for n in events if n.event_definition.written is None]
        behind = {f.target for n in built.nodes if _instantiates(n, event_gateway.EventGateway) for f in n.outgoing}
        begun = [n for n in built.nodes if n in events or n in behind or _instantiates(n, receive_task.ReceiveTask)]
        defined: list[Any] = [n for n in begun if hasattr(n, "event_definition")]
        built.triggered = {n.node.id: n for n in defined if any(one.waits for one in n.definitions)}
        heads = [n for n in built.nodes if not n.incoming and not _apart(n)]
        built.starts = tuple(bare[:1] or events[:1] or heads)
        built.inclusive = frozenset(
            n for n in built.nodes if isinstance(n, inclusive_gateway.InclusiveGateway) and len(n.incoming) > 1
        )

    def _collaborate(self) -> pool.Collaboration:
        whole = pool.Collaboration("#")
        watching = [_watch(spec) for spec in self.resting]  # each is set, so not only as far as the first that does
        whole.watches = any(watching)
        whole.copies = any(spec is not None and spec.associations is not None for spec in self.specs)
        called = {f"process {drawn.called}" for drawn in self.drawn.nodes.values() if drawn.called}
        inner = {key for key in self.levels if key.startswith("node ")}
        whole.objects = any(self.levels[key].objects for key in inner | (called & self.levels.keys()))
        whole.starts = self.prepared.starts
        lanes = {lane.process: lane.key for lane in self.drawn.lanes.values() if lane.pool_itself}
        for process in self.drawn.processes.values():
            index = self.number[f"process {process.id}"]
            drawn = diagram.Node(process.id, "process", process.name, process.id)
            made = pool.Pool(whole, index, drawn, lanes.get(process.id, ""), subworkflow_spec=f"#{index}")
            made.level = self.levels[f"process {process.id}"]
            self.specs[index] = self.resting[index] = made
            whole.pools[process.id] = made
        return whole


@contextlib.contextmanager
def _read(drawn: diagram.Node | diagram.Flow) -> Iterator[None]:
    """An expression that can't be read is refused by the element that it stands in."""
    try:
        yield
    except errors.ExpressionError as cause:
        kind = drawn.type if isinstance(drawn, diagram.Node) else "sequenceFlow"
        raise troubles.UnsupportedError(drawn.id, drawn.name, kind, str(cause)) from cause


def _instantiates(spec: node.NodeMixin, class_: type) -> bool:
    """A receive task or event-based gateway that begins its process (10.3.3, 10.6.6)."""
    return isinstance(spec, class_) and not spec.incoming


def _offered(drawn: diagram.Node, outer: diagram.Node | None) -> bool:
    """Whether a node is an activity that an ad-hoc subprocess offers (10.3.5)."""
    activity = drawn.type in vocabulary.ACTIVITIES and not drawn.event_subprocess
    return activity and outer is not None and outer.type == "adHocSubProcess"


def _watch(spec: Any) -> bool:
    """Set whether a spec's tasks, or those of a part of it, wait for a condition."""
    own = (spec, *spec.parts) if spec is not None else ()
    if any(getattr(getattr(one, "event_definition", None), "watches", False) for one in own):
        spec.watches = True
        return True
    return False


def _apart(spec: node.NodeMixin) -> bool:
    """Boundary events, event subprocesses and link ends aren't begun because no flow leads to them."""
    linked = isinstance(getattr(spec, "event_definition", None), link.Link)
    return spec.node.attached_to is not None or spec.node.event_subprocess or linked


def _parsed(text: diagram.Text | None) -> tree.Expression | None:
    if text is None or not text.body.strip():
        return None
    return parse.parse(text.body, text.language)
