"""Events are thrown and come: 13.4 (event-based gateway), 13.5 (events), 10.5."""

from __future__ import annotations

from typing import Any

from bpmn import diagram as dg
from tests.runner.reference import activities, associations, deviations, listening
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Activity, Listener, Performance, Position, Scope, Sent

NAMED = ("error", "escalation")
KINDS = {"timer": "timer", "conditional": "condition"}
"""Kinds of waits; messages and signals are both `message`."""


def wait(at: Position, scope: Scope, node: dg.Node, layer: layers.Layer) -> None:
    """A token rests at an intermediate catch event, whose several definitions are a wait each."""
    activity = Activity(node, scope, layer)
    scope.tokens.append(activity)
    _rest(at, activity, node, "catch", node.id if len(node.events) > 1 else None)


def choose(at: Position, scope: Scope, gateway: dg.Node) -> None:
    """A token rests at an event-based gateway until the first of its events comes (13.4.4)."""
    activity = Activity(gateway, scope, scope.layer)
    scope.tokens.append(activity)
    at.passed[gateway.id] += 1
    for flow in at.plan.out[gateway.id]:
        _rest(at, activity, at.plan.nodes[flow.target], "choice", gateway.id)
        for done in activity.performances:
            if done.node.id == flow.target:
                done.layer = associations.copied_in(done.node, scope.layer)


def _rest(at: Position, activity: Activity, node: dg.Node, role: str, group: str | None = None) -> None:
    for definition in node.events or (None,):
        kind = KINDS.get(definition.kind, "message") if definition is not None else "message"
        done = Performance(at.number(), activity, node, kind, activity.layer, group=group)
        activity.performances.append(done)
        listening.arm_one(at, role, node, definition, activity.scope, done, done.number)


def happen(at: Position, listener: Listener, payload: dict[str, Any]) -> None:
    """The event has come to one that listens."""
    scope, owner = listener.scope, listener.owner
    if listener.role == "catch":
        assert isinstance(owner, Performance)
        owner.layer.write(payload)
        _over(at, owner)
    elif listener.role == "choice":
        assert isinstance(owner, Performance)
        owner.layer.write(payload)
        _chosen(at, owner)
    elif listener.role == "boundary":
        assert isinstance(owner, Activity)
        scope.layer.write(payload)
        if not _all_happened(at, listener):
            return
        if listener.node.interrupting or listener.kind in ("error", "cancel"):
            activities.withdraw(at, owner)
        else:
            _stay(at, listener)
        at.move(scope, listener.node)
    else:
        inside = at.plan.objects[listener.node.parent or ""]
        scope.layer.write({name: value for name, value in payload.items() if name not in inside})
        if _all_happened(at, listener):
            _begin(at, listener, {name: value for name, value in payload.items() if name in inside})


def _all_happened(at: Position, listener: Listener) -> bool:
    """10.5.5: with `parallelMultiple` each event is crossed off, and only the last one triggers."""
    if not listener.node.parallel_multiple:
        return True
    at.listeners.remove(listener)
    return not any(one.owner is listener.owner and one.node is listener.node for one in at.listeners)


def _stay(at: Position, listener: Listener) -> None:
    """It interrupts nothing and may happen again."""
    if listener.kind == "timer" and not listener.node.parallel_multiple:
        listening.again(at, listener)


def _over(at: Position, done: Performance) -> None:
    """What was waited for has come; of several events one is enough, or the last one of all."""
    activity = done.activity
    listening.lay_down(at, done)
    if done.group == activity.node.id and activity.node.parallel_multiple and len(activity.performances) > 1:
        activity.performances.remove(done)
        return
    if done.group == activity.node.id:
        listening.lay_down(at, *activity.performances)
        activity.performances = [done]
    done.kind = "over"
    at.go_on(done)


