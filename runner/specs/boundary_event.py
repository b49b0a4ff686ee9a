"""Boundary events (BPMN 2.0.2, 10.5.4, 13.5.3): while their activity is active they catch what happens, and either
interrupt it or start a token beside it."""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent as SpiffBoundaryEvent

from runner import data, live, outcome
from runner.specs import listener


class BoundaryEvent(listener.ListenerMixin, SpiffBoundaryEvent):  # type: ignore[misc]
    """Stands on an activity, or on all instances of a loop together; errors and cancels always interrupt it."""

    @property
    def interrupts(self) -> bool:
        """Whether its activity ends."""
        written = self.event_definition.written
        return bool(self.cancel_activity) or (written is not None and written.kind in ("error", "cancel"))

    def listen(self, host: live.Task) -> None:
        """Its activity has become active."""
        self._listen(host.workflow, host)

    def fire(self, task: live.Task, payload: Mapping[str, outcome.Json]) -> None:
        """The event has come."""
        host, scope = task.host(), task.workflow
        assert host is not None
        data.write(task, payload)
        if self._crossed_off(task):
            return
        if self.interrupts:
            self.event_definition.disarm(task)
            scope.adopt(task)
            scope.case.withdraw(host)
            task._ready()
        else:
            self._go_on(task)
            self._token(scope)

    def caught(self, host: live.Task) -> None:
        """An error or escalation from inside the activity."""
        scope = host.workflow
        self._token(scope)
        if self.interrupts:
            scope.case.withdraw(host)

    def _token(self, scope: live.Scope) -> None:
        task = scope.case.make(scope, self, numbered=False)
        task._ready()

    def _update_hook(self, my_task: live.Task) -> bool:
        return True

    def _run_hook(self, my_task: live.Task) -> bool:
        return True
