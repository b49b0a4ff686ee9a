"""Parallel gateway (BPMN 2.0.2, 10.6.4, 13.4.1).

"The parallel gateway is activated if there is at least one token on each incoming sequence flow" and consumes exactly
one of each; excess tokens remain on their flow. So tokens are counted per flow, where the stock looks for ancestors
in its tree of tasks.
"""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as SpiffParallelGateway

from runner import live
from runner.specs import node


class ParallelGateway(node.NodeMixin, SpiffParallelGateway):  # type: ignore[misc]
    """Waits for a token on each incoming flow, then puts one on each outgoing flow, whatever conditions say."""

    def arrive(self, scope: live.Scope, flow: node.Flow | None) -> None:
        """Park the token; begin as soon as there is one on each flow."""
        if flow is None or len(self.incoming) < 2:
            self.begin(scope)
            return
        parked = scope.parked
        parked[flow.index] = parked.get(flow.index, 0) + 1
        if all(into.index in parked for into in self.incoming):
            self._consume(scope)
            self.begin(scope)

    def _consume(self, scope: live.Scope) -> None:
        for into in self.incoming:
            scope.parked[into.index] -= 1
            if not scope.parked[into.index]:
                del scope.parked[into.index]

    def _run_hook(self, my_task: live.Task) -> bool:
        my_task.takes = self.outgoing
        return True
