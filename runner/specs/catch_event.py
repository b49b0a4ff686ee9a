"""Intermediate catch events (BPMN 2.0.2, 10.5.4, 13.5.2): the token rests until the event comes."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent

from runner.specs import catching


class CatchEvent(catching.CatchingMixin, IntermediateCatchEvent):  # type: ignore[misc]
    """Waits for a message, a signal, a timer or a condition, or for several of them; a link's end and one without a
    definition pass the token on."""
