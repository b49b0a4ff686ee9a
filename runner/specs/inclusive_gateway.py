"""Inclusive gateway (BPMN 2.0.2, 10.6.3, 13.4.3).

Splitting takes every flow whose condition is fulfilled. Merging waits while a token elsewhere could still come on a
flow that is empty, unless it could as well come on one that is not.
"""

from __future__ import annotations

import functools

from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as SpiffInclusiveGateway

from runner import live
from runner.specs import node

LARGE = 1_000
"""Nodes of a level from which on nothing is remembered: many joins that each know all of it would fill the memory."""
PATTERNS = 64
"""How many sets of flows with tokens a join remembers the answer for."""
LOOKED_AT = 100
"""How many nodes that are looked at cost as much as one that is passed."""


class InclusiveGateway(node.NodeMixin, SpiffInclusiveGateway):  # type: ignore[misc]
    """Join and split of any number of its flows."""

    def arrive(self, scope: live.Scope, flow: node.Flow | None) -> None:
        """Park the token; `merge` is asked once nothing else moves."""
        if flow is None or len(self.incoming) < 2:
            self.begin(scope)
            return
        scope.parked[flow.index] = scope.parked.get(flow.index, 0) + 1

    def merge(self, scope: live.Scope) -> bool:
        """Consume a token of each flow that has one, if the gateway is activated. True if it was."""
        filled = [f for f in self.incoming if f.index in scope.parked]
        if not filled or not self._activated(scope, filled):
            return False
        for into in filled:
            scope.parked[into.index] -= 1
            if not scope.parked[into.index]:
                del scope.parked[into.index]
        self.begin(scope)
        return True

    def _activated(self, scope: live.Scope, filled: list[node.Flow]) -> bool:
        empty = [f for f in self.incoming if f.index not in scope.parked]
        places = self._places(scope) if empty else set()
        if not places:
            return True
        if len(self.level.nodes) > LARGE:
            self._charge(scope.case)
            return self._awaited(filled, empty).isdisjoint(places)
        pattern = tuple(flow.index for flow in filled)
        awaited = self._known.get(pattern)
        if awaited is None:
            if len(self._known) >= PATTERNS:
                self._known.clear()
            awaited = self._known[pattern] = self._awaited(filled, empty)
        return awaited.isdisjoint(places)

    def _charge(self, case: live.Case) -> None:
        """Looking through a large level counts as passing nodes, so that many joins in one can't hold others up.

        Raises:
            StepError: over_budget.
        """
        case.steps += len(self.level.nodes) // LOOKED_AT
        if case.steps > case.budget.steps:
            raise case.over("steps", case.budget.steps, self, "nodes are passed in one step")

    def _places(self, scope: live.Scope) -> set[int]:
        """Nodes at which tokens of the scope stand, or at which parked tokens wait to enter."""
        places = scope.case.standing(scope)
        flows = scope.level.flows
        return places | {flows[index].target.index for index in scope.parked if flows[index].target is not self}

    @functools.cached_property
    def _known(self) -> dict[tuple[int, ...], set[int]]:
        """What was awaited before, by the flows that had a token."""
        return {}

    def _awaited(self, filled: list[node.Flow], empty: list[node.Flow]) -> set[int]:
        """Nodes from which a token could come on an empty flow, and not as well on one that has a token."""
        return self._upstream(empty) - self._upstream(filled)

    def _upstream(self, flows: list[node.Flow]) -> set[int]:
        """Nodes from which a token could come on one of the flows without passing this gateway."""
        before, seen = self.level.before, {self.index}
        waiting = [source for flow in flows for source in self.level.sources[flow.index]]
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                waiting += before.get(place, ())
        return seen - {self.index}

    def _run_hook(self, my_task: live.Task) -> bool:
        if len(self.outgoing) == 1 and self.outgoing[0].condition is None:
            my_task.takes = self.outgoing
        else:
            my_task.takes = self._choose(my_task)
        return True

    def _choose(self, task: live.Task) -> tuple[node.Flow, ...]:
        if not self.outgoing:
            return ()
        chosen = tuple(f for f in self.outgoing if not f.default and (f.condition is None or self.fulfilled(task, f)))
        return chosen or tuple(f for f in self.outgoing if f.default) or self.nowhere()
