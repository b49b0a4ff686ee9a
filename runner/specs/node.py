"""What all nodes have in common: a token comes, the node runs, tokens leave (BPMN 2.0.2, 13.3.1).

`NodeMixin` stands before a SpiffWorkflow spec and replaces its prediction, its data copied down the tree and its
outputs by tokens on sequence flows.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.event import Event
from SpiffWorkflow.util.task import TaskState

from bpmn import diagram
from bpmn.expressions import tree
from runner import data, live, outcome, troubles


class Shared:
    """An attribute that the stock sets anew on each spec and ours never use: one value for all, whatever is set.

    They were most of a spec's memory. Besides, Python lets the objects of a class share the keys of their attributes
    up to thirty of them; one more, and each object has a dictionary of its own, of four times the size.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __get__(self, spec: object, owner: type | None = None) -> Any:
        return self.value

    def __set__(self, spec: object, value: object) -> None:
        pass


SILENT, NOTHING = Shared(Event()), Shared(())
"""A signal that nobody is connected to; no associations, no assignments."""
EMPTY = types.MappingProxyType[str, Any]({})
"""The properties of each spec: set once the stock has filled its own with nothing."""


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow (8.4.13): its number in the version's table, its ends and its condition."""

    index: int
    id: str
    target: NodeMixin
    condition: tree.Expression | None = None
    default: bool = False


