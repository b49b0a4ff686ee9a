"""How much one step of the engine may do, so that no diagram and no data can hold up the others.

The engine reads no clock: what costs time is counted (nodes passed, live tokens, instances, depth, size), and the time
itself is told by a stopwatch that the caller passes in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

EVERY = 64
"""How many nodes are passed, and how many tokens made, between two looks at the stopwatch."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one step; over any of them the step is not taken and its incident names the element.

    Attributes:
        steps: nodes that tokens may pass; looking at a condition that is waited for counts as one, and so does looking
            through a hundred nodes of a large level for an inclusive join.
        live: tokens and listeners that may be alive in a case.
        instances: instances of one multi-instance.
        depth: called processes inside each other.
        nesting: scopes inside each other, embedded subprocesses included.
        fires: timers that one `wake` fires; those left over are still due.
        data_bytes: the state before compression.
        seconds: how long a step may take, by the stopwatch.
        stopwatch: gives seconds that go on while the step works; without one, time is unbounded.
    """

    steps: int = 20_000
    live: int = 4_000
    instances: int = 2_000
    depth: int = 30
    nesting: int = 300
    fires: int = 200
    data_bytes: int = 4_000_000
    seconds: float = 5.0
    stopwatch: Callable[[], float] | None = None

    def __post_init__(self) -> None:
        """Refuse a time in which nothing could be done.

        Raises:
            ValueError: no seconds are left to a step.
        """
        if not self.seconds > 0:
            raise ValueError(f"a step needs more than {self.seconds} seconds; leave out the stopwatch to bound no time")


DEFAULT = Budget()


class Watch:
    """The time that one step has taken since it was made."""

    def __init__(self, budget: Budget) -> None:
        self._stopwatch, self._limit = budget.stopwatch, budget.seconds
        self._begun = 0.0 if budget.stopwatch is None else budget.stopwatch()

    def used(self) -> float:
        """The share of the time that is used up, from 0; over 1 the step is too slow."""
        return 0.0 if self._stopwatch is None else (self._stopwatch() - self._begun) / self._limit
