"""Work done outside: service, script, business rule and send tasks with an implementation (BPMN 2.0.2, 10.3.3)."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.util.task import TaskState

from runner import data, live, outcome
from runner.specs import activity


class Called(activity.ActivityMixin, ServiceTask):  # type: ignore[misc]
    """Started with a Call, completed by its answer; nothing is executed here."""

    numbered = True
    visited = True
    kind = outcome.WaitKind.CALL
    resting = TaskState.STARTED

    def _on_ready_hook(self, my_task: live.Task) -> None:
        """It rests at once, as every wait does: what is withdrawn before its turn must have been told as opened."""
        my_task._set_state(TaskState.STARTED)
        self._execute(my_task)

    def _execute(self, task: live.Task) -> None:
        """Ask for the work; the task stays started."""
        report = task.workflow.case.report
        report.open(self.wait(task))
        report.calls[task.id] = self.call(task)
        self.attach(task)

    def call(self, task: live.Task) -> outcome.Call:
        """The work to be done, with the data that the task sees."""
        return outcome.Call(task.id, self.node.id, self.node.implementation or "", dict(data.seen(task)))

    def _on_complete(self, my_task: live.Task) -> None:
        my_task.workflow.case.report.close(my_task.id, outcome.Closing.COMPLETED, self.node.id)
        super()._on_complete(my_task)

    def withdrawn(self, task: live.Task) -> None:
        """The work isn't wanted any more."""
        task.workflow.case.called_off = True
        task.workflow.case.report.close(task.id, outcome.Closing.WITHDRAWN, self.node.id)
