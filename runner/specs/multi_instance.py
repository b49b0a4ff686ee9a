"""Multi-instance activities, parallel and sequential (BPMN 2.0.2, 10.3.8, 13.3.7).

Each instance holds data of its own: what five departments answer under one key stays five answers. When it is done
its output goes to its place in the output collection; without one, what it wrote goes to the scope around.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask

from bpmn.expressions import tree
from runner import data, live, outcome, troubles
from runner.specs import loop, none_event


@dataclass(frozen=True, slots=True)
class Characteristics:
    """What the diagram says of a multi-instance, parsed. `thrown` is thrown for each completed instance, or `once` for
    the first (10.3.8)."""

    cardinality: tree.Expression | None = None
    collection: tree.Expression | None = None
    item: str | None = None
    output_collection: str | None = None
    collection_object: str | None = None
    output_object: str | None = None
    item_id: str | None = None
    output_item: tree.Expression | None = None
    output_item_id: str | None = None
    completion: tree.Expression | None = None
    thrown: none_event.Definition | None = None
    once: bool = False


class MultiInstanceMixin(loop.LoopMixin):
    """Base of both kinds."""

    def __init__(self, *given: Any, inner: Any, said: Characteristics, **more: Any) -> None:
        super().__init__(*given, **more)
        self.inner = inner
        self.said = said

    def _run_hook(self, my_task: live.Task) -> bool | None:
        items = self._items(my_task)
        total = len(items) if items is not None else self._cardinality(my_task)
        limit = my_task.workflow.case.budget.instances
        if total > limit:
            raise my_task.workflow.case.over("instances", limit, self, "instances of one activity")
        my_task.loop = [total, 0, 0, items, {}]
        self.refresh(my_task)
        if not total:
            self._result(my_task)
            return True
        self.attach(my_task)
        self.first(my_task, total)
        self.refresh(my_task)
        return None

    def first(self, host: live.Task, total: int) -> None:
        """Begin the instances that begin at once."""
        raise NotImplementedError

    def next(self, host: live.Task) -> None:
        """Begin what follows a completed instance."""

    def begin_at(self, host: live.Task, index: int) -> None:
        """Begin the instance of a number."""
        assert host.loop is not None
        items = host.loop[loop.ITEMS]
        self.instance(host, index, None if items is None else items[index])

    def prepare(self, host: live.Task, task: live.Task) -> None:
        """The instance sees its number and its item."""
        super().prepare(host, task)
        for name in (self.said.item, self.said.item_id):
            if name:
                task.data[name] = task.item

    def instance_done(self, host: live.Task, task: live.Task) -> None:
        """Take its output; end when all are done or the completion condition is fulfilled."""
        assert host.loop is not None
        host.loop[loop.DONE] += 1
        self.refresh(host)
        self._output(host, task)
        if self.said.thrown is not None and (host.loop[loop.DONE] == 1 or not self.said.once):
            self.said.thrown.throw(host)
            if not host.open:
                return  # a boundary event has caught it and interrupted
        completed = self.said.completion is not None and data.truth(task, self.said.completion, "completion condition")
        if not completed and host.loop[loop.DONE] < host.loop[loop.TOTAL]:
            self.next(host)
            self.refresh(host)
            return
        for other in self.instances(host):
            host.workflow.case.withdraw(other)
        self._result(host)
        host.complete()

    def _output(self, host: live.Task, task: live.Task) -> None:
        assert host.loop is not None
        if self.said.output_collection is not None:
            found = None
            if self.said.output_item is not None:
                found = data.value_or_none(task, self.said.output_item, "output item")
            if found is None and self.said.output_item_id is not None:
                found = data.seen(task).get(self.said.output_item_id)
            host.loop[loop.RESULTS][str(task.index)] = found
        else:
            own = {data.LOOP_COUNTER, self.said.item, self.said.item_id}
            data.write(host, {key: value for key, value in task.data.items() if key not in own})

    def _result(self, host: live.Task) -> None:
        if self.said.output_collection is not None:
            assert host.loop is not None
            results = host.loop[loop.RESULTS]
            found = [results[key] for key in sorted(results, key=int)]
            names = (self.said.output_collection, self.said.output_object)
            data.write(host, {name: found for name in names if name is not None})

    def _items(self, task: live.Task) -> list[outcome.Json] | None:
        if self.said.collection is None:
            return None
        seen = data.seen(task)
        if self.said.collection_object in seen:
            found = seen[str(self.said.collection_object)]
        else:
            found = data.value(task, self.said.collection, "collection")
        if isinstance(found, Mapping):
            return list(found.values())
        if not isinstance(found, list):
            raise self._wrong("collection", "a list", found)
        return found

    def _cardinality(self, task: live.Task) -> int:
        assert self.said.cardinality is not None
        found = data.value(task, self.said.cardinality, "loop cardinality")
        if isinstance(found, str) and found.strip().isascii() and found.strip().isdigit() and len(found) < 16:
            found = int(found)
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        if isinstance(found, bool) or not isinstance(found, int) or found < 0:
            raise self._wrong("loop cardinality", "a number from 0", found)
        return found

    def _wrong(self, what: str, wanted: str, found: object) -> outcome.StepError:
        message = f"the {what} gives a {type(found).__name__}, not {wanted}"
        return troubles.step_error("loop_error", message, self.node, self.lane, {"what": what})


class ParallelMultiInstance(MultiInstanceMixin, ParallelMultiInstanceTask):  # type: ignore[misc]
    """All instances begin at once."""

    def first(self, host: live.Task, total: int) -> None:
        """Begin them all."""
        for index in range(total):
            self.begin_at(host, index)
        assert host.loop is not None
        host.loop[loop.ITEMS] = None  # each instance bears its own


class SequentialMultiInstance(MultiInstanceMixin, SequentialMultiInstanceTask):  # type: ignore[misc]
    """One instance after the other."""

    def first(self, host: live.Task, total: int) -> None:
        """Begin the first."""
        self.begin_at(host, 0)

    def next(self, host: live.Task) -> None:
        """Begin the next."""
        assert host.loop is not None
        self.begin_at(host, host.loop[loop.DONE])
