"""Intermediate throw events (BPMN 2.0.2, 10.5.4, 13.5.2): the event is thrown, the token goes on."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent

from runner import live
from runner.specs import node


class ThrowEvent(node.NodeMixin, IntermediateThrowEvent):  # type: ignore[misc]
    """Throws at once. Without a definition it only shows that a token passed."""

    def _run_hook(self, my_task: live.Task) -> bool | None:
        self.event_definition.throw(my_task)
        if my_task.open:
            return True
        my_task.workflow.case.report.passed.append(self.node.id)  # its own event interrupted the scope it stood in
        return None
