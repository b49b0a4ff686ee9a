"""Message events and message tasks (BPMN 2.0.2, 8.4.11, 10.3.3, 10.5.5).

A message is never handed over inside a step: it leaves as a value, is stored, and comes back through `deliver`, so
that one which nobody waits for yet is not lost. It carries the data that its sender sees in its own process.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition

from bpmn import diagram
from bpmn.expressions import tree
from runner import data, live, outcome, troubles
from runner.specs import none_event

LONGEST_NAME, LONGEST_KEY = 400, 200
"""Characters: together they must fit into an entry of a database's index."""
EXACT = 2**53
"""Up to here each whole number is a floating-point number of its own."""


class Message(none_event.Definition, MessageEventDefinition):  # type: ignore[misc]
    """A message, thrown or waited for.

    Attributes:
        correlation: gives the parts of the correlation key, where the diagram says how.
        lenient: whether a key that isn't known yet is none, instead of a fault.
        receivers: processes that the message flows of the thrower lead to; empty: other cases or the outside.
    """

    waits = True
    kind = outcome.WaitKind.MESSAGE
    stays = True

    def __init__(
        self,
        name: str,
        written: diagram.EventDefinition | None,
        correlation: Sequence[tree.Expression],
        receivers: Sequence[str],
        *,
        lenient: bool = False,
    ) -> None:
        super().__init__(name[:LONGEST_NAME])
        self.written = written
        self.correlation = tuple(correlation)
        self.receivers = tuple(receivers)
        self.lenient = lenient

    def _key(self, task: live.Task) -> str | None:
        """The key as text, the same for the same values whoever computes it; None: not known, or there is none."""
        value = data.value_or_none if self.lenient else data.value
        parts = [value(task, one, "correlation key") for one in self.correlation]
        if not parts or None in parts:
            return None
        said: list[outcome.Json] = [_text(part) for part in parts]
        key = _text(said[0] if len(said) == 1 else said)
        if len(key) > LONGEST_KEY:
            told = f"correlation key: it has more than {LONGEST_KEY} characters"
            raise troubles.step_error("data_error", told, task.spec.node, task.spec.lane)
        return key

    def throw(self, task: live.Task) -> None:
        """Send it: once to each pool that a message flow leads to, else once."""
        payload, key = data.carried(task), self._key(task)
        sent = task.workflow.case.report.sent
        for process in self.receivers or (None,):
            sent.append(outcome.Message(self.name, task.spec.node.id, payload, key, process))

    def arm(self, task: live.Task) -> None:
        """Listen for it."""
        task.key = self._key(task)
        listening = outcome.Listening(task.id, task.spec.node.id, self.name, task.key)
        task.workflow.case.report.listen(listening)

    def disarm(self, task: live.Task) -> None:
        """Listen no more."""
        task.workflow.case.report.unlisten(task.id)


def _text(part: outcome.Json) -> str:
    """A part of a key as text: a text as it is, everything else as JSON."""
    if isinstance(part, str):
        return part
    return json.dumps(_whole(part), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _whole(found: outcome.Json) -> outcome.Json:
    """A value with whole numbers as such: how one was computed is not to tell two keys apart."""
    if isinstance(found, float) and found.is_integer() and abs(found) <= EXACT:
        return int(found)
    if isinstance(found, dict):
        return {name: _whole(part) for name, part in found.items()}
    return [_whole(part) for part in found] if isinstance(found, list) else found
