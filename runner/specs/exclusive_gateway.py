"""Exclusive gateway (BPMN 2.0.2, 10.6.2, 13.4.2): each token takes the first flow whose condition is fulfilled."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway as SpiffExclusiveGateway

from runner import live
from runner.specs import node


class ExclusiveGateway(node.NodeMixin, SpiffExclusiveGateway):  # type: ignore[misc]
    """Conditions in the file's order, then the default flow. Merging passes each token on.

    A flow without a condition that is not the default is taken where nothing else is: tools write it so, and the
    preparation of diagrams makes it the default or asks a person.
    """

    def _run_hook(self, my_task: live.Task) -> bool:
        my_task.takes = (self._choose(my_task),) if self.outgoing else ()
        return True

    def _choose(self, task: live.Task) -> node.Flow:
        if len(self.outgoing) == 1 and self.outgoing[0].condition is None:
            return self.outgoing[0]
        for flow in self.outgoing:
            if flow.condition is not None and not flow.default and self.fulfilled(task, flow):
                return flow
        otherwise = [f for f in self.outgoing if f.default] or [f for f in self.outgoing if f.condition is None]
        return otherwise[0] if otherwise else self.nowhere()[0]
