"""Flow nodes and sequence flows out of their elements (8.4.13, 10.3 to 10.6)."""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram, markup, vocabulary
from bpmn.dialects import extension, families
from bpmn.reading import associations, embedded, events
from bpmn.reading import index as indexing

_WORDS = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "implementation": "##unspecified",
    "operationRef": "",
    "method": "##compensate",
}
"""Attributes of the standard that are kept where they say more than their default."""
_TRUTHS = {"isForCompensation": False, "cancelRemainingInstances": True}
"""The same of truths: kept as ``true`` or ``false``, however they are written."""
_DIRECTIONS = ("Unspecified", "Converging", "Diverging", "Mixed")
_EVENT_GATEWAYS = ("Exclusive", "Parallel")
_QUANTITIES = frozenset({"startQuantity", "completionQuantity"})


def node(index: indexing.Index, found: indexing.Found) -> diagram.Node:
    """A flow node; references that name nothing are findings."""
    element = found.element
    said = _said(index, found)
    form, form_fields = _form(index, found, said)
    message = events.referred(index, element.get("messageRef"), "message", found)
    correlation = said.correlation or _message_correlation(index, found)
    parts = () if correlation else associations.correlation(index, found, _message(index, found))
    single = parts[0].body if len(parts) == 1 and parts[0].language is None else None
    return diagram.Node(
        id=found.id,
        type=found.type,
        name=found.name,
        process=found.process,
        parent=found.parent,
        place=diagram.Place(found.line),
        documentation=documentation(index, found),
        events=events.definitions(index, found) if found.type in vocabulary.EVENTS else (),
        attached_to=index.resolve(element.get("attachedToRef"), vocabulary.ACTIVITIES)
        if found.type == "boundaryEvent"
        else None,
        interrupting=_interrupting(found),
        parallel_multiple=markup.truth(element.get("parallelMultiple"), False),
        event_subprocess=found.type in vocabulary.SUBPROCESSES and markup.truth(element.get("triggeredByEvent"), False),
        loop=_loop(index, found, said),
        called=_called(index, found, said),
        called_inputs=said.called_inputs,
        called_shares=said.called_shares,
        called_outputs=said.called_outputs,
        message=None if message is None else message.name or message.id,
        correlation=correlation or single,
        correlation_parts=parts if single is None else (),
        correlation_by_properties=bool(parts),
        instantiate=markup.truth(element.get("instantiate"), False),
        gateway_direction=markup.choice(element.get("gatewayDirection"), _DIRECTIONS),
        event_gateway_type=markup.choice(element.get("eventGatewayType"), _EVENT_GATEWAYS),
        script=_script(index, found, said),
        implementation=said.implementation,
        form=form,
        form_layout=None if said.form_layout is None else said.form_layout[: index.limits.id_length],
        form_fields=form_fields,
        data_in=_data(index, found, "dataInputAssociation", "sourceRef"),
        data_out=_data(index, found, "dataOutputAssociation", "targetRef"),
        associations_in=(*associations.read(index, found, "dataInputAssociation"), *_mapped(said.inputs)),
        associations_out=(*associations.read(index, found, "dataOutputAssociation"), *_mapped(said.outputs)),
        completion=_completion(index, found),
        properties=said.properties,
        attributes=_attributes(found),
    )


def documentation(index: indexing.Index, found: indexing.Found) -> str:
    """All documentation of an element, in the file's order."""
    parts = [events.long_text(index, one, found) for one in markup.children(found.element, "documentation")]
    return "\n\n".join(part for part in parts if part)[: index.limits.text_length]


def _said(index: indexing.Index, found: indexing.Found) -> extension.Extension:
    """What tools say of an element; of a call to a global task what they say of that task too (10.3.6)."""
    said = families.read(found.element)
    if found.type != "callActivity":
        return said
    task = index.meant(found.element.get("calledElement"), vocabulary.GLOBAL_TASKS)
    return said if task is None else extension.merged((said, _told(index, task)))


def _told(index: indexing.Index, found: indexing.Found) -> extension.Extension:
    """What tools say of an element that any number of others may refer to."""
    if found.id not in index.told:
        index.told[found.id] = families.read(found.element)
    return index.told[found.id]


def _form(
    index: indexing.Index, found: indexing.Found, said: extension.Extension
) -> tuple[str | None, embedded.Fields]:
    """The form that is linked to a node, and the fields that stand in the file."""
    there = embedded.form(index, found, said.embedded)
    form = said.form or (said.embedded if there is None else None)
    fields, trouble = there or ((), "")
    if trouble:
        index.say("form-unreadable", found, detail=trouble)
    return None if form is None else form[: index.limits.id_length], fields or said.form_fields


def _completion(index: indexing.Index, found: indexing.Found) -> diagram.Text | None:
    if found.type != "adHocSubProcess":
        return None
    return events.expression(index, markup.child(found.element, "completionCondition"), found)


