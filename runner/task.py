"""A live token in a node: SpiffWorkflow's task without what makes the stock one costly or unrepeatable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.task import Task as SpiffTask
from SpiffWorkflow.util.task import TaskState

from runner import outcome

ROOT = 0
"""Id of the root task of each scope."""
ABSENT = -1_000_000_000
"""Parent of a root: no task bears this id."""


class Task(SpiffTask):  # type: ignore[misc]
    """A token in a node. Its id is the case's serial number where it waits, else a negative number.

    Attributes:
        opened_by: serial number of the wait whose end led here, 0 at the start.
        visit: how often the element had been reached when this token came.
        index: number of the instance in a loop or multi-instance, from 0; None where it is none.
        item: the collection's element of an instance.
        due: when its timer fires, in ms since 1970 UTC; None without one.
        met: whether the condition it waits for was fulfilled when it was last looked at.
        left: occurrences of a cycle that are left after this one; None for ever.
        key: correlation key of the message waited for.
        takes: the flows a gateway chose; None lets the node's own rule decide.
        loop: what a loop host keeps: see `runner.specs.loops`.
    """

    def __init__(self, workflow: Any, task_spec: Any, parent: Task | None, number: int, state: int) -> None:
        # The stock constructor draws a random id and reads the clock; neither is wanted in a pure step.
        self.id = number
        self.workflow = workflow
        self.task_spec = task_spec
        self.data: dict[str, outcome.Json] = {}
        self.internal_data: dict[str, Any] = {}
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0.0
        self._state = state
        self._children: dict[int, None] = {}
        self._parent: int = ABSENT
        self.opened_by = 0
        self.visit = 1
        self.index: int | None = None
        self.item: outcome.Json = None
        self.due: int | None = None
        self.left: int | None = 0
        self.key: str | None = None
        self.met = False
        self.takes: tuple[Any, ...] | None = None
        self.loop: list[Any] | None = None
        workflow.tasks[number] = self
        if parent is not None:
            self._parent = parent.id
            parent._children[number] = None

    def _set_state(self, value: int) -> None:
        self._state = value  # without the log record and the clock of the stock method

    def _child_added_notify(self, child: Task) -> None:
        self._children[child.id] = None

    @property
    def spec(self) -> Any:
        """The node's spec: `runner.specs.node.NodeMixin`."""
        return self.task_spec

    @property
    def scope(self) -> Any:
        """The scope it runs in: `runner.live.Scope`."""
        return self.workflow

    @property
    def open(self) -> bool:
        """Whether it is not finished."""
        return not self._state & TaskState.FINISHED_MASK

    def host(self) -> Task | None:
        """The task it belongs to as an instance or boundary event; None directly under its scope's root."""
        return self.workflow.tasks.get(self._parent) if self._parent != ROOT else None


class Tasks(dict[int, Task]):
    """The tasks of a scope by id. What was read from a state becomes a task when somebody asks for it, so that a step
    costs what it touches and not what else is alive."""

    def __init__(self, frozen: Mapping[int, object], thaw: Callable[[int], Task]) -> None:
        """`frozen` are the records that no task has been made of yet; `thaw` makes the task of one."""
        super().__init__()
        self._frozen, self._thaw = frozen, thaw

    def __missing__(self, number: int) -> Task:
        return self._thaw(number)

    def get(self, number: int, default: Any = None) -> Any:
        """The task of that id, made where it only stands in the state."""
        found = super().get(number)
        if found is not None:
            return found
        return self._thaw(number) if number in self._frozen else default
