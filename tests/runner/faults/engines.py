"""The two engines behind one small interface, both given the very same file.

Ours is what the service runs: the file is studied, its prepared diagram loaded, every step taken on a state's bytes.
Stock is SpiffWorkflow as it comes: its own parser, workflow and serializer, nothing subclassed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bpmn import study
from runner import engine, loader, outcome
from tests.runner import driving


class RefusedError(Exception):
    """The engine says that it will not do this, and why; the case is as it was."""


class BrokenError(Exception):
    """A promise was not kept: what was seen instead."""


def check(what: str, seen: object, promised: object) -> None:
    """Keep to what was promised.

    Raises:
        BrokenError: with both, so that a test can say precisely how a promise was broken.
    """
    if seen != promised:
        raise BrokenError(f"{what}: {seen!r}, promised was {promised!r}")


class Case(Protocol):
    """A case under way, begun from a file.

    Whatever an engine refuses with a reason is a RefusedError; its other faults are let through.
    """

    def __init__(self, file: bytes, data: Mapping[str, Any] | None = None) -> None: ...

    @property
    def open(self) -> list[str]:
        """Ids of the elements at which a person is waited for, in alphabetical order."""

    @property
    def ended(self) -> bool:
        """Whether the case is said to have ended."""

    @property
    def data(self) -> dict[str, Any]:
        """The variables that the first open task sees."""

    @property
    def due(self) -> datetime:
        """When the first timer fires."""

    @property
    def size(self) -> int:
        """Bytes of what is stored."""

    def do(self, element: str, /, **answers: Any) -> Any:
        """Complete the first open task at an element; returns what names it afterwards."""

    def again(self, done: Any) -> None:
        """Complete a task that has been completed."""

    def reload(self) -> None:
        """Go on with what was stored."""

    def post(self) -> None:
        """Hand over the messages that were thrown to another pool, where the engine has kept them for that."""


class Ours:
    """Laneway's engine."""

    def __init__(self, file: bytes, data: Mapping[str, Any] | None = None) -> None:
        try:
            self.run = driving.Run(study.study(file).prepared, dict(data or {}))
        except (outcome.StepError, loader.UnsupportedError) as refusal:
            raise RefusedError(str(refusal)) from refusal

    @property
    def open(self) -> list[str]:
        return sorted(wait.element for wait in self.run.waits() if wait.kind is outcome.WaitKind.TASK)

    @property
    def ended(self) -> bool:
        return self.run.ended

    @property
    def data(self) -> dict[str, Any]:
        return self.run.data(self.run.waits()[0].seq)

    @property
    def due(self) -> datetime:
        return self.run.outcomes[-1].timers_set[0].due_at

    @property
    def size(self) -> int:
        return len(self.run.state)

    def do(self, element: str, /, **answers: Any) -> int:
        seq = self.run.seq(element)
        try:
            self.run.complete(seq, **answers)
        except outcome.StepError as refusal:
            raise RefusedError(str(refusal)) from refusal
        return seq

    def again(self, done: int) -> None:
        try:
            self.run.complete(done)
        except outcome.NotOpenError as refusal:
            raise RefusedError(str(refusal)) from refusal

    def reload(self) -> None:
        engine.waits(self.run.program, self.run.state)  # every step begins with the bytes of the last one anyway

    def post(self) -> None:
        while self.run.post:
            self.run.deliver()


class Stock:
    """The library as it comes."""

    def __init__(self, file: bytes, data: Mapping[str, Any] | None = None) -> None:
        parser: Any = BpmnParser()
        parser.add_bpmn_str(file)
        if parser.collaborations:
            spec, inner = parser.get_collaboration(next(iter(parser.collaborations)))
        else:
            first = parser.get_process_ids()[0]
            spec, inner = parser.get_spec(first), parser.get_subprocess_specs(first)
        self.serializer: Any = BpmnWorkflowSerializer()
        self.workflow: Any = BpmnWorkflow(spec, inner)
        if data:
            self.workflow.task_tree.data.update(data)
        self.workflow.do_engine_steps()

    def _ready(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    @property
    def open(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self._ready())

    @property
    def ended(self) -> bool:
        return bool(self.workflow.is_completed())

    @property
    def data(self) -> dict[str, Any]:
        return dict(self._ready()[0].data)

    @property
    def due(self) -> datetime:
        waiting = next(iter(self.workflow.get_tasks(state=TaskState.WAITING)))
        definition, written = waiting.task_spec.event_definition, waiting.internal_data["event_value"]
        found: datetime = definition.parse_time_or_duration(written)
        return found

    @property
    def size(self) -> int:
        return len(self.serializer.serialize_json(self.workflow))

    def do(self, element: str, /, **answers: Any) -> Any:
        task = next(task for task in self._ready() if task.task_spec.bpmn_id == element)
        task.data.update(answers)
        task.run()
        self.workflow.do_engine_steps()
        return task

    def again(self, done: Any) -> None:
        done.run()
        self.workflow.do_engine_steps()

    def reload(self) -> None:
        self.workflow = self.serializer.deserialize_json(self.serializer.serialize_json(self.workflow))

    def post(self) -> None:
        """Nothing: between the pools of a collaboration stock delivers by itself."""
