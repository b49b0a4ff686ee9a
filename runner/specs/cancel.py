"""Cancel events (BPMN 2.0.2, 10.3.5, 10.5.3, 13.3.4): the transaction around ends, its boundary event goes on."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition

from bpmn import diagram
from runner import live
from runner.specs import none_event


class Cancel(none_event.Definition, CancelEventDefinition):  # type: ignore[misc]
    """A cancel. Compensation, which would come first, is refused when a version is loaded."""

    def __init__(self, written: diagram.EventDefinition) -> None:
        super().__init__()
        self.written: diagram.EventDefinition = written

    def throw(self, task: live.Task) -> None:
        """Withdraw the innermost transaction around the end event with all that is in it."""
        scope: Any = task.scope
        while scope.host_task.spec.node.type != "transaction":
            scope = scope.outer
        host = scope.host_task
        holder = host.host() if host.index is not None else host
        caught = [one for one in holder.spec.boundaries if isinstance(one.event_definition, Cancel)]
        if caught:
            caught[0].caught(holder)
            return
        outer = holder.scope
        outer.case.withdraw(holder)
        outer.case.settling.append(outer)
