"""How much of a long test runs: all of it under `make soak` (LANEWAY_SOAK=1), a stated share otherwise."""

import math
import os

from hypothesis import HealthCheck, settings

SHARE = 0.05
"""The share of a long test that `make test` runs, unless the test states its own."""

EXAMPLES = {"share": 100, "soak": 5_000}
"""How many examples a property is tried on."""


def soaking() -> bool:
    """Whether the long tests run whole."""
    return os.environ.get("LANEWAY_SOAK", "") == "1"


def soak_share(whole: int, share: float = SHARE, at_least: int = 1) -> int:
    """Return how many of `whole` rounds to run.

    :param whole: the rounds under `make soak`.
    :param share: the part of them otherwise, between 0 and 1.
    :param at_least: never fewer than this, nor more than `whole`.
    """
    if soaking():
        return whole
    return min(whole, max(at_least, math.ceil(whole * share)))


def load_profile() -> str:
    """Tell hypothesis how many examples to try; return the profile's name.

    The share is derandomized: the same change passes or fails on every machine. Soaking searches anew each time. No
    example has a deadline, because a busy machine would break it.
    """
    unhurried = [HealthCheck.too_slow]
    settings.register_profile(
        "share", max_examples=EXAMPLES["share"], deadline=None, derandomize=True, suppress_health_check=unhurried
    )
    settings.register_profile(
        "soak", max_examples=EXAMPLES["soak"], deadline=None, print_blob=True, suppress_health_check=unhurried
    )
    name = "soak" if soaking() else "share"
    settings.load_profile(name)
    return name
