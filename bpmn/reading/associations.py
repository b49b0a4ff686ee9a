"""Data associations of activities and events (10.4.2), and correlation keys by properties (8.4.2).

What they name is resolved to the names of variables: a data object is called by its name, or its id where it has none.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpmn import diagram, markup
from bpmn.reading import events
from bpmn.reading import index as indexing

_PATHS = ("messagePath", "formalExpression")
"""What holds a retrieval expression (8.4.2): some tools write the name of its type."""
_STORES = frozenset({"dataStore", "dataStoreReference"})
_PLACEHOLDER = "__targetRef_placeholder"
"""Name of the property that some modelers write where an association only leads to its activity."""
_MOST_PROPERTIES = 50
"""In one key: what more of them give is longer than a key may be."""
_RECEIVING = frozenset({"receiveTask", "startEvent", "intermediateCatchEvent", "boundaryEvent"})


def read(index: indexing.Index, found: indexing.Found, direction: str) -> tuple[diagram.Association, ...]:
    """The associations of an element.

    Parameters:
        direction: ``dataInputAssociation`` or ``dataOutputAssociation``.
    """
    own: dict[str, str] | None = None
    made = []
    for element in markup.children(found.element, direction):
        own = events.own_data(found.element) if own is None else own
        one = _association(index, found, element, own)
        if one is not None:
            made.append(one)
    return tuple(made)


def _association(
    index: indexing.Index, found: indexing.Found, element: markup.Element, own: dict[str, str]
) -> diagram.Association | None:
    sources = [name for part in markup.children(element, "sourceRef") if (name := _variable(index, part, own))]
    target = next((name for part in markup.children(element, "targetRef") if (name := _variable(index, part, own))), "")
    transformation = events.expression(index, markup.child(element, "transformation"), found)
    assignments = tuple(
        (said, name)
        for part in markup.children(element, "assignment")
        if (said := events.expression(index, markup.child(part, "from"), found)) is not None
        and (name := _assigned(index, markup.text(markup.child(part, "to")), own))
    )
    source = sources[0] if sources else None
    if not (source or transformation or assignments):
        return None
    return diagram.Association(source, target or source, transformation, assignments)


def _variable(index: indexing.Index, part: markup.Element, own: dict[str, str]) -> str | None:
    """The variable that an end of an association names; None for the activity itself, a store or nothing."""
    raw = markup.text(part)[: index.limits.id_length]
    name = own.get(raw) or own.get(raw.rpartition(":")[2])
    if name is not None:
        return None if name == _PLACEHOLDER else name
    return _object(index, raw)


def _object(index: indexing.Index, raw: str) -> str | None:
    """The variable of a data object, of a reference to one or of a property; None for a store or nothing."""
    meant = index.meant(raw, events.DATA)
    if meant is None:
        return index.properties.get(raw)
    if meant.type in _STORES:
        return None
    if meant.type == "dataObjectReference":
        object_ = index.meant(meant.element.get("dataObjectRef"), ("dataObject",))
        meant = object_ or meant
    return meant.name or meant.id


def _assigned(index: indexing.Index, raw: str, own: dict[str, str]) -> str:
    """The variable that an assignment writes: what bears the id, else the name as written, without a notation's
    mark."""
    bare = raw.strip().removeprefix("${").removeprefix("#{").removesuffix("}").removeprefix("=").strip()
    return (own.get(bare) or _object(index, bare) or bare)[: index.limits.id_length]


def correlation(
    index: indexing.Index, found: indexing.Found, message: indexing.Found | None
) -> tuple[diagram.Text, ...]:
    """The correlation key of the message that an element sends or waits for (8.4.2): the retrieval expressions of its
    properties, in the order of the properties that a correlation key names; of all properties where none is named. A
    receiver whose process subscribes to all of them has the process's own expressions."""
    if message is None or not index.correlation_properties:
        return ()
    own = _subscribed(index, found.process) if found.type in _RECEIVING else {}
    at = (message.id, found.process if own else "")
    if at not in index.correlations:
        index.correlations[at] = _key(index, message, own)
    return index.correlations[at]


def _key(index: indexing.Index, message: indexing.Found, own: Mapping[str, diagram.Text]) -> tuple[diagram.Text, ...]:
    """The expressions of a message's key; found once for all that wait, or a large file takes for ever."""
    retrievals = _retrievals(index).get(message.id, [])
    if len(retrievals) > _MOST_PROPERTIES:
        index.say("correlation-key-long", message, count=len(retrievals), limit=_MOST_PROPERTIES)
        return ()
    bound = len(own) >= len(retrievals) and all(of in own for of, _ in retrievals)
    return tuple(own[of] if bound else text for of, text in retrievals)


def _retrievals(index: indexing.Index) -> dict[str, list[tuple[str, diagram.Text]]]:
    """Message → its properties and their retrieval expressions, in the order of the properties."""
    if index.retrievals is None:
        index.retrievals = {}
        for element in index.correlation_properties:
            for part in markup.children(element, "correlationPropertyRetrievalExpression"):
                message = index.meant(part.get("messageRef"), ("message",))
                if message is None:
                    continue
                paths = (events.expression(index, markup.child(part, one), message) for one in _PATHS)
                text = next((one for one in paths if one is not None), None)
                if text is not None:
                    index.retrievals.setdefault(message.id, []).append((_identity(element.get("id")), text))
    return index.retrievals


def _subscribed(index: indexing.Index, process: str) -> Mapping[str, diagram.Text]:
    """What a process subscribes to: id of a correlation property → expression on the process's own data."""
    if process not in index.subscriptions:
        owner = index.by_id[process]
        index.subscriptions[process] = {
            _identity(binding.get("correlationPropertyRef")): text
            for subscription in markup.children(owner.element, "correlationSubscription")
            for binding in markup.children(subscription, "correlationPropertyBinding")
            if (text := events.expression(index, markup.child(binding, "dataPath"), owner)) is not None
        }
    return index.subscriptions[process]


def _identity(raw: str | None) -> str:
    """An id or a reference to one, trimmed and without prefix."""
    return (raw or "").strip().rpartition(":")[2]
