"""The parts of an event with several definitions (BPMN 2.0.2, 10.5.5): a spec for each, of one element and with its
flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from runner.specs import listener, none_event


def made(
    class_: Any, given: tuple[Any, ...], definitions: Sequence[none_event.Definition], **more: Any
) -> tuple[Any, ...]:
    """Specs of one element, one for each definition, numbered from 1."""
    index = given[1]
    found = []
    for number, definition in enumerate(definitions, 1):
        one = class_(*given, name=f"#{index}/{number}", event_definition=definition, **more)
        one.part = number
        found.append(one)
    return tuple(found)


def beside(
    first: listener.ListenerMixin, given: tuple[Any, ...], others: Sequence[none_event.Definition], **more: Any
) -> None:
    """Give a listener the parts for its further definitions; with `parallelMultiple` all of them must happen."""
    first.parts = made(type(first), given, others, **more)
    if first.parts and first.node.parallel_multiple:
        for one in (whole := (first, *first.parts)):
            one.together = whole
