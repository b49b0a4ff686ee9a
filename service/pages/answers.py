"""Answers as people read them: labels for keys, labels for choices, rows of lists beneath their list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.forms import documents
from service.pages import display
from service.usecases import forms

MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One answer; `documents` are those that it names, `text` their names."""

    label: str
    text: str
    documents: tuple[documents.Document, ...] = ()


def lines(answers: Mapping[str, object], labels: forms.Labels | None, *, known_only: bool = False) -> list[Line]:
    """The answers in the form's order, then those the form doesn't know.

    Parameters:
        known_only: leave out what the form doesn't know: for data that holds more than answers.
    """
    known = labels or forms.Labels()
    order = {key: place for place, key in enumerate(known.fields)}
    flat = [one for one in _flat(answers, "") if not known_only or one[0] in order]
    flat.sort(key=lambda one: order.get(one[0], len(order)))
    return [_line(key, value, known) for key, value in flat[:MOST]]


def _line(key: str, value: object, labels: forms.Labels) -> Line:
    label = labels.fields.get(key, key)
    if found := _documents(value):
        return Line(label, ", ".join(one.name for one in found), found)
    return Line(label, _text(key, value, labels))


def _documents(value: object) -> tuple[documents.Document, ...]:
    """The documents that an answer names; none where it is anything else."""
    parts = [documents.read(part) for part in value] if isinstance(value, list) else []
    known = tuple(one for one in parts if one is not None)
    return known if len(known) == len(parts) else ()


def _flat(answers: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in answers.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{key}.")
        elif _documents(value):
            yield key, value
        elif isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
            for row in value:
                yield from _flat(row, f"{key}.")
        elif value not in (None, "", []):
            yield key, value


def _text(key: str, value: object, labels: forms.Labels) -> str:
    named = labels.choices.get(key, {})
    if isinstance(value, list):
        return ", ".join(named.get(str(one)) or display.plain(one) for one in value)
    return named.get(str(value)) or display.plain(value)
