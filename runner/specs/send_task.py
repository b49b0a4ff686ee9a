"""Send task (BPMN 2.0.2, 10.3.3): the message is sent, the token goes on."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import SendTask as SpiffSendTask

from runner import live
from runner.specs import activity


class SendTask(activity.ActivityMixin, SpiffSendTask):  # type: ignore[misc]
    """Sends at once."""

    def _run_hook(self, my_task: live.Task) -> bool:
        self.event_definition.throw(my_task)
        return True
