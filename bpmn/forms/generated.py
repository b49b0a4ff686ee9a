"""Forms that nobody wrote: a note, and the decision that comes after a task.

Most drawn files have no form at all; their tasks must be completable by web form nevertheless.
"""

from __future__ import annotations

from bpmn import prepared
from bpmn.forms import form, formjs

NOTE = "note"
_LABELS = {
    "vi": {
        "note": "Ghi chú",
        "decision": "Quyết định",
        "yes": "Có",
        "no": "Không",
        "other": "Khác",
        "procedure": "Mở hồ sơ của thủ tục {code}; xác nhận ở đây khi hồ sơ đó xong.",
    },
    "en": {
        "note": "Note",
        "decision": "Decision",
        "yes": "Yes",
        "no": "No",
        "other": "Other",
        "procedure": "Start a case of procedure {code}; confirm here when that case is done.",
    },
}
_MOST_BUTTONS = 7
"""More choices than this are shown as a list to choose from, not side by side."""


def note(language: str = "vi") -> form.Field:
    """A place for remarks."""
    return _field({"type": "textarea", "id": "field_note", "key": NOTE, "label": _label("note", language)})


def procedure(code: str, language: str = "vi") -> form.Field:
    """What a person does at a call of a procedure that isn't in the file."""
    return _field({"type": "text", "id": "field_procedure", "text": _label("procedure", language).format(code=code)})


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


def question(one: prepared.Question, language: str = "vi") -> form.Field:
    """What a condition needs to know. Yes and no are both to be picked, so that nothing is answered by oversight.

    Raises:
        FormError: the variable's name can't be a key.
    """
    kinds = {"boolean": "radio", "number": "number"}
    component: dict[str, object] = {
        "type": kinds.get(one.kind, "radio" if len(one.values) <= _MOST_BUTTONS else "select"),
        "id": f"field_{one.key}",
        "key": one.key,
        "label": one.label,
        "validate": {"required": True},
    }
    if one.kind != "number":
        component["values"] = _answers(one, language)
    return _field(component)


def _answers(one: prepared.Question, language: str) -> list[dict[str, object]]:
    if one.kind == "boolean":
        return [{"value": True, "label": _label("yes", language)}, {"value": False, "label": _label("no", language)}]
    shown: list[dict[str, object]] = [{"value": value, "label": value} for value in one.values]
    if one.other or len(one.values) == 1:
        value = "other"
        while value in one.values:
            value += "_"
        shown.append({"value": value, "label": _label("other", language)})
    return shown


def _label(name: str, language: str) -> str:
    return _LABELS.get(language, _LABELS["vi"])[name]


def _field(component: dict[str, object]) -> form.Field:
    return formjs.fields([component])[0]
