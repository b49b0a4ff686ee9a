"""A task that a person completes: user, manual and abstract tasks (BPMN 2.0.2, 10.3.3, 13.3.2)."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import UserTask

from runner import live, outcome
from runner.specs import activity


class HumanTask(activity.ActivityMixin, UserTask):  # type: ignore[misc]
    """Ready until a person completes it; the stock's `manual` keeps the engine from running it."""

    numbered = True
    visited = True
    kind = outcome.WaitKind.TASK

    def _on_ready_hook(self, my_task: live.Task) -> None:
        my_task.workflow.case.report.open(self.wait(my_task))
        self.attach(my_task)

    def _run_hook(self, my_task: live.Task) -> bool | None:
        my_task.workflow.case.report.close(my_task.id, outcome.Closing.COMPLETED, self.node.id)
        return True

    def withdrawn(self, task: live.Task) -> None:
        """Nobody has to do it any more."""
        task.workflow.case.report.close(task.id, outcome.Closing.WITHDRAWN, self.node.id)
