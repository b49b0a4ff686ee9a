"""Event definitions of a version (BPMN 2.0.2, 10.5.5): which class stands for which, what messages are called."""

from __future__ import annotations

from typing import Any

from bpmn import diagram, vocabulary
from bpmn import prepared as prep
from bpmn.expressions import parse, temporal
from runner import troubles
from runner.specs import error, escalation, link, message, none_event, signal, terminate, timer

UNSUPPORTED = {
    "conditional": "conditional events are not executed yet",
    "compensate": "compensation is not executed yet",
    "cancel": "cancel events are not executed yet",
}
PLAIN: dict[str, Any] = {
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
        """The definition of an event.

        Raises:
            UnsupportedError: several definitions, or one that isn't executed.
            TemporalError, ExpressionSyntaxError: a timer that can't be read.
        """
        if len(drawn.events) > 1:
            raise troubles.UnsupportedError(drawn.id, drawn.name, drawn.type, "several event definitions in one event")
        if not drawn.events:
            return none_event.NoneEvent()
        written = drawn.events[0]
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
        return self._plain(written)

    def of_task(self, drawn: diagram.Node) -> message.Message:
        """The message of a send or receive task."""
        return self._message(drawn, drawn.message, None)

    def _plain(self, written: diagram.EventDefinition) -> none_event.Definition:
        made: none_event.Definition = PLAIN[written.kind](written)
        return made

    def _message(
        self, drawn: diagram.Node, name: str | None, written: diagram.EventDefinition | None
    ) -> message.Message:
        flows = [*self._from.get(drawn.id, ()), *self._to.get(drawn.id, ())]
        named = (flow.message or flow.name or flow.id for flow in flows)
        called = name or next(named, None) or drawn.name or drawn.id
        correlation = parse.parse(drawn.correlation) if drawn.correlation else None
        receivers = [r for flow in self._from.get(drawn.id, ()) if (r := self._process(flow.target)) is not None]
        return message.Message(called, written, correlation, tuple(dict.fromkeys(receivers)))

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
