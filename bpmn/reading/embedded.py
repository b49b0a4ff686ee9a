"""Forms that stand in the file itself: each is read once, however many steps are linked to it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bpmn import markup, vocabulary
from bpmn.reading import index as indexing

Fields = tuple[Mapping[str, object], ...]
LARGEST = 1_000_000
"""Characters of one form."""
DEEPEST = 50
"""Levels of one form's JSON: twice what the deepest form has (`forms.form.DEEPEST`), and room for what a field says."""
_FORM = f"{{{vocabulary.ZEEBE}}}userTaskForm"


def form(index: indexing.Index, found: indexing.Found, name: str | None) -> tuple[Fields, str] | None:
    """The form that a step is linked to: its fields as form-js components, and what is wrong with it.

    Parameters:
        name: the form's id; it stands in the extension elements of something around the step.

    Returns:
        None where there is none of that id.
    """
    if name is None:
        return None
    if index.forms is None:
        index.forms = _all(found.element.getroottree().getroot())
    for outer in found.element.iterancestors():
        element = index.forms.get(outer, {}).get(name)
        if element is not None:
            return _counted(index, element)
    return None


def _all(root: markup.Element) -> dict[markup.Element, dict[str, markup.Element]]:
    """Forms by what they stand in and by id."""
    forms: dict[markup.Element, dict[str, markup.Element]] = {}
    for element in root.iter(_FORM):
        holder = element.getparent()
        owner = None if holder is None or markup.local(holder) != "extensionElements" else holder.getparent()
        if owner is not None:
            forms.setdefault(owner, {}).setdefault(element.get("id", ""), element)
    return forms


def _counted(index: indexing.Index, element: markup.Element) -> tuple[Fields, str]:
    """A form, unless the steps of the file are linked to too much of them: each gets all of its form's fields."""
    if element not in index.read_forms:
        written = markup.text(element)
        index.read_forms[element] = (len(written), *fields(written))
    length, those, trouble = index.read_forms[element]
    index.form_length += length
    return ((), "too large") if index.form_length > index.limits.forms_length else (those, trouble)


def fields(written: str) -> tuple[Fields, str]:
    """Components of a form-js form that is written in the diagram, and what is wrong with it."""
    if len(written) > LARGEST:
        return (), "too large"
    try:
        form = json.loads(written)
    except (ValueError, RecursionError) as error:
        return (), str(error)[:120]
    components = form.get("components") if isinstance(form, dict) else None
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        return (), "components"
    return ((), "too deep") if _deep(components) else (tuple(components), "")


def _deep(value: object) -> bool:
    """Whether a JSON value is nested deeper than a form may be; asked without recursion."""
    level = [value]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for one in level:
            inner += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        level = inner
    return bool(level)
