"""Forms that nobody wrote: the documents of a task, the decision that comes after it, and a note.

Most drawn files have no form at all; their tasks must be completable by web form nevertheless.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bpmn import prepared
from bpmn.forms import form, formjs

NOTE, DOCUMENTS = "note", "documents"
_LABELS = {
    "vi": {
        "note": "Ghi chú",
        "decision": "Quyết định",
        "yes": "Có",
        "no": "Không",
        "other": "Khác",
        "procedure": "Mở hồ sơ của thủ tục {code}; xác nhận ở đây khi hồ sơ đó xong.",
        "seen": "Giấy tờ cần xem",
        "made": "Giấy tờ đã lập ở bước này",
        "made_help": "Đánh dấu những giấy tờ đã có.",
    },
    "en": {
        "note": "Note",
        "decision": "Decision",
        "yes": "Yes",
        "no": "No",
        "other": "Other",
        "procedure": "Start a case of procedure {code}; confirm here when that case is done.",
        "seen": "Documents to look at",
        "made": "Documents made in this step",
        "made_help": "Tick those that are there.",
    },
}
_MARKUP = frozenset("\\`*_[]<>#+-!|~&")
_MOST_BUTTONS = 7
"""More choices than this are shown as a list to choose from, not side by side."""


def note(language: str = "vi") -> form.Field:
    """A place for remarks."""
    return _field({"type": "textarea", "id": "field_note", "key": NOTE, "label": _label("note", language)})


def procedure(code: str, language: str = "vi") -> form.Field:
    """What a person does at a call of a procedure that isn't in the file."""
    return _field({"type": "text", "id": "field_procedure", "text": _label("procedure", language).format(code=code)})


def documents(seen: Sequence[str], made: Sequence[str], taken: Collection[str], language: str) -> list[form.Field]:
    """What a task reads, as a list to look at, and what it makes, to be ticked off; nothing of it is required.

    Parameters:
        seen, made: names of the data that the diagram draws into the task and out of it.
        taken: keys that the form has already.
    """
    fields: list[form.Field] = []
    if seen:
        lines = "\n".join(f"- {_escaped(name)}" for name in seen)
        text = f"**{_label('seen', language)}**\n\n{lines}"
        fields.append(_field({"type": "text", "id": "field_documents_seen", "text": text}))
    if made:
        key = DOCUMENTS
        while key in taken:
            key += "_"
        component: dict[str, object] = {
            "type": "checklist",
            "id": f"field_{key}",
            "key": key,
            "label": _label("made", language),
            "description": _label("made_help", language),
            "values": [{"value": name, "label": name} for name in made],
        }
        fields.append(_field(component))
    return fields


def _escaped(name: str) -> str:
    """A name as Markdown and form-js's templates show it as it is."""
    return "".join(f"\\{c}" if c in _MARKUP else c for c in " ".join(name.split())).replace("{", "&#123;")


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