def look(at: Position) -> bool:
    """Conditions are looked at, in the order in which they are waited for; whether one has turned true (10.5.5)."""
    behind, at.looked = at.looked, 0
    for listener in sorted(at.listeners, key=lambda one: one.number):
        if listener.kind == "conditional" and listener.number > behind:
            assert listener.definition is not None
            before = listener.met
            listener.met = deviations.holds(
                listener.definition.expression, listening.seen_by(listener), listener.node.id
            )
            if listener.met and not before:
                at.looked = listener.number
                happen(at, listener, {})
                return True
    return behind > 0 and look(at)


def _chosen(at: Position, done: Performance) -> None:
    """The others behind the gateway have lost; the token stands at the event that came."""
    gateway, scope = done.activity, done.activity.scope
    activities.withdraw(at, gateway)
    at.passed.update(f.id for f in at.plan.out[gateway.node.id] if f.target == done.node.id)
    done.activity = Activity(done.node, scope, done.layer, [done])
    done.group = None
    scope.tokens.append(done.activity)
    _over(at, done)


def _begin(at: Position, listener: Listener, own: dict[str, Any]) -> None:
    """An event subprocess begins (13.5.4)."""
    scope, start = listener.scope, listener.node
    if start.interrupting or listener.kind == "error":
        activities.empty(at, scope)
    else:
        _stay(at, listener)
    assert start.parent is not None
    activity = Activity(at.plan.nodes[start.parent], scope, scope.layer)
    scope.tokens.append(activity)
    done = Performance(at.number(), activity, activity.node, "inside", scope.layer)
    done.inner = Scope(activity.node.id, deviations.shared(scope.layer, at.plan.objects[activity.node.id]), done)
    done.inner.layer.own.update(own)
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
    scope = Scope(process, layers.Layer(dict(payload), at.case, objects=at.plan.objects[process]))
    at.roots.append(scope)
    return scope


def begin_pool(at: Position, process: str, begun: dg.Node, event: dg.Node, payload: dict[str, Any]) -> None:
    """An event begins a pool: by a start event, or by what waits for an event in its place (10.3.3, 10.6.6)."""
    scope = new_root(at, process, payload)
    if begun.type == "startEvent":
        activities.enter(at, scope, [begun])
        return
    activities.enter(at, scope, [])
    activity = Activity(event, scope, scope.layer)
    activity.performances.append(Performance(at.number(), activity, event, "over", scope.layer))
    scope.tokens.append(activity)
    at.passed.update(f.id for f in at.plan.into[event.id] if f.source == begun.id)
    at.go_on(activity.performances[0])


def throw_all(at: Position, scope: Scope, node: dg.Node, layer: layers.Layer) -> bool:
    """A throw or end event throws (13.5.2, 13.5.5); whether its token is still there."""
    before = scope.emptied
    for definition in sorted(node.events, key=deviations.thrown_order):
        throw(at, scope, node, definition, layer)
        if not scope.alive or scope.emptied != before:
            return False
    associations.copy_out(node, layer, scope.layer)
    return True


def throw(at: Position, scope: Scope, node: dg.Node, definition: dg.EventDefinition, layer: layers.Layer) -> None:
    """One event is thrown."""
    if definition.kind == "message":
        activities.send(at, node, definition.name, layer)
    elif definition.kind == "signal":
        payload = deviations.payload(layer)
        at.sent.append(Sent(definition.name, node.id, payload, signal=True))
        broadcast(at, definition.name, payload)
    elif definition.kind == "terminate":
        terminate(at, scope)
    elif definition.kind == "cancel":
        cancel(at, scope)
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


def cancel(at: Position, scope: Scope) -> None:
    """The innermost transaction around is withdrawn; its cancel boundary event goes on (10.3.5, 13.3.4)."""
    host = scope.host
    while host is not None and host.node.type != "transaction":
        host = host.activity.scope.host
    assert host is not None
    caught = [one for one in at.listeners if one.owner is host.activity and one.kind == "cancel"]
    if caught:
        happen(at, caught[0], {})
    else:
        activities.withdraw(at, host.activity)
