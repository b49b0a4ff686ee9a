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
        if not data.truth(host, self.condition, "completion condition"):
            if not activity.incoming and _personal(activity):
                activity.begin(scope)
        elif self.cancels:
            scope.case.empty(scope)
            scope.case.settling.append(scope)
        else:
            host.met = True


def _personal(activity: node.NodeMixin) -> bool:
    """Whether a person chooses to do it: what does itself would be done again for ever."""
    found: Any = getattr(activity, "inner", activity)
    return found.kind is outcome.WaitKind.TASK
