"""Event definitions, loops and expressions: the parts of a node that have elements of their own (10.3.8, 10.5.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bpmn import diagram, markup, vocabulary
from bpmn.reading import index as indexing

_REFERENCES = {
    "message": ("messageRef", "message"),
    "signal": ("signalRef", "signal"),
    "error": ("errorRef", "error"),
    "escalation": ("escalationRef", "escalation"),
}
DATA = frozenset({"dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput", "dataOutput"})
_QUALIFIED = re.compile(r"^[\w.-]+:(?=[\w.-]+$)")
"""The prefix of a reference, which is no part of an id."""
_MOST_ROUNDS = 10**9
_CODES = {"error": "errorCode", "escalation": "escalationCode"}


def expression(index: indexing.Index, element: markup.Element | None, owner: indexing.Found) -> diagram.Text | None:
    """An expression as written, None where it is empty; FEEL where the file says that all of its expressions are."""
    body = long_text(index, element, owner)
    if element is None or not body:
        return None
    language = (element.get("language") or "").strip() or None
    if language is None:
        common = (element.getroottree().getroot().get("expressionLanguage") or "").strip()
        # Tools write XPath or XHTML there whatever their expressions are; only FEEL is meant.
        language = common if "feel" in common.lower() else None
    return diagram.Text(body, language)


def long_text(index: indexing.Index, element: markup.Element | None, owner: indexing.Found) -> str:
    """All text of an element, cut to the limit with a finding."""
    body = markup.text(element)
    limit = index.limits.text_length
    if len(body) <= limit:
        return body
    index.say("long-text", owner, length=len(body), limit=limit)
    return body[:limit]


def definitions(index: indexing.Index, owner: indexing.Found) -> tuple[diagram.EventDefinition, ...]:
    """What an event waits for or throws, written in it or by reference."""
    return tuple(_definitions(index, owner))


def _definitions(index: indexing.Index, owner: indexing.Found) -> Iterator[diagram.EventDefinition]:
    for element in owner.element.iterchildren(indexing.ELEMENTS):
        kind = index.local(element)
        if kind in vocabulary.EVENT_DEFINITIONS:
            yield _definition(index, element, owner)
        elif kind == "eventDefinitionRef":
            raw = markup.text(element)
            meant = index.meant(raw, vocabulary.EVENT_DEFINITIONS)
            if meant is not None:
                if meant.id not in index.definitions:
                    index.definitions[meant.id] = _definition(index, meant.element, owner)
                yield index.definitions[meant.id]
            elif raw:
                index.say("reference-missing", owner, what="eventDefinition", ref=raw)


def _definition(index: indexing.Index, element: markup.Element, owner: indexing.Found) -> diagram.EventDefinition:
    kind = vocabulary.EVENT_DEFINITIONS[markup.local(element)]
    identity = (element.get("id") or "").strip()[: index.limits.id_length]
    if kind in _REFERENCES:
        return _referring(index, element, owner, kind, identity)
    if kind == "timer":
        timer, body = _timer(index, element, owner)
        return diagram.EventDefinition(kind, identity, timer=timer, expression=body)
    if kind == "conditional":
        body = expression(index, markup.child(element, "condition"), owner)
        return diagram.EventDefinition(kind, identity, expression=body)
    if kind == "link":
        target = markup.text(markup.child(element, "target"))[: index.limits.id_length]
        return diagram.EventDefinition(kind, identity, ref=target or None, name=markup.label(element) or None)
    if kind == "compensate":
        raw = element.get("activityRef")
        meant = index.meant(raw, vocabulary.ACTIVITIES)
        if meant is None and (raw or "").strip():
            index.say("reference-missing", owner, what="activity", ref=raw)
        return diagram.EventDefinition(kind, identity, ref=None if meant is None else meant.id)
    return diagram.EventDefinition(kind, identity)


def _referring(
    index: indexing.Index, element: markup.Element, owner: indexing.Found, kind: str, identity: str
) -> diagram.EventDefinition:
    attribute, what = _REFERENCES[kind]
    meant = referred(index, element.get(attribute), what, owner)
    if meant is None:
        # Told as missing. Engines that take the text itself for the name or code pair both ends by it.
        said = markup.nfc((element.get(attribute) or "").strip())[: index.limits.id_length] or None
        if kind in _CODES:
            return diagram.EventDefinition(kind, identity, code=said)
        return diagram.EventDefinition(kind, identity, name=said)
    code = (meant.element.get(_CODES[kind]) or "").strip() or None if kind in _CODES else None
    return diagram.EventDefinition(kind, identity, ref=meant.id, name=meant.name or None, code=code)


def referred(index: indexing.Index, raw: str | None, what: str, owner: indexing.Found) -> indexing.Found | None:
    """The element of a type that a reference names; a finding where it names nothing."""
    if not (raw or "").strip():
        return None
    meant = index.meant(raw, (what,))
    if meant is None:
        index.say("reference-missing", owner, what=what, ref=raw)
        return None
    return meant


def _timer(
    index: indexing.Index, element: markup.Element, owner: indexing.Found
) -> tuple[str | None, diagram.Text | None]:
    """Which kind of timer, and its text; the first that has a text, else the first that is there."""
    empty: str | None = None
    for part in element.iterchildren(indexing.ELEMENTS):
        kind = vocabulary.TIMERS.get(markup.local(part))
        if kind is None:
            continue
        body = expression(index, part, owner)
        if body is not None:
            return kind, body
        empty = empty or kind
    return empty, None


def loop(index: indexing.Index, owner: indexing.Found) -> diagram.Loop | None:
    """Loop characteristics as the standard writes them; what a tool adds is put in by `bpmn.reading.nodes`."""
    standard = markup.child(owner.element, "standardLoopCharacteristics")
    if standard is not None:
        return diagram.Loop(
            "standard",
            condition=expression(index, markup.child(standard, "loopCondition"), owner),
            test_before=markup.truth(standard.get("testBefore"), False),
            maximum=rounds(standard),
        )
    several = markup.child(owner.element, "multiInstanceLoopCharacteristics")
    if several is None:
        return None
    return diagram.Loop(
        "sequential" if markup.truth(several.get("isSequential"), False) else "parallel",
        cardinality=expression(index, markup.child(several, "loopCardinality"), owner),
        collection=_data_name(index, owner, several, "loopDataInputRef"),
        item=_item_name(several, "inputDataItem"),
        output_collection=_data_name(index, owner, several, "loopDataOutputRef"),
        output_item=_item_name(several, "outputDataItem"),
        collection_object=_object(index, several, "loopDataInputRef"),
        output_object=_object(index, several, "loopDataOutputRef"),
        item_id=_item_id(several, "inputDataItem"),
        output_item_id=_item_id(several, "outputDataItem"),
        completion=expression(index, markup.child(several, "completionCondition"), owner),
        **_behavior(index, several, owner),
    )


def rounds(standard: markup.Element) -> int | None:
    """`loopMaximum`, where it is a number that a loop can have."""
    maximum = (standard.get("loopMaximum") or "").strip().removeprefix("+")
    if not maximum.isascii() or not maximum.isdigit():
        return None
    return int(maximum) if len(maximum) < 10 else _MOST_ROUNDS


def _behavior(index: indexing.Index, several: markup.Element, owner: indexing.Found) -> dict[str, Any]:
    """When a multi-instance throws an event, and which (10.3.8)."""
    behavior = (several.get("behavior") or "").strip().capitalize()
    attribute = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}.get(behavior)
    if attribute is None:
        return {"behavior": "Complex"} if behavior == "Complex" else {}
    raw = several.get(attribute)
    meant = index.meant(raw, vocabulary.EVENT_DEFINITIONS)
    if meant is None:
        if (raw or "").strip():
            index.say("reference-missing", owner, what="eventDefinition", ref=raw)
        return {}
    return {"behavior": behavior, "thrown": _definition(index, meant.element, owner)}


def _data_name(index: indexing.Index, owner: indexing.Found, several: markup.Element, name: str) -> str | None:
    """The data that a loop runs over: by the name of what is referred to, or as written.

    An input or output of the activity itself is known by its name where an association fills or empties it, else some
    tools mean the variable of its id.
    """
    raw = markup.text(markup.child(several, name))[: index.limits.id_length]
    ends = {"loopDataInputRef": ("dataInputAssociation", "targetRef")}.get(name, ("dataOutputAssociation", "sourceRef"))
    bare = _QUALIFIED.sub("", raw)
    joined = any(
        _QUALIFIED.sub("", markup.text(end)) == bare
        for one in markup.children(owner.element, ends[0])
        for end in markup.children(one, ends[1])
    )
    if bare and joined:
        return own_data(owner.element).get(bare, bare)
    meant = index.meant(raw, DATA)
    if meant is not None:
        return meant.name or meant.id
    return bare or None


def _object(index: indexing.Index, several: markup.Element, name: str) -> str | None:
    """The variable of the data object that a reference with a name of its own stands for (10.4.1)."""
    meant = index.meant(markup.text(markup.child(several, name)), DATA)
    if meant is None or meant.type != "dataObjectReference":
        return None
    object_ = index.meant(meant.element.get("dataObjectRef"), ("dataObject",))
    variable = None if object_ is None else object_.name or object_.id
    return variable if variable != (meant.name or meant.id) else None


def own_data(element: markup.Element) -> dict[str, str]:
    """Data inputs, outputs and properties of an activity or event: id → name."""
    return {
        identity: markup.label(data) or identity
        for holder in (element, *markup.children(element, "ioSpecification"))
        for kind in ("dataInput", "dataOutput", "property")
        for data in markup.children(holder, kind)
        if (identity := (data.get("id") or "").strip())
    }


def _item_name(several: markup.Element, name: str) -> str | None:
    item = markup.child(several, name)
    if item is None:
        return None
    return markup.label(item) or (item.get("id") or "").strip() or markup.text(item) or None


def _item_id(several: markup.Element, name: str) -> str | None:
    """The id of an item, where it bears another name: some tools' expressions call it so."""
    item = markup.child(several, name)
    identity = "" if item is None else (item.get("id") or "").strip()
    return identity if identity != _item_name(several, name) and identity else None
