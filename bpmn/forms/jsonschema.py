"""Forms written as a JSON schema with a UI schema beside it, as SpiffWorkflow's modeler has them.

Read is what draft 7 and its followers say of data that a person can fill in: objects, texts, numbers, yes and no,
choices, lists, and fields that stand under an ``if``. What can't be shown or checked is named in `Form.unread`; none
of it is dropped in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn.forms import form, formjs, numbers

Schema = Mapping[str, object]
FROM_DATA = "options_from_task_data_var:"
"""How SpiffWorkflow's forms say that the choices are in a variable."""
_UNREAD = ("not", "patternProperties", "dependencies", "dependentSchemas", "dependentRequired", "propertyNames")
_MOST_REFERENCES = 200
_FORMATS = {"date": "date", "date-time": "datetime", "time": "time"}
_FILES = ("data-url", "file")
_WIDE = ("textarea", "markdown")


def is_one(raw: object) -> bool:
    """Whether a JSON value can be the schema of a form."""
    return isinstance(raw, dict) and (raw.get("type") == "object" or isinstance(raw.get("properties"), dict))


def parse(name: str, schema: object, ui: object = None) -> form.Form:
    """A schema as a form; the file's name is its id.

    Raises:
        FormError: naming the field that is wrong.
    """
    if not isinstance(schema, dict) or not is_one(schema):
        raise form.FormError("not_a_form")
    reading = _Reading(schema)
    made = list(reading.properties(schema, ui if isinstance(ui, dict) else {}, (), 0))
    title = [{"type": "text", "text": f"# {schema['title']}"}] if isinstance(schema.get("title"), str) else []
    return replace(form.Form(name, formjs.fields([*title, *made])), unread=tuple(dict.fromkeys(reading.unread)))


