"""Camunda 7: attributes and elements of ``http://camunda.org/schema/1.0/bpmn``.

Activiti and Flowable are of the same descent and share the spelling; `flowable_activiti` adds what is theirs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

from bpmn import markup, vocabulary
from bpmn.dialects import extension

_TYPES = {
    "string": "textfield",
    "long": "number",
    "integer": "number",
    "int": "number",
    "double": "number",
    "boolean": "checkbox",
    "date": "datetime",
    "enum": "select",
}
_DATE = "dd/MM/yyyy"
"""The pattern of dates where a field names none."""
_CONSTRAINTS = {"minlength": "minLength", "maxlength": "maxLength", "min": "min", "max": "max"}


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """What Camunda 7 says of an element."""
    return family(element, extensions, vocabulary.CAMUNDA, _form_data(extensions))


def family(
    element: markup.Element, extensions: markup.Element | None, namespace: str, fields: tuple[dict[str, object], ...]
) -> extension.Extension:
    """What all engines of this descent spell alike, in the namespace of one of them."""

    def said(name: str) -> str | None:
        return (element.get(f"{{{namespace}}}{name}") or "").strip() or None

    loop = markup.child(element, "multiInstanceLoopCharacteristics")
    inputs, outputs = _mappings(extensions, namespace)
    said_in, said_out = _parameters(element, extensions, namespace)
    return extension.Extension(
        form=said("formRef") or _form_name(said("formKey")),
        form_fields=fields,
        implementation=_implementation(element, extensions, namespace),
        called_inputs=inputs,
        called_shares=_all(extensions, namespace),
        called_outputs=outputs,
        inputs=said_in,
        outputs=said_out,
        script=_listening(extensions, namespace),
        collection=None if loop is None else (loop.get(f"{{{namespace}}}collection") or "").strip() or None,
        item=None if loop is None else (loop.get(f"{{{namespace}}}elementVariable") or "").strip() or None,
    )


def _form_name(key: str | None) -> str | None:
    """``camunda-forms:deployment:birth.form`` and ``embedded:app:birth.html`` name a form by their last part."""
    return None if key is None else extension.cut(extension.cut(key, ":"), "/").removesuffix(".form")


def _implementation(element: markup.Element, extensions: markup.Element | None, namespace: str) -> str | None:
    places = [element]
    # The binding of a message event stands on its definition.
    places.extend(part for part in element.iterchildren("{*}messageEventDefinition"))
    for place in places:
        for name, kind in (
            ("topic", "topic"),
            ("class", "class"),
            ("delegateExpression", "delegate"),
            ("expression", "expression"),
            ("decisionRef", "decision"),
        ):
            if value := (place.get(f"{{{namespace}}}{name}") or "").strip():
                return f"{kind}:{markup.nfc(value)}"
        kind_of_task = (place.get(f"{{{namespace}}}type") or "").strip()
        if kind_of_task and kind_of_task != "external":
            return f"connector:{kind_of_task}"
    if extensions is not None:
        connector = extensions.find(f"{{{namespace}}}connector/{{{namespace}}}connectorId")
        if name := markup.text(connector):
            return f"connector:{name}"
    return None


Mapping = tuple[tuple[str, str], ...]


def _mappings(extensions: markup.Element | None, namespace: str) -> tuple[Mapping, Mapping]:
    """``in`` and ``out`` of a call activity as (name there, expression here), (name here, expression there)."""
    if extensions is None:
        return (), ()
    return tuple(_pairs(extensions, f"{{{namespace}}}in")), tuple(_pairs(extensions, f"{{{namespace}}}out"))


def _all(extensions: markup.Element | None, namespace: str) -> bool:
    """Whether ``in`` hands over all variables."""
    those = () if extensions is None else markup.children(extensions, "in", namespace)
    return any((one.get("variables") or "").strip() == "all" for one in those)


def _parameters(element: markup.Element, extensions: markup.Element | None, namespace: str) -> tuple[Mapping, Mapping]:
    """``inputOutput`` of anything but a call: what is copied in and out."""
    outer = None if extensions is None else markup.child(extensions, "inputOutput", namespace)
    if outer is None or markup.local(element) == "callActivity":
        return (), ()

    def named(kind: str) -> Mapping:
        return tuple(
            (markup.nfc(name), _parameter(one))
            for one in markup.children(outer, kind)
            if (name := (one.get("name") or "").strip())
        )

    return named("inputParameter"), named("outputParameter")


def _parameter(one: markup.Element) -> str:
    """A text without an expression is a value; a script, list or map is named, so that it is told as unreadable."""
    if len(one):
        return f"<{markup.local(one[0])}>"
    said = markup.text(one)
    if said.startswith(("${", "#{")):
        return said
    quoted = said.replace("\\", "\\\\").replace("'", "\\'")
    return f"${{'{quoted}'}}"


def _listening(extensions: markup.Element | None, namespace: str) -> str | None:
    """Scripts that listeners would execute."""
    if extensions is None:
        return None
    listeners = (
        *markup.children(extensions, "executionListener", namespace),
        *markup.children(extensions, "taskListener", namespace),
    )
    scripts = [markup.text(one) for listener in listeners for one in markup.children(listener, "script")]
    return "\n".join(filter(None, scripts)) or None


def _pairs(extensions: markup.Element, tag: str) -> Iterator[tuple[str, str]]:
    for one in extensions.iterchildren(tag):
        source = (one.get("source") or one.get("sourceExpression") or "").strip()
        target = (one.get("target") or "").strip()
        if source and target:
            yield target, source


def _form_data(extensions: markup.Element | None) -> tuple[dict[str, object], ...]:
    """``camunda:formData`` as form-js components."""
    if extensions is None:
        return ()
    data = markup.child(extensions, "formData", vocabulary.CAMUNDA)
    if data is None:
        return ()
    return tuple(_field(one) for one in markup.children(data, "formField") if (one.get("id") or "").strip())


def _field(one: markup.Element) -> dict[str, object]:
    checks, readonly = _validation(one)
    return component(
        (one.get("id") or "").strip(),
        one.get("label") or "",
        one.get("type") or "string",
        default=one.get("defaultValue"),
        options=[(value.get("id") or "", value.get("name") or "") for value in markup.children(one, "value")],
        validate=checks,
        readonly=readonly,
        pattern=one.get("datePattern"),
    )


def _validation(one: markup.Element) -> tuple[dict[str, object], bool]:
    checks: dict[str, object] = {}
    readonly = False
    outer = markup.child(one, "validation")
    for constraint in markup.children(outer, "constraint") if outer is not None else ():
        name, config = constraint.get("name") or "", (constraint.get("config") or "").strip()
        if name == "required":
            checks["required"] = config.lower() != "false"
        elif name == "readonly":
            readonly = config.lower() != "false"
        elif name in _CONSTRAINTS and (bound := number(config)) is not None:
            checks[_CONSTRAINTS[name]] = bound
    return checks, readonly


def number(value: str) -> int | float | None:
    """A plain decimal number; None for anything else."""
    cleaned = value.strip()
    if len(cleaned) > 30 or not cleaned.isascii():
        return None
    try:
        return int(cleaned)
    except ValueError:
        pass
    try:
        result = float(cleaned)
    except ValueError:
        return None
    return result if abs(result) < 1e15 else None


def component(
    key: str,
    label: str,
    kind: str,
    *,
    default: str | None = None,
    options: list[tuple[str, str]] | None = None,
    validate: dict[str, object] | None = None,
    readonly: bool = False,
    pattern: str | None = None,
) -> dict[str, object]:
    """A form-js component made of a field of these engines.

    Parameters:
        kind: the engine's type; an unknown one is a text field.
        options: (value, label) of an enumeration.
        pattern: of a date's default, as Java writes it (``dd/MM/yyyy``).
    """
    made: dict[str, object] = {"type": _TYPES.get(kind, "textfield"), "key": markup.nfc(key)}
    made["label"] = markup.nfc(label.strip()) or markup.nfc(key)
    if made["type"] == "datetime":
        made |= {"subtype": "date", "dateLabel": made["label"]}
    if kind in ("long", "integer", "int"):
        made["decimalDigits"] = 0
    if made["type"] == "select":
        made["values"] = [
            {"value": markup.nfc(value), "label": markup.nfc(shown.strip()) or markup.nfc(value)}
            for value, shown in options or []
            if value
        ]
    if made["type"] == "checkbox" and validate and validate.get("required"):
        # A box that must be ticked could not say no.
        made |= {
            "type": "radio",
            "values": [{"value": True, "label": "Có · Yes"}, {"value": False, "label": "Không · No"}],
        }
    if default and not default.lstrip().startswith(("${", "#{")):
        made["defaultValue"] = _default(kind, default.strip(), pattern or _DATE)
    if validate:
        made["validate"] = validate
    if readonly:
        made["readonly"] = True
    return made


def _default(kind: str, value: str, pattern: str) -> object:
    """A default as the field submits it; None where it is none of its type."""
    if _TYPES.get(kind) == "number":
        return number(value)
    if kind == "boolean":
        return value.lower() == "true"
    return _day(value, pattern) if kind == "date" else markup.nfc(value)


def _day(value: str, pattern: str) -> str | None:
    """A day in the form of ISO 8601."""
    said = pattern
    for java, python in (
        ("yyyy", "%Y"),
        ("yy", "%y"),
        ("MM", "%m"),
        ("dd", "%d"),
        ("HH", "%H"),
        ("mm", "%M"),
        ("ss", "%S"),
    ):
        said = said.replace(java, python)
    for form in (said, "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return date(*time.strptime(value, form)[:3]).isoformat()
        except ValueError:
            continue
    return None
