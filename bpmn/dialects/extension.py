"""What a tool's own attributes and elements may say about an element: the same few things in every family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Extension:
    """What one family says of one element; empty where it says nothing. Most fields are those of `diagram.Node`."""

    form: str | None = None
    form_layout: str | None = None
    form_fields: tuple[Mapping[str, object], ...] = ()
    implementation: str | None = None
    """``kind:value``; kinds: topic, class, delegate, expression, connector, decision, operator."""
    called: str | None = None
    called_inputs: tuple[tuple[str, str], ...] = ()
    called_shares: bool = False
    called_outputs: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    """What a tool copies when the element begins, and when it is completed: (variable, expression)."""
    correlation: str | None = None
    script: str | None = None
    """Of a script task; of any other element what a tool would execute beside it."""
    collection: str | None = None
    item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    embedded: str | None = None
    """Id of a form that stands in the file itself, in the extension elements of the process (Camunda 8)."""


NOTHING = Extension()


def merged(those: tuple[Extension, ...]) -> Extension:
    """Several families' words about one element: the first that says something counts, properties add up."""
    speaking = [one for one in those if one is not NOTHING and one != NOTHING]
    if len(speaking) < 2:
        return speaking[0] if speaking else NOTHING
    result = NOTHING
    for one in reversed(speaking):
        said = {f.name: value for f in fields(one) if f.name != "properties" and (value := getattr(one, f.name))}
        result = replace(result, **said, properties={**result.properties, **one.properties})
    return result


def cut(value: str, marker: str) -> str:
    """What follows the last `marker`; all of it where there is none."""
    return value.rpartition(marker)[2]
