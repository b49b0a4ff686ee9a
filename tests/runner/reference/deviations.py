"""What is done otherwise than by the standard, or where it leaves a choice: `docs/deviations.md`, one function each.

Everything else in this package is the standard's own.
"""

from __future__ import annotations

import json
from collections.abc import Set
from datetime import timedelta, timezone
from typing import Any

from bpmn import diagram as dg
from bpmn import vocabulary
from tests.runner.reference import expression, plan, position
from tests.runner.reference import layer as layers

ZONE = timezone(timedelta(hours=7))
"""10.5.5: dates without a zone are of the agencies' zone."""

PERSONAL = ("userTask", "serviceTask", "scriptTask", "businessRuleTask")


def performer(plan_: plan.Plan, node: dg.Node) -> str:
    """10.3.3: who performs a task. No script and no service is executed: a person or an outside service does them."""
    if node.type == "receiveTask":
        return "message"
    if node.type == "userTask" or node.id in plan_.persons:
        return "task"
    if node.implementation is not None:
        return "call"
    if node.type == "sendTask":
        return "send"
    return "task" if node.type in PERSONAL else "pass"


def refuse_deadlock(at: position.Position) -> None:
    """13.2.2, 10.5.5: a process that nothing can move would stay for ever, as one that waits for conditions only; the
    step that leaves it so is refused."""
    coming = any(listener.kind in ("message", "signal", "timer") for listener in at.listeners)
    waiting = any(done.kind != "condition" for done in at.waits())
    if at.roots and not waiting and not coming and not at.expected:
        raise expression.RefusedError("deadlock")


def begins(plan_: plan.Plan, level: str) -> list[dg.Node]:
    """10.5.2: of several start events, a level begins at the first none start event, else at the first, which passes
    its token on."""
    found = plan_.begins(level)
    starts = [node for node in found if node.type == "startEvent"]
    none = [node for node in starts if not node.events]
    return (none or starts)[:1] or found


def next_move(at: position.Position) -> position.Move:
    """13.2: tokens move one after the other, in the order in which they were set in motion; but one that comes to a
    wait rests there at once."""
    return next((move for move in at.moves if move.done is None and _rests(at.plan, move.node)), at.moves[0])


def _rests(plan_: plan.Plan, node: dg.Node) -> bool:
    if node.type == "intermediateCatchEvent":
        return plan.link(node) is None
    return node.type.lower().endswith("task") and node.loop is None and performer(plan_, node) not in ("send", "pass")


def following_places(plan_: plan.Plan, node: dg.Node) -> list[str]:
    """13.4.3: boundary events and links count as paths too."""
    places = [boundary.id for boundary in plan_.boundaries[node.id]]
    if node.type == "intermediateThrowEvent" and plan.link(node) is not None:
        places.append(plan_.linked(node).id)
    return plan_.next_places(node) + places


def exclusive_order(flows: list[dg.Flow]) -> list[dg.Flow]:
    """10.6.2: of an exclusive gateway a flow without a condition is asked last, after the default, and is fulfilled."""
    asked = [flow for flow in flows if flow.condition is not None and not flow.default]
    return asked + [f for f in flows if f.default] + [f for f in flows if f.condition is None and not f.default]


def identity(definition: dg.EventDefinition) -> str | None:
    """10.5.3: an error or escalation is known by its code, without one by what it refers to, else by its name."""
    return definition.code or definition.ref or definition.name


def takes(listener: position.Listener, name: str, wanted: str | None, process: str | None) -> bool:
    """8.4.11: who may take a message. A key must fit where both have one; a message of the case itself needs none."""
    if listener.name != name or (process is not None and listener.scope.root.level != process):
        return False
    if listener.key is None or listener.key == wanted:
        return True
    return wanted is None and process is not None


def passes_over(within: position.Scope | None) -> bool:
    """10.5.6: what is thrown inside an event subprocess is not caught by those beside it, nor by itself."""
    return within is not None and within.host is not None and within.host.node.event_subprocess


def uncaught_error(scope: position.Scope) -> position.Scope:
    """Table 10.88: an error that nobody catches ends its process, as a terminate end event does."""
    return scope.root


NOT_THERE = object()


def available(text: dg.Text | str, layer: layers.Layer, element: str) -> Any:
    """10.4.2: a source that has no value is not waited for: it copies nothing."""
    try:
        return expression.value(text, layer, element)
    except expression.RefusedError:
        return NOT_THERE


def mapping_in_place(node: dg.Node) -> bool:
    """10.3.6: a global task is done in the place of its call, with the mapping of the call."""
    return node.type != "callActivity" and bool(node.called_inputs or node.called_outputs)


def shared(layer: layers.Layer, objects: Set[str]) -> layers.Layer:
    """10.4.1: subprocesses and calls without a mapping use the data around them, but for their own data objects."""
    return layers.Layer({}, layer, objects=objects, passes=True) if objects else layer


def offered_again(plan_: plan.Plan, node: dg.Node) -> bool:
    """13.3.5: while its condition doesn't hold, an ad-hoc subprocess offers what people have a part in again."""
    alone = not plan_.into[node.id] and node.type in vocabulary.ACTIVITIES and not node.event_subprocess
    return alone and _personal(plan_, node, frozenset())


def _personal(plan_: plan.Plan, node: dg.Node, seen: Set[str]) -> bool:
    if node.type in vocabulary.TASKS:
        return performer(plan_, node) == "task"
    level = (node.called or "") if node.type == "callActivity" else node.id
    if node.type not in vocabulary.ACTIVITIES or level in seen:
        return False
    return any(_personal(plan_, one, seen | {level}) for one in plan_.inside[level])


THROWN = ("message", "signal", "escalation", "error")


def thrown_order(definition: dg.EventDefinition) -> int:
    """10.5.5: of several events thrown together, what can't interrupt its thrower comes first."""
    return THROWN.index(definition.kind) if definition.kind in THROWN else 0


def holds(text: dg.Text | None, layer: layers.Layer, element: str) -> bool:
    """10.5.5: a condition on what isn't there yet is not fulfilled."""
    return text is not None and available(text, layer, element) is True


def payload(layer: layers.Layer) -> dict[str, Any]:
    """8.4.11: a message carries what its sender sees of its process, not what the case was started with."""
    return layer.seen(case=False)


def key(node: dg.Node, layer: layers.Layer) -> str | None:
    """8.4.2: a correlation key is a text, of several properties a list of texts. What the properties can't be told of
    yet fits any message."""
    parts = []
    for text in node.key_texts:
        read = available if node.correlation_by_properties else expression.value
        found = read(text, layer, node.id)
        if found is None or found is NOT_THERE:
            return None
        parts.append(found if isinstance(found, str) else json.dumps(found))
    return json.dumps(parts, separators=(",", ":")) if len(parts) > 1 else next(iter(parts), None)
