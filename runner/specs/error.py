"""Error events (BPMN 2.0.2, 10.5.3, 10.5.4, 10.5.5, 13.5.3): caught by the nearest scope outwards that names them."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition

from bpmn import diagram
from runner import events, live
from runner.specs import none_event


def code_of(written: diagram.EventDefinition) -> str | None:
    """What errors and escalations are matched by: their code; where the file gives none, what they refer to."""
    return written.code or written.ref or written.name or None


class Error(none_event.Definition, ErrorEventDefinition):  # type: ignore[misc]
    """An error. `code` None catches every error."""

    def __init__(self, written: diagram.EventDefinition) -> None:
        super().__init__(written.name or "", code_of(written))
        self.written: diagram.EventDefinition = written

    def throw(self, task: live.Task) -> None:
        """End what it interrupts; uncaught, it ends its process ("a common one being a termination", table 10.88)."""
        events.throw(task, "error", self.code)
