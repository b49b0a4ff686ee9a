"""Which kinds of elements a diagram is made of, and which pairs of them have been met in one case."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from bpmn import diagram as dg
from bpmn import prepared as pp

EVENTS = ("message", "timer", "signal", "conditional", "any of several", "all of several")
NAMED = ("escalation", "error")
PERFORMED = ("task", "manualTask", "serviceTask", "scriptTask", "businessRuleTask")
LOOPS = ("standard, tested before", "standard, tested after", "standard with a maximum")
LOOPS += tuple(f"{kind} {what}" for kind in ("parallel", "sequential") for what in ("cardinality", "collection"))
LOOPS += tuple(f"{kind} {what}" for kind in ("parallel", "sequential") for what in ("completion", "output"))
ALL = (
    *(f"start {kind}" for kind in ("none", *EVENTS[:-1])),
    *(f"event subprocess, {kind}, interrupting" for kind in (*EVENTS, *NAMED)),
    *(f"event subprocess, {kind}, beside" for kind in (*EVENTS, "escalation")),
    *(f"catch {kind}" for kind in (*EVENTS, "link")),
    *(f"timer {kind}" for kind in ("date", "duration", "cycle")),
    *(f"throw {kind}" for kind in ("none", "message", "signal", "escalation", "link", "several")),
    *(f"end {kind}" for kind in ("none", "message", "signal", "escalation", "error", "terminate", "cancel", "several")),
    *(f"boundary {kind}, interrupting" for kind in (*EVENTS, *NAMED, "cancel")),
    *(f"boundary {kind}, beside" for kind in (*EVENTS, "escalation")),
    "userTask",
    *(f"{kind} of a person" for kind in PERFORMED),
    *(f"{kind} that passes" for kind in PERFORMED[:2]),
    *(f"{kind} called" for kind in PERFORMED[2:]),
    *("sendTask", "receiveTask", "receiveTask that begins", "global task"),
    *("correlation key", "correlation properties"),
    *(f"{kind} {way}" for kind in ("exclusive", "parallel", "inclusive") for way in ("split", "join")),
    *("event-based gateway", "event-based gateway that begins"),
    *("subProcess", "transaction", "call", "call with inputs", "call with outputs"),
    *("ad-hoc", "ad-hoc with a condition", "ad-hoc that keeps what remains"),
    *LOOPS,
    *("conditional flow", "default flow", "implicit split", "implicit merge", "message flow"),
    *("data object", "data input", "data output"),
)
"""Every kind of element that is supported."""


def kinds(prepared: pp.Prepared) -> dict[str, set[str]]:
    """The kinds of elements by the id that a token passes; those that a whole process has, by its id."""
    drawn = prepared.diagram
    found: dict[str, set[str]] = {id_: set() for id_ in (*drawn.processes, *drawn.nodes, *drawn.flows)}
    out: dict[str, list[dg.Flow]] = {id_: [] for id_ in drawn.nodes}
    into: dict[str, list[dg.Flow]] = {id_: [] for id_ in drawn.nodes}
    for flow in drawn.flows.values():
        out[flow.source].append(flow)
        into[flow.target].append(flow)
    for node in drawn.nodes.values():
        found[node.id] = {*_node(node, drawn, prepared), *_flows(node, out[node.id], into[node.id])}
        for flow in out[node.id]:
            if "Gateway" not in node.type:
                found[flow.id] = {
                    *(("conditional flow",) if flow.condition else ()),
                    *(("default flow",) if flow.default else ()),
                }
    for item in drawn.items.values():
        found[item.parent or ""].add("data object")
    for message in drawn.message_flows.values():
        found[message.source].add("message flow")
    return found


def _flows(node: dg.Node, out: list[dg.Flow], into: list[dg.Flow]) -> Iterator[str]:
    if node.type in ("exclusiveGateway", "parallelGateway", "inclusiveGateway"):
        kind = node.type.removesuffix("Gateway")
        if len(out) > 1:
            yield f"{kind} split"
        if len(into) > 1:
            yield f"{kind} join"
    else:
        if len(out) > 1 and node.type != "eventBasedGateway":
            yield "implicit split"
        if len(into) > 1:
            yield "implicit merge"


def _node(node: dg.Node, drawn: dg.Diagram, prepared: pp.Prepared) -> Iterator[str]:
    if node.associations_in:
        yield "data input"
    if node.associations_out:
        yield "data output"
    if node.key_texts:
        yield "correlation properties" if node.correlation_by_properties else "correlation key"
    yield from (f"timer {definition.timer}" for definition in node.events if definition.kind == "timer")
    if node.type.endswith("Event"):
        yield from _event(node, drawn)
    elif node.type == "eventBasedGateway":
        yield "event-based gateway that begins" if node.instantiate else "event-based gateway"
    elif not node.type.endswith("Gateway"):
        yield from _activity(node, node.id in prepared.tasks)
    if node.loop is not None:
        yield from _loop(node.loop)


def _event(node: dg.Node, drawn: dg.Diagram) -> Iterator[str]:
    kind = node.events[0].kind if node.events else "none"
    if len(node.events) > 1:
        kind = "all of several" if node.parallel_multiple else "any of several"
    how = "interrupting" if node.interrupting else "beside"
    if node.type == "startEvent":
        watch = node.parent is not None and drawn.nodes[node.parent].event_subprocess
        yield f"event subprocess, {kind}, {how}" if watch else f"start {kind}"
    elif node.type == "intermediateCatchEvent":
        yield f"catch {kind}"
    elif node.type == "boundaryEvent":
        yield f"boundary {kind}, {how}"
    else:
        way = "end" if node.type == "endEvent" else "throw"
        yield f"{way} {'several' if len(node.events) > 1 else kind}"


def _activity(node: dg.Node, person: bool) -> Iterator[str]:
    if node.type in PERFORMED:
        if node.implementation is not None:
            yield f"{node.type} called"
        else:
            passes = node.type in PERFORMED[:2] and not person
            yield f"{node.type} that passes" if passes else f"{node.type} of a person"
    elif node.type == "receiveTask":
        yield "receiveTask that begins" if node.instantiate else "receiveTask"
    elif node.type == "userTask":
        yield "global task" if node.called_inputs else "userTask"
    elif node.type == "adHocSubProcess":
        yield "ad-hoc with a condition" if node.completion is not None else "ad-hoc"
        if node.completion is not None and node.attributes:
            yield "ad-hoc that keeps what remains"
    elif node.type == "callActivity":
        yield from (("call with inputs",) if node.called_inputs else ())
        yield from (("call with outputs",) if node.called_outputs else ())
        yield from (() if node.called_inputs or node.called_outputs else ("call",))
    elif not node.event_subprocess:
        yield node.type


def _loop(loop: dg.Loop) -> Iterator[str]:
    if loop.kind == "standard":
        yield f"standard, tested {'before' if loop.test_before else 'after'}"
        if loop.maximum is not None:
            yield "standard with a maximum"
        return
    yield f"{loop.kind} {'collection' if loop.collection is not None else 'cardinality'}"
    if loop.completion is not None:
        yield f"{loop.kind} completion"
    if loop.output_collection is not None:
        yield f"{loop.kind} output"


class Pairs:
    """Counts pairs of kinds: those drawn in one diagram that was executed, and those passed by tokens of one case."""

    def __init__(self) -> None:
        self.number = {kind: number for number, kind in enumerate(ALL)}
        self.drawn: set[tuple[int, int]] = set()
        self.passed: set[tuple[int, int]] = set()

    def add(self, found: Mapping[str, set[str]], passed: Iterable[str]) -> None:
        """Count what one case was made of and what its tokens passed."""
        met = {kind for id_ in passed for kind in found.get(id_, ())}
        self.drawn |= self._pairs({kind for some in found.values() for kind in some})
        self.passed |= self._pairs(met)

    def _pairs(self, met: set[str]) -> set[tuple[int, int]]:
        return set(itertools.combinations(sorted(self.number[kind] for kind in met), 2))

    @staticmethod
    def all() -> int:
        """How many pairs there are."""
        return len(ALL) * (len(ALL) - 1) // 2

    def missing(self) -> list[tuple[str, str]]:
        """Pairs that no case passed."""
        pairs = itertools.combinations(range(len(ALL)), 2)
        return [(ALL[one], ALL[other]) for one, other in pairs if (one, other) not in self.passed]
