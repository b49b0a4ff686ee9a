"""Embedded subprocesses (BPMN 2.0.2, 10.3.5, 13.3.4): active while their scope holds tokens."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from runner import live
from runner.specs import activity


class ScopeMixin(activity.ActivityMixin):
    """Base of what hosts a scope."""

    resting = TaskState.STARTED

    def _run_hook(self, my_task: live.Task) -> None:
        self.attach(my_task)
        self.open(my_task)

    def open(self, task: live.Task, start: Any = None) -> live.Scope:
        """Open the scope and put the first tokens into it.

        Parameters:
            start: the start event that was triggered; without it the level's own rule.

        Raises:
            StepError: over_budget.
        """
        scope: live.Scope = task.workflow.case.open_scope(task)
        self.fill(task, scope)
        self.level.begin(scope, start)
        return scope

    def fill(self, task: live.Task, scope: live.Scope) -> None:
        """Give data to the new scope."""

    def collect(self, task: live.Task, scope: live.Scope) -> None:
        """Take data out of the finished scope."""

    def scope_done(self, host: live.Task, scope: live.Scope) -> None:
        """The scope has no tokens any more: the activity is completed."""
        self.collect(host, scope)
        scope.case.close_scope(scope)
        host.complete()


class SubProcess(ScopeMixin, SubWorkflowTask):  # type: ignore[misc]
    """Its content uses the data of the scope around it."""
