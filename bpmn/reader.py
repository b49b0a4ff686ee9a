"""Bytes to a frozen diagram, whatever tool wrote them: the one place that reads BPMN's XML.

Two walks: `bpmn.reading.index` gives every element its id, then each part is made into a value and every reference is
looked up. Nothing is dropped in silence: what can't be kept is a finding that names it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bpmn import diagram, lanes, markup
from bpmn.lint import finding
from bpmn.reading import constraints, definitions, flows, names, picture, rehomed, rescue, roots, told, unnamed
from bpmn.reading import index as indexing

Limits = markup.Limits
ReadError = markup.ReadError
DEFAULT = markup.DEFAULT


@dataclass(frozen=True, slots=True)
class Reading:
    """A diagram and what its reader has to say."""

    diagram: diagram.Diagram
    findings: tuple[finding.Finding, ...] = ()


def read(data: bytes, *, limits: Limits = DEFAULT) -> Reading:
    """The diagram that a file holds.

    Parameters:
        data: the file as uploaded.
        limits: size in bytes, number and depth of elements, lengths in characters.

    Raises:
        ReadError: only where no diagram can be made of the bytes.
    """
    whole, mended = rescue.parsed(data, limits)
    root, found = definitions.found(whole)
    spelt = names.spelled(root)
    moved = rehomed.rehomed(root)
    index = indexing.made(root, limits)
    index.findings.extend((*mended, *found, *spelt, *moved))
    read_diagram = _diagram(index, root)
    if not read_diagram.processes:
        index.findings.append(told.said("no-process", definitions.identity(root), line=markup.line(root)))
    placed, more = lanes.place(read_diagram)
    said = unnamed.described(told.bounded([*index.findings, *more]), placed)
    return Reading(placed, _with_lanes(said, placed))


def _diagram(index: indexing.Index, root: markup.Element) -> diagram.Diagram:
    processes = roots.processes(index)
    pools = roots.pools(index)
    nodes, between = flows.joined(index, frozenset(pool.process for pool in pools.values() if pool.process))
    constraints.tell(index, root)
    shapes, edges = picture.drawn(index, root)
    return diagram.Diagram(
        id=(root.get("id") or "").strip()[: index.limits.id_length],
        name=markup.label(root)[: index.limits.name_length],
        exporter=" ".join(filter(None, (markup.label(root, "exporter"), markup.label(root, "exporterVersion"))))[:200],
        collaboration=next((found.id for found in index.of("collaboration")), None),
        processes=processes,
        pools=pools,
        lanes=roots.lanes(index),
        nodes=nodes,
        flows=between,
        message_flows=roots.message_flows(index, nodes, pools),
        items=roots.items(index),
        shapes=shapes,
        edges=edges,
        extra_types=tuple(index.extra_types),
    )


def _with_lanes(findings: tuple[finding.Finding, ...], placed: diagram.Diagram) -> tuple[finding.Finding, ...]:
    """Each finding with the label of the lane that its element stands in."""
    labelled: list[finding.Finding] = []
    for one in findings:
        node = one.element or ""
        flow = placed.flows.get(node)
        key = placed.lane_of.get(flow.source if flow is not None else node)
        lane = placed.lanes.get(key or node)
        labelled.append(replace(one, lane=lane.label) if lane is not None and not one.lane else one)
    return tuple(labelled)
