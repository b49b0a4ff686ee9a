"""Events that may come are armed, and laid down."""

from __future__ import annotations

from bpmn import diagram as dg
from tests.runner.reference import deviations, expression, plan, timers
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Activity, Listener, Performance, Position, Scope


def arm(
    at: Position, role: str, node: dg.Node, scope: Scope, owner: Activity | Scope | Performance, number: int = 0
) -> None:
    """Listen to the events of a node; `number` where it is also a wait."""
    definition = node.events[0] if node.events else None
    kind = definition.kind if definition is not None else "message"
    layer = owner.layer if isinstance(owner, Scope | Performance) else owner.scope.layer
    found = Listener(number or at.number(), role, node, kind, definition, scope, owner)
    if kind == "timer":
        assert definition is not None
        found.due, found.interval, found.left = timers.due(definition, layer, at.now, node.id)
        if role in ("catch", "choice") or node.interrupting:
            found.left = 0
    elif kind == "message":
        found.name = plan.message_of(node)
        found.key = key(node, layer)
    elif kind == "signal":
        assert definition is not None
        found.name = definition.name
    at.listeners.append(found)


def key(node: dg.Node, layer: layers.Layer) -> str | None:
    """The correlation key of a message (8.4.2)."""
    if node.correlation is None:
        return None
    return deviations.key(expression.value(node.correlation, layer, node.id))


def lay_down(at: Position, *owners: Activity | Scope | Performance) -> None:
    """Listen no more for what has ended."""
    at.listeners = [listener for listener in at.listeners if listener.owner not in owners]


def again(at: Position, listener: Listener) -> None:
    """A timer that has fired is set anew for its next occurrence, or is laid down."""
    if listener.left == 0:
        at.listeners.remove(listener)
        return
    assert listener.due is not None
    assert listener.interval is not None
    listener.number = at.number()
    listener.due += listener.interval
    listener.left = listener.left - 1 if listener.left is not None else None