def _interrupting(found: indexing.Found) -> bool:
    name = "cancelActivity" if found.type == "boundaryEvent" else "isInterrupting"
    return markup.truth(found.element.get(name), True)


def _loop(index: indexing.Index, found: indexing.Found, said: extension.Extension) -> diagram.Loop | None:
    written = events.loop(index, found) if found.type in vocabulary.ACTIVITIES else None
    if written is None or written.kind == "standard":
        return written
    return replace(
        written,
        collection=said.collection or written.collection,
        item=said.item or written.item,
        collection_object=None if said.collection else written.collection_object,
        output_object=None if said.output_collection else written.output_object,
        item_id=None if said.item else written.item_id,
        output_item_id=None if said.output_item else written.output_item_id,
        output_collection=said.output_collection or written.output_collection,
        output_item=said.output_item or written.output_item,
    )


def _called(index: indexing.Index, found: indexing.Found, said: extension.Extension) -> str | None:
    """What a call activity calls: the id of a process or global task of this file, else the name as written."""
    if found.type != "callActivity":
        return None
    raw = (said.called or found.element.get("calledElement") or "").strip()[: index.limits.id_length]
    return index.resolve(raw, _CALLABLE) or markup.nfc(raw) or None


def _mapped(those: tuple[tuple[str, str], ...]) -> tuple[diagram.Association, ...]:
    """What a tool copies, as associations (10.4.2); each apart, so that one that can't be read leaves the others."""
    return tuple(diagram.Association(None, None, assignments=((diagram.Text(said), name),)) for name, said in those)


def _script(index: indexing.Index, found: indexing.Found, said: extension.Extension) -> diagram.Script | None:
    if found.type != "scriptTask":
        return diagram.Script(said.script[: index.limits.text_length]) if said.script else None
    if said.script:
        return diagram.Script(said.script[: index.limits.text_length], "feel")
    body = events.long_text(index, markup.child(found.element, "script"), found)
    return diagram.Script(body, found.element.get("scriptFormat")) if body else None


def _message_correlation(index: indexing.Index, found: indexing.Found) -> str | None:
    """The correlation key that a tool writes at the message itself."""
    meant = _message(index, found)
    return None if meant is None else _told(index, meant).correlation


def _message(index: indexing.Index, found: indexing.Found) -> indexing.Found | None:
    """The message that an element sends or waits for."""
    places = [found.element, *found.element.iterchildren("{*}messageEventDefinition")]
    return next((one for place in places if (one := index.meant(place.get("messageRef"), ("message",)))), None)


def _data(index: indexing.Index, found: indexing.Found, association: str, end: str) -> tuple[str, ...]:
    """Ids of the data that an association reads or writes; properties and inputs of the step itself are its own."""
    ids: dict[str, None] = {}
    for outer in markup.children(found.element, association):
        for reference in markup.children(outer, end):
            raw = markup.text(reference)[: index.limits.id_length]
            meant = index.meant(raw, events.DATA)
            if meant is not None:
                ids.setdefault(meant.id)
            elif raw and not index.written(raw):
                index.say("reference-missing", found, what="data", ref=raw)
    return tuple(ids)


_CALLABLE = vocabulary.GLOBAL_TASKS | {"process"}


def _attributes(found: indexing.Found) -> dict[str, str]:
    """Those of the element, and the most rounds of a loop where they are less than none."""
    kept = {name: value for name, usual in _WORDS.items() if (value := found.element.get(name, usual)) != usual}
    for name in _QUANTITIES & kept.keys():
        kept[name] = kept[name].strip()
        if not kept[name].lstrip("+-").isdigit() or kept[name].lstrip("+0") == "1":
            del kept[name]  # told as no number, or one in other letters
    for name, default in _TRUTHS.items():
        if (said := markup.truth(found.element.get(name), default)) != default:
            kept[name] = str(said).lower()
    if (ordering := markup.choice(found.element.get("ordering"), ("Sequential",))) is not None:
        kept["ordering"] = ordering
    loop = markup.child(found.element, "standardLoopCharacteristics")
    if loop is not None and (maximum := (loop.get("loopMaximum") or "").strip()).startswith("-"):
        kept["loopMaximum"] = maximum
    return kept


def flow(index: indexing.Index, found: indexing.Found, ends: tuple[str, str]) -> diagram.Flow:
    """A sequence flow between two nodes that are there; it belongs to the level that both stand in."""
    source = index.by_id[ends[0]]
    return diagram.Flow(
        id=found.id,
        source=ends[0],
        target=ends[1],
        name=found.name,
        process=source.process,
        parent=source.parent,
        condition=events.expression(index, markup.child(found.element, "conditionExpression"), found),
        place=diagram.Place(found.line),
    )
