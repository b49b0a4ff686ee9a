"""Where a case's data stands and who sees it (BPMN 2.0.2, 10.4.1, 10.4.7): once per scope, never per task.

A process, a called process with a data mapping and an instance of a multi-instance hold data of their own; embedded
and event subprocesses use that of the scope around them, but for the data objects that are drawn in them. Reading goes
from the inside out, to the start data of the case; writing always goes to the innermost holder, so that parallel
branches see each other and nothing is merged.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

import orjson

from bpmn.expressions import errors, evaluate, temporal, tree
from runner import live, outcome, troubles

Data = dict[str, outcome.Json]
LOOP_COUNTER = "loopCounter"
"""The number of an instance, from 1 (table 10.29)."""
COUNTED = {LOOP_COUNTER, "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"}
COUNTED |= {"numberOfTerminatedInstances", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances"}
"""What loops show to their expressions (table 10.30), in two usual spellings."""


def layers(task: live.Task) -> list[Data]:
    """The data that a task sees, innermost first."""
    found: list[Data] = []
    while True:
        if task.index is not None or task.loop is not None or task.spec.associations is not None:
            found.append(task.data)
        host = task.host()
        if host is not None and host.loop is not None and task.index is not None:
            found.append(host.data)
        scope = task.workflow
        if scope.host_task is None:
            found.append(scope.data)
            return found
        holder = scope.host_task.spec
        if holder.own_data or scope.level.objects:
            found.append(scope.data)
        if holder.isolated:
            return found
        task = scope.host_task


def seen(task: live.Task) -> Mapping[str, outcome.Json]:
    """The variables that a task sees."""
    found = [layer for layer in layers(task) if layer]
    if len(found) == 1:
        return found[0]
    return ChainMap(*found) if found else {}


def home(task: live.Task, name: str = "") -> Data:
    """Where what a task says is written; what it says under a name, where that may be a data object's."""
    while True:
        if task.index is not None and task.spec.own_item:
            return task.data
        scope = task.workflow
        if scope.host_task is None or scope.host_task.spec.own_data or name in scope.level.objects:
            data: Data = scope.data
            return data
        task = scope.host_task


def carried(task: live.Task) -> Data:
    """What a message or signal takes along: the data of its sender's process and of the scopes inside it. Not that
    which the case was started with, since all pools of the case see it anyway, nor what loops count, which would be
    variables where it is received."""
    found: Data = {}
    for layer in reversed(layers(task)):
        if layer is not task.workflow.case.data:
            found.update(layer)
    return {name: value for name, value in found.items() if name not in COUNTED}


def write(task: live.Task, values: Mapping[str, outcome.Json]) -> None:
    """Write what a task says, in the innermost scope that holds it: a data object where it is drawn, but what an
    instance of a multi-instance says stays its own."""
    if not values:
        return
    if task.workflow.case.spec.copies:
        _refresh_inputs(task, values)
    if not task.workflow.case.spec.objects:
        home(task).update(values)
        return
    for name, found in values.items():
        home(task, name)[name] = found


def _refresh_inputs(task: live.Task, values: Mapping[str, outcome.Json]) -> None:
    """What is said under the name of a data input, of the activity itself or of one around it, is what the outputs of
    that are made of (10.4.2); but what a data object inside it is called is another's."""
    while True:
        if task.spec.associations is not None:
            task.data.update({name: found for name, found in values.items() if name in task.data})
        if task.index is not None:
            if task.spec.own_item:
                return
            around = task.host()
        else:
            around, level = task.workflow.host_task, task.workflow.level
            if around is None or around.spec.own_data:
                return
            values = {name: found for name, found in values.items() if name not in level.objects}
        assert around is not None
        task = around


def put(task: live.Task, values: Mapping[str, outcome.Json]) -> None:
    """Write data objects where they are drawn (10.4.1), and everything else where what the task says is written."""
    own, plain_ones = home(task), dict[str, outcome.Json]()
    for name, found in values.items():
        holder = _object(task, name)
        if holder is not None:
            holder[name] = found
        else:
            plain_ones[name] = found
    own.update(plain_ones)
    if plain_ones and task.workflow.case.spec.copies:
        _refresh_inputs(task, plain_ones)


