"""Standard loop (BPMN 2.0.2, 10.3.8, 13.3.6): the activity is done again as long as a condition holds."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import StandardLoopTask

from bpmn.expressions import tree
from runner import data, live
from runner.specs import loop


class StandardLoop(loop.LoopMixin, StandardLoopTask):  # type: ignore[misc]
    """Tests before or after each round, and ends after `loopMaximum` rounds at the latest."""

    def __init__(self, *given: Any, inner: Any, loop_condition: tree.Expression | None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.inner = inner
        self.loop_condition = loop_condition

    def _run_hook(self, my_task: live.Task) -> bool | None:
        my_task.loop = [None, 0, 0, None, None]
        my_task.data["loopCounter"] = 0
        if self.test_before and not self._again(my_task):
            return True
        self.attach(my_task)
        self.instance(my_task, 0)
        return None

    def instance_done(self, host: live.Task, task: live.Task) -> None:
        """A round is done: test, and begin the next or end."""
        assert host.loop is not None
        host.loop[loop.DONE] += 1
        host.data["loopCounter"] = host.loop[loop.DONE]
        if self._again(host):
            self.instance(host, host.loop[loop.DONE])
        else:
            host.complete()

    def restore(self, host: live.Task) -> None:
        """Show the number of rounds again."""
        assert host.loop is not None
        host.data["loopCounter"] = host.loop[loop.DONE]

    def _again(self, host: live.Task) -> bool:
        assert host.loop is not None
        if self.maximum is not None and host.loop[loop.DONE] >= self.maximum:
            return False
        if self.loop_condition is None:
            return self.maximum is not None or not host.loop[loop.DONE]
        return data.truth(host, self.loop_condition, "loop condition")
