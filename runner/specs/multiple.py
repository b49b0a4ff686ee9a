"""Events with several definitions (BPMN 2.0.2, 10.5.5).

One of them is enough, or with `parallelMultiple` all are waited for; thrown are all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.util.task import TaskState

from runner import live
from runner.specs import catch_event, node, none_event

ORDER = ("message", "signal", "escalation", "error")


def _order(definition: none_event.Definition) -> int:
    kind = "" if definition.written is None else definition.written.kind
    return ORDER.index(kind) if kind in ORDER else 0


class Multiple(none_event.Definition, MultipleEventDefinition):  # type: ignore[misc]
    """Several definitions that are thrown together: what interrupts its thrower comes after what never does, so that
    none is lost by the order of the file."""

    def __init__(self, definitions: Sequence[none_event.Definition]) -> None:
        super().__init__(sorted(definitions, key=_order))
        self.written = definitions[0].written

    def throw(self, task: live.Task) -> None:
        """Throw each, as long as none of them has interrupted the thrower."""
        for definition in self.event_definitions:
            if task.open:
                definition.throw(task)


class MultipleCatchEvent(node.NodeMixin, IntermediateCatchEvent):  # type: ignore[misc]
    """Started while its parts wait; each of them is a wait of its own. `parts` are the events it is made of."""

    resting = TaskState.STARTED
    groups = True
    visited = True
    parts: tuple[catch_event.CatchEvent, ...]

    def _update_hook(self, my_task: live.Task) -> bool:
        return True

    def _on_ready_hook(self, my_task: live.Task) -> None:
        """It rests at once, as every wait does."""
        my_task._set_state(TaskState.STARTED)
        case = my_task.workflow.case
        for part in self.parts:
            task = case.make(my_task.workflow, part, my_task)
            task.visit = my_task.visit
            part._update(task)

    def chosen(self, host: live.Task, task: live.Task) -> bool:
        """One has happened. True where that is enough: its task takes the place of the host."""
        scope: Any = host.scope
        if self.node.parallel_multiple and len(host._children) > 1:
            scope.case.forget(task)
            return False
        gateway = host.host()
        if gateway is not None and gateway.spec.groups:
            gateway.spec.chosen(gateway, host)
        scope.adopt(task)
        scope.case.clear(host)
        scope.case.forget(host)
        return True
