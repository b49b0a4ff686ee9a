"""Nodes that a tool wrote into the wrong process.

Add-ins of drawing programs put a step that touches no pool into a process of its own, although it is drawn in a pool
and connected to that pool's steps alone. Such a step belongs where its flows go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bpmn import diagram
from bpmn.reading import index as indexing


def adopted(
    index: indexing.Index,
    those: dict[str, diagram.Node],
    ends: Mapping[str, tuple[str, str]],
    in_pools: frozenset[str],
) -> dict[str, diagram.Node]:
    """The nodes, strays moved to the process that they are connected to, each with a finding.

    Parameters:
        ends: sequence flow → source and target.
        in_pools: processes that a pool refers to.
    """
    partners: dict[str, set[str]] = {}
    for source, target in ends.values():
        for one, other in ((source, target), (target, source)):
            host = those[one].attached_to or one
            partners.setdefault(host, set()).add(those[other].process)
    moved: dict[str, str] = {}
    # Hosts first: what stands on them goes with them, wherever in the file it is written.
    for node in sorted(those.values(), key=lambda one: one.attached_to is not None):
        outer = moved.get(node.parent or "") or moved.get(node.attached_to or "")
        if outer is None:
            near = partners.get(node.id, set())
            if node.parent is not None or node.process in in_pools or len(near) != 1 or node.process in near:
                continue
            (outer,) = near
            if outer not in in_pools:
                continue
            index.say("node-adopted", index.by_id[node.id], process=outer)
        moved[node.id] = outer
    return {key: replace(node, process=moved[key]) if key in moved else node for key, node in those.items()}
