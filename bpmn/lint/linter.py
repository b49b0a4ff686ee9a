"""Runs the rules: every module in `bpmn/lint/rules` is one, found by listing the package, kept on no list by hand."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

from bpmn import diagram as dg
from bpmn import graph
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.lint import finding, rules
from bpmn.repairs import draft


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: the diagram as drawn, what was made of it, the settings that hold, and the ways between nodes.

    `outgoing` and `incoming` are the flows of each node, whole at both ends.
    """

    diagram: dg.Diagram
    prepared: pp.Prepared
    settings: st.Settings
    graph: graph.Graph
    outgoing: Mapping[str, tuple[dg.Flow, ...]]
    incoming: Mapping[str, tuple[dg.Flow, ...]]

    def of(self, types: Iterable[str]) -> Iterator[dg.Node]:
        """Nodes as drawn, of some types."""
        wanted = frozenset(types)
        return (node for node in self.diagram.nodes.values() if node.type in wanted)

    def out(self, node: str) -> tuple[dg.Flow, ...]:
        """Flows that leave a node."""
        return self.outgoing.get(node, ())

    def into(self, node: str) -> tuple[dg.Flow, ...]:
        """Flows that enter a node."""
        return self.incoming.get(node, ())

    def tell(self, words: draft.Words, element: str, **values: str) -> finding.Finding:
        """The finding that `words` make about an element."""
        return draft.made(words, self.diagram, element, values)


Check = Callable[[Subject], Iterable[finding.Finding]]


def subject(diagram: dg.Diagram, prepared: pp.Prepared, settings: st.Settings) -> Subject:
    """What the rules look at; `settings` are those that hold (`properties.effective`)."""
    out: dict[str, list[dg.Flow]] = {}
    into: dict[str, list[dg.Flow]] = {}
    for flow in diagram.flows.values():
        if flow.source in diagram.nodes and flow.target in diagram.nodes:
            out.setdefault(flow.source, []).append(flow)
            into.setdefault(flow.target, []).append(flow)
    return Subject(
        diagram,
        prepared,
        settings,
        graph.Graph(diagram),
        {node: tuple(flows) for node, flows in out.items()},
        {node: tuple(flows) for node, flows in into.items()},
    )


@functools.cache
def modules() -> Mapping[str, ModuleType]:
    """Every rule by its name (``task-unnamed``), in the order of the names."""
    found = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {name.replace("_", "-"): importlib.import_module(f"{rules.__name__}.{name}") for name in found}


def lint(diagram: dg.Diagram, prepared: pp.Prepared, settings: st.Settings) -> tuple[finding.Finding, ...]:
    """What every rule has to say, rule by rule in the order of their names."""
    judged = subject(diagram, prepared, settings)
    return tuple(told for module in modules().values() for told in module.check(judged))
