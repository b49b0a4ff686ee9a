"""Processes, pools, lanes, message flows and items: all that flow nodes stand in, refer to, or are explained by."""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram, markup, vocabulary
from bpmn.dialects import families
from bpmn.reading import events, nodes
from bpmn.reading import index as indexing

_CODES = {"error": "errorCode", "escalation": "escalationCode"}
_REFS = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}
_ENDS = vocabulary.FLOW_NODES | {"participant", "process"}
_ITEMS = (*vocabulary.ROOT_ITEMS, *vocabulary.LOCAL_ITEMS, "dataInput", "dataOutput")


def processes(index: indexing.Index) -> dict[str, diagram.Process]:
    """All processes, also empty ones."""
    return {
        found.id: diagram.Process(
            id=found.id,
            name=found.name,
            executable=_executable(found),
            place=diagram.Place(found.line),
            documentation=nodes.documentation(index, found),
            properties=families.read(found.element).properties,
        )
        for found in index.of("process")
    }


def _executable(found: indexing.Found) -> bool | None:
    written = found.element.get("isExecutable")
    return None if written is None else markup.truth(written, False)


def pools(index: indexing.Index) -> dict[str, diagram.Pool]:
    """All participants; one that refers to no process of the file is a black box."""
    made: dict[str, diagram.Pool] = {}
    for found in index.of("participant"):
        process = events.referred(index, found.element.get("processRef"), "process", found)
        made[found.id] = diagram.Pool(
            found.id, found.name, None if process is None else process.id, diagram.Place(found.line)
        )
    return made


def lanes(index: indexing.Index) -> dict[str, diagram.Lane]:
    """Lanes by their own id, not yet by key: `bpmn.lanes.place` knows the pool and the outer lanes."""
    made: dict[str, diagram.Lane] = {}
    for found in index.of("lane"):
        outer = found.parent if found.parent in made else None
        made[found.id] = diagram.Lane(
            key=found.id,
            id=found.id,
            name=found.name,
            label=found.name,
            parent=outer,
            process=found.process,
            nodes=_listed(index, found),
            place=diagram.Place(found.line),
            container=made[outer].container if outer is not None else found.parent,
        )
    return made


def _listed(index: indexing.Index, found: indexing.Found) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for reference in markup.children(found.element, "flowNodeRef"):
        raw = markup.text(reference)[: index.limits.id_length]
        if raw:
            ids.setdefault(index.resolve(raw, vocabulary.FLOW_NODES) or index.resolve(raw) or raw)
    return tuple(ids)


def message_flows(
    index: indexing.Index, those: dict[str, diagram.Node], of_pools: dict[str, diagram.Pool]
) -> dict[str, diagram.MessageFlow]:
    """Message flows whose ends are there; an end at a process means its pool."""
    pool_of = {pool.process: pool.id for pool in reversed(of_pools.values()) if pool.process}
    made: dict[str, diagram.MessageFlow] = {}
    for found in index.of("messageFlow"):
        written = [(found.element.get(key) or "").strip() for key in ("sourceRef", "targetRef")]
        ends: list[str] = []
        for raw in written:
            end = index.resolve(raw, _ENDS) or ""
            end = pool_of.get(end, end)
            if end in those or end in of_pools:
                ends.append(end)
            else:
                missing = raw or "?"
                index.say("message-flow-dangles", found, source=written[0], target=written[1], missing=missing)
                break
        if len(ends) == 2:
            message = events.referred(index, found.element.get("messageRef"), "message", found)
            made[found.id] = diagram.MessageFlow(
                found.id,
                ends[0],
                ends[1],
                found.name,
                None if message is None else message.name or message.id,
                diagram.Place(found.line),
            )
    return made


def items(index: indexing.Index) -> dict[str, diagram.Item]:
    """Data, stores, annotations, groups, associations, messages, signals, errors, escalations, global tasks."""
    made = {found.id: _item(index, found) for found in index.of(*_ITEMS)}
    for item in made.values():
        # A data object reference without a name is shown by the name of what it refers to.
        if not item.name and item.ref in made and item.type in _REFS:
            made[item.id] = replace(item, name=made[item.ref].name)
    return made


def _item(index: indexing.Index, found: indexing.Found) -> diagram.Item:
    element = found.element
    item = diagram.Item(
        id=found.id,
        type=found.type,
        name=found.name,
        text=events.long_text(index, markup.child(element, "text"), found),
        parent=found.parent or found.process or None,
        code=(element.get(_CODES[found.type]) or "").strip() or None if found.type in _CODES else None,
        place=diagram.Place(found.line),
    )
    if found.type in _REFS:
        raw = element.get(_REFS[found.type])
        meant = index.meant(raw, events.DATA)
        if meant is None and (raw or "").strip() and not index.written(raw):
            index.say("reference-missing", found, what=_REFS[found.type].removesuffix("Ref"), ref=raw)
        return replace(item, ref=None if meant is None else meant.id)
    if found.type == "association":
        return replace(
            item, ref=index.resolve(element.get("targetRef")), source=index.resolve(element.get("sourceRef"))
        )
    if found.type == "group":
        return replace(item, name=item.name or index.categories.get(_bare(element.get("categoryValueRef")), ""))
    return item


def _bare(raw: str | None) -> str:
    return (raw or "").strip().rpartition(":")[2]
