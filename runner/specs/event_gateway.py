"""Event-based gateway (BPMN 2.0.2, 10.6.6, 13.4.4): the first of the events behind it decides which way is taken."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as SpiffEventBasedGateway
from SpiffWorkflow.util.task import TaskState

from runner import live
from runner.specs import node


class EventGateway(node.NodeMixin, SpiffEventBasedGateway):  # type: ignore[misc]
    """Started as long as the events behind it wait; each of them is a wait of its own."""

    resting = TaskState.STARTED
    groups = True

    def _run_hook(self, my_task: live.Task) -> bool | None:
        for flow in self.outgoing:
            if not my_task.open:
                break
            flow.target.begin(my_task.workflow, my_task)
        return None if self.outgoing else True

    def chosen(self, gateway: live.Task, task: live.Task) -> bool:
        """An event has come: the others are no longer waited for, its task takes the gateway's place."""
        scope = gateway.scope
        flow = next(f for f in self.outgoing if f.target is task.spec)
        scope.case.report.passed += [self.node.id, flow.id]
        scope.adopt(task)
        scope.case.clear(gateway)
        scope.case.forget(gateway)
        return True
