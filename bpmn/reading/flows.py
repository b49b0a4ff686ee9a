"""Which nodes and flows hang together: default flows, boundary events, ends of flows.

What names nothing is left out with a finding, never passed on: all that comes after may follow any reference.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from bpmn import diagram, markup, vocabulary
from bpmn.reading import crossing, nodes, strays
from bpmn.reading import index as indexing

_FLOW = ("sequenceFlow",)


def joined(index: indexing.Index, in_pools: frozenset[str]) -> tuple[dict[str, diagram.Node], dict[str, diagram.Flow]]:
    """All flow nodes and sequence flows of a file; `in_pools` are the processes that a pool refers to."""
    those = {found.id: nodes.node(index, found) for found in index.of(*vocabulary.FLOW_NODES)}
    those = _attached(index, those)
    ends, mended = _ends(index, those)
    those = strays.adopted(index, those, ends, in_pools)
    between = _flows(index, those, ends, mended)
    return _defaults(index, those, between)


def _attached(index: indexing.Index, those: dict[str, diagram.Node]) -> dict[str, diagram.Node]:
    """Boundary events need an activity of their own level to stand on (10.5.4)."""
    kept: dict[str, diagram.Node] = {}
    for node in those.values():
        if node.type == "boundaryEvent":
            host = those.get(node.attached_to or "")
            if host is None or host.type not in vocabulary.ACTIVITIES or host.id == node.id:
                raw = index.by_id[node.id].element.get("attachedToRef") or ""
                index.say("boundary-host-missing", index.by_id[node.id], host=raw)
                continue
            # Some tools write the event one level off; where it stands is where its host stands.
            if (node.process, node.parent) != (host.process, host.parent):
                index.say("boundary-moved", index.by_id[node.id], host=host.name or host.id)
            node = replace(node, process=host.process, parent=host.parent)
        kept[node.id] = node
    return kept


def _ends(index: indexing.Index, those: dict[str, diagram.Node]) -> tuple[dict[str, tuple[str, str]], frozenset[str]]:
    """Flow → source and target of all flows that have both, and which were mended by the nodes' own lists."""
    leaving, entering = _lists(index, those)
    node_id = functools.partial(index.resolve, types=vocabulary.FLOW_NODES)
    ends: dict[str, tuple[str, str]] = {}
    mended: set[str] = set()
    for found in index.of("sequenceFlow"):
        written = [(found.element.get(key) or "").strip() for key in ("sourceRef", "targetRef")]
        source, target = (end if end in those else None for end in map(node_id, written))
        whole = (source or leaving.get(found.id), target or entering.get(found.id))
        if whole[0] is None or whole[1] is None:
            missing = written[0] if whole[0] is None else written[1]
            index.say("flow-dangles", found, source=written[0], target=written[1], missing=missing or "?")
            continue
        ends[found.id] = (whole[0], whole[1])
        if whole != (source, target):
            mended.add(found.id)
    return ends, frozenset(mended)


def _flows(
    index: indexing.Index,
    those: dict[str, diagram.Node],
    ends: dict[str, tuple[str, str]],
    mended: frozenset[str],
) -> dict[str, diagram.Flow]:
    """Flows inside one level, and those that join pools; no other may leave its process or subprocess (7.6.1)."""
    between: dict[str, diagram.Flow] = {}
    crossings = crossing.Crossings(those, ends)
    for flow, (source, target) in ends.items():
        found, one, other = index.by_id[flow], those[source], those[target]
        names = {"source": one.name or one.id, "target": other.name or other.id}
        whole: crossing.Ends | None = (source, target)
        if (one.process, one.parent) != (other.process, other.parent):
            rule, whole = crossings.meant(one, other) or ("flow-leaves-level", None)
            if rule:
                index.say(rule, found, **names)
        if whole is None:
            continue
        if flow in mended:
            index.say("flow-mended", found, **names)
        one = those[whole[0]]
        between[flow] = replace(nodes.flow(index, found, whole), process=one.process, parent=one.parent)
    return between


def _lists(index: indexing.Index, those: dict[str, diagram.Node]) -> tuple[dict[str, str], dict[str, str]]:
    """Flow → node by the nodes' own lists of `outgoing` and `incoming`, for flows that lost an end."""
    leaving: dict[str, str] = {}
    entering: dict[str, str] = {}
    for node in those:
        element = index.by_id[node].element
        for name, where in (("outgoing", leaving), ("incoming", entering)):
            for one in markup.children(element, name):
                flow = index.resolve(one.text, _FLOW)
                if flow is not None:
                    where.setdefault(flow, node)
    return leaving, entering


def _defaults(
    index: indexing.Index, those: dict[str, diagram.Node], between: dict[str, diagram.Flow]
) -> tuple[dict[str, diagram.Node], dict[str, diagram.Flow]]:
    for node in those.values():
        raw = (index.by_id[node.id].element.get("default") or "").strip()
        if not raw:
            continue
        flow = between.get(index.resolve(raw, _FLOW) or "")
        if flow is None or flow.source != node.id:
            index.say("default-missing", index.by_id[node.id], flow=raw)
            continue
        those[node.id] = replace(node, default=flow.id)
        between[flow.id] = replace(flow, default=True)
    return those, between
