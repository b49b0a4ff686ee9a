"""Terminate end events (BPMN 2.0.2, 10.5.3, 13.5.6): all tokens of the scope end; scopes around it go on."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.event_definitions.simple import TerminateEventDefinition

from bpmn import diagram
from runner import live
from runner.specs import none_event


class Terminate(none_event.Definition, TerminateEventDefinition):  # type: ignore[misc]
    """Ends its process, subprocess or instance."""

    def __init__(self, written: diagram.EventDefinition) -> None:
        super().__init__()
        self.written: diagram.EventDefinition = written

    def throw(self, task: live.Task) -> None:
        """Withdraw every token of the scope, its own included."""
        scope = task.scope
        scope.case.empty(scope)
        scope.case.settling.append(scope)
