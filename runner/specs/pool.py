"""A process of the collaboration (BPMN 2.0.2, 9.3, 10.2): a task of the case, which hosts the process's scope."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask

from runner import data, live, outcome
from runner.specs import subprocess


class Pool(subprocess.ScopeMixin, SubWorkflowTask):  # type: ignore[misc]
    """Holds the data of its process; that of the case's start shows through."""

    own_data = True

    def enter(self, case: live.Case, start: Any = None, payload: data.Data | None = None) -> None:
        """Begin the process, by a start event that a message or signal with this payload triggered, or by its own
        rule."""
        task = case.make(case, self, state=self.resting)
        task.data = payload or {}
        self.open(task, start)

    def fill(self, task: live.Task, scope: live.Scope) -> None:
        """What came with the event is the process's own."""
        scope.data, task.data = task.data, {}

    def begins_on(self, starts: tuple[str, ...], message: str) -> bool:
        """Whether a message of that name begins it."""
        definitions = [one for start in self.level.triggered.values() for one in start.definitions]
        named = any(d.kind is outcome.WaitKind.MESSAGE and not d.signal and d.name == message for d in definitions)
        return self.node.id not in starts and named

    def left(self, task: live.Task) -> None:
        """The process has ended."""
        task.workflow.case.forget(task)


class Collaboration(BpmnProcessSpec):  # type: ignore[misc]
    """All pools of a file (9.2).

    Attributes:
        starts: those that begin with the case; the others begin when their event comes.
        objects: whether data objects are drawn in subprocesses or called processes.
        copies: whether anything in it has data associations.
        watches: whether it holds conditional events, which are looked at in every step.
    """

    objects = False
    copies = False
    watches = False

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.pools: dict[str, Pool] = {}
        self.starts: tuple[str, ...] = ()
