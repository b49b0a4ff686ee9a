"""The live objects of one case: SpiffWorkflow's workflow, subworkflows and tasks, holding only what is alive.

The stock tree keeps every finished task and predicts the ones to come, so that its size and cost grow with history.
Here a task is made when its token arrives and leaves the tree when it is done; a scope's tasks all stand directly
under its root, except what belongs to a host (its boundary events, its instances). Data stands once per scope.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from runner import budget as budgets
from runner import outcome, report, stored, troubles
from runner import task as tasks

ROOT = tasks.ROOT
Task = tasks.Task
"""A token in a node; named here because the engine meets it here."""


def _nothing_frozen(record: list[Any]) -> Task:
    raise KeyError(record[0])


def _in_file(spec: Any) -> int:
    number: int = spec.index
    return number


class _Tree:
    """What the case and its scopes have in common: a root, the live tasks under it, tokens parked at joins."""

    tasks: tasks.Tasks
    task_tree: Task

    def _grow(self, spec: Any, case: Case) -> None:
        self.spec = spec
        self.data: dict[str, outcome.Json] = {}
        self.tasks = tasks.Tasks(case.frozen, case.thaw)
        self.completed = False
        self.success = True
        self.last_task = None
        self.locks: dict[str, Any] = {}
        self.correlations: dict[str, Any] = {}
        self.parked: dict[int, int] = {}
        self.live = 0
        self.gone = False
        self.task_tree = Task(self, spec.start, None, ROOT, TaskState.COMPLETED)

    def drop(self, task: Task) -> None:
        """Take a task out of the tree; its children must be gone."""
        del self.tasks[task.id]
        parent = self.tasks.get(task._parent)
        if parent is not None:
            parent._children.pop(task.id, None)
            if parent.id == ROOT and task.spec.counted:
                self.live -= 1

    def adopt(self, task: Task) -> None:
        """Put a task directly under the root: its host has ended, it goes on."""
        parent = self.tasks.get(task._parent)
        if parent is not None:
            parent._children.pop(task.id, None)
        task._parent = ROOT
        self.task_tree._children[task.id] = None
        self.live += 1

    def under_root(self) -> list[Task]:
        """Its tasks, without boundary events and instances, in the order in which they came."""
        return [self.tasks[number] for number in self.task_tree._children]


class Scope(_Tree, BpmnSubWorkflow):  # type: ignore[misc]
    """A running process, subprocess or event subprocess (BPMN 2.0.2, 10.4.7: the context its data lives in)."""

    def __init__(self, case: Case, host: Task) -> None:
        self.top_workflow = case
        self.case = case
        self.host_task = host
        self.parent_task_id = host.id
        self.outer: Scope | Case = host.workflow
        self.level = host.spec.level
        self.depth = self.outer.depth + 1
        self._grow(self.level.spec, case)

    @property
    def parent_workflow(self) -> Any:
        """The scope of its host: known here, where the stock class searches for it."""
        return self.outer

    def _task_completed_notify(self, task: Task) -> None:
        task.spec.left(task)

    def get_task_from_id(self, task_id: int) -> Task | None:
        """The task of that id in this scope."""
        found: Task | None = self.tasks.get(task_id)
        return found


class Case(_Tree, stored.Stored, BpmnWorkflow):  # type: ignore[misc]
    """One run of a whole collaboration. Its own scope holds a task per running pool and the start data.

    Attributes:
        frozen: records of the state (see `runner.state`) that no task has been made of yet, by id.
        kin: per id the ids of what belongs to it, while the task itself is frozen.
        melt: makes the task of a record.
        resting: per number of an element the spec of its stored tasks.
        watched: tasks that wait for a condition, by id.
    """

    def __init__(self, spec: Any, now: datetime, budget: budgets.Budget) -> None:
        # The stock constructor builds a Python script engine and a full tree of predicted tasks.
        self.subprocess_specs: dict[str, Any] = {}
        self.subprocesses: dict[int, Scope] = {}
        self.bpmn_events: list[Any] = []
        self.frozen: dict[int, list[Any]] = {}
        self.kin: dict[int, dict[int, None]] = {}
        self.melt: Callable[[list[Any]], Task] = _nothing_frozen
        self.resting: Sequence[Any] = ()
        self.watched: dict[int, Task] = {}
        self.looked_at = 0
        self.now = now
        self.budget = budget
        self.report = report.Report()
        self.seq = 0
        self.hosts = 0
        self.visits: dict[int, int] = {}
        self.cause = 0
        self.ready: deque[Task] = deque()
        self.settling: deque[Scope] = deque()
        self.steps = 0
        self.alive = 0
        self.expected = 0
        self.called_off = False
        self.watch = budgets.Watch(budget)
        self.at: Any = None
        self.outer = None
        self.level: Any = None
        self.host_task: Task | None = None
        self._grow(spec, self)

    @property
    def case(self) -> Case:
        """Itself: the case is the outermost scope."""
        return self

    @property
    def script_engine(self) -> None:
        """There is none: nothing drawn is executed as code."""
        return

    def _task_completed_notify(self, task: Task) -> None:
        task.spec.left(task)

    # -- making tasks ---------------------------------------------------------------------------------------------

    def make(
        self,
        scope: Any,
        spec: Any,
        parent: Task | None = None,
        state: int = TaskState.FUTURE,
        numbered: bool | None = None,
    ) -> Task:
        """A new task for a token that arrived; under the scope's root unless a host is given.

        Raises:
            StepError: over_budget.
        """
        if spec.numbered if numbered is None else numbered:
            self.seq += 1
            number = self.seq
        else:
            self.hosts += 1
            number = -self.hosts
        task = Task(scope, spec, parent or scope.task_tree, number, state)
        task.opened_by = self.cause
        self.alive += 1
        if parent is None and spec.counted:
            scope.live += 1
        if self.alive > self.budget.live:
            raise self.over("live", self.budget.live, spec, "tokens are alive at once")
        if not number % budgets.EVERY:
            self.in_time(spec)
        return task

    def reached(self, task: Task) -> None:
        """Count a visit of its element."""
        task.visit = self.visits[task.spec.index] = self.visits.get(task.spec.index, 0) + 1

    def over(self, what: str, limit: float, spec: Any, words: str) -> outcome.StepError:
        """The error of a step that would cost too much."""
        return troubles.over_budget(what, limit, words, spec.node, spec.lane)

    def in_time(self, spec: Any) -> None:
        """Look at the stopwatch, at a node.

        Raises:
            StepError: over_budget.
        """
        if self.watch.used() > 1:
            raise self.over("seconds", self.budget.seconds, spec, "seconds are needed for one step")

    # -- the run ----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run every engine task to the next waits.

        Raises:
            StepError: a task can't be run, or the budget is used up.
        """
        while True:
            while self.ready or self.settling:
                if self.ready:
                    self._run_next(self.ready.popleft())
                else:
                    self._settle(self.settling.popleft())
            if not self._open_joins() and not self._watch():
                return

    def _run_next(self, task: Task) -> None:
        if task._state != TaskState.READY:
            return
        self.steps += 1
        if self.steps > self.budget.steps:
            raise self.over("steps", self.budget.steps, task.spec, "nodes are passed in one step")
        if not self.steps % budgets.EVERY:
            self.in_time(task.spec)
        self.at = task.spec
        task.run()

    def _settle(self, scope: Scope) -> None:
        """End a scope that holds no token any more (13.2.2: completed when no token remains)."""
        if scope.gone or scope.live or scope.parked:
            return
        scope.host_task.spec.scope_done(scope.host_task, scope)

    def _open_joins(self) -> bool:
        """Let inclusive joins merge, once nothing else can move. True if one did."""
        opened = False
        for scope in list(self.subprocesses.values()):
            level = scope.level
            joins = {level.flows[flow].target for flow in scope.parked} & level.inclusive
            for join in sorted(joins, key=_in_file):
                opened = join.merge(scope) or opened
        return opened

    def _watch(self) -> bool:
        """Look at the conditions that are waited for (10.5.5), once nothing else can move. True if one has turned true
        and its event has been taken: the next look goes on behind it, and begins anew after the last."""
        while True:
            behind = self.looked_at
            for number in sorted(number for number in self.watched if number > behind):
                task = self.watched[number]
                was, task.met = task.met, task.spec.event_definition.fulfilled(task)
                if task.met and not was:
                    host = task.host()
                    self.cause = host.id if host is not None and host.id > 0 else number
                    self.looked_at = number
                    task.spec.fire(task, {})
                    return True
            self.looked_at = 0
            if not behind:
                return False

    # -- taking away ------------------------------------------------------------------------------------------------

    def withdraw(self, task: Task) -> None:
        """Cancel a task with all that belongs to it: boundary events, instances, inner scopes (13.2.2)."""
        for doomed in reversed(list(self.below(task))):
            doomed._set_state(TaskState.CANCELLED)
            scope = self.subprocesses.pop(doomed.id, None)
            if scope is not None:
                scope.gone = True
            doomed.spec.withdrawn(doomed)
            self.forget(doomed)

    def forget(self, task: Task) -> None:
        """Take one finished task out of its tree."""
        task.scope.drop(task)
        self.alive -= 1

    def clear(self, task: Task) -> None:
        """Withdraw what belongs to a task and let the task itself stay."""
        for number in list(task._children):
            child = task.workflow.tasks.get(number)
            if child is not None:
                self.withdraw(child)

    def empty(self, scope: Scope, keep: Task | None = None) -> None:
        """Withdraw all tokens and listeners of a scope (terminate, interrupting event subprocess), but `keep`."""
        scope.parked.clear()
        for task in scope.under_root():
            if task is not keep and task.id in scope.tasks:
                self.withdraw(task)

    def below(self, task: Task) -> Iterator[Task]:
        """The task and all that belongs to it, hosts first; without recursion."""
        waiting = [task]
        while waiting:
            found = waiting.pop()
            yield found
            waiting += [found.workflow.tasks[number] for number in reversed(found._children)]
            inner = self.subprocesses.get(found.id)
            if inner is not None:
                waiting += reversed(inner.under_root())

    def find(self, number: int) -> Task | None:
        """The live task of a number."""
        if number in self.frozen:
            return self.thaw(number)
        for scope in (self, *self.subprocesses.values()) if number != ROOT else ():
            if number in scope.tasks:
                found: Task = scope.tasks[number]
                return found
        return None

    def expect(self) -> None:
        """Count the messages on their way that will begin a pool: the case hasn't ended while there is one."""
        for message in self.report.sent:
            pool = self.spec.pools.get(message.process or "")
            if pool is not None and pool.begins_on(self.spec.starts, message.name):
                self.expected += 1

    def all_tasks(self) -> Iterator[Task]:
        """Every live task of the case."""
        for root in self.under_root():
            yield from self.below(root)

    # -- scopes -------------------------------------------------------------------------------------------------------

    def open_scope(self, host: Task) -> Scope:
        """A new scope for the content of a host.

        Raises:
            StepError: over_budget, where scopes are nested too deep.
        """
        scope = Scope(self, host)
        if scope.depth > self.budget.nesting:
            raise self.over("nesting", self.budget.nesting, host.spec, "scopes are nested")
        self.subprocesses[host.id] = scope
        return scope

    def close_scope(self, scope: Scope) -> None:
        """Take a finished scope away, with the listeners of its event subprocesses."""
        self.empty(scope)
        scope.gone = True
        del self.subprocesses[scope.host_task.id]
