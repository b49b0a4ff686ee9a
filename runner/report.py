"""What a step did, gathered while it runs and told at its end as an Outcome.

A wait that was opened and withdrawn within the same step has never been: it is left out of both lists.
"""

from __future__ import annotations

from runner import outcome


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
        """A wait has ended."""
        self.calls.pop(seq, None)
        if self.opened.pop(seq, None) is None:
            self.closed[seq] = outcome.Closed(seq, how, element)

    def retell(self, seq: int, how: outcome.Closing, element: str) -> None:
        """Say otherwise how a wait of an earlier step has ended."""
        self.closed[seq] = outcome.Closed(seq, how, element)

    def arm(self, timer: outcome.Timer) -> None:
        """A new timer."""
        self.timers[timer.seq] = timer

    def disarm(self, seq: int) -> None:
        """A timer that fired or is no longer wanted."""
        if self.timers.pop(seq, None) is None:
            self.timers_off.add(seq)

    def listen(self, listening: outcome.Listening) -> None:
        """A new message or signal that can be taken."""
        self.listening[listening.seq] = listening

    def unlisten(self, seq: int) -> None:
        """A message or signal that came or is no longer wanted."""
        if self.listening.pop(seq, None) is None:
            self.listening_off.add(seq)

    def outcome(self, state: bytes, ended: bool, undo: bytes | None) -> outcome.Outcome:
        """All of it, in the order of serial numbers."""
        return outcome.Outcome(
            state=state,
            ended=ended,
            opened=tuple(self.opened[seq] for seq in sorted(self.opened)),
            closed=tuple(self.closed[seq] for seq in sorted(self.closed)),
            timers_set=tuple(self.timers[seq] for seq in sorted(self.timers)),
            timers_off=tuple(sorted(self.timers_off)),
            listening_on=tuple(self.listening[seq] for seq in sorted(self.listening)),
            listening_off=tuple(sorted(self.listening_off)),
            sent=tuple(self.sent),
            calls=tuple(self.calls[seq] for seq in sorted(self.calls)),
            passed=tuple(self.passed),
            ends=tuple(self.ends),
            undo=undo,
        )
