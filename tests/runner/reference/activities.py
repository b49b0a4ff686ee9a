"""The life of an activity: it begins, is performed once or in a loop, and is completed or withdrawn (13.3)."""

from __future__ import annotations

import functools
from typing import Any

from bpmn import diagram as dg
from tests.runner.reference import associations, deviations, expression, flows, listening, plan
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Activity, Loop, Performance, Position, Scope, Sent

CONTAINERS = ("subProcess", "transaction", "adHocSubProcess", "callActivity")


def begin(at: Position, scope: Scope, node: dg.Node, layer: layers.Layer) -> None:
    """A token has come to an activity (13.3.2)."""
    activity = Activity(node, scope, layer)
    scope.tokens.append(activity)
    number = at.number() if node.loop is None else 0
    if node.loop is not None:
        activity.loop = _loop(at, activity, node.loop)
    if not _performed(at, activity):
        complete(at, activity)
        return
    for boundary in at.plan.boundaries[node.id]:
        listening.arm(at, "boundary", boundary, scope, activity)
    many = activity.loop.total if activity.loop is not None and node.loop and node.loop.kind == "parallel" else 1
    for _ in range(many):
        if activity.alive:
            perform(at, activity, number)


def _loop(at: Position, activity: Activity, loop: dg.Loop) -> Loop:
    """How many instances there are (table 10.29)."""
    found = Loop()
    if loop.kind == "standard":
        return found
    layer, element = activity.layer, activity.node.id
    if loop.collection is not None:
        found.items = expression.value(loop.collection, layer, element)
        if not isinstance(found.items, list):
            raise expression.RefusedError("loop_error", element)
        found.total = len(found.items)
    else:
        assert loop.cardinality is not None
        found.total = expression.value(loop.cardinality, layer, element)
        if not isinstance(found.total, int) or isinstance(found.total, bool) or found.total < 0:
            raise expression.RefusedError("loop_error", element)
    return found


def _performed(at: Position, activity: Activity) -> bool:
    """Whether it is done at all: a loop may be over before it begins."""
    loop = activity.node.loop
    assert (loop is None) == (activity.loop is None)
    if loop is None or activity.loop is None:
        return True
    if loop.kind != "standard":
        return activity.loop.total > 0
    return not loop.test_before or _once_more(activity, loop, activity.loop)


def _once_more(activity: Activity, loop: dg.Loop, state: Loop) -> bool:
    """13.3.6: the maximum is not reached and the condition holds."""
    if loop.maximum is not None and state.completed >= loop.maximum:
        return False
    if loop.condition is None:
        return loop.maximum is not None or state.completed == 0
    layer = layers.Layer({"loopCounter": state.completed}, activity.layer)
    return bool(expression.value(loop.condition, layer, activity.node.id))


def perform(at: Position, activity: Activity, number: int = 0) -> None:
    """Do an activity once: as a wait, or as a scope of its own. Instances of a loop that don't wait take their turn."""
    node, scope, state = activity.node, activity.scope, activity.loop
    at.count_move()
    kind = "inside" if node.type in CONTAINERS else deviations.performer(at.plan, node)
    done = Performance(number or at.number(), activity, node, kind, activity.layer)
    if state is not None:
        done.index = state.begun
        state.begun += 1
        done.layer = _instance(activity, done, state)
    activity.performances.append(done)
    if kind == "message":
        listening.arm(at, "catch", node, scope, done, done.number)
    elif kind == "call":
        at.calls.append(done)
    elif kind != "task" and state is not None:
        at.go_on(done)
    elif kind != "task":
        turn(at, done)


def turn(at: Position, done: Performance) -> None:
    """The turn of a performance has come: it begins, where it doesn't wait, or what it waited for has come."""
    node = done.node
    if done.kind == "inside":
        level = node.id if node.called is None else node.called
        done.inner = Scope(level, _inner_layer(at, level, node, done.layer), done)
        enter(at, done.inner, deviations.begins(at.plan, level))
        return
    if done.kind == "send":
        send(at, node, node.message, done.layer)
    finish(at, done)


def _instance(activity: Activity, done: Performance, state: Loop) -> layers.Layer:
    """The data of one instance: its item and the attributes of the loop (10.3.8)."""
    loop = activity.node.loop
    assert loop is not None
    assert done.index is not None
    if loop.kind == "standard":
        counted = functools.partial(_counter, done.index)
        return layers.Layer({}, activity.layer, counted, passes=True)
    own = {}
    if state.items is not None:
        done.item = state.items[done.index]
        if loop.item is not None:
            own[loop.item] = done.item
    counted = functools.partial(_counters, activity, state, done.index)
    return layers.Layer(own, activity.layer, counted)


def _counter(index: int) -> dict[str, Any]:
    return {"loopCounter": index + 1}


def _counters(activity: Activity, state: Loop, index: int) -> dict[str, Any]:
    """The attributes of a multi-instance at run time (table 10.30), in two spellings."""
    numbers = {"Instances": state.total, "ActiveInstances": len(activity.performances)}
    numbers["CompletedInstances"] = state.completed
    found = {f"{prefix}{name}": number for name, number in numbers.items() for prefix in ("nrOf", "numberOf")}
    return found | {"numberOfTerminatedInstances": 0} | _counter(index)


