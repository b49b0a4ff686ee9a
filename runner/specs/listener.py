"""What listens beside the flow: boundary events and the start events of event subprocesses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from runner import live, outcome
from runner.specs import node


class ListenerMixin(node.NodeMixin):
    """Base of listeners: they bear a serial number for their timer or message, but are no tokens."""

    numbered = True
    resting = TaskState.WAITING
    event_definition: Any

    together: tuple[Any, ...] = ()
    """All parts of an event that needs each of them (`parallelMultiple`), itself included."""

    def _crossed_off(self, task: live.Task) -> bool:
        """Whether the event still needs others to happen: then this one has happened and is crossed off."""
        if not self.together:
            return False
        tasks = task.workflow.tasks
        siblings = (task.host() or task.workflow.task_tree)._children
        if not any(number != task.id and tasks[number].spec in self.together for number in siblings):
            return False
        self.event_definition.disarm(task)
        task.workflow.case.forget(task)
        return True

    def _listen(self, scope: Any, host: live.Task | None, due: int | None = None, left: int | None = 0) -> None:
        """Begin to listen; `due` and `left` continue a cycle. Errors and escalations find their catcher unasked."""
        if self.event_definition.waits:
            task = scope.case.make(scope, self, host, TaskState.WAITING)
            task.due, task.left = due, left
            self.event_definition.arm(task)

    def _go_on(self, task: live.Task) -> None:
        """It has fired and interrupts nothing: listen on, where the event can come again. One that needed several to
        happen has happened once and for all: timers among them have no second time."""
        definition = self.event_definition
        if definition.stays and not self.together:
            return
        following = None if self.together else definition.following(task)
        scope, host = task.workflow, task.host()
        definition.disarm(task)
        scope.case.forget(task)
        if following is not None:
            self._listen(scope, host, *following)

    def fire(self, task: live.Task, payload: Mapping[str, outcome.Json]) -> None:
        """The event has come."""
        raise NotImplementedError

    def withdrawn(self, task: live.Task) -> None:
        """It needn't listen any more; a token that it has sent out listens to nothing."""
        if task.id > 0:
            self.event_definition.disarm(task)
