"""What a case knows of the tasks that stand in its state and that no step has asked for: they pass as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from runner import task as task_


class Stored:
    """The part of `runner.live.Case` that makes tasks of records, and tells what can be told without making them."""

    frozen: dict[int, list[Any]]
    kin: dict[int, dict[int, None]]
    melt: Callable[[list[Any]], task_.Task]
    resting: Sequence[Any]
    tasks: task_.Tasks
    subprocesses: dict[int, Any]

    def thaw(self, number: int) -> task_.Task:
        """Make the task of a record.

        Raises:
            KeyError: there is none of that id.
        """
        return self.melt(self.frozen.pop(number))

    def standing(self, scope: Any) -> set[int]:
        """Numbers of the elements at which tokens of a scope stand."""
        found = set()
        for number in scope.task_tree._children:
            record = self.frozen.get(number)
            spec = scope.tasks[number].spec if record is None else self.resting[record[1]]
            if spec.counted:
                found.add(spec.index)
        return found

    def due(self, limit: int) -> list[tuple[int, int]]:
        """Due time and number of the timers that are due, in no order, without making their tasks.

        Parameters:
            limit: ms since 1970 UTC.
        """
        stored = ((record[6].get("t"), number) for number, record in self.frozen.items() if len(record) > 6)
        found = [(due, number) for due, number in stored if due is not None and 0 <= due <= limit]
        for scope in (self, *self.subprocesses.values()):
            found += [
                (task.due, task.id) for task in scope.tasks.values() if task.due is not None and 0 <= task.due <= limit
            ]
        return found

    def instances(self, host: task_.Task) -> int:
        """How many instances of a loop or multi-instance are active."""
        count = 0
        for number in host._children:
            record = self.frozen.get(number)
            count += record[1] < 0 if record is not None else host.workflow.tasks[number].index is not None
        return count

    def holder(self, number: int) -> Any:
        """The scope that a task of the state stands in, by the id of the scope's host."""
        return self.subprocesses[number] if number else self

    def numbers(self) -> Iterator[int]:
        """Ids of all live tasks, in no order, without making them."""
        yield from self.frozen
        for scope in (self, *self.subprocesses.values()):
            yield from (number for number in scope.tasks if number != task_.ROOT)
