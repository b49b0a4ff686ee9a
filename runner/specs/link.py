"""Link events (BPMN 2.0.2, 10.5.5): a jump within one level, as if a sequence flow led from the throw to the catch."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

from bpmn import diagram
from runner import live
from runner.specs import node, none_event


class Link(none_event.Definition, EventDefinition):  # type: ignore[misc]
    """A link. `target` is the catching end, known to the throwing one once all nodes are there."""

    target: node.NodeMixin | None = None

    def __init__(self, written: diagram.EventDefinition) -> None:
        super().__init__(written.name)
        self.written: diagram.EventDefinition = written

    def throw(self, task: live.Task) -> None:
        """Let the catching end have the token."""
        if self.target is not None:
            task.takes = ()
            self.target.arrive(task.scope, None)
