"""Runs a case the way its callers do: each step from the bytes that the last one left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bpmn import prepared as pp
from runner import engine, loader, outcome
from tests.runner import builder

BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Run:
    """A case under way. `now` moves only when a test says so."""

    def __init__(self, drawn: builder.Drawing | pp.Prepared, data: dict[str, Any] | None = None, **more: Any) -> None:
        prepared = drawn if isinstance(drawn, pp.Prepared) else drawn.prepared()
        self.program = loader.program(prepared)
        self.more = more
        self.now = BEGIN
        self.outcomes: list[outcome.Outcome] = []
        self.post: list[outcome.Message] = []
        self.state = b""
        self._take(lambda: engine.start(self.program, data or {}, now=self.now, **more))

    def _take(self, step: Callable[[], outcome.Outcome]) -> outcome.Outcome:
        done = step()
        self.state = done.state
        self.outcomes.append(done)
        self.post += done.sent
        return done

    @property
    def last(self) -> outcome.Outcome:
        """Outcome of the last step."""
        return self.outcomes[-1]

    @property
    def ended(self) -> bool:
        """Whether the case has ended."""
        return self.last.ended

    def waits(self) -> tuple[outcome.Wait, ...]:
        """All waits."""
        return engine.waits(self.program, self.state)

    def open(self) -> list[str]:
        """Elements waited at, in order."""
        return [wait.element for wait in self.waits()]

    def seq(self, element: str) -> int:
        """Number of the first wait at an element."""
        return next(wait.seq for wait in self.waits() if wait.element == element)

    def do(self, element: str, /, **answers: Any) -> outcome.Outcome:
        """Complete the first open task at an element."""
        return self.complete(self.seq(element), **answers)

    def complete(self, seq: int, /, **answers: Any) -> outcome.Outcome:
        """Complete a task by number."""
        return self._take(lambda: engine.complete(self.program, self.state, seq, answers, now=self.now, **self.more))

    def answer(self, element: str, **result: Any) -> outcome.Outcome:
        """Answer a call."""
        seq = self.seq(element)
        return self._take(lambda: engine.answer(self.program, self.state, seq, result, now=self.now))

    def send(self, name: str, **more: Any) -> outcome.Outcome:
        """Deliver a message from outside."""
        message = outcome.Message(name, "", **more)
        return self._take(lambda: engine.deliver(self.program, self.state, message, now=self.now))

    def deliver(self) -> outcome.Outcome:
        """Deliver the message that was sent first."""
        message = self.post.pop(0)
        return self._take(lambda: engine.deliver(self.program, self.state, message, now=self.now))

    def later(self, **length: float) -> outcome.Outcome:
        """Let time pass and wake."""
        self.now += timedelta(**length)
        return self._take(lambda: engine.wake(self.program, self.state, now=self.now, **self.more))

    def recall(self, undo: bytes) -> outcome.Outcome:
        """Take a completion back."""
        return self._take(lambda: engine.recall(self.program, self.state, undo, now=self.now))

    def data(self, seq: int | None = None) -> dict[str, Any]:
        """The variables."""
        return engine.variables(self.program, self.state, seq)