class NodeMixin:
    """Base of every node's spec.

    Attributes:
        index: number of its element in the version's table.
        node: the element.
        lane: key of its lane.
        incoming, outgoing: its flows, in the file's order.
        visited: how often a token came to it is counted.
        numbered: its tasks bear a serial number of the case, because somebody waits for them.
        counted: its tasks are tokens of their scope; listeners of event subprocesses aren't.
        kind: what its tasks wait for, None where they don't.
        own_data, isolated: whether a scope that it hosts holds data, and hides the data outside.
        own_item: whether its tasks, being instances, hold data.
        watches: whether its tasks wait for a condition.
        associations: what it copies from and to data objects, None where nothing.
        in_ad_hoc: whether it is an activity of an ad-hoc subprocess.
        part, parts: an event with several definitions has a part for each but the first; their numbers count from 1.
        groups: whether the waits under its tasks exclude each other.
        resting: the state in which its tasks are stored.
    """

    numbered = False
    visited = False
    counted = True
    listener = False
    watches = False
    kind: outcome.WaitKind | None = None
    own_data = False
    isolated = False
    own_item = False
    groups = False
    associations: Any = None
    in_ad_hoc = False
    part = 0
    parts: tuple[Any, ...] = ()
    _definitions: tuple[Any, ...] = ()
    resting: int = TaskState.READY
    level: Any = None
    outer: Any = None
    boundaries: tuple[Any, ...] = ()
    """The boundary events that stand on it (`runner.specs.boundary_event`)."""
    name: str
    update_event = ready_event = completed_event = error_event = cancelled_event = run_event = SILENT
    pre_assign = post_assign = data_input_associations = data_output_associations = NOTHING
    if TYPE_CHECKING:

        def _update(self, my_task: live.Task) -> None: ...

    def __init__(self, spec: Any, index: int, node: diagram.Node, lane: str, **more: Any) -> None:
        # Names of the stock's own specs ("Start", "End") can't be met: ours begin with a number sign.
        super().__init__(spec, more.pop("name", f"#{index}"), bpmn_name=node.name, lane=lane, **more)  # type: ignore[call-arg]
        self.data = self.defines = EMPTY
        self.index = index
        self.node = node
        self.lane = lane
        self.incoming: tuple[Flow, ...] = ()
        self.outgoing: tuple[Flow, ...] = ()
        self.plain = True

    def join_up(self, incoming: tuple[Flow, ...], outgoing: tuple[Flow, ...]) -> None:
        """Set its flows, once all nodes are there."""
        self.incoming, self.outgoing = incoming, outgoing
        self.plain = not any(flow.default or flow.condition for flow in outgoing)
        for part in self.parts:
            part.join_up(incoming, outgoing)

    @property
    def definitions(self) -> tuple[Any, ...]:
        """The event definitions of its element."""
        return self._definitions or (self.event_definition,)  # type: ignore[attr-defined]

    @definitions.setter
    def definitions(self, definitions: tuple[Any, ...]) -> None:
        self._definitions = definitions

    # -- a token comes ------------------------------------------------------------------------------------------------

    def arrive(self, scope: live.Scope, flow: Flow | None) -> None:
        """A token has come, on a flow or as the start. Each starts the node (implicit merge, 13.3.1)."""
        self.begin(scope)

    def begin(self, scope: live.Scope, host: live.Task | None = None) -> live.Task:
        """Make the task for a token and let it become ready; under a host where it waits there with others."""
        task = scope.case.make(scope, self, host)
        if self.visited:
            scope.case.reached(task)
        if self.associations is not None:
            self.associations.copy_in(task)
        self._update(task)
        return task

    def test(self) -> None:
        """Nothing: a node without incoming flows is legal, and a diagram is checked when it is read."""

    def _update_hook(self, my_task: live.Task) -> bool:
        return True

    def _on_ready(self, my_task: live.Task) -> None:
        self._on_ready_hook(my_task)

    def _on_ready_hook(self, my_task: live.Task) -> None:
        my_task.workflow.case.ready.append(my_task)

    # -- the node runs ------------------------------------------------------------------------------------------------

    def _run(self, my_task: live.Task) -> bool | None:
        return self._run_hook(my_task)

    def _run_hook(self, my_task: live.Task) -> bool | None:
        return True

    def _on_complete(self, my_task: live.Task) -> None:
        my_task.workflow._task_completed_notify(my_task)

    # -- tokens leave -------------------------------------------------------------------------------------------------

    def left(self, task: live.Task) -> None:
        """The task is done: put its tokens on the flows and take it out of the tree."""
        case, scope = task.workflow.case, task.workflow
        if self.associations is not None:
            self.associations.copy_out(task)
            if task.index is None:
                task.data = {}  # its data inputs were the activity's alone: conditions of its flows don't see them
        if task.index is not None:
            host = task.host()
            assert host is not None
            case.clear(task)
            case.forget(task)
            host.spec.instance_done(host, task)
            return
        case.report.passed.append(self.node.id)
        ways = self.ways(task) if task.takes is None else task.takes
        case.clear(task)
        case.forget(task)
        self.leave(scope, ways)
        if self.in_ad_hoc:
            scope.host_task.spec.completed(scope, self)

    def leave(self, scope: live.Scope, ways: tuple[Flow, ...]) -> None:
        """Put a token on each of the flows."""
        for flow in ways:
            scope.case.report.passed.append(flow.id)
            flow.target.arrive(scope, flow)
        if not scope.live:
            scope.case.settling.append(scope)

    def ways(self, task: live.Task) -> tuple[Flow, ...]:
        """The flows that a token takes (8.4.13, 13.3.1): all without a condition; of those with one, those that are
        fulfilled; the default flow where none of them is.

        Raises:
            StepError: no_flow_taken.
        """
        if self.plain:
            return self.outgoing
        fulfilled = {f for f in self.outgoing if f.condition and not f.default and self.fulfilled(task, f)}
        taken = tuple(
            f for f in self.outgoing if f in fulfilled or (not fulfilled if f.default else f.condition is None)
        )
        return taken or self.nowhere()

    def fulfilled(self, task: live.Task, flow: Flow) -> bool:
        """Whether a flow's condition is."""
        assert flow.condition is not None
        return data.truth(task, flow.condition, f"condition of flow {flow.id}")

    def nowhere(self) -> tuple[Flow, ...]:
        """No flow can be taken.

        Raises:
            StepError: no_flow_taken.
        """
        raise troubles.step_error(
            "no_flow_taken",
            "no condition of its outgoing flows is fulfilled and it has no default flow",
            self.node,
            self.lane,
            {"flows": ", ".join(flow.id for flow in self.outgoing)},
        )

    # -- the task is taken away ---------------------------------------------------------------------------------------

    def withdrawn(self, task: live.Task) -> None:
        """The task has been cancelled: nodes that wait tell it."""

    def scope_done(self, host: live.Task, scope: live.Scope) -> None:
        """The scope that a task of this node hosts holds no token any more."""
        raise NotImplementedError

    def wait(self, task: live.Task) -> outcome.Wait:
        """The task as those outside see it."""
        assert self.kind is not None
        item, index = _instance(task)
        return outcome.Wait(
            seq=task.id,
            kind=self.kind,
            element=self.node.id,
            name=self.node.name,
            lane=self.lane,
            visit=task.visit,
            opened_by=task.opened_by or None,
            item=item,
            index=index,
            group=_group(task),
        )


def _group(task: live.Task) -> str | None:
    """Id of the outermost node under which a wait excludes others: an event-based gateway, or an event that waits for
    several."""
    group, host = None, task.host()
    while host is not None and host.spec.groups:
        group, host = host.spec.node.id, host.host()
    return group


def _instance(task: live.Task) -> tuple[outcome.Json, int | None]:
    """Item and number of the innermost instance that a task is or stands in."""
    found: live.Task | None = task
    while found is not None:
        if found.index is not None:
            return found.item, found.index
        found = found.workflow.host_task
    return None, None
