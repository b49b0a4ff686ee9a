"""Signal events (BPMN 2.0.2, 10.5.5): broadcast to all that wait, within the case at once, outside as a value."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition

from bpmn import diagram
from runner import data, events, live, outcome
from runner.specs import none_event


class Signal(none_event.Definition, SignalEventDefinition):  # type: ignore[misc]
    """A signal, thrown or waited for. Unlike a message it isn't kept: who doesn't wait for it misses it."""

    waits = True
    kind = outcome.WaitKind.MESSAGE
    stays = True
    signal = True

    def __init__(self, name: str, written: diagram.EventDefinition | None) -> None:
        super().__init__(name)
        self.written = written

    def throw(self, task: live.Task) -> None:
        """Tell all that wait for it in this case, and those outside."""
        case = task.workflow.case
        payload = data.carried(task)
        case.report.sent.append(outcome.Message(self.name, task.spec.node.id, payload, signal=True))
        events.broadcast(case, self.name, payload)

    def arm(self, task: live.Task) -> None:
        """Listen for it."""
        listening = outcome.Listening(task.id, task.spec.node.id, self.name, signal=True)
        task.workflow.case.report.listen(listening)

    def disarm(self, task: live.Task) -> None:
        """Listen no more."""
        task.workflow.case.report.unlisten(task.id)
