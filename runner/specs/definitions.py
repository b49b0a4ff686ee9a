"""Event definitions of a version (BPMN 2.0.2, 10.5.5): which class stands for which, what messages are called."""

from __future__ import annotations

from typing import Any

from bpmn import diagram, vocabulary
from bpmn import prepared as prep
from bpmn.expressions import parse, temporal
from runner import troubles
from runner.specs import (
    cancel,
    conditional,
    error,
    escalation,
    link,
    message,
    multiple,
    none_event,
    signal,
    terminate,
    timer,
)

UNSUPPORTED = {"compensate": "compensation is not executed yet"}
ALONE = frozenset({"link", "terminate", "cancel"})
"""What stands in an event alone, because it decides where the token goes."""
PLAIN: dict[str, Any] = {
    "cancel": cancel.Cancel,
    "error": error.Error,
    "escalation": escalation.Escalation,
    "terminate": terminate.Terminate,
    "link": link.Link,
}


class Definitions:
    """Makes the definitions of one version."""

    def __init__(self, prepared: prep.Prepared) -> None:
        drawn = prepared.diagram
        self._drawn = drawn
        self._from: dict[str, list[diagram.MessageFlow]] = {}
        self._to: dict[str, list[diagram.MessageFlow]] = {}
        for flow in drawn.message_flows.values():
            self._from.setdefault(flow.source, []).append(flow)
            self._to.setdefault(flow.target, []).append(flow)

    def of_event(self, drawn: diagram.Node) -> none_event.Definition:
        """The definition of an event; of one that throws several, all of them together.

        Raises:
            UnsupportedError, TemporalError, ExpressionSyntaxError: as `each`.
        """
        found = self.each(drawn)
        return found[0] if len(found) == 1 else multiple.Multiple(found)

    def each(self, drawn: diagram.Node) -> tuple[none_event.Definition, ...]:
        """The definitions of an event, that of none where it has none.

        Raises:
            UnsupportedError: one that isn't executed, or not beside others.
            TemporalError, ExpressionSyntaxError: a timer or condition that can't be read.
        """
        if not drawn.events:
            return (none_event.NoneEvent(),)
        found = tuple(self._one(drawn, written) for written in drawn.events)
        if len(found) == 1:
            return found
        alone = next((written.kind for written in drawn.events if written.kind in ALONE), None)
        if alone is not None:
            raise troubles.UnsupportedError(drawn.id, drawn.name, f"{alone}EventDefinition", "it can't share an event")
        if drawn.parallel_multiple and not all(one.waits for one in found):
            reason = "parallelMultiple waits for messages, signals, timers and conditions only"
            raise troubles.UnsupportedError(drawn.id, drawn.name, drawn.type, reason)
        return found

    def _one(self, drawn: diagram.Node, written: diagram.EventDefinition) -> none_event.Definition:
        if reason := UNSUPPORTED.get(written.kind):
            raise troubles.UnsupportedError(drawn.id, drawn.name, f"{written.kind}EventDefinition", reason)
        if written.kind not in vocabulary.EVENT_DEFINITIONS.values():
            raise troubles.UnsupportedError(drawn.id, drawn.name, written.kind, "it is no event of BPMN 2.0")
        if written.kind == "message":
            return self._message(drawn, written.name, written)
        if written.kind == "signal":
            called = written.name or written.ref or drawn.name or drawn.id
            return signal.Signal(called[: message.LONGEST_NAME], written)
        if written.kind == "timer":
            return self._timer(drawn, written)
        if written.kind == "conditional":
            return self._conditional(drawn, written)
        return self._plain(written)

    def of_task(self, drawn: diagram.Node) -> message.Message:
        """The message of a send or receive task."""
        return self._message(drawn, drawn.message, None)

    def of_instances(self, drawn: diagram.Node, loop: diagram.Loop) -> none_event.Definition | None:
        """What a multi-instance throws as its instances are completed, None where it throws nothing.

        Raises:
            UnsupportedError: anything but a signal.
        """
        if loop.behavior == "Complex" or (loop.thrown is not None and loop.thrown.kind != "signal"):
            reason = "a multi-instance throws nothing but signals for its instances yet"
            raise troubles.UnsupportedError(drawn.id, drawn.name, "multiInstanceLoopCharacteristics", reason)
        return None if loop.thrown is None else self._one(drawn, loop.thrown)

    def _plain(self, written: diagram.EventDefinition) -> none_event.Definition:
        made: none_event.Definition = PLAIN[written.kind](written)
        return made

    def _message(
        self, drawn: diagram.Node, name: str | None, written: diagram.EventDefinition | None
    ) -> message.Message:
        flows = [*self._from.get(drawn.id, ()), *self._to.get(drawn.id, ())]
        named = (flow.message or flow.name or flow.id for flow in flows)
        called = name or (written.ref if written else None) or next(named, None) or drawn.name or drawn.id
        correlation = tuple(parse.parse(text.body, text.language) for text in drawn.key_texts)
        receivers = [r for flow in self._from.get(drawn.id, ()) if (r := self._process(flow.target)) is not None]
        return message.Message(
            called, written, correlation, tuple(dict.fromkeys(receivers)), lenient=drawn.correlation_by_properties
        )

    def _conditional(self, drawn: diagram.Node, written: diagram.EventDefinition) -> none_event.Definition:
        if written.expression is not None:
            condition = parse.parse(written.expression.body, written.expression.language)
            return conditional.Conditional(written, condition)
        if drawn.type == "startEvent" and not drawn.parent:
            return none_event.NoneEvent()  # a person begins the process: see docs/deviations.md
        raise troubles.UnsupportedError(drawn.id, drawn.name, "conditionalEventDefinition", "it has no condition")

    def _process(self, target: str) -> str | None:
        """The process that a message flow leads to; None for a black box."""
        if target in self._drawn.nodes:
            return self._drawn.nodes[target].process
        found = self._drawn.pools.get(target)
        process = found.process if found is not None else None
        return process if process in self._drawn.processes else None

    def _timer(self, drawn: diagram.Node, written: diagram.EventDefinition) -> timer.Timer:
        if written.expression is None or written.timer is None:
            # Publishing is blocked by a finding; a drawing that is only tried runs as far as this timer.
            return timer.Timer(written.name or drawn.id, written, None)
        kinds: dict[str, temporal.Kind] = {"date": "date", "duration": "duration", "cycle": "cycle"}
        text = written.expression
        value = temporal.parse_timer(kinds[written.timer], text.body, language=text.language)
        return timer.Timer(written.name or drawn.id, written, value)
