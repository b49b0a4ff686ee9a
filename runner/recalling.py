"""Taking a completion back: a three-way merge of what it did into the state as it is now.

The completion's effects are kept as differences between the states before and after it: tasks consumed, produced and
changed, scopes opened and ended, tokens parked and taken, keys of data written. They are undone one by one, if what
was produced is still there as it was; steps that others have taken meanwhile, in parallel branches, stay.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from runner import budget as budgets
from runner import live, loader, outcome, state

Record = list[Any]
CASE = "0"
_PARTS = 6


def undo(case: live.Case, before: list[Any], after: list[Any]) -> bytes | None:
    """What `recall` needs to take a step back; None where something left the case or outside work was withdrawn.

    Parameters:
        before, after: the documents of the states, see `state.document`.
    """
    if case.report.sent or case.report.calls or case.called_off:
        return None
    # What no task has been made of has passed through the step as it was.
    untouched = case.frozen
    one, other = (_Parts([*d[:4], [r for r in d[4] if r[0] not in untouched], *d[5:]]) for d in (before, after))
    shown = [
        [task for number, task in one.tasks.items() if number not in other.tasks],
        [task for number, task in other.tasks.items() if number not in one.tasks],
        [[task, other.tasks[n]] for n, task in one.tasks.items() if n in other.tasks and task != other.tasks[n]],
        [number for number in one.scopes if number not in other.scopes],
        [number for number in other.scopes if number not in one.scopes],
        _parked(one, other),
        _written(one, other),
    ]
    return state.packed(shown)


def recall(program: loader.Program, stored: bytes, undo_: bytes, now: datetime, budget: budgets.Budget) -> live.Case:
    """The case with the step taken back, ready to run: conditions may hold again by the data that were before.

    Raises:
        NotRecallableError: what it opened has moved on.
    """
    shown = state.unpacked(stored)
    consumed, produced, changed, ended, begun, parked, written = state.unpacked(undo_)
    case = state.revive(program, shown, now, budget)
    parts = _Parts(shown)
    _take_away(parts, produced, changed, begun)
    _give_back(parts, consumed, changed, ended)
    _unpark(parts, parked)
    _unwrite(parts, written)
    merged = parts.document()
    again = state.revive(program, merged, now, budget)
    _tell(case, [record[0] for record in produced], again, [record[0] for record in consumed])
    return again


class _Parts:
    """A document taken apart, so that it can be compared and mended; data stand apart from what holds them."""

    def __init__(self, document: list[Any]) -> None:
        self.head = document[:3]
        self.tasks: dict[int, Record] = {}
        self.data: dict[str, dict[str, Any]] = {CASE: dict(document[3])}
        self.scopes: dict[int, dict[int, int]] = {}
        for record in document[4]:
            kept = list(record)
            if len(record) > _PARTS and "d" in record[_PARTS]:
                kept[_PARTS] = {key: part for key, part in record[_PARTS].items() if key != "d"}
                self.data[f"t{record[0]}"] = dict(record[_PARTS]["d"])
            self.tasks[record[0]] = kept
        for number, data, parked in document[5]:
            self.scopes[number] = dict(zip((parked or [])[::2], (parked or [])[1::2], strict=True))
            self.data[f"s{number}"] = dict(data or {})
        self.tail = document[6:]

    def document(self) -> list[Any]:
        """Put together again, hosts before what they host.

        Raises:
            NotRecallableError: a task's host isn't there any more.
        """
        beneath: dict[tuple[int, int], list[Record]] = {}
        for record in self.tasks.values():
            beneath.setdefault((record[2], record[3]), []).append(record)
        ordered: list[Record] = []
        waiting = list(reversed(beneath.get((0, live.ROOT), [])))
        while waiting:
            record = waiting.pop()
            ordered.append(self._whole(record))
            waiting += reversed(beneath.get((record[2], record[0]), []) if record[0] else [])
            waiting += reversed(beneath.get((record[0], live.ROOT), []))
        if len(ordered) != len(self.tasks):
            raise outcome.NotRecallableError("the scope that the step was taken in has ended")
        scopes = [
            [number, self.data.get(f"s{number}") or 0, [n for pair in sorted(parked.items()) for n in pair] or 0]
            for number in (record[0] for record in ordered)
            if (parked := self.scopes.get(number)) is not None
        ]
        return [*self.head, self.data[CASE], ordered, scopes, *self.tail]

    def _whole(self, record: Record) -> Record:
        data = self.data.get(f"t{record[0]}")
        if data is None:
            return record
        return [*record[:_PARTS], {**record[_PARTS], "d": data}]


def _parked(one: _Parts, other: _Parts) -> list[list[int]]:
    found = []
    for number, after in other.scopes.items():
        before = one.scopes.get(number, after)
        changed = {flow for flow, _ in before.items() ^ after.items()}
        found += [[number, flow, after.get(flow, 0) - before.get(flow, 0)] for flow in changed]
    for number in one.scopes.keys() - other.scopes.keys():
        found += [[number, flow, -count] for flow, count in one.scopes[number].items()]
    return found


def _written(one: _Parts, other: _Parts) -> list[list[Any]]:
    """Each key that changed: holder, key, [value before] or [], [value after] or []."""
    found: list[list[Any]] = []
    for holder in one.data.keys() & other.data.keys():
        before, after = one.data[holder], other.data[holder]
        for key in sorted(before.keys() | after.keys()):
            was, now_ = [before[key]] if key in before else [], [after[key]] if key in after else []
            if was != now_:
                found.append([holder, key, was, now_])
    for holder in one.data.keys() - other.data.keys():
        found += [[holder, key, [part], []] for key, part in one.data[holder].items()]
        found += [[holder, None, [], []]]
    return found


def _moved(one: Record | None, other: Record) -> bool:
    """Whether a task is another than it was. What was seen of its condition when it was last looked at doesn't count:
    that follows from the data."""
    if one is None or one[:_PARTS] != other[:_PARTS]:
        return True
    more, others = (record[_PARTS] if len(record) > _PARTS else {} for record in (one, other))
    return {**more, "c": 0} != {**others, "c": 0}


def _as_before(before: Record, after: Record, now: Record) -> Record:
    """A task as it was; what others have meanwhile made of its condition stays."""
    met = [bool(record[_PARTS].get("c")) if len(record) > _PARTS else False for record in (after, now)]
    if met[0] == met[1]:
        return before
    more = {key: part for key, part in (before[_PARTS] if len(before) > _PARTS else {}).items() if key != "c"}
    more |= {"c": 1} if met[1] else {}
    return [*before[:_PARTS], more] if more else before[:_PARTS]


def _take_away(parts: _Parts, produced: list[Record], changed: list[list[Record]], begun: list[int]) -> None:
    for record in produced:
        if _moved(parts.tasks.pop(record[0], None), record):
            raise outcome.NotRecallableError("what the step opened has moved on")
        parts.data.pop(f"t{record[0]}", None)
    for _, after in changed:
        if _moved(parts.tasks.get(after[0]), after):
            raise outcome.NotRecallableError("what the step changed has moved on")
    for number in begun:
        if parts.scopes.pop(number, None) is None:
            raise outcome.NotRecallableError("what the step opened has moved on")
        parts.data.pop(f"s{number}", None)


def _give_back(parts: _Parts, consumed: list[Record], changed: list[list[Record]], ended: list[int]) -> None:
    for record in consumed:
        parts.tasks[record[0]] = record
    for before, after in changed:
        parts.tasks[before[0]] = _as_before(before, after, parts.tasks[before[0]])
    for number in ended:
        parts.scopes[number] = {}
        parts.data.setdefault(f"s{number}", {})


def _unpark(parts: _Parts, parked: list[list[int]]) -> None:
    for number, flow, change in parked:
        tokens = parts.scopes.get(number)
        if tokens is None or tokens.get(flow, 0) < change:
            raise outcome.NotRecallableError("a token of the step has gone on behind a join")
        tokens[flow] = tokens.get(flow, 0) - change
        if not tokens[flow]:
            del tokens[flow]


def _unwrite(parts: _Parts, written: list[list[Any]]) -> None:
    for holder, key, before, after in written:
        if key is None:
            parts.data.setdefault(holder, {})
            continue
        kept = parts.data.get(holder)
        if kept is None and not after:
            kept = parts.data[holder] = {}
        if kept is None or ([kept[key]] if key in kept else []) != after:
            continue  # written again since: the later word stands
        kept.pop(key, None)
        if before:
            kept[key] = before[0]


def _tell(case: live.Case, gone: list[int], again: live.Case, back: list[int]) -> None:
    """Report what was withdrawn from `case` and what is open again in `again`."""
    report = again.report
    tasks = {task.id: task for task in case.all_tasks() if task.id > 0}
    for number in (number for number in gone if number in tasks):
        spec = tasks[number].spec
        if spec.kind is not None:
            report.close(number, outcome.Closing.RECALLED, spec.node.id)
        definition = getattr(spec, "event_definition", None)
        if definition is not None and not definition.watches:
            (report.disarm if tasks[number].due is not None else report.unlisten)(number)
    restored = {task.id: task for task in again.all_tasks() if task.id > 0}
    for number in (number for number in back if number in restored):
        task = restored[number]
        if task.spec.kind is not None:
            report.open(task.spec.wait(task))
        definition = getattr(task.spec, "event_definition", None)
        if definition is not None:
            definition.arm(task)
