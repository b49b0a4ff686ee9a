"""Forms that nobody wrote: a note, and the decision that comes after a task.

Most drawn files have no form at all; their tasks must be completable by web form nevertheless.
"""

from __future__ import annotations

from bpmn import prepared
from bpmn.forms import form, formjs

NOTE = "note"
_LABELS = {
    "vi": {"note": "Ghi chú", "decision": "Quyết định"},
    "en": {"note": "Note", "decision": "Decision"},
}
_MOST_BUTTONS = 7
"""More choices than this are shown as a list to choose from, not side by side."""


def note(language: str = "vi") -> form.Field:
    """A place for remarks."""
    return _field({"type": "textarea", "id": "field_note", "key": NOTE, "label": _label("note", language)})


def decision(one: prepared.Decision, language: str = "vi") -> form.Field:
    """The question that a gateway asks; the answer is the value of a choice, or a list of them."""
    several = one.several
    kind = "checklist" if several else "radio" if len(one.choices) <= _MOST_BUTTONS else "select"
    component: dict[str, object] = {
        "type": kind,
        "id": f"field_{one.key}",
        "key": one.key,
        "label": one.question or _label("decision", language),
        "values": [{"value": choice.value, "label": choice.label or choice.value} for choice in one.choices],
        "validate": {"required": True},
    }
    return _field(component)


def _label(name: str, language: str) -> str:
    return _LABELS.get(language, _LABELS["vi"])[name]


def _field(component: dict[str, object]) -> form.Field:
    return formjs.fields([component])[0]
