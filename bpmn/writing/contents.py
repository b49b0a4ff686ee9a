"""Processes as elements: lanes, nodes, flows, data and notes, subprocesses with their contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.writing import events, tags

Level = tuple[str, str | None]
Parts = list["str | Parts"]
"""Text in pieces; the contents of a subprocess are a list inside of it: nothing is copied from level to level."""
ARTIFACTS = frozenset({"textAnnotation", "association", "group"})
_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})
_TARGET = "__targetRef_placeholder"
"""Name of the property that an association leads to which only ends at its activity, as modelers write it."""


def flat(parts: Parts) -> Iterator[str]:
    """The text of nested pieces, without recursion."""
    waiting = [iter(parts)]
    while waiting:
        part = next(waiting[-1], None)
        if part is None:
            waiting.pop()
        elif isinstance(part, str):
            yield part
        else:
            waiting.append(iter(part))


class Contents:
    """What stands in each level of a diagram, and what it is written as."""

    def __init__(self, diagram: dg.Diagram, roots: events.Roots) -> None:
        self.diagram, self.roots = diagram, roots
        self.associations: dict[str, tuple[str, str]] = {}
        """Data associations that were written: their id, and what they lead from and to."""
        items = (
            item.id for item in diagram.items.values() if item.type in _DATA | ARTIFACTS | {"dataInput", "dataOutput"}
        )
        lanes = (lane.id for lane in diagram.lanes.values() if not lane.pool_itself)
        self.written: set[str | None] = {*diagram.nodes, *diagram.flows, *diagram.pools, *items, *lanes}
        """What an association may join."""
        self._levels: dict[Level, Parts] = {(process, None): [] for process in diagram.processes}
        for node in diagram.nodes.values():
            if node.type in vocabulary.SUBPROCESSES:
                self._levels[node.process, node.id] = []
        self._lanes()
        for node in diagram.nodes.values():
            self._put((node.process, node.parent), self._node(node))
        for flow in diagram.flows.values():
            self._put((flow.process, flow.parent), [self._flow(flow)])
        self.loose: Parts = []
        """Artifacts that stand in no process."""
        for item in diagram.items.values():
            self._item(item)
        self._ends_of_data()

    def of(self, process: str) -> Parts:
        """The contents of a process."""
        return self._levels[process, None]

    def _put(self, level: Level, parts: Parts) -> None:
        self._levels[level].append(parts)

    def _lanes(self) -> None:
        """Lane sets, inner lanes inside of outer ones; each lists the nodes whose innermost lane it is."""
        nodes: dict[str, list[str]] = {}
        for node, key in self.diagram.lane_of.items():
            if self.diagram.nodes[node].process == self.diagram.lanes[key].process:
                nodes.setdefault(key, []).append(node)
        inner: dict[str | None, list[dg.Lane]] = {}
        outermost: dict[Level, list[dg.Lane]] = {}
        for lane in self.diagram.lanes.values():
            if lane.pool_itself:
                continue
            if lane.parent is None or self.diagram.lanes[lane.parent].container != lane.container:
                outermost.setdefault((lane.process, lane.container), []).append(lane)
            else:
                inner.setdefault(lane.parent, []).append(lane)
        for level, lanes in outermost.items():
            if level not in self._levels:
                continue
            parts: Parts = [tags.opened("bpmn:laneSet", id=self.roots.fresh("lanes"))]
            waiting: list[dg.Lane | str] = list(reversed(lanes))
            while waiting:
                part = waiting.pop()
                if isinstance(part, str):
                    parts.append(part)
                    continue
                lane = part
                parts.append(tags.opened("bpmn:lane", id=lane.id, name=lane.name or None))
                parts.extend(tags.reference("bpmn:flowNodeRef", node) for node in nodes.get(lane.key, ()))
                waiting.append("</bpmn:lane>")
                if lane.key in inner:
                    parts.append(tags.opened("bpmn:childLaneSet", id=self.roots.fresh("lanes")))
                    waiting.append("</bpmn:childLaneSet>")
                    waiting.extend(reversed(inner[lane.key]))
            self._put(level, [*parts, "</bpmn:laneSet>"])

    def _node(self, node: dg.Node) -> Parts:
        parts: Parts = [tags.opened(f"bpmn:{node.type}", **_attributes(node, self.roots))]
        if node.documentation:
            parts.append(tags.element("bpmn:documentation", node.documentation))
        self._data(node, parts)
        if node.loop is not None:
            parts.append(events.loop(node.loop))
        parts.extend(events.definitions(node.events, self.roots))
        if (node.process, node.id) in self._levels:
            parts.append(self._levels[node.process, node.id])
        if node.completion is not None and node.type == "adHocSubProcess":
            parts.append(events.formal("completionCondition", node.completion))
        if node.script is not None and node.type == "scriptTask":
            parts.append(tags.element("bpmn:script", node.script.body))
        parts.append(f"</bpmn:{node.type}>")
        return parts

    def _data(self, node: dg.Node, parts: Parts) -> None:
        """What is read and written, as associations that lead to or from the node as a whole."""
        kinds = {"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput"}
        read, written = (
            [one for one in those if one in self.diagram.items and self.diagram.items[one].type in kinds]
            for those in (node.data_in, node.data_out)
        )
        if node.type in vocabulary.GATEWAYS:
            return
        if read:
            target = self.roots.fresh(f"{node.id}_data")
            parts.append(tags.alone("bpmn:property", id=target, name=_TARGET))
            for one in read:
                new = self._associated(one, node.id)
                begin = tags.opened("bpmn:dataInputAssociation", id=new)
                ends = tags.reference("bpmn:sourceRef", one) + tags.reference("bpmn:targetRef", target)
                parts.append(f"{begin}{ends}</bpmn:dataInputAssociation>")
        for one in written:
            begin = tags.opened("bpmn:dataOutputAssociation", id=self._associated(node.id, one))
            parts.append(f"{begin}{tags.reference('bpmn:targetRef', one)}</bpmn:dataOutputAssociation>")

    def _associated(self, source: str, target: str) -> str:
        new = self.roots.fresh(f"{source}_to_{target}")
        if all(one in self.diagram.shapes for one in (source, target)):
            self.associations[new] = (source, target)
        return new

    def _flow(self, flow: dg.Flow) -> str:
        named: dict[str, Any] = {"name": flow.name or None, "sourceRef": flow.source, "targetRef": flow.target}
        if flow.condition is None:
            return tags.alone("bpmn:sequenceFlow", id=flow.id, **named)
        begin = tags.opened("bpmn:sequenceFlow", id=flow.id, **named)
        return f"{begin}{events.formal('conditionExpression', flow.condition)}</bpmn:sequenceFlow>"

    def _item(self, item: dg.Item) -> None:
        level = self._level(item)
        if item.type == "association" and not {item.source, item.ref} <= self.written:
            return
        if item.type in ARTIFACTS:
            (self.loose if level is None else self._levels[level]).append(_artifact(item))
        elif item.type in _DATA:
            level = level or next(iter(self._levels), None)
            if level is not None and item.type == "dataObject" and item.id in self.diagram.shapes:
                # Drawn itself, where the standard draws references to it: viewers show these alone.
                object_ = self.roots.fresh(f"{item.id}_object")
                shown = {"id": item.id, "name": item.name or None, "dataObjectRef": object_}
                self._put(level, [tags.alone("bpmn:dataObject", id=object_)])
                self._put(level, [tags.alone("bpmn:dataObjectReference", **shown)])
            elif level is not None:
                ref = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}.get(item.type)
                refs = {ref: item.ref} if ref else {}
                named = {"name": item.name or None, **refs}
                self._put(level, [tags.alone(f"bpmn:{item.type}", id=item.id, **named)])

    def _ends_of_data(self) -> None:
        """What processes take in and give back, which stands in a specification of theirs (10.4.1)."""
        of: dict[str, list[dg.Item]] = {}
        for item in self.diagram.items.values():
            if item.type in ("dataInput", "dataOutput") and item.parent in self.diagram.processes:
                of.setdefault(item.parent or "", []).append(item)
        for process, those in of.items():
            parts: Parts = ["<bpmn:ioSpecification>"]
            parts += [tags.alone(f"bpmn:{item.type}", id=item.id, name=item.name or None) for item in those]
            for kind in ("Input", "Output"):
                names = [item.id for item in those if item.type == f"data{kind}"]
                refs = "".join(tags.reference(f"bpmn:data{kind}Refs", name) for name in names)
                parts.append(f"<bpmn:{kind.lower()}Set>{refs}</bpmn:{kind.lower()}Set>")
            self._put((process, None), [*parts, "</bpmn:ioSpecification>"])

    def _level(self, item: dg.Item) -> Level | None:
        parent = item.parent or ""
        if parent in self.diagram.processes:
            return parent, None
        node = self.diagram.nodes.get(parent)
        level = None if node is None else (node.process, node.id)
        return level if level in self._levels else None


def _artifact(item: dg.Item) -> str:
    if item.type == "association":
        return tags.alone("bpmn:association", id=item.id, sourceRef=item.source or "", targetRef=item.ref or "")
    if item.type == "group":
        return tags.alone("bpmn:group", id=item.id)
    return (
        f"{tags.opened('bpmn:textAnnotation', id=item.id)}{tags.element('bpmn:text', item.text)}</bpmn:textAnnotation>"
    )


def _attributes(node: dg.Node, roots: events.Roots) -> Mapping[str, object]:
    said: dict[str, object] = {"id": node.id, "name": node.name or None, "default": node.default}
    if node.type == "boundaryEvent":
        said |= {"attachedToRef": node.attached_to, "cancelActivity": node.interrupting}
    elif node.type == "startEvent" and not node.interrupting:
        said["isInterrupting"] = False
    if node.type in ("sendTask", "receiveTask") and node.message:
        known = (
            item.id for item in roots.items.values() if item.type == "message" and node.message in (item.name, item.id)
        )
        said["messageRef"] = next(known, None) or roots.named("message", node.message)
    said |= {
        "parallelMultiple": node.parallel_multiple or None,
        "triggeredByEvent": node.event_subprocess or None,
        "calledElement": node.called,
        "instantiate": node.instantiate or None,
        "gatewayDirection": node.gateway_direction,
        "eventGatewayType": node.event_gateway_type,
        "scriptFormat": node.script.format if node.script is not None and node.type == "scriptTask" else None,
    }
    # What these refer to (operations, resources) isn't written.
    return said | {name: value for name, value in node.attributes.items() if not name.endswith("Ref")}
