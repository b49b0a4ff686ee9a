"""Ad-hoc subprocesses (BPMN 2.0.2, 10.3.5, 13.3.5): people choose among the activities in it, as often as it takes."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import AdHocSubprocess

from bpmn.expressions import tree
from runner import data, live, outcome
from runner.specs import node, subprocess


class AdHocSubProcess(subprocess.ScopeMixin, AdHocSubprocess):  # type: ignore[misc]
    """Begins with all activities that no flow leads to; its completion condition is asked when one of its activities
    is completed. Without a condition each is done once."""

    def __init__(self, *given: Any, condition: tree.Expression | None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.condition = condition
        self.cancels = self.node.attributes.get("cancelRemainingInstances") != "false"

    def completed(self, scope: live.Scope, activity: node.NodeMixin) -> None:
        """An activity in it has been completed: end, or offer the activity again.

        Raises:
            StepError: the condition can't be told.
        """
        host = scope.host_task
        if self.condition is None or scope.gone or host.met:
            return
        host.met = self._fulfilled(scope, self.condition)
        if not host.met:
            if not activity.incoming and _personal(activity):
                activity.begin(scope)
        elif self.cancels:
            scope.case.empty(scope)
            scope.case.settling.append(scope)

    def scope_done(self, host: live.Task, scope: live.Scope) -> None:
        """No token is left: it ends if its condition holds, else what people do in it is offered again."""
        if self.condition is not None and not host.met and not self._fulfilled(scope, self.condition):
            again = [one for one in self.level.nodes if one.in_ad_hoc and not one.incoming and _personal(one)]
            for activity in again:
                activity.begin(scope)
            if again:
                return
        super().scope_done(host, scope)

    def _fulfilled(self, scope: live.Scope, condition: tree.Expression) -> bool:
        return data.truth_for(scope.task_tree, self, condition, "completion condition")


def _personal(activity: node.NodeMixin) -> bool:
    """Whether a person has a part in it: what does itself would be done again for ever."""
    waiting: list[Any] = [activity]
    seen = set()
    while waiting:
        found = waiting.pop()
        found = getattr(found, "inner", found)
        if found.kind is outcome.WaitKind.TASK:
            return True
        if isinstance(found, subprocess.ScopeMixin) and found.level not in seen:
            seen.add(found.level)
            waiting += found.level.nodes
    return False
