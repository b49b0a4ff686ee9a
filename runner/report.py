"""What a step did, gathered while it runs and told at its end as an Outcome.

A wait that was opened and withdrawn within the same step has never been: it is left out of both lists.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar

from runner import outcome

Told = TypeVar("Told")


class Report:
    """The lists of an Outcome while they grow; all but `sent` and `passed` are keyed by serial number."""

    def __init__(self) -> None:
        self.opened: dict[int, outcome.Wait] = {}
        self.closed: dict[int, outcome.Closed] = {}
        self.timers: dict[int, outcome.Timer] = {}
        self.timers_off: set[int] = set()
        self.listening: dict[int, outcome.Listening] = {}
        self.listening_off: set[int] = set()
        self.calls: dict[int, outcome.Call] = {}
        self.sent: list[outcome.Message] = []
        self.passed: list[str] = []
        self.ends: list[str] = []

    def open(self, wait: outcome.Wait) -> None:
        """A new wait."""
        self.opened[wait.seq] = wait

    def close(self, seq: int, how: outcome.Closing, element: str) -> None:
        """A wait has ended; what is withdrawn after its event has come was completed."""
        self.closed.setdefault(seq, outcome.Closed(seq, how, element))

    def retell(self, seq: int, how: outcome.Closing, element: str) -> None:
        """Say otherwise how a wait of an earlier step has ended."""
        self.closed[seq] = outcome.Closed(seq, how, element)

    def arm(self, timer: outcome.Timer) -> None:
        """A new timer."""
        self.timers[timer.seq] = timer

    def disarm(self, seq: int) -> None:
        """A timer that fired or is no longer wanted."""
        self.timers_off.add(seq)

    def listen(self, listening: outcome.Listening) -> None:
        """A new message or signal that can be taken."""
        self.listening[listening.seq] = listening

    def unlisten(self, seq: int) -> None:
        """A message or signal that came or is no longer wanted."""
        self.listening_off.add(seq)

    def outcome(self, state: bytes, ended: bool, undo: bytes | None) -> outcome.Outcome:
        """All of it, in the order of serial numbers."""
        return outcome.Outcome(
            state=state,
            ended=ended,
            opened=_without(self.opened, self.closed),
            closed=_without(self.closed, self.opened),
            timers_set=_without(self.timers, self.timers_off),
            timers_off=tuple(sorted(self.timers_off - self.timers.keys())),
            listening_on=_without(self.listening, self.listening_off),
            listening_off=tuple(sorted(self.listening_off - self.listening.keys())),
            sent=tuple(self.sent),
            calls=_without(self.calls, self.closed),
            passed=tuple(self.passed),
            ends=tuple(self.ends),
            undo=undo,
        )


def _without(told: dict[int, Told], gone: Container[int]) -> tuple[Told, ...]:
    return tuple(told[seq] for seq in sorted(told) if seq not in gone)
