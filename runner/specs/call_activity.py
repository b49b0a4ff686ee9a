"""Call activity (BPMN 2.0.2, 10.3.6): another process of the file runs as part of this case."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import CallActivity as SpiffCallActivity

from bpmn.expressions import tree
from runner import data, live
from runner.specs import subprocess

Mapped = tuple[tuple[str, tree.Expression], ...]


class CallActivity(subprocess.ScopeMixin, SpiffCallActivity):  # type: ignore[misc]
    """Without a data mapping the called process uses the caller's data; with inputs it sees those and, unless they are
    given beside everything, nothing else."""

    def __init__(self, *given: Any, inputs: Mapped = (), outputs: Mapped = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.taken, self.given = inputs, outputs
        self.own_data = bool(inputs or outputs)
        self.isolated = bool(inputs) and not self.node.called_shares

    def fill(self, task: live.Task, scope: live.Scope) -> None:
        """Evaluate the inputs in the caller's scope.

        Raises:
            StepError: an input has no value; over_budget where calls are nested too deep.
        """
        limit = scope.case.budget.depth
        if self._calls(scope) > limit:
            raise scope.case.over("depth", limit, self, "calls are nested")
        scope.data.update({name: data.value(task, e, f"input {name}") for name, e in self.taken})

    def collect(self, task: live.Task, scope: live.Scope) -> None:
        """Evaluate the outputs in the called process; without any, all that it wrote comes back.

        Raises:
            StepError: an output has no value.
        """
        root = scope.task_tree
        if self.given:
            data.write(task, {name: data.value_for(root, self, e, f"output {name}") for name, e in self.given})
        elif self.own_data:
            objects = scope.level.objects  # those end with the process they are drawn in (10.4.1)
            data.write(task, {name: found for name, found in scope.data.items() if name not in objects})

    def _calls(self, scope: Any) -> int:
        found = 0
        while scope.host_task is not None:
            found += isinstance(scope.host_task.spec, CallActivity)
            scope = scope.outer
        return found
