"""What all activities have in common: boundary events stand on them while they are active (BPMN 2.0.2, 10.5.4)."""

from __future__ import annotations

from runner import live
from runner.specs import node


class ActivityMixin(node.NodeMixin):
    """Base of tasks, subprocesses, call activities and their loops."""

    def attach(self, task: live.Task) -> None:
        """Let the boundary events of an activity listen. An instance has none: they stand on the whole loop."""
        for boundary in self.boundaries:
            boundary.listen(task)
