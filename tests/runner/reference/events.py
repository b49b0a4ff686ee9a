"""Events are thrown and come: 13.4 (event-based gateway), 13.5 (events), 10.5."""

from __future__ import annotations

from typing import Any

from bpmn import diagram as dg
from tests.runner.reference import activities, deviations, listening
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Activity, Listener, Performance, Position, Scope, Sent

NAMED = ("error", "escalation")


def wait(at: Position, scope: Scope, node: dg.Node) -> None:
    """A token rests at an intermediate catch event."""
    activity = Activity(node, scope)
    scope.tokens.append(activity)
    _rest(at, activity, node, "catch")


def choose(at: Position, scope: Scope, gateway: dg.Node) -> None:
    """A token rests at an event-based gateway until the first of its events comes (13.4.4)."""
    activity = Activity(gateway, scope)
    scope.tokens.append(activity)
    at.passed[gateway.id] += 1
    for flow in at.plan.out[gateway.id]:
        _rest(at, activity, at.plan.nodes[flow.target], "choice", gateway.id)


def _rest(at: Position, activity: Activity, node: dg.Node, role: str, group: str | None = None) -> None:
    kind = "timer" if node.events and node.events[0].kind == "timer" else "message"
    done = Performance(at.number(), activity, node, kind, activity.scope.layer, group=group)
    activity.performances.append(done)
    listening.arm(at, role, node, activity.scope, done, done.number)


def happen(at: Position, listener: Listener, payload: dict[str, Any]) -> None:
    """The event has come to one that listens."""
    scope, owner = listener.scope, listener.owner
    if listener.role == "catch":
        assert isinstance(owner, Performance)
        owner.layer.write(payload)
        _over(at, owner)
    elif listener.role == "choice":
        assert isinstance(owner, Performance)
        scope.layer.write(payload)
        _chosen(at, owner)
    elif listener.role == "boundary":
        assert isinstance(owner, Activity)
        scope.layer.write(payload)
        if listener.node.interrupting:
            activities.withdraw(at, owner)
        elif listener.kind == "timer":
            listening.again(at, listener)
        at.move(scope, listener.node)
    else:
        scope.layer.write(payload)
        _begin(at, listener)


def _over(at: Position, done: Performance) -> None:
    listening.lay_down(at, done)
    done.kind = "over"
    at.go_on(done)


def _chosen(at: Position, done: Performance) -> None:
    """The others behind the gateway have lost; the token stands at the event that came."""
    gateway, scope = done.activity, done.activity.scope
    activities.withdraw(at, gateway)
    at.passed.update(f.id for f in at.plan.out[gateway.node.id] if f.target == done.node.id)
    done.activity = Activity(done.node, scope, [done])
    scope.tokens.append(done.activity)
    _over(at, done)


def _begin(at: Position, listener: Listener) -> None:
    """An event subprocess begins (13.5.4)."""
    scope, start = listener.scope, listener.node
    if start.interrupting:
        activities.empty(at, scope)
    elif listener.kind == "timer":
        listening.again(at, listener)
    assert start.parent is not None
    activity = Activity(at.plan.nodes[start.parent], scope)
    scope.tokens.append(activity)
    done = Performance(at.number(), activity, activity.node, "inside", scope.layer)
    done.inner = Scope(activity.node.id, scope.layer, done)
    activity.performances.append(done)
    activities.enter(at, done.inner, [start])


def broadcast(at: Position, name: str | None, payload: dict[str, Any]) -> int:
    """A signal comes to all that listen in the case, and begins pools that start with it; how many took it."""
    heard = [listener for listener in at.listeners if listener.kind == "signal" and listener.name == name]
    count = 0
    for listener in sorted(heard, key=lambda one: one.number):
        if listener in at.listeners:
            count += 1
            happen(at, listener, payload)
    for process in at.plan.prepared.diagram.processes:
        for begun, event in at.plan.started_by(process):
            if any(d.kind == "signal" and d.name == name for d in event.events):
                count += 1
                begin_pool(at, process, begun, event, payload)
    return count


def new_root(at: Position, process: str, payload: dict[str, Any]) -> Scope:
    """A pool begins."""
    scope = Scope(process, layers.Layer(dict(payload), at.case))
    at.roots.append(scope)
    return scope


def begin_pool(at: Position, process: str, begun: dg.Node, event: dg.Node, payload: dict[str, Any]) -> None:
    """An event begins a pool: by a start event, or by what waits for an event in its place (10.3.3, 10.6.6)."""
    scope = new_root(at, process, payload)
    if begun.type == "startEvent":
        activities.enter(at, scope, [begun])
        return
    activities.enter(at, scope, [])
    activity = Activity(event, scope)
    activity.performances.append(Performance(at.number(), activity, event, "over", scope.layer))
    scope.tokens.append(activity)
    at.passed.update(f.id for f in at.plan.into[event.id] if f.source == begun.id)
    at.go_on(activity.performances[0])


def throw_all(at: Position, scope: Scope, node: dg.Node) -> bool:
    """A throw or end event throws (13.5.2, 13.5.5); whether its token is still there."""
    before = scope.emptied
    for definition in node.events:
        throw(at, scope, node, definition)
        if not scope.alive or scope.emptied != before:
            return False
    return True


def throw(at: Position, scope: Scope, node: dg.Node, definition: dg.EventDefinition) -> None:
    """One event is thrown."""
    if definition.kind == "message":
        activities.send(at, node, scope.layer)
    elif definition.kind == "signal":
        payload = deviations.payload(scope.layer)
        at.sent.append(Sent(definition.name, node.id, payload, signal=True))
        broadcast(at, definition.name, payload)
    elif definition.kind == "terminate":
        terminate(at, scope)
    elif definition.kind in NAMED:
        caught = catcher(at, scope, definition)
        if caught is not None:
            happen(at, caught, {})
        elif definition.kind == "error":
            terminate(at, deviations.uncaught_error(scope))


def catcher(at: Position, scope: Scope, definition: dg.EventDefinition) -> Listener | None:
    """The innermost event that catches an error or escalation (10.5.6): those that name it before those for all."""
    around: Scope | None = scope
    within: Scope | None = None
    while around is not None:
        found = None
        if not deviations.passes_over(within):
            found = _fitting([one for one in at.listeners if one.owner is around], definition)
        if found is None and around.host is not None:
            activity = around.host.activity
            found = _fitting([one for one in at.listeners if one.owner is activity], definition)
        if found is not None:
            return found
        within = around
        around = around.host.activity.scope if around.host is not None else None
    return None


def _fitting(listeners: list[Listener], thrown: dg.EventDefinition) -> Listener | None:
    of_kind = [(one, one.definition) for one in listeners if one.kind == thrown.kind and one.definition is not None]
    for wanted in (deviations.identity(thrown), None):
        for one, definition in of_kind:
            if deviations.identity(definition) == wanted:
                return one
    return None


def terminate(at: Position, scope: Scope) -> None:
    """Everything in a scope ends; what is around it goes on (13.5.6)."""
    activities.empty(at, scope)
