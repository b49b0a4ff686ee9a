"""Conditional events (BPMN 2.0.2, 10.5.5, 13.5.2): they happen when their condition turns from false to true."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition

from bpmn import diagram
from bpmn.expressions import tree, variables
from runner import data, live, outcome
from runner.specs import none_event


class Conditional(none_event.Definition, ConditionalEventDefinition):  # type: ignore[misc]
    """A condition waited for. It is looked at in each step, once nothing else can move; true when first looked at, it
    happens at once."""

    waits = True
    watches = True
    kind = outcome.WaitKind.CONDITION
    stays = True

    def __init__(self, written: diagram.EventDefinition, condition: tree.Expression) -> None:
        super().__init__(None)
        self.written: diagram.EventDefinition = written
        self.condition = condition

    def fulfilled(self, task: live.Task) -> bool:
        """Whether the condition is. About what isn't known yet, or was left empty, it is not fulfilled: data may still
        come.

        Looking at it counts as passing a node: many conditions are looked at anew after each of them that happens.

        Raises:
            StepError: it can't be told; over_budget.
        """
        case = task.workflow.case
        case.steps += 1
        if case.steps > case.budget.steps:
            raise case.over("steps", case.budget.steps, task.spec, "nodes are passed in one step")
        try:
            return data.truth(task, self.condition, "condition of the event")
        except outcome.StepError as failure:
            if failure.incident.code == "unknown_variable" or self._left_empty(task, failure):
                return False
            raise

    def _left_empty(self, task: live.Task, failure: outcome.StepError) -> bool:
        mismatch = failure.incident.values.get("reason") == "type_mismatch"
        return mismatch and any(data.seen(task).get(name, "") is None for name in variables.names(self.condition))

    def arm(self, task: live.Task) -> None:
        """Look at it from now on."""
        task.workflow.case.watched[task.id] = task

    def disarm(self, task: live.Task) -> None:
        """Look at it no more."""
        task.workflow.case.watched.pop(task.id, None)