@dataclass(slots=True)
class _Reading:
    """One schema being read: its root, for references, and what was passed over."""

    root: Schema
    unread: list[str] = field(default_factory=list)
    references: int = 0

    def pass_over(self, path: tuple[str, ...], word: str) -> None:
        self.unread.append(".".join((*path, word)))

    def resolved(self, raw: object, path: tuple[str, ...]) -> Schema:
        """A part of the schema, with what it refers to inside the file."""
        while isinstance(raw, dict) and isinstance(raw.get("$ref"), str):
            self.references += 1
            if self.references > _MOST_REFERENCES:
                raise form.FormError("too_deep", ".".join(path), "$ref")
            at: object = self.root
            for part in raw["$ref"].removeprefix("#").strip("/").split("/"):
                at = at.get(part) if isinstance(at, dict) else None
            if not isinstance(at, dict):
                raise form.FormError("not_a_form", ".".join(path), raw["$ref"])
            raw = {**at, **{name: value for name, value in raw.items() if name != "$ref"}}
        return raw if isinstance(raw, dict) else {}

    def properties(
        self, schema: Schema, ui: Schema, path: tuple[str, ...], depth: int, hide: str | None = None
    ) -> Iterator[dict[str, object]]:
        """The fields of an object, in the order that the UI schema gives."""
        if depth > form.DEEPEST:
            raise form.FormError("too_deep", ".".join(path))
        for word in _UNREAD:
            if word in schema:
                self.pass_over(path, word)
        named, required = _mapping(schema.get("properties")), schema.get("required")
        needed = required if isinstance(required, list) else []
        for name in _ordered(named, ui.get("ui:order")):
            part = self.resolved(named[name], (*path, name))
            for made in self.field(name, part, _mapping(ui.get(name)), (*path, name), depth, name in needed):
                yield {**made, "conditional": {"hide": hide}} if hide else made
        parts = schema.get("allOf")
        for part in (schema, *(self.resolved(one, path) for one in (parts if isinstance(parts, list) else ()))):
            if part is not schema:
                yield from self.properties({**part, "if": None}, ui, path, depth + 1, hide)
            if part.get("if") is not None:
                yield from self.branches(part, ui, path, depth)

    def branches(self, part: Schema, ui: Schema, path: tuple[str, ...], depth: int) -> Iterator[dict[str, object]]:
        """The fields under ``then`` and ``else``, hidden unless their condition holds."""
        holds = _condition(part["if"], path)
        if holds is None:
            self.pass_over(path, "if")
            return
        for word, hide in (("then", f"=not({holds})"), ("else", f"={holds}")):
            inner = self.resolved(part.get(word), path)
            known = _mapping(self.root.get("properties"))
            said = inner.get("required")
            if any(name in known for name in (said if isinstance(said, list) else ())):
                self.pass_over(path, f"{word}.required")
            yield from self.properties(inner, ui, path, depth + 1, hide)

    def field(
        self, name: str, part: Schema, ui: Schema, path: tuple[str, ...], depth: int, needed: bool
    ) -> Iterator[dict[str, object]]:
        """One property as components of form-js."""
        widget, kind = _widget(ui), _type(part)
        made = _shown(name, part, ui)
        if widget == "hidden":
            if (default := part.get("default")) is not None:
                yield {"type": "expression", "key": name, "expression": f"={json.dumps(default, ensure_ascii=False)}"}
            return
        if kind == "object":
            inner = list(self.properties(part, ui, path, depth + 1))
            yield {"type": "group", "path": name, "label": made["label"], "components": inner, "showOutline": True}
        elif kind == "array":
            yield from self.several(made, part, ui, path, depth, needed)
        elif (choices := _choices(part, ui)) is not None:
            kind_of_choice = "radio" if widget == "radio" else "select"
            yield {**made, "type": kind_of_choice, **choices, "validate": {"required": needed}}
        elif kind == "boolean":
            yield {**made, **_truth(part, widget, needed)}
        elif kind in ("number", "integer"):
            yield {**made, **self.number(part, kind, path, needed)}
        elif kind in ("string", ""):
            yield {**made, **_text(part, widget, needed)}
        else:
            self.pass_over(path, kind)

    def number(self, part: Schema, kind: str, path: tuple[str, ...], needed: bool) -> dict[str, object]:
        rules: dict[str, object] = {"required": needed}
        for ours, theirs, step in (("min", "Minimum", 1), ("max", "Maximum", -1)):
            bound, beyond = part.get(theirs.lower()), numbers.read(part.get(f"exclusive{theirs}"))
            if beyond is not None and kind == "integer" and beyond == beyond.to_integral_value():
                bound = int(beyond) + step
            elif beyond is not None:
                self.pass_over(path, f"exclusive{theirs}")
            if bound is not None:
                rules[ours] = bound
        whole = {"decimalDigits": 0} if kind == "integer" else {}
        return {"type": "number", "increment": part.get("multipleOf"), "validate": rules, **whole}

    def several(
        self, made: dict[str, object], part: Schema, ui: Schema, path: tuple[str, ...], depth: int, needed: bool
    ) -> Iterator[dict[str, object]]:
        """A list: choices to tick, files, or rows of fields."""
        item = self.resolved(part.get("items"), path)
        least, most = part.get("minItems"), part.get("maxItems")
        if most is not None or (isinstance(least, int) and least > 1):
            self.pass_over(path, "minItems" if most is None else "maxItems")
        rules = {"required": needed or least == 1}
        if (choices := _choices(item, ui)) is not None:
            yield {**made, "type": "taglist" if _widget(ui) == "select" else "checklist", **choices, "validate": rules}
        elif item.get("format") in _FILES:
            yield {**made, "type": "filepicker", "multiple": True, "validate": rules}
        elif _type(item) == "object":
            inner = list(self.properties(item, _mapping(ui.get("items")), path, depth + 1))
            rows = least if isinstance(least, int) else 1 if needed else 0
            yield {
                "type": "dynamiclist",
                "path": made["key"],
                "label": made["label"],
                "components": inner,
                "defaultRepetitions": rows,
                "allowAddRemove": True,
                "showOutline": True,
            }
        else:
            self.pass_over(path, "items")


def _mapping(raw: object) -> dict[str, object]:
    return raw if isinstance(raw, dict) else {}


def _ordered(named: Mapping[str, object], order: object) -> list[str]:
    """Names as ``ui:order`` has them; ``*`` stands for those that it doesn't name."""
    said = [name for name in order if isinstance(name, str)] if isinstance(order, list) else []
    rest = [name for name in named if name not in said]
    at = said.index("*") if "*" in said else len(said)
    return [name for name in (*said[:at], *rest, *said[at:]) if name in named]


def _widget(ui: Schema) -> str:
    widget = ui.get("ui:widget") or _mapping(ui.get("ui:options")).get("widget")
    return widget if isinstance(widget, str) else ""


