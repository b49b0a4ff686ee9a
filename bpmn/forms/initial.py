"""What the browser's form begins with: the data of the case, a default, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bpmn.forms import conditions, documents, form, moments, numbers

Path = tuple[str, ...]
LINE_BREAKS = re.compile(r"[\r\n\t]")
"""What a field of one line can't hold; form-js makes spaces of it."""


def flat(fields: tuple[form.Field, ...]) -> Iterator[tuple[Path, form.Field, tuple[form.Field, ...]]]:
    """Carriers and lists of one scope with their path and the groups around them, in the form's order."""
    waiting: list[tuple[Path, form.Field, tuple[form.Field, ...]]] = [((), one, ()) for one in reversed(fields)]
    while waiting:
        outer, one, around = waiting.pop()
        path = (*outer, *one.path)
        if one.type == "group":
            waiting.extend((path, inner, (*around, one)) for inner in reversed(one.fields))
        elif one.type in form.CARRIERS or one.type == "dynamiclist":
            yield path, one, around


def data(fields: tuple[form.Field, ...], known: Mapping[str, object]) -> dict[str, object]:
    """The data that the browser's form holds before anybody types.

    Parameters:
        known: what is known of the case, or of one row.
    """
    made = dict(known)
    for path, one, _ in flat(fields):
        conditions.put(made, path, value(one, conditions.at(known, path)))
    return made


def shown(fields: tuple[form.Field, ...], known: Mapping[str, object]) -> dict[str, object]:
    """What is known of the case for the browser's form, as far as each field can hold it.

    form-js stops in the middle of a page over a value of the wrong type, and the case may have any.
    """
    made = dict(known)
    for path, one, _ in flat(fields):
        current = conditions.at(known, path)
        if current is not conditions.MISSING:
            conditions.put(made, path, _rows_shown(one, current) if one.type == "dynamiclist" else _taken(one, current))
    return made


def _rows_shown(one: form.Field, known: object) -> list[dict[str, object]] | None:
    if not isinstance(known, list):
        return None
    return [shown(one.fields, row if isinstance(row, Mapping) else {}) for row in known]


def value(one: form.Field, known: object) -> object:
    """What one field begins with.

    Parameters:
        known: of the case; `conditions.MISSING` where it has none.
    """
    if one.type == "dynamiclist":
        return rows(one, known)
    if known is not conditions.MISSING:
        return _taken(one, known)
    return one.default if one.default is not None else empty(one)


def rows(one: form.Field, known: object) -> list[dict[str, object]]:
    """The rows that a list begins with."""
    standing = known if isinstance(known, list) else [{}] * one.rows
    return [data(one.fields, row if isinstance(row, Mapping) else {}) for row in standing]


def empty(one: form.Field) -> object:
    """What stands for nothing in a field of this type."""
    if one.type in form.TEXTS:
        return ""
    if one.type in form.SEVERAL_OF:
        return []
    return False if one.type == "checkbox" else None


def _taken(one: form.Field, known: object) -> object:
    """What form-js makes of a value of the case."""
    if one.type in form.TEXTS:
        return _text(one, known)
    if one.type == "checkbox":
        return known is True
    if one.type == "number":
        return _number(one, known)
    offered = one.options_key is None and one.options_expression is None
    if one.type in form.ONE_OF:
        return known if known != "" and (not offered or _offered(one, known)) else None
    if one.type in form.SEVERAL_OF:
        return (
            _once_each([part for part in known if not offered or _offered(one, part)])
            if isinstance(known, list)
            else []
        )
    if one.type == "filepicker":
        readable = isinstance(known, list) and all(documents.read(part) is not None for part in known)
        return known if readable else None
    if one.type == "datetime":
        return known if isinstance(known, str) and moments.is_one(known, one.subtype) else None
    return known


def _text(one: form.Field, known: object) -> str:
    if isinstance(known, str):
        return LINE_BREAKS.sub(" ", known) if one.type == "textfield" else known
    return numbers.text(known) if isinstance(known, int | float) else ""


def _number(one: form.Field, known: object) -> object:
    if isinstance(known, bool) or not isinstance(known, int | float | str):
        return None
    exact = numbers.read(known)
    if exact is None:
        return None
    if one.as_text:
        return known if isinstance(known, str) else numbers.text(known)
    if not isinstance(known, str):
        return known
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _once_each(parts: list[object]) -> list[object]:
    kept: list[object] = []
    for part in parts:
        if not any(form.same(part, other) for other in kept):
            kept.append(part)
    return kept


def _offered(one: form.Field, known: object) -> bool:
    return any(form.same(option.value, known) for option in one.options)
