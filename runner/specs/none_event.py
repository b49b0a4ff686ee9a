"""The definition of an event that has none, and the base of those that have one (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from bpmn import diagram
from runner import live, outcome


class Definition:
    """What an event throws or waits for. Stands before one of SpiffWorkflow's event definitions.

    Attributes:
        waits: whether a node that catches it rests until it happens.
        kind: what such a wait is to those outside.
        stays: whether a listener that isn't interrupting goes on listening after it has fired.
        watches: whether it is a condition, which is looked at in every step.
        signal: whether it is a signal, which all that wait take.
        written: the definition in the diagram, None for an event without one.
    """

    waits = False
    kind: outcome.WaitKind | None = None
    stays = False
    watches = False
    signal = False
    written: diagram.EventDefinition | None = None
    name: Any
    """Name of the message or signal."""

    def throw(self, task: live.Task) -> None:
        """Throw it; nothing for an event without a definition."""

    def arm(self, task: live.Task) -> None:
        """A task begins to wait for it."""

    def disarm(self, task: live.Task) -> None:
        """It has come, or is no longer waited for."""

    def following(self, task: live.Task) -> tuple[int, int | None] | None:
        """The next occurrence of a cycle: its due time and how many are left after it."""
        return None


class NoneEvent(Definition, NoneEventDefinition):  # type: ignore[misc]
    """No event: tokens pass."""
