"""What rests until an event comes: catch events and receive tasks (BPMN 2.0.2, 10.5.4, 13.5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from runner import data, live, outcome
from runner.specs import node


class CatchingMixin(node.NodeMixin):
    """Base of nodes in the flow that wait for an event."""

    resting = TaskState.WAITING
    event_definition: Any

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind = self.event_definition.kind
        self.numbered = self.visited = self.event_definition.waits

    def _update_hook(self, my_task: live.Task) -> bool:
        if not self.event_definition.waits:
            return True
        my_task._set_state(TaskState.WAITING)
        my_task.workflow.case.report.open(self.wait(my_task))
        self.event_definition.arm(my_task)
        self.waiting(my_task)
        return False

    def waiting(self, task: live.Task) -> None:
        """The task has begun to wait."""

    def fire(self, task: live.Task, payload: Mapping[str, outcome.Json]) -> None:
        """The event has come: the token goes on; behind an event-based gateway the others have lost."""
        data.write(task, payload)
        self.event_definition.disarm(task)
        task.workflow.case.report.close(task.id, outcome.Closing.COMPLETED, self.node.id)
        host = task.host()
        if host is None or not host.spec.groups or host.spec.chosen(host, task):
            task._ready()

    def _run_hook(self, my_task: live.Task) -> bool:
        return True

    def withdrawn(self, task: live.Task) -> None:
        """Nothing is waited for any more."""
        if task.id > 0:
            self.event_definition.disarm(task)
            task.workflow.case.report.close(task.id, outcome.Closing.WITHDRAWN, self.node.id)
