"""How much one step of the engine may do, so that no diagram and no data can hold up the others.

The engine reads no clock, so time is bounded by what costs it: nodes passed, live tokens, instances, depth and size.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    """

    steps: int = 20_000
    live: int = 4_000
    instances: int = 2_000
    depth: int = 30
    nesting: int = 300
    fires: int = 200
    data_bytes: int = 4_000_000


DEFAULT = Budget()
