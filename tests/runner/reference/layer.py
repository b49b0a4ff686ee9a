"""Where variables stand (10.4.1): layers, each seen through those inside it."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

NOTHING: frozenset[str] = frozenset()


class Layer:
    """Variables of one scope; `outer` are seen where this has none of the name.

    Attributes:
        counted: gives the attributes of a loop (10.3.8), which change by themselves.
        objects: names of the data objects drawn here: what is written under them is written here.
        passes: everything else that is written goes to the layer around.
        given: whether it is what the case was started with.
    """

    def __init__(
        self,
        own: dict[str, Any],
        outer: Layer | None = None,
        counted: Callable[[], dict[str, Any]] | None = None,
        *,
        objects: Set[str] = NOTHING,
        passes: bool = False,
        given: bool = False,
    ) -> None:
        self.own = own
        self.outer = outer
        self.counted = counted
        self.objects = objects
        self.passes = passes
        self.given = given

    def seen(self, *, case: bool = True) -> dict[str, Any]:
        """All that is seen from here; if `case` is not set, only what somebody wrote since the case was started."""
        if self.given and not case:
            return {}
        outer = self.outer.seen(case=case) if self.outer is not None else {}
        return outer | (self.counted() if self.counted is not None and case else {}) | self.own

    def write(self, values: dict[str, Any]) -> None:
        """Set variables, each in the innermost layer that keeps it."""
        for name, value in values.items():
            layer = self
            while layer.passes and name not in layer.objects:
                assert layer.outer is not None
                if name in layer.own:  # a data input: outputs are made of what is said under its name
                    layer.own[name] = value
                layer = layer.outer
            layer.own[name] = value

    def put(self, values: dict[str, Any]) -> None:
        """Set data objects where they are drawn, and other variables as `write` does."""
        for name, value in values.items():
            layer: Layer | None = self
            while layer is not None and name not in layer.objects:
                layer = layer.outer
            (layer or self).write({name: value})