def _object(task: live.Task, name: str) -> Data | None:
    """The data of the innermost scope in which a data object of that name is drawn."""
    scope = task.workflow
    while scope.host_task is not None:
        if name in scope.level.objects:
            data: Data = scope.data
            return data
        if scope.host_task.spec.isolated:
            return None
        scope = scope.outer
    return None


def value(task: live.Task, expression: tree.Expression, what: str) -> outcome.Json:
    """The value of an expression of the task's node, as plain JSON.

    Parameters:
        what: which expression it is, for the incident.

    Raises:
        StepError: it has no value.
    """
    return plain(raw(task, expression, what))


def value_or_none(task: live.Task, expression: tree.Expression, what: str) -> outcome.Json:
    """As `value`; a variable that isn't there gives null.

    Raises:
        StepError: any other fault of the expression.
    """
    try:
        return value(task, expression, what)
    except outcome.StepError as failure:
        if failure.incident.code == "unknown_variable":
            return None
        raise


def value_for(task: live.Task, spec: Any, expression: tree.Expression, what: str) -> outcome.Json:
    """As `value`, for a task that stands for a scope: the fault is told of the node `spec`.

    Raises:
        StepError: the expression has no value.
    """
    return plain(_evaluated(evaluate.required, task, spec, expression, what))


def raw(task: live.Task, expression: tree.Expression, what: str) -> Any:
    """The value of an expression as the evaluator gives it: dates and durations included.

    Raises:
        StepError: it has no value.
    """
    return _evaluated(evaluate.required, task, task.spec, expression, what)


def truth_for(task: live.Task, spec: Any, expression: tree.Expression, what: str) -> bool:
    """As `truth`, for a task that stands for a scope: the fault is told of the node `spec`.

    Raises:
        StepError: it can't be told.
    """
    return _evaluated(evaluate.truth, task, spec, expression, what)


def truth(task: live.Task, expression: tree.Expression, what: str) -> bool:
    """Whether a condition is fulfilled.

    Raises:
        StepError: it can't be told.
    """
    return _evaluated(evaluate.truth, task, task.spec, expression, what)


Found = TypeVar("Found")


def _evaluated(
    evaluator: Callable[[tree.Expression, Mapping[str, Any], datetime], Found],
    task: live.Task,
    spec: Any,
    expression: tree.Expression,
    what: str,
) -> Found:
    """What the evaluator gives for a task; its fault is told of the node `spec`. One evaluation is bounded, a thousand
    of them at one gateway are not: hence the look at the stopwatch."""
    case = task.workflow.case
    try:
        found = evaluator(expression, seen(task), case.now)
    except errors.ExpressionError as failure:
        raise troubles.of_expression(failure, what, spec.node, spec.lane) from failure
    case.in_time(spec)
    return found


def plain(found: Any) -> outcome.Json:
    """A value of the evaluator as JSON: dates and times in ISO 8601, durations as they are written.

    Nested lists and contexts are at most as deep as the evaluator lets results be.
    """
    if found is None or isinstance(found, bool | int | float | str):
        return found
    if isinstance(found, datetime | date | time):
        return found.isoformat()
    if isinstance(found, temporal.Duration):
        return _duration(found)
    if isinstance(found, Mapping):
        return {str(key): plain(part) for key, part in found.items()}
    if isinstance(found, list | tuple):
        return [plain(part) for part in found]
    return str(found)


def _duration(length: temporal.Duration) -> str:
    sign = "-" if length.negative else ""
    days, seconds = abs(length.days), abs(length.seconds)
    day = (f"{abs(length.months)}M" if length.months else "") + (f"{days}D" if days else "")
    clock = f"T{seconds}S" if seconds or not day else ""
    return f"{sign}P{day}{clock}"


def checked(given: Mapping[str, outcome.Json], budget_bytes: int) -> Data:
    """Data from outside, copied.

    Raises:
        StepError: ``data_error`` where it isn't plain JSON, over_budget where it is too large.
    """
    try:
        raw_json = orjson.dumps(given)
    except (TypeError, ValueError) as cause:
        raise troubles.not_json(cause) from cause
    if len(raw_json) > budget_bytes:
        raise troubles.over_budget("data_bytes", budget_bytes, "bytes of data are brought to one case")
    copied: Data = orjson.loads(raw_json)
    return copied
