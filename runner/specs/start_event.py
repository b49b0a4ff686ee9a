"""Start events of processes and subprocesses (BPMN 2.0.2, 10.5.2, 13.5.1): where the first token is made."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import StartEvent as SpiffStartEvent

from runner.specs import node


class StartEvent(node.NodeMixin, SpiffStartEvent):  # type: ignore[misc]
    """Passes its token on: what triggered it has happened when the process begins."""

    def _update_hook(self, my_task: object) -> bool:
        return True

    def _run_hook(self, my_task: object) -> bool:
        return True
