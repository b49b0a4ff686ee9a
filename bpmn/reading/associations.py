"""Data associations of activities and events (10.4.2), and correlation keys by properties (8.3.2).

What they name is resolved to the names of variables: a data object is called by its name, or its id where it has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram, markup
from bpmn.reading import events
from bpmn.reading import index as indexing

_OWN = ("dataInput", "dataOutput", "property")
_STORES = frozenset({"dataStore", "dataStoreReference"})
_PLACEHOLDER = "__targetRef_placeholder"
"""Name of the property that some modelers write where an association only leads to its activity."""


def read(index: indexing.Index, found: indexing.Found, direction: str) -> tuple[diagram.Association, ...]:
    """The associations of an element.

    Parameters:
        direction: ``dataInputAssociation`` or ``dataOutputAssociation``.
    """
    own: dict[str, str] | None = None
    made = []
    for element in markup.children(found.element, direction):
        own = dict(_own(found.element)) if own is None else own
        one = _association(index, found, element, own)
        if one is not None:
            made.append(one)
    return tuple(made)


def _own(element: markup.Element) -> Iterator[tuple[str, str]]:
    """Data inputs, outputs and properties of an activity or event: id → name."""
    for holder in (element, *markup.children(element, "ioSpecification")):
        for kind in _OWN:
            for data in markup.children(holder, kind):
                identity = (data.get("id") or "").strip()
                yield identity, markup.label(data) or identity


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
    meant = index.meant(bare, events.DATA)
    named = (meant.name or meant.id) if meant is not None and meant.type not in _STORES else None
    return (own.get(bare) or named or index.properties.get(bare) or bare)[: index.limits.id_length]


def correlation(index: indexing.Index, message: indexing.Found | None) -> str | None:
    """The correlation key of a message: the values that the retrieval expressions of its properties give, in the
    order of the properties that a correlation key names; of all properties where none is named."""
    if message is None or not index.correlation_properties:
        return None
    if index.correlations is None:
        index.correlations = {
            of: texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]" for of, texts in _retrievals(index).items()
        }
    return index.correlations.get(message.id)


def _retrievals(index: indexing.Index) -> dict[str, list[str]]:
    """The retrieval expressions of each message, in the order of the properties."""
    texts: dict[str, list[str]] = {}
    for element in index.correlation_properties:
        for part in markup.children(element, "correlationPropertyRetrievalExpression"):
            message = index.meant(part.get("messageRef"), ("message",))
            text = markup.text(markup.child(part, "messagePath"))
            if message is not None and text:
                texts.setdefault(message.id, []).append(text)
    return texts