def _inner_layer(at: Position, level: str, node: dg.Node, layer: layers.Layer) -> layers.Layer:
    """10.3.6, 10.4.1: what is drawn in a level stands there; calls with a mapping have all data of their own."""
    objects = at.plan.objects[level]
    if node.type != "callActivity" or not (node.called_inputs or node.called_outputs):
        return deviations.shared(layer, objects)
    inputs = {name: expression.value(text, layer, node.id) for name, text in node.called_inputs}
    return layers.Layer(inputs, None if inputs else layer, objects=objects)


def enter(at: Position, scope: Scope, places: list[dg.Node]) -> None:
    """A scope begins (13.3.4): its event subprocesses listen, tokens start at some nodes."""
    for _, start in at.plan.event_subprocesses(scope.level):
        listening.arm(at, "begin", start, scope, scope)
    for node in places:
        associations.come(at, scope, node)


def send(at: Position, node: dg.Node, name: str | None, layer: layers.Layer) -> None:
    """A message leaves (8.4.11); it waits to be delivered."""
    key = deviations.key(node, layer)
    for process in at.plan.sent_to.get(node.id, [None]):
        at.sent.append(Sent(name, node.id, deviations.payload(layer), key, process))
        if process is not None and any(name in plan.messages_of(event) for _, event in at.plan.started_by(process)):
            at.expected += 1


def finish(at: Position, done: Performance) -> None:
    """One performance is over: the next one, or the activity is completed (13.3.6, 13.3.7)."""
    activity, state, loop = done.activity, done.activity.loop, done.node.loop
    activity.performances.remove(done)
    listening.lay_down(at, done)
    if done.inner is not None and done.node.type == "callActivity":
        _back(at, done, done.inner)
    if state is None or loop is None:
        complete(at, activity)
        return
    state.completed += 1
    if loop.kind == "standard":
        if _once_more(activity, loop, state):
            perform(at, activity)
        else:
            complete(at, activity)
        return
    _collect(done, loop, state)
    if loop.completion is not None and expression.value(loop.completion, done.layer, done.node.id):
        complete(at, activity)
    elif loop.kind == "sequential" and state.begun < state.total:
        perform(at, activity)
    elif state.completed == state.total:
        complete(at, activity)


def _back(at: Position, done: Performance, inner: Scope) -> None:
    """Data come back from a called process with a mapping (10.3.6)."""
    node = done.node
    if node.called_outputs:
        found = {name: expression.value(text, inner.layer, node.id) for name, text in node.called_outputs}
        done.layer.write(found)
    elif node.called_inputs:
        objects = at.plan.objects[inner.level]
        done.layer.write({name: value for name, value in inner.layer.own.items() if name not in objects})


def _collect(done: Performance, loop: dg.Loop, state: Loop) -> None:
    """What an instance leaves (10.3.8): its item of the output collection, or all that it wrote."""
    assert done.index is not None
    if loop.output_collection is not None:
        state.results[done.index] = done.layer.seen().get(loop.output_item or "")
    else:
        done.activity.layer.write({k: v for k, v in done.layer.own.items() if k != loop.item})


def complete(at: Position, activity: Activity) -> None:
    """The activity is completed and its token goes on."""
    withdraw(at, activity)
    loop = activity.node.loop
    if loop is not None and activity.loop is not None and loop.output_collection is not None:
        results = activity.loop.results
        activity.layer.write({loop.output_collection: [results[index] for index in sorted(results)]})
    associations.copy_out(activity.node, activity.layer, activity.scope.layer)
    flows.leave(at, activity.scope, activity.node)
    _ad_hoc(at, activity)


def _ad_hoc(at: Position, activity: Activity) -> None:
    """13.3.5: when an activity of an ad-hoc subprocess is completed, its completion condition is asked."""
    scope, host = activity.scope, activity.scope.host
    if host is None or host.node.completion is None or scope.satisfied or activity.node.type.endswith("Event"):
        return
    if not expression.value(host.node.completion, scope.layer, host.node.id):
        if deviations.offered_again(at.plan, activity.node):
            associations.come(at, scope, activity.node)
        return
    scope.satisfied = True
    if host.node.attributes.get("cancelRemainingInstances") != "false":
        empty(at, scope)


def goes_on(at: Position, scope: Scope) -> bool:
    """13.3.5: an ad-hoc subprocess without a token whose condition doesn't hold offers what people do in it again."""
    host = scope.host
    if host is None or host.node.completion is None or scope.satisfied:
        return False
    if expression.value(host.node.completion, scope.layer, host.node.id):
        return False
    offered = [node for node in at.plan.inside[scope.level] if deviations.offered_again(at.plan, node)]
    for node in offered:
        associations.come(at, scope, node)
    return bool(offered)


def withdraw(at: Position, activity: Activity) -> None:
    """An activity and all inside it ends without going on."""
    activity.alive = False
    at.forget(None, activity)
    activity.scope.tokens.remove(activity)
    for done in activity.performances:
        listening.lay_down(at, done)
        if done.inner is not None:
            close(at, done.inner)
    listening.lay_down(at, activity)


def close(at: Position, scope: Scope) -> None:
    """Everything in a scope ends, and nothing in it listens any more."""
    empty(at, scope)
    scope.alive = False


def empty(at: Position, scope: Scope) -> None:
    """Everything in a scope ends; itself it goes on."""
    listening.lay_down(at, scope)
    for activity in list(scope.tokens):
        withdraw(at, activity)
    scope.parked.clear()
    scope.emptied += 1
    scope.moving = 0
    at.forget(scope)
