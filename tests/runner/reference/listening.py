"""Events that may come are armed, and laid down."""

from __future__ import annotations

from bpmn import diagram as dg
from tests.runner.reference import deviations, timers
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Activity, Listener, Performance, Position, Scope


def arm(
    at: Position, role: str, node: dg.Node, scope: Scope, owner: Activity | Scope | Performance, number: int = 0
) -> None:
    """Listen to all events of a node; `number` where it is also a wait."""
    for definition in node.events or (None,):
        arm_one(at, role, node, definition, scope, owner, number)


def arm_one(
    at: Position,
    role: str,
    node: dg.Node,
    definition: dg.EventDefinition | None,
    scope: Scope,
    owner: Activity | Scope | Performance,
    number: int = 0,
) -> None:
    """Listen to one of the events of a node; to the message of a receive task where there is no definition."""
    kind = definition.kind if definition is not None else "message"
    found = Listener(number or at.number(), role, node, kind, definition, scope, owner)
    if kind == "timer":
        assert definition is not None
        found.due, found.interval, found.left = timers.due(definition, seen_by(found), at.now, node.id)
        if role in ("catch", "choice") or node.interrupting:
            found.left = 0
    elif kind == "message":
        found.name = definition.name if definition is not None else node.message
        found.key = deviations.key(node, seen_by(found))
    elif kind == "signal":
        assert definition is not None
        found.name = definition.name
    at.listeners.append(found)


def seen_by(listener: Listener) -> layers.Layer:
    """What an event sees: a boundary event stands outside its activity, with the data inputs of which it has nothing
    to do."""
    return listener.scope.layer if isinstance(listener.owner, Activity) else listener.owner.layer


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