def _type(part: Schema) -> str:
    """The type, of several the first that isn't null."""
    kind = part.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "")
    if kind is None and isinstance(part.get("properties"), dict):
        return "object"
    return kind if isinstance(kind, str) else ""


def _shown(name: str, part: Schema, ui: Schema) -> dict[str, object]:
    made: dict[str, object] = {"key": name, "label": str(ui.get("ui:title") or part.get("title") or name)}
    said = ui.get("ui:help") or ui.get("ui:description") or part.get("description")
    if isinstance(said, str):
        made["description"] = said
    if part.get("readOnly") is True or ui.get("ui:readonly") is True:
        made["readonly"] = True
    if ui.get("ui:disabled") is True:
        made["disabled"] = True
    if (default := part.get("default", part.get("const"))) is not None:
        made["defaultValue"] = default
    return made


def _choices(part: Schema, ui: Schema) -> dict[str, object] | None:
    """Where the choices of a field are from; None where it has none."""
    listed = next((part[word] for word in ("enum", "oneOf", "anyOf") if isinstance(part.get(word), list)), None)
    if not isinstance(listed, list):
        return None
    if listed and isinstance(listed[0], str) and listed[0].startswith(FROM_DATA):
        return {"valuesKey": listed[0].removeprefix(FROM_DATA)}
    names = ui.get("ui:enumNames") or part.get("enumNames")
    labels = names if isinstance(names, list) else []
    made: list[dict[str, object]] = []
    for at, one in enumerate(listed):
        inner = _mapping(one)
        value = inner["const"] if "const" in inner else _first(inner.get("enum"))
        value = value if isinstance(one, dict) else one
        label = labels[at] if at < len(labels) else inner.get("title")
        if value is not None:
            made.append({"value": value, "label": str(label if label is not None else _plain(value))})
    return {"values": made} if made else None


def _first(raw: object) -> object:
    return raw[0] if isinstance(raw, list) and raw else None


def _plain(value: object) -> str:
    return numbers.text(value) if isinstance(value, int | float) else str(value)


def _truth(part: Schema, widget: str, needed: bool) -> dict[str, object]:
    """Yes or no; a box that must be ticked is one that can only be true, for "no" is an answer too."""
    if widget in ("radio", "select"):
        both = [{"value": True, "label": "Có · Yes"}, {"value": False, "label": "Không · No"}]
        return {"type": widget, "values": both, "validate": {"required": needed}}
    return {"type": "checkbox", "validate": {"required": needed and part.get("const") is True}}


def _text(part: Schema, widget: str, needed: bool) -> dict[str, object]:
    written = part.get("format")
    named = _FORMATS.get(written) if isinstance(written, str) else "date" if widget == "date" else None
    if named is not None:
        labels = {"dateLabel": part.get("title"), "timeLabel": part.get("title") if named == "time" else None}
        past = {"disallowPassedDates": True} if part.get("minimumDate") == "today" else {}
        zoned = {"timeSerializingFormat": "utc_offset"} if named == "datetime" else {}
        return {
            "type": "datetime",
            "subtype": named,
            "timeInterval": 1,
            "use24h": True,
            "validate": {"required": needed},
            **labels,
            **past,
            **zoned,
        }
    if written in _FILES or widget == "file":
        return {"type": "filepicker", "validate": {"required": needed}}
    rules = {word: part.get(word) for word in ("minLength", "maxLength", "pattern")}
    kind = {"validationType": "email"} if written == "email" else {}
    return {"type": "textarea" if widget in _WIDE else "textfield", "validate": {"required": needed, **rules, **kind}}


def _condition(raw: object, path: tuple[str, ...]) -> str | None:
    """An ``if`` about what some fields are equal to, as FEEL; None for any other."""
    tests: list[str] = []
    for name, part in _mapping(_mapping(raw).get("properties")).items():
        value = _mapping(part)
        wanted = [value["const"]] if "const" in value else value.get("enum")
        if not isinstance(wanted, list) or not wanted or not all(isinstance(one, str | int | float) for one in wanted):
            return None
        at = ".".join((*path, name))
        if not all(part.isidentifier() for part in (*path, name)):
            return None
        said = " or ".join(f"{at} = {json.dumps(one, ensure_ascii=False)}" for one in wanted)
        tests.append(f"({said})" if len(wanted) > 1 else said)
    return " and ".join(tests) or None
