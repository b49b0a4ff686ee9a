"""Timer events (BPMN 2.0.2, 10.5.5): a date, a duration or a cycle in ISO 8601, or an expression that gives one.

Instants are aware; a date without a zone is one of the agencies' zone. Nothing here reads a clock: a timer is armed
at the step's `now` and fires when `wake` is called at or after its due time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from bpmn import diagram
from bpmn.expressions import cron, errors, temporal, tree
from runner import data, live, outcome, troubles
from runner.specs import none_event

if TYPE_CHECKING:
    from collections.abc import Callable

Due = TypeVar("Due")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(instant: datetime) -> int:
    """An aware instant as ms since 1970 UTC, rounded up: a timer never fires early."""
    return -((EPOCH - instant) // timedelta(milliseconds=1))


def instant(ms: int) -> datetime:
    """The aware instant of ms since 1970, in UTC."""
    return EPOCH + timedelta(milliseconds=ms)


class Timer(none_event.Definition, TimerEventDefinition):  # type: ignore[misc]
    """A timer waited for. `timer` is its constant value, or the expression that gives it when it is armed.

    None where the drawing doesn't say when: that is an error of the step that arms it.

    A task's `due` is in ms since 1970; of a timer in working time, which a calendar beside the engine ends, it is the
    instant from which that counts, negative.
    """

    waits = True
    kind = outcome.WaitKind.TIMER

    def __init__(
        self, name: str, written: diagram.EventDefinition, timer: temporal.Timer | tree.Expression | None
    ) -> None:
        super().__init__(name, "")
        self.written: diagram.EventDefinition = written
        self.timer = timer

    def arm(self, task: live.Task) -> None:
        """Set the timer, if its task doesn't bear a due time already.

        Raises:
            StepError: timer_error.
        """
        if task.due is None:
            task.due, task.left = self._guarded(task, self._first)
        host = task.host()
        standing = host.id if host is not None and host.id > 0 else None
        working = self._guarded(task, self._working) if task.due < 0 else None
        lane = "" if working is None else task.spec.lane
        shown = outcome.Timer(task.id, task.spec.node.id, instant(abs(task.due)), standing, lane, working)
        task.workflow.case.report.arm(shown)

    def disarm(self, task: live.Task) -> None:
        """The timer has fired or isn't wanted any more."""
        task.workflow.case.report.disarm(task.id)

    def following(self, task: live.Task) -> tuple[int, int | None] | None:
        """The next occurrence of a cycle, counted from the last due time, so that late waking shifts nothing."""
        if task.left == 0:
            return None
        return self._guarded(task, self._next)

    def _guarded(self, task: live.Task, compute: Callable[[live.Task], Due]) -> Due:
        try:
            return compute(task)
        except errors.ExpressionError as failure:
            raise troubles.of_expression(failure, "timer", task.spec.node, task.spec.lane, "timer_error") from failure

    def _value(self, task: live.Task) -> temporal.Timer:
        if isinstance(self.timer, tree.Expression):
            return temporal.timer_of(self._kind(), data.raw(task, self.timer, "timer"))
        if self.timer is None:
            raise errors.TemporalError("empty", "the drawing doesn't say when")
        return self.timer

    def _kind(self) -> temporal.Kind:
        match self.written.timer:
            case "date":
                return "date"
            case "cycle":
                return "cycle"
        return "duration"

    def _first(self, task: live.Task) -> tuple[int, int | None]:
        now = task.workflow.case.now.astimezone(temporal.zone())
        value = self._value(task)
        if isinstance(value, datetime):
            return milliseconds(value), 0
        if isinstance(value, cron.Cron):
            due = value.following(now)
            if due is None:
                raise errors.TemporalError("out_of_range", "the cycle is never due")
            return milliseconds(due), None
        if isinstance(value, temporal.Duration):
            return milliseconds(temporal.add(now, value)), 0
        if isinstance(value, temporal.Working):
            return -milliseconds(now), 0
        left = None if value.repetitions is None else max(value.repetitions - 1, 0)
        first = value.start or temporal.add(now, value.interval)
        if first < now:
            first, left = _caught_up(value, first, now, left)
        return milliseconds(first), left

    def _working(self, task: live.Task) -> temporal.Working:
        value = self._value(task)
        assert isinstance(value, temporal.Working)
        return value

    def _next(self, task: live.Task) -> tuple[int, int | None] | None:
        assert task.due is not None
        value = self._value(task)
        last = instant(task.due).astimezone(temporal.zone())
        if isinstance(value, cron.Cron):
            due = value.following(last)
            return None if due is None else (milliseconds(due), None)
        assert isinstance(value, temporal.Cycle)
        return milliseconds(temporal.add(last, value.interval)), None if task.left is None else task.left - 1


def _caught_up(cycle: temporal.Cycle, first: datetime, now: datetime, left: int | None) -> tuple[datetime, int | None]:
    """The first occurrence of a cycle that isn't past, and how many are left; those that are past are used up."""
    if not cycle.interval.months:
        step = timedelta(days=cycle.interval.days, seconds=cycle.interval.seconds)
        skipped = -((first - now) // step)
        skipped = skipped if left is None else min(skipped, left)
        return first + skipped * step, None if left is None else left - skipped
    while first < now and left != 0:
        first, left = temporal.add(first, cycle.interval), None if left is None else left - 1
    return first, left
