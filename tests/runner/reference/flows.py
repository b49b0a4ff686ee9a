"""How tokens leave a node and come to the next: 13.3.2, 13.4, and the joins."""

from __future__ import annotations

from bpmn import diagram as dg
from tests.runner.reference import associations, deviations, expression
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Position, Scope

GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway")


def leave(at: Position, scope: Scope, node: dg.Node) -> None:
    """A token leaves a node: one on each flow that it takes."""
    at.passed[node.id] += 1
    for flow in ways(at, node, scope.layer):
        at.passed[flow.id] += 1
        arrive(at, scope, flow)


def ways(at: Position, node: dg.Node, layer: layers.Layer) -> list[dg.Flow]:
    """Which flows get a token: 13.3.2 (activities), 13.4.1 to 13.4.3 (gateways)."""
    out = at.plan.out[node.id]
    chooses = any(flow.condition is not None or flow.default for flow in out)
    if node.type == "parallelGateway" or (not chooses and node.type != "exclusiveGateway"):
        return out
    if node.type == "exclusiveGateway":
        asked = deviations.exclusive_order(out)
        true = next(([flow] for flow in asked if flow.default or _fulfilled(flow, layer, node)), [])
    else:
        true = [flow for flow in out if not flow.default and _fulfilled(flow, layer, node)]
    chosen = bool(true) if node.type in GATEWAYS else any(flow.condition is not None for flow in true)
    taken = [flow for flow in out if flow in true or (flow.default and not chosen)]
    if out and not taken:
        raise expression.RefusedError("no_flow_taken", node.id)
    return taken


def _fulfilled(flow: dg.Flow, layer: layers.Layer, node: dg.Node) -> bool:
    return flow.condition is None or bool(expression.value(flow.condition, layer, node.id))


def arrive(at: Position, scope: Scope, flow: dg.Flow) -> None:
    """A token comes over a flow: joins keep it, everything else is set in motion (13.3.1: an implicit merge)."""
    node = at.plan.nodes[flow.target]
    joins = len(at.plan.into[node.id]) > 1
    if node.type == "parallelGateway" and joins:
        scope.parked[flow.id] += 1
        into = [f.id for f in at.plan.into[node.id]]
        if all(scope.parked[f] for f in into):
            _take(scope, into)
            associations.come(at, scope, node)
    elif node.type == "inclusiveGateway" and joins:
        scope.parked[flow.id] += 1
    else:
        associations.come(at, scope, node)


def _take(scope: Scope, flows: list[str]) -> None:
    scope.parked.subtract(flows)
    scope.parked = +scope.parked


def merge_inclusive(at: Position) -> bool:
    """13.4.3: asked when nothing else can move; whether any join was activated."""
    merged = False
    for scope in sorted(at.scopes(), key=lambda one: one.opened):
        if not scope.parked:
            continue
        for node in at.plan.inside[scope.level]:
            joins = node.type == "inclusiveGateway" and len(at.plan.into[node.id]) > 1
            if joins and activated(at, scope, node):
                _take(scope, [f.id for f in at.plan.into[node.id] if scope.parked[f.id]])
                associations.come(at, scope, node)
                merged = True
    return merged


def activated(at: Position, scope: Scope, gateway: dg.Node) -> bool:
    """Table 13.3, word for word."""
    filled = {f.id for f in at.plan.into[gateway.id] if scope.parked[f.id]}
    empty = {f.id for f in at.plan.into[gateway.id]} - filled
    if not filled:
        return False
    places = [a.node.id for a in scope.tokens] + [m.node.id for m in at.moves if m.scope is scope]
    places += [at.plan.flows[f].target for f in scope.parked if at.plan.flows[f].target != gateway.id]
    return not any(leads(at, p, empty, gateway.id) and not leads(at, p, filled, gateway.id) for p in places)


def leads(at: Position, place: str, flows: set[str], gateway: str) -> bool:
    """Whether a path from a node ends with one of the flows and doesn't visit the gateway before."""
    seen, waiting = set(), [place]
    while waiting:
        node = waiting.pop()
        if node in seen or node == gateway:
            continue
        seen.add(node)
        if any(flow.id in flows for flow in at.plan.out[node]):
            return True
        waiting += deviations.following_places(at.plan, at.plan.nodes[node])
    return False
