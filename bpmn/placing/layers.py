"""Layers of a graph from left to right: each node stands right of all that lead to it, circles left out.

The longest way from a beginning gives the layer; an edge back to a node that is still being walked closes a circle and
doesn't count. Linear in nodes and edges, and without recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_LEAST_WIDTH = 6
"""Layers over which nodes without any edge are spread at least."""


def layers(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Node → layer, from 0.

    Parameters:
        nodes: in the order in which they should be begun with.
        edges: source and target; both among the nodes.
    """
    out: dict[str, dict[str, None]] = {node: {} for node in nodes}
    entered: dict[str, int] = dict.fromkeys(nodes, 0)
    for source, target in edges:
        if source != target and target not in out[source]:
            out[source][target] = None
            entered[target] += 1
    alone = [node for node in nodes if not entered[node] and not out[node]]
    begun = sorted((node for node in nodes if entered[node] or out[node]), key=lambda node: entered[node] > 0)
    forward = _without_circles(begun, out)
    found = _longest(begun, forward)
    width = max(max(found.values(), default=0) + 1, _LEAST_WIDTH)
    found.update({node: number % width for number, node in enumerate(alone)})
    return found


def _without_circles(nodes: Sequence[str], out: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The edges that lead on: none to a node on the way that is being walked."""
    forward: dict[str, list[str]] = {node: [] for node in nodes}
    open_, done = set[str](), set[str]()
    for first in nodes:
        if first in done or first in open_:
            continue
        open_.add(first)
        way = [(first, iter(out[first]))]
        while way:
            node, rest = way[-1]
            following = next(rest, None)
            if following is None:
                way.pop()
                open_.discard(node)
                done.add(node)
            elif following not in open_:
                forward[node].append(following)
                if following not in done:
                    open_.add(following)
                    way.append((following, iter(out[following])))
    return forward


def _longest(nodes: Sequence[str], forward: Mapping[str, Sequence[str]]) -> dict[str, int]:
    entered = dict.fromkeys(nodes, 0)
    for targets in forward.values():
        for target in targets:
            entered[target] += 1
    found = {node: 0 for node in nodes if not entered[node]}
    ready = list(found)
    for node in ready:
        for target in forward[node]:
            found[target] = max(found.get(target, 0), found[node] + 1)
            entered[target] -= 1
            if not entered[target]:
                ready.append(target)
    return found
