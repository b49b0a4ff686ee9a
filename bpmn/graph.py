"""Which node comes after which, with everything that a flow does not show: boundaries, levels and links.

Order, reach and hand-overs all walk the same ways: into a subprocess and out of it, from an activity to the events on
its border, from a throwing link to its landing. Nothing here recurses, whatever the size of the diagram.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from bpmn import diagram as dg
from bpmn import vocabulary

_EXIT = "\0out of "
Name = TypeVar("Name", bound=Hashable)
"""What stands for a place in ways that aren't a diagram's own."""


class Graph:
    """The ways of one diagram.

    Attributes:
        ways: node → nodes that come after it. Leaving a subprocess goes through a name that is no node's.
        entries: nodes at which a process begins.
    """

    def __init__(self, diagram: dg.Diagram, *, messages: bool = False) -> None:
        """Make the ways; with `messages` a message flow from node to node is a way too."""
        self.diagram = diagram
        self.ways: dict[str, list[str]] = {node: [] for node in diagram.nodes}
        self.entries: list[str] = []
        self._inside: dict[tuple[str, str | None], list[dg.Node]] = {}
        for node in diagram.nodes.values():
            self._inside.setdefault((node.process, node.parent), []).append(node)
        self._incoming = {f.target for f in diagram.flows.values()}
        self._flows()
        self._levels()
        self._borders()
        if messages:
            for flow in diagram.message_flows.values():
                if flow.source in diagram.nodes and flow.target in diagram.nodes:
                    self.ways[flow.source].append(flow.target)

    def is_step(self, node: str) -> bool:
        """Whether somebody works at a node: a task, a call, or a subprocess without content (10.3)."""
        found = self.diagram.nodes.get(node)
        if found is None or found.type not in vocabulary.ACTIVITIES:
            return False
        return found.type not in vocabulary.SUBPROCESSES or not self.inside(found)

    def inside(self, subprocess: dg.Node) -> list[dg.Node]:
        """Nodes that stand directly in a subprocess."""
        return self._inside.get((subprocess.process, subprocess.id), [])

    def _flows(self) -> None:
        for flow in _whole(self.diagram):
            source = self.diagram.nodes[flow.source]
            if source.type in vocabulary.SUBPROCESSES and self.inside(source):
                self.ways.setdefault(_EXIT + source.id, []).append(flow.target)
            else:
                self.ways[source.id].append(flow.target)

    def _levels(self) -> None:
        going = {f.source for f in self.diagram.flows.values()}
        for (_, parent), nodes in self._inside.items():
            first = self._first(nodes)
            outer = self.diagram.nodes.get(parent or "")
            if outer is None:
                self.entries += [n.id for n in first]
                continue
            self.ways[outer.id] += [n.id for n in first]
            out = self.ways.setdefault(_EXIT + outer.id, [])
            if out:
                for node in nodes:
                    if node.id not in going and node.type not in vocabulary.SUBPROCESSES:
                        self.ways[node.id].append(_EXIT + outer.id)
        for node in self.diagram.nodes.values():
            if node.type in vocabulary.SUBPROCESSES and node.id not in going and self.inside(node) and node.parent:
                self.ways.setdefault(_EXIT + node.id, []).append(_EXIT + node.parent)
        for key in [k for k in self.ways if k.startswith(_EXIT)]:
            self.ways[key] = [t for t in self.ways[key] if t in self.ways]

    def _first(self, nodes: list[dg.Node]) -> list[dg.Node]:
        starts = [n for n in nodes if n.type == "startEvent"]
        events = [n for n in nodes if n.event_subprocess]
        if starts:
            return [*starts, *events, *(n for n in nodes if n.instantiate and n.id not in self._incoming)]
        return [n for n in nodes if n.id not in self._incoming and n.type != "boundaryEvent" and not _lands(n)]

    def _borders(self) -> None:
        landings = {link(n): n.id for n in self.diagram.nodes.values() if _lands(n)}
        for node in self.diagram.nodes.values():
            if node.attached_to is not None and node.attached_to in self.ways:
                self.ways[node.attached_to].append(node.id)
            if node.type == "intermediateThrowEvent" and is_link(node):
                landing = landings.get(link(node))
                if landing is not None:
                    self.ways[node.id].append(landing)

    def order(self, first: Iterable[str] = ()) -> list[str]:
        """All nodes as work flows: what comes first stands first, branches in the file's order, circles cut.

        Parameters:
            first: nodes to begin with; then the other entries, then what nothing leads to.
        """
        found = ordered(self.ways, (*first, *self.entries, *self.diagram.nodes))
        return [node for node in found if node in self.diagram.nodes]

    def reached(self, first: Iterable[str]) -> set[str]:
        """Everything that can be come to from some nodes, they included."""
        return closure(self.ways, first)


def ordered(ways: Mapping[str, Sequence[str]], first: Iterable[str]) -> list[str]:
    """Everything that some names lead to, they included, each name before those that follow from it, circles cut."""
    found: list[str] = []
    seen: set[str] = set()
    for begin in first:
        if begin not in seen and begin in ways:
            found += _from(ways, begin, seen)
    return found


def _from(ways: Mapping[Name, Sequence[Name]], begin: Name, seen: set[Name]) -> list[Name]:
    """Reverse postorder of a walk in depth, without recursion."""
    left: list[Name] = []
    seen.add(begin)
    stack = [(begin, iter(reversed(ways[begin])))]
    while stack:
        node, targets = stack[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(reversed(ways[target]))))
                break
        else:
            left.append(node)
            stack.pop()
    return left[::-1]


def components(ways: Mapping[Name, Sequence[Name]]) -> Iterator[list[Name]]:
    """The parts in which every name leads to every other one, each before those that it leads to: the strongly
    connected ones. Linear in names and ways, without recursion.

    Parameters:
        ways: name → names that come after it, each of which has its own ways.
    """
    walked: set[Name] = set()
    trees = [_from(ways, name, walked) for name in ways if name not in walked]
    back = backwards(ways)
    seen: set[Name] = set()
    for name in (one for tree in reversed(trees) for one in tree):
        if name not in seen:
            yield spread(back, name, seen)


def circles(ways: Mapping[Name, Sequence[Name]]) -> Iterator[list[Name]]:
    """The `components` whose names stand on a circle."""
    return (found for found in components(ways) if len(found) > 1 or found[0] in ways[found[0]])


def spread(ways: Mapping[Name, Iterable[Name]], first: Name, seen: set[Name]) -> list[Name]:
    """Add to `seen` what a name leads to, itself included, stopping at what is in it already; what was added."""
    seen.add(first)
    found = [first]
    for name in found:  # grows meanwhile
        for target in ways[name]:
            if target not in seen:
                seen.add(target)
                found.append(target)
    return found


def closure(ways: Mapping[Name, Iterable[Name]], first: Iterable[Name]) -> set[Name]:
    """Everything that ways lead to from some names, they included."""
    seen = {name for name in first if name in ways}
    waiting = list(seen)
    while waiting:
        for target in ways[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def backwards(ways: Mapping[Name, Iterable[Name]]) -> dict[Name, list[Name]]:
    """The same ways the other way round."""
    back: dict[Name, list[Name]] = {name: [] for name in ways}
    for name, targets in ways.items():
        for target in targets:
            back.setdefault(target, []).append(name)
    return back


def flows_out(diagram: dg.Diagram) -> dict[str, list[dg.Flow]]:
    """The flows that leave each node, in the file's order, of those that are whole at both ends."""
    found: dict[str, list[dg.Flow]] = {}
    for flow in _whole(diagram):
        found.setdefault(flow.source, []).append(flow)
    return found


def flows_in(diagram: dg.Diagram) -> dict[str, list[dg.Flow]]:
    """The flows that enter each node, as `flows_out`."""
    found: dict[str, list[dg.Flow]] = {}
    for flow in _whole(diagram):
        found.setdefault(flow.target, []).append(flow)
    return found


def _whole(diagram: dg.Diagram) -> Iterator[dg.Flow]:
    return (one for one in diagram.flows.values() if one.source in diagram.nodes and one.target in diagram.nodes)


def is_link(node: dg.Node) -> bool:
    """Whether an event is one half of a link (10.5.5)."""
    return bool(node.events) and node.events[0].kind == "link"


def link(node: dg.Node) -> tuple[str, str | None, str]:
    """What pairs the two halves of a link: their level and their name (10.5.5)."""
    return node.process, node.parent, node.events[0].name or node.name


def _lands(node: dg.Node) -> bool:
    return node.type == "intermediateCatchEvent" and is_link(node)
