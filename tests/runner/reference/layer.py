"""Where variables stand (10.4.1): layers, each seen through those inside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Layer:
    """Variables of one scope; `outer` are seen where this has none of the name.

    `counted` gives the attributes of a loop (10.3.8), which change by themselves. A layer that only `counts` keeps
    nothing: what is written goes to the one around it. `given` is what the case was started with.
    """

    def __init__(
        self,
        own: dict[str, Any],
        outer: Layer | None = None,
        counted: Callable[[], dict[str, Any]] | None = None,
        *,
        counts: bool = False,
        given: bool = False,
    ) -> None:
        self.own = own
        self.outer = outer
        self.counted = counted
        self.counts = counts
        self.given = given

    def seen(self, *, case: bool = True) -> dict[str, Any]:
        """All that is seen from here; if `case` is not set, only what somebody wrote since the case was started."""
        if self.given and not case:
            return {}
        outer = self.outer.seen(case=case) if self.outer is not None else {}
        return outer | (self.counted() if self.counted is not None and case else {}) | self.own

    def write(self, values: dict[str, Any]) -> None:
        """Set variables of this scope."""
        if self.counts and self.outer is not None:
            self.outer.write(values)
        else:
            self.own.update(values)
