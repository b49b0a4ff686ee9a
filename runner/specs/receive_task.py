"""Receive task (BPMN 2.0.2, 10.3.3): waits for a message; boundary events may stand on it."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import ReceiveTask as SpiffReceiveTask

from runner import live
from runner.specs import activity, catching


class ReceiveTask(catching.CatchingMixin, activity.ActivityMixin, SpiffReceiveTask):  # type: ignore[misc]
    """Completed by its message."""

    def waiting(self, task: live.Task) -> None:
        """Let its boundary events listen too; behind an event-based gateway it has none (10.6.6)."""
        self.attach(task)
