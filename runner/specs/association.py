"""Data associations and mappings of activities and events (BPMN 2.0.2, 10.4.2): what is copied in and out.

An activity that has any holds a layer of data of its own while it is active: what is copied in stands there, and what
is copied out is taken from what it sees. A source that has no value copies nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn import diagram
from bpmn.expressions import parse, tree
from runner import data, live, outcome


@dataclass(frozen=True, slots=True)
class Copy:
    """One value to copy: the variable that holds it or the expression that gives it, and the variable it goes to."""

    value: tree.Expression | str
    target: str


@dataclass(frozen=True, slots=True)
class Associations:
    """All that is copied at one activity or event: the mapping of a call too, where a global task is done in its place
    (10.3.6)."""

    before: tuple[Copy, ...] = ()
    after: tuple[Copy, ...] = ()

    def copy_in(self, task: live.Task) -> None:
        """Its task begins.

        Raises:
            StepError: a transformation or assignment has no value.
        """
        for copy in self.before:
            for found in _found(task, copy):
                task.data[copy.target] = found

    def copy_out(self, task: live.Task) -> None:
        """Its task is completed.

        Raises:
            StepError: a transformation or assignment has no value.
        """
        values = {copy.target: found for copy in self.after for found in _found(task, copy)}
        data.put(task, values)


def _found(task: live.Task, copy: Copy) -> Iterator[outcome.Json]:
    """Its value; nothing where it reads what isn't there."""
    if isinstance(copy.value, str):
        seen = data.seen(task)
        if copy.value in seen:
            yield seen[copy.value]
        return
    try:
        yield data.value(task, copy.value, f"data association to {copy.target}")
    except outcome.StepError as failure:
        if failure.incident.code != "unknown_variable":
            raise


def of(drawn: diagram.Node) -> Associations | None:
    """What a node copies, None where it copies nothing.

    Raises:
        ExpressionError: a transformation, assignment or mapping that can't be read.
    """
    before, after = list(_copies(drawn.associations_in)), list(_copies(drawn.associations_out, out=True))
    if drawn.type != "callActivity":
        before += [Copy(parse.parse(text), name) for name, text in drawn.called_inputs]
        after += [Copy(parse.parse(text), name) for name, text in drawn.called_outputs]
    return Associations(tuple(before), tuple(after)) if before or after else None


def _copies(associations: tuple[diagram.Association, ...], *, out: bool = False) -> Iterator[Copy]:
    for one in associations:
        if one.transformation is not None and one.target is not None:
            yield Copy(parse.parse(one.transformation.body, one.transformation.language), one.target)
        elif one.source is not None and one.target is not None and (out or one.source != one.target):
            yield Copy(one.source, one.target)
        for said, name in one.assignments:
            yield Copy(parse.parse(said.body, said.language), name)
