"""Event subprocesses (BPMN 2.0.2, 10.3.5, 13.5.4): they begin when their start event is triggered, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EventSubprocess as SpiffEventSubprocess
from SpiffWorkflow.bpmn.specs.defaults import StartEvent

from runner import data, live, outcome
from runner.specs import listener, subprocess


class EventSubprocess(subprocess.ScopeMixin, SpiffEventSubprocess):  # type: ignore[misc]
    """Runs in the scope around it, beside its tokens or in their place."""

    def trigger(self, scope: live.Scope, start: Any, own: data.Data) -> None:
        """Begin with the start event that was triggered; `own` is what it brought for data objects drawn inside."""
        task = scope.case.make(scope, self, state=self.resting)
        task.data = own
        self.open(task, start)

    def fill(self, task: live.Task, scope: live.Scope) -> None:
        """What came for its data objects stands in it."""
        scope.data, task.data = task.data, {}


class EventStart(listener.ListenerMixin, StartEvent):  # type: ignore[misc]
    """Listens in the scope around the event subprocess; the start event inside passes the token on."""

    counted = False
    listener = True

    def __init__(self, *given: Any, subprocess: EventSubprocess, start: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.subprocess = subprocess
        self.start = start

    def listen(self, scope: live.Scope) -> None:
        """The scope around it has begun."""
        self._listen(scope, None)

    def fire(self, task: live.Task, payload: Mapping[str, outcome.Json]) -> None:
        """The event has come."""
        scope, inside = task.scope, self.subprocess.level.objects
        data.write(task, {name: found for name, found in payload.items() if name not in inside})
        if self._crossed_off(task):
            return
        if not self.interrupts:
            self._go_on(task)
        self.caught(scope, {name: found for name, found in payload.items() if name in inside})

    @property
    def interrupts(self) -> bool:
        """Whether the scope around it ends; an error always ends it (10.5.2)."""
        written = self.event_definition.written
        return bool(self.node.interrupting) or (written is not None and written.kind == "error")

    def caught(self, scope: live.Scope, own: data.Data | None = None) -> None:
        """Begin; where it interrupts, all other tokens and listeners of the scope end first."""
        if self.interrupts:
            scope.case.empty(scope)
        self.subprocess.trigger(scope, self.start, own or {})
