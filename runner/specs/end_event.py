"""End events (BPMN 2.0.2, 10.5.3, 13.5.6): a token ends; what the event throws is thrown first."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import EndEvent as SpiffEndEvent

from runner import live
from runner.specs import node


class EndEvent(node.NodeMixin, SpiffEndEvent):  # type: ignore[misc]
    """Throws its event and consumes its token; without one it only consumes the token."""

    def _run_hook(self, my_task: live.Task) -> bool | None:
        report = my_task.workflow.case.report
        report.ends.append(self.node.id)
        my_task.takes = ()
        self.event_definition.throw(my_task)
        if my_task.open:
            return True
        report.passed.append(self.node.id)  # the event took its own scope away, this token with it
        return None
