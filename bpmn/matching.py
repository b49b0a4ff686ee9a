"""Which element of one diagram is which of another, and the lineage ids that follow from it.

The first cut: the same id, then type and label, then the neighbours. Ids are one strong signal only: tools give new
ones when a diagram is redrawn, and may give an old one to something else.
"""

from __future__ import annotations

import difflib
import hashlib
import unicodedata
from collections.abc import Callable, Hashable, Mapping

from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import vocabulary

ROUNDS = 6
"""How often neighbours are looked at anew; each round carries a match one flow further."""
ALIKE = 0.6
"""How alike two labels between the same neighbours must be to be one step renamed (difflib's ratio)."""
LONGEST_COMPARED = 200

Keys = Mapping[str, Hashable]
"""Element id → what tells it apart; None for an element that has nothing to be told by."""


def plain(label: str) -> str:
    """A label as it is shown: NFC, white space folded, trimmed."""
    return " ".join(unicodedata.normalize("NFC", label).split())


def folded(label: str) -> str:
    """A label as labels are compared: `plain`, case-folded."""
    return plain(label).casefold()


def match(old: dg.Diagram, new: dg.Diagram) -> dict[str, str]:
    """Node of the new diagram → node of the old one; no node stands on either side twice."""
    found = {n: n for n, node in new.nodes.items() if n in old.nodes and _class(old.nodes[n]) == _class(node)}
    lanes = match_lanes(old, new)
    old_lane: dict[str, Hashable] = dict(old.lane_of)
    new_lane: dict[str, Hashable] = {n: lanes.get(key, ("new", key)) for n, key in new.lane_of.items()}
    rules: tuple[Callable[[dg.Node, Mapping[str, Hashable]], Hashable], ...] = (_exact, _label, _class_label, _only)
    for rule in rules:
        pair_unique(
            found,
            {n: rule(node, old_lane) for n, node in old.nodes.items()},
            {n: rule(node, new_lane) for n, node in new.nodes.items()},
        )
    _by_neighbours(found, old, new)
    if _by_content(found, old, new):
        _by_neighbours(found, old, new)
    pair_unique(
        found,
        {n: _alone(node, old_lane, lambda parent: parent) for n, node in old.nodes.items()},
        {n: _alone(node, new_lane, lambda parent: found.get(parent, "?")) for n, node in new.nodes.items()},
    )
    return found


def match_flows(old: dg.Diagram, new: dg.Diagram, nodes: Mapping[str, str]) -> dict[str, str]:
    """Flow of the new diagram → flow of the old one: between the same nodes, told apart by id, then by label."""
    found = {
        f.id: f.id
        for f in new.flows.values()
        if f.id in old.flows
        and nodes.get(f.source) == old.flows[f.id].source
        and nodes.get(f.target) == old.flows[f.id].target
    }
    for labelled in (True, False):
        pair_unique(
            found,
            {f.id: (f.source, f.target, folded(f.name) if labelled else "") for f in old.flows.values()},
            {
                f.id: (nodes[f.source], nodes[f.target], folded(f.name) if labelled else "")
                if f.source in nodes and f.target in nodes
                else None
                for f in new.flows.values()
            },
        )
    return found


def match_lanes(old: dg.Diagram, new: dg.Diagram) -> dict[str, str]:
    """Lane key of the new diagram → lane key of the old one: the same key, then the same path of labels, then label."""
    found = {key: key for key in new.lanes if key in old.lanes}
    for rule in (_path, _lane_label):
        pair_unique(found, {k: rule(old, k) for k in old.lanes}, {k: rule(new, k) for k in new.lanes})
    taken = set(found.values())
    left_old = [k for k in old.lanes if k not in taken]
    left_new = [k for k in new.lanes if k not in found]
    if (
        len(left_old) == len(left_new) == 1
        and old.lanes[left_old[0]].pool_itself
        and new.lanes[left_new[0]].pool_itself
    ):
        found[left_new[0]] = left_old[0]
    return found


def _path(diagram: dg.Diagram, key: str) -> Hashable:
    """Labels from the pool inwards."""
    labels: list[str] = []
    at: str | None = key
    while at is not None and at in diagram.lanes and len(labels) < 100:
        lane = diagram.lanes[at]
        labels.append(folded(lane.label))
        at = lane.parent
    pool = diagram.pools.get(diagram.lanes[key].pool)
    return folded(pool.name if pool else ""), *reversed(labels)


def _lane_label(diagram: dg.Diagram, key: str) -> Hashable:
    return folded(diagram.lanes[key].label) or None


def pair_unique(found: dict[str, str], old: Keys, new: Keys) -> None:
    """Add to `found` what is still open on both sides and shares a key with exactly one of the other side."""
    taken = set(found.values())
    here: dict[Hashable, list[str]] = {}
    there: dict[Hashable, list[str]] = {}
    for element, key in new.items():
        if key is not None and element not in found:
            here.setdefault(key, []).append(element)
    for element, key in old.items():
        if key is not None and element not in taken:
            there.setdefault(key, []).append(element)
    for key, elements in here.items():
        others = there.get(key, [])
        if len(elements) == len(others) == 1:
            found[elements[0]] = others[0]


