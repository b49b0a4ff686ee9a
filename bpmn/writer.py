"""A frozen diagram to BPMN 2.0 XML with a picture, for whatever shows or edits diagrams in a browser.

The reader accepts what viewers refuse: missing and doubled ids, undeclared prefixes, any encoding, no picture. So what
is shown is not the file but the diagram as it was read, under the ids that findings name. What only tools' extensions
say (forms, services) is not written: the file stays the source of what runs.
"""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn import layout, vocabulary
from bpmn.writing import contents, events, picture, tags

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<bpmn:definitions xmlns:bpmn="{vocabulary.MODEL}" xmlns:bpmndi="{vocabulary.DI}" xmlns:dc="{vocabulary.DC}" '
    f'xmlns:di="{vocabulary.DD}" xmlns:xsi="{vocabulary.XSI}" targetNamespace="{vocabulary.LANEWAY}"'
)


def written(diagram: dg.Diagram) -> bytes:
    """A BPMN 2.0 file in UTF-8 that shows every element that can be drawn.

    Parameters:
        diagram: as read, with `lane_of`. What it draws stays where it is, what it draws nowhere gets a place.
    """
    whole = layout.completed(diagram)
    roots = events.Roots(dict(whole.items), _taken(whole))
    inside = contents.Contents(whole, roots)
    processes = [_process(one, inside) for one in whole.processes.values()]
    collaboration = _collaboration(whole, roots, inside)
    root = collaboration[0] if collaboration else next(iter(whole.processes))
    head = f"{_HEAD}{tags.opened('', id=roots.fresh('definitions'), name=whole.name or None)[1:]}"
    stores = (
        tags.alone("bpmn:dataStore", id=item.id, name=item.name or None)
        for item in whole.items.values()
        if item.type == "dataStore"
    )
    body = [*roots.written(), *stores, *(collaboration[1] if collaboration else ())]
    body += [part for process in processes for part in contents.flat(process)]
    body += picture.written(whole, root, roots, inside.associations)
    return "\n".join((head, *body, "</bpmn:definitions>")).encode("utf-8", "replace")


def _taken(diagram: dg.Diagram) -> set[str]:
    """Ids that the elements of a diagram bear."""
    found: set[str] = {lane.id for lane in diagram.lanes.values() if not lane.pool_itself}
    for those in (diagram.nodes, diagram.flows, diagram.message_flows, diagram.pools, diagram.processes, diagram.items):
        found.update(those)
    return found


def _process(process: dg.Process, inside: contents.Contents) -> contents.Parts:
    begin = tags.opened("bpmn:process", id=process.id, name=process.name or None, isExecutable=process.executable)
    told = [tags.element("bpmn:documentation", process.documentation)] if process.documentation else []
    return [begin, *told, inside.of(process.id), "</bpmn:process>"]


def _collaboration(diagram: dg.Diagram, roots: events.Roots, inside: contents.Contents) -> tuple[str, list[str]] | None:
    """The collaboration with its id; None where one process is all there is. A viewer shows several processes only as
    those of a collaboration's participants, whether they have pools or not."""
    if len(diagram.processes) == 1 and not diagram.pools and not inside.loose:
        return None
    identity = roots.fresh("collaboration")
    parts = [tags.opened("bpmn:collaboration", id=identity)]
    drawn: set[str] = set()
    for pool in diagram.pools.values():
        process = pool.process if pool.process not in drawn else None
        drawn.add(process or "")
        named = {"name": pool.name or None, "processRef": process}
        parts.append(tags.alone("bpmn:participant", id=pool.id, **named))
    # Without a shape of their own, these only bring their processes into the picture.
    loose = (process for process in diagram.processes if process not in drawn)
    parts += [tags.alone("bpmn:participant", id=roots.fresh("pool"), processRef=process) for process in loose]
    for flow in diagram.message_flows.values():
        ends = {"name": flow.name or None, "sourceRef": flow.source, "targetRef": flow.target}
        parts.append(tags.alone("bpmn:messageFlow", id=flow.id, **ends))
    parts += [*contents.flat(inside.loose), "</bpmn:collaboration>"]
    return identity, parts
