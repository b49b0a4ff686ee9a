"""Inclusive gateway (BPMN 2.0.2, 10.6.3, 13.4.3).

Splitting takes every flow whose condition is fulfilled. Merging waits while a token elsewhere could still come on a
flow that is empty, unless it could as well come on one that is not.
"""

from __future__ import annotations

import functools

from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as SpiffInclusiveGateway

from runner import live
from runner.specs import node


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
        if not empty:
            return True
        return not any(self._awaited(place, empty, filled) for place in self._places(scope))

    def _awaited(self, place: int, empty: list[node.Flow], filled: list[node.Flow]) -> bool:
        reach = self._reach
        return any(place in reach[f.index] for f in empty) and not any(place in reach[f.index] for f in filled)

    def _places(self, scope: live.Scope) -> set[int]:
        """Nodes at which tokens of the scope stand, or at which parked tokens wait to enter."""
        places = scope.case.standing(scope)
        flows = scope.level.flows
        return places | {flows[index].target.index for index in scope.parked if flows[index].target is not self}

    @functools.cached_property
    def _reach(self) -> dict[int, frozenset[int]]:
        """Per incoming flow the nodes from which a token could come on it without passing this gateway."""
        before = self.level.before
        found = {}
        for flow in self.incoming:
            seen: set[int] = set()
            waiting = [source for source in self.level.sources[flow.index] if source != self.index]
            while waiting:
                place = waiting.pop()
                if place not in seen:
                    seen.add(place)
                    waiting += [p for p in before.get(place, ()) if p != self.index]
            found[flow.index] = frozenset(seen)
        return found

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