def lineage(diagram: dg.Diagram, previous: pp.Prepared | None, seed: str) -> dict[str, str]:
    """Node → lineage id, which stays with a step from version to version.

    Parameters:
        diagram: the prepared diagram of the new version, so that inserted steps have a lineage too.
        previous: the version before, with its lineage ids; None for the first.
        seed: what makes the ids of new steps this version's own: the sha256 of its file.

    The same arguments give the same ids.
    """
    matched = match(previous.diagram, diagram) if previous is not None else {}
    before = previous.lineage if previous is not None else {}
    return {node: before.get(matched.get(node, ""), "") or _fresh(seed, node) for node in diagram.nodes}


def _fresh(seed: str, element: str) -> str:
    return hashlib.sha256(f"{seed}\0{element}".encode("utf-8", "replace")).hexdigest()[:32]


def _class(node: dg.Node) -> str:
    if node.type in vocabulary.ACTIVITIES:
        return "activity"
    return "gateway" if node.type in vocabulary.GATEWAYS else node.type


def _events(node: dg.Node) -> tuple[str, ...]:
    return tuple(event.kind for event in node.events)


def _exact(node: dg.Node, lane: Mapping[str, Hashable]) -> Hashable:
    return (node.type, folded(node.name), _events(node), lane.get(node.id)) if node.name.strip() else None


def _label(node: dg.Node, lane: Mapping[str, Hashable]) -> Hashable:
    return (node.type, folded(node.name)) if node.name.strip() else None


def _class_label(node: dg.Node, lane: Mapping[str, Hashable]) -> Hashable:
    return (_class(node), folded(node.name)) if node.name.strip() else None


def _only(node: dg.Node, lane: Mapping[str, Hashable]) -> Hashable:
    """The only start or end of its kind in its lane, where it has no label."""
    if node.type not in {"startEvent", "endEvent"} or node.name.strip():
        return None
    return node.type, _events(node), lane.get(node.id), node.parent is None


def _alone(node: dg.Node, lane: Mapping[str, Hashable], outer: Callable[[str], str]) -> Hashable:
    """What bears no label and is left, if it is the only one of its kind in its lane and subprocess."""
    if node.name.strip():
        return None
    return node.type, _events(node), lane.get(node.id), outer(node.parent) if node.parent is not None else None


def _by_content(found: dict[str, str], old: dg.Diagram, new: dg.Diagram) -> bool:
    """A subprocess is the one that held what it holds; whether any was found."""
    held: dict[str, set[str | None]] = {}
    for here, there in found.items():
        parent = new.nodes[here].parent
        if parent is not None and parent not in found and parent in new.nodes:
            held.setdefault(parent, set()).add(old.nodes[there].parent)
    taken = set(found.values())
    candidates: dict[str, list[str]] = {}
    for parent, parents in held.items():
        was = next(iter(parents)) if len(parents) == 1 else None
        if was is None or was not in old.nodes or was in taken:
            continue
        if _alike(new.nodes[parent].name, old.nodes[was].name):
            candidates.setdefault(was, []).append(parent)
    found.update({parents[0]: was for was, parents in candidates.items() if len(parents) == 1})
    return bool(candidates)


def _by_neighbours(found: dict[str, str], old: dg.Diagram, new: dg.Diagram) -> None:
    """What stands between the same nodes is the same, if its label is too, or is new, or is nearly the same."""
    old_around, new_around = _around(old), _around(new)
    other: set[tuple[str, str]] = set()  # compared, and found to be different
    for _ in range(ROUNDS):
        before = len(found)
        for events in (_events, _any):
            candidates: dict[str, str] = {}
            taken = set(found.values())
            same = {o: o for o in taken}
            mine = {n: _between(node, new_around, found, events) for n, node in new.nodes.items() if n not in found}
            theirs = {o: _between(node, old_around, same, events) for o, node in old.nodes.items() if o not in taken}
            pair_unique(candidates, theirs, mine)
            for mine_id, their_id in candidates.items():
                if (mine_id, their_id) in other:
                    continue
                if _alike(new.nodes[mine_id].name, old.nodes[their_id].name):
                    found[mine_id] = their_id
                else:
                    other.add((mine_id, their_id))
        if len(found) == before:
            return


def _any(node: dg.Node) -> tuple[str, ...]:
    """An event may have got another trigger."""
    return ()


def _around(diagram: dg.Diagram) -> dict[str, tuple[list[str], list[str]]]:
    around: dict[str, tuple[list[str], list[str]]] = {node: ([], []) for node in diagram.nodes}
    for flow in diagram.flows.values():
        if flow.source in around and flow.target in around:
            around[flow.source][1].append(flow.target)
            around[flow.target][0].append(flow.source)
    return around


def _between(
    node: dg.Node,
    around: Mapping[str, tuple[list[str], list[str]]],
    known: Mapping[str, str],
    events: Callable[[dg.Node], tuple[str, ...]],
) -> Hashable:
    """Type and matched neighbours, as the old diagram names them; None where no neighbour is matched."""
    before, after = (frozenset(known[n] for n in side if n in known) for side in around[node.id])
    if not before and not after and node.attached_to is None:
        return None
    return node.type, events(node), before, after, known.get(node.attached_to or "")


def _alike(one: str, other: str) -> bool:
    a, b = folded(one)[:LONGEST_COMPARED], folded(other)[:LONGEST_COMPARED]
    return a == b or not a or not b or difflib.SequenceMatcher(None, a, b).ratio() >= ALIKE


def alike(one: str, other: str) -> float:
    """How alike two labels are, of 100, whatever the order of their words; both folded already."""
    from rapidfuzz import fuzz  # here, not above: the reader loads this module too, and needs no such library

    return fuzz.token_sort_ratio(one, other)
