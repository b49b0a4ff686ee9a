"""Escalation events (BPMN 2.0.2, 10.5.5, 13.5.3): tell a scope outwards; uncaught, nothing happens."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import EscalationEventDefinition

from bpmn import diagram
from runner import events, live
from runner.specs import error, none_event


class Escalation(none_event.Definition, EscalationEventDefinition):  # type: ignore[misc]
    """An escalation. `code` None catches every escalation."""

    def __init__(self, written: diagram.EventDefinition) -> None:
        super().__init__(written.name or "", error.code_of(written))
        self.written: diagram.EventDefinition = written

    def throw(self, task: live.Task) -> None:
        """Tell the nearest scope that catches it; the thrower goes on unless that interrupts it."""
        events.throw(task, "escalation", self.code)
