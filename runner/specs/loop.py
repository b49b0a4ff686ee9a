"""What loops and multi-instances have in common (BPMN 2.0.2, 10.3.8, 13.3.6, 13.3.7): a host with instances under it.

The host's `loop` keeps [instances in all, completed, withdrawn, items or None, results]: all that is needed to go on.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.util.task import TaskState

from runner import live, outcome
from runner.specs import activity

TOTAL, DONE, WITHDRAWN, ITEMS, RESULTS = range(5)


class LoopMixin(activity.ActivityMixin):
    """Base of the hosts; `inner` is the spec of an instance. Boundary events stand on the host."""

    visited = True
    resting = TaskState.STARTED
    inner: Any

    def instance(self, host: live.Task, index: int, item: outcome.Json = None) -> None:
        """Begin one instance."""
        case = host.workflow.case
        task = case.make(host.workflow, self.inner, host)
        task.index, task.item, task.visit = index, item, host.visit
        self.prepare(host, task)
        self.inner._update(task)

    def prepare(self, host: live.Task, task: live.Task) -> None:
        """Give an instance its data. `loopCounter` is its number from 1 (table 10.29)."""
        assert task.index is not None
        task.data["loopCounter"] = task.index + 1

    def refresh(self, host: live.Task) -> None:
        """Show the attributes of the loop at run time to its expressions (table 10.30), in two usual spellings."""
        assert host.loop is not None
        total, done, withdrawn = host.loop[TOTAL], host.loop[DONE], host.loop[WITHDRAWN]
        if total is not None:
            active = host.workflow.case.instances(host)
            host.data.update(
                numberOfInstances=total,
                numberOfActiveInstances=active,
                numberOfCompletedInstances=done,
                numberOfTerminatedInstances=withdrawn,
                nrOfInstances=total,
                nrOfActiveInstances=active,
                nrOfCompletedInstances=done,
            )

    def restore(self, host: live.Task) -> None:
        """Show the attributes again after the host was read from a state."""
        self.refresh(host)

    def instances(self, host: live.Task) -> list[live.Task]:
        """The instances that are active."""
        tasks = [host.workflow.tasks[number] for number in host._children]
        return [task for task in tasks if task.index is not None]

    def instance_done(self, host: live.Task, task: live.Task) -> None:
        """An instance is completed."""
        raise NotImplementedError
