"""How much a step of the engine may do on this server: what the configuration says, with a stopwatch from the door."""

from __future__ import annotations

from collections.abc import Callable

from runner import engine
from service import config as configuration

Budget = engine.Budget
USUAL = engine.DEFAULT
"""The limits where nobody has set others, with no bound on time."""


def budget(config: configuration.Config, stopwatch: Callable[[], float] | None) -> Budget:
    """The limits of each step.

    Parameters:
        stopwatch: gives seconds that go on while this thread works: of the processor, so that a step isn't undone
            because the machine had other work. Without one a step's time is unbounded.
    """
    return Budget(
        steps=config.step_nodes,
        live=config.case_tokens,
        instances=config.instances,
        depth=config.call_depth,
        nesting=config.scope_depth,
        fires=config.step_timers,
        data_bytes=config.case_bytes,
        seconds=config.step_seconds,
        stopwatch=stopwatch,
    )
